"""Where further sites serve most: the maximal covering location problem (Church, ReVelle 1974).

Maximise the demand within reach of at least one of ``count`` sites, solved as a mixed-integer
program by HiGHS with proof of how good the answer is; a greedy choice stands by where time runs
out, and is never far off: at least 1 - 1/e of the best (Nemhauser, Wolsey, Fisher 1978).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from gis.geometry.borders import Floats, Ints

SECONDS = 10.0
"""How long the solver may look for something better."""


@dataclass(frozen=True)
class Siting:
    """Sites chosen, those that gain most first.

    sites
        (k,) candidates; fewer than asked where more would gain nothing.
    gained
        (k,) demand that each adds to those before it.
    covered
        Demand within reach of one of them.
    bound
        No choice of as many sites covers more.
    optimal
        Whether that is proven to be the best.
    gap
        Share of ``covered`` by which another choice might be better.
    """

    sites: Ints
    gained: Floats
    covered: float
    bound: float
    optimal: bool
    gap: float


def suggest(reach: csr_array, demand: Floats, count: int, seconds: float = SECONDS) -> Siting:
    """Choose the sites that together have most demand within reach.

    Parameters
    ----------
    reach
        (c, d) non-zero where demand d is within reach of candidate c.
    demand
        (d,) what is served at each place, at least 0.
    count
        Sites wanted.
    """
    reach, demand = _merged(reach, demand)
    kept = _undominated(reach)
    reach = csr_array(reach[kept])
    chosen = greedy(reach, demand, count)
    if not len(chosen):
        return Siting(chosen, np.empty(0), 0.0, 0.0, optimal=True, gap=0.0)
    covered, bound = _covered(reach, demand, chosen), _bound(reach, demand, chosen, count)
    if covered < bound:
        better, proven = _solved(reach, demand, count, seconds)
        bound = min(bound, proven)
        if _covered(reach, demand, better) > covered:
            chosen = better
    chosen, gained = _in_order(reach, demand, chosen)
    covered, chosen = float(gained.sum()), kept[chosen]
    bound = max(bound, covered)
    gap = (bound - covered) / covered
    # Households are whole: what is less than a half is rounding.
    return Siting(chosen, gained, covered, bound, optimal=bound - covered < 0.5, gap=gap)


def greedy(reach: csr_array, demand: Floats, count: int) -> Ints:
    """Candidates taken one after the other, each the one that adds most; of equals the first."""
    left, chosen = demand.astype(float).copy(), []
    for _ in range(count):
        gain = reach @ left
        best = int(gain.argmax()) if len(gain) else 0
        if not len(gain) or gain[best] <= 0:
            break
        chosen.append(best)
        left[reach.indices[reach.indptr[best] : reach.indptr[best + 1]]] = 0.0
    return np.array(chosen, dtype=np.int64)


def _merged(reach: csr_array, demand: Floats) -> tuple[csr_array, Floats]:
    """Places that the same candidates reach as one place; those that none reaches left out."""
    columns = csr_array(reach.astype(bool), dtype=float).tocsc()
    columns.sort_indices()
    names: dict[bytes, int] = {}
    place = np.full(columns.shape[1], -1, dtype=np.int64)
    for column in np.flatnonzero((np.diff(columns.indptr) > 0) & (demand > 0)):
        own = columns.indices[columns.indptr[column] : columns.indptr[column + 1]].tobytes()
        place[column] = names.setdefault(own, len(names))
    used = place >= 0
    total = np.bincount(place[used], demand[used], minlength=len(names)).astype(float)
    first = np.full(len(names), -1, dtype=np.int64)
    first[place[used][::-1]] = np.flatnonzero(used)[::-1]
    return csr_array(columns[:, first]), total


def _undominated(reach: csr_array) -> Ints:
    """Candidates, without those that reach nothing but what another one reaches as well."""
    size = np.diff(reach.indptr)
    shared = (reach @ reach.T).tocoo()
    within = shared.data == size[shared.row]
    larger = size[shared.col] > size[shared.row]
    first = (size[shared.col] == size[shared.row]) & (shared.col < shared.row)
    keep = size > 0
    keep[shared.row[within & (larger | first)]] = False
    return np.flatnonzero(keep)


def _bound(reach: csr_array, demand: Floats, chosen: Ints, count: int) -> float:
    """What no choice exceeds: any other adds to this one at most what its sites add singly."""
    left = demand.copy()
    left[np.unique(reach[chosen].indices)] = 0.0
    further = np.sort(reach @ left)[::-1][:count]
    single = np.sort(reach @ demand)[::-1][:count]
    added = float(demand.sum() - left.sum() + further.sum())
    return min(float(demand.sum()), added, float(single.sum()))


def _solved(reach: csr_array, demand: Floats, count: int, seconds: float) -> tuple[Ints, float]:
    """Sites that the solver found, none if it had no time to, and what nobody can exceed."""
    candidates, places = reach.shape
    # What is to be minimised: sites cost nothing, covered demand counts against it.
    cost = np.concatenate([np.zeros(candidates), -demand])
    # A place is covered by at most as much as there are sites that reach it.
    cover = hstack([-reach.T, eye_array(places)])
    number = csr_array(np.concatenate([np.ones(candidates), np.zeros(places)])[None, :])
    limits = LinearConstraint(
        vstack([cover, number]).tocsr(), ub=np.append(np.zeros(places), float(count))
    )
    found = milp(
        cost,
        constraints=limits,
        bounds=Bounds(0, 1),
        integrality=np.concatenate([np.ones(candidates), np.zeros(places)]),
        options={"time_limit": seconds},
    )
    bound = -found.mip_dual_bound if found.mip_dual_bound is not None else np.inf
    sites = np.empty(0) if found.x is None else np.flatnonzero(found.x[:candidates] > 0.5)
    return sites.astype(np.int64), float(min(bound, demand.sum()))


def _covered(reach: csr_array, demand: Floats, sites: Ints) -> float:
    return float(demand[np.unique(reach[sites].indices)].sum()) if len(sites) else 0.0


def _in_order(reach: csr_array, demand: Floats, sites: Ints) -> tuple[Ints, Floats]:
    """Sites by what each adds to those before, and that; those that add nothing left out."""
    order = greedy(reach[sites], demand, len(sites))
    seen = np.zeros(len(demand), dtype=bool)
    gained = []
    for site in sites[order]:
        own = reach.indices[reach.indptr[site] : reach.indptr[site + 1]]
        gained.append(demand[own[~seen[own]]].sum())
        seen[own] = True
    return sites[order], np.array(gained, dtype=float)
