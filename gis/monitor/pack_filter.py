"""A question in terms of a pack's rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from gis.model import covers
from gis.model.questions import Question
from gis.model.tickets import Colour, Position
from gis.monitor.pack_kernels import GREEN, RED, YELLOW, Filter
from gis.monitor.pack_rows import DEAD, EPOCH, Array, Codes

FAR = 1 << 40
"""Seconds beyond all times."""
NO_SUCH = 1 << 40
"""Code of a grid in which no ticket ever lay."""
_BITS = {str(Colour.GREEN): GREEN, str(Colour.YELLOW): YELLOW, str(Colour.RED): RED}


_TINTED = np.array([0, 1], np.uint8)


def compiled(question: Question, books: Mapping[str, Codes]) -> Filter:
    """The filter that lets a question's tickets pass.

    Parameters
    ----------
    books
        Codes by column.
    """
    end, open_at = _seconds(question.end, FAR), _seconds(question.open_at, -FAR)
    if question.open_at is not None:
        end = min(end, open_at + 1)
    now = question.now or datetime.now(UTC)
    grid = -1 if question.grid is None else books["grid"].get(question.grid)
    placed = frozenset({str(Position.GOOD)}) if question.placed else None
    stages = _among(
        books["stage"], () if question.stages is None and question.colours else question.stages
    )
    stages[DEAD] = 0
    return Filter(
        start=_seconds(question.start, -FAR),
        end=end,
        open_at=open_at,
        late=-1 if question.late is None else int(question.late),
        now=_seconds(now, 0),
        colours=sum(_BITS[one] for one in question.colours or ()),
        yellow_from=question.yellow_from,
        grid=NO_SUCH if grid is None else grid,
        category=_among(books["category"], question.categories),
        jurisdiction=_below(books["jurisdiction"], question.jurisdictions),
        unit=_among(books["unit"], question.units),
        stage=_TINTED if question.colours else stages,
        besides=stages,
        channel=_among(books["channel"], question.channels),
        position=_among(books["position"], placed),
    )


def _seconds(time: datetime | None, otherwise: int) -> int:
    """The second in which a time lies, since the pack's epoch."""
    if time is None:
        return otherwise
    return int(time.replace(microsecond=0).timestamp()) - EPOCH


def _among(book: Codes, values: Collection[Any] | None) -> Array:
    return _table(book, (lambda _: True) if values is None else values.__contains__)


def _below(book: Codes, jurisdictions: Collection[str]) -> Array:
    def lies_there(code: str) -> bool:
        return any(covers(one, code) for one in jurisdictions)

    return _table(book, lambda code: code is not None and lies_there(code))


def _table(book: Codes, wanted: Callable[[Any], bool]) -> Array:
    """(n,) uint8 by code: 1 for the values that are wanted."""
    return np.fromiter((wanted(value) for value in book.values), np.uint8, len(book))
