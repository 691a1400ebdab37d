"""What a question means in SQL: which tickets are its own, and what they are counted by.

Times count in whole seconds, days and hours are China's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, and_, cast, func, literal, not_, or_, text

from gis.model.questions import By, Question
from gis.monitor.hexes import FINEST, check_resolution
from gis.store.colours import colour
from gis.store.scopes import within
from gis.store.tables import tickets

SECOND = timedelta(seconds=1)


def conditions(question: Question) -> list[ColumnElement[bool]]:
    """What a ticket must fulfil to be one of a question's."""
    t = tickets.c
    found: list[ColumnElement[bool]] = [within(t.jurisdiction, question.jurisdictions)]
    if question.start is not None:
        found.append(t.reported_at >= whole(question.start))
    if question.end is not None:
        found.append(t.reported_at < whole(question.end))
    if question.open_at is not None:
        # Both up to the end of that second.
        after = whole(question.open_at) + SECOND
        found += [t.reported_at < after, or_(t.closed_at.is_(None), t.closed_at >= after)]
    among: list[tuple[Any, frozenset[Any] | None]] = [
        (t.category, question.categories),
        (t.channel, question.channels),
        (t.unit, question.units),
    ]
    found += [column.in_(sorted(values)) for column, values in among if values is not None]
    if question.stages is not None or question.colours is not None:
        now = whole(question.now or datetime.now(UTC))
        tint = colour(now, question.yellow_from)
        found.append(
            or_(t.stage.in_(question.stages or ()), tint.in_(sorted(question.colours or ())))
        )
    if question.grid is not None:
        found.append(t.grid == question.grid)
    if question.placed:
        found.append(t.position == "good")
    if question.late is not None:
        late = _late(whole(question.now or datetime.now(UTC)))
        found.append(late if question.late else not_(func.coalesce(late, literal(value=False))))
    return found


def key(by: By, resolution: int) -> ColumnElement[Any]:
    """What tickets are grouped by.

    Parameters
    ----------
    resolution
        Of hexagons.
    """
    local = tickets.c.reported_at.op("at time zone")(text("interval '08:00'"))
    made: dict[By, Callable[[], ColumnElement[Any]]] = {
        By.HEX: lambda: parent(tickets.c.hex, resolution),
        By.HOUR: lambda: cast(func.extract("hour", local), BigInteger),
        By.WEEKDAY: lambda: cast(func.extract("isodow", local), BigInteger) - 1,
        By.CLOCK: lambda: func.date_trunc("hour", local),
        By.DAY: lambda: cast(local, Date),
        By.WEEK: lambda: cast(func.date_trunc("week", local), Date),
        By.MONTH: lambda: cast(func.date_trunc("month", local), Date),
    }
    return made[by]() if by in made else tickets.c[str(by)]


def parent(hexagon: ColumnElement[int], resolution: int) -> ColumnElement[int]:
    """The hexagon of a resolution that holds one of the finest, by the bits of its index.

    Four bits tell the resolution; below it three bits a level say which child, seven where there
    is none.
    """
    check_resolution(resolution)
    unused = (1 << 3 * (FINEST - resolution)) - 1 << 3 * (15 - FINEST)
    cleared = ~(15 << 52) & (1 << 64) - 1
    kept = cleared - (1 << 64) if cleared >> 63 else cleared
    bits = hexagon.op("&")(literal(kept, BigInteger)).op("|")(
        literal(resolution << 52 | unused, BigInteger)
    )
    return cast(bits, BigInteger)


def whole(time: datetime) -> datetime:
    """The second in which a time lies."""
    return time.replace(microsecond=0)


def _late(now: datetime) -> ColumnElement[bool]:
    """Due before now and open, or closed in a later second than it was due in."""
    t = tickets.c
    closed, due = func.date_trunc("second", t.closed_at), func.date_trunc("second", t.due_at)
    return or_(and_(t.closed_at.is_(None), t.due_at < now), closed > due)
