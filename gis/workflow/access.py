"""Use cases: log in and out, give and take roles, make and revoke keys. Each is logged."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import Connection, Engine

from gis.errors import (
    ConflictError,
    CredentialsError,
    ForbiddenError,
    NotFoundError,
    ParameterError,
)
from gis.model import ROOT, Caller, Grant, Role
from gis.store import audit_log, jurisdictions, keys, scopes, sessions, users
from gis.store.jurisdictions import Jurisdiction
from gis.store.users import User
from gis.workflow import passwords

Find = Callable[[Connection, bytes], Caller | None]

KEY_PREFIX = "wgk_"
LONGEST_NAME = 64
SYSTEM = "system"
"""Who acts where nobody is logged in: the command line."""


def digest(token: str) -> bytes:
    """What is kept of a token. Tokens are 256 random bits: no salt, no slow hash needed."""
    return hashlib.sha256(token.encode("utf-8")).digest()


def log_in(
    engine: Engine, name: str, password: str, *, previous: str | None = None
) -> tuple[Caller, str]:
    """Begin a session; returns who it is and the token.

    No connection is held while the password is checked.

    Parameters
    ----------
    previous
        Token of a session that the browser had; it ends.

    Raises
    ------
    CredentialsError
        For unknown names, wrong passwords and disabled users alike, after the same time.
    BusyError
        Too many log in at once.
    """
    with engine.begin() as conn:
        known = users.login(conn, name)
    stored = known.password if known is not None and not known.disabled else None
    right = passwords.verify(password, stored)
    with engine.begin() as conn:
        # Shut out or given another password while this one was checked: as wrong.
        if known is None or stored is None or not right or users.login(conn, name) != known:
            _log_failure(conn, name, known)
        elif not known.one_time or users.consume(conn, known.id, stored):
            token = _begin(conn, known, name, previous)
            caller = sessions.find(conn, digest(token))
            if caller is not None:
                return caller, token
    raise CredentialsError("wrong name or password", "用户名或密码不对。")


def _begin(conn: Connection, known: users.Login, name: str, previous: str | None) -> str:
    token = secrets.token_urlsafe(32)
    if previous is not None:
        sessions.remove(conn, digest(previous))
    sessions.add(conn, known.id, digest(token))
    audit_log.append(conn, name, "log in", f"user {known.id}", jurisdiction=known.jurisdiction)
    return token


def _log_failure(conn: Connection, name: str, known: users.Login | None) -> None:
    """Unknown names are only told by a hash: people type passwords into the wrong field."""
    if known is None:
        told = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12]
        audit_log.append(conn, SYSTEM, "failed login", f"unknown name {told}")
    else:
        about = f"user {known.id}"
        audit_log.append(conn, SYSTEM, "failed login", about, jurisdiction=known.jurisdiction)


def log_out(conn: Connection, caller: Caller, token: str) -> None:
    """End the session."""
    sessions.remove(conn, digest(token))
    audit_log.append(conn, caller.name, "log out", f"user {caller.id}", jurisdiction=caller.home)


def password_needed(conn: Connection, caller: Caller) -> bool:
    """Whether someone who logged in has no password for the next time."""
    known = users.login(conn, caller.name) if caller.kind == "session" else None
    return known is not None and known.password is None


def change_password(
    engine: Engine, caller: Caller, old: str | None, new: str, *, session: str | None
) -> None:
    """Set one's own password; every other session of the user ends.

    Parameters
    ----------
    old
        The present password; needless only after a one-time password, which is used up.

    Raises
    ------
    CredentialsError
        The old password is wrong.
    ParameterError
        The new one is too short.
    """
    with engine.begin() as conn:
        known = users.login(conn, caller.name)
    stored = known.password if known else None
    if stored is not None and not passwords.verify(old or "", stored):
        raise CredentialsError("the old password is wrong", "原密码不对。")
    stored = passwords.hashed(new)
    with engine.begin() as conn:
        users.set_password(conn, caller.id, stored, one_time=False)
        sessions.remove_all(conn, caller.id, but=digest(session) if session else None)
        about = f"user {caller.id}"
        audit_log.append(conn, caller.name, "change password", about, jurisdiction=caller.home)


def add_user(
    conn: Connection,
    actor: str,
    name: str,
    jurisdiction: str,
    given: Collection[Grant] = (),
    *,
    machine: bool = False,
) -> tuple[User, str | None]:
    """Add a user with a one-time password; returns both.

    Parameters
    ----------
    machine
        No password: the user only holds API keys.

    Raises
    ------
    ConflictError
        The name is taken.
    NotFoundError
        There is no such jurisdiction.
    """
    if not name or len(name) > LONGEST_NAME or name != name.strip() or not name.isprintable():
        raise ParameterError(
            f"a name has 1 to {LONGEST_NAME} printable characters, no blanks at its ends",
            f"用户名为 1 至 {LONGEST_NAME} 个可见字符，首尾不能有空格。",
        )
    _check_node(conn, jurisdiction)
    if users.by_name(conn, name) is not None:
        raise ConflictError(f"the name {name} is taken", f"用户名 {name} 已被使用。")
    password = None if machine else passwords.one_time()
    stored = passwords.hashed(password) if password else None
    number = users.add(conn, name, jurisdiction, stored, one_time=not machine)
    for grant in given:
        _check_node(conn, grant.jurisdiction)
        users.grant(conn, number, grant)
    told = {"grants": [_told(grant) for grant in given]}
    audit_log.append(conn, actor, "add user", f"user {number}", told, jurisdiction=jurisdiction)
    return _existing(conn, number), password


def reset_password(conn: Connection, actor: str, number: int) -> str:
    """Give a user a new one-time password, which is returned; their sessions end."""
    user = _existing(conn, number)
    password = passwords.one_time()
    users.set_password(conn, number, passwords.hashed(password), one_time=True)
    sessions.remove_all(conn, number)
    about = f"user {number}"
    audit_log.append(conn, actor, "reset password", about, jurisdiction=user.jurisdiction)
    return password


def set_disabled(conn: Connection, actor: str, number: int, *, disabled: bool) -> User:
    """Shut a user out at once, with all sessions and keys; or let them in again."""
    user = _existing(conn, number)
    users.set_disabled(conn, number, disabled=disabled)
    if disabled:
        sessions.remove_all(conn, number)
    action = "disable user" if disabled else "enable user"
    audit_log.append(conn, actor, action, f"user {number}", jurisdiction=user.jurisdiction)
    return _existing(conn, number)


def grant(conn: Connection, actor: str, number: int, given: Grant) -> User:
    """Give a role at and below a jurisdiction; giving it again changes nothing."""
    _check_node(conn, given.jurisdiction)
    _existing(conn, number)
    if users.grant(conn, number, given):
        about, told = f"user {number}", _told(given)
        audit_log.append(conn, actor, "grant", about, told, jurisdiction=given.jurisdiction)
    return _existing(conn, number)


def revoke(conn: Connection, actor: str, number: int, given: Grant) -> User:
    """Take a role; it ends at the user's next request."""
    _existing(conn, number)
    if not users.revoke(conn, number, given):
        raise NotFoundError(
            "the user does not hold this role there", "该用户在此辖区没有这个角色。"
        )
    about, told = f"user {number}", _told(given)
    audit_log.append(conn, actor, "revoke", about, told, jurisdiction=given.jurisdiction)
    return _existing(conn, number)


