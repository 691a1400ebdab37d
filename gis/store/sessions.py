"""Sessions: who is logged in. Only hashes of tokens are kept.

Every time is the database's, so that servers with wrong clocks agree.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, or_, text, update

from gis.model import Caller
from gis.store import events
from gis.store.tables import sessions
from gis.store.users import HELD, read_grants

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# Written at most so often: a request should not cost a write.
_TOUCH = timedelta(minutes=1)
# Asked with every request: as text, since putting it together would take longer than the answer.
_FIND = text(f"""
select u.id, u.name, u.jurisdiction, {HELD} as grants, s.seen_at <= now() - :touch as stale
from sessions s join users u on u.id = s.user_id
where s.token = :token and s.expires_at > now() and s.seen_at > now() - :idle and not u.disabled
""")  # noqa: S608 -- from a constant


def add(conn: Connection, user: int, token: bytes) -> None:
    """Begin a session; sweeps those that are over."""
    now = func.now()
    conn.execute(
        delete(sessions).where(or_(sessions.c.expires_at <= now, sessions.c.seen_at <= now - IDLE))
    )
    conn.execute(insert(sessions).values(token=token, user_id=user, expires_at=now + LONGEST))


def find(conn: Connection, token: bytes) -> Caller | None:
    """Whose session it is; None for an unknown, idle or old one and for disabled users.

    Grants are read anew each time; whoever remembers them hears of it when they change.
    """
    given = {"token": token, "idle": IDLE, "touch": _TOUCH}
    row = conn.execute(_FIND, given).one_or_none()
    if row is None:
        return None
    if row.stale:
        conn.execute(update(sessions).where(sessions.c.token == token).values(seen_at=func.now()))
    return Caller(row.id, row.name, read_grants(row.grants), "session", row.jurisdiction)


def remove(conn: Connection, token: bytes) -> bool:
    """End a session; False where there was none."""
    query = delete(sessions).where(sessions.c.token == token).returning(sessions.c.user_id)
    user = conn.execute(query).scalar_one_or_none()
    if user is not None:
        events.announce_access(conn, user)
    return user is not None


def remove_all(conn: Connection, user: int, *, but: bytes | None = None) -> int:
    """End all sessions of a user except one; returns how many ended."""
    query = delete(sessions).where(sessions.c.user_id == user)
    if but is not None:
        query = query.where(sessions.c.token != but)
    events.announce_access(conn, user)
    return conn.execute(query).rowcount
