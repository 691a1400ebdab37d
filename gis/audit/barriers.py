"""What uncrossable barriers cut apart, and what bridges and underpasses join again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.audit.ground import Geometries, Ground
from gis.audit.placing import Rows
from gis.frames import Town

REACH = 30.0
"""Metres from a crossing within which a barrier is crossed by it."""
WIDE = 5.0
"""Metres around a crossing within which land counts as reached, in the plan's favour."""
SPOT = 2.0
"""The same where only what meets at the crossing counts."""
ASTRIDE = 0.05
"""Share of a footprint beyond a barrier from which the building stands on both sides."""
TOUCH = 0.01
"""Metres within which two lines meet."""
NO_ROAD = ("rail", "river", "wall")


@dataclass(frozen=True, slots=True)
class Faces:
    """Parts of a polygon between uncrossable barriers.

    polygons
        (f,) polygons.
    group
        (f,) equal for parts that crossings join.
    building_group
        (b,) group of each building asked for, -1 for one that stands in no part.
    """

    polygons: Geometries
    group: Rows
    building_group: Rows


@dataclass(frozen=True)
class Barriers:
    """The uncrossable lines of a town and the places where one gets across.

    Parameters
    ----------
    lines
        Straight pieces of the uncrossable barriers in metres.
    roads
        Crossable barriers on which one can walk or drive.
    bridges
        The layer ``crossings``.
    width
        Metres beside a road, or around a given crossing, within which land counts as reached.
    """

    lines: Geometries
    roads: Geometries
    bridges: Geometries
    width: float

    @classmethod
    def of(cls, town: Town, ground: Ground, width: float) -> Barriers:
        """Take the barriers of a town."""
        frame = town.barriers
        if not len(frame):
            none = np.zeros(0, dtype=object)
            return cls(none, none, _shapes(town.crossings, ground), width)
        shapes = ground.forward(frame.geometry.to_numpy())
        crossable = frame["crossable"].fillna(value=False).to_numpy(dtype=bool)
        pieces = straight(shapes[~crossable])
        road = crossable & ~frame["class"].isin(NO_ROAD).to_numpy(dtype=bool)
        return cls(pieces, shapes[road], _shapes(town.crossings, ground), width)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the uncrossable lines."""
        return shapely.STRtree(self.lines)

    @cached_property
    def middles(self) -> Geometries:
        """(n,) middle of each straight piece."""
        middles: Geometries = shapely.line_interpolate_point(self.lines, 0.5, normalized=True)
        return middles

    @cached_property
    def passages(self) -> Geometries:
        """Places that join whatever lies within them: discs and strips in metres."""
        return np.concatenate([self._bridge_reach(), self._road_reach()])

    @cached_property
    def passage_tree(self) -> shapely.STRtree:
        """Index of the passages."""
        return shapely.STRtree(self.passages)

    def _bridge_reach(self) -> Geometries:
        """Crossings near a barrier, wide enough to reach both banks of what they cross."""
        if not len(self.bridges) or not len(self.lines):
            return np.zeros(0, dtype=object)
        pairs, distance = self.tree.query_nearest(self.bridges, return_distance=True)
        nearest = pd.Series(distance).groupby(pairs[0]).min()
        rows = nearest.index.to_numpy()
        reach = np.where(nearest <= REACH, np.maximum(nearest + SPOT, self.width), 0.0)
        # A point in the middle of a river drawn by its banks lies far from both.
        point = shapely.get_dimensions(self.bridges[rows]) == 0
        midstream = point & (nearest.to_numpy() > REACH) & (nearest.to_numpy() <= 10 * REACH)
        reach[midstream] = 2 * nearest.to_numpy()[midstream]
        used = reach > 0
        return np.asarray(shapely.buffer(self.bridges[rows[used]], reach[used]), dtype=object)

    def _road_reach(self) -> Geometries:
        """Strips along roads where they run on beyond an uncrossable line."""
        road, line = self.tree.query(self.roads, predicate="intersects")
        meet = shapely.intersection(self.roads[road], self.lines[line])
        points, at = shapely.get_parts(meet, return_index=True)
        dot = shapely.get_type_id(points) == 0
        points, road = points[dot], road[at[dot]]
        if not len(points):
            return np.zeros(0, dtype=object)
        ends = shapely.boundary(self.roads[road])
        inner = ~shapely.dwithin(points, ends, TOUCH)
        # Roads cut at the barrier: it takes two of them to run on.
        here, other = shapely.STRtree(self.roads).query(points, predicate="dwithin", distance=TOUCH)
        several = np.bincount(here, minlength=len(points)) > 1
        del other
        goes_on = inner | several
        near = shapely.buffer(points[goes_on], REACH)
        strips = shapely.intersection(self.roads[road[goes_on]], near)
        return np.asarray(shapely.buffer(strips, self.width), dtype=object)

    def crossing(self, polygons: Geometries) -> Rows:
        """Rows of the polygons whose inside an uncrossable line runs through."""
        row, line = self.tree.query(polygons, predicate="intersects")
        shapely.prepare(polygons)
        edges = np.full(len(polygons), None, dtype=object)
        edges[np.unique(row)] = shapely.boundary(polygons[np.unique(row)])
        shapely.prepare(edges)
        # The middles of the pieces settle nearly all cases.
        inside = shapely.contains(polygons[row], self.middles[line])
        surely, at = row[inside], line[inside]
        surely = np.unique(surely[~shapely.dwithin(edges[surely], self.middles[at], TOUCH)])
        rest = ~np.isin(row, surely)
        row, line = row[rest], line[rest]
        inner = ~shapely.touches(polygons[row], self.lines[line])
        row, line = row[inner], line[inner]
        return np.union1d(surely, row[_deep(polygons[row], edges[row], self.lines[line])])

    def faces(self, polygon: Any, buildings: Geometries) -> Faces:
        """Cut a polygon along the barriers and join what crossings and buildings join.

        Parameters
        ----------
        polygon
            A polygon in metres.
        buildings
            (b,) footprints or points; one that stands astride a barrier joins both sides.
        """
        near = self.tree.query(polygon, predicate="intersects")
        edges = shapely.union_all([shapely.boundary(polygon), *self.lines[near]])
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
        shapely.prepare(polygon)
        faces = faces[shapely.intersects(polygon, shapely.point_on_surface(faces))]
        tree = shapely.STRtree(faces)
        passage = self.passage_tree.query(polygon, predicate="intersects")
        opening, side = tree.query(self.passages[passage], predicate="intersects")
        building, floor, home = _standing(buildings, faces, tree)
        one = np.concatenate([opening, len(passage) + building])
        other = np.concatenate([side, floor])
        group = _joined(one, other, len(passage) + len(buildings), len(faces))
        found = np.append(group, -1)[home]
        return Faces(faces, group, found)


def straight(lines: Geometries) -> Geometries:
    """Every straight piece of some lines, as lines of two points."""
    parts = shapely.get_parts(lines)
    xy, at = shapely.get_coordinates(parts, return_index=True)
    joined = at[:-1] == at[1:]
    ends = np.stack([xy[:-1], xy[1:]], axis=1)[joined]
    pieces: Geometries = np.asarray(shapely.linestrings(ends), dtype=object)
    return pieces


def _deep(polygons: Geometries, edges: Geometries, lines: Geometries) -> NDArray[np.bool_]:
    """Whether each line runs inside its polygon, more than a touch away from its edge.

    A border that follows a barrier wavers around it by roundings; five points along the line
    tell such ones from those that leave the polygon, which are cut exactly.
    """
    at = np.linspace(0, 1, 5)[:, None]
    points = shapely.line_interpolate_point(lines, at, normalized=True)
    away = ~shapely.dwithin(edges, points, TOUCH)
    inside = shapely.contains(polygons, points)
    deep: NDArray[np.bool_] = (inside & away).any(axis=0)
    leaves = np.flatnonzero((~inside & away).any(axis=0) & ~deep)
    middle = _longest(shapely.intersection(polygons[leaves], lines[leaves]))
    middle = shapely.line_interpolate_point(middle, 0.5, normalized=True)
    deep[leaves] = shapely.distance(middle, edges[leaves]) > TOUCH
    return deep


def _longest(shapes: Geometries) -> Geometries:
    """The longest line in each shape; an empty line where there is none."""
    parts, at = shapely.get_parts(shapes, return_index=True)
    longest = np.full(len(shapes), shapely.LineString(), dtype=object)
    line = shapely.get_dimensions(parts) == 1
    parts, at = parts[line], at[line]
    order = np.argsort(shapely.length(parts), kind="stable")
    longest[at[order]] = parts[order]
    return longest


def _shapes(frame: gpd.GeoDataFrame, ground: Ground) -> Geometries:
    if not len(frame):
        return np.zeros(0, dtype=object)
    return ground.forward(frame.geometry.to_numpy())


def _standing(
    buildings: Geometries, faces: Geometries, tree: shapely.STRtree
) -> tuple[Rows, Rows, Rows]:
    """Pairs (building, face) that hold a real share of the building, and its main face."""
    home = np.full(len(buildings), -1, dtype=np.int64)
    if not len(buildings):
        return home, home, home
    building, face = tree.query(buildings, predicate="intersects")
    share = np.ones(len(building))
    several = np.bincount(building, minlength=len(buildings))[building] > 1
    several &= shapely.get_dimensions(buildings[building]) == 2
    rows = building[several]
    common = shapely.intersection(buildings[rows], faces[face[several]])
    share[several] = shapely.area(common) / shapely.area(buildings[rows])
    order = np.lexsort((-face, share))
    home[building[order]] = face[order]
    real = share >= ASTRIDE
    return building[real], face[real], home


def _joined(one: Rows, other: Rows, joints: int, faces: int) -> Rows:
    """Number faces alike that share a joint: (faces,)."""
    size = joints + faces
    links = coo_array((np.ones(len(one)), (one, joints + other)), shape=(size, size))
    _, label = connected_components(links, directed=False)
    group: NDArray[np.int64] = label[joints:].astype(np.int64)
    return group
