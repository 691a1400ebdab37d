"""Kernels of the search: recursive tree cuts, annealed recombination, single moves.

Sources: DeFord, Duchin, Solomon, "Recombination: a family of Markov chains for redistricting"
(2021). The cuts themselves are in ``gis.partition.trees``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from gis.geometry.borders import Ints
from gis.partition.trees import Arrays, Weights, best_side, part_cost


@njit(cache=True)
def collect(start: int, wanted: Ints, labels: Ints, arrays: Arrays, nodes: Ints, slot: Ints) -> int:
    """Fill ``nodes`` with all nodes of the wanted labels reached from ``start``; set ``slot``."""
    size = 1
    nodes[0] = start
    slot[start] = 0
    at = 0
    while at < size:
        node = nodes[at]
        at += 1
        for i in range(arrays.pointer[node], arrays.pointer[node + 1]):
            other = arrays.neighbour[i]
            if slot[other] < 0 and arrays.passable[arrays.edge[i]]:
                for label in wanted:
                    if labels[other] == label:
                        slot[other] = size
                        nodes[size] = other
                        size += 1
                        break
    return size


@njit(cache=True)
def divide(
    nodes: Ints, fresh: Ints, labels: Ints, draws: int, arrays: Arrays, weights: Weights,
    slot: Ints, rng: np.random.Generator,
) -> None:  # fmt: skip
    """Cut a connected region into ``len(fresh)`` parts and write their labels.

    Recursive balanced tree cuts: each level draws some trees and takes the cheapest of all cuts.
    ``slot`` must be -1 everywhere and is so again afterwards.
    """
    pending = [(0, len(nodes), 0, len(fresh))]
    while len(pending) > 0:
        start, stop, first, count = pending.pop()
        own = nodes[start:stop].copy()
        if count == 1 or len(own) < count:
            for node in own:
                labels[node] = fresh[first]
            continue
        side, side_count = best_side(own, count, draws, arrays, weights, slot, rng)
        if side_count == 0:
            for node in own:
                labels[node] = fresh[first]
            continue
        middle = start + side.sum()
        nodes[start:middle] = own[side]
        nodes[middle:stop] = own[~side]
        pending.append((start, middle, first, side_count))
        pending.append((middle, stop, first + side_count, count - side_count))


@njit(cache=True)
def region_price(
    nodes: Ints, labels: Ints, wanted: Ints, arrays: Arrays, weights: Weights
) -> float:
    """Price of the parts ``wanted`` (all of whose nodes are given), borders between them once."""
    price = 0.0
    for label in wanted:
        load = over = overs = stack = area = perimeter = 0.0
        for node in nodes:
            if labels[node] != label:
                continue
            load += arrays.load[node]
            over += arrays.over[node]
            overs += 1.0 if arrays.over[node] > 0 else 0.0
            stack += arrays.stack[node]
            area += arrays.area[node]
            perimeter += arrays.rim[node]
            for i in range(arrays.pointer[node], arrays.pointer[node + 1]):
                other = labels[arrays.neighbour[i]]
                if other != label:
                    edge = arrays.edge[i]
                    perimeter += arrays.length[edge]
                    for rival in wanted:
                        if rival == other:
                            price += 0.5 * weights.border * arrays.cost[edge] / weights.scale
        price += part_cost(load, over, overs, stack, area, perimeter, 1, weights)
    return price


@njit(cache=True)
def recombine(
    labels: Ints, steps: int, heat: float, arrays: Arrays, weights: Weights,
    rng: np.random.Generator,
) -> float:  # fmt: skip
    """Anneal: cut two (now and then three) neighbouring parts anew, ``steps`` times, in place.

    A dearer result is taken with probability exp(-increase / temperature); the temperature
    falls from ``heat`` to nothing. Returns the price gained (negative when it got cheaper).
    """
    size = len(labels)
    slot = np.full(size, -1, np.int64)
    nodes = np.empty(size, np.int64)
    gained = 0.0
    edges = len(arrays.low)
    for step in range(steps):
        pick = -1
        for _ in range(64):
            edge = int(rng.random() * edges)
            if arrays.passable[edge] and labels[arrays.low[edge]] != labels[arrays.high[edge]]:
                pick = edge
                break
        if pick < 0:
            continue
        wanted = np.array([labels[arrays.low[pick]], labels[arrays.high[pick]]])
        if rng.random() < 0.2:
            third = _third(wanted, arrays.low[pick], labels, arrays, nodes, slot, rng)
            if third >= 0:
                wanted = np.array([wanted[0], wanted[1], third])
        count = collect(arrays.low[pick], wanted, labels, arrays, nodes, slot)
        own = nodes[:count].copy()
        for node in own:
            slot[node] = -1
        before = labels[own].copy()
        old = region_price(own, labels, wanted, arrays, weights)
        divide(own.copy(), wanted, labels, 1, arrays, weights, slot, rng)
        change = region_price(own, labels, wanted, arrays, weights) - old
        temperature = heat * (1 - step / steps) ** 2
        if change <= 0 or (temperature > 0 and rng.random() < np.exp(-change / temperature)):
            gained += change
        else:
            labels[own] = before
    return gained


@njit(cache=True)
def _third(
    wanted: Ints, start: int, labels: Ints, arrays: Arrays, nodes: Ints, slot: Ints,
    rng: np.random.Generator,
) -> int:  # fmt: skip
    """A part that neighbours the pair ``wanted``, at random; -1 if there is none."""
    count = collect(start, wanted, labels, arrays, nodes, slot)
    seen = 0
    third = -1
    for node in nodes[:count]:
        slot[node] = -1
        for i in range(arrays.pointer[node], arrays.pointer[node + 1]):
            label = labels[arrays.neighbour[i]]
            if label not in (wanted[0], wanted[1]) and arrays.passable[arrays.edge[i]]:
                seen += 1
                if rng.random() * seen < 1:
                    third = label
    return third


@njit(cache=True)
def polish(labels: Ints, arrays: Arrays, weights: Weights, rounds: int) -> int:
    """Move single nodes across borders while that lowers the price; returns how many moved."""
    size = len(labels)
    slot = np.full(size, -1, np.int64)
    nodes = np.empty(size, np.int64)
    moved = 0
    for _ in range(rounds):
        before = moved
        for node in range(size):
            for i in range(arrays.pointer[node], arrays.pointer[node + 1]):
                own, other = labels[node], labels[arrays.neighbour[i]]
                if own != other and arrays.passable[arrays.edge[i]]:
                    moved += _try_move(node, other, labels, arrays, weights, nodes, slot)
        if moved == before:
            break
    return moved


@njit(cache=True)
def _try_move(
    node: int, target: int, labels: Ints, arrays: Arrays, weights: Weights, nodes: Ints, slot: Ints
) -> int:
    """Give ``node`` to the part ``target`` if its own part stays whole and the price falls."""
    source = labels[node]
    wanted = np.array([source, target])
    count = collect(node, wanted, labels, arrays, nodes, slot)
    own = nodes[:count].copy()
    remaining = 0
    for member in own:
        slot[member] = -1
        if labels[member] == source:
            remaining += 1
    if remaining == 1:
        return 0
    old = region_price(own, labels, wanted, arrays, weights)
    labels[node] = target
    if region_price(own, labels, wanted, arrays, weights) < old - 1e-9:
        start = -1
        for member in own:
            if labels[member] == source:
                start = member
                break
        left = collect(start, np.array([source]), labels, arrays, nodes, slot)
        for member in nodes[:left]:
            slot[member] = -1
        if left == remaining - 1:
            return 1
    labels[node] = source
    return 0
