"""How hot spots come and go: classes of emerging hot spots over equal steps of time."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau

from gis.monitor.hotspots import Floats, gi_star, itself, standing_out
from gis.monitor.neighbours import Sparse

MOSTLY = 0.9
"""Share of steps in which a unit must be hot to count as always hot."""
TREND = 0.05
"""Most p at which a trend is one."""
FEWEST = 3
"""Steps below which no history can be told."""


class Trend(StrEnum):
    """What a unit's history of being hot is like."""

    NEW = "new"
    """Hot in the last step, never before."""
    CONSECUTIVE = "consecutive"
    """Hot in the last steps without a break, never before these."""
    INTENSIFYING = "intensifying"
    """Hot nearly always and in the last step, and more and more so."""
    PERSISTENT = "persistent"
    """Hot nearly always, neither more nor less so."""
    DIMINISHING = "diminishing"
    """Hot nearly always and in the last step, and less and less so."""
    SPORADIC = "sporadic"
    """Hot in the last step, on and off before."""
    HISTORICAL = "historical"
    """Hot nearly always, but no longer."""


def trends(counts: Floats, neighbours: Sparse, false_discovery: float = 0.05) -> list[Trend | None]:
    """Class of each unit's history.

    Parameters
    ----------
    counts
        (n, t) tickets of n units in t steps, the last one last.
    neighbours
        (n, n) binary, symmetric, without diagonal.

    Notes
    -----
    What is compared is by how much a count differs from the mean of its step, in standard
    deviations of chance: so a busy season does not make the whole town hot. False discoveries are
    controlled over all steps together.
    """
    mean = np.broadcast_to(counts.mean(axis=0), counts.shape)
    z = gi_star(_residuals(counts, mean), neighbours)
    hot = (z > 0) & standing_out(z, false_discovery)
    # A hot spot has much itself, too.
    hot[hot] = itself(counts[hot], mean[hot])
    return classify(z, hot)


def _residuals(counts: Floats, mean: Floats) -> Floats:
    """Pearson's, of Poisson counts; 0 in a step without tickets."""
    spread = np.sqrt(mean)
    return np.divide(counts - mean, spread, out=np.zeros(counts.shape), where=spread > 0)


def classify(z: Floats, hot: NDArray[np.bool_]) -> list[Trend | None]:
    """Class of each unit's history of being hot.

    Parameters
    ----------
    z
        (n, t) Gi* of each step; its trend is that of Mann and Kendall (Kendall's tau with time).
    hot
        (n, t) whether that was significant.

    Returns
    -------
    One class each; None where nothing fits, or for fewer than three steps.

    References
    ----------
    Classes after Esri, "How Emerging Hot Spot Analysis works" (Space Time Pattern Mining), which
    also knows oscillating ones, once cold: those are sporadic here. Mann, H. B. (1945):
    Nonparametric tests against trend. Econometrica 13, 245-259; Kendall, M. G. (1975): Rank
    correlation methods.
    """
    if z.shape[1] < FEWEST:
        return [None] * len(z)
    ever = hot.any(axis=1)
    classes: list[Trend | None] = [None] * len(z)
    for unit in np.flatnonzero(ever):
        classes[unit] = _history(z[unit], hot[unit])
    return classes


def _history(z: Floats, hot: NDArray[np.bool_]) -> Trend | None:
    """The class of one unit that was hot at some time."""
    steps, now = len(hot), bool(hot[-1])
    if hot.mean() >= MOSTLY:
        if not now:
            return Trend.HISTORICAL
        tau, p = kendalltau(np.arange(steps), z)
        if p < TREND:
            return Trend.INTENSIFYING if tau > 0 else Trend.DIMINISHING
        return Trend.PERSISTENT
    if not now:
        return None
    # How many of the last steps were hot without a break.
    run = steps if hot.all() else int(np.argmin(hot[::-1]))
    if hot[:-run].any():
        return Trend.SPORADIC
    return Trend.NEW if run == 1 else Trend.CONSECUTIVE
