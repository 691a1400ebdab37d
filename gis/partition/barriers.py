"""Barriers as the search sees them: what a border along each costs, and which crossings open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geometry.borders import Borders, Floats
from gis.geometry.crossings import SAME_SPOT, Barriers

PRICE = {
    "motorway": 0.02,
    "river": 0.02,
    "rail": 0.02,
    "trunk": 0.04,
    "primary": 0.06,
    "secondary": 0.08,
    "tertiary": 0.12,
    "wall": 0.15,
    "residential": 0.2,
}
"""Price of a metre of border along each class; open ground costs 1."""
OUTLINE_PRICE = 0.3
"""Price of a metre of border along the outline of a compound or site."""
ON_LINE = 0.01
"""A border segment this near (metres) to a line runs along it."""


@dataclass(frozen=True)
class BorderKind:
    """What runs along each border segment.

    barrier
        (m,) index of the cheapest barrier, -1 on open ground.
    price
        (m,) price of a metre.
    crossable
        (m,) False along an uncrossable barrier.
    """

    barrier: NDArray[np.int64]
    price: Floats
    crossable: NDArray[np.bool_]

    def select(self, mask: NDArray[np.bool_]) -> BorderKind:
        """What runs along the segments that ``mask`` picks."""
        return BorderKind(self.barrier[mask], self.price[mask], self.crossable[mask])

    @property
    def open_ground(self) -> NDArray[np.bool_]:
        """(m,) segments along no barrier and no outline."""
        return np.asarray(self.price == 1.0)


def classify(edges: Borders, barriers: Barriers, outlines: NDArray[np.object_]) -> BorderKind:
    """Look up the barrier or outline under each segment of a coverage."""
    count = len(edges.left)
    middle = shapely.points(edges.midpoint)
    barrier = np.full(count, -1, dtype=np.int64)
    price, crossable = np.ones(count), np.ones(count, dtype=bool)
    pieces, line_of = barriers.pieces()
    if len(pieces):
        segment, piece = shapely.STRtree(pieces).query(middle, "dwithin", distance=ON_LINE)
        line = line_of[piece]
        cost = np.array([PRICE[kind] for kind in barriers.kind])[line]
        order = np.lexsort((line, cost))[::-1]
        barrier[segment[order]] = line[order]
        price[segment[order]] = cost[order]
        crossable[segment[~barriers.crossable[line]]] = False
    if len(outlines):
        edge = shapely.boundary(outlines)
        segment, _ = shapely.STRtree(edge).query(middle, "dwithin", distance=ON_LINE)
        price[segment] = np.minimum(price[segment], OUTLINE_PRICE)
    return BorderKind(barrier, price, crossable)


def joined_by_crossings(edges: Borders, kind: BorderKind, spots: Floats) -> NDArray[np.bool_]:
    """Segments along uncrossable barriers that a crossing at one of ``spots`` (n, 2) opens."""
    opened = np.zeros(len(edges.left), dtype=bool)
    shut = np.nonzero(~kind.crossable)[0]
    if len(shut) and len(spots):
        lines = shapely.linestrings(np.stack([edges.start[shut], edges.end[shut]], axis=1))
        _, hit = shapely.STRtree(lines).query(shapely.points(spots), "dwithin", distance=SAME_SPOT)
        opened[shut[hit]] = True
    return opened
