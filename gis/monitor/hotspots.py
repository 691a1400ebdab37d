"""Hot and cold spots: the local statistic Gi* of Getis and Ord, with false-discovery control."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import eye_array
from scipy.stats import false_discovery_control, norm, poisson

from gis.monitor.neighbours import Sparse

Floats = NDArray[np.float64]
HOT, COLD, NONE = "hot", "cold", "none"
OWN = 0.05
"""Most p of a unit's own count at which it is a hot or cold spot itself."""


@dataclass(frozen=True, slots=True)
class Spots:
    """What each unit's neighbourhood tells, itself included.

    Parameters
    ----------
    z
        (n,) standard normal where nothing is unusual; NaN where a unit has no value.
    p, q
        (n,) two-sided, and after Benjamini and Hochberg.
    """

    z: Floats
    p: Floats
    q: Floats

    def level(self, false_discovery: float, observed: Floats, expected: Floats) -> NDArray[np.str_]:
        """(n,) ``hot``, ``cold`` or ``none``.

        A hot spot has much itself and lies among those that have much: one empty grid beside a
        heap has a high Gi*, too, and is none.

        Parameters
        ----------
        false_discovery
            The share of neighbourhoods found that may be found by chance.
        observed, expected
            (n,) counts of the units, and what they would be if nothing was unusual.
        """
        found = self.q <= false_discovery
        level = np.full(self.q.shape, NONE)
        many, usual, high = observed[found], expected[found], self.z[found] > 0
        own = np.where(high, itself(many, usual), poisson.cdf(many, usual) <= OWN)
        level[found] = np.where(own, np.where(high, HOT, COLD), NONE)
        return level


def gi_star(values: Floats, neighbours: Sparse) -> Floats:
    """The standardised Gi* of each unit, with binary weights and the unit itself among them.

    Parameters
    ----------
    values
        (n,) counts or rates of units; NaN where a unit has none, such as the rate of one without
        households: it is left out as if it were not there. Or (n, t) of n units in t steps of
        time: neighbours are those of the same step, mean and spread those of all steps.
    neighbours
        (n, n) binary, symmetric, without diagonal.

    Returns
    -------
    z, of the shape of the values; 0 where all values are equal or all units are neighbours; NaN
    where there is no value.

    References
    ----------
    Ord, J. K. and Getis, A. (1995): Local spatial autocorrelation statistics: distributional
    issues and an application. Geographical Analysis 27, 286-306, equation 14.
    """
    known = ~np.isnan(values)
    size = int(known.sum())
    z = np.full(values.shape, np.nan)
    if size == 0:
        return z
    weights = neighbours + eye_array(len(values), format="csr")
    filled = np.where(known, values, 0.0)
    total = weights @ filled
    many = weights @ known.astype(float)
    mean = filled[known].mean()
    spread = filled[known].std()
    # Binary weights: the sum of their squares is their sum.
    room = spread * np.sqrt(np.maximum(size * many - many**2, 0.0) / max(size - 1, 1))
    # Equal values differ from their mean in the last bit.
    usable = room > 1e-9 * max(abs(mean), np.finfo(float).tiny)
    found = np.divide(total - mean * many, room, out=np.zeros(values.shape), where=usable)
    z[known] = found[known]
    return z


def spots(values: Floats, neighbours: Sparse) -> Spots:
    """Gi* of each unit, and how likely that is by chance; see ``gi_star``."""
    return significance(gi_star(values, neighbours))


def significance(z: Floats) -> Spots:
    """Two-sided p of standard normal values of any shape, and q over all of them.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995): Controlling the false discovery rate. Journal of the
    Royal Statistical Society B 57, 289-300. Valid here, where neighbours' values go together:
    Benjamini and Yekutieli (2001), Annals of Statistics 29, 1165-1188; Caldas de Castro and
    Singer (2006), Geographical Analysis 38, 180-208.
    """
    p = 2.0 * norm.sf(np.abs(z))
    q = np.full(z.shape, np.nan)
    known = ~np.isnan(z)
    if known.any():
        q[known] = false_discovery_control(p[known])
    return Spots(z, p, q)


def standing_out(z: Floats, false_discovery: float) -> NDArray[np.bool_]:
    """Whether q would be at most ``false_discovery``: as ``significance``, but of many quickly.

    Values below the bound of a single test are left out before sorting: their p, and with them
    their q, are larger, and no other q depends on them.
    """
    far = np.abs(z) >= norm.isf(false_discovery / 2.0)
    count = int(far.sum())
    if count:
        p = 2.0 * norm.sf(np.abs(z[far]))
        tested = np.count_nonzero(~np.isnan(z))
        far[far] = false_discovery_control(np.minimum(p * tested / count, 1.0)) <= false_discovery
    return np.asarray(far)


def itself(observed: Floats, expected: Floats) -> NDArray[np.bool_]:
    """Whether so many come hardly by chance."""
    return np.asarray(poisson.sf(observed - 1, expected) <= OWN)
