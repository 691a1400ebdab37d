"""How long it takes from somewhere to everywhere: shortest times, isochrones, homes outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.geometry.along import between
from gis.geometry.borders import Floats, Ints
from gis.geometry.plane import Geometries
from gis.monitor.network import FOOT, Access, Network, connect

AT_ONCE = 64
"""Sources whose times are held in memory at the same time."""
WIDTH = 40.0
"""Metres beside a street that count as reached with it."""
HOLE = 10_000.0
"""Holes of isochrones smaller than this (m2) are yards between reached streets."""


@dataclass(frozen=True)
class Ways:
    """A network with the time that each of its edges takes.

    Parameters
    ----------
    speeds
        Kilometres an hour by kind of edge; kinds that are missing cannot be used.
    foot
        Kilometres an hour on the straight legs to and from the network.
    """

    network: Network
    speeds: Mapping[str, float]
    foot: float = FOOT

    @cached_property
    def pace(self) -> Floats:
        """(e,) metres a minute, 0 where one may not go."""
        return self.network.metres_a_minute(self.speeds)

    @cached_property
    def usable(self) -> NDArray[np.bool_]:
        """(e,) edges one may use."""
        return np.asarray(self.pace > 0)

    @property
    def stride(self) -> float:
        """Metres a minute on legs."""
        return self.foot * 1000.0 / 60.0

    @cached_property
    def graph(self) -> csr_array:
        """(n, n) minutes of the quickest edge between nodes, both ways."""
        net, use = self.network, self.usable
        return _graph(
            np.concatenate([net.start[use], net.end[use]]),
            np.concatenate([net.end[use], net.start[use]]),
            np.tile(net.length[use] / self.pace[use], 2),
            net.nodes,
        )

    def connect(self, points: Geometries) -> Access:
        """Join places to the edges one may use."""
        return connect(self.network, points, self.usable)

    def with_sources(self, sources: Access, count: int) -> csr_array:
        """The graph with a further node for each source, from which its legs lead."""
        old = self.graph.tocoo()
        edge = sources.edge
        before, after = self._ends(sources)
        base = self.network.nodes
        return _graph(
            np.concatenate([old.row, base + sources.place, base + sources.place]),
            np.concatenate([old.col, self.network.start[edge], self.network.end[edge]]),
            np.concatenate([old.data, before, after]),
            base + count,
        )

    def _ends(self, access: Access) -> tuple[Floats, Floats]:
        """Minutes from each access to the start and to the end of its edge, legs included."""
        walked = access.leg / self.stride
        pace, length = self.pace[access.edge], self.network.length[access.edge]
        return walked + access.foot / pace, walked + (length - access.foot) / pace

    def arrive(self, times: Floats, targets: Access, count: int) -> Floats:
        """Minutes to ``count`` places from the minutes (s, n) at the nodes: (s, count)."""
        before, after = self._ends(targets)
        at = np.minimum(
            times[:, self.network.start[targets.edge]] + before,
            times[:, self.network.end[targets.edge]] + after,
        )
        found = np.full((len(times), count), np.inf)
        rows = np.broadcast_to(np.arange(len(times))[:, None], at.shape)
        np.minimum.at(found, (rows, targets.place[None, :]), at)
        return found

    def straight(self, sources: Access, targets: Access) -> pd.DataFrame:
        """Minutes between places whose legs lead to the same edge: source, target, minutes."""
        from_, to = (
            pd.DataFrame(
                {"place": a.place, "edge": a.edge, "at": a.foot, "walked": a.leg / self.stride}
            )
            for a in (sources, targets)
        )
        both = from_.merge(to, on="edge", suffixes=("_source", "_target"))
        along = (both["at_source"] - both["at_target"]).abs() / self.pace[both["edge"]]
        return pd.DataFrame(
            {
                "source": both["place_source"],
                "target": both["place_target"],
                "minutes": both["walked_source"] + along + both["walked_target"],
            }
        )


def _graph(row: Ints, column: Ints, minutes: Floats, nodes: int) -> csr_array:
    """A sparse graph; of several edges between two nodes the quickest counts."""
    order = np.lexsort((minutes, column, row))
    row, column, minutes = row[order], column[order], minutes[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    # An edge of no length is one all the same.
    weight = np.maximum(minutes[first], 1e-9)
    return csr_array((weight, (row[first], column[first])), shape=(nodes, nodes))


def times(
    ways: Ways, sources: Access, targets: Access, counts: tuple[int, int], limit: float
) -> Iterator[tuple[Ints, Floats]]:
    """Minutes from each source to each target, some sources at once.

    Parameters
    ----------
    counts
        How many sources and targets there are.
    limit
        Minutes beyond which nothing is looked for.

    Yields
    ------
    (s,) sources and (s, t) minutes, infinite beyond the limit.
    """
    graph = ways.with_sources(sources, counts[0])
    near = ways.straight(sources, targets)
    for first in range(0, counts[0], AT_ONCE):
        chosen = np.arange(first, min(first + AT_ONCE, counts[0]))
        at = dijkstra(graph, indices=ways.network.nodes + chosen, limit=limit)
        found = ways.arrive(at, targets, counts[1])
        own = near[(near["source"] >= chosen[0]) & (near["source"] <= chosen[-1])]
        np.minimum.at(found, (own["source"] - first, own["target"]), own["minutes"])
        yield chosen, np.where(found <= limit, found, np.inf)


def nearest(
    ways: Ways, sources: Access, targets: Access, counts: tuple[int, int], limit: float
) -> Floats:
    """(t,) minutes from the quickest source to each target, infinite beyond the limit."""
    found = np.full(counts[1], np.inf)
    if not counts[0]:
        return found
    graph = ways.with_sources(sources, counts[0])
    indices = ways.network.nodes + np.arange(counts[0])
    at = dijkstra(graph, indices=indices, limit=limit, min_only=True)
    found = ways.arrive(at[None, :], targets, counts[1])[0]
    own = ways.straight(sources, targets)
    np.minimum.at(found, own["target"], own["minutes"])
    return np.where(found <= limit, found, np.inf)


def isochrones(
    ways: Ways, source: Access, minutes: Sequence[float], homes: tuple[Geometries, Access],
    width: float = WIDTH,
) -> Geometries:  # fmt: skip
    """What is reached from a place within each time.

    The streets reached, as far along as the time lasts, with ``width`` metres on both sides; and
    the straight legs to the homes reached, likewise. Land beyond something uncrossable counts only
    where a reached street or leg runs in it. Holes below ``HOLE`` are filled. What is reached
    sooner is part of what is reached later.

    Parameters
    ----------
    source
        Accesses of one place.
    minutes
        (k,) ascending.
    homes
        (h,) points and their accesses; may be empty.

    Returns
    -------
    (k,) Polygons or MultiPolygons in metres; empty where the place is joined to nothing.
    """
    graph = ways.with_sources(source, 1)
    node = ways.network.nodes
    at = dijkstra(graph, indices=[node], limit=max(minutes, default=0.0))[0]
    found: list[shapely.Geometry] = []
    for limit in minutes:
        lines = np.concatenate(
            [_reached(ways, source, at, limit), _legs_reached(ways, source, at, limit, homes)]
        )
        area = _around(ways.network, lines, width)
        found.append(shapely.union(area, found[-1]) if found else area)
    return np.array(found, dtype=object)


def _reached(ways: Ways, source: Access, at: Floats, limit: float) -> Geometries:
    """Pieces of the edges that are reached in time."""
    net, use = ways.network, np.flatnonzero(ways.usable)
    length, pace = net.length[use], ways.pace[use]
    ahead = np.clip((limit - at[net.start[use]]) * pace, 0, length)
    back = np.clip((limit - at[net.end[use]]) * pace, 0, length)
    whole = ahead + back >= length
    part = ~whole & (ahead > 0)
    rest = ~whole & (back > 0)
    far = (limit - source.leg / ways.stride) * ways.pace[source.edge]
    own = far > 0
    edge, foot = source.edge[own], source.foot[own]
    begin = np.maximum(foot - far[own], 0)
    end = np.minimum(foot + far[own], net.length[edge])
    return np.concatenate(
        [
            net.lines[use[whole]],
            between(net.lines[use[part]], np.zeros(int(part.sum())), ahead[part]),
            between(net.lines[use[rest]], (length - back)[rest], length[rest]),
            between(net.lines[edge], begin, end),
        ]
    )


def _legs_reached(
    ways: Ways, source: Access, at: Floats, limit: float, homes: tuple[Geometries, Access]
) -> Geometries:
    """The quickest leg of each home that is reached in time."""
    points, access = homes
    count = len(access.place)
    if not count:
        return np.empty(0, dtype=object)
    each = Access(np.arange(count), access.edge, access.foot, access.leg)
    minutes = ways.arrive(at[None, :], each, count)[0]
    own = ways.straight(source, each)
    np.minimum.at(minutes, own["target"], own["minutes"])
    order = np.lexsort((minutes, access.place))
    best = order[np.unique(access.place[order], return_index=True)[1]]
    best = best[minutes[best] <= limit]
    feet = shapely.line_interpolate_point(ways.network.lines[access.edge[best]], access.foot[best])
    legs = np.stack(
        [shapely.get_coordinates(points[access.place[best]]), shapely.get_coordinates(feet)], axis=1
    )
    return np.asarray(shapely.linestrings(legs), dtype=object)


def _around(network: Network, lines: Geometries, width: float) -> shapely.Geometry:
    """Land beside lines, without what lies beyond uncrossable lines that none of them passes."""
    if not len(lines):
        return shapely.Polygon()
    area = shapely.union_all(shapely.buffer(lines, width, quad_segs=4))
    near = network.shut[network.shut_tree.query(area, predicate="intersects")]
    if len(near):
        rims = shapely.union_all([shapely.boundary(area), *near])
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(rims)))
        shapely.prepare(area)
        faces = faces[shapely.covers(area, shapely.point_on_surface(faces))]
        # What only touches a face from the other side of the line is not in it.
        inner = shapely.buffer(faces, -0.5)
        kept = np.unique(shapely.STRtree(lines).query(inner, predicate="intersects")[0])
        area = shapely.coverage_union_all(faces[kept])
    return _filled(area)


def _filled(area: shapely.Geometry) -> shapely.Geometry:
    """Without small holes."""
    parts = shapely.get_parts(area)
    rings, of = shapely.get_rings(parts, return_index=True)
    holes = shapely.polygons(rings)
    outer = np.ones(len(of), dtype=bool)
    outer[1:] = of[1:] != of[:-1]
    small = holes[~outer & (shapely.area(holes) < HOLE)]
    return shapely.union_all([area, *small]) if len(small) else area
