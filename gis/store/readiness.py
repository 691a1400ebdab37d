"""Whether the database has the form this version needs."""

from __future__ import annotations

from sqlalchemy import Connection, text


def revision(conn: Connection) -> str | None:
    """Number of the last migration; None where there has been none."""
    conn.execute(text("set local statement_timeout = '2s'"))
    if conn.scalar(text("select to_regclass('alembic_version')")) is None:
        return None
    number: str | None = conn.scalar(text("select version_num from alembic_version"))
    return number
