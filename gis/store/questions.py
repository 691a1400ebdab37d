"""What the words of a question are looked up in."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from gis.store.tables import ticket_categories


class Category(NamedTuple):
    """One that tickets may be of, by its number."""

    id: int
    kind: str
    code: str


def categories(conn: Connection) -> list[Category]:
    """Every category there is, or was, in the order of their codes."""
    wanted = select(ticket_categories.c.id, ticket_categories.c.kind, ticket_categories.c.code)
    ordered = wanted.order_by(ticket_categories.c.kind, ticket_categories.c.code)
    return [Category(row.id, row.kind, row.code) for row in conn.execute(ordered)]
