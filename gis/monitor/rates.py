"""Tickets a household, grid by grid, and whether they differ by more than chance.

Counts are taken as Poisson. Intervals are exact (Garwood 1936), and so are the probabilities,
two-sided by doubling the smaller tail; q-values after Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betainc, gammainc, gammaincc, gammaincinv
from scipy.stats import false_discovery_control

Floats = npt.NDArray[np.float64]
FEWEST_HOUSEHOLDS = 50
"""Grids with fewer have no rate: a single ticket would make it huge."""
COVERAGE = 0.95
FALSE_DISCOVERY = 0.05
"""Share of the grids called high or low that may be so by chance."""


def interval(counts: npt.ArrayLike, coverage: float = COVERAGE) -> tuple[Floats, Floats]:
    """(n,) exact limits of the means that counts may come from.

    Parameters
    ----------
    counts
        (n,) not negative.
    coverage
        Share of the intervals that hold the mean, at least.
    """
    observed = np.asarray(counts, np.float64)
    tail = (1 - coverage) / 2
    some = np.where(observed > 0, observed, 1.0)
    low = np.where(observed > 0, gammaincinv(some, tail), 0.0)
    return low, gammaincinv(observed + 1, 1 - tail)


def chance(counts: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """(n,) how likely a count so far from what was expected is by chance, in either direction."""
    observed, mean = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    at_most = gammaincc(observed + 1, mean)
    at_least = np.where(observed > 0, gammainc(np.maximum(observed, 1), mean), 1.0)
    found: Floats = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
    return found


def rates(counts: npt.ArrayLike, households: npt.ArrayLike) -> tuple[pd.DataFrame, float]:
    """Rates of grids, each compared with all together.

    Parameters
    ----------
    counts
        (n,) tickets.
    households
        (n,) NaN where not known.

    Returns
    -------
    DataFrame
        ``rate`` with ``low`` and ``high``, tickets per 1,000 households; ``expected``, the count
        if all were alike; ``p``, ``q``; ``level``: high, low, usual, or few where there are too
        few households for a rate, which then is NaN.
    float
        Rate of all grids that have one together; NaN without any.
    """
    observed = np.asarray(counts, np.float64)
    homes = np.asarray(households, np.float64)
    rated = np.nan_to_num(homes) >= FEWEST_HOUSEHOLDS
    total = observed[rated].sum()
    overall = float(total / homes[rated].sum()) if rated.any() else float("nan")
    found = pd.DataFrame(
        np.nan, index=range(len(observed)), columns=["rate", "low", "high", "expected", "p", "q"]
    )
    found["level"] = np.where(rated, "usual", "few")
    if not rated.any():
        return found, float("nan")
    low, high = interval(observed[rated])
    thousands = homes[rated] / 1000
    expected = overall * homes[rated]
    p = chance(observed[rated], expected)
    q = false_discovery_control(p)
    found.loc[rated, "rate"] = observed[rated] / thousands
    found.loc[rated, "low"], found.loc[rated, "high"] = low / thousands, high / thousands
    found.loc[rated, "expected"], found.loc[rated, "p"], found.loc[rated, "q"] = expected, p, q
    told = np.where(observed[rated] > expected, "high", "low")
    found.loc[rated, "level"] = np.where(q <= FALSE_DISCOVERY, told, "usual")
    return found, overall * 1000


def compared(first: npt.ArrayLike, second: npt.ArrayLike, share: float) -> pd.DataFrame:
    """Counts of two windows, each thing for itself.

    Parameters
    ----------
    first, second
        (n,) counts.
    share
        Of the length of both windows together that the second one has.

    Returns
    -------
    DataFrame
        ``ratio`` of the second rate to the first, NaN or infinite without a first; ``p``, exact
        given the sum of both (binomial), two-sided by doubling the smaller tail; ``q``.
    """
    before, after = np.asarray(first, np.float64), np.asarray(second, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (after / share) / (before / (1 - share))
    at_least = np.where(after > 0, betainc(np.maximum(after, 1), before + 1, share), 1.0)
    at_most = np.where(before > 0, betainc(np.maximum(before, 1), after + 1, 1 - share), 1.0)
    p = np.minimum(1.0, 2 * np.minimum(at_least, at_most))
    q: Any = false_discovery_control(p) if len(p) else p
    return pd.DataFrame({"ratio": ratio, "p": p, "q": q})
