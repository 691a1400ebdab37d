"""A copy of all tickets in memory, in the order of their hexagons, that counts them in one pass.

The children of a hexagon follow each other, so what lies in one is a slice of the rows. Changes
that leave a ticket where it is are written in place; the others go into a small tail with an
order of its own, and what they leave behind is dead. Equal to a count by the database: see
``gis.store.tallies``, which says how times are understood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from gis.model.questions import By, Question
from gis.monitor.hexes import Bounds, Indexes, covering, ranges, shift, slicing, whole
from gis.monitor.pack_filter import compiled
from gis.monitor.pack_kernels import Filter, count_codes, count_runs, count_slices, select
from gis.monitor.pack_keys import counted_by, located
from gis.monitor.pack_rows import (
    CODED,
    DEAD,
    DEGREE,
    Array,
    Chunk,
    Rows,
    coded,
    codes,
    joined,
    nothing,
)
from gis.monitor.tallies import finished

LARGE_TAIL, TAIL_SHARE = 65_536, 16
"""The tail is merged when it has so many rows, and more than a part of the others."""


class Segment:
    """Rows in the order of their hexagons, found by ticket."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows.taken(np.argsort(rows.hex, kind="stable"))
        self._by_id = np.argsort(self.rows.id, kind="stable").astype(np.int32)

    def find(self, ids: Array) -> Array:
        """(n,) living rows of tickets, -1 where there is none."""
        if not self.rows.size:
            return np.full(len(ids), -1)
        place = np.searchsorted(self.rows.id, ids, sorter=self._by_id)
        rows = self._by_id[np.minimum(place, self.rows.size - 1)].astype(np.int64)
        known = (self.rows.id[rows] == ids) & (self.rows.stage[rows] != DEAD)
        return np.where(known, rows, -1)

    def slices(self, hexes: Indexes, resolution: int) -> tuple[Array, Array]:
        """(n,) first row of each hexagon and the first one after it."""
        low, high = ranges(hexes, resolution)
        return np.searchsorted(self.rows.hex, low), np.searchsorted(self.rows.hex, high)

    @property
    def living(self) -> Rows:
        """The rows that are not dead."""
        return self.rows.taken(self.rows.stage != DEAD)

    @property
    def bytes(self) -> int:
        """Memory that the rows take."""
        return int(sum(column.nbytes for column in self.rows) + self._by_id.nbytes)


