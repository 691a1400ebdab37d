"""What the service keeps in memory hears of changes: of its own at once, of others' by notices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from gis.store import events
from gis.store.events import Topic


class Hearing:
    """Hands what changed on to the memory and the tiles of an app.

    Parameters
    ----------
    state
        Of the app, with ``memory``, ``tiles`` and ``packs``.
    """

    def __init__(self, state: Any) -> None:
        self._state = state

    @contextmanager
    def of_own(self, engine: Engine) -> Iterator[None]:
        """Hear what goes through this engine before it is answered."""
        with events.own_changes(engine, self.heard):
            yield

    def heard(self, topic: Topic) -> None:
        """Something has changed."""
        kind, number = topic
        self._state.memory.heard(topic)
        if kind == "plan":
            self._state.tiles.changed(number)
        elif kind == "tickets":
            self._state.packs.heard()

    def listen(self, *, listening: bool) -> None:
        """Changes by others are told from now on, or no longer."""
        self._state.memory.listen(listening=listening)
