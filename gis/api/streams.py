"""Server-sent events on the wire: beats, an end for those no longer allowed, none for the frozen.

A browser that froze keeps its connection open and reads nothing. Its stream ends as soon as a
piece cannot be sent for a while; what it missed waits in the database.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from functools import lru_cache

from fastapi import Request
from fastapi.encoders import jsonable_encoder
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from gis.api.security import config_of, session_token
from gis.errors import BusyError, DatabaseError
from gis.model import Caller
from gis.store import keys, sessions
from gis.workflow.access import digest
from gis.workflow.subscriptions import SHARED, Event

RECONNECT = 2000
"""Milliseconds after which a browser comes back."""
CHECK = 20.0
"""Seconds between two looks at whether the caller may still listen."""
STALLED = 30.0
"""Seconds that one piece may take to be sent."""


class EventStream(StreamingResponse):
    """An answer of events that a stalled client cannot hold up for ever."""

    media_type = "text/event-stream"

    def __init__(self, content: AsyncGenerator[bytes]) -> None:
        # Proxies must hand on each event at once.
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(content, headers=headers)
        self._content = content

    async def stream_response(self, send: Send) -> None:
        """Send as usual, each piece within a time."""

        async def in_time(message: Message) -> None:
            try:
                async with asyncio.timeout(STALLED):
                    await send(message)
            except TimeoutError:
                raise ClientDisconnect from None

        # However it ends, the follower must be forgotten now and not when memory is tidied up.
        async with aclosing(self._content):
            await super().stream_response(in_time)


async def written(
    events: AsyncIterator[Event | None], still: Callable[[], bool]
) -> AsyncIterator[bytes]:
    """Events as bytes, comments in silence; ends when ``still`` says so."""
    checked = time.monotonic()
    yield format_sse_event(retry=RECONNECT)
    try:
        async for event in events:
            if time.monotonic() - checked > CHECK:
                if not await run_in_threadpool(still):
                    return
                checked = time.monotonic()
            yield KEEPALIVE_COMMENT if event is None else _bytes(event)
    except (BusyError, DatabaseError):
        # Whoever listens comes back and is told the rest.
        return


@lru_cache(SHARED)
def _bytes(event: Event) -> bytes:
    """An event on the wire: written once for all who are told the same."""
    return format_sse_event(
        data_str=json.dumps(jsonable_encoder(event.data), ensure_ascii=False),
        event=event.kind,
        id=None if event.number is None else str(event.number),
    )


def again(request: Request) -> Caller | None:
    """Who asks, looked up anew; listening alone does not keep a session from going idle."""
    header = request.headers.get("authorization")
    find = sessions.find if header is None else keys.find
    token = session_token(request) if header is None else header.split()[-1]
    with config_of(request).engine.connect() as conn:
        caller = find(conn, digest(token or ""))
        conn.rollback()
    return caller
