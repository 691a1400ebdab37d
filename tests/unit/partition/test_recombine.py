"""The kernels against plain Python on graphs that can be counted out."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.geometry.borders import Ints
from gis.partition.graph import Graph
from gis.partition.recombine import collect, divide, polish, recombine, region_price
from gis.partition.trees import (
    Weights,
    best_cut,
    inner_edges,
    part_cost,
    spanning_tree,
    subtree_sums,
)
from tests.unit.partition.drawn import grid_graph

WEIGHTS = Weights(3.0, 5.0, 4.0, 40.0, 20.0, 3.0, 1.0, 0.15, 8.0)


def priced(columns: int, rows: int, seed: int) -> Graph:
    """A lattice with loads from 0 to 3, random prices, and some closed borders."""
    rng = np.random.default_rng(seed)
    graph = grid_graph(columns, rows, rng.integers(0, 4, columns * rows).tolist())
    cost = graph.length * rng.choice([0.02, 0.2, 1.0], len(graph.length))
    shut = rng.random(len(cost)) < 0.15
    closed = replace(graph, cost=cost, passable=~shut)
    return closed if closed.components().max() == 0 else replace(graph, cost=cost)


def whole(graph: Graph) -> tuple[Ints, Ints]:
    """All nodes, and the slot of each."""
    nodes = np.arange(graph.size)
    return nodes, nodes.copy()


def below(order: Ints, parent: Ints, slot: int) -> set[int]:
    """Slots of a subtree."""
    found = {slot}
    for node in order.tolist():
        if parent[node] in found:
            found.add(node)
    return found


def connected(graph: Graph, labels: Ints) -> bool:
    same = graph.passable & (labels[graph.low] == labels[graph.high])
    inner = replace(graph, passable=same)
    return int(inner.components().max()) + 1 == len(np.unique(labels))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20)
def test_a_tree_reaches_every_node_once_across_passable_borders(seed: int) -> None:
    graph = priced(5, 4, seed)
    arrays = graph.arrays(5.0)
    nodes, slot = whole(graph)
    edges = inner_edges(nodes, slot, arrays)
    assert sorted(edges.tolist()) == list(range(len(graph.low)))
    order, parent = spanning_tree(20, edges, slot, arrays, np.random.default_rng(seed))
    assert sorted(order.tolist()) == list(range(20))
    assert parent[order[0]] == -1
    ways = dict(zip(zip(graph.low, graph.high, strict=True), graph.passable, strict=True))
    for node in order[1:].tolist():
        one, two = sorted((node, int(parent[node])))
        assert ways[(one, two)]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20)
def test_the_sums_of_every_subtree_are_those_counted_out(seed: int) -> None:
    graph = priced(4, 4, seed)
    arrays = graph.arrays(2.5)
    nodes, slot = whole(graph)
    edges = inner_edges(nodes, slot, arrays)
    order, parent = spanning_tree(16, edges, slot, arrays, np.random.default_rng(seed))
    sums = subtree_sums(nodes, edges, order, parent, slot, arrays)
    for node in range(16):
        inside = np.isin(nodes, list(below(order, parent, node)))
        cut = inside[graph.low] != inside[graph.high]
        expected = [
            graph.load[inside].sum(),
            graph.load[inside & (graph.load > 2.5)].sum(),
            (inside & (graph.load > 2.5)).sum(),
            0,
            graph.area[inside].sum(),
            graph.rim[inside].sum(),
            arrays.cost[cut].sum(),
            graph.length[cut].sum(),
        ]
        assert sums[node].tolist() == pytest.approx(expected)


def test_borders_to_nodes_beyond_the_region_count_as_perimeter() -> None:
    graph = grid_graph(3, 3)
    arrays = graph.arrays(5.0)
    nodes = np.array([0, 1])
    slot = np.full(9, -1)
    slot[nodes] = [0, 1]
    edges = inner_edges(nodes, slot, arrays)
    order, parent = spanning_tree(2, edges, slot, arrays, np.random.default_rng(0))
    sums = subtree_sums(nodes, edges, order, parent, slot, arrays)
    assert sums[order[0]].tolist() == [2, 0, 0, 0, 800, 120, 0, 0]
    assert sums[order[1], 6:].tolist() == [20, 20]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20)
def test_the_best_cut_is_as_cheap_as_the_cheapest_of_all_cuts(seed: int) -> None:
    graph = priced(4, 3, seed)
    arrays = graph.arrays(5.0)
    nodes, slot = whole(graph)
    edges = inner_edges(nodes, slot, arrays)
    order, parent = spanning_tree(12, edges, slot, arrays, np.random.default_rng(seed))
    sums = subtree_sums(nodes, edges, order, parent, slot, arrays)
    node, k, price = best_cut(sums, int(order[0]), 2, WEIGHTS)
    prices = []
    for other in order[1:].tolist():
        labels = np.isin(nodes, list(below(order, parent, other))).astype(np.int64)
        prices.append(region_price(nodes, labels, np.array([0, 1]), arrays, WEIGHTS))
    assert k == 1
    assert node != order[0]
    assert price == pytest.approx(min(prices))


@given(seed=st.integers(0, 10_000), count=st.integers(2, 6))
@settings(max_examples=20)
def test_dividing_gives_connected_parts_with_every_node_in_one(seed: int, count: int) -> None:
    graph = priced(5, 4, seed)
    arrays = graph.arrays(5.0)
    labels, slot = np.full(20, -1), np.full(20, -1)
    rng = np.random.default_rng(seed)
    divide(np.arange(20), np.arange(count), labels, 3, arrays, WEIGHTS, slot, rng)
    assert sorted(np.unique(labels).tolist()) == list(range(count))
    assert connected(graph, labels)
    assert (slot == -1).all()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20)
def test_recombining_keeps_parts_connected_and_tells_what_it_gained(seed: int) -> None:
    graph = priced(6, 5, seed)
    arrays = graph.arrays(5.0)
    labels, slot = np.zeros(30, dtype=np.int64), np.full(30, -1)
    rng = np.random.default_rng(seed)
    parts, nodes = np.arange(6), np.arange(30)
    divide(nodes.copy(), parts, labels, 1, arrays, WEIGHTS, slot, rng)
    before = region_price(nodes, labels, parts, arrays, WEIGHTS)
    gained = recombine(labels, 60, 0.3, arrays, WEIGHTS, rng)
    after = region_price(nodes, labels, parts, arrays, WEIGHTS)
    assert connected(graph, labels)
    assert sorted(np.unique(labels).tolist()) == list(range(6))
    assert after - before == pytest.approx(gained)


def test_without_heat_recombining_never_makes_a_plan_dearer() -> None:
    graph = priced(6, 5, 3)
    arrays = graph.arrays(5.0)
    labels, slot = np.zeros(30, dtype=np.int64), np.full(30, -1)
    rng = np.random.default_rng(3)
    divide(np.arange(30), np.arange(6), labels, 1, arrays, WEIGHTS, slot, rng)
    assert recombine(labels, 100, 0.0, arrays, WEIGHTS, rng) <= 0


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20)
def test_polishing_only_lowers_the_price_and_keeps_parts_connected(seed: int) -> None:
    graph = priced(6, 5, seed)
    arrays = graph.arrays(5.0)
    labels, slot = np.zeros(30, dtype=np.int64), np.full(30, -1)
    rng = np.random.default_rng(seed)
    divide(np.arange(30), np.arange(5), labels, 1, arrays, WEIGHTS, slot, rng)
    nodes, parts = np.arange(30), np.arange(5)
    before = region_price(nodes, labels, parts, arrays, WEIGHTS)
    start = labels.copy()
    moved = polish(labels, arrays, WEIGHTS, 5)
    after = region_price(nodes, labels, parts, arrays, WEIGHTS)
    assert connected(graph, labels)
    assert len(np.unique(labels)) == 5
    assert after < before if moved else (labels == start).all()


def test_the_price_of_a_plan_counts_each_border_between_parts_once() -> None:
    graph = grid_graph(2, 2, [4, 0, 0, 4])
    arrays = graph.arrays(5.0)
    plain = WEIGHTS._replace(shape=0.0, balance=0.0)
    labels = np.array([0, 0, 1, 1])
    price = region_price(np.arange(4), labels, np.array([0, 1]), arrays, plain)
    assert price == pytest.approx(40 / plain.scale)


def test_a_part_out_of_band_costs_more_than_any_in_band() -> None:
    loads = [1.0, 3.0, 4.0, 5.0, 8.0]
    low, bottom, best, top, high = (
        part_cost(load, 0.0, 0.0, 0.0, 400.0, 80.0, 1, WEIGHTS) for load in loads
    )
    assert best < min(bottom, top)
    assert max(bottom, top) + 15 < min(low, high)


def test_the_ground_floors_of_two_towers_do_not_go_well_together() -> None:
    one = part_cost(4.0, 0.0, 0.0, 1.0, 400.0, 80.0, 1, WEIGHTS)
    two = part_cost(4.0, 0.0, 0.0, 2.0, 400.0, 80.0, 1, WEIGHTS)
    assert two - one == pytest.approx(WEIGHTS.mixing)


def test_collecting_stops_at_closed_borders_and_other_labels() -> None:
    graph = grid_graph(4, 1)
    graph = replace(graph, passable=np.array([True, False, True]))
    arrays = graph.arrays(5.0)
    for labels, expected in (([0, 0, 0, 0], [0, 1]), ([0, 1, 0, 0], [0])):
        nodes, slot = np.empty(4, dtype=np.int64), np.full(4, -1)
        count = collect(0, np.array([0]), np.array(labels), arrays, nodes, slot)
        assert sorted(nodes[:count].tolist()) == expected


def test_enumeration_of_cuts_by_hand_agrees_on_a_chain() -> None:
    loads = [1, 3, 2, 2, 4]
    graph = grid_graph(5, 1, loads)
    arrays = graph.arrays(5.0)
    labels, slot = np.zeros(5, dtype=np.int64), np.full(5, -1)
    rng = np.random.default_rng(0)
    divide(np.arange(5), np.arange(3), labels, 1, arrays, WEIGHTS, slot, rng)
    found = np.bincount(labels, weights=loads).tolist()
    in_band = [
        [sum(loads[:i]), sum(loads[i:j]), sum(loads[j:])]
        for i, j in itertools.combinations(range(1, 5), 2)
        if all(3 <= sum(part) <= 5 for part in (loads[:i], loads[i:j], loads[j:]))
    ]
    assert in_band == [[4, 4, 4]]
    assert sorted(found) == [4, 4, 4]
