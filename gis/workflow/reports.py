"""Use case: the monthly operation report of a grid, community, street or county."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import h3.api.numpy_int as h3
import pandas as pd
from sqlalchemy import Connection

from gis.errors import ParameterError
from gis.model import ROOT
from gis.model.figures import Figures
from gis.model.questions import By, Question
from gis.model.reports import Counted, Monthly, Place, Spot, Warned, Watched
from gis.store import (
    alerts,
    camera_states,
    configuration,
    history,
    inforce,
    report_places,
    ticket_stats,
)
from gis.workflow.ground import Grounds, middles
from gis.workflow.hotspots import Wish, find
from gis.workflow.report_place import Asked, find_place, window
from gis.workflow.tallies import Tallies

TOP = 10
MOST_SPOTS = 10
MOST_ALERTS = 50
FINE = 10
"""Resolution of the hexagons in a grid's report: about 130 m across."""
HOT = "hot"


@dataclass(frozen=True, slots=True)
class Sources:
    """What figures are taken from."""

    conn: Connection
    tallies: Tallies
    grounds: Grounds


def monthly(
    sources: Sources, asked: Asked, scope: Collection[str], now: datetime | None = None
) -> Monthly:
    """Count everything a monthly report tells.

    Parameters
    ----------
    scope
        Jurisdictions that who asks may see.

    Raises
    ------
    ParameterError
        It is no month, or one that has not begun.
    NotFoundError
        There is no such place, or none that may be seen.
    """
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    start, end = window(asked.month)
    if start > now:
        raise ParameterError(f"{asked.month} has not begun", f"{asked.month} 尚未开始。")
    place, question = find_place(sources.conn, asked, end, scope)
    counting = _Counting(sources, replace(question, start=start, end=end, now=now), min(end, now))
    by_day = sources.tallies.tally(counting.question, By.DAY).set_index("day")["count"]
    by_day.index = pd.to_datetime(by_day.index).date
    by_hour = sources.tallies.tally(counting.question, By.HOUR).set_index("hour")["count"]
    first, _ = inforce.times(sources.conn, (ROOT,))
    days = [start.date() + timedelta(days=n) for n in range((end - start).days)]
    total = replace(counting.all(), households=place.households)
    return Monthly(
        place=place,
        start=start,
        end=end,
        at=min(end, now),
        made_at=now,
        total=total,
        before=_other(counting, window(_shifted(start, -1)), place, first),
        year_before=_other(counting, window(_shifted(start, -12)), place, first),
        categories=_top(counting.by(By.CATEGORY)),
        channels=counting.by(By.CHANNEL),
        stages=counting.by(By.STAGE),
        parts=_parts(counting, place),
        days=tuple((day, int(by_day.get(day, 0))) for day in days),
        hours=tuple(int(by_hour.get(hour, 0)) for hour in range(24)),
        spots=_spots(sources, counting.question, place),
        alerts=_alerts(sources.conn, question, start, end),
        cameras=_cameras(sources.conn, place, question, (start, end)),
    )


class _Counting:
    """Figures of a question at an instant."""

    def __init__(self, sources: Sources, question: Question, at: datetime) -> None:
        self.sources, self.question, self.at = sources, question, at
        self._yellow = configuration.monitoring(sources.conn).colours.yellow_from

    def all(self) -> Counted:
        """Of all of its tickets."""
        return _counted(self._figures(By.STAGE)[1], None)

    def by(self, by: By) -> tuple[Counted, ...]:
        """By something, the most first."""
        groups, _ = self._figures(by)
        keys = [one.key for one in groups if one.key is not None]
        names = ticket_stats.names(self.sources.conn, by, keys)
        found = [_counted(one, names.get(one.key)) for one in groups]
        return tuple(sorted(found, key=lambda one: -one.tickets))

    def _figures(self, by: By) -> tuple[list[Figures], Figures]:
        return self.sources.tallies.figures(self.question, by, self.at, self._yellow)


def _counted(one: Figures, names: tuple[str, str | None] | None) -> Counted:
    key = None if one.key is None else str(one.key)
    name, name_en = names or (key, key)
    return Counted(
        key, name, name_en or name, one.tickets, one.open, one.closed, one.due, one.deferred,
        one.closed_due, one.on_time, one.median_minutes,
    )  # fmt: skip


def _other(
    counting: _Counting, span: tuple[datetime, datetime], place: Place, first: datetime | None
) -> Counted | None:
    """The figures of another month, as at its own end; None where it ended before ``first``."""
    if first is None or span[1] <= first:
        return None
    question = replace(counting.question, start=span[0], end=span[1])
    other = _Counting(counting.sources, question, min(span[1], counting.at))
    return replace(other.all(), households=place.households)


