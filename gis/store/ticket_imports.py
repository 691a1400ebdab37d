"""The imports of tickets, each with the account of its rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text

from gis.store.scopes import within
from gis.store.tables import ticket_imports


@dataclass(frozen=True, slots=True)
class Import:
    """One import; the fields are the columns of its table."""

    id: int
    source: str
    name: str
    digest: str
    jurisdiction: str
    report: Mapping[str, Any]
    created_by: str
    created_at: datetime


def add(
    conn: Connection, source: str, name: str, digest: str, jurisdiction: str,
    report: Mapping[str, Any], by: str,
) -> int:  # fmt: skip
    """Note an import; returns its number."""
    values = {
        "source": source, "name": name, "digest": digest, "jurisdiction": jurisdiction,
        "report": dict(report), "created_by": by,
    }  # fmt: skip
    statement = insert(ticket_imports).values(values).returning(ticket_imports.c.id)
    return int(conn.execute(statement).scalar_one())


def listing(conn: Connection, scope: Collection[str], *, after: int, limit: int) -> list[Import]:
    """Imports for jurisdictions at or below some, by number."""
    columns = (ticket_imports.c[name] for name in Import.__dataclass_fields__)
    wanted = select(*columns).where(
        within(ticket_imports.c.jurisdiction, scope), ticket_imports.c.id > after
    )
    return [Import(*row) for row in conn.execute(wanted.order_by(ticket_imports.c.id).limit(limit))]


def analyze(conn: Connection) -> None:
    """Renew what the planner knows of tickets; nothing does so for tables in parts by itself."""
    conn.execute(text("select analyze_tickets()"))