def check_manager(caller: Caller, user: User, *, also: Collection[Grant] = ()) -> None:
    """Nobody takes over who may do more than they themselves administer.

    Raises
    ------
    ForbiddenError
        The caller does not administer every jurisdiction concerned.
    """
    codes = {user.jurisdiction, *(one.jurisdiction for one in (*user.grants, *also))}
    check_administers(caller, codes)


def check_administers(caller: Caller, codes: Collection[str]) -> None:
    """Raise ForbiddenError unless the caller administers all of the jurisdictions."""
    beyond = sorted(code for code in codes if not caller.holds({Role.ADMIN}, code))
    if beyond:
        raise ForbiddenError(
            f"you do not administer {', '.join(beyond)}", f"您不是 {'、'.join(beyond)} 的管理员。"
        )


def check_key_for(caller: Caller, user: User) -> None:
    """A key acts as its user: for others only where they are machines, without a password.

    Raises
    ------
    ForbiddenError
        The user has a password, or the caller does not administer all that the user holds.
    """
    check_manager(caller, user)
    if user.password != "none":  # noqa: S105 -- says that there is none
        raise ForbiddenError(
            "people make their own keys; only a user without password can be given one",
            "有密码的用户须自行创建密钥。",
        )


def add_key(
    conn: Connection,
    actor: str,
    number: int,
    name: str,
    roles: Collection[Role],
    expires_at: datetime | None,
) -> tuple[keys.Key, str]:
    """Make an API key of a user, narrowed to some roles; returns it and its secret."""
    user = _existing(conn, number)
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    key = keys.add(conn, number, name, digest(secret), set(roles), expires_at)
    told = {"key": key.id, "roles": sorted(roles)}
    about = f"user {number}"
    audit_log.append(conn, actor, "add key", about, told, jurisdiction=user.jurisdiction)
    return key, secret


def revoke_key(conn: Connection, actor: str, number: int) -> None:
    """End a key; ending it again changes nothing."""
    key = keys.get(conn, number)
    if key is None:
        raise NotFoundError(f"there is no key {number}", f"没有编号为 {number} 的密钥。")
    if keys.revoke(conn, number):
        home = _existing(conn, key.user).jurisdiction
        told = {"key": number}
        about = f"user {key.user}"
        audit_log.append(conn, actor, "revoke key", about, told, jurisdiction=home)


def rename(conn: Connection, actor: str, code: str, name: str) -> Jurisdiction:
    """Name a jurisdiction."""
    before = jurisdictions.lookup(conn, code)
    jurisdictions.rename(conn, code, name)
    told = {"before": before.name, "after": name}
    audit_log.append(conn, actor, "rename", f"jurisdiction {code}", told, jurisdiction=code)
    return jurisdictions.lookup(conn, code)


def _existing(conn: Connection, number: int) -> User:
    user = users.get(conn, number)
    if user is None:
        raise NotFoundError(f"there is no user {number}", f"没有编号为 {number} 的用户。")
    return user


def _check_node(conn: Connection, code: str) -> None:
    if code == ROOT:
        jurisdictions.ensure_root(conn)
        return
    if scopes.jurisdiction(conn, code) is None:
        raise NotFoundError(f"there is no jurisdiction {code}", f"没有代码为 {code} 的辖区。")


def _told(given: Grant) -> dict[str, str]:
    return {"role": str(given.role), "jurisdiction": given.jurisdiction}
