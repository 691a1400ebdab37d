"""What waits for one follower of the live events."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

BACKLOG = 200
"""Events that wait for a slow follower before it is dropped."""
SHARED = 32
"""Events told last, which others are probably told next."""


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """Something to tell followers; equal to none but itself.

    Parameters
    ----------
    number
        Where the follower is after it: the plan's version, the job's revision or the number of
        the last change of any ticket. None for what is not kept.
    """

    kind: str
    number: int | None
    data: Mapping[str, Any]


RESYNC = Event("resync", None, {})
"""Something may have been missed: read again from the database."""


class DroppedError(Exception):
    """The follower was too slow, or the service ends."""


class Subscription:
    """What waits for one follower. To be used on the event loop only."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)
        self.dropped = False

    @property
    def waiting(self) -> int:
        """How many events wait."""
        return self._queue.qsize()

    def put(self, event: Event) -> None:
        """Add an event; a follower whose queue is full gets no more."""
        if self.dropped:
            return
        if self._queue.full():
            self.drop()
        else:
            self._queue.put_nowait(event)

    def drop(self) -> None:
        """End it at its next look; what waited is forgotten."""
        self.dropped = True
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(RESYNC)

    async def get(self, seconds: float) -> Event | None:
        """The next event, or None after ``seconds`` without one; DroppedError at the end."""
        event = None
        if not self.dropped:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    event = await self._queue.get()
        if self.dropped:
            raise DroppedError
        return event
