"""Voronoi borders between footprints, block by block.

Points are set along each outline, closer where a neighbour is near; borders are the Voronoi
edges between points of different footprints. Sources: Okabe et al., Spatial Tessellations
(2000), ch. 3 (generalised Voronoi diagrams by point approximation); the enclosed tessellation
of Fleischmann et al., Computers, Environment and Urban Systems 80 (2020).
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay, QhullError

from gis.geometry.borders import Floats, Ints

WIDEST_STEP = 10.0
"""Largest distance in metres between points along an outline."""
NARROWEST_STEP = 2.0
"""Smallest such distance: footprints closer than this keep their own outline as border."""
TOUCHING = 0.5
"""Footprints closer than this (metres) are drawn in a little, so that no two points coincide."""
INSET = 0.15
OVERHANG = 0.05
"""How far (metres) borders reach beyond their block, so that they surely meet its edge."""


def outline_points(footprints: NDArray[np.object_]) -> tuple[Floats, Ints]:
    """Points along each outline: (p, 2) coordinates and (p,) index of the footprint.

    Steps follow the gap to the nearest other footprint, between NARROWEST_STEP and WIDEST_STEP.
    """
    gap = _gaps(footprints)
    outlines = footprints.copy()
    touching = gap < TOUCHING
    inset = shapely.buffer(footprints[touching], -INSET, join_style="mitre")
    vanished = shapely.is_empty(inset)
    inset[vanished] = shapely.centroid(footprints[touching][vanished])
    outlines[touching] = inset
    step = np.clip(gap, NARROWEST_STEP, WIDEST_STEP)
    polygons = shapely.get_dimensions(outlines) == 2
    outlines[polygons] = shapely.segmentize(outlines[polygons], step[polygons])
    points, owner = shapely.get_coordinates(outlines, return_index=True)
    return points, owner.astype(np.int64)


def _gaps(footprints: NDArray[np.object_]) -> Floats:
    gap = np.full(len(footprints), WIDEST_STEP)
    if len(footprints) > 1:
        tree = shapely.STRtree(footprints)
        (own, _), distance = tree.query_nearest(
            footprints, max_distance=WIDEST_STEP, exclusive=True, return_distance=True
        )
        np.minimum.at(gap, own, distance)
    return gap


def voronoi_borders(points: Floats, owner: Ints) -> NDArray[np.object_]:
    """Voronoi edges between points of different owners, as (n,) two-point LineStrings.

    Edges that run to infinity are not returned; edges collapse on a grid of a millimetre.
    """
    origin = points.mean(axis=0)
    local = points - origin
    try:
        mesh = Delaunay(local)
    except QhullError:
        return _bisectors(local, owner, origin)
    centres = np.round(_circumcentres(local[mesh.simplices]), 3)
    triangle, opposite = np.nonzero(mesh.neighbors > np.arange(len(centres))[:, None])
    across = mesh.neighbors[triangle, opposite]
    one = mesh.simplices[triangle, (opposite + 1) % 3]
    two = mesh.simplices[triangle, (opposite + 2) % 3]
    between = owner[one] != owner[two]
    inner = np.stack([centres[triangle[between]], centres[across[between]]], axis=1)
    ends = np.concatenate([inner, _hull_rays(local, owner, mesh, centres)])
    ends = ends[np.isfinite(ends).all(axis=(1, 2)) & (ends[:, 0] != ends[:, 1]).any(axis=1)]
    return np.asarray(shapely.linestrings(ends + origin), dtype=object)


def _circumcentres(corners: Floats) -> Floats:
    """(n, 3, 2) triangles -> (n, 2) centres; infinite or NaN where degenerate."""
    base = corners[:, 0]
    b, c = corners[:, 1] - base, corners[:, 2] - base
    twice = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b**2).sum(axis=1), (c**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = (c[:, 1] * bb - b[:, 1] * cc) / twice
        y = (b[:, 0] * cc - c[:, 0] * bb) / twice
    return np.asarray(base + np.column_stack([x, y]), dtype=np.float64)


def _hull_rays(local: Floats, owner: Ints, mesh: Delaunay, centres: Floats) -> Floats:
    """Edges that leave the hull, cut off well outside of it: (h, 2, 2)."""
    triangle, opposite = np.nonzero(mesh.neighbors < 0)
    one = mesh.simplices[triangle, (opposite + 1) % 3]
    two = mesh.simplices[triangle, (opposite + 2) % 3]
    between = owner[one] != owner[two]
    triangle, opposite, one, two = (v[between] for v in (triangle, opposite, one, two))
    along = local[two] - local[one]
    outward = np.column_stack([along[:, 1], -along[:, 0]])
    middle = (local[one] + local[two]) / 2
    inward = local[mesh.simplices[triangle, opposite]] - middle
    outward[(outward * inward).sum(axis=1) > 0] *= -1
    reach = 4 * np.ptp(local, axis=0).max() + 1000.0
    length = np.hypot(outward[:, 0], outward[:, 1])[:, None]
    start = centres[triangle]
    return np.stack([start, start + outward / length * reach], axis=1)


def _bisectors(local: Floats, owner: Ints, origin: Floats) -> NDArray[np.object_]:
    """Borders of points on one line: a perpendicular between each two neighbours of two owners."""
    spread = local - local.mean(axis=0)
    _, _, axes = np.linalg.svd(spread, full_matrices=False)
    order = np.argsort(spread @ axes[0], kind="stable")
    one, two = order[:-1], order[1:]
    differ = owner[one] != owner[two]
    middle = (local[one[differ]] + local[two[differ]]) / 2
    reach = 4 * np.ptp(local, axis=0).max() + 1000.0
    aside = np.array([-axes[0][1], axes[0][0]]) * reach
    ends = np.stack([middle - aside, middle + aside], axis=1) + origin
    return np.asarray(shapely.linestrings(ends), dtype=object)


def block_borders(
    blocks: NDArray[np.object_], domain: Ints, points: Floats, owner: Ints, at: Ints
) -> NDArray[np.object_]:
    """Voronoi borders inside every block between the footprints of its domain.

    Parameters
    ----------
    blocks
        (b,) polygons.
    domain
        (b,) number of the set of points that shares out each block.
    points, owner, at
        (p, 2) points, the footprint and the domain of each.

    Returns
    -------
    LineStrings, each clipped to its block and OVERHANG beyond.
    """
    if not len(points):
        return np.empty(0, dtype=object)
    order = np.argsort(at, kind="stable")
    names, first = np.unique(at[order], return_index=True)
    groups = dict(zip(names.tolist(), np.split(order, first[1:]), strict=True))
    lines: list[NDArray[np.object_]] = [np.empty(0, dtype=object)]
    for name, group in groups.items():
        if (owner[group] != owner[group[0]]).any():
            found = voronoi_borders(points[group], owner[group])
            lines.extend(_clip(found, block) for block in blocks[domain == name])
    return np.concatenate(lines)


def _clip(lines: NDArray[np.object_], block: shapely.Geometry) -> NDArray[np.object_]:
    shapely.prepare(block)
    within = shapely.contains_properly(block, lines)
    crossing = lines[~within & shapely.intersects(block, lines)]
    if not len(crossing):
        return np.asarray(lines[within], dtype=object)
    grown = shapely.buffer(block, OVERHANG, join_style="mitre")
    parts = shapely.get_parts(shapely.intersection(crossing, grown))
    kept = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    return np.concatenate([lines[within], parts[kept & ~shapely.is_empty(parts)]])
