"""API keys of users. Only their hashes are kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, text, update

from gis.model import Caller, Role
from gis.store import events
from gis.store.tables import api_keys
from gis.store.users import HELD, read_grants

# Asked with every request: as text, since putting it together would take longer than the answer.
_FIND = text(f"""
select u.id, u.name, u.jurisdiction, {HELD} as grants,
    array(select jsonb_array_elements_text(k.roles)) as roles
from api_keys k join users u on u.id = k.user_id
where k.token = :token and k.revoked_at is null and coalesce(k.expires_at > now(), true)
    and not u.disabled
""")  # noqa: S608 -- from a constant


@dataclass(frozen=True, slots=True)
class Key:
    """An API key without what is secret."""

    id: int
    user: int
    name: str
    roles: tuple[Role, ...]
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


def add(
    conn: Connection,
    user: int,
    name: str,
    token: bytes,
    roles: Collection[Role],
    expires_at: datetime | None,
) -> Key:
    """Write a key; ``token`` is its hash."""
    row = {
        "user_id": user,
        "name": name,
        "token": token,
        "roles": sorted(roles),
        "expires_at": expires_at,
    }
    number = conn.execute(insert(api_keys).values(row).returning(api_keys.c.id)).scalar_one()
    key = get(conn, number)
    assert key is not None  # noqa: S101 -- just written in this transaction
    return key


def find(conn: Connection, token: bytes) -> Caller | None:
    """Whose key it is, with the user's grants of the key's roles; None for one that is over."""
    row = conn.execute(_FIND, {"token": token}).one_or_none()
    if row is None:
        return None
    own = tuple(grant for grant in read_grants(row.grants) if grant.role in row.roles)
    return Caller(row.id, row.name, own, "key", row.jurisdiction)


def get(conn: Connection, number: int) -> Key | None:
    """One key."""
    row = conn.execute(select(api_keys).where(api_keys.c.id == number)).one_or_none()
    return _key(row) if row else None


def listing(conn: Connection, user: int) -> list[Key]:
    """Every key of a user, also those that are over."""
    query = select(api_keys).where(api_keys.c.user_id == user).order_by(api_keys.c.id)
    return [_key(row) for row in conn.execute(query)]


def revoke(conn: Connection, number: int) -> bool:
    """End a key; False where it is revoked already."""
    query = update(api_keys).where(api_keys.c.id == number, api_keys.c.revoked_at.is_(None))
    ended = query.values(revoked_at=func.now()).returning(api_keys.c.user_id)
    user = conn.execute(ended).scalar_one_or_none()
    if user is not None:
        events.announce_access(conn, user)
    return user is not None


def _key(row: Row[Any]) -> Key:
    values = row._asdict()
    del values["token"]
    values["user"] = values.pop("user_id")
    values["roles"] = tuple(Role(role) for role in values["roles"])
    return Key(**values)
