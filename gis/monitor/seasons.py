"""What is usual: expected counts by hour of the week and season, and how unusual a count is.

A unit's tickets come at its own rate times a rhythm that many units share. Little history pulls
towards what is known of more: a class's rhythm to that of all tickets, a grid's rate to that of
the whole. Counts vary more than by chance alone, so their law is negative binomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, poisson

Floats = NDArray[np.float64]
Hours = NDArray[np.datetime64]
PRIOR = 10.0
"""Tickets that what is already believed counts for, hour by hour and month by month."""
PRIOR_OF_RATE = 2.0
"""Tickets that the whole's rate counts for in a unit's."""
_HOUR = np.timedelta64(1, "h")
# The first Monday of the clock.
_MONDAY = np.datetime64("1970-01-05T00", "h")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How much more or less comes at a time than on the average.

    Parameters
    ----------
    week
        (7, 24) by weekday, Monday first, and hour; 1 on the average.
    year
        (12,) by month; 1 on the average.
    """

    week: Floats
    year: Floats

    def load(self, start: np.datetime64, end: np.datetime64) -> float:
        """Average hours that a window is worth; parts of hours count as parts.

        Parameters
        ----------
        start, end
            In the local time that the rhythm is of; ``end`` is exclusive.
        """
        hours = np.arange(_hour(start), _hour(end) + _HOUR, _HOUR)
        weights = self.weights(hours)
        begin = np.maximum(hours, start) - hours
        finish = np.minimum(hours + _HOUR, end) - hours
        return float(weights @ np.maximum((finish - begin) / _HOUR, 0.0))

    def weights(self, hours: Hours) -> Floats:
        """(n,) weight of each hour, given by its beginning."""
        since = (hours - _MONDAY) // _HOUR
        month = hours.astype("datetime64[M]").astype(int) % 12
        found = self.week[(since // 24) % 7, since % 24] * self.year[month]
        return np.asarray(found, dtype=np.float64)


EVEN = Rhythm(np.ones((7, 24)), np.ones(12))
"""Nothing is known."""


@dataclass(frozen=True, slots=True)
class Past:
    """Tickets of a time gone by, counted in two ways.

    Parameters
    ----------
    week
        (7, 24) tickets by weekday, Monday first, and hour.
    year
        (12,) tickets by month, January first.
    start, end
        Midnights of local time; ``end`` is exclusive.
    """

    week: Floats
    year: Floats
    start: np.datetime64
    end: np.datetime64


def rhythm(past: Past, towards: Rhythm | None = None) -> Rhythm:
    """Learn a rhythm.

    Parameters
    ----------
    towards
        What is believed already; None: that weekday and hour go apart, and seasons are equal.

    Notes
    -----
    Each weight is what its count says, shrunk towards what is believed by a gamma prior of
    ``PRIOR`` tickets: (count + PRIOR) / (expected + PRIOR) times the belief. Months that were
    never seen keep the belief.
    """
    days = np.arange(past.start, past.end, dtype="datetime64[D]")
    weekdays = np.bincount((days.astype(int) + 3) % 7, minlength=7)
    months = np.bincount(days.astype("datetime64[M]").astype(int) % 12, minlength=12)
    belief = towards.week if towards is not None else _apart(past.week, weekdays)
    week = _shrunk(past.week, np.repeat(weekdays[:, None], 24, axis=1), belief)
    year = _shrunk(past.year, months, towards.year if towards is not None else np.ones(12))
    return Rhythm(week, year)


def rates(counts: Floats, load: float) -> Floats:
    """Tickets in an average hour of each unit, those with little history nearer to the whole's.

    Parameters
    ----------
    counts
        (n,) tickets of each unit in the past.
    load
        Average hours of that past, by the rhythm.
    """
    mean = counts.mean() if len(counts) else 0.0
    if mean == 0 or load == 0:
        return np.zeros(len(counts))
    # A gamma prior with the mean of all and a shape of PRIOR_OF_RATE, so of few tickets.
    return np.asarray((counts + PRIOR_OF_RATE) / (1.0 + PRIOR_OF_RATE / mean) / load)


def excess(squares: float, cross: float, means: float, means_squared: float) -> float:
    """How much more counts vary than by chance: a in variance = mean + a mean^2, not below 0.

    Parameters
    ----------
    squares
        Sum of the squared counts.
    cross
        Sum of counts times what was expected.
    means, means_squared
        Sums of what was expected, and of its squares; also where nothing came.

    Notes
    -----
    By moments: the squared deviations beyond the means, over the squared means.
    """
    if means_squared <= 0:
        return 0.0
    return max(0.0, (squares - 2 * cross + means_squared - means) / means_squared)


def surprise(observed: Floats, expected: Floats, spread: Floats | float) -> Floats:
    """How likely so many or more come where nothing is unusual.

    Parameters
    ----------
    observed, expected
        (n,) counts, and what was to be expected.
    spread
        a in variance = mean + a mean^2; 0: Poisson.

    Returns
    -------
    (n,) one-sided p; 1 where nothing was observed.
    """
    many, mean, width = np.broadcast_arrays(
        np.asarray(observed, float), np.asarray(expected, float), np.asarray(spread, float)
    )
    wide = (width > 1e-9) & (mean > 0)
    size = 1.0 / np.where(wide, width, 1.0)
    apart = nbinom.sf(many - 1, size, 1.0 / (1.0 + np.where(wide, mean * width, 1.0)))
    return np.asarray(np.where(wide, apart, poisson.sf(many - 1, mean)))


def uncertainty(counts: Floats) -> Floats:
    """(n,) what not knowing a rate exactly adds to the spread: one over the tickets it rests on.

    A gamma posterior of shape k makes the count to come negative binomial with a = 1 / k.
    """
    return np.asarray(1.0 / (counts + PRIOR_OF_RATE))


def _apart(week: Floats, weekdays: NDArray[np.int64]) -> Floats:
    """(7, 24) weights if the hours of all weekdays were alike, each margin shrunk towards even."""
    days = _shrunk(week.sum(axis=1), weekdays * 24.0, np.ones(7))
    hours = _shrunk(week.sum(axis=0), np.full(24, float(weekdays.sum())), np.ones(24))
    return np.asarray(np.outer(days, hours))


def _shrunk(counts: Floats, exposure: NDArray[Any], belief: Floats) -> Floats:
    """Weights of 1 on the average over the exposure."""
    share = exposure * belief
    expected = share * (counts.sum() / max(share.sum(), 1e-12))
    found = belief * (counts + PRIOR) / (expected + PRIOR)
    total = float((found * exposure).sum())
    return np.asarray(found * (exposure.sum() / total)) if total > 0 else belief


def _hour(at: np.datetime64) -> Any:
    return np.asarray(at).astype("datetime64[h]")[()]
