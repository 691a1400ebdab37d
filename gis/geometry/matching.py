"""Make outlines of neighbouring communities meet vertex by vertex."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis.geometry.borders import Floats, Ints, vertex_ids
from gis.geometry.plane import Geometries

NEAR = 1e-6
"""Vertices this near (metres) to each other are one; this near to an edge they lie on it."""


def match_vertices(polygons: Geometries, community: Ints) -> Geometries:
    """Merge nearly equal vertices of neighbours and insert those that others set on an edge.

    Parameters
    ----------
    polygons
        (n,) a valid coverage within each community.
    community
        (n,) community of each.

    Returns
    -------
    (n,) polygons; a valid coverage altogether where the communities are one.
    """
    polygons = _merge_vertices(polygons, community)
    xy, at = shapely.get_coordinates(polygons, return_index=True)
    ids = vertex_ids(xy)
    spot, other = _met_by_others(xy, community[at], polygons, community)
    size = int(ids.max(initial=0)) + 1
    missing = ~np.isin(other * size + ids[spot], at * size + ids)
    _, pick = np.unique(other[missing] * size + ids[spot[missing]], return_index=True)
    target, spot = other[missing][pick], spot[missing][pick]
    result = polygons.copy()
    for polygon in np.unique(target):
        result[polygon] = _insert(result[polygon], xy[spot[target == polygon]])
    return result


def _met_by_others(
    xy: Floats, own: Ints, polygons: Geometries, community: Ints
) -> tuple[Ints, Ints]:
    """Pairs of a vertex and a polygon of another community that it touches."""
    tree = shapely.STRtree(polygons)
    spot, other = tree.query(shapely.points(xy), "dwithin", distance=NEAR)
    foreign = own[spot] != community[other]
    return spot[foreign], other[foreign]


def _merge_vertices(polygons: Geometries, community: Ints) -> Geometries:
    """Give vertices of different communities within NEAR of each other the same coordinates.

    The vertex that most polygons have wins, ties go to the smallest.
    """
    xy, at = shapely.get_coordinates(polygons, return_index=True)
    spot, _ = _met_by_others(xy, community[at], polygons, community)
    spot = np.unique(spot)
    shared, name, users = np.unique(xy[spot], axis=0, return_inverse=True, return_counts=True)
    if not len(shared):
        return polygons
    pairs = cKDTree(shared).query_pairs(NEAR, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(shared),) * 2)
    group = connected_components(links, directed=False)[1]
    order = np.lexsort((np.arange(len(shared)), -users, group))
    best = order[np.append(True, np.diff(group[order]) > 0)]
    xy[spot] = shared[best[group[name.ravel()]]]
    return np.asarray(shapely.set_coordinates(polygons.copy(), xy), dtype=object)


def _insert(polygon: shapely.Geometry, vertices: Floats) -> shapely.Geometry:
    """Put vertices that lie on a polygon's edge between the corners on either side."""
    parts = []
    for part in shapely.get_parts(polygon):
        rings = [_insert_in_ring(ring, vertices) for ring in shapely.get_rings(part)]
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _insert_in_ring(ring: shapely.Geometry, vertices: Floats) -> Floats:
    corners = shapely.get_coordinates(ring)
    spots = shapely.points(vertices)
    near = shapely.distance(ring, spots) <= NEAR
    step = np.hypot(*np.diff(corners, axis=0).T)
    own = np.concatenate([[0.0], np.cumsum(step)])
    position = shapely.line_locate_point(ring, spots[near])
    order = np.argsort(np.concatenate([own, position]), kind="stable")
    merged: Floats = np.concatenate([corners, vertices[near]])[order]
    return merged
