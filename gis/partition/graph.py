"""The dual graph: nodes are atoms or groups of atoms, edges their shared borders."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.geometry.borders import OUTSIDE, Borders, Floats, Ints
from gis.partition.barriers import BorderKind
from gis.partition.recombine import Arrays

SHORTEST_CONTACT = 0.2
"""Two atoms that share less border than this (metres) are not neighbours."""


@dataclass(frozen=True)
class Graph:
    """Nodes with loads, and the borders between them.

    load, area, rim
        (n,) what is balanced, square metres, metres of border to no other node.
    stack
        (n,) 1 for the ground part of a split tower, else 0.
    low, high
        (e,) ends of each border, low < high, each pair once, sorted.
    length, cost
        (e,) metres, and metres times price.
    passable
        (e,) whether one may cross; an impassable border is no contact.
    """

    load: Floats
    area: Floats
    rim: Floats
    stack: Floats
    low: Ints
    high: Ints
    length: Floats
    cost: Floats
    passable: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.load)

    def components(self) -> Ints:
        """(n,) number of the part each node can reach across passable borders."""
        low, high = self.low[self.passable], self.high[self.passable]
        links = coo_array((np.ones(len(low)), (low, high)), shape=(self.size, self.size))
        return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)

    def contract(self, group: Ints) -> Graph:
        """Merge the nodes of each group; ``group`` (n,) holds 0..k-1, all used."""
        count = int(group.max(initial=-1)) + 1
        ends = np.sort(np.column_stack([group[self.low], group[self.high]]), axis=1)
        outer = ends[:, 0] != ends[:, 1]
        pairs, at = np.unique(ends[outer], axis=0, return_inverse=True)
        at = at.ravel()

        def summed(values: Floats) -> Floats:
            return np.bincount(group, weights=values, minlength=count)

        def merged(values: NDArray[np.generic]) -> Floats:
            return np.bincount(at, weights=values[outer], minlength=len(pairs))

        return Graph(
            summed(self.load), summed(self.area), summed(self.rim), summed(self.stack),
            pairs[:, 0], pairs[:, 1],
            merged(self.length), merged(self.cost), merged(self.passable) > 0,
        )  # fmt: skip

    def subgraph(self, nodes: Ints) -> Graph:
        """The part on ``nodes`` (sorted); borders to other nodes become rim."""
        slot = np.full(self.size, -1, dtype=np.int64)
        slot[nodes] = np.arange(len(nodes))
        low, high = slot[self.low], slot[self.high]
        inner = (low >= 0) & (high >= 0)
        rim = self.rim[nodes].copy()
        for own, other in ((low, high), (high, low)):
            cut = (own >= 0) & (other < 0)
            np.add.at(rim, own[cut], self.length[cut])
        return Graph(
            self.load[nodes], self.area[nodes], rim, self.stack[nodes],
            low[inner], high[inner],
            self.length[inner], self.cost[inner], self.passable[inner],
        )  # fmt: skip

    def opened(self, edges: NDArray[np.bool_]) -> Graph:
        """The same graph with the borders ``edges`` made passable."""
        return replace(self, passable=self.passable | edges)

    def arrays(self, upper: float) -> Arrays:
        """Flat arrays for the kernels; nodes whose load exceeds ``upper`` are marked."""
        ends = np.concatenate([self.low, self.high])
        others = np.concatenate([self.high, self.low])
        edge = np.tile(np.arange(len(self.low)), 2)
        order = np.lexsort((others, ends))
        pointer = np.searchsorted(ends[order], np.arange(self.size + 1))
        over = np.where(self.load > upper, self.load, 0.0)
        return Arrays(
            self.load, over, self.stack, self.area, self.rim,
            pointer.astype(np.int64), others[order], edge[order],
            self.low, self.high, self.length, np.maximum(self.cost, 1e-3), self.passable,
        )  # fmt: skip


def dual_graph(
    edges: Borders, kind: BorderKind, opened: NDArray[np.bool_], load: Floats, area: Floats
) -> Graph:
    """Build the graph of a coverage from its border segments.

    Parameters
    ----------
    edges, kind
        Segments between atoms (and OUTSIDE), and what runs along each.
    opened
        Segments that a crossing opens although their barrier is uncrossable.
    load, area
        (n,) of the atoms.
    """
    size = len(load)
    length = edges.length
    outer = edges.right == OUTSIDE
    rim = np.bincount(edges.left[outer], weights=length[outer], minlength=size)
    inner = np.nonzero(~outer)[0]
    ends = np.sort(np.column_stack([edges.left[inner], edges.right[inner]]), axis=1)
    pairs, at = np.unique(ends, axis=0, return_inverse=True)
    at = at.ravel()
    total = np.bincount(at, weights=length[inner], minlength=len(pairs))
    cost = np.bincount(at, weights=(length * kind.price)[inner], minlength=len(pairs))
    contact = np.bincount(at, weights=(length * kind.crossable)[inner], minlength=len(pairs))
    bridge = np.bincount(at, weights=opened[inner], minlength=len(pairs)) > 0
    passable = (contact >= SHORTEST_CONTACT) | bridge
    return Graph(
        load, area, rim, np.zeros(size), pairs[:, 0], pairs[:, 1], total, cost, passable
    )
