"""Use case: what was to be expected in a window of time, by hour of the week and season."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from gis.errors import ParameterError
from gis.model.questions import By, Question
from gis.monitor.seasons import Past, Rhythm, excess, rhythm, surprise, uncertainty
from gis.workflow.tallies import Tallies
from gis.workflow.where import LOCAL

HISTORY = timedelta(days=731)
"""So far back one looks for what is usual."""
RECENT = timedelta(days=182)
"""So far back for how much there is of it."""
SHORTEST = timedelta(days=28)
SILENCE = np.timedelta64(14, "D")
"""Without any ticket for longer than this, nobody worked with the system."""
LONGEST = timedelta(days=366)
"""Windows that are longer have no season of their own."""
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Usual:
    """What was to be expected, and what came.

    Parameters
    ----------
    expected, ratio, p
        None where the past is too short. ``p``: how likely so many or more are where nothing is
        unusual.
    since
        Where the past that this rests on begins; None without one.
    tickets
        How many it had.
    """

    start: datetime
    end: datetime
    observed: int
    expected: float | None
    ratio: float | None
    p: float | None
    since: datetime | None
    tickets: int


def usual(tallies: Tallies, question: Question, now: datetime) -> Usual:
    """Compare a window with what its past makes one expect; without one, the last day.

    Raises
    ------
    ParameterError
        The question is about what is open, or its window is too long.
    """
    if question.open_at is not None:
        raise ParameterError(
            "expected are reports of a window, not what is open at a time: leave out open_at",
            "预期值针对时间窗内的上报量，不适用于某一时刻的在办量；请去掉 open_at。",
        )
    end = question.end or now
    start = question.start or end - timedelta(days=1)
    if end - start > LONGEST:
        raise ParameterError(
            "expected counts are for windows of at most a year", "预期值最长支持一年的时间窗。"
        )
    asked = replace(question, start=start, end=end)
    observed = int(tallies.tally(asked)["count"].sum())
    before = midnight(start)
    whole = Question(start=before - HISTORY, end=before)
    known = daily(tallies, whole)
    if known is None or before - known.since < SHORTEST:
        since = known.since if known is not None else None
        return Usual(start, end, observed, None, None, None, since, 0)
    past = replace(question, start=known.since, end=before)
    days = daily(tallies, past, known.days)
    assert days is not None  # noqa: S101 -- of days that are known
    towards = learned(tallies, replace(whole, start=known.since))
    own = learned(tallies, past, towards)
    expected, spread = days.expectation(own, start, end)
    p = float(surprise(np.array([observed]), np.array([expected]), np.array([spread]))[0])
    ratio = observed / expected if expected > 0 else None
    return Usual(start, end, observed, expected, ratio, p, days.since, days.total)


@dataclass(frozen=True, slots=True)
class Days:
    """Tickets of each day of a past, also of those without any.

    Parameters
    ----------
    days
        (n,) dates of China.
    """

    days: Any
    counts: Any

    @property
    def since(self) -> datetime:
        """Its first midnight."""
        first: datetime = self.days[0].astype(object)
        return datetime(first.year, first.month, first.day, tzinfo=LOCAL)

    @property
    def total(self) -> int:
        """All of them."""
        return int(self.counts.sum())

    def expectation(self, own: Rhythm, start: datetime, end: datetime) -> tuple[float, float]:
        """Expected tickets of a window, and how much more than by chance they vary."""
        load = np.array([own.load(day, day + _DAY) for day in self.days])
        recent = self.days >= self.days[-1] - np.timedelta64(RECENT.days, "D")
        seen = float(self.counts[recent].sum())
        rate = seen / max(float(load[recent].sum()), 1e-9)
        mean = load[recent] * rate
        counts = self.counts[recent]
        wide = excess(
            float((counts**2).sum()), float((counts * mean).sum()), float(mean.sum()),
            float((mean**2).sum()),
        )  # fmt: skip
        expected = rate * own.load(local(start), local(end))
        # Good and bad days of a longer window make up for each other.
        wide /= max((end - start) / timedelta(days=1), 1.0)
        return expected, wide + float(uncertainty(np.array([seen]))[0])


def daily(tallies: Tallies, past: Question, days: Any = None) -> Days | None:
    """Tickets by day; None where there is none.

    Parameters
    ----------
    days
        (n,) which days; None: from the first one with a ticket on, after the last long silence,
        in which nobody worked with the system.
    """
    counted = tallies.tally(past, By.DAY)
    at = counted["day"].to_numpy().astype("datetime64[D]")
    if days is None:
        if not len(at) or past.end is None:
            return None
        end = np.datetime64(past.end.astimezone(LOCAL).date(), "D")
        silent = np.flatnonzero(np.diff(np.append(at, end)) > SILENCE)
        if len(silent):
            if silent[-1] == len(at) - 1:
                return None
            at, counted = at[silent[-1] + 1 :], counted.iloc[silent[-1] + 1 :]
        days = np.arange(at.min(), end)
    counts = np.zeros(len(days))
    counts[(at - days[0]).astype(int)] = counted["count"]
    return Days(days, counts)


def learned(tallies: Tallies, past: Question, towards: Rhythm | None = None) -> Rhythm:
    """The rhythm of the tickets of a question, which begins and ends at midnights of China."""
    assert past.start is not None  # noqa: S101 -- by those who call
    assert past.end is not None  # noqa: S101
    week = np.zeros((7, 24))
    found = tallies.tally(past, By.WEEKDAY, By.HOUR)
    week[found["weekday"].astype(int), found["hour"].astype(int)] = found["count"]
    year = by_month(tallies.tally(past, By.MONTH))
    return rhythm(Past(week, year, local(past.start), local(past.end)), towards)


def by_month(counted: pd.DataFrame) -> Any:
    """(12,) tickets of a table by ``month``."""
    year = np.zeros(12)
    months = counted["month"].to_numpy().astype("datetime64[M]").astype(int) % 12
    np.add.at(year, months, counted["count"].to_numpy(dtype=float))
    return year


def midnight(at: datetime) -> datetime:
    """The midnight of China at or before a time."""
    return at.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)


def local(at: datetime) -> np.datetime64:
    """A time as China's clocks show it."""
    return np.datetime64(at.astimezone(LOCAL).replace(tzinfo=None), "s")
