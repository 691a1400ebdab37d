"""Questions about tickets: which ones, and counted by what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gis.model.access import ROOT


class By(StrEnum):
    """What tickets can be counted by; times are those of the report, in China's time."""

    GRID = "grid"
    MICROGRID = "microgrid"
    JURISDICTION = "jurisdiction"
    HEX = "hex"
    CATEGORY = "category"
    STAGE = "stage"
    CHANNEL = "channel"
    UNIT = "unit"
    POSITION = "position"
    HOUR = "hour"
    """Of the day, 0 to 23."""
    WEEKDAY = "weekday"
    """0 is Monday."""
    CLOCK = "clock"
    """The full hour, of its day."""
    DAY = "day"
    WEEK = "week"
    """By its Monday."""
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Question:
    """Which tickets are meant; None: whatever it is.

    Parameters
    ----------
    start, end
        Reported at or after, and before; with a time zone.
    open_at
        Reported at or before this time and not closed then.
    categories
        Numbers of categories.
    stages, colours
        Any of these; the colour is the one at ``now``.
    yellow_from
        Share of the time from the report until a ticket is due, from which it is yellow.
    channels, units
        Any of these.
    jurisdictions
        At or below any of these: never more than who asks may see.
    grid
        Code of a grid.
    late
        Whether the time of the whole is over: due before ``now`` and open, or closed too late.
    now
        The present, for ``late`` and ``colours``.
    placed
        Whether only those with a good position count.
    """

    start: datetime | None = None
    end: datetime | None = None
    open_at: datetime | None = None
    categories: frozenset[int] | None = None
    stages: frozenset[str] | None = None
    colours: frozenset[str] | None = None
    yellow_from: float = 1.0
    channels: frozenset[str] | None = None
    units: frozenset[str] | None = None
    jurisdictions: tuple[str, ...] = (ROOT,)
    grid: str | None = None
    late: bool | None = None
    now: datetime | None = None
    placed: bool = False


class Unit(StrEnum):
    """Areas that are compared."""

    GRID = "grid"
    HEX = "hex"


class Step(StrEnum):
    """How time is cut."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Kernel(StrEnum):
    """How a ticket is spread in a density: to nothing at the bandwidth, or as the normal curve."""

    QUARTIC = "quartic"
    GAUSSIAN = "gaussian"
