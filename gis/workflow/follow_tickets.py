"""Follow tickets without gap or repetition, from wherever one was, as far as one may see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from functools import lru_cache

from gis.model import covers
from gis.store import ticket_reads
from gis.store.ticket_reads import Changes
from gis.workflow import follow
from gis.workflow.hub import Hub
from gis.workflow.subscriptions import RESYNC, SHARED, DroppedError, Event, Subscription
from gis.workflow.ticker import BATCH

FARTHEST = 5000
"""Changes that are told one by one; whoever is farther behind loads all anew."""


async def tickets(
    hub: Hub, after: int | None, scope: Collection[str], subscription: Subscription
) -> AsyncIterator[Event | None]:
    """Changes of tickets after a number, ascending, each once; None after a time of silence.

    The first event tells the number from which on changes follow; every later one names the
    number it follows on (``after``), so that a gap would be seen. Ends when the follower is too
    slow.

    Parameters
    ----------
    after
        The number the caller has; None for the present one. One too far back, or not reached
        yet, gives an event ``reset``: load all anew.
    scope
        Jurisdictions at and below which tickets are told.
    subscription
        Of ``events.TICKETS``, begun before.
    """
    place = _Place(hub, scope)
    yield await place.arrive(after)
    waiting: Event | None = RESYNC
    while True:
        if waiting is None:
            yield None
        elif waiting.kind == "alert":
            if place.sees(waiting.data["jurisdiction"]):
                yield waiting
        elif place.behind(waiting):
            async for event in place.catch_up():
                yield event
        elif (news := place.pass_on(waiting)) is not None:
            yield news
        try:
            waiting = await subscription.get(follow.BEAT)
        except DroppedError:
            return


class _Place:
    """How far a follower has been told.

    What it may not see moves it on without a word: ``_seen`` is ahead of ``_told`` then.
    """

    def __init__(self, hub: Hub, scope: Collection[str]) -> None:
        self._hub = hub
        self._scope = tuple(scope)
        self._told = self._seen = 0

    def sees(self, jurisdiction: str) -> bool:
        return _sees(self._scope, jurisdiction)

    async def arrive(self, after: int | None) -> Event:
        number = await self._asked_number()
        lost = after is not None and not 0 <= number - after <= FARTHEST
        kind = "reset" if lost else "state"
        self._told = self._seen = number if after is None or lost else after
        return Event(kind, self._told, {"number": self._told})

    def behind(self, event: Event) -> bool:
        """Whether changes between what was seen and this event are missing."""
        return event is RESYNC or event.data["after"] > self._seen

    def pass_on(self, event: Event) -> Event | None:
        """The part of an event that is news for the follower and for its eyes."""
        changes: Changes = event.data["changes"]
        if changes.number <= self._seen:
            return None
        part = _part(changes, self._seen, self._told, self._scope)
        self._seen = changes.number
        if part is not None:
            self._told = changes.number
        return part

    async def catch_up(self) -> AsyncIterator[Event]:
        """Everything that the database has by now and the follower does not, in batches.

        What comes meanwhile waits in the subscription: else it would never end while much is
        reported.
        """
        reached = await self._asked_number()
        if reached - self._seen > FARTHEST:
            yield await self.arrive(-1)
            return
        while self._seen < reached:
            after = self._seen
            changes = await asyncio.to_thread(self._read, after)
            if changes.number <= after:
                return
            event = Event("tickets", changes.number, {"after": after, "changes": changes})
            if (news := self.pass_on(event)) is not None:
                yield news

    async def _asked_number(self) -> int:
        def ask() -> int:
            with self._hub.engine.connect() as conn:
                return ticket_reads.clock(conn)

        return await asyncio.to_thread(ask)

    def _read(self, after: int) -> Changes:
        with self._hub.engine.connect() as conn:
            return ticket_reads.changes_after(conn, after, BATCH)


@lru_cache(SHARED)
def _part(changes: Changes, seen: int, told: int, scope: tuple[str, ...]) -> Event | None:
    """What is news of some changes: one event for all who are as far and may see as much."""
    rows = [
        row for row in changes.rows if row["change"] > seen and _sees(scope, row["jurisdiction"])
    ]
    # Who moved from one place that is seen to another is there.
    there = {row["id"] for row in rows}
    gone = [
        one.ticket
        for one in changes.gone
        if one.change > seen and one.ticket not in there and _sees(scope, one.jurisdiction)
    ]
    if not rows and not gone:
        return None
    data = {"after": told, "number": changes.number, "tickets": rows, "gone": gone}
    return Event("tickets", changes.number, data)


def _sees(scope: tuple[str, ...], jurisdiction: str) -> bool:
    return any(covers(code, jurisdiction) for code in scope)
