"""Use cases: look for what is unusual, tell it once, and note who takes care of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gis.errors import ConflictError, NotFoundError
from gis.model import ROOT
from gis.model.monitoring import Alerts as Limits
from gis.store import alerts as store
from gis.store import audit_log, categories, configuration, events, jurisdictions
from gis.store.alerts import Alert, Raised
from gis.workflow import baseline as learned
from gis.workflow import unusual
from gis.workflow.baseline import Baseline
from gis.workflow.ground import Ground, Grounds
from gis.workflow.surges import surges
from gis.workflow.tallies import Tallies
from gis.workflow.unusual import Names
from gis.workflow.usual import midnight

QUIET = {
    "surge": unusual.DAY,
    "hot_spot": timedelta(days=14),
    "overdue": timedelta(days=7),
    "concentration": timedelta(days=28),
    "cameras_down": unusual.DAY,
}
"""How long nothing more is said of the same thing; at least twice the time that it is about."""
MEMORY = timedelta(days=62)
"""So far back one looks for what was said."""
MOST = 200
"""Alerts raised at once; more would be read by nobody."""


class Watch:
    """Looks for what is unusual, and keeps what it learned until the next midnight.

    Parameters
    ----------
    grounds
        The grids in force.
    count
        Makes what counts tickets.
    """

    def __init__(self, grounds: Grounds, count: Callable[[Connection], Tallies]) -> None:
        self._grounds, self._count = grounds, count
        self._baseline: Baseline | None = None
        self._hour: datetime | None = None
        self._day: datetime | None = None
        self._lock = threading.Lock()

    def check(self, conn: Connection, at: datetime) -> list[Alert]:
        """Raise what is unusual now; nothing where somebody else is at it.

        Surges and cameras are looked at each time, lateness once an hour, slow surges, hot spots
        and concentration once a day. Whoever calls commits.
        """
        with self._lock:
            if not store.begin(conn):
                return []
            limits = configuration.monitoring(conn).alerts
            if not limits.enabled:
                return []
            hour, day = at.replace(minute=0, second=0, microsecond=0), midnight(at)
            found = list(
                self._look(conn, at, limits, hourly=hour != self._hour, daily=day != self._day)
            )
            raised = _tell(conn, found, at)
            self._hour, self._day = hour, day
            return raised

    def _look(
        self,
        conn: Connection,
        at: datetime,
        limits: Limits,
        *,
        hourly: bool,
        daily: bool,
    ) -> Iterator[Raised]:
        tallies = self._count(conn)
        known = {one.id: one for one in categories.listing(conn, live=None)}
        places = {one.code: one.name for one in jurisdictions.tree(conn, [ROOT])}
        names = Names(known, places)
        usual = self._usual(tallies, self._grounds.of(conn), names, midnight(at))
        spans = {timedelta(minutes=limits.window), unusual.DAY}
        yield from surges(tallies, usual, names, at, limits, spans)
        yield from unusual.cameras_down(store.eyes(conn), names, at, limits)
        if hourly:
            yield from unusual.overdue(tallies, names, at, limits)
        if daily:
            # One grid's slow rise; neighbours who have nothing hide it from Gi*.
            yield from surges(tallies, usual, names, usual.at, limits, {unusual.WEEK})
            yield from unusual.new_hot_spots(tallies, usual, names, limits)
            yield from unusual.concentrated(usual, names, limits)

    def _usual(self, tallies: Tallies, ground: Ground, names: Names, day: datetime) -> Baseline:
        """What is usual, learned anew after midnight and for other grids or categories."""
        topics = learned.topics_of(list(names.categories.values()))
        known = self._baseline
        if known is None or (known.at, known.ground.number, known.topics) != (
            day, ground.number, topics,
        ):  # fmt: skip
            known = self._baseline = learned.learn(tallies, ground, topics, day)
        return known


def acknowledge(conn: Connection, number: int, actor: str, note: str) -> Alert:
    """Note that somebody takes care of an alert.

    Raises
    ------
    NotFoundError
        There is none of this number.
    ConflictError
        Somebody has acknowledged it before.
    """
    before = store.get(conn, number)
    if before is None:
        raise NotFoundError(f"there is no alert {number}", f"没有编号为 {number} 的预警。")
    if not store.acknowledge(conn, number, actor, note):
        who = before.acknowledged_by or "somebody"
        raise ConflictError(
            f"alert {number} was acknowledged by {who} before", f"预警 {number} 已由 {who} 确认。"
        )
    events.announce_alert(conn, number, before.jurisdiction)
    told = {"kind": before.kind, "note": note}
    audit_log.append(
        conn, actor, "acknowledge", f"alert {number}", told, jurisdiction=before.jurisdiction
    )
    after = store.get(conn, number)
    assert after is not None  # noqa: S101 -- alerts are never deleted
    return after


def _tell(conn: Connection, found: list[Raised], at: datetime) -> list[Alert]:
    """Raise those of which nothing was said for a while, and tell who follows."""
    said = store.keys(conn, at - MEMORY, at)
    last: dict[str, datetime] = {}
    for one, when in said.items():
        subject = one.rpartition(":")[0]
        last[subject] = max(when, last.get(subject, when))
    raised = []
    for each in found:
        subject = each.key.rpartition(":")[0]
        before = last.get(subject)
        quiet = max(QUIET[each.kind], 2 * (each.window_to - each.window_from))
        if before is not None and each.window_to - before < quiet:
            continue
        number = store.put(conn, each)
        if number is None:
            continue
        last[subject] = each.window_to
        events.announce_alert(conn, number, each.jurisdiction)
        alert = store.get(conn, number)
        assert alert is not None  # noqa: S101 -- it was just put there
        raised.append(alert)
        if len(raised) == MOST:
            break
    return raised
