"""The search finds what can be had, and says what could not."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gis.geometry.borders import Ints
from gis.partition.graph import Graph
from gis.partition.params import Effort
from gis.partition.search import SCHEDULES, Goal, Solution, solve, unexcused
from tests.unit.partition.drawn import grid_graph

GOAL = Goal(3.0, 5.0, 4.0)
FAST = SCHEDULES[Effort.FAST]


def solved(graph: Graph, goal: Goal = GOAL, seed: int = 0) -> Solution:
    return solve(graph, goal, FAST, np.random.default_rng(seed))


def connected(graph: Graph, labels: Ints) -> bool:
    same = graph.passable & (labels[graph.low] == labels[graph.high])
    inner = replace(graph, passable=same)
    return int(inner.components().max()) + 1 == int(labels.max()) + 1


def can_be_had(graph: Graph, goal: Goal) -> bool:
    """Whether some division into connected parts lies in band, by trying all of them."""
    neighbours = [set[int]() for _ in range(graph.size)]
    for low, high in zip(graph.low.tolist(), graph.high.tolist(), strict=True):
        neighbours[low].add(high)
        neighbours[high].add(low)

    def is_connected(part: frozenset[int]) -> bool:
        seen, pending = set[int](), [min(part)]
        while pending:
            node = pending.pop()
            seen.add(node)
            pending += (neighbours[node] & part) - seen
        return seen == part

    def divisible(rest: frozenset[int]) -> bool:
        if not rest:
            return True
        first, *others = sorted(rest)
        for size in range(len(others) + 1):
            for more in itertools.combinations(others, size):
                part = frozenset((first, *more))
                load = sum(graph.load[node] for node in part)
                if goal.fits(load) and is_connected(part) and divisible(rest - part):
                    return True
        return False

    return divisible(frozenset(range(graph.size)))


@given(loads=st.lists(st.integers(0, 3), min_size=9, max_size=9))
@settings(max_examples=25)
def test_a_plan_in_band_is_found_wherever_there_is_one(loads: list[int]) -> None:
    graph = grid_graph(3, 3, loads)
    assume(can_be_had(graph, GOAL))
    found = solve(graph, GOAL, FAST.longer(3), np.random.default_rng(0))
    assert all(GOAL.fits(load) for load in found.loads(graph.load))
    assert connected(graph, found.labels)


@given(loads=st.lists(st.integers(0, 6), min_size=12, max_size=12), seed=st.integers(0, 99))
@settings(max_examples=25)
def test_parts_are_connected_and_numbered_through_whatever_the_loads(
    loads: list[int], seed: int
) -> None:
    graph = grid_graph(4, 3, loads)
    found = solved(graph, seed=seed)
    assert connected(graph, found.labels)
    assert found.loads(graph.load).sum() == sum(loads)


def test_the_same_seed_finds_the_same_plan() -> None:
    graph = grid_graph(6, 6)
    assert solved(graph, seed=4).labels.tolist() == solved(graph, seed=4).labels.tolist()


def test_borders_run_along_the_river_where_there_is_one() -> None:
    graph = grid_graph(4, 2)
    river = (graph.low % 4 == 1) & (graph.high == graph.low + 1)
    graph = replace(graph, cost=np.where(river, 0.4, graph.cost))
    labels = solved(graph).labels
    assert (labels[[0, 1, 4, 5]] == labels[0]).all()
    assert (labels[[2, 3, 6, 7]] == labels[2]).all()
    assert labels[0] != labels[2]


def test_a_single_grid_is_left_alone() -> None:
    found = solved(grid_graph(2, 2))
    assert found.labels.tolist() == [0, 0, 0, 0]


def test_a_tower_above_the_band_stands_alone_and_is_excused() -> None:
    graph = grid_graph(3, 1, [4, 9, 4])
    found = solved(graph)
    assert len(np.unique(found.labels)) == 3
    assert not unexcused(found, graph.load, GOAL).any()


def test_a_total_that_fits_no_count_excuses_every_part() -> None:
    graph = grid_graph(2, 1, [1, 1])
    found = Solution(np.array([0, 0]), 0.0)
    assert not GOAL.counts(2)
    assert not unexcused(found, graph.load, GOAL).any()


def test_a_part_out_of_band_that_need_not_be_is_not_excused() -> None:
    graph = grid_graph(4, 1, [2, 2, 2, 2])
    found = Solution(np.array([0, 1, 1, 1]), 0.0)
    assert unexcused(found, graph.load, GOAL).tolist() == [True, True]


def test_a_ruled_number_of_parts_is_kept() -> None:
    graph = grid_graph(4, 4)
    found = solve(graph, GOAL, FAST, np.random.default_rng(0), range(6, 7))
    assert int(found.labels.max()) + 1 == 6


@given(load=st.integers(0, 200))
def test_a_total_is_divisible_exactly_when_some_number_of_parts_fits(load: int) -> None:
    counts = GOAL.counts(load)
    for k in range(1, 80):
        assert (k in counts) == (3 * k <= load <= 5 * k)


@pytest.mark.parametrize("load", [3.0, 5.0])
def test_both_ends_of_the_band_belong_to_it(load: float) -> None:
    assert GOAL.fits(load)
    assert not GOAL.fits(load + (1 if load == 5 else -1))


def test_patience_one_changes_nothing() -> None:
    assert FAST.longer(1) is FAST
    assert FAST.longer(3).steps == 3 * FAST.steps
