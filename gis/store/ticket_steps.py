"""What happened to tickets, and where they stand by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from gis.model.tickets import Act, DeskState, Stage
from gis.monitor.desks import Desk
from gis.monitor.stages import OPEN, Standing
from gis.store import ticket_writes
from gis.store.tables import ticket_desks, ticket_steps, tickets

_STANDING = (
    "id", "category", "jurisdiction", "reported_at", "stage", "stage_since", "stage_due",
    "due_at", "closed_at", "deferred", "escalated", "unit", "channel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as far as its way is concerned."""

    id: int
    category: int
    jurisdiction: str
    reported_at: datetime
    channel: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a ticket.

    Parameters
    ----------
    number
        Within the ticket, from 1 on; 0 is the report itself.
    stage
        Where the ticket stood after it.
    post
        Of who did it; no person's name.
    unit
        The desks concerned.
    """

    number: int
    act: Act
    stage: Stage
    at: datetime
    post: str
    unit: str | None
    note: str | None


def find(conn: Connection, ticket: int, *, lock: bool = False) -> Ticket | None:
    """Where a ticket stands; None where there is none.

    Parameters
    ----------
    lock
        Keep it so until the end of the transaction.
    """
    wanted = select(*(tickets.c[name] for name in _STANDING)).where(tickets.c.id == ticket)
    row = conn.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        return None
    standing = Standing(
        Stage(row.stage), row.stage_since, row.stage_due, row.due_at, row.closed_at, row.deferred,
        row.escalated,
    )  # fmt: skip
    found = tuple(_desks(conn, ticket))
    if not found and row.unit is not None:
        # It came with its desk from elsewhere.
        work = DeskState.OPEN if standing.stage in OPEN else DeskState.DONE
        found = (Desk(row.unit, True, work, row.reported_at, row.due_at, row.closed_at),)  # noqa: FBT003
    return Ticket(
        row.id, row.category, row.jurisdiction, row.reported_at, row.channel,
        replace(standing, desks=found),
    )  # fmt: skip


def listing(conn: Connection, ticket: Ticket) -> list[Step]:
    """What happened to a ticket, its report first."""
    table = ticket_steps.c
    wanted = select(*(table[name] for name in Step.__dataclass_fields__))
    rows = conn.execute(wanted.where(table.ticket == ticket.id).order_by(table.number))
    steps = [
        Step(row.number, Act(row.act), Stage(row.stage), row.at, row.post, row.unit, row.note)
        for row in rows
    ]
    if steps and steps[0].act is Act.REPORT:
        return steps
    first = Step(0, Act.REPORT, Stage.REPORTED, ticket.reported_at, ticket.channel, None, None)
    return [first, *steps]


def append(
    conn: Connection, ticket: int, act: Act, stage: Stage, at: datetime, post: str,
    *, unit: str | None = None, note: str | None = None,
) -> None:  # fmt: skip
    """Add a step at the end; the ticket must be locked."""
    table = ticket_steps.c
    last = select(func.coalesce(func.max(table.number), 0) + 1).where(table.ticket == ticket)
    conn.execute(
        insert(ticket_steps).values(
            ticket=ticket, number=last.scalar_subquery(), act=act, stage=stage, at=at, post=post,
            unit=unit, note=note,
        )
    )  # fmt: skip


def store(conn: Connection, ticket: Ticket, after: Standing) -> None:
    """Let a locked ticket stand differently, and tell those who follow; the last of all writes."""
    before = ticket.standing
    if after.desks != before.desks:
        _store_desks(conn, ticket.id, after.desks)
    lead = after.lead
    values: dict[str, Any] = {
        "stage": after.stage, "stage_since": after.since, "stage_due": after.stage_due,
        "due_at": after.due_at, "closed_at": after.closed_at, "deferred": after.deferred,
        "escalated": after.escalated, "unit": lead.unit if lead else None,
    }  # fmt: skip
    ticket_writes.change(conn, [ticket.id], values)


def _desks(conn: Connection, ticket: int) -> list[Desk]:
    table = ticket_desks.c
    wanted = select(*(table[name] for name in Desk.__dataclass_fields__))
    rows = conn.execute(
        wanted.where(table.ticket == ticket).order_by(table.lead.desc(), table.since, table.unit)
    )
    return [
        Desk(row.unit, row.lead, DeskState(row.state), row.since, row.due_at, row.ended_at)
        for row in rows
    ]


def _store_desks(conn: Connection, ticket: int, wanted: Sequence[Desk]) -> None:
    # At no time may two of them lead.
    leading = update(ticket_desks).where(ticket_desks.c.ticket == ticket, ticket_desks.c.lead)
    conn.execute(leading.values(lead=False))
    rows = [
        {name: getattr(desk, name) for name in Desk.__dataclass_fields__} | {"ticket": ticket}
        for desk in wanted
    ]
    put = insert(ticket_desks).values(rows)
    changed = {name: put.excluded[name] for name in ("lead", "state", "due_at", "ended_at")}
    conn.execute(put.on_conflict_do_update(index_elements=["ticket", "unit"], set_=changed))
