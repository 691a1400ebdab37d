"""All that is known of one ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from gis.store import ticket_reads
from gis.store.tables import outlines, ticket_photos, tickets


def more(conn: Connection, ticket: int) -> Mapping[str, Any] | None:
    """A ticket's Brief with source, texts, what was given as its place, and its grid's name."""
    wanted = (
        ticket_reads.briefs(conn)
        .add_columns(
            tickets.c.source, tickets.c.external, tickets.c.description, tickets.c.address,
            tickets.c.given_x, tickets.c.given_y, tickets.c.given_crs,
            outlines.c.properties["name"].astext.label("grid_name"),
        )
        .outerjoin(outlines, outlines.c.id == tickets.c.grid_outline)
        .where(tickets.c.id == ticket)
    )  # fmt: skip
    row = conn.execute(wanted).mappings().one_or_none()
    return dict(row) if row is not None else None


def photos(conn: Connection, ticket: int) -> list[Mapping[str, Any]]:
    """Number and size of a ticket's photos, the first taken first."""
    table = ticket_photos.c
    wanted = select(table.id, table.width, table.height).where(table.ticket == ticket)
    return [dict(row) for row in conn.execute(wanted.order_by(table.id)).mappings()]
