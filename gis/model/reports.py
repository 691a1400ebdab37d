"""The monthly report of a place: its figures, and how they are laid out for readers.

``Monthly`` holds what was counted. A ``Document`` holds the same in the order and the words of one
language, with every number rounded as it is shown; whatever draws it shows the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Place:
    """What a report is about.

    Parameters
    ----------
    level
        grid, community, street or county.
    path
        Names of what it lies in, from the county down, and its own.
    households
        Of the grids in force at the end of the month; None where not known.
    """

    level: str
    code: str
    name: str
    name_en: str
    path: tuple[str, ...]
    households: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Figures of tickets that have something in common, as at the end of the month.

    Parameters
    ----------
    key
        Code of a grid or jurisdiction, category, channel, stage ...; None for those without.
    name, name_en
        What people call it.
    due, deferred, closed_due, on_time
        Tickets that should be closed by then; those of them that were put off; of the others
        those closed, and closed in time.
    median_minutes
        From report to closing, over the closed ones.
    households
        Where known.
    """

    key: str | None
    name: str | None
    name_en: str | None
    tickets: int
    open: int = 0
    closed: int = 0
    due: int = 0
    deferred: int = 0
    closed_due: int = 0
    on_time: int = 0
    median_minutes: float | None = None
    households: int | None = None

    @property
    def pressed(self) -> int:
        """The denominator of both rates."""
        return self.due - self.deferred

    @property
    def closure_rate(self) -> float | None:
        """Closed among those due and not put off."""
        return self.closed_due / self.pressed if self.pressed else None

    @property
    def on_time_rate(self) -> float | None:
        """Closed in time among the same."""
        return self.on_time / self.pressed if self.pressed else None

    @property
    def per_thousand(self) -> float | None:
        """Tickets for each 1,000 households."""
        return 1000 * self.tickets / self.households if self.households else None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where more happened than around: a grid or a hexagon.

    Parameters
    ----------
    expected, z
        Tickets if all were alike, and the statistic of Getis and Ord; None for hexagons that are
        only the fullest ones.
    """

    key: str
    name: str
    name_en: str
    lon: float
    lat: float
    tickets: int
    expected: float | None = None
    z: float | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """An alert of the month."""

    at: datetime
    kind: str
    reason_zh: str
    reason_en: str
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """Cameras of a department: how many, and the share of known time that they were online."""

    department: str
    cameras: int
    uptime: float | None


@dataclass(frozen=True, slots=True)
class Monthly:
    """The figures of a place in a month of China's calendar.

    Parameters
    ----------
    start, end
        The month; tickets count that were reported in it. ``at`` is the end of it, or the moment
        of printing while it lasts: of this instant is what is open, due and late.
    before, year_before
        The same figures of the month before, and of the same month a year before, each as at its
        own end; None before the first ticket of all.
    categories
        The ten most frequent ones, then all others as one without key.
    stages
        Where the month's tickets stand when the report is made.
    parts
        What lies directly below: micro-grids, grids, communities or streets.
    days, hours
        Tickets on each day of the month, and in each hour of the day.
    """

    place: Place
    start: datetime
    end: datetime
    at: datetime
    made_at: datetime
    total: Counted
    before: Counted | None
    year_before: Counted | None
    categories: tuple[Counted, ...]
    channels: tuple[Counted, ...]
    stages: tuple[Counted, ...]
    parts: tuple[Counted, ...]
    days: tuple[tuple[date, int], ...]
    hours: tuple[int, ...]
    spots: tuple[Spot, ...]
    alerts: tuple[Warned, ...]
    cameras: tuple[Watched, ...]


class Shape(StrEnum):
    """How a value is written."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"
    """Of a hundred, with one decimal."""
    DECIMAL = "decimal"
    """With one decimal, unless it is a whole number by its nature."""
    CHANGE = "change"
    """Of a hundred, with sign and one decimal."""
    POINTS = "points"
    """Difference of two shares of a hundred, with sign and one decimal."""


Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    shape: Shape = Shape.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values, each as its column says.

    Parameters
    ----------
    bars
        Column whose values are drawn as bars, too.
    last
        Whether the last row is the sum of the others.
    plain
        How many of the last rows have no bar: the sum, and what gathers many things.
    empty
        What is said where there are no rows.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    bars: int | None = None
    last: bool = False
    plain: int = 0
    empty: str = ""

    @property
    def barred(self) -> int:
        """How many rows, from the first, have a bar."""
        return len(self.rows) - self.plain if self.bars is not None else 0


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns of counts.

    Parameters
    ----------
    names
        What stands below each column; empty where there is no room.
    marked
        Which columns stand apart, such as weekends.
    """

    key: str
    title: str
    names: tuple[str, ...]
    counts: tuple[int, ...]
    note: str = ""
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure at the head of a report.

    Parameters
    ----------
    against
        What it is compared with, and by how much it differs.
    rising_is_bad
        Whether more is worse; None: neither.
    """

    name: str
    value: Value
    shape: Shape
    note: str = ""
    against: tuple[tuple[str, Value, Shape], ...] = ()
    rising_is_bad: bool | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language, ready to be drawn."""

    language: str
    title: str
    subtitle: str
    lines: tuple[str, ...]
    facts: tuple[Fact, ...]
    parts: Sequence[Table | Chart]
    notes: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)


def written(value: Value, shape: Shape, none: str = "–") -> str:
    """A value as readers see it, ``none`` where there is none.

    Examples
    --------
    >>> written(1234, Shape.COUNT), written(94.44, Shape.PERCENT), written(3.0, Shape.CHANGE)
    ('1,234', '94.4%', '+3.0%')
    """
    if value is None:
        return none
    if isinstance(value, str):
        return value
    if isinstance(value, int) and shape is Shape.DECIMAL:
        return f"{value:,}"
    return _FORMATS[shape].format(value)


_FORMATS = {
    Shape.TEXT: "{}",
    Shape.COUNT: "{:,.0f}",
    Shape.PERCENT: "{:.1f}%",
    Shape.DECIMAL: "{:,.1f}",
    Shape.CHANGE: "{:+.1f}%",
    Shape.POINTS: "{:+.1f}",
}
