"""Divide a connected graph into parts within a band: choose how many, then anneal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.geometry.borders import Floats, Ints, sums
from gis.partition.graph import Graph
from gis.partition.params import Effort, Trade
from gis.partition.recombine import divide, polish, recombine, region_price
from gis.partition.trees import Arrays, Weights

OUT_OF_BAND = 20.0
BALANCE = 3.0
BORDER = 1.0
SHAPE = 0.15
MIXING = 8.0
FACTORS = {
    Trade.BALANCED: (1.0, 1.0, 1.0),
    Trade.EVEN: (8.0, 1.0, 1.0),
    Trade.COMPACT: (1.0, 1.0, 8.0),
    Trade.ROADS: (0.5, 4.0, 0.5),
    Trade.STEADY: (1.0, 4.0, 0.5),
}
"""By what each trade multiplies BALANCE, BORDER and SHAPE."""
HEAT = 0.3


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long to search: trees a cut, counts tried, steps a part, runs over the best counts."""

    draws: int
    counts: int
    steps: int
    runs: int

    def longer(self, patience: int) -> Schedule:
        """The same search, ``patience`` times as long; 1 leaves it as it is."""
        if patience == 1:
            return self
        return Schedule(self.draws, self.counts + 2, self.steps * patience, self.runs + 2)


SCHEDULES = {
    Effort.FAST: Schedule(draws=4, counts=2, steps=20, runs=1),
    Effort.BALANCED: Schedule(draws=8, counts=3, steps=150, runs=1),
    Effort.BEST: Schedule(draws=12, counts=3, steps=600, runs=4),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """Wanted loads: lower and upper end of the band, the target between them, and what counts."""

    lower: float
    upper: float
    target: float
    trade: Trade = Trade.BALANCED

    def counts(self, load: float) -> range:
        """Every number of parts for which the total fits the band."""
        least = int(np.ceil(load / self.upper - 1e-9))
        most = int(np.floor(load / self.lower + 1e-9))
        return range(max(1, least), most + 1)

    def fits(self, load: float) -> bool:
        """Whether a single part of this load lies in the band."""
        return self.lower <= load <= self.upper


@dataclass(frozen=True)
class Solution:
    """Labels 0..k-1 of the nodes, and their price."""

    labels: Ints
    price: float

    def loads(self, load: Floats) -> Floats:
        """(k,) load of each part."""
        return sums(self.labels, load)


def solve(
    graph: Graph,
    goal: Goal,
    schedule: Schedule,
    rng: np.random.Generator,
    counts: range | None = None,
    mixing: float = MIXING,
    start: Ints | None = None,
) -> Solution:
    """Divide a connected graph into connected parts, in band wherever that can be had.

    Parameters
    ----------
    graph
        One component.
    goal
        Band and target.
    schedule
        How long to search.
    rng
        Source of all randomness.
    counts
        The numbers of parts allowed; by default those for which the total fits the band.
    mixing
        Price of a part that holds floors of two split towers.
    start
        Labels (n,) 0..k-1 of connected parts to begin with, besides what is found from scratch.
    """
    arrays = graph.arrays(goal.upper)
    weights = _weights(graph, goal, mixing)
    trials = [
        _start(arrays, weights, count, schedule, rng)
        for count in _candidates(arrays, goal, schedule.counts, counts)
    ]
    if start is not None:
        trials.append(_polished(start, arrays, weights))
    trials.sort(key=lambda trial: trial.price)
    if trials[0].labels.max() == 0 and len(trials) == 1:
        return trials[0]
    runs = [trials[0]]
    for run in range(schedule.runs):
        begin = trials[run % len(trials)]
        steps = schedule.steps * (int(begin.labels.max()) + 1)
        runs.append(_anneal(begin, arrays, weights, steps, rng))
    return _compact(min(runs, key=lambda trial: trial.price))


def _weights(graph: Graph, goal: Goal, mixing: float) -> Weights:
    parts = max(1.0, float(graph.load.sum()) / goal.target)
    scale = float(np.sqrt(max(graph.area.sum(), 1.0) / parts))
    balance, border, shape = FACTORS[goal.trade]
    return Weights(
        goal.lower, goal.upper, goal.target, scale,
        OUT_OF_BAND, BALANCE * balance, BORDER * border, SHAPE * shape, mixing,
    )  # fmt: skip


def _candidates(arrays: Arrays, goal: Goal, most: int, counts: range | None) -> list[int]:
    """Numbers of parts worth trying, those nearest to the target first."""
    over = int((arrays.over > 0).sum())
    rest = float(arrays.load.sum() - arrays.over.sum())
    wanted = rest / goal.target
    fitting = counts or goal.counts(rest)
    if not fitting:
        fitting = range(int(np.floor(wanted)), int(np.ceil(wanted)) + 1)
    options = {min(over + k, len(arrays.load)) for k in fitting}
    if over and counts is None:
        options.add(over)
    nearest = sorted(options, key=lambda k: (abs(k - over - wanted), k))[:most]
    return sorted({max(1, k) for k in nearest})


def _start(
    arrays: Arrays, weights: Weights, count: int, schedule: Schedule, rng: np.random.Generator
) -> Solution:
    """Recursive cuts, then a short anneal, so that counts can be compared."""
    size = len(arrays.load)
    labels = np.zeros(size, dtype=np.int64)
    if count > 1:
        slot = np.full(size, -1, dtype=np.int64)
        nodes, fresh = np.arange(size), np.arange(count)
        divide(nodes, fresh, labels, schedule.draws, arrays, weights, slot, rng)
    return _anneal(_priced(labels, arrays, weights), arrays, weights, 10 * count, rng)


def _anneal(
    begin: Solution, arrays: Arrays, weights: Weights, steps: int, rng: np.random.Generator
) -> Solution:
    labels = begin.labels.copy()
    if labels.max() > 0:
        recombine(labels, steps, HEAT, arrays, weights, rng)
    return _polished(labels, arrays, weights)


def _polished(begin: Ints, arrays: Arrays, weights: Weights) -> Solution:
    labels = begin.copy()
    if labels.max() > 0:
        polish(labels, arrays, weights, 2)
    return _priced(labels, arrays, weights)


def _priced(labels: Ints, arrays: Arrays, weights: Weights) -> Solution:
    nodes, parts = np.arange(len(labels)), np.arange(int(labels.max()) + 1)
    return Solution(labels, region_price(nodes, labels, parts, arrays, weights))


def _compact(solution: Solution) -> Solution:
    _, labels = np.unique(solution.labels, return_inverse=True)
    return Solution(labels.astype(np.int64), solution.price)


def unexcused(
    solution: Solution, load: Floats, goal: Goal, counts: range | None = None
) -> NDArray[np.bool_]:
    """(k,) parts out of band without an excuse.

    A total that fits no number of parts excuses all of them, a node above the band its own part,
    as long as what else lies there would not make a part by itself.
    """
    loads = solution.loads(load)
    over = np.where(load > goal.upper, load, 0.0)
    oversize = sums(solution.labels, over, len(loads))
    outside = (loads < goal.lower) | (loads > goal.upper)
    excused = (oversize > 0) & (loads - oversize <= goal.upper)
    feasible = counts is not None or bool(goal.counts(float(load.sum()))) or (over > 0).any()
    return np.asarray(outside & ~excused & feasible)
