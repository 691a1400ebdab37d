"""Tickets counted by the database: what every quicker way of counting must equal.

Times count in whole seconds, days and hours are China's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Double,
    and_,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    text,
)

from gis.model.questions import By, Question
from gis.monitor.hexes import FINEST, Bounds, Indexes, check_resolution, ranges
from gis.monitor.pack_rows import DEGREE
from gis.monitor.tallies import finished
from gis.store.colours import colour
from gis.store.scopes import within
from gis.store.tables import tickets

SECOND = timedelta(seconds=1)


class SqlTallies:
    """Counts over a connection; sees what its transaction sees."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def tally(self, question: Question, *by: By, resolution: int = 9) -> pd.DataFrame:
        """Count the tickets of a question; see ``gis.workflow.tallies``."""
        keys = [key(one, resolution).label(str(one)) for one in by]
        query = select(*keys, func.count().label("count")).select_from(tickets)
        query = query.where(*conditions(question))
        if By.HEX in by:
            query = query.where(tickets.c.hex.is_not(None))
        query = query.group_by(*(text(str(place + 1)) for place in range(len(keys))))
        rows = self._conn.execute(query.having(func.count() > 0)).all()
        return finished(pd.DataFrame.from_records(rows, columns=[*map(str, by), "count"]), by)

    def counts(
        self, question: Question, hexes: Indexes, resolution: int
    ) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Count the tickets of a question in some hexagons; see ``gis.workflow.tallies``."""
        found = np.zeros(len(hexes), np.int64)
        if not len(hexes):
            return found
        low, high = ranges(hexes, resolution)
        upper = parent(tickets.c.hex, resolution)
        query = select(upper.label("hex"), func.count().label("count")).where(
            *conditions(question), tickets.c.hex >= int(low.min()), tickets.c.hex < int(high.max())
        )
        known = {int(one): place for place, one in enumerate(hexes)}
        for hexagon, count in self._conn.execute(query.group_by(upper)):
            if hexagon in known:
                found[known[hexagon]] = count
        return found

    def points(self, question: Question, bounds: Bounds | None = None) -> pd.DataFrame:
        """Where the tickets of a question are; see ``gis.workflow.tallies``."""
        t = tickets.c
        lon, lat = (
            cast(func.round(side * DEGREE), BigInteger) / literal(float(DEGREE), Double)
            for side in (func.st_x(t.geom), func.st_y(t.geom))
        )
        columns = [t.id, t.hex, lon.label("lon"), lat.label("lat"), t.stage]
        times = {"reported": t.reported_at, "closed": t.closed_at, "due": t.due_at}
        query = select(*columns, *(time.label(name) for name, time in times.items()))
        query = query.where(*conditions(replace(question, placed=True)))
        if bounds is not None:
            box = func.st_makeenvelope(*bounds, 4326)
            query = query.where(t.display.op("&&")(func.st_expand(func.st_transform(box, 3857), 1)))
            west, south, east, north = (round(side * DEGREE) / DEGREE for side in bounds)
            query = query.where(lon.between(west, east), lat.between(south, north))
        result = self._conn.execute(query)
        found = pd.DataFrame.from_records(result.all(), columns=list(result.keys()))
        for name in times:
            moments = pd.to_datetime(found[name], utc=True).dt.tz_localize(None)
            found[name] = moments.dt.floor("s").astype("datetime64[s]")
        return found.astype(
            {"id": np.int64, "hex": np.uint64, "lon": float, "lat": float, "stage": object}
        )


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
