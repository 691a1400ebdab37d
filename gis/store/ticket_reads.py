"""Tickets as lists, details and followers are told of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from gis.store import configuration
from gis.store.colours import colour
from gis.store.tables import ticket_categories, ticket_clock, ticket_deletions, tickets

Brief = Mapping[str, Any]
"""A ticket without anything that could name a person: no text, no address."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A ticket that was deleted."""

    change: int
    ticket: int
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after a number.

    Parameters
    ----------
    number
        Up to here nothing is missing.
    rows
        Tickets as they are now, each once, by the number of their last change.
    gone
        Those that were deleted, in order.
    """

    number: int
    rows: tuple[Brief, ...]
    gone: tuple[Gone, ...]


def clock(conn: Connection) -> int:
    """The number of the last change of any ticket."""
    return int(conn.execute(select(ticket_clock.c.number)).scalar_one())


def changes_after(conn: Connection, number: int, most: int) -> Changes:
    """The first ``most`` changes after a number, of all jurisdictions.

    A ticket that changed more than once has the number of its last change only.
    """
    # First: what is committed after this look has a higher number.
    reached = clock(conn)
    rows = conn.execute(
        briefs(conn).where(tickets.c.change > number).order_by(tickets.c.change).limit(most)
    ).mappings()
    told = [dict(row) for row in rows]
    gone = conn.execute(
        select(
            ticket_deletions.c.change, ticket_deletions.c.ticket, ticket_deletions.c.jurisdiction
        )
        .where(ticket_deletions.c.change > number)
        .order_by(ticket_deletions.c.change)
        .limit(most)
    )
    left = [Gone(*row) for row in gone]
    numbers = sorted([*(row["change"] for row in told), *(one.change for one in left)])
    if len(numbers) >= most:
        reached = min(reached, numbers[most - 1])
    # What was deleted between the two looks is told with the next changes.
    return Changes(
        reached,
        tuple(row for row in told if row["change"] <= reached),
        tuple(one for one in left if one.change <= reached),
    )


def of(conn: Connection, ids: Collection[int]) -> list[Brief]:
    """Some tickets, by id; those that are not there are left out."""
    wanted = briefs(conn).where(tickets.c.id.in_(sorted(set(ids)))).order_by(tickets.c.id)
    return [dict(row) for row in conn.execute(wanted).mappings()]


def briefs(conn: Connection, now: datetime | None = None) -> Select[Any]:
    """All tickets as ``Brief``, to be narrowed and ordered.

    Parameters
    ----------
    now
        For the colours; the present where not given.
    """
    share = configuration.monitoring(conn).colours.yellow_from
    return select(
        *(tickets.c[name] for name in ("id", "change", "reported_at")),
        ticket_categories.c.kind,
        ticket_categories.c.code,
        ticket_categories.c.name.label("category"),
        ticket_categories.c.name_en.label("category_en"),
        *(tickets.c[name] for name in _STATE),
        colour(now or datetime.now(tz=UTC), share).label("colour"),
        *(tickets.c[name] for name in _WHERE),
        func.ST_X(tickets.c.geom).label("lon"),
        func.ST_Y(tickets.c.geom).label("lat"),
    ).outerjoin(ticket_categories, ticket_categories.c.id == tickets.c.category)


_STATE = (
    "channel", "stage", "stage_since", "stage_due", "due_at", "closed_at", "escalated", "deferred",
)  # fmt: skip
_WHERE = ("unit", "position", "grid", "microgrid", "jurisdiction")