def _shifted(start: datetime, months: int) -> str:
    number = start.year * 12 + start.month - 1 + months
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _top(rows: tuple[Counted, ...]) -> tuple[Counted, ...]:
    """The most frequent ones, and the others as one row, so that they add up."""
    if len(rows) <= TOP + 1:
        return rows
    return (*rows[:TOP], _sum(rows[TOP:], None, None, None))


def _sum(rows: Sequence[Counted], key: str | None, name: str | None, median: Any) -> Counted:
    names = ("tickets", "open", "closed", "due", "deferred", "closed_due", "on_time")
    sums = {one: sum(getattr(row, one) for row in rows) for one in names}
    return Counted(key, name, name, median_minutes=median, **sums)


def _parts(counting: _Counting, place: Place) -> tuple[Counted, ...]:
    """What lies directly below, by code; tickets that lie in none of them come last."""
    conn = counting.sources.conn
    if place.level == "grid":
        return _by_code(counting.by(By.MICROGRID))
    grids = report_places.grids(conn, place.code, counting.question.end or counting.at)
    if place.level == "community":
        rows = {one.key: one for one in counting.by(By.GRID)}
        known = [
            replace(
                rows.pop(grid.code, Counted(grid.code, grid.name, grid.name_en, 0)),
                name=grid.name or grid.code, name_en=grid.name_en or grid.code,
                households=grid.households,
            )
            for grid in grids
        ]  # fmt: skip
        return (*known, *_by_code(tuple(rows.values())))
    digits = 12 if place.level == "street" else 9
    groups: dict[str, list[Counted]] = {grid.community[:digits]: [] for grid in grids}
    for one in counting.by(By.JURISDICTION):
        groups.setdefault((one.key or "")[:digits], []).append(one)
    names = history.names(conn, list(groups))
    made = []
    for code, own in sorted(groups.items()):
        homes = sum(grid.households or 0 for grid in grids if grid.community[:digits] == code)
        median = own[0].median_minutes if len(own) == 1 else None
        row = _sum(own, code, names.get(code, (code,))[0], median)
        made.append(replace(row, households=homes or None))
    return tuple(made)


def _by_code(rows: tuple[Counted, ...]) -> tuple[Counted, ...]:
    return tuple(sorted(rows, key=lambda one: (one.key is None, one.key)))


def _spots(sources: Sources, question: Question, place: Place) -> tuple[Spot, ...]:
    """Grids where significantly more happened than around; the fullest hexagons of a grid."""
    if place.level == "grid":
        placed = replace(question, placed=True)
        counted = sources.tallies.tally(placed, By.HEX, resolution=FINE)
        fullest = counted.nlargest(MOST_SPOTS // 2, "count")
        return tuple(
            Spot(h3.int_to_str(hexagon), "", "", round(lon, 6), round(lat, 6), int(count))
            for hexagon, count, (lon, lat) in zip(
                fullest["hex"].to_numpy(), fullest["count"], middles(fullest["hex"].to_numpy()),
                strict=True,
            )
        )  # fmt: skip
    rows = find(sources.conn, sources.tallies, sources.grounds, question, Wish()).rows
    rows = rows[rows["level"] == HOT].nlargest(MOST_SPOTS, "z")
    return tuple(
        Spot(
            row["key"], row["name"], row["name_en"], *_at(row), int(row["count"]),
            float(row["expected"]), float(row["z"]),
        )
        for row in rows.to_dict("records")
    )  # fmt: skip


def _at(row: dict[Any, Any]) -> tuple[float, float]:
    return round(float(row["lon"]), 6), round(float(row["lat"]), 6)


def _alerts(
    conn: Connection, question: Question, start: datetime, end: datetime
) -> tuple[Warned, ...]:
    found = alerts.listing(
        conn, question.jurisdictions, open_only=False, start=start, end=end, before=None,
        limit=1000,
    )  # fmt: skip
    own = [
        one for one in found
        if start <= one.window_to <= end and (question.grid is None or one.grid == question.grid)
    ]  # fmt: skip
    return tuple(
        Warned(
            one.raised_at, one.kind, one.reason_zh, one.reason_en, one.acknowledged_at is not None
        )
        for one in own[:MOST_ALERTS]
    )


def _cameras(
    conn: Connection, place: Place, question: Question, span: tuple[datetime, datetime]
) -> tuple[Watched, ...]:
    by = "grid" if place.level == "grid" else "department"
    rows = camera_states.uptime(conn, question.jurisdictions, by, *span)
    return tuple(
        Watched(
            str(row["key"]), int(row["cameras"]),
            None if row["uptime"] is None else float(row["uptime"]),
        )
        for row in rows
        if place.level != "grid" or row["key"] == place.code
    )  # fmt: skip
