"""Make a network of a town's barriers.

Roads meet where they cross, and where one ends at another; a motorway meets others only where
one of the two ends. Roads pass rivers, railways and walls as they are drawn, for a road across a
river is the bridge. Given crossings add what no road shows: a line is a way of its own, a point
is an opening in the line beside it, with straight ways to the streets next to it. Streets that
hang together with no others are joined to them on foot where they are near: towns have more
footways and steps than their data.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis.geometry.along import split
from gis.geometry.borders import Floats, Ints
from gis.geometry.crossings import Barriers, crossing_spots, given_spots
from gis.geometry.plane import Geometries
from gis.monitor.network import CROSSING, PATH, Network, connect

SNAP = 1.0
"""Ends of roads this near (metres) to each other or to another road meet it."""
NO_ROADS = ("river", "rail", "wall")
GATE_REACH = 150.0
"""Farthest (metres) that a gate is from the streets it leads to."""
ISLAND_REACH = 60.0
"""Farthest (metres) that streets apart from all others are from those they are joined to."""


def weave(barriers: Barriers, snap: float = SNAP) -> Network:
    """Build the network of a town.

    Parameters
    ----------
    barriers
        All lines and crossings of it, in metres; those that are roads carry the network.
    snap
        Metres within which ends meet.
    """
    road = ~np.isin(barriers.kind.astype(str), NO_ROADS)
    given = barriers.crossings[shapely.get_dimensions(barriers.crossings) == 1]
    lines = np.concatenate([barriers.lines[road], given])
    kind = np.concatenate([barriers.kind[road], np.full(len(given), CROSSING, dtype=object)])
    # Only where one of them ends does a motorway meet others.
    level = np.concatenate([barriers.crossable[road], np.ones(len(given), dtype=bool)])
    pieces, line = barriers.pieces()
    lines, of = shapely.get_parts(lines, return_index=True)
    plain = _noded(
        lines, kind[of], level[of], snap, pieces[~barriers.crossable[line]],
        crossing_spots(barriers),
    )  # fmt: skip
    reached = _with_ways(plain, _ways(plain, barriers, given), snap)
    return _with_ways(reached, _to_islands(reached), snap)


def _with_ways(network: Network, ways: Geometries, snap: float) -> Network:
    """The network with straight ways that end on its edges."""
    if not len(ways):
        return network
    lines = np.concatenate([network.lines, ways])
    kind = np.concatenate([network.kind, np.full(len(ways), PATH, dtype=object)])
    level = np.zeros(len(lines), dtype=bool)
    return _noded(lines, kind, level, snap, network.shut, network.spots)


def _noded(
    lines: Geometries, kind: NDArray[np.object_], level: NDArray[np.bool_], snap: float,
    shut: Geometries, spots: Floats,
) -> Network:  # fmt: skip
    """Cut lines where they meet and number the places where they do."""
    row, points = _meetings(lines, level, snap)
    pieces, of = split(lines, row, points)
    ends = np.concatenate(
        [shapely.get_coordinates(shapely.get_point(pieces, at)) for at in (0, -1)]
    )
    node = _clusters(ends, snap)
    start, end = node[: len(pieces)], node[len(pieces) :]
    real = (start != end) | (shapely.length(pieces) > 2 * snap)
    used, node = np.unique(np.concatenate([start[real], end[real]]), return_inverse=True)
    count = int(real.sum())
    return Network(pieces[real], kind[of[real]], node[:count], node[count:], len(used), shut, spots)


def _meetings(lines: Geometries, level: NDArray[np.bool_], snap: float) -> tuple[Ints, Geometries]:
    """Rows of lines and the points at which to cut them."""
    tree = shapely.STRtree(lines)
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    end, line = tree.query(ends, predicate="dwithin", distance=snap)
    other = end % len(lines) != line
    rows, points = [line[other]], [ends[end[other]]]
    crossable = np.flatnonzero(level)
    one, two = shapely.STRtree(lines[crossable]).query(lines[crossable], predicate="intersects")
    one, two = crossable[one[one < two]], crossable[two[one < two]]
    met, of = shapely.get_parts(shapely.intersection(lines[one], lines[two]), return_index=True)
    # Where two run along each other, they meet at both ends of it.
    xy, part = shapely.get_coordinates(met, return_index=True)
    spots = shapely.points(xy)
    rows += [one[of[part]], two[of[part]]]
    points += [spots, spots]
    return np.concatenate(rows), np.concatenate(points)


def _clusters(points: Floats, snap: float) -> Ints:
    """(n,) number of the place of each point; points within ``snap`` are one place."""
    pairs = cKDTree(points).query_pairs(snap, output_type="ndarray")
    joined = coo_array(
        (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points))
    )
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)


def _ways(plain: Network, barriers: Barriers, given: Geometries) -> Geometries:
    """Straight ways from gates and from the ends of bridges to the streets next to them."""
    spots, crossing = given_spots(barriers)
    point = shapely.get_dimensions(barriers.crossings)[crossing] == 0
    spots, crossing = spots[point], crossing[point]
    parts = shapely.get_parts(given)
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    gates = np.concatenate([shapely.points(spots), ends])
    if not len(gates) or not len(plain.lines):
        return np.empty(0, dtype=object)
    found = connect(plain, gates, plain.length > 0, most=GATE_REACH, through=False)
    feet = shapely.line_interpolate_point(plain.lines[found.edge], found.foot)
    far = found.leg > 0
    from_gate, foot = gates[found.place[far]], feet[far]
    # A point beside a river opens both of its banks: one walks from the one to the other.
    order = np.argsort(crossing, kind="stable")
    same = crossing[order][1:] == crossing[order][:-1]
    banks = np.stack([spots[order][:-1][same], spots[order][1:][same]], axis=1)
    ways = shapely.linestrings(
        np.stack([shapely.get_coordinates(from_gate), shapely.get_coordinates(foot)], axis=1)
    )
    return np.concatenate([ways, shapely.linestrings(banks)])


def _to_islands(network: Network) -> Geometries:
    """The shortest open way from each part of the network to another one, where that is near."""
    joined = coo_array(
        (np.ones(len(network.lines)), (network.start, network.end)),
        shape=(network.nodes, network.nodes),
    )
    parts, part = connected_components(joined, directed=False)
    if parts < 2:
        return np.empty(0, dtype=object)
    island = part[network.start] != np.bincount(part[network.start]).argmax()
    edges = shapely.segmentize(network.lines, ISLAND_REACH / 4)
    xy, of = shapely.get_coordinates(edges, return_index=True)
    own = np.flatnonzero(island[of])
    near = cKDTree(xy[own]).query_ball_tree(cKDTree(xy), ISLAND_REACH)
    one = np.repeat(own, [len(found) for found in near])
    two = np.concatenate([np.asarray(found, dtype=np.int64) for found in near])
    home = part[network.start[of]]
    apart = home[one] != home[two]
    ways = shapely.linestrings(np.stack([xy[one[apart]], xy[two[apart]]], axis=1))
    home = home[one[apart]]
    is_open = ~network.blocked(ways)
    ways, home = ways[is_open], home[is_open]
    order = np.lexsort((shapely.length(ways), home))
    first = np.unique(home[order], return_index=True)[1]
    return np.asarray(ways[order][first])
