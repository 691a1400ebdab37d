"""Receipts of reports: who has one sees how far the report has come, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from gis.model.tickets import Stage
from gis.store.tables import ticket_keys, ticket_receipts, ticket_steps, tickets


def add(conn: Connection, digest: bytes, ticket: int) -> None:
    """Keep the digest (SHA-256) of a ticket's receipt; a ticket has one."""
    row = insert(ticket_receipts).values(token=digest, ticket=ticket)
    conn.execute(row.on_conflict_do_nothing())


def of_key(conn: Connection, source: str, external: str) -> int | None:
    """Number of the ticket that a report came to; None where it is new."""
    keys = ticket_keys.c
    wanted = select(keys.ticket).where(keys.source == source, keys.external == external)
    found: int | None = conn.execute(wanted).scalar()
    return found


def progress(conn: Connection, digest: bytes) -> Sequence[tuple[Stage, datetime]] | None:
    """Stages that a ticket has entered, with times, the report first; None for no receipt."""
    receipts = ticket_receipts.c
    wanted = (
        select(tickets.c.id, tickets.c.reported_at, tickets.c.stage, tickets.c.stage_since)
        .join_from(ticket_receipts, tickets, tickets.c.id == receipts.ticket)
        .where(receipts.token == digest)
    )
    row = conn.execute(wanted).one_or_none()
    if row is None:
        return None
    steps = ticket_steps.c
    made = select(steps.stage, steps.at).where(steps.ticket == row.id).order_by(steps.number)
    found = [(Stage.REPORTED, row.reported_at)]
    for step in conn.execute(made):
        if step.stage != found[-1][0]:
            found.append((Stage(step.stage), step.at))
    if found[-1][0] != row.stage:
        # Another platform says so, without telling the steps.
        found.append((Stage(row.stage), row.stage_since))
    return found
