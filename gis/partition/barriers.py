"""Barriers as the search sees them: what a border along each costs, and where one may cross."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geometry.borders import Borders, Floats

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
SAME_SPOT = 2.0
"""Borders this near (metres) to a crossing are joined by it."""
REACH = 15.0
"""Tracks or banks this near (metres) to each other are crossed together; walls are not."""
FAR = 40.0
"""A given crossing farther than this (metres) from every uncrossable line has no effect."""
STEP = 1.0
"""How far (metres) to look along a road to see on which side of a line it goes on."""


@dataclass(frozen=True)
class Barriers:
    """Barriers near one community, in metres.

    lines
        (b,) LineStrings or MultiLineStrings.
    kind
        (b,) barrier class.
    name
        (b,) name or None.
    crossable
        (b,) bool.
    crossings
        (c,) given bridges, underpasses and gates: Points or LineStrings.
    """

    lines: NDArray[np.object_]
    kind: NDArray[np.object_]
    name: NDArray[np.object_]
    crossable: NDArray[np.bool_]
    crossings: NDArray[np.object_]

    def pieces(self) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
        """Every straight piece of every line: (p,) two-point lines and the line of each."""
        parts, part_of = shapely.get_parts(self.lines, return_index=True)
        xy, at = shapely.get_coordinates(parts, return_index=True)
        joined = at[:-1] == at[1:]
        ends = np.stack([xy[:-1], xy[1:]], axis=1)[joined]
        return np.asarray(shapely.linestrings(ends), dtype=object), part_of[at[:-1][joined]]


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


def crossing_spots(barriers: Barriers) -> Floats:
    """(n, 2) points on uncrossable barriers where one gets across.

    Given crossings count where they meet a line, or at the nearest lines of one class; a road
    that goes on beyond an uncrossable line passes it by a bridge, an underpass or a gate.
    """
    shut = np.nonzero(~barriers.crossable)[0]
    if not len(shut):
        return np.empty((0, 2))
    return np.concatenate([_given(barriers, shut), _passing_roads(barriers, shut)])


def _given(barriers: Barriers, shut: NDArray[np.int64]) -> Floats:
    if not len(barriers.crossings):
        return np.empty((0, 2))
    tree = shapely.STRtree(barriers.lines[shut])
    which, at = tree.query(barriers.crossings, "dwithin", distance=FAR)
    if not len(which):
        return np.empty((0, 2))
    distance = shapely.distance(barriers.crossings[which], barriers.lines[shut[at]])
    nearest = np.full(len(barriers.crossings), np.inf)
    np.minimum.at(nearest, which, distance)
    order = np.lexsort((at, distance, which))
    first = order[np.append(True, which[order][1:] != which[order][:-1])]
    kind_of = dict(zip(which[first], barriers.kind[shut[at[first]]], strict=True))
    same = np.array(
        [kind_of[w] == k for w, k in zip(which, barriers.kind[shut[at]], strict=True)], dtype=bool
    )
    apart = np.where(barriers.kind[shut[at]] == "wall", SAME_SPOT, REACH)
    limit = np.maximum(2 * nearest[which], apart)
    is_line = shapely.get_dimensions(barriers.crossings)[which] == 1
    near = (same & (distance <= limit)) | (is_line & (distance == 0))
    meeting = shapely.shortest_line(barriers.lines[shut[at[near]]], barriers.crossings[which[near]])
    across = is_line[near] & (distance[near] == 0)
    meeting[across] = shapely.intersection(
        barriers.lines[shut[at[near]][across]], barriers.crossings[which[near]][across]
    )
    xy, index = shapely.get_coordinates(meeting, return_index=True)
    first_only = np.append(True, index[1:] != index[:-1]) | across[index]
    return np.asarray(xy[first_only], dtype=np.float64)


def _passing_roads(barriers: Barriers, shut: NDArray[np.int64]) -> Floats:
    """Points where roads meet an uncrossable line and go on on its other side."""
    open_lines = barriers.lines[barriers.crossable]
    if not len(open_lines):
        return np.empty((0, 2))
    tree = shapely.STRtree(open_lines)
    wall, road = tree.query(barriers.lines[shut], "intersects")
    met = shapely.intersection(barriers.lines[shut[wall]], open_lines[road])
    spots = np.unique(shapely.get_coordinates(met), axis=0)
    if not len(spots):
        return spots
    disc = shapely.buffer(shapely.points(spots), STEP)
    return spots[_both_sides(disc, open_lines, barriers.lines[shut])]


def _both_sides(
    discs: NDArray[np.object_], roads: NDArray[np.object_], walls: NDArray[np.object_]
) -> NDArray[np.bool_]:
    """Whether, within each disc, roads run in at least two of the parts the walls cut it into."""
    inside = []
    for lines in (walls, roads):
        disc, line = shapely.STRtree(lines).query(discs, "intersects")
        groups = np.split(line, np.cumsum(np.bincount(disc, minlength=len(discs)))[:-1])
        inside.append([shapely.union_all(lines[np.sort(group)]) for group in groups])
    wall, road = (np.array(lines, dtype=object) for lines in inside)
    parts, of = shapely.get_parts(
        shapely.difference(discs, shapely.buffer(wall, STEP / 100)), return_index=True
    )
    reached = shapely.length(shapely.intersection(parts, road[of])) > STEP / 10
    return np.bincount(of[reached], minlength=len(discs)) > 1
