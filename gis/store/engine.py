"""Connections: how many, how long they may take, as which role, and what their errors mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from sqlalchemy import URL, Engine, ExceptionContext, QueuePool, create_engine, event
from sqlalchemy import exc as alchemy
from sqlalchemy.pool import PoolProxiedConnection

from gis.errors import (
    BusyError,
    CollisionError,
    DatabaseError,
    EditError,
    GisError,
    ParameterError,
)
from gis.store import address

APP_ROLE = "wangge_app"
"""The role with the rights of the service; see ``gis.store.rights``."""

POOL_TIMEOUT = 2.0
"""Seconds to wait for a free connection before the caller is told to come again."""
CONNECT_TIMEOUT = 3
"""Seconds to wait for a server that does not answer."""

_SETTINGS = {
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    # Compiling and parallel workers cost more than they give to many short questions at once.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
_IMPATIENT = {"statement_timeout": "5s"}
# Jobs compute for minutes between two statements of their one transaction.
_PATIENT = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
# A connection through a dead line is noticed within a quarter of a minute.
_KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 2}

# Codes and classes of SQLSTATE (PostgreSQL, appendix A) that pass by themselves: connection,
# transaction rollback, resources, operator intervention; a lock not to be had, idle too long.
_PASSING = ("08", "40", "53", "57", "55P03", "25P03")
# Unique and exclusion violation.
_CONFLICT = frozenset({"23505", "23P01"})
# A character, written out or as an escape of JSON, that the database has none for.
_UNFIT = frozenset({"22021", "22P05"})
# Restrict violation: what our triggers raise where rows never change.
_REFUSED = "23001"
# Constraints of these hold coverage; who breaks one has asked for what may not be.
_COVERAGE = frozenset({"assignments"})
_GUARDS = frozenset({"replace_atoms", "whole"})

_ACT_AS = """
select case when rolname = session_user then 'it is'
    when pg_has_role(session_user, oid, 'member') then set_config('role', rolname, false) end
from pg_roles where rolname = %s
"""


class _Pool(QueuePool):
    """A pool whose callers are told in our words that all connections are taken."""

    def connect(self) -> PoolProxiedConnection:
        with translated():
            return super().connect()


def open_engine(
    url: str | URL,
    *,
    pool_size: int = 8,
    patient: bool = False,
    autocommit: bool = False,
    role: str | None = APP_ROLE,
    name: str = "gis",
) -> Engine:
    """Open an engine; nothing connects before it is asked something.

    Parameters
    ----------
    url
        Address of the database, of the service's role or of any that is a member of it.
    pool_size
        Connections at most; who finds them all taken waits two seconds and gets a BusyError.
        After a restart of the database the first that notices empties the whole pool.
    patient
        For jobs and checks: statements and pauses may take as long as they need. Locks are
        waited for two seconds all the same.
    autocommit
        Each statement for itself: one round trip instead of three, for short looks.
    role
        Act as this role where it exists, so that an owner's address gives no more rights than
        the service has. None for what only the owner may do.
    name
        Shown by the server beside its connections.

    Raises
    ------
    ParameterError
        The text is no address.
    """
    settings = _SETTINGS | (_PATIENT if patient else _IMPATIENT)
    engine = create_engine(
        address.parse(url) if isinstance(url, str) else url,
        poolclass=_Pool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        pool_use_lifo=True,
        isolation_level="AUTOCOMMIT" if autocommit else None,
        # What is written into a table stays out of logs and tracebacks.
        hide_parameters=True,
        connect_args={
            "application_name": name,
            "connect_timeout": CONNECT_TIMEOUT,
            "options": " ".join(f"-c {key}={value}" for key, value in settings.items()),
            **_KEEPALIVE,
        },
    )
    event.listen(engine, "handle_error", _say)
    if role is not None:
        _act_as(engine, role)
    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Raise errors of the driver and of the pool as ours, where a caller can mend something.

    Statements through an engine of ``open_engine`` need no such block; whoever takes the driver's
    own cursor does.

    Raises
    ------
    BusyError, CollisionError, EditError, DatabaseError
        As ``meaning`` says; a defect of ours stays what it is.
    """
    try:
        yield
    except (psycopg2.Error, alchemy.SQLAlchemyError) as error:
        said = meaning(error)
        if said is None:
            raise
        raise said from error


def meaning(error: BaseException) -> GisError | None:
    """What an error of the driver or the pool means to a caller; None for a defect of ours."""
    if isinstance(error, alchemy.TimeoutError):
        return BusyError("all connections to the database are taken", "数据库连接已全部占用")
    if isinstance(error, alchemy.DBAPIError):
        error = error.orig or error
    return _of_driver(error) if isinstance(error, psycopg2.Error) else None


def _of_driver(error: psycopg2.Error) -> GisError | None:
    state = error.pgcode or ""
    if state.startswith(_PASSING):
        return BusyError(f"the database has no time now: {_line(error)}", "数据库暂时繁忙")
    if state in _CONFLICT:
        said = f"somebody else has just stored the same: {_line(error)}"
        return CollisionError(said, "内容与他人刚保存的内容冲突")
    if state in _UNFIT:
        return ParameterError(
            "a text holds characters that cannot be stored", "文本含有无法存储的字符"
        )
    if state == _REFUSED or (state.startswith("23") and _holds_coverage(error)):
        return EditError(f"this would break the plan: {_line(error)}", "此操作会破坏方案的全覆盖")
    if not state and isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
        # Nobody answers, or the line was cut; whether the last commit came through is not known.
        return BusyError(f"the database does not answer: {_line(error)}", "数据库无响应")
    return None


def _holds_coverage(error: psycopg2.Error) -> bool:
    return error.diag.table_name in _COVERAGE or error.diag.constraint_name in _GUARDS


def _line(error: psycopg2.Error) -> str:
    """The first line of what the server said; the rest quotes values."""
    return (error.diag.message_primary or str(error)).partition("\n")[0].strip()


def _say(context: ExceptionContext) -> None:
    """Put our error in the place of the driver's."""
    said = meaning(context.original_exception)
    if said is not None:
        raise said


def _act_as(engine: Engine, role: str) -> None:
    def become(connection: Any, _record: object) -> None:
        # Outside of a transaction: rolling one back would take the role with it.
        before, connection.autocommit = connection.autocommit, True
        with connection.cursor() as cursor:
            cursor.execute(_ACT_AS, (role,))
            rows = cursor.fetchall()
        connection.autocommit = before
        if rows and rows[0][0] is None:
            user = connection.info.user
            connection.close()
            raise DatabaseError(
                f"the database's role {user} may not act as {role};"
                f" its administrator must GRANT {role} TO {user}"
            )

    event.listen(engine, "connect", become)
