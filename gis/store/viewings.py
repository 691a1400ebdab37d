"""The register of viewings: who looked through which camera, when and why. Rows stay for ever.

A viewing begins with a one-time ticket, which is exchanged once for the token of a stream. Only
digests of both are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, func, insert, or_, select, update

from gis.store.scopes import within
from gis.store.tables import cameras, viewings

TICKET_LASTS = timedelta(seconds=60)
LONGEST = timedelta(minutes=10)
"""After so long somebody must say again why they look."""
LEFT = timedelta(seconds=45)
"""Without a request for so long a viewing is over."""
BEAT = timedelta(seconds=5)
"""How exactly it is known when somebody last looked."""
SHOWN = (
    "id", "camera", "user_name", "unit", "reason", "ticket", "jurisdiction", "created_at",
    "expires_at", "begun_at", "seen_at", "ended_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Viewing:
    """A viewing as the gateway needs it."""

    id: int
    camera: int
    user: int
    begun_at: datetime | None
    over: bool
    is_stream: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to look through a camera, and why."""

    camera: int
    user: int
    name: str
    unit: str
    reason: str
    ticket: int | None
    jurisdiction: str


def digest(token: str) -> bytes:
    """What is kept of a ticket or a token: both are 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def add(conn: Connection, asked: Asked, ticket: str) -> tuple[int, datetime]:
    """Write who is about to look; returns the number and until when the ticket is good."""
    row = {
        "camera": asked.camera, "user_id": asked.user, "user_name": asked.name,
        "unit": asked.unit, "reason": asked.reason, "ticket": asked.ticket,
        "jurisdiction": asked.jurisdiction, "token": digest(ticket),
        "expires_at": func.clock_timestamp() + TICKET_LASTS,
    }  # fmt: skip
    told = insert(viewings).values(row).returning(viewings.c.id, viewings.c.expires_at)
    made = conn.execute(told).one()
    return int(made.id), made.expires_at


def find(conn: Connection, token: str) -> Viewing | None:
    """The viewing of a ticket or of a stream's token."""
    kept = digest(token)
    over = (
        viewings.c.ended_at.is_not(None)
        | (viewings.c.begun_at + LONGEST <= func.now())
        | (viewings.c.seen_at + LEFT <= func.now())
        | ~cameras.c.live
    )
    row = conn.execute(
        select(
            viewings.c.id, viewings.c.camera, viewings.c.user_id, viewings.c.begun_at,
            func.coalesce(over, False).label("over"),
            func.coalesce(viewings.c.stream_token == kept, False).label("is_stream"),
        )
        .join(cameras, cameras.c.id == viewings.c.camera)
        .where(or_(viewings.c.token == kept, viewings.c.stream_token == kept))
    ).one_or_none()  # fmt: skip
    return None if row is None else Viewing(*row)


def begin(conn: Connection, ticket: str, user: int, stream: str) -> bool:
    """Exchange a ticket for a stream; False where it was used before, is too old or not theirs."""
    now = func.clock_timestamp()
    changed = conn.execute(
        update(viewings)
        .where(
            viewings.c.token == digest(ticket),
            viewings.c.user_id == user,
            viewings.c.begun_at.is_(None),
            viewings.c.ended_at.is_(None),
            viewings.c.expires_at > now,
        )
        .values(begun_at=now, seen_at=now, stream_token=digest(stream))
    )
    return changed.rowcount == 1


def beat(conn: Connection, number: int) -> None:
    """Note that somebody looks now; a few seconds more or less are no matter."""
    conn.execute(
        update(viewings)
        .where(viewings.c.id == number, viewings.c.ended_at.is_(None),
               viewings.c.seen_at < func.now() - BEAT)
        .values(seen_at=func.now())
    )  # fmt: skip


def end(conn: Connection, number: int, user: int) -> bool:
    """End a viewing of a user; False where there is none. Ending it again changes nothing."""
    known = select(viewings.c.id).where(viewings.c.id == number, viewings.c.user_id == user)
    if conn.execute(known).one_or_none() is None:
        return False
    conn.execute(
        update(viewings)
        .where(viewings.c.id == number, viewings.c.ended_at.is_(None))
        .values(ended_at=func.clock_timestamp())
    )
    return True


def end_left(conn: Connection) -> int:
    """End the viewings that nobody looks at any more, or that lasted as long as they may."""
    begun, seen = viewings.c.begun_at, viewings.c.seen_at
    left = or_(seen + LEFT <= func.now(), begun + LONGEST <= func.now())
    last = func.least(seen, begun + LONGEST)
    return conn.execute(
        update(viewings).where(viewings.c.ended_at.is_(None), left).values(ended_at=last)
    ).rowcount


def listing(
    conn: Connection, scope: Collection[str], *, camera: int | None = None,
    before: int | None = None, limit: int = 100,
) -> Sequence[RowMapping]:  # fmt: skip
    """The register, latest first.

    Parameters
    ----------
    before
        Only those numbered lower.
    """
    columns = [viewings.c[name] for name in SHOWN]
    query = select(*columns, cameras.c.code, cameras.c.name.label("camera_name")).join(
        cameras, cameras.c.id == viewings.c.camera
    )
    query = query.where(within(viewings.c.jurisdiction, scope))
    if camera is not None:
        query = query.where(viewings.c.camera == camera)
    if before is not None:
        query = query.where(viewings.c.id < before)
    return conn.execute(query.order_by(viewings.c.id.desc()).limit(limit)).mappings().all()


def running(conn: Connection, user: int) -> int:
    """How many cameras somebody looks through now, or is about to."""
    now = func.clock_timestamp()
    begun = viewings.c.begun_at
    waits = begun.is_(None) & (viewings.c.expires_at > now)
    looks = (viewings.c.seen_at + LEFT > now) & (begun + LONGEST > now)
    query = select(func.count()).where(
        viewings.c.user_id == user, viewings.c.ended_at.is_(None), or_(waits, looks)
    )
    return int(conn.execute(query).scalar_one())
