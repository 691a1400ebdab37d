"""Tell other processes what changed, and read what happened to a plan since a version.

A notice is sent inside the transaction that writes, so nobody hears of what was rolled back. It
only says where to look: the operations of a plan and the row of a job are the truth, and whoever
missed a notice reads them again.
"""

from __future__ import annotations

import json
import select as polling
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

import psycopg2
from sqlalchemy import Connection, Engine, event, func, select
from sqlalchemy.pool import ConnectionPoolEntry

from gis.errors import NotFoundError
from gis.store.tables import operations, plans

CHANNEL = "wangge"
Topic = tuple[Literal["plan", "job", "access", "tickets", "alert"], int]
"""A plan or a job, which one can follow, or what a user may do, by its number; all tickets."""
TICKETS: Topic = ("tickets", 0)
_ANNOUNCED = "gis announced"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something changed.

    Parameters
    ----------
    number
        The plan's version, the job's revision or the number of the last change of any ticket;
        None for what is told and not kept.
    told
        What is told and not kept: who works where.
    """

    topic: Topic
    number: int | None
    told: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """Where a plan is: its version, state and jurisdiction."""

    version: int
    state: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Step:
    """One operation as those who follow a plan hear of it.

    Parameters
    ----------
    result
        What the one who did it was answered.
    """

    version: int
    kind: str
    actor: str
    result: Mapping[str, Any]


def announce_plan(conn: Connection, plan: int, version: int) -> None:
    """Tell, once this transaction is committed, that a plan has a new version or state."""
    _notify(conn, ("plan", plan), number=version)


def announce_job(conn: Connection, job: int, revision: int) -> None:
    """Tell, once this transaction is committed, that a job has moved on."""
    _notify(conn, ("job", job), number=revision)


def announce_access(conn: Connection, user: int) -> None:
    """Tell, once this transaction is committed, that a user's access has changed."""
    _notify(conn, ("access", user))


def announce_tickets(conn: Connection, number: int) -> None:
    """Tell, once this transaction is committed, that tickets have changed up to a number."""
    _notify(conn, TICKETS, number=number)


def announce_alert(conn: Connection, alert: int, jurisdiction: str) -> None:
    """Tell, once this transaction is committed, of an alert raised or acknowledged."""
    _notify(conn, ("alert", alert), told={"alert": alert, "jurisdiction": jurisdiction})


def announce_presence(conn: Connection, plan: int, told: Mapping[str, Any]) -> None:
    """Tell those who follow a plan something that is not kept; at most some kilobytes."""
    _notify(conn, ("plan", plan), told=dict(told))


def _notify(conn: Connection, topic: Topic, **more: Any) -> None:
    kind, number = topic
    text = json.dumps({"kind": kind, "id": number, **more}, ensure_ascii=False)
    conn.execute(select(func.pg_notify(CHANNEL, text)))
    conn.info.setdefault(_ANNOUNCED, set()).add(topic)


@contextmanager
def own_changes(engine: Engine, heard: Callable[[Topic], None]) -> Iterator[None]:
    """Hear what this process announces as soon as its transaction is over, however it ended.

    A notice takes some milliseconds through the database. This one comes before whoever made the
    change goes on: when the connection is given back, in the same thread.
    """

    def given_back(_: object, record: ConnectionPoolEntry) -> None:
        for topic in record.info.pop(_ANNOUNCED, ()):
            heard(topic)

    def taken(_: object, record: ConnectionPoolEntry, __: object) -> None:
        # Of a time when nobody heard.
        record.info.pop(_ANNOUNCED, None)

    event.listen(engine, "checkout", taken)
    event.listen(engine, "checkin", given_back)
    try:
        yield
    finally:
        event.remove(engine, "checkin", given_back)
        event.remove(engine, "checkout", taken)


def head(conn: Connection, plan: int) -> Head:
    """Version and state of a plan.

    Raises
    ------
    NotFoundError
        Where there is no such plan.
    """
    wanted = select(plans.c.version, plans.c.state, plans.c.jurisdiction)
    row = conn.execute(wanted.where(plans.c.id == plan)).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no plan {plan}", f"没有方案 {plan}")
    return Head(row.version, row.state, row.jurisdiction)


def operations_after(conn: Connection, plan: int, version: int, most: int) -> list[Step]:
    """The first ``most`` operations of a plan after a version, in their order."""
    wanted = (
        select(operations.c.version, operations.c.kind, operations.c.actor, operations.c.result)
        .where(operations.c.plan == plan, operations.c.version > version)
        .order_by(operations.c.version)
        .limit(most)
    )
    return [Step(*row) for row in conn.execute(wanted)]


class Listener:
    """The one connection of a process that hears the notices; for one thread only.

    Raises
    ------
    psycopg2.Error
        From every method, where the connection is lost; open another one then.
    """

    def __init__(self, engine: Engine) -> None:
        # Outside of the pool: it never comes back, and must not take a place there.
        arguments, options = engine.dialect.create_connect_args(engine.url)
        self._connection = psycopg2.connect(
            *arguments,
            **options,
            application_name="wangge events",
            connect_timeout=5,
            # A server that vanished without a word is noticed within a minute.
            keepalives_idle=20,
            keepalives_interval=10,
            keepalives_count=3,
        )
        self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute(f"listen {CHANNEL}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def wait(self, seconds: float, wake: int) -> list[Notice]:
        """What was heard, as soon as there is something; nothing after ``seconds``.

        Parameters
        ----------
        wake
            A file descriptor; what becomes readable there ends the wait.
        """
        ready, _, _ = polling.select([self._connection, wake], [], [], seconds)
        if self._connection not in ready:
            return []
        self._connection.poll()
        heard, self._connection.notifies = list(self._connection.notifies), []
        return [_notice(notice.payload) for notice in heard]


def _notice(payload: str) -> Notice:
    told = json.loads(payload)
    return Notice((told["kind"], told["id"]), told.get("number"), told.get("told"))
