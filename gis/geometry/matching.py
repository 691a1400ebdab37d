"""Make outlines of neighbouring communities meet vertex by vertex."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geometry.borders import Ints, vertex_ids
from gis.geometry.plane import Geometries

NEAR = 1e-6
"""A vertex this near (metres) to an edge lies on it."""


def match_vertices(polygons: Geometries, community: Ints) -> Geometries:
    """Insert into each polygon the vertices that others set on its edges.

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
    xy, at = shapely.get_coordinates(polygons, return_index=True)
    ids = vertex_ids(xy)
    spots = shapely.points(xy)
    one, other = shapely.STRtree(polygons).query(spots, "dwithin", distance=NEAR)
    foreign = community[at[one]] != community[other]
    one, other = one[foreign], other[foreign]
    has = np.unique(np.column_stack([at, ids]), axis=0)
    size = int(ids.max(initial=0)) + 1
    missing = ~np.isin(other * size + ids[one], has[:, 0] * size + has[:, 1])
    _, pick = np.unique(other[missing] * size + ids[one[missing]], return_index=True)
    result = polygons.copy()
    target, spot = other[missing][pick], one[missing][pick]
    for polygon in np.unique(target):
        result[polygon] = _insert(result[polygon], xy[spot[target == polygon]])
    return result


def _insert(polygon: shapely.Geometry, vertices: NDArray[np.float64]) -> shapely.Geometry:
    """Put vertices that lie on a polygon's edge between the corners on either side."""
    parts = []
    for part in shapely.get_parts(polygon):
        rings = [_insert_in_ring(ring, vertices) for ring in shapely.get_rings(part)]
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _insert_in_ring(ring: shapely.Geometry, vertices: NDArray[np.float64]) -> NDArray[np.float64]:
    corners = shapely.get_coordinates(ring)
    spots = shapely.points(vertices)
    near = shapely.distance(ring, spots) <= NEAR
    step = np.hypot(*np.diff(corners, axis=0).T)
    own = np.concatenate([[0.0], np.cumsum(step)])
    position = shapely.line_locate_point(ring, spots[near])
    order = np.argsort(np.concatenate([own, position]), kind="stable")
    merged: NDArray[np.float64] = np.concatenate([corners, vertices[near]])[order]
    return merged
