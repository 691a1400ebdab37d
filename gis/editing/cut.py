"""Cut one atom's polygon by drawn lines so that it still fits its neighbours exactly.

Coordinates are those of the dataset's CRS throughout: a transformation there and back would
change the last bits, and shared borders are equal to the last bit. Straight cuts mean the same in
degrees and in metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gis.errors import EditError
from gis.geometry.borders import OUTSIDE, Floats, borders
from gis.geometry.plane import Geometries

GRID_M = 0.001
"""New vertices lie on a grid of one millimetre."""
NEAR_M = 0.01
"""A cut that ends this near (metres) to a vertex of the border ends in it."""
LEAST_M2 = 1.0
"""No piece may be smaller (square metres)."""


@dataclass(frozen=True)
class Cut:
    """Pieces of an atom, and its neighbours with the ends of the cut among their vertices.

    pieces
        (k,) Polygons, from west to east.
    neighbours
        (n,) as given, None where nothing was inserted.
    """

    pieces: Geometries
    neighbours: list[shapely.Polygon | None]


def cut(
    polygon: shapely.Polygon, lines: Sequence[Floats], neighbours: Geometries, unit: float
) -> Cut:
    """Cut a polygon along lines that lead from border to border.

    Parameters
    ----------
    polygon, neighbours
        Edge-matched Polygons.
    lines
        Coordinates (m, 2) of each line; what lies outside the polygon is ignored.
    unit
        One metre in units of the coordinates.

    Raises
    ------
    EditError
        If the lines do not divide the polygon, or leave a piece below a square metre.
    """
    grid = GRID_M * unit
    drawn = [shapely.LineString(np.round(xy / grid) * grid) for xy in lines]
    inner = shapely.get_parts(shapely.intersection(shapely.node(shapely.union_all(drawn)), polygon))
    inner = inner[(shapely.get_dimensions(inner) == 1) & (shapely.length(inner) > NEAR_M * unit)]
    shared = shapely.union_all(shapely.boundary(neighbours)) if len(neighbours) else None
    ends: list[Floats] = []
    paths = []
    for path in inner:
        xy = shapely.get_coordinates(path).copy()
        for at in (0, -1):
            if shapely.distance(shapely.Point(xy[at]), polygon.boundary) <= NEAR_M * unit:
                xy[at] = _settle(xy[at], polygon, shared, unit)
                ends.append(xy[at].copy())
        paths.append(xy)
    inserted = _between(polygon, ends, NEAR_M * unit)
    outline = _with_vertices(polygon, inserted)
    segments = [*_segments(outline), *(seg for xy in paths for seg in _pairs(xy))]
    faces = shapely.get_parts(shapely.polygonize(segments))
    faces = faces[shapely.contains(polygon.buffer(grid), shapely.point_on_surface(faces))]
    if len(faces) < 2:
        raise EditError(
            "the line must lead across the atom from border to border",
            "分割线须从边界到边界贯穿基本单元",
        )
    if (shapely.area(faces) < LEAST_M2 * unit * unit).any():
        raise EditError(
            "the line would leave a piece below one square metre", "分割后会出现小于1平方米的碎片"
        )
    order = np.argsort(shapely.get_x(shapely.centroid(faces)), kind="stable")
    revised = [_revised(other, inserted) for other in neighbours]
    result = Cut(faces[order], revised)
    _check(result, polygon, outline, grid)
    return result


def _settle(
    xy: Floats, polygon: shapely.Polygon, shared: shapely.Geometry | None, unit: float
) -> Floats:
    """Where an end of the cut comes to lie: in a vertex nearby, else on the millimetre grid.

    On the rim, where nobody shares the border, it stays exactly on the line.
    """
    corners = shapely.get_coordinates(polygon)
    away = np.hypot(*(corners - xy).T)
    if away.min() <= NEAR_M * unit:
        return np.asarray(corners[int(away.argmin())], dtype=np.float64)
    point = shapely.Point(xy)
    if shared is not None and shapely.distance(shared, point) <= NEAR_M * unit:
        grid = GRID_M * unit
        return np.asarray(np.round(xy / grid) * grid, dtype=np.float64)
    return xy


@dataclass(frozen=True)
class _Between:
    """New vertices (k, 2) in their order between two old ones (2,) that follow on each other."""

    start: Floats
    end: Floats
    points: Floats


def _between(polygon: shapely.Polygon, points: Sequence[Floats], near: float) -> list[_Between]:
    """Which segment of the polygon each point divides; none for those that are vertices."""
    rings = [shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors)]
    start = np.concatenate([xy[:-1] for xy in rings])
    end = np.concatenate([xy[1:] for xy in rings])
    step = end - start
    found: dict[int, list[tuple[float, Floats]]] = {}
    for point in np.unique(np.reshape(points, (-1, 2)), axis=0):
        along = ((point - start) * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-300)
        along = np.clip(along, 0, 1)
        off = np.hypot(*(start + along[:, None] * step - point).T)
        at = int(off.argmin())
        if off[at] <= near and not (start == point).all(axis=1).any():
            found.setdefault(at, []).append((float(along[at]), point))
    return [
        _Between(start[at], end[at], np.array([xy for _, xy in sorted(own, key=lambda p: p[0])]))
        for at, own in found.items()
    ]


def _with_vertices(polygon: shapely.Polygon, inserted: Sequence[_Between]) -> shapely.Polygon:
    """The polygon with vertices inserted wherever it has the segments they divide."""
    rings = []
    for ring in (polygon.exterior, *polygon.interiors):
        xy = shapely.get_coordinates(ring)
        for one in inserted:
            for start, end, points in (
                (one.start, one.end, one.points), (one.end, one.start, one.points[::-1]),
            ):  # fmt: skip
                same = (xy[:-1] == start).all(axis=1) & (xy[1:] == end).all(axis=1)
                for at in np.flatnonzero(same):
                    xy = np.insert(xy, int(at) + 1, points, axis=0)
        rings.append(xy)
    return shapely.Polygon(rings[0], rings[1:])


def _revised(other: shapely.Polygon, inserted: Sequence[_Between]) -> shapely.Polygon | None:
    """A neighbour with the vertices on the border it shares; None where there are none."""
    changed = _with_vertices(other, inserted)
    same = shapely.get_num_coordinates(changed) == shapely.get_num_coordinates(other)
    return None if same else changed


def _segments(polygon: shapely.Polygon) -> list[shapely.LineString]:
    rings = [polygon.exterior, *polygon.interiors]
    return [segment for ring in rings for segment in _pairs(np.asarray(ring.coords))]


def _pairs(xy: Floats) -> list[shapely.LineString]:
    return list(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)))


def _check(result: Cut, polygon: shapely.Polygon, outline: shapely.Polygon, grid: float) -> None:
    """Refuse pieces that do not fit each other, or the border around them, to the last bit.

    Ends that settle may drag a path over another, where a line runs along itself or a border.
    """
    shapes = [*result.pieces, *(shape for shape in result.neighbours if shape is not None)]
    total = float(shapely.area(result.pieces).sum())
    found = borders(result.pieces)
    rim = found.select(found.right == OUTSIDE).length
    fits = (
        shapely.is_valid(shapes).all()
        and shapely.coverage_is_valid(result.pieces)
        and len(rim) == len(_segments(outline))
        and abs(float(rim.sum()) - outline.length) <= 1e-9 * outline.length
        and abs(total - polygon.area) <= grid * polygon.length
    )
    if not fits:
        raise EditError(
            "the line runs too close along a border; draw it a little further off",
            "分割线与边界过近，请稍移开",
        )


def strips(footprint: shapely.Polygon, count: int) -> list[Floats]:
    """Lines between ``count`` staircases: across the long axis of a building, far beyond it."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(footprint))
    if len(corners) != 5:
        raise EditError(
            "this building is too thin to be cut into staircases", "该楼栋过窄，无法按单元分割"
        )
    sides = corners[1:3] - corners[0:2]
    long = int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))
    along, aside = sides[long], sides[1 - long]
    origin = corners[long]
    if long == 1:
        aside = -sides[0]
    reach = 1000 * aside / max(float(np.hypot(*aside)), 1e-300) * np.hypot(*along)
    steps = np.arange(1, count) / count
    return [np.stack([origin + s * along - reach, origin + s * along + reach]) for s in steps]
