"""Kernels of the pack: which rows a filter lets pass, and counting them in one pass."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from gis.monitor.pack_rows import DEAD, NEVER, Rows

Array = npt.NDArray[Any]
GREEN, YELLOW, RED = 1, 2, 4


class Filter(NamedTuple):
    """A question in terms of rows; tables by code tell 1 for what passes.

    Parameters
    ----------
    start, end
        Reported at or after, and before.
    open_at
        Closed later than this.
    late
        1 late ones, 0 others, -1 all.
    now
        The present, for ``late`` and colours.
    colours, yellow_from
        Bits of the colours that pass; share of the time until a row is
        due from which it is yellow.
    besides
        Stages that pass whatever the colour.
    stage
        Stages that pass, or what ``tinted`` puts in their place.
    grid
        Code of the only grid, -1 for all.
    """

    start: int
    end: int
    open_at: int
    late: int
    now: int
    colours: int
    yellow_from: float
    grid: int
    category: Array
    jurisdiction: Array
    unit: Array
    stage: Array
    besides: Array
    channel: Array
    position: Array


def tinted(rows: Rows, chosen: Filter) -> Rows:
    """Rows as a filter tests them: where it asks for colours, 1 as the stage of what has one.

    Few ask for colours, and everybody would wait for a test more in the innermost loop.
    """
    return rows._replace(stage=_tints(rows, chosen)) if chosen.colours else rows


@njit(cache=True, nogil=True)
def _tints(rows: Rows, chosen: Filter) -> Array:
    """(n,) uint8 whether stage or colour pass."""
    found = np.zeros(len(rows.stage), np.uint8)
    for i in range(len(found)):
        if chosen.besides[rows.stage[i]] == 1:
            found[i] = 1
        elif rows.stage[i] != DEAD and rows.closed[i] > chosen.now:
            shade = tint(rows.reported[i], rows.due[i], chosen.now, chosen.yellow_from)
            found[i] = chosen.colours & shade != 0
    return found


@njit(inline="always")
def tint(reported: int, due: int, now: int, yellow_from: float) -> int:
    """Colour of an open row, as ``gis.monitor.stages.colour``."""
    first, limit = np.int64(reported), np.int64(due)
    if limit == NEVER or now < first + (limit - first) * yellow_from:
        return GREEN
    return YELLOW if now <= limit else RED


@njit(inline="always")
def passes(i: int, rows: Rows, chosen: Filter) -> bool:
    """Whether a row is one of the question's."""
    reported = rows.reported[i]
    if reported < chosen.start or reported >= chosen.end or chosen.stage[rows.stage[i]] == 0:
        return False
    if chosen.category[rows.category[i]] == 0 or chosen.jurisdiction[rows.jurisdiction[i]] == 0:
        return False
    if (
        chosen.channel[rows.channel[i]] == 0
        or chosen.position[rows.position[i]] == 0
        or chosen.unit[rows.unit[i]] == 0
        or (chosen.grid >= 0 and rows.grid[i] != chosen.grid)
        or rows.closed[i] <= chosen.open_at
    ):
        return False
    if chosen.late < 0:
        return True
    due, closed = rows.due[i], rows.closed[i]
    late = due < chosen.now if closed == NEVER else closed > due
    return bool(late == (chosen.late == 1))


@njit(cache=True, nogil=True)
def select(rows: Rows, chosen: Filter, first: Array, last: Array) -> Array:
    """(n,) int64 rows that pass, among slices of the rows."""
    most = 0
    for k in range(len(first)):
        most += last[k] - first[k]
    found = np.empty(most, np.int64)
    size = 0
    for k in range(len(first)):
        for i in range(first[k], last[k]):
            if passes(i, rows, chosen):
                found[size] = i
                size += 1
    return found[:size].copy()


@njit(cache=True, nogil=True)
def count_slices(rows: Rows, chosen: Filter, first: Array, last: Array) -> Array:
    """(n,) int64 rows that pass in each of the slices."""
    found = np.zeros(len(first), np.int64)
    for k in range(len(first)):
        total = 0
        for i in range(first[k], last[k]):
            if passes(i, rows, chosen):
                total += 1
        found[k] = total
    return found


@njit(cache=True, nogil=True)
def count_codes(rows: Rows, chosen: Filter, codes: Array, size: int) -> Array:
    """(size,) int64 rows that pass, by the codes of a column."""
    found = np.zeros(size, np.int64)
    for i in range(len(codes)):
        if passes(i, rows, chosen):
            found[codes[i]] += 1
    return found


@njit(cache=True, nogil=True)
def count_runs(rows: Rows, chosen: Filter, shift: int) -> tuple[Array, Array]:
    """Rows that pass by their index without its last ``shift`` bits; rows lie in its order.

    Returns
    -------
    (n,) int64 shortened indexes, ascending; (n,) int64 counts, none zero. Rows without a place
    are left out.
    """
    keys, counts = np.empty(1024, np.int64), np.empty(1024, np.int64)
    size, total, present = 0, 0, np.int64(0)
    for i in range(len(rows.hex) + 1):
        key = rows.hex[i] >> shift if i < len(rows.hex) else np.int64(-1)
        if key != present:
            if total > 0 and present != 0:
                if size == len(keys):
                    keys = np.append(keys, np.empty(size, np.int64))
                    counts = np.append(counts, np.empty(size, np.int64))
                keys[size], counts[size] = present, total
                size += 1
            present, total = key, 0
        if i < len(rows.hex) and passes(i, rows, chosen):
            total += 1
    return keys[:size].copy(), counts[:size].copy()
