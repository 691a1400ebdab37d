"""What a job's handler is given, and what it hands back.

A handler computes outside of any transaction and returns what is to be written as a function.
The worker calls that in one transaction which also marks the job done: all of it happens or none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # A worker begins its job before it loads what talks to the database.
    from sqlalchemy import Connection, Engine

Progress = Callable[[str, int, int], None]
"""Told of each step: its name, how much is done, of how much."""


@dataclass(frozen=True, slots=True)
class Work:
    """One job, as its handler sees it.

    Parameters
    ----------
    params
        What ``enqueue`` was given.
    by
        Name of the user who asked for it.
    data
        The service's data folder.
    processes
        How many processes it may use.
    engine
        Opens the database for what must be read before computing.
    progress
        Takes each step; raises LostJobError when the job is no longer wanted.
    """

    params: Mapping[str, Any]
    by: str
    data: Path
    processes: int
    engine: Callable[[], Engine]
    progress: Progress


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to.

    Parameters
    ----------
    result
        What who asked for it is told.
    jurisdiction
        Where it worked, if that was not known before.
    """

    result: Mapping[str, Any] = field(default_factory=dict)
    jurisdiction: str | None = None


Effect = Callable[["Connection"], Outcome]
"""Writes everything, in the transaction of the connection it is given."""
Handler = Callable[[Work], Effect]
