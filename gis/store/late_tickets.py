"""Tickets that are late, and how they rise."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from gis.model.tickets import Act
from gis.store import ticket_writes
from gis.store.tables import ticket_steps, tickets

WHOLE, STAGE = "办结超期 · overdue", "阶段超时 · stage overdue"
"""What a step says of a ticket that rose."""


def alone(conn: Connection) -> bool:
    """Whether nobody else sees to late tickets until the end of the transaction."""
    key = func.hashtext("late tickets")
    return bool(conn.scalar(select(func.pg_try_advisory_xact_lock(key))))


def due_to_rise(
    conn: Connection, now: datetime, every: timedelta, most_times: int, limit: int
) -> list[int]:
    """Open tickets that are late and have not risen lately; they are locked.

    Parameters
    ----------
    every
        Time after which one rises again.
    most_times
        How often at most.

    Notes
    -----
    Whoever has a ticket in hands at this moment is not waited for.
    """
    c = tickets.c
    last = (
        select(func.max(ticket_steps.c.at))
        .where(ticket_steps.c.ticket == c.id, ticket_steps.c.act == Act.ESCALATE)
        .scalar_subquery()
    )
    wanted = (
        select(c.id)
        .where(
            c.closed_at.is_(None),
            or_(c.due_at < now, c.stage_due < now),
            c.escalated < most_times,
            or_(c.escalated == 0, last.is_(None), last <= now - every),
        )
        .order_by(c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=tickets)
    )
    return list(conn.execute(wanted).scalars())


def rise(conn: Connection, ids: list[int], now: datetime, post: str) -> None:
    """Let locked tickets rise by one, each with a step."""
    if not ids:
        return
    steps = ticket_steps.c
    number = select(func.coalesce(func.max(steps.number), 0) + 1).where(
        steps.ticket == tickets.c.id
    )
    why: ColumnElement[str] = case((tickets.c.due_at < now, WHOLE), else_=STAGE)
    rows = select(
        tickets.c.id, number.scalar_subquery(), literal(Act.ESCALATE.value), tickets.c.stage,
        literal(now), literal(post), tickets.c.unit, why,
    ).where(tickets.c.id.in_(ids))  # fmt: skip
    columns = ["ticket", "number", "act", "stage", "at", "post", "unit", "note"]
    conn.execute(insert(ticket_steps).from_select(columns, rows))
    ticket_writes.change(conn, ids, {"escalated": tickets.c.escalated + 1})
