"""A network one walks and drives on, and how places are joined to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.geometry.borders import Floats, Ints
from gis.geometry.crossings import SAME_SPOT
from gis.geometry.plane import Geometries

CROSSING, PATH = "crossing", "path"
"""Kinds of edges that are no class of barrier: a given crossing; a straight way to one."""
SAMPLE = 25.0
"""Streets next to a place are looked for at points this far apart (metres) along them."""

FOOT = 4.0
WALK: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys(("trunk", "primary", "secondary", "tertiary", "residential"), FOOT),
        CROSSING: FOOT,
        PATH: FOOT,
    }
)
"""Kilometres an hour on foot by kind of edge; GB 50180 takes 5 minutes for 300 m."""
DRIVE: Mapping[str, float] = MappingProxyType(
    {
        "motorway": 80.0, "trunk": 50.0, "primary": 40.0, "secondary": 35.0, "tertiary": 30.0,
        "residential": 20.0, CROSSING: 20.0,
    }
)  # fmt: skip
"""Kilometres an hour by car in a town by kind of edge."""


@dataclass(frozen=True)
class Network:
    """Edges between nodes, in metres.

    lines
        (e,) LineStrings from ``start`` to ``end``.
    kind
        (e,) class of the road, CROSSING or PATH.
    start, end
        (e,) nodes.
    nodes
        Number of nodes.
    shut
        (p,) straight pieces of everything that cannot be crossed.
    spots
        (s, 2) openings in it.
    """

    lines: Geometries
    kind: NDArray[np.object_]
    start: Ints
    end: Ints
    nodes: int
    shut: Geometries
    spots: Floats

    @cached_property
    def length(self) -> Floats:
        """(e,) metres."""
        return np.asarray(shapely.length(self.lines))

    @cached_property
    def places(self) -> Floats:
        """(n, 2) where the nodes are."""
        at = np.zeros((self.nodes, 2))
        at[self.start] = shapely.get_coordinates(shapely.get_point(self.lines, 0))
        at[self.end] = shapely.get_coordinates(shapely.get_point(self.lines, -1))
        return at

    @cached_property
    def shut_tree(self) -> shapely.STRtree:
        """Index of what cannot be crossed."""
        return shapely.STRtree(self.shut)

    @cached_property
    def spot_tree(self) -> cKDTree:
        """Index of the openings."""
        return cKDTree(self.spots)

    def metres_a_minute(self, speeds: Mapping[str, float]) -> Floats:
        """(e,) speed on each edge; 0 where one may not go."""
        return np.array([speeds.get(kind, 0.0) for kind in self.kind]) * (1000.0 / 60.0)

    def blocked(self, legs: Geometries) -> NDArray[np.bool_]:
        """(l,) whether straight legs cross something uncrossable where it has no opening."""
        found = np.zeros(len(legs), dtype=bool)
        leg, line = self.shut_tree.query(legs, predicate="intersects")
        if not len(leg):
            return found
        if len(self.spots):
            met = shapely.get_point(shapely.shortest_line(legs[leg], self.shut[line]), 0)
            away, _ = self.spot_tree.query(shapely.get_coordinates(met))
            leg = leg[away > SAME_SPOT]
        found[leg] = True
        return found


@dataclass(frozen=True)
class Access:
    """How places are joined to the network by straight legs; several for each place.

    place, edge
        (a,) row of the place, and the edge its leg leads to; by place, the shortest leg first.
    foot
        (a,) metres from the edge's start to the foot of the leg.
    leg
        (a,) metres of the leg.
    """

    place: Ints
    edge: Ints
    foot: Floats
    leg: Floats

    def of(self, rows: Any) -> Access:
        """The accesses that a mask or rows pick."""
        return Access(self.place[rows], self.edge[rows], self.foot[rows], self.leg[rows])


def connect(
    network: Network,
    points: Geometries,
    usable: NDArray[np.bool_],
    *,
    most: float = np.inf,
    legs: int = 4,
    through: bool = True,
) -> Access:
    """Join places to the streets next to them.

    Parameters
    ----------
    points
        (n,) Points in metres.
    usable
        (e,) edges that may be joined to.
    most
        Longest leg in metres.
    legs
        So many legs a place at most, each to another edge and crossing nothing uncrossable.
    through
        Whether a place from which every leg is barred gets its shortest one all the same.
    """
    edges = np.flatnonzero(usable)
    if not len(edges) or not len(points):
        none = np.empty(0, dtype=np.int64)
        return Access(none, none, np.empty(0), np.empty(0))
    lines = shapely.segmentize(network.lines[edges], SAMPLE)
    xy, of = shapely.get_coordinates(lines, return_index=True)
    tree, edge_of = cKDTree(xy), edges[of]
    left, found = np.arange(len(points)), []
    for near in (12, 60, 300):
        if len(left):
            one = _legs(network, points, left, tree, edge_of, near, most, legs)
            found.append(one)
            left = np.setdiff1d(left, one.place)
    if through and len(left):
        at = tree.query(shapely.get_coordinates(points[left]))[1]
        found.append(_measured(network, points, left, edge_of[at]))
    place = np.concatenate([one.place for one in found])
    order = np.argsort(place, kind="stable")
    return Access(
        *(
            np.concatenate([getattr(one, name) for one in found])[order]
            for name in ("place", "edge", "foot", "leg")
        )
    )


def _legs(
    network: Network, points: Geometries, rows: Ints, tree: cKDTree, edge_of: Ints, near: int,
    most: float, legs: int,
) -> Access:  # fmt: skip
    """Open legs from some places to the edges at the ``near`` sampled points next to each."""
    xy = shapely.get_coordinates(points[rows])
    _, at = tree.query(xy, k=np.arange(1, min(near, tree.n) + 1))
    pairs = np.unique(np.column_stack([np.repeat(rows, at.shape[1]), edge_of[at.ravel()]]), axis=0)
    one = _measured(network, points, pairs[:, 0], pairs[:, 1])
    one = one.of(one.leg <= most)
    one = one.of(np.lexsort((one.leg, one.place)))
    feet = shapely.line_interpolate_point(network.lines[one.edge], one.foot)
    ends = np.stack(
        [shapely.get_coordinates(points[one.place]), shapely.get_coordinates(feet)], axis=1
    )
    one = one.of(~network.blocked(shapely.linestrings(ends)))
    first = np.searchsorted(one.place, one.place)
    # Nobody walks far over open ground who has a street at the door.
    sensible = one.leg <= 2 * one.leg[first] + SAMPLE
    return one.of(sensible & (np.arange(len(one.place)) - first < legs))


def _measured(network: Network, points: Geometries, place: Ints, edge: Ints) -> Access:
    lines = network.lines[edge]
    at = np.asarray(shapely.line_locate_point(lines, points[place]))
    return Access(place, edge, at, np.asarray(shapely.distance(lines, points[place])))
