"""Tickets as flat arrays: the columns of a pack, and the codes that stand for its texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gis.errors import CapacityError

Array = npt.NDArray[Any]
EPOCH = 946_684_800
"""Times are seconds since 2000-01-01 (UTC) in 32 bits: from 1932 to 2068."""
EARLIEST, NEVER = -(2**31) + 1, 2**31 - 1
"""The first time there is; what stands for no time."""
DEGREE = 10**7
"""Units of a degree: a centimetre."""
NOWHERE = 2**31 - 1
"""Longitude and latitude of tickets without a place."""
DEAD = 0
"""Stage of a row whose ticket has moved or is gone; its code is given to no text."""


class Rows(NamedTuple):
    """(n,) columns, a ticket a row; texts by their codes, 0 where there is none.

    ``hex`` is the H3 index of the finest resolution, 0 for tickets without a place.
    """

    id: Array
    hex: Array
    lon: Array
    lat: Array
    reported: Array
    closed: Array
    due: Array
    grid: Array
    microgrid: Array
    category: Array
    jurisdiction: Array
    unit: Array
    stage: Array
    channel: Array
    position: Array
    deferred: Array

    @property
    def size(self) -> int:
        """How many rows there are, dead ones among them."""
        return len(self.id)

    def taken(self, which: Array | slice) -> Rows:
        """Some of the rows."""
        return Rows(*(column[which] for column in self))


TYPES: Mapping[str, type[np.integer[Any]]] = MappingProxyType({
    "id": np.int64, "hex": np.int64, "lon": np.int32, "lat": np.int32,
    "reported": np.int32, "closed": np.int32, "due": np.int32,
    "grid": np.int32, "microgrid": np.int32, "category": np.uint16, "jurisdiction": np.uint16,
    "unit": np.uint16, "stage": np.uint8, "channel": np.uint8, "position": np.uint8,
    "deferred": np.uint8,
})  # fmt: skip
"""Types of the columns: 54 bytes a ticket."""
CODED = ("grid", "microgrid", "category", "jurisdiction", "unit", "stage", "channel", "position")
"""Columns that hold codes."""
TIMES = ("reported", "closed", "due")


def nothing() -> Rows:
    """No rows."""
    return Rows(*(np.empty(0, kind) for kind in TYPES.values()))


def joined(parts: Iterable[Rows]) -> Rows:
    """The rows of several parts, one after the other."""
    return Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


class Codes:
    """Small numbers for the values of a column; a value keeps its number for ever.

    Parameters
    ----------
    name
        Of the column, for errors.
    most
        Greatest number that the column can hold.
    """

    def __init__(self, name: str, most: int) -> None:
        self._name, self._most = name, most
        self._codes: dict[Any, int] = {}
        self.values: list[Any] = [None]
        """By code; what code 0 stands for is no value."""

    def __len__(self) -> int:
        return len(self.values)

    def spelled(self) -> Array:
        """(n,) objects: the values by code."""
        return np.array(self.values, object)

    def get(self, value: Any) -> int | None:
        """The code of a value; None where no ticket ever had it."""
        return self._codes.get(value)

    def of(self, values: Sequence[Any]) -> Array:
        """(n,) codes of values, new ones where they are new; 0 for None.

        Raises
        ------
        CapacityError
            There are more values than the column has numbers.
        """
        found = np.zeros(len(values), np.int64)
        for place, value in enumerate(values):
            if value is None:
                continue
            code = self._codes.get(value)
            if code is None:
                code = len(self.values)
                if code > self._most:
                    raise CapacityError(f"more than {self._most} values of {self._name}")
                self._codes[value] = code
                self.values.append(value)
            found[place] = code
        return found


class Chunk(NamedTuple):
    """Tickets as they were read, not coded yet.

    Parameters
    ----------
    numbers
        (n,) columns of ``Rows`` besides the coded ones: times in seconds since 1970, ``NEVER``
        plus ``EPOCH`` where there is none.
    words
        For each coded column, (n,) places in a list of values, -1 for none, and that list.
    """

    numbers: Mapping[str, Array]
    words: Mapping[str, tuple[Array, Sequence[Any]]]


def codes() -> dict[str, Codes]:
    """An empty book of codes for each coded column."""
    return {name: Codes(name, int(np.iinfo(TYPES[name]).max)) for name in CODED}


def coded(chunk: Chunk, books: Mapping[str, Codes]) -> Rows:
    """Make rows of what was read."""
    columns: dict[str, Array] = {}
    for name, kind in TYPES.items():
        if name in books:
            places, values = chunk.words[name]
            # The last one is for -1.
            table = np.append(books[name].of(values), 0)
            columns[name] = table[places].astype(kind)
        elif name in TIMES:
            seconds = chunk.numbers[name].astype(np.int64) - EPOCH
            columns[name] = np.clip(seconds, EARLIEST, NEVER).astype(kind)
        else:
            columns[name] = chunk.numbers[name].astype(kind)
    return Rows(**columns)
