"""Kernels for one cut: draw a spanning tree, evaluate all its cuts exactly, take the best.

Everything works on flat arrays of one connected component, compiled by numba. A *part* is a
grid or a micro-grid in the making; a *region* is the union of the parts that are cut anew.
Source: Karger's contraction (1993) for drawing trees that keep dear edges, so that their cuts
run along cheap ones.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from gis.geometry.borders import Floats, Ints


class Arrays(NamedTuple):
    """A component of the dual graph.

    load, over, stack, area, rim
        (n,) what is balanced; the load again where the node alone exceeds the band, else 0; 1
        where the node is the ground part of a split tower, else 0; square metres; metres of
        border towards anything that is no node of this component.
    pointer, neighbour, edge
        Compressed sparse rows over all shared borders, both directions.
    low, high, length, cost, passable
        (e,) borders: ends, metres, weighted metres, and whether one may cross.
    """

    load: Floats
    over: Floats
    stack: Floats
    area: Floats
    rim: Floats
    pointer: Ints
    neighbour: Ints
    edge: Ints
    low: Ints
    high: Ints
    length: Floats
    cost: Floats
    passable: np.ndarray


class Weights(NamedTuple):
    """The objective; every term is free of units.

    lower, upper, target
        Band and wanted load of a part.
    scale
        Metres by which border cost is divided: the side of a square part of mean area.
    band, balance, border, shape, mixing
        Price of a part outside the band, of the squared deviation from the target, of border
        length, of (perimeter^2 / 4 pi area - 1), and of two split towers in one part.
    """

    lower: float
    upper: float
    target: float
    scale: float
    band: float
    balance: float
    border: float
    shape: float
    mixing: float


@njit(cache=True)
def part_cost(
    load: float,
    over: float,
    overs: float,
    stack: float,
    area: float,
    perimeter: float,
    count: int,
    weights: Weights,
) -> float:
    """Price of a region meant for ``count`` parts, its border to other regions excepted.

    A node above the band is a part of its own and excused; what is left over must do without it.
    """
    left = count - overs
    rest = load - over
    price = 0.0
    if left <= 0:
        price += weights.balance * (rest / weights.target) ** 2 - weights.band * left * 0.5
        if rest > weights.upper:
            price += weights.band * (rest / weights.target)
    else:
        outside = max(left * weights.lower - rest, rest - left * weights.upper, 0.0)
        if outside > 0:
            price += weights.band * (1 + outside / weights.target)
        price += weights.balance * (rest / weights.target - left) ** 2 / left
    if stack > count:
        price += weights.mixing * (stack - count)
    if area > 0:
        price += weights.shape * (perimeter * perimeter / (12.566370614359172 * area) - 1)
    return price


@njit(cache=True)
def inner_edges(nodes: Ints, slot: Ints, arrays: Arrays) -> Ints:
    """Edges with both ends among ``nodes`` (those whose slot is set)."""
    count = 0
    for node in nodes:
        count += arrays.pointer[node + 1] - arrays.pointer[node]
    found = np.empty(count, np.int64)
    size = 0
    for node in nodes:
        for i in range(arrays.pointer[node], arrays.pointer[node + 1]):
            if slot[arrays.neighbour[i]] >= 0 and arrays.low[arrays.edge[i]] == node:
                found[size] = arrays.edge[i]
                size += 1
    return found[:size]


@njit(cache=True)
def _find(root: Ints, node: int) -> int:
    while root[node] != node:
        root[node] = root[root[node]]
        node = root[node]
    return node


@njit(cache=True)
def spanning_tree(
    size: int, edges: Ints, slot: Ints, arrays: Arrays, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw a tree over a region: (order, parent) in slots, the root first, its parent -1.

    Edges are contracted at random with rates proportional to their cost.
    """
    key = np.empty(len(edges))
    for i in range(len(edges)):
        edge = edges[i]
        clock = -np.log(1.0 - rng.random())
        key[i] = clock / arrays.cost[edge] if arrays.passable[edge] else np.inf
    root = np.arange(size)
    degree = np.zeros(size + 1, np.int64)
    chosen = np.empty((size - 1, 2), np.int64)
    count = 0
    for i in np.argsort(key):
        edge = edges[i]
        one, two = slot[arrays.low[edge]], slot[arrays.high[edge]]
        a, b = _find(root, one), _find(root, two)
        if a != b and arrays.passable[edge]:
            root[a] = b
            chosen[count, 0], chosen[count, 1] = one, two
            degree[one] += 1
            degree[two] += 1
            count += 1
            if count == size - 1:
                break
    first = np.zeros(size + 1, np.int64)
    for i in range(size):
        first[i + 1] = first[i] + degree[i]
    fill = first[:-1].copy()
    link = np.empty(2 * count, np.int64)
    for i in range(count):
        one, two = chosen[i, 0], chosen[i, 1]
        link[fill[one]] = two
        link[fill[two]] = one
        fill[one] += 1
        fill[two] += 1
    order = np.empty(size, np.int64)
    parent = np.full(size, -1, np.int64)
    order[0] = 0
    done = 1
    for at in range(size):
        node = order[at]
        for i in range(first[node], first[node + 1]):
            other = link[i]
            if other != parent[node]:
                parent[other] = node
                order[done] = other
                done += 1
    return order, parent


