"""Alerts: raised once, listed to those in whose jurisdiction they lie, acknowledged with a note."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from gis.store.scopes import within
from gis.store.tables import alerts, cameras, ticket_categories

# Whoever looks for what is unusual does so alone; any number will do if nobody else uses it.
_LOCK = 0x414C4552
PATIENCE = "120s"
"""How long one statement of a check may take: it looks at a year of tickets once a day."""


@dataclass(frozen=True, slots=True)
class Raised:
    """Something unusual.

    Parameters
    ----------
    kind
        surge, hot_spot, overdue, concentration, cameras_down
    key
        What it is about and when; one alert each.
    grid, category
        Where it is about one; the number of the category.
    numbers
        What was observed, expected and so on.
    reason_zh, reason_en
        A sentence for people.
    """

    kind: str
    key: str
    jurisdiction: str
    grid: str | None
    category: int | None
    window_from: datetime
    window_to: datetime
    numbers: Mapping[str, Any]
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Alert(Raised):
    """One that was raised, and what became of it; the category as ``kind:code``."""

    id: int
    category_code: str | None
    raised_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Eyes:
    """Cameras of a department in a street."""

    department: str
    street: str
    cameras: int
    offline: int


def begin(conn: Connection) -> bool:
    """Be the one who checks until the end of the transaction; False where somebody else is."""
    if not conn.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return False
    for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
        conn.execute(text(f"set local {setting} = '{PATIENCE}'"))
    return True


def keys(conn: Connection, since: datetime, until: datetime) -> dict[str, datetime]:
    """Keys of the alerts whose windows ended after ``since`` and up to ``until``, and when."""
    query = select(alerts.c.key, alerts.c.window_to).where(
        alerts.c.window_to > since, alerts.c.window_to <= until
    )
    return {row.key: row.window_to for row in conn.execute(query)}


def put(conn: Connection, one: Raised) -> int | None:
    """Raise an alert; its number, None where one of this key was raised before."""
    values = {name: getattr(one, name) for name in Raised.__dataclass_fields__}
    values["numbers"] = dict(one.numbers)
    row = insert(alerts).values(values).on_conflict_do_nothing(index_elements=["key"])
    number = conn.scalar(row.returning(alerts.c.id))
    return None if number is None else int(number)


def get(conn: Connection, number: int) -> Alert | None:
    """One alert."""
    row = conn.execute(_all().where(alerts.c.id == number)).mappings().one_or_none()
    return None if row is None else Alert(**row)


def listing(
    conn: Connection,
    jurisdictions: Collection[str],
    *,
    open_only: bool,
    start: datetime | None,
    end: datetime | None,
    before: int | None,
    limit: int,
) -> list[Alert]:
    """Alerts at and below jurisdictions, the newest first.

    Parameters
    ----------
    open_only
        Those that nobody acknowledged.
    start, end
        What they are about ended at or after, and began before.
    before
        Only those raised before the one of this number.
    """
    t = alerts.c
    query = _all().where(within(t.jurisdiction, jurisdictions))
    if open_only:
        query = query.where(t.acknowledged_at.is_(None))
    if start is not None:
        query = query.where(t.window_to >= start)
    if end is not None:
        query = query.where(t.window_from < end)
    if before is not None:
        query = query.where(t.id < before)
    rows = conn.execute(query.order_by(t.id.desc()).limit(limit)).mappings()
    return [Alert(**row) for row in rows]


def acknowledge(conn: Connection, number: int, actor: str, note: str) -> bool:
    """Note who has taken care; False where somebody has already."""
    t = alerts.c
    wanted = update(alerts).where(t.id == number, t.acknowledged_at.is_(None))
    done = conn.execute(wanted.values(acknowledged_by=actor, acknowledged_at=func.now(), note=note))
    return bool(done.rowcount)


def eyes(conn: Connection) -> list[Eyes]:
    """Live cameras, and those that are offline, by department and street."""
    street = func.left(cameras.c.jurisdiction, 9)
    query = (
        select(
            cameras.c.department,
            street,
            func.count(),
            func.count().filter(cameras.c.status == "offline"),
        )
        .where(cameras.c.live)
        .group_by(cameras.c.department, street)
        .order_by(cameras.c.department, street)
    )
    return [Eyes(*row) for row in conn.execute(query)]


def _all() -> Select[Any]:
    own = [
        alerts.c[name]
        for name in Alert.__dataclass_fields__
        if name not in {"category_code", "raised_at"}
    ]
    code = ticket_categories.c.kind + ":" + ticket_categories.c.code
    joined = alerts.outerjoin(ticket_categories, ticket_categories.c.id == alerts.c.category)
    return select(
        *own, code.label("category_code"), alerts.c.created_at.label("raised_at")
    ).select_from(joined)
