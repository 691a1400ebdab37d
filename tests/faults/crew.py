"""Editors at work while something breaks, and what must hold whatever breaks."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from gis.database import Addresses
from gis.store.engine import open_engine
from tests.editors import Editor, contradictions
from tests.faults.proxy import Proxy
from tests.services import start
from tests.squares import Stored

FULL = os.environ.get("WANGGE_FAULTS") == "full"
"""Whether to try as often as the promise says, rather than as often as a test run has time for."""


def times(short: int, full: int) -> int:
    """How often to try."""
    return full if FULL else short


class Crew:
    """Some editors of one plan, each with a key."""

    def __init__(self, port: int, keys: Sequence[str], stored: Stored) -> None:
        self._stop = threading.Event()
        every = np.arange(len(stored.atoms))
        self._stored = stored
        self._editors = [Editor(port, key, stored, every, 0.05, self._stop) for key in keys]
        for editor in self._editors:
            editor.start()

    def accepted(self) -> int:
        """Edits that were acknowledged so far."""
        return sum(len(editor.diary.acknowledged) for editor in self._editors)

    def goes_on(self, seconds: float) -> float:
        """Wait until some more edits are acknowledged; returns how long the first one took."""
        before, begun = self.accepted(), time.monotonic()
        until(lambda: self.accepted() > before, seconds)
        took = time.monotonic() - begun
        time.sleep(random.uniform(0.1, 0.6))
        return took

    def stop(self) -> None:
        """Let everybody end what they are at."""
        self._stop.set()
        for editor in self._editors:
            editor.join(60)
            assert not editor.is_alive()

    def contradictions(self, database: Addresses, since: int = 0) -> list[str]:
        """What the log after a version and the editors say differently."""
        engine = open_engine(database.service, patient=True)
        diaries = [editor.diary for editor in self._editors]
        found = contradictions(engine, self._stored.plan, diaries, since)
        engine.dispose()
        return found


@contextmanager
def crew(port: int, keys: Sequence[str], stored: Stored) -> Iterator[Crew]:
    """Editors at work until the block ends; then each has been told what became of its edits."""
    made = Crew(port, keys, stored)
    try:
        yield made
    finally:
        made.stop()


class House:
    """A service that dies and is started again on the same port, with a line to its database."""

    def __init__(self, database: Addresses, folder: Path) -> None:
        self.line = Proxy(int(database.service.port or 0))
        self._url = database.service.set(port=self.line.port)
        self._folder = folder
        self._service = start(self._url, folder)
        self.port = self._service.port

    def kill(self) -> None:
        """End the service as a crash would."""
        self._service.kill()

    def restart(self) -> None:
        """Start it again; returns when it answers."""
        self._service = start(self._url, self._folder, port=self.port)

    def close(self) -> None:
        """End the service and the line."""
        self._service.kill()
        self.line.close()


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait for something that must come true soon."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
