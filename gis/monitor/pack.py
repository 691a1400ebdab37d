"""A copy of all tickets in memory, by month and by hexagon, that counts them in one pass.

The children of a hexagon follow each other, so what lies in one is a slice of each month's rows;
months outside of a question's window are not looked at. Changes that leave a ticket where it is
are written in place; the others go into a small tail with an order of its own, and what they leave
behind is dead. Equal to a count by the database: see ``gis.store.tallies``, which says how times
are understood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from gis.model.figures import Figures
from gis.model.questions import By, Question
from gis.monitor.hexes import Bounds, Indexes, covering, shift, slicing, whole
from gis.monitor.pack_figures import columns_of_figures, figures_of
from gis.monitor.pack_filter import compiled
from gis.monitor.pack_kernels import (
    Filter,
    count_codes,
    count_runs,
    count_slices,
    select,
    tinted,
)
from gis.monitor.pack_keys import columns_for, counted_by, located
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
from gis.monitor.pack_segment import Segment, by_month, months_of
from gis.monitor.tallies import finished

LARGE_TAIL = 20_000
"""The tail is put where it belongs when it has so many rows."""


class Pack:
    """All tickets as of one change; not to be changed while it is asked.

    Attributes
    ----------
    number
        Of the last change that it knows.
    """

    def __init__(self, chunks: Iterable[Chunk] = (), number: int = 0) -> None:
        self._books = codes()
        parts = defaultdict(list)
        for chunk in chunks:
            for month, rows in by_month(coded(chunk, self._books)).items():
                parts[month].append(rows)
        # One after the other, each forgotten when it is in order: memory is dear here.
        self._months = {month: Segment(joined(parts.pop(month))) for month in sorted(parts)}
        self._tail = Segment(nothing())
        self.number = number

    def __len__(self) -> int:
        return sum(int(np.count_nonzero(one.rows.stage)) for one in self._segments())

    @property
    def bytes(self) -> int:
        """Memory that the rows take."""
        return sum(one.bytes for one in self._segments())

    def _segments(self, chosen: Filter | None = None) -> Iterator[Segment]:
        """All parts, or those that may hold a question's tickets."""
        for one in (*self._months.values(), self._tail):
            if chosen is None or one.concerns(chosen):
                yield one

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
            (m,) tickets that were deleted; those among ``changed`` came again.
        """
        new = coded(changed, self._books)
        # First what went: whatever is there now came later.
        if len(gone):
            for segment in self._months.values():
                _kill(segment, segment.find(gone))
        stays = np.zeros(new.size, bool)
        months = months_of(new)
        for month in set(np.unique(months).tolist()) & set(self._months):
            here = np.flatnonzero(months == month)
            stays[here] = _overwritten(self._months[month], new.taken(here))
        left = ~np.isin(self._tail.rows.id, np.concatenate([new.id, gone]))
        if not stays.all() or not left.all():
            self._tail = Segment(joined([self._tail.rows.taken(left), new.taken(~stays)]))
        self.number = number

    @property
    def ragged(self) -> bool:
        """Whether so much has come or moved that ``mended`` is worth its while."""
        return self._tail.rows.size > LARGE_TAIL

    def mended(self) -> Pack:
        """The same tickets without a tail; shares the books, and the months without changes."""
        found = Pack(number=self.number)
        found._books, found._months = self._books, dict(self._months)
        for month, rows in by_month(self._tail.rows).items():
            known = [self._months[month].living] if month in self._months else []
            found._months[month] = Segment(joined([*known, rows]))
        return found

    # ------------------------------------------------------------------------ counts

    def tally(self, question: Question, *by: By, resolution: int = 9) -> pd.DataFrame:
        """Count the tickets of a question; see ``gis.workflow.tallies``."""
        chosen = compiled(question, self._books)
        if not by:
            total = sum(
                int(count_slices(tinted(one.rows, chosen), chosen, *one.whole())[0])
                for one in self._segments(chosen)
            )
            found = pd.DataFrame({"count": [total] if total else []})
        elif by == (By.HEX,):
            found = self._by_hexagon(chosen, resolution)
        elif len(by) == 1 and by[0] in CODED:
            found = self._by_code(chosen, by[0])
        else:
            rows = self._passing(chosen, columns_for(by))
            found = counted_by(rows, by, self._books, resolution)
        return finished(found, by)

    def counts(self, question: Question, hexes: Indexes, resolution: int) -> Array:
        """(n,) int64 tickets of a question in each of some hexagons."""
        chosen = compiled(question, self._books)
        found: Array = np.zeros(len(hexes), np.int64)
        for one in self._segments(chosen):
            found += count_slices(tinted(one.rows, chosen), chosen, *one.slices(hexes, resolution))
        return found

    def figures(
        self, question: Question, by: By, at: datetime, yellow_from: float
    ) -> tuple[list[Figures], Figures]:
        """Count how far the tickets of a question are; see ``gis.workflow.tallies``."""
        chosen = compiled(question, self._books)
        rows = self._passing(chosen, columns_of_figures(by))
        return figures_of(rows, by, self._books, at, yellow_from)

    def points(self, question: Question, bounds: Bounds | None = None) -> pd.DataFrame:
        """Where the tickets of a question are; see ``gis.workflow.tallies``."""
        chosen = compiled(replace(question, placed=True), self._books)
        resolution = slicing(bounds) if bounds is not None else None
        hexes = None if bounds is None or resolution is None else covering(bounds, resolution)
        parts = [nothing()]
        for one in self._segments(chosen):
            if hexes is None or resolution is None:
                first, last = one.whole()
            else:
                first, last = one.slices(hexes, resolution)
            at = select(tinted(one.rows, chosen), chosen, first, last)
            parts.append(one.rows.taken(at) if bounds is None else _inside(one.rows, at, bounds))
        return located(joined(parts), self._books["stage"])

    def _by_hexagon(self, chosen: Filter, resolution: int) -> pd.DataFrame:
        parts = [
            count_runs(tinted(one.rows, chosen), chosen, shift(resolution))
            for one in self._segments(chosen)
        ]
        if not parts:
            return pd.DataFrame({"hex": [], "count": []})
        keys, place = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
        counts = np.zeros(len(keys), np.int64)
        np.add.at(counts, place, np.concatenate([part[1] for part in parts]))
        return pd.DataFrame({"hex": whole(keys, resolution), "count": counts})

    def _by_code(self, chosen: Filter, by: By) -> pd.DataFrame:
        book = self._books[by]
        counts = np.zeros(len(book), np.int64)
        for one in self._segments(chosen):
            counts += count_codes(
                tinted(one.rows, chosen), chosen, getattr(one.rows, by), len(book)
            )
        some = np.flatnonzero(counts)
        # Objects stay objects: pandas would make strings of its own of them, and back.
        spelled = pd.Series(book.spelled()[some], dtype=object)
        return pd.DataFrame({str(by): spelled, "count": counts[some]})

    def _passing(self, chosen: Filter, needed: set[str]) -> dict[str, Array]:
        """Columns of a question's rows."""
        parts: dict[str, list[Array]] = {name: [getattr(nothing(), name)] for name in needed}
        for one in self._segments(chosen):
            at = select(tinted(one.rows, chosen), chosen, *one.whole())
            for name in needed:
                parts[name].append(getattr(one.rows, name)[at])
        return {name: np.concatenate(columns) for name, columns in parts.items()}


def warm() -> None:
    """Compile all kernels, or load what was compiled before: the first question need not wait."""
    empty = Pack()
    for by in ((), (By.HEX,), (By.GRID,), (By.CATEGORY,), (By.STAGE,), (By.DAY,)):
        empty.tally(Question(), *by)
    empty.figures(Question(), By.STAGE, datetime.now(UTC), 0.8)


def _overwritten(segment: Segment, new: Rows) -> Array:
    """(n,) whether rows stand where they stood before and were written over.

    Those that have moved are dead now.
    """
    at = segment.find(new.id)
    stays = at >= 0
    stays[stays] = segment.rows.hex[at[stays]] == new.hex[stays]
    for column, values in zip(segment.rows, new, strict=True):
        column[at[stays]] = values[stays]
    _kill(segment, at[~stays])
    return stays


def _kill(segment: Segment, rows: Array) -> None:
    segment.rows.stage[rows[rows >= 0]] = DEAD


def _inside(rows: Rows, at: Array, bounds: Bounds) -> Rows:
    west, south, east, north = (round(side * DEGREE) for side in bounds)
    lon, lat = rows.lon[at], rows.lat[at]
    return rows.taken(at[(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)])
