"""Towers as stacked nodes: floors of a building that may go to different micro-grids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.geometry.borders import Floats, Ints
from gis.partition.graph import Graph
from gis.partition.households import largest_remainder

SPLIT_PRICE = 20.0
"""What dividing a building between two floors costs, in metres of border over open ground."""
THIN = 0.01
"""Metres of border that floors count as, so that stacking has no effect on shapes."""
WHOLE = 1e-6
"""A value this near to a whole number is one."""


@dataclass(frozen=True)
class Stack:
    """A graph whose tall nodes are unfolded into floors.

    graph
        First the nodes as they were (a tall one keeps its ground floor), then upper floors.
    node
        (m,) original node of each node.
    building
        (m,) building on the node where it is one floor of it, -1 for a node left whole.
    floor
        (m,) that floor, 0 for a node left whole.
    """

    graph: Graph
    node: Ints
    building: Ints
    floor: Ints


def unfold(
    graph: Graph, tall: dict[int, list[tuple[int, Floats]]], *, open_floors: bool = False
) -> Stack:
    """Unfold nodes into chains of floors; the ground floor keeps the neighbours.

    Parameters
    ----------
    graph
        Nodes of one grid.
    tall
        For each node to unfold, its buildings as (building, load of each floor), lowest chain
        first.
    open_floors
        Whether upper floors may join the neighbours of their ground as well.
    """
    node, building, floor = np.arange(graph.size), np.full(graph.size, -1), np.zeros(graph.size)
    load, stack = graph.load.copy(), graph.stack.copy()
    extra: list[tuple[int, int, int, float]] = []
    links: list[tuple[int, int]] = []
    for at, contents in sorted(tall.items()):
        below = at
        for i, (name, floors) in enumerate(contents):
            for storey, part in enumerate(floors.tolist(), start=1):
                if i == 0 and storey == 1:
                    building[at], floor[at], load[at], stack[at] = name, 1, part, 1.0
                    continue
                links.append((below, graph.size + len(extra)))
                below = graph.size + len(extra)
                extra.append((at, name, storey, part))
    count = len(extra)
    above = np.array(extra, dtype=float).reshape(count, 4)
    pairs = np.array(links, dtype=np.int64).reshape(count, 2)
    low, high, edge, price = _doors(
        graph, above[:, 0].astype(np.int64)[: count if open_floors else 0]
    )
    grown = Graph(
        np.concatenate([load, above[:, 3]]),
        _pad(graph.area, count), _pad(graph.rim, count), _pad(stack, count),
        np.concatenate([graph.low, pairs[:, 0], low]),
        np.concatenate([graph.high, pairs[:, 1], high]),
        np.concatenate([graph.length, np.full(count + len(edge), THIN)]),
        np.concatenate([graph.cost, np.full(count, SPLIT_PRICE), price]),
        np.concatenate([graph.passable, np.ones(count, dtype=bool), graph.passable[edge]]),
    )  # fmt: skip
    return Stack(
        grown,
        np.concatenate([node, above[:, 0]]).astype(np.int64),
        np.concatenate([building, above[:, 1]]).astype(np.int64),
        np.concatenate([floor, above[:, 2]]).astype(np.int64),
    )


def _doors(graph: Graph, above: Ints) -> tuple[Ints, Ints, Ints, Floats]:
    """Ends of new borders between upper floors and neighbours, the border each copies, its price.

    ``above`` is (c,) the node under each upper floor; floors are numbered from ``graph.size``.
    The price of a border is shared among the floors.
    """
    upper = graph.size + np.arange(len(above))
    ends = np.concatenate([graph.low, graph.high])
    others = np.concatenate([graph.high, graph.low])
    floor, at = np.nonzero(above[:, None] == ends[None, :])
    edge = at % max(len(graph.low), 1)
    floors = np.bincount(above, minlength=graph.size)[above[floor]]
    return others[at], upper[floor], edge, graph.cost[edge] / floors


def torn_towers(stack: Stack, labels: Ints) -> int:
    """How many floor ranges are not contiguous: a part holds floors below and above another's."""
    floors = np.nonzero(stack.floor > 0)[0]
    order = floors[np.argsort(stack.node[floors], kind="stable")]
    node, label = stack.node[order], labels[order]
    runs = 1 + int(((node[1:] != node[:-1]) | (label[1:] != label[:-1])).sum())
    distinct = len(np.unique(np.column_stack([node, label]), axis=0))
    return runs - distinct if len(order) else 0


def over_floors(value: float, floors: int) -> Floats:
    """Spread a building's value over its floors: whole numbers stay whole, lower floors first."""
    if abs(value - round(value)) > WHOLE:
        return np.full(floors, value / floors)
    every = np.zeros(floors, dtype=np.int64)
    return largest_remainder(np.array([value]), every, np.ones(floors)).astype(float)


def _pad(values: Floats, count: int) -> Floats:
    return np.concatenate([values, np.zeros(count)])