class Pack:
    """All tickets as of one change; not to be changed while it is asked.

    Attributes
    ----------
    number
        Of the last change that it knows.
    """

    def __init__(self, chunks: Iterable[Chunk] = (), number: int = 0) -> None:
        self._books = codes()
        parts = [coded(chunk, self._books) for chunk in chunks]
        self._main, self._tail = Segment(joined([nothing(), *parts])), Segment(nothing())
        self.number = number

    def __len__(self) -> int:
        return sum(int(np.count_nonzero(one.rows.stage)) for one in self._segments)

    @property
    def bytes(self) -> int:
        """Memory that the rows take."""
        return sum(one.bytes for one in self._segments)

    @property
    def _segments(self) -> tuple[Segment, Segment]:
        return self._main, self._tail

    # ------------------------------------------------------------------------ changes

    def apply(self, number: int, changed: Chunk, gone: Array) -> None:
        """Follow the database.

        Parameters
        ----------
        number
            Of the last change among these.
        changed
            Tickets that are new or different, each once.
        gone
            (m,) tickets that were deleted.
        """
        new = coded(changed, self._books)
        gone = np.setdiff1d(gone, new.id)
        at = self._main.find(new.id)
        stays = at >= 0
        stays[stays] = self._main.rows.hex[at[stays]] == new.hex[stays]
        for column, values in zip(self._main.rows, new, strict=True):
            column[at[stays]] = values[stays]
        moved = np.concatenate([at[~stays], self._main.find(gone)])
        self._main.rows.stage[moved[moved >= 0]] = DEAD
        left = ~np.isin(self._tail.rows.id, np.concatenate([new.id, gone]))
        if not stays.all() or not left.all():
            self._tail = Segment(joined([self._tail.rows.taken(left), new.taken(~stays)]))
        self.number = number

    @property
    def ragged(self) -> bool:
        """Whether so much has moved that ``mended`` is worth its while."""
        tail = self._tail.rows.size
        return tail > LARGE_TAIL and tail > self._main.rows.size // TAIL_SHARE

    def mended(self) -> Pack:
        """The same tickets in one piece, without the dead; shares the books of codes."""
        found = Pack(number=self.number)
        found._books = self._books
        found._main = Segment(joined([one.living for one in self._segments]))
        return found

    # ------------------------------------------------------------------------ counts

    def tally(self, question: Question, *by: By, resolution: int = 9) -> pd.DataFrame:
        """Count the tickets of a question; see ``gis.workflow.tallies``."""
        chosen = compiled(question, self._books)
        parts = [self._counted(one, chosen, by, resolution) for one in self._segments]
        return finished(_added(parts, by), by)

    def counts(self, question: Question, hexes: Indexes, resolution: int) -> Array:
        """(n,) int64 tickets of a question in each of some hexagons."""
        chosen = compiled(question, self._books)
        parts: list[Array] = [
            count_slices(one.rows, chosen, *one.slices(hexes, resolution)) for one in self._segments
        ]
        return parts[0] + parts[1]

    def points(self, question: Question, bounds: Bounds | None = None) -> pd.DataFrame:
        """Where the tickets of a question are; see ``gis.workflow.tallies``."""
        chosen = compiled(replace(question, placed=True), self._books)
        resolution = slicing(bounds) if bounds is not None else None
        hexes = None if bounds is None or resolution is None else covering(bounds, resolution)
        parts = []
        for one in self._segments:
            if hexes is None or resolution is None:
                first, last = np.array([0]), np.array([one.rows.size])
            else:
                first, last = one.slices(hexes, resolution)
            at = select(one.rows, chosen, first, last)
            parts.append(one.rows.taken(at) if bounds is None else _inside(one.rows, at, bounds))
        return located(joined(parts), self._books["stage"])

    def _counted(
        self, segment: Segment, chosen: Filter, by: tuple[By, ...], resolution: int
    ) -> pd.DataFrame:
        rows = segment.rows
        if by == (By.HEX,):
            keys, counts = count_runs(rows, chosen, shift(resolution))
            return pd.DataFrame({"hex": whole(keys, resolution), "count": counts})
        if len(by) == 1 and by[0] in CODED:
            column, book = getattr(rows, by[0]), self._books[by[0]]
            counts = count_codes(rows, chosen, column, len(book))
            some = np.flatnonzero(counts)
            texts = book.spelled()[some]
            return pd.DataFrame({str(by[0]): texts, "count": counts[some]})
        everything = np.array([0]), np.array([rows.size])
        if not by:
            total = count_slices(rows, chosen, *everything)
            return pd.DataFrame({"count": total[total > 0]})
        at = select(rows, chosen, *everything)
        return counted_by(rows, at, by, self._books, resolution)


def _added(parts: list[pd.DataFrame], by: tuple[By, ...]) -> pd.DataFrame:
    """One table of several; what stands in more than one is added."""
    full = [part for part in parts if len(part)] or parts[:1]
    if len(full) == 1:
        return full[0]
    together = pd.concat(full)
    if not by:
        return pd.DataFrame({"count": [together["count"].sum()]})
    keys = [str(one) for one in by]
    return together.groupby(keys, dropna=False, as_index=False, sort=False)["count"].sum()


def _inside(rows: Rows, at: Array, bounds: Bounds) -> Rows:
    west, south, east, north = (round(side * DEGREE) for side in bounds)
    lon, lat = rows.lon[at], rows.lat[at]
    return rows.taken(at[(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)])
