"""Many who follow the tickets of a service, and what each of them was told."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

PATIENCE = 20.0


@dataclass
class Viewer:
    """What one stream of events brought.

    Parameters
    ----------
    number
        Up to which change it was told.
    told
        When each ticket was told first, by its id; seconds of the monotonic clock.
    gaps
        Events that did not follow on the one before.
    """

    number: int = -1
    told: dict[int, float] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    resets: int = 0

    def take(self, kind: str, data: dict[str, object]) -> None:
        """Take one event."""
        if kind in ("state", "reset"):
            self.resets += kind == "reset"
            self.number = int(str(data["number"]))
        elif kind == "tickets":
            if data["after"] != self.number:
                self.gaps.append(f"{data['after']} after {self.number}")
            self.number = int(str(data["number"]))
            now = time.monotonic()
            for ticket in data["tickets"]:  # type: ignore[attr-defined]
                self.told.setdefault(ticket["id"], now)


class Audience(threading.Thread):
    """Viewers on connections of their own, one for each key, in one thread.

    Parameters
    ----------
    port
        Of the service on this machine.
    keys
        API keys of those who follow.
    """

    def __init__(self, port: int, keys: Sequence[str]) -> None:
        super().__init__(name="audience", daemon=True)
        self.viewers = [Viewer() for _ in keys]
        self._port, self._keys = port, keys
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()

    def run(self) -> None:
        """Follow until told to stop."""
        self._loop.run_until_complete(self._follow_all())
        self._loop.close()

    def stop(self) -> None:
        """End all streams."""
        self._loop.call_soon_threadsafe(self._over.set)
        self.join(PATIENCE)

    def wait(self, number: int, seconds: float = PATIENCE) -> bool:
        """Wait until everyone has been told up to a number."""
        end = time.monotonic() + seconds
        while any(viewer.number < number for viewer in self.viewers):
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    async def _follow_all(self) -> None:
        following = [
            asyncio.create_task(self._follow(key, viewer))
            for key, viewer in zip(self._keys, self.viewers, strict=True)
        ]
        await self._over.wait()
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)

    async def _follow(self, key: str, viewer: Viewer) -> None:
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**24)
            after = f"&after={viewer.number}" if viewer.number >= 0 else ""
            writer.write(
                f"GET /api/v1/events?tickets=1{after} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Authorization: Bearer {key}\r\nConnection: close\r\n\r\n".encode()
            )
            try:
                await self._listen(reader, viewer)
            finally:
                writer.close()
            # Dropped because it was too slow: it comes back and says where it was.
            await asyncio.sleep(0.5)

    async def _listen(self, reader: asyncio.StreamReader, viewer: Viewer) -> None:
        kind = ""
        while line := await reader.readline():
            text = line.decode().strip()
            if text.startswith("event:"):
                kind = text.removeprefix("event:").strip()
            elif text.startswith("data:"):
                viewer.take(kind, json.loads(text.removeprefix("data:")))