@njit(cache=True)
def subtree_sums(
    nodes: Ints, edges: Ints, order: Ints, parent: Ints, slot: Ints, arrays: Arrays
) -> Floats:
    """Per slot, summed over its subtree: (n, 7) load, over, overs, stack, area, perimeter, cut.

    ``perimeter`` holds only borders that leave the region until the cut length is added;
    ``cut`` has two columns: weighted cost (6) and metres (7) of the edges that leave the subtree.
    """
    size = len(nodes)
    sums = np.zeros((size, 8))
    depth = np.zeros(size, np.int64)
    for at in range(1, size):
        depth[order[at]] = depth[parent[order[at]]] + 1
    for i in range(size):
        node = nodes[i]
        sums[i, 0] = arrays.load[node]
        sums[i, 1] = arrays.over[node]
        sums[i, 2] = 1.0 if arrays.over[node] > 0 else 0.0
        sums[i, 3] = arrays.stack[node]
        sums[i, 4] = arrays.area[node]
        outer = arrays.rim[node]
        for j in range(arrays.pointer[node], arrays.pointer[node + 1]):
            if slot[arrays.neighbour[j]] < 0:
                outer += arrays.length[arrays.edge[j]]
        sums[i, 5] = outer
    for edge in edges:
        one, two = slot[arrays.low[edge]], slot[arrays.high[edge]]
        sums[one, 6] += arrays.cost[edge]
        sums[two, 6] += arrays.cost[edge]
        sums[one, 7] += arrays.length[edge]
        sums[two, 7] += arrays.length[edge]
        while one != two:
            if depth[one] >= depth[two]:
                one = parent[one]
            else:
                two = parent[two]
        sums[one, 6] -= 2 * arrays.cost[edge]
        sums[one, 7] -= 2 * arrays.length[edge]
    for at in range(size - 1, 0, -1):
        node = order[at]
        for column in range(8):
            sums[parent[node], column] += sums[node, column]
    return sums


@njit(cache=True)
def best_cut(sums: Floats, root: int, count: int, weights: Weights) -> tuple[int, int, float]:
    """The cheapest cut of a tree into parts for k and count - k: (slot, k, price)."""
    best, best_k, best_price = -1, 0, np.inf
    total = sums[root]
    for node in range(len(sums)):
        if node == root:
            continue
        own = sums[node]
        border = weights.border * own[6] / weights.scale
        if border >= best_price:
            continue
        rest_load = own[0] - own[1]
        guess = own[2] + rest_load / max((total[0] - total[1]) / max(count - total[2], 1.0), 1e-9)
        around = int(np.round(guess))
        for k in range(max(1, around - 1), min(count - 1, around + 1) + 1):
            price = border
            price += part_cost(own[0], own[1], own[2], own[3], own[4], own[5] + own[7], k, weights)
            price += part_cost(
                total[0] - own[0],
                total[1] - own[1],
                total[2] - own[2],
                total[3] - own[3],
                total[4] - own[4],
                total[5] - own[5] + own[7],
                count - k,
                weights,
            )
            if price < best_price:
                best, best_k, best_price = node, k, price
    return best, best_k, best_price


@njit(cache=True)
def best_side(
    own: Ints, count: int, draws: int, arrays: Arrays, weights: Weights,
    slot: Ints, rng: np.random.Generator,
) -> tuple[np.ndarray, int]:  # fmt: skip
    """Cut a region in two by the best of some trees: the nodes of one side, and its parts."""
    for i in range(len(own)):
        slot[own[i]] = i
    edges = inner_edges(own, slot, arrays)
    side = np.zeros(len(own), np.bool_)
    best_k, best_price = 0, np.inf
    for _ in range(draws):
        order, parent = spanning_tree(len(own), edges, slot, arrays, rng)
        sums = subtree_sums(own, edges, order, parent, slot, arrays)
        node, k, price = best_cut(sums, order[0], count, weights)
        if node >= 0 and price < best_price:
            best_k, best_price = k, price
            side[:] = False
            side[node] = True
            for at in range(len(own)):
                if parent[order[at]] >= 0 and side[parent[order[at]]]:
                    side[order[at]] = True
    for node in own:
        slot[node] = -1
    return side, best_k
