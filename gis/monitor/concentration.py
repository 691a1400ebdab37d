"""How unevenly tickets are spread over grids, categories or responsible units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ive
from scipy.stats import false_discovery_control, poisson

Floats = NDArray[np.float64]
TOP = 0.1
"""The share of units whose share of the tickets is told."""
FEW = 5.0
"""Tickets to be expected below which a quotient says nothing."""


def lorenz(counts: Floats) -> Floats:
    """Points of the Lorenz curve: share of units, from the emptiest on, and of tickets.

    Parameters
    ----------
    counts
        (n,) not negative; units without tickets are given as zeros.

    Returns
    -------
    (n + 1, 2) from (0, 0) to (1, 1); the diagonal where there is no ticket.
    """
    size = len(counts)
    units = np.linspace(0.0, 1.0, size + 1)
    total = counts.sum()
    if size == 0 or total == 0:
        return np.column_stack([units, units])
    return np.column_stack([units, np.append(0.0, np.cumsum(np.sort(counts)) / total)])


def gini(counts: Floats) -> float:
    """The Gini coefficient: 0 where all have equally many, nearly 1 where one has all.

    Twice the area between the Lorenz curve and the diagonal (Gini 1912). NaN without a unit.
    """
    if len(counts) == 0:
        return float("nan")
    return float(1.0 - 2.0 * np.trapezoid(*lorenz(counts).T[::-1]))


def gini_by_chance(mean: float) -> float:
    """The Gini coefficient of counts that differ by chance alone (Poisson).

    A few tickets on many grids are always uneven: one each on a tenth of them gives 0.9.

    Parameters
    ----------
    mean
        Tickets a unit.

    References
    ----------
    Ramasubban, T. A. (1958): The mean difference and the mean deviation of some discontinuous
    distributions. Biometrika 45, 549-556: mean difference of a Poisson variable,
    2 m exp(-2m) (I0(2m) + I1(2m)).
    """
    if mean <= 0:
        return float("nan")
    return float(ive(0, 2 * mean) + ive(1, 2 * mean))


def top_share(counts: Floats, top: float = TOP) -> float:
    """Share of the tickets that the fullest units have.

    Parameters
    ----------
    top
        Share of the units; a part of a unit has that part of its tickets.

    Returns
    -------
    From ``top`` to 1; NaN without a ticket.
    """
    if len(counts) == 0 or counts.sum() == 0:
        return float("nan")
    points = lorenz(counts)
    return float(1.0 - np.interp(1.0 - top, points[:, 0], points[:, 1]))


@dataclass(frozen=True, slots=True)
class Quotients:
    """Location quotients of a table.

    Parameters
    ----------
    quotient
        (n, k) how many times as large the share is as in the whole; NaN where nothing is known.
    expected
        (n, k) tickets if the share were that of the whole.
    p, q
        (n, k) how likely so many more, or fewer, come by chance; after Benjamini and Hochberg
        over all that are not few.
    few
        (n, k) whether so little is to be expected that the quotient says nothing.
    """

    quotient: Floats
    expected: Floats
    p: Floats
    q: Floats
    few: NDArray[np.bool_]


def quotients(table: Floats) -> Quotients:
    """Location quotients: the share of a category in a unit over its share in the whole.

    Parameters
    ----------
    table
        (n, k) tickets of n units by k categories.

    Notes
    -----
    Where few are to be expected the quotient is huge or zero by chance (two tickets where 0.2
    are expected: 10). Such are marked, and left out of what is tested.

    References
    ----------
    Isard, W. (1960): Methods of regional analysis, chapter 7; for the care with few counts
    Moineddin, R., Beyene, J. and Boyle, E. (2003): On the location quotient confidence interval.
    Geographical Analysis 35, 249-256.
    """
    total = table.sum()
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(total, 1.0)
    quotient = np.full(table.shape, np.nan)
    np.divide(table, expected, out=quotient, where=expected > 0)
    upper, lower = poisson.sf(table - 1, expected), poisson.cdf(table, expected)
    p = np.minimum(1.0, 2.0 * np.minimum(upper, lower))
    few = expected < FEW
    q = np.full(table.shape, np.nan)
    if not few.all():
        q[~few] = false_discovery_control(p[~few])
    return Quotients(quotient, expected, p, q, few)
