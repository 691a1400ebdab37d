"""A part of a pack: rows in the order of their hexagons, found by ticket."""

from __future__ import annotations

import numpy as np

from gis.monitor.hexes import Indexes, ranges
from gis.monitor.pack_kernels import Filter
from gis.monitor.pack_rows import DEAD, EPOCH, Array, Rows


class Segment:
    """Rows in the order of their hexagons.

    Parameters
    ----------
    rows
        In any order.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows.taken(np.argsort(rows.hex, kind="stable"))
        self._by_id = np.argsort(self.rows.id, kind="stable").astype(np.int32)
        # Nobody reports a ticket anew: what was once within these stays so.
        times = self.rows.reported
        self._first = int(times.min()) if times.size else 0
        self._last = int(times.max()) if times.size else -1

    def find(self, ids: Array) -> Array:
        """(n,) living rows of tickets, -1 where there is none."""
        if not self.rows.size:
            return np.full(len(ids), -1)
        place = np.searchsorted(self.rows.id, ids, sorter=self._by_id)
        rows = self._by_id[np.minimum(place, self.rows.size - 1)].astype(np.int64)
        known = (self.rows.id[rows] == ids) & (self.rows.stage[rows] != DEAD)
        return np.where(known, rows, -1)

    def concerns(self, chosen: Filter) -> bool:
        """Whether a row may have been reported within a question's window."""
        return bool(self._first < chosen.end and self._last >= chosen.start)

    def whole(self) -> tuple[Array, Array]:
        """All rows as the one slice that they are."""
        return np.array([0]), np.array([self.rows.size])

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


def months_of(rows: Rows) -> Array:
    """(n,) the month in which each was reported (UTC), counted from 1970 on."""
    seconds = rows.reported.astype(np.int64) + EPOCH
    return seconds.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)


def by_month(rows: Rows) -> dict[int, Rows]:
    """Rows parted by the month in which they were reported."""
    months = months_of(rows)
    if rows.size and months.min() == months.max():
        return {int(months[0]): rows}
    return {int(month): rows.taken(months == month) for month in np.unique(months)}
