"""Tickets a household, grid by grid, and whether they differ by more than chance.

Counts are taken as Poisson. Intervals are exact (Garwood 1936), and so are the probabilities,
two-sided by doubling the smaller tail; q-values after Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betainc, gammainc, gammaincc, gammaincinv, gammaln, xlogy
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
    # Inverting takes long, and many grids have the same count.
    place, observed = pd.factorize(np.asarray(counts, np.float64))
    tail = (1 - coverage) / 2
    some = np.where(observed > 0, observed, 1.0)
    low = np.where(observed > 0, gammaincinv(some, tail), 0.0)
    return low[place], gammaincinv(observed + 1, 1 - tail)[place]


def chance(counts: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """(n,) how likely a count so far from what was expected is by chance, in either direction."""
    observed, mean = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    above = observed > mean
    tail = np.empty_like(mean)
    tail[above] = gammainc(observed[above], mean[above])
    tail[~above] = gammaincc(observed[~above] + 1, mean[~above])
    # Both tails share the count itself.
    other = 1 - tail + np.exp(xlogy(observed, mean) - mean - gammaln(observed + 1))
    found: Floats = np.minimum(1.0, 2 * np.minimum(tail, other))
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
    told: dict[str, Any] = {
        name: np.full(len(observed), np.nan)
        for name in ("rate", "low", "high", "expected", "p", "q")
    }
    level = np.full(len(observed), "usual", object)
    level[~rated] = "few"
    overall = float("nan")
    if rated.any():
        overall = float(observed[rated].sum() / homes[rated].sum())
        thousands, expected = homes[rated] / 1000, overall * homes[rated]
        low, high = interval(observed[rated])
        told["rate"][rated] = observed[rated] / thousands
        told["low"][rated], told["high"][rated] = low / thousands, high / thousands
        told["expected"][rated] = expected
        told["p"][rated] = chance(observed[rated], expected)
        told["q"][rated] = false_discovery_control(told["p"][rated])
        more = observed > np.nan_to_num(told["expected"])
        stands_out = np.nan_to_num(told["q"], nan=1.0) <= FALSE_DISCOVERY
        level[stands_out] = np.where(more[stands_out], "high", "low")
    return pd.DataFrame({**told, "level": pd.Series(level, dtype=object)}), overall * 1000


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
