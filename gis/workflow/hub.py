"""One listener a process, and its fan-out to everyone who follows a plan, a job or tickets.

A thread hears the database's notices, reads what happened once, and puts it into a short queue of
each follower on the event loop. Who is too slow is dropped: they come back, say what they heard
last, and are told the rest from the database. So memory is bounded, whatever clients do.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

import psycopg2
from sqlalchemy import Engine

from gis.errors import BusyError, DatabaseError, ExhaustedError, NotFoundError
from gis.store import events, jobs
from gis.store.engine import open_engine
from gis.store.events import TICKETS, Listener, Notice, Step, Topic
from gis.store.jobs import Job
from gis.workflow.subscriptions import RESYNC, Event, Subscription
from gis.workflow.ticker import Ticker

MOST, MOST_EACH = 1000, 20
"""Followers in all, and of one user."""
CONNECTIONS = 3
BATCH = 100
"""Operations read at once."""
PASSING = {"plan": "presence"}
"""How events that are not kept are called, where not as their topic."""
_BREATH = 1.0
_LISTEN = 60.0
logger = logging.getLogger(__name__)


class Hearer(Protocol):
    """Somebody who must know of every change at once; told in a thread of the hub."""

    def heard(self, topic: Topic) -> None:
        """Something has changed."""

    def listen(self, *, listening: bool) -> None:
        """Changes are told from now on, or no longer."""


class Hub:
    """The listener of a process; to be started on the event loop that serves the followers.

    Parameters
    ----------
    engine
        The database.
    hearer
        Told of every change, whoever follows.
    """

    def __init__(self, engine: Engine, hearer: Hearer | None = None) -> None:
        self._hearer = hearer
        # Of its own: a thousand streams that read again must not take the pool of the requests.
        self.engine = open_engine(engine.url, pool_size=CONNECTIONS, name="gis events")
        self._followers: dict[Topic, set[Subscription]] = defaultdict(set)
        self._callers: Counter[str] = Counter()
        # As told last; the thread's own.
        self._states: dict[Topic, str] = {}
        self._ticker = Ticker(self.engine)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = threading.Event()
        self._wake, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)

    def start(self) -> None:
        """Begin to listen; called on the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """End every stream and the thread."""
        self._stopping.set()
        os.write(self._waker, b"!")
        for follower in self._all():
            follower.drop()
        await asyncio.to_thread(self._thread.join)
        self.engine.dispose()
        os.close(self._wake)
        os.close(self._waker)

    def admit(self, caller: str) -> None:
        """Raise ExhaustedError where the caller, or all together, follow as much as may be."""
        if self._callers[caller] >= MOST_EACH or self._callers.total() >= MOST:
            raise ExhaustedError(
                "too many event streams are open; close one", 15, "打开的事件流过多，请先关闭一些。"
            )

    @contextmanager
    def following(self, topic: Topic, caller: str) -> Iterator[Subscription]:
        """Follow a plan or a job for as long as the block lasts."""
        subscription = Subscription()
        self._callers[caller] += 1
        self._followers[topic].add(subscription)
        try:
            yield subscription
        finally:
            self._callers -= Counter([caller])
            self._followers[topic].discard(subscription)
            if not self._followers[topic]:
                del self._followers[topic]

    @property
    def followers(self) -> int:
        """How many streams are open."""
        return self._callers.total()

    def _all(self) -> list[Subscription]:
        return [one for group in self._followers.values() for one in group]

    # ---------------------------------------------------------------- in the thread

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with Listener(self.engine) as listener, self._listening():
                    # What happened while nobody listened is found in the database.
                    self._states.clear()
                    self._ticker.forget()
                    self._tell(None, [RESYNC])
                    while not self._stopping.is_set():
                        self._heard(listener.wait(self._ticker.patience(_LISTEN), self._wake))
                        self._tell(TICKETS, self._ticker.look())
            except (psycopg2.Error, BusyError, DatabaseError) as error:
                logger.warning("events: the database is away: %s", str(error).strip())
            except Exception:
                logger.exception("events: a defect; going on")
            self._stopping.wait(_BREATH)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        if self._hearer is None:
            yield
            return
        self._hearer.listen(listening=True)
        try:
            yield
        finally:
            self._hearer.listen(listening=False)

    def _heard(self, notices: Iterable[Notice]) -> None:
        changed: dict[Topic, int] = {}
        for notice in notices:
            if self._hearer is not None and notice.told is None:
                self._hearer.heard(notice.topic)
            kind = notice.topic[0]
            if notice.told is not None:
                topic = TICKETS if kind == "alert" else notice.topic
                self._tell(topic, [Event(PASSING.get(kind, kind), None, notice.told)])
            elif kind == "tickets" and notice.number is not None:
                self._tickets(notice.number)
            elif notice.number is not None:
                # Several changes of one thing are read together, from the first on.
                changed.setdefault(notice.topic, notice.number)
        for topic, number in changed.items():
            if topic in self._followers:
                self._tell(topic, self._read(topic, number))
            else:
                # Whoever comes later looks by itself.
                self._states.pop(topic, None)

    def _tickets(self, number: int) -> None:
        if TICKETS in self._followers:
            self._ticker.heard(number)
        else:
            self._ticker.forget()

    def _read(self, topic: Topic, number: int) -> list[Event]:
        kind, identity = topic
        try:
            with self.engine.connect() as conn:
                if kind == "job":
                    return [of_job(jobs.get(conn, identity))]
                head = events.head(conn, identity)
                steps = events.operations_after(conn, identity, number - 1, BATCH)
        except NotFoundError:
            return []
        if len(steps) == BATCH:
            # Slow followers would lose them anyway; each reads at its own pace.
            return [RESYNC]
        told = [of_step(step) for step in steps]
        if self._states.get(topic) != head.state:
            self._states[topic] = head.state
            told.append(of_head(head))
        return told

    def _tell(self, topic: Topic | None, told: list[Event]) -> None:
        """Hand events over to the event loop; without a topic, to everyone."""
        if self._loop is not None and told:
            try:
                self._loop.call_soon_threadsafe(self._deliver, topic, told)
            except RuntimeError:
                # The loop is closed: the service ends.
                self._stopping.set()

    # ---------------------------------------------------------------- on the event loop

    def _deliver(self, topic: Topic | None, told: list[Event]) -> None:
        group = self._all() if topic is None else self._followers.get(topic, ())
        for follower in list(group):
            for event in told:
                follower.put(event)


def of_step(step: Step) -> Event:
    """An operation as its followers hear of it."""
    data = {**step.result, "version": step.version, "kind": step.kind, "actor": step.actor}
    return Event("operation", step.version, data)


def of_head(head: events.Head) -> Event:
    """Where a plan is."""
    return Event("state", head.version, {"version": head.version, "state": head.state})


def of_job(job: Job) -> Event:
    """Where a job is."""
    return Event(
        "job",
        job.revision,
        {
            "id": job.id,
            "state": job.state,
            "step": job.step,
            "done": job.done,
            "total": job.total,
            "result": job.result,
            "error": job.error,
        },
    )
