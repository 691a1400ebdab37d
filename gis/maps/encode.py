"""Geometries as short lists of whole numbers.

A coordinate becomes the difference to the vertex before it, in millionths of a degree (about a
decimetre): a third of the size of GeoJSON at the same precision. ``templates/decode.js`` undoes it.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

PRECISION = 1e-6
CHUNK = 250

Ints = list[int]


class Encoder:
    """Encodes geometries in degrees relative to one origin.

    Parameters
    ----------
    origin
        Longitude and latitude that the first vertex of each ring or line is measured from.
    """

    def __init__(self, origin: tuple[float, float]) -> None:
        self.origin = (round(origin[0], 6), round(origin[1], 6))

    def point(self, x: float, y: float) -> Ints:
        """Whole-number offsets of one position."""
        return [
            round((x - self.origin[0]) / PRECISION),
            round((y - self.origin[1]) / PRECISION),
        ]

    def lines(self, geometries: Any) -> list[Ints]:
        """Every line, boundary ring or point of the geometries as ``[x, y, dx, dy, ...]``.

        Which geometry a line came from is not kept; rings stay closed by their first vertex alone.
        Polygons come out counter-clockwise with clockwise holes, so that the non-zero rule fills
        them right even where several overlap.
        """
        return [line for group in self.grouped(geometries) for line in group]

    def chunks(self, geometries: Any) -> list[list[Ints]]:
        """The lines of neighbouring geometries in lists of about CHUNK geometries each.

        A browser takes ever longer over one path of many rings, and skips what lies off screen:
        so geometries that are drawn alike come in neighbourly portions.
        """
        values = np.asarray(geometries, dtype=object)
        values = values[~(shapely.is_missing(values) | shapely.is_empty(values))]
        if not len(values):
            return []
        near = gpd.GeoSeries(values).hilbert_distance(level=12).to_numpy()
        groups = self.grouped(values[np.argsort(near, kind="stable")])
        return [
            [line for group in groups[start : start + CHUNK] for line in group]
            for start in range(0, len(groups), CHUNK)
        ]

    def grouped(self, geometries: Any) -> list[list[Ints]]:
        """The same, one list of lines for each geometry given (empty where it has none)."""
        values = np.asarray(geometries, dtype=object)
        groups: list[list[Ints]] = [[] for _ in values]
        pieces, owner = _pieces(values)
        if not len(pieces):
            return groups
        ring = shapely.get_type_id(pieces) == shapely.GeometryType.LINEARRING
        coordinates, index = shapely.get_coordinates(pieces, return_index=True)
        whole = np.rint((coordinates - self.origin) / PRECISION).astype(np.int64)
        starts = np.flatnonzero(np.diff(index, prepend=-1))
        deltas = np.diff(whole, axis=0, prepend=[[0, 0]])
        deltas[starts] = whole[starts]
        for piece, line in zip(index[starts], np.split(deltas, starts[1:]), strict=True):
            short = _without_repeats(line[:-1] if ring[piece] else line)
            groups[owner[piece]].append(short.ravel().tolist())
        return groups


def _without_repeats(line: NDArray[np.int64]) -> NDArray[np.int64]:
    """Drop the vertices that rounding moved onto their predecessor; the first one stays."""
    moved = np.any(line != 0, axis=1)
    moved[0] = True
    kept: NDArray[np.int64] = line[moved]
    return kept


def _pieces(values: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Rings, lines and points of geometries of any type, and the geometry each belongs to."""
    parts, owner = shapely.get_parts(values, return_index=True)
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    oriented = shapely.orient_polygons(parts[polygons])
    rings, inner = shapely.get_rings(oriented, return_index=True)
    pieces = np.concatenate([rings, parts[~polygons]])
    owners = np.concatenate([owner[polygons][inner], owner[~polygons]])
    return pieces, owners


def degrees(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Geometries of a frame as longitude and latitude on WGS 84.

    What cannot be placed on the globe (swapped axes, infinite coordinates) becomes None: a map of
    a damaged plan still shows the rest.
    """
    if not len(frame):
        return np.empty(0, dtype=object)
    values: NDArray[np.object_] = frame.geometry.to_crs(4326).force_2d().to_numpy().copy()
    values[~np.isfinite(shapely.bounds(values)).all(axis=1)] = None
    return values


def label_points(geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    """Where a label fits best: ``[x, y, radius]`` of the largest circle in each polygon.

    Degrees of longitude are shorter than degrees of latitude, so the circle is sought with
    longitudes shrunk to match; the radius is in degrees of latitude. Anything but
    a polygon gets its representative point and radius 0, a missing one NaN.
    """
    if not len(geometries):
        return np.empty((0, 3))
    geometries = geometries.copy()
    broken = ~shapely.is_valid(geometries)
    # Other methods may add lines to the polygons, in which no circle can be sought.
    geometries[broken] = shapely.make_valid(
        geometries[broken], method="structure", keep_collapsed=False
    )
    points = shapely.point_on_surface(geometries)
    places = np.column_stack([shapely.get_x(points), shapely.get_y(points), np.zeros(len(points))])
    flat_types = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    polygonal = np.isin(shapely.get_type_id(geometries), flat_types)
    solid = np.flatnonzero(polygonal & (shapely.area(geometries) > 0))
    if len(solid):
        squeeze = np.cos(np.radians(np.nanmean(places[:, 1])))
        flat = shapely.transform(geometries[solid], lambda xy: xy * [squeeze, 1.0])
        circle = shapely.maximum_inscribed_circle(flat, tolerance=1e-5)
        centre = shapely.get_point(circle, 0)
        places[solid, 0] = shapely.get_x(centre) / squeeze
        places[solid, 1] = shapely.get_y(centre)
        places[solid, 2] = shapely.length(circle)
    return places
