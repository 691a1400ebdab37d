"""Users and what they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Text,
    delete,
    exists,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from gis.model import Grant, Role
from gis.store import events
from gis.store.scopes import within
from gis.store.tables import grants, users

HELD = """array(
    select g.role || ' ' || g.jurisdiction from grants g where g.user_id = u.id
    order by g.jurisdiction, g.role
)"""
"""Part of a query: what the user ``u`` holds, as texts of role and code."""
_U = users.alias("u")


@dataclass(frozen=True, slots=True)
class User:
    """A user without what is secret.

    Parameters
    ----------
    password
        ``set``, ``one-time`` (serves for one login) or ``none``.
    """

    id: int
    name: str
    jurisdiction: str
    password: str
    disabled: bool
    created_at: datetime
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Login:
    """What a login needs to know of a user."""

    id: int
    password: str | None
    one_time: bool
    disabled: bool
    jurisdiction: str


def read_grants(held: Iterable[str]) -> tuple[Grant, ...]:
    """Grants from what ``HELD`` gives."""
    pairs = (one.split(" ") for one in held)
    return tuple(Grant(Role(role), code) for role, code in pairs)


def add(
    conn: Connection, name: str, jurisdiction: str, password: str | None, *, one_time: bool
) -> int:
    """Write a user; returns the number. ``password`` is a hash, or None for none."""
    row = {"name": name, "jurisdiction": jurisdiction, "password": password, "one_time": one_time}
    return int(conn.execute(insert(users).values(row).returning(users.c.id)).scalar_one())


def get(conn: Connection, number: int) -> User | None:
    """One user."""
    row = conn.execute(_users().where(_U.c.id == number)).one_or_none()
    return _user(row) if row else None


def by_name(conn: Connection, name: str) -> User | None:
    """The user of a name."""
    row = conn.execute(_users().where(_U.c.name == name)).one_or_none()
    return _user(row) if row else None


def listing(
    conn: Connection, scope: Collection[str], *, after: int = 0, limit: int = 100
) -> list[User]:
    """Users who belong to the scope or hold something in it, by number, from ``after`` on."""
    holds = exists().where(grants.c.user_id == _U.c.id, within(grants.c.jurisdiction, scope))
    seen = or_(within(_U.c.jurisdiction, scope), holds)
    query = _users().where(_U.c.id > after, seen).order_by(_U.c.id).limit(limit)
    return [_user(row) for row in conn.execute(query)]


def login(conn: Connection, name: str) -> Login | None:
    """What the login of a name needs."""
    columns = users.c.id, users.c.password, users.c.one_time, users.c.disabled, users.c.jurisdiction
    row = conn.execute(select(*columns).where(users.c.name == name)).one_or_none()
    return row and Login(**row._mapping)  # noqa: SLF001 -- the public name of a row's mapping


def consume(conn: Connection, number: int, password: str) -> bool:
    """Use up a one-time password; False where another login was quicker."""
    query = (
        update(users)
        .where(users.c.id == number, users.c.password == password, users.c.one_time)
        .values(password=None, one_time=False)
    )
    return conn.execute(query).rowcount == 1


def set_password(conn: Connection, number: int, password: str | None, *, one_time: bool) -> None:
    """Replace the hash of a user's password."""
    query = update(users).where(users.c.id == number)
    conn.execute(query.values(password=password, one_time=one_time))


def set_disabled(conn: Connection, number: int, *, disabled: bool) -> None:
    """Shut a user out, or let them in again."""
    conn.execute(update(users).where(users.c.id == number).values(disabled=disabled))
    events.announce_access(conn, number)


def grant(conn: Connection, number: int, given: Grant) -> bool:
    """Give a role; False where the user holds it there already."""
    events.announce_access(conn, number)
    row = {"user_id": number, "role": given.role, "jurisdiction": given.jurisdiction}
    return conn.execute(upsert(grants).values(row).on_conflict_do_nothing()).rowcount == 1


def revoke(conn: Connection, number: int, given: Grant) -> bool:
    """Take a role; False where the user does not hold it there."""
    events.announce_access(conn, number)
    query = delete(grants).where(
        grants.c.user_id == number,
        grants.c.role == given.role,
        grants.c.jurisdiction == given.jurisdiction,
    )
    return conn.execute(query).rowcount == 1


def _users() -> Select[Any]:
    grants_held = literal_column(HELD, ARRAY(Text)).label("grants")
    return select(_U, grants_held)


def _user(row: Any) -> User:
    password = "none" if row.password is None else "one-time" if row.one_time else "set"
    return User(
        id=row.id,
        name=row.name,
        jurisdiction=row.jurisdiction,
        password=password,
        disabled=row.disabled,
        created_at=row.created_at,
        grants=read_grants(row.grants),
    )
