"""Reads the changes of tickets once for all who follow them, some times a second at most."""

from __future__ import annotations

import time

from sqlalchemy import Engine

from gis.store import ticket_reads
from gis.workflow.subscriptions import RESYNC, Event

OFTEN = 0.2
"""Seconds between two looks: many reports at once are told together."""
BATCH = 500
"""Changes told at once; whoever follows reads more than these at its own pace."""


class Ticker:
    """How far tickets have been told; for the thread of the hub alone.

    Parameters
    ----------
    engine
        The database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # None while nobody follows, and after a silence in which anything may have happened.
        self._told: int | None = None
        self._number = 0
        self._waits = False
        self._next = 0.0

    def forget(self) -> None:
        """Begin anew: notices may have been missed, or nobody follows."""
        self._told, self._waits = None, False

    def heard(self, number: int) -> None:
        """Hear that tickets have changed up to a number."""
        self._number, self._waits = max(self._number, number), True

    def patience(self, most: float) -> float:
        """Seconds until there is something to tell."""
        return max(self._next - time.monotonic(), 0.0) if self._waits else most

    def look(self) -> list[Event]:
        """What is to be told now, if it is time."""
        now = time.monotonic()
        if not self._waits or now < self._next:
            return []
        self._waits, self._next = False, now + OFTEN
        if self._told is None or self._number - self._told > BATCH:
            self._told = self._number
            return [RESYNC]
        after = self._told
        with self._engine.connect() as conn:
            changes = ticket_reads.changes_after(conn, after, BATCH)
        self._told = changes.number
        if changes.number == after:
            return []
        return [of_changes(after, changes)]


def of_changes(after: int, changes: ticket_reads.Changes) -> Event:
    """Changes of tickets as the hub hands them on; each follower sees a part of it."""
    return Event("tickets", changes.number, {"after": after, "changes": changes})
