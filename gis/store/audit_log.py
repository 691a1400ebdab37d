"""The log of who did what: rows are only added, each hashed with the one before it.

A row changed, removed or put between others breaks the chain at that place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, cast, func, insert, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from gis.model import ROOT
from gis.store.scopes import within
from gis.store.tables import audit_log

# Writers come one after the other; any number will do if nobody else uses it.
_LOCK = 0x57414E47
_START = bytes(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log."""

    id: int
    created_at: datetime
    actor: str
    action: str
    object: str
    jurisdiction: str
    details: Mapping[str, Any]


def append(
    conn: Connection,
    actor: str,
    action: str,
    about: str,
    details: Mapping[str, Any] | None = None,
    *,
    jurisdiction: str = ROOT,
) -> int:
    """Add a row at the end; returns its number.

    Other writers of the log wait until the caller's transaction ends: call it last.

    Parameters
    ----------
    actor
        Name of who did it.
    action, about
        What was done to what: ``grant``, ``user 17``.
    details
        Figures and names that JSON can hold; never passwords or tokens.
    jurisdiction
        Where it was done; who may read it.
    """
    conn.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = conn.execute(
        select(audit_log.c.id, audit_log.c.hash).order_by(audit_log.c.id.desc()).limit(1)
    ).one_or_none()
    number, previous = (last.id + 1, bytes(last.hash)) if last else (1, _START)
    # As the database will give them back: it writes some numbers differently.
    stored = cast(literal(dict(details or {}), JSONB), JSONB).label("details")
    now = conn.execute(select(func.clock_timestamp().label("created_at"), stored)).one()
    row: dict[str, Any] = {
        "id": number,
        "created_at": now.created_at,
        "actor": actor,
        "action": action,
        "object": about,
        "jurisdiction": jurisdiction,
        "details": now.details,
    }
    conn.execute(insert(audit_log).values(**row, previous=previous, hash=_hashed(previous, row)))
    return number


def verify(conn: Connection) -> int | None:
    """Number of the first row that is not as it was written; None where the chain is whole."""
    previous, expected = _START, 1
    query = select(audit_log).order_by(audit_log.c.id).execution_options(yield_per=1000)
    for row in conn.execute(query).mappings():
        whole = (
            row["id"] == expected
            and bytes(row["previous"]) == previous
            and bytes(row["hash"]) == _hashed(previous, dict(row))
        )
        if not whole:
            return int(row["id"])
        previous, expected = bytes(row["hash"]), expected + 1
    return None


def listing(
    conn: Connection, scope: Collection[str], *, after: int = 0, limit: int = 100
) -> list[Entry]:
    """Rows of the scope in order, from ``after`` on."""
    columns = [audit_log.c[name] for name in Entry.__dataclass_fields__]
    query = select(*columns).where(audit_log.c.id > after, within(audit_log.c.jurisdiction, scope))
    rows = conn.execute(query.order_by(audit_log.c.id).limit(limit)).mappings()
    return [Entry(**row) for row in rows]


def about(conn: Connection, object_: str, actions: Collection[str]) -> list[Entry]:
    """What was done to one thing, the first first; of these actions only."""
    columns = [audit_log.c[name] for name in Entry.__dataclass_fields__]
    wanted = select(*columns).where(audit_log.c.object == object_, audit_log.c.action.in_(actions))
    return [Entry(**row) for row in conn.execute(wanted.order_by(audit_log.c.id)).mappings()]


def _hashed(previous: bytes, row: Mapping[str, Any]) -> bytes:
    """Hash of a row: every column as JSON whose form does not depend on who writes it."""
    told = [
        row["id"],
        row["created_at"].astimezone(UTC).isoformat(),
        row["actor"],
        row["action"],
        row["object"],
        row["jurisdiction"],
        row["details"],
    ]
    text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode("ascii")).digest()
