"""How far tickets are: open, late, closed in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of some tickets at an instant.

    Parameters
    ----------
    key
        What they have in common, as the database holds it; None also for those without.
    open, green, yellow, red
        Open ones, and these by colour.
    due
        Those that should be over by then.
    deferred
        Those among them that were put off.
    closed_due, on_time
        Closed ones among those due and not put off, and those in time.
    median_minutes
        From report to closing, over the closed ones.
    """

    key: Any
    tickets: int
    open: int
    green: int
    yellow: int
    red: int
    closed: int
    due: int
    deferred: int
    closed_due: int
    on_time: int
    median_minutes: float | None

    @property
    def closure_rate(self) -> float | None:
        """Closed among those due and not put off; None where there are none."""
        return _share(self.closed_due, self.due - self.deferred)

    @property
    def on_time_rate(self) -> float | None:
        """Closed in time among the same."""
        return _share(self.on_time, self.due - self.deferred)


def _share(part: int, of: int) -> float | None:
    return part / of if of else None
