"""Sessions: who is logged in. Only hashes of tokens are kept.

Every time is the database's, so that servers with wrong clocks agree.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from gis.model import Caller
from gis.store.tables import sessions, users
from gis.store.users import held, read_grants

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# Written at most so often: a request should not cost a write.
_TOUCH = timedelta(minutes=1)


def add(conn: Connection, user: int, token: bytes) -> None:
    """Begin a session; sweeps those that are over."""
    now = func.now()
    conn.execute(
        delete(sessions).where(or_(sessions.c.expires_at <= now, sessions.c.seen_at <= now - IDLE))
    )
    conn.execute(insert(sessions).values(token=token, user_id=user, expires_at=now + LONGEST))


def find(conn: Connection, token: bytes) -> Caller | None:
    """Whose session it is; None for an unknown, idle or old one and for disabled users.

    Grants are read anew each time, so what is revoked holds at the next request.
    """
    stale = (sessions.c.seen_at <= func.now() - _TOUCH).label("stale")
    query = (
        select(users.c.id, users.c.name, users.c.jurisdiction, held(), stale)
        .join_from(sessions, users, users.c.id == sessions.c.user_id)
        .where(
            sessions.c.token == token,
            sessions.c.expires_at > func.now(),
            sessions.c.seen_at > func.now() - IDLE,
            ~users.c.disabled,
        )
    )
    row = conn.execute(query).one_or_none()
    if row is None:
        return None
    if row.stale:
        conn.execute(update(sessions).where(sessions.c.token == token).values(seen_at=func.now()))
    return Caller(row.id, row.name, read_grants(row.grants), "session", row.jurisdiction)


def remove(conn: Connection, token: bytes) -> bool:
    """End a session; False where there was none."""
    return conn.execute(delete(sessions).where(sessions.c.token == token)).rowcount == 1


def remove_all(conn: Connection, user: int, *, but: bytes | None = None) -> int:
    """End all sessions of a user except one; returns how many ended."""
    query = delete(sessions).where(sessions.c.user_id == user)
    if but is not None:
        query = query.where(sessions.c.token != but)
    return conn.execute(query).rowcount
