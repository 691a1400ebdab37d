"""The dual graph: nodes are atoms or groups of atoms, edges their shared borders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.geometry.borders import OUTSIDE, Borders, Floats, Ints, sums
from gis.partition.barriers import BorderKind
from gis.partition.trees import Arrays

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

    def joined(self, loose: Graph, fits: Callable[[float], bool]) -> Graph:
        """Open borders that ``loose`` passes, where a component alone can't be divided.

        ``loose`` is the same graph with more passable borders; ``fits`` says whether a load
        can be divided. Each misfit joins the component it shares most such border with.
        """
        graph = self
        for _ in range(self.size):
            part = graph.components()
            load = sums(part, graph.load)
            misfit = np.array([not fits(value) for value in load], dtype=bool)
            low, high = part[graph.low], part[graph.high]
            door = loose.passable & (low != high) & (misfit[low] | misfit[high])
            if not door.any():
                break
            pairs, at = np.unique(low[door] * self.size + high[door], return_inverse=True)
            best = pairs[np.bincount(at, weights=graph.length[door]).argmax()]
            chosen = door & (low * self.size + high == best)
            graph = replace(graph, passable=graph.passable | chosen)
        return graph

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


@dataclass(frozen=True)
class Seams:
    """Where the pieces of a tiling meet; graphs of any grouping are drawn from them.

    edges, kind
        Border segments between pieces and what runs along each.
    opened
        (m,) segments that a crossing opens although their barrier is uncrossable.
    tile_of
        (p,) tile of each piece.
    far
        (p,) pieces beyond a line from the rest of their tile.
    home
        (t,) block of each tile.
    load, area
        (t,) of the tiles.
    """

    edges: Borders
    kind: BorderKind
    opened: NDArray[np.bool_]
    tile_of: Ints
    far: NDArray[np.bool_]
    home: Ints
    load: Floats
    area: Floats

    def graph(self, group: Ints, *, loose: bool = False) -> Graph:
        """The dual graph of groups (t,) of tiles, numbered 0..k-1.

        One can leave a group by a far piece only where the group itself leads there: a
        compound's strip outside its wall joins the neighbours if a gate leads to the strip.
        With ``loose`` the gates of a block serve all of it, whichever group they stand in.
        """
        named = group[self.tile_of]
        open_here = self.kind.crossable | self.opened
        led = self.home[self.tile_of] if loose else named
        reached = np.append(self._reached(led, open_here), False)
        free = open_here & reached[self.edges.left] & reached[self.edges.right]
        between = np.append(named, OUTSIDE)
        apart = between[self.edges.left] != between[self.edges.right]
        count = int(group.max(initial=-1)) + 1
        load, area = sums(group, self.load, count), sums(group, self.area, count)
        bridge = (self.opened & free)[apart]
        price = self.kind.price[apart]
        return _graph(self.edges.relabel(named), price, free[apart], bridge, load, area)

    def _reached(self, named: Ints, open_here: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(p,) pieces that connect to a near piece of their group."""
        inner = self.edges.right != OUTSIDE
        left, right = self.edges.left[inner], self.edges.right[inner]
        same = open_here[inner] & (named[left] == named[right])
        links = (left[same], right[same])
        size = len(named)
        net = coo_array((np.ones(len(links[0])), links), shape=(size, size))
        part = connected_components(net, directed=False)[1]
        near = np.bincount(part, weights=~self.far) > 0
        return np.asarray(near[part], dtype=bool)

    def without(self, gone: NDArray[np.bool_]) -> Seams:
        """The seams of the tiles that are not ``gone`` (t,), numbered through."""
        tile = np.where(gone, OUTSIDE, np.cumsum(~gone) - 1)
        kept = ~gone[self.tile_of]
        piece = np.append(np.where(kept, np.cumsum(kept) - 1, OUTSIDE), OUTSIDE)
        left, right = piece[self.edges.left], piece[self.edges.right]
        stay = left != right
        turned = (left < 0)[:, None]
        start = np.where(turned, self.edges.end, self.edges.start)[stay]
        end = np.where(turned, self.edges.start, self.edges.end)[stay]
        # Beyond a border lies the outside, on its right hand.
        one, other = np.where(left < 0, right, left)[stay], np.where(left < 0, left, right)[stay]
        return Seams(
            Borders(start, end, one, other), self.kind.select(stay), self.opened[stay],
            tile[self.tile_of[kept]], self.far[kept], self.home[~gone],
            self.load[~gone], self.area[~gone],
        )  # fmt: skip

    def borders(self, group: Ints) -> tuple[Borders, BorderKind]:
        """Border segments between groups and what runs along them."""
        named = group[self.tile_of]
        between = np.append(named, OUTSIDE)
        apart = between[self.edges.left] != between[self.edges.right]
        return self.edges.relabel(named), self.kind.select(apart)


def _graph(
    edges: Borders,
    price: Floats,
    free: NDArray[np.bool_],
    bridge: NDArray[np.bool_],
    load: Floats,
    area: Floats,
) -> Graph:
    """Sum the segments of each pair of nodes; ``bridge`` ones join however short they are."""
    size = len(load)
    length = edges.length
    outer = edges.right == OUTSIDE
    rim = sums(edges.left[outer], length[outer], size)
    inner = np.nonzero(~outer)[0]
    ends = np.sort(np.column_stack([edges.left[inner], edges.right[inner]]), axis=1)
    pairs, at = np.unique(ends, axis=0, return_inverse=True)

    def total(values: NDArray[np.floating[Any]]) -> Floats:
        return sums(at.ravel(), values[inner], len(pairs))

    passable = (total(length * free) >= SHORTEST_CONTACT) | (total(bridge * 1.0) > 0)
    # Rounded to the millimetre: cuts that are equal must not differ by noise.
    return Graph(
        load, np.round(area, 3), np.round(rim, 3), np.zeros(size), pairs[:, 0], pairs[:, 1],
        np.round(total(length), 3), np.round(total(length * price), 3), passable,
    )  # fmt: skip
