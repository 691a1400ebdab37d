"""What need not be asked of the database again for a moment: who asks, and where a thing lies.

It is forgotten as soon as it changes: by this process before the change is answered, by another
one when the notice of it comes. While nobody listens for notices, nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Callable

from gis.api.cache import Remembered
from gis.model import Caller
from gis.store.events import Topic
from gis.store.scopes import Place

LASTS = 1.0
"""Seconds that anything is remembered at most, whatever notices are lost."""
MOST = 10_000
KINDS = frozenset({"plan", "dataset"})
"""Things whose place is remembered; a dataset never moves."""


class Memory:
    """Callers by the digest of their token, places by kind and number; for many threads."""

    def __init__(self, seconds: float = LASTS) -> None:
        self._callers = Remembered[bytes, Caller](seconds, MOST)
        self._places = Remembered[tuple[str, int], Place](seconds, MOST)
        self._listening = False

    @property
    def listening(self) -> bool:
        """Whether anything is remembered now."""
        return self._listening

    def caller(self, token: bytes) -> Caller | None:
        """Whose token it is; None where it must be asked."""
        return self._callers.get(token) if self._listening else None

    def ask_caller(self, token: bytes, ask: Callable[[], Caller | None]) -> Caller | None:
        """Ask, and remember whom the token is of; unknown tokens are asked for each time."""
        asked = self._callers.now()
        found = ask()
        if found is not None and self._listening:
            self._callers.put(token, found, asked)
        return found

    def place(self, kind: str, number: int) -> Place | None:
        """Where a thing lies; None where it must be asked."""
        return self._places.get((kind, number)) if self._listening else None

    def ask_place(self, kind: str, number: int, ask: Callable[[], Place | None]) -> Place | None:
        """Ask, and remember where the thing lies."""
        asked = self._places.now()
        found = ask()
        if found is not None and kind in KINDS and self._listening:
            self._places.put((kind, number), found, asked)
        return found

    def heard(self, topic: Topic) -> None:
        """Hear that something has changed."""
        kind, number = topic
        if kind == "access":
            self._callers.forget_those(lambda caller: caller.id == number)
        elif kind in KINDS:
            self._places.forget((kind, number))

    def listen(self, *, listening: bool) -> None:
        """Hear whether changes are told from now on."""
        self._listening = listening
        # What was put by those who asked before does not outlive the silence.
        self._callers.forget_those(lambda _: True)
        self._places.forget_those(lambda _: True)
