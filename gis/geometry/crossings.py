"""Barriers of a community, and where rivers, railways and walls can be crossed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geometry.borders import Floats

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


def crossing_spots(barriers: Barriers) -> Floats:
    """(n, 2) points on uncrossable barriers where one gets across.

    Given crossings count where they meet a line, or at the nearest lines of one class; a road
    that goes on beyond an uncrossable line passes it by a bridge, an underpass or a gate.
    """
    shut = np.nonzero(~barriers.crossable)[0]
    if not len(shut):
        return np.empty((0, 2))
    return np.concatenate([given_spots(barriers)[0], _passing_roads(barriers, shut)])


def given_spots(barriers: Barriers) -> tuple[Floats, NDArray[np.int64]]:
    """(n, 2) points where the given crossings open uncrossable barriers, (n,) crossing of each."""
    shut = np.nonzero(~barriers.crossable)[0]
    none = np.empty((0, 2)), np.empty(0, dtype=np.int64)
    if not len(barriers.crossings) or not len(shut):
        return none
    tree = shapely.STRtree(barriers.lines[shut])
    which, at = tree.query(barriers.crossings, "dwithin", distance=FAR)
    if not len(which):
        return none
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
    return np.asarray(xy[first_only], dtype=np.float64), which[near][index[first_only]]


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
