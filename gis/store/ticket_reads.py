"""Tickets as lists, details and followers are told of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, Select, Text, and_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from gis.store import configuration
from gis.store.colours import colour
from gis.store.tables import (
    ticket_categories,
    ticket_clock,
    ticket_departures,
    ticket_keys,
    tickets,
)

Brief = Mapping[str, Any]
"""A ticket without anything that could name a person: no text, no address."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A ticket that was deleted, or has moved to another jurisdiction."""

    change: int
    ticket: int
    jurisdiction: str


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What changed after a number; equal to none but itself.

    Parameters
    ----------
    number
        Up to here nothing is missing.
    rows
        Tickets as they are now, each once, by the number of their last change.
    gone
        Those that are no more where they were, in order.
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
            ticket_departures.c.change, ticket_departures.c.ticket, ticket_departures.c.jurisdiction
        )
        .where(ticket_departures.c.change > number)
        .order_by(ticket_departures.c.change)
        .limit(most)
    )
    left = [Gone(*row) for row in gone]
    numbers = sorted([*(row["change"] for row in told), *(one.change for one in left)])
    if len(numbers) >= most:
        reached = min(reached, numbers[most - 1])
    # What went between the two looks is told with the next changes.
    return Changes(
        reached,
        tuple(row for row in told if row["change"] <= reached),
        tuple(one for one in left if one.change <= reached),
    )


def of(conn: Connection, ids: Collection[int]) -> list[Brief]:
    """Some tickets, by id; those that are not there are left out."""
    wanted = briefs(conn).where(tickets.c.id.in_(sorted(set(ids)))).order_by(tickets.c.id)
    return [dict(row) for row in conn.execute(wanted).mappings()]


def known(conn: Connection, sources: Sequence[str], externals: Sequence[str]) -> pd.DataFrame:
    """Tickets by source and external id, as far as they are known.

    Returns
    -------
    DataFrame
        ``row``, the position of what was asked, and columns of ``tickets``.
    """
    pairs = func.unnest(literal(list(sources), ARRAY(Text)), literal(list(externals), ARRAY(Text)))
    asked = pairs.table_valued("source", "external", with_ordinality="row").render_derived()
    keys = ticket_keys.c
    wanted = (
        select((asked.c.row - 1).label("row"), *(tickets.c[name] for name in _KNOWN))
        .join_from(asked, ticket_keys, and_(keys.source == asked.c.source,
                                            keys.external == asked.c.external))
        .join(tickets, and_(tickets.c.id == keys.ticket, tickets.c.reported_at == keys.reported_at))
        .order_by(asked.c.row)
    )  # fmt: skip
    rows = conn.execute(wanted).all()
    # Most are new, and making a frame takes longer than asking.
    return _framed(rows) if rows else _NONE.copy()


def _framed(rows: Sequence[Row[Any]]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["row", *_KNOWN], dtype=object)
    for name in _TIMES:
        found[name] = pd.to_datetime(found[name], utc=True)
    return found.astype({"row": "int64", "id": "int64"})


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


_KNOWN = (
    "id", "reported_at", "jurisdiction", "category", "unit", "description", "address", "stage",
    "stage_since", "stage_due", "closed_at", "due_at", "given_x", "given_y", "given_crs",
)  # fmt: skip
_TIMES = ("reported_at", "stage_since", "stage_due", "closed_at", "due_at")
_STATE = (
    "channel", "stage", "stage_since", "stage_due", "due_at", "closed_at", "escalated", "deferred",
)  # fmt: skip
_NONE = _framed([])
_WHERE = ("unit", "position", "grid", "microgrid", "jurisdiction")
