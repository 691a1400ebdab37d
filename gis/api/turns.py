"""So many requests at once, and no more: the others wait for their turn, or come again.

Without it a crowd would share out threads and connections until nobody is answered in time. A
request has its turn when its body is there, and gives it on when its answer begins, so that slow
lines keep nobody waiting.
"""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gis.api import problems
from gis.errors import BusyError

LONGEST = 2.0
"""Seconds that a request waits for its turn."""
# What must answer always, what lasts, and what comes slowly.
_FREE = re.compile(
    r"/healthz|/readyz|/metrics|/api/v1/events|/api/v1/datasets|/api/v1/tickets/import|/live/.*"
    r"|/api/v1/snap|/api/v1/tickets/[0-9]+/photos"
)


class Turns:
    """Gives requests their turns, in the order in which they came.

    Parameters
    ----------
    room
        Requests at the same time.
    """

    def __init__(self, app: ASGIApp, room: int) -> None:
        self._app = app
        self._turns = asyncio.Semaphore(room)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or _FREE.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(LONGEST):
                await self._turns.acquire()
        except TimeoutError:
            busy = BusyError("too many requests wait for their turn", "排队的请求过多")
            await problems.of(Request(scope), busy)(scope, receive, send)
            return
        holds = True

        def give_on() -> None:
            nonlocal holds
            if holds:
                holds = False
                self._turns.release()

        async def sending(message: Message) -> None:
            give_on()
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            give_on()
