"""Follow a plan or a job without gap or repetition, from wherever one was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine

from gis.store import events, jobs
from gis.workflow.hub import BATCH, Hub, of_head, of_job, of_step
from gis.workflow.subscriptions import RESYNC, DroppedError, Event, Subscription

T = TypeVar("T")
BEAT = 15.0
"""Seconds of silence after which a stream shows that it lives."""


async def plan(
    hub: Hub, number: int, after: int | None, subscription: Subscription
) -> AsyncIterator[Event | None]:
    """Events of a plan after a version, ascending, each once; None after a time of silence.

    The first event tells version and state. Ends when the follower is too slow.

    Parameters
    ----------
    after
        The version the caller has; None for the present one. One that the plan does not have
        gives an event ``reset``: what the caller holds is of another history.
    subscription
        Of this plan, begun before.
    """
    head = await _asked(hub.engine, lambda conn: events.head(conn, number))
    place = _Place(hub, number, head.version if after is None else after)
    yield place.arrive(head)
    waiting: Event | None = RESYNC
    while True:
        if place.behind(waiting):
            async for event in place.catch_up():
                yield event
        elif waiting is None or place.pass_on(waiting):
            yield waiting
        try:
            waiting = await subscription.get(BEAT)
        except DroppedError:
            return


async def job(
    hub: Hub, number: int, after: int | None, subscription: Subscription
) -> AsyncIterator[Event | None]:
    """States of a job, each newer than the one before; ends with the job. See ``plan``."""
    last = -1 if after is None else after
    event: Event | None = RESYNC
    while True:
        if event is RESYNC:
            event = of_job(await _asked(hub.engine, lambda conn: jobs.get(conn, number)))
        if event is None:
            yield event
        elif event.number is not None and event.number > last:
            last = event.number
            yield event
        if event is not None and event.data.get("state") in jobs.FINAL:
            return
        try:
            event = await subscription.get(BEAT)
        except DroppedError:
            return


class _Place:
    """How far a follower of a plan has been told."""

    def __init__(self, hub: Hub, number: int, version: int) -> None:
        self._hub = hub
        self._number = number
        self._version = version
        self._state = ""

    def arrive(self, head: events.Head) -> Event:
        """Say where the plan is; start anew where it is not yet as far as the follower."""
        kind = "state"
        if self._version > head.version:
            kind, self._version = "reset", head.version
        self._state = head.state
        return Event(kind, self._version, {"version": head.version, "state": head.state})

    def behind(self, event: Event | None) -> bool:
        """Whether operations between what was told and this event are missing."""
        if event is None or event.number is None:
            return event is RESYNC
        return event.number > self._version + (event.kind == "operation")

    def pass_on(self, event: Event) -> bool:
        """Whether an event is news; takes note of it."""
        if event.number is None:
            return True
        if event.kind == "operation":
            news = event.number > self._version
            self._version = max(self._version, event.number)
            return news
        news = event.number == self._version and event.data["state"] != self._state
        if news:
            self._state = event.data["state"]
        return news

    async def catch_up(self) -> AsyncIterator[Event]:
        """Everything that the database has and the follower does not, in batches."""
        while steps := await _asked(self._hub.engine, self._steps):
            for step in steps:
                self._version = step.version
                yield of_step(step)
        head = await _asked(self._hub.engine, lambda conn: events.head(conn, self._number))
        if head.version < self._version:
            yield self.arrive(head)
        elif self.pass_on(of_head(head)):
            yield of_head(head)

    def _steps(self, conn: Connection) -> list[events.Step]:
        return events.operations_after(conn, self._number, self._version, BATCH)


async def _asked(engine: Engine, question: Callable[[Connection], T]) -> T:
    """Ask the database beside the event loop."""

    def ask() -> T:
        with engine.connect() as conn:
            return question(conn)

    return await asyncio.to_thread(ask)
