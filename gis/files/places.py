"""Check how layers lie to each other: communities side by side, everything else within them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gis.files.log import Log
from gis.geometry import gcj02
from gis.geometry.plane import Plane

ISOLATED = 50_000.0
"""Metres; a community farther than this from any other lies in another county."""
REACH = 50_000.0
"""Metres that barriers, sites and the like may lie beyond the communities."""
OVERLAP = 1.0
"""Square metres; larger overlaps of communities are faults, smaller ones are told."""
NOISE = 1e-4
"""Square metres; smaller overlaps are rounding."""
OUTSIDE = 1.0
"""Metres that a building may lie off every community, the width of a drawing error."""

Mask = NDArray[np.bool_]


def isolated(
    frame: gpd.GeoDataFrame, names: pd.Series, plane: Plane, middle: Mask, log: Log
) -> Mask:
    """Report communities far from all others; ``middle`` tells which hold most buildings."""
    boxes = shapely.box(*shapely.bounds(plane.forward(frame.geometry.array)).T)
    if len(boxes) < 2:
        return np.zeros(len(boxes), dtype=bool)
    tree = shapely.STRtree(boxes)
    near = tree.query_nearest(boxes, exclusive=True, return_distance=True, all_matches=False)
    distance = np.zeros(len(boxes))
    distance[near[0][0]] = near[1]
    away = (distance > ISOLATED) & ~middle
    remedy = "lies in another county, far from every other community; remove it or correct it"
    values = [f"{d / 1000:.0f} km away" for d in distance[away]]
    log.each("communities", names[away], remedy, field="geometry", values=values)
    return away


def overlaps(frame: gpd.GeoDataFrame, names: pd.Series, plane: Plane, log: Log) -> None:
    """Report communities that overlap; slivers are only told."""
    shapes = plane.forward(frame.geometry.array)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    areas = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    pairs = names.to_numpy()[left] + " and " + names.to_numpy()[right]
    large = areas > OVERLAP
    remedy = "these communities overlap; every place belongs to exactly one, redraw their border"
    values = [f"{a:.1f} m2" for a in areas[large]]
    log.each("communities", pairs[large].tolist(), remedy, field="geometry", values=values)
    small = (areas > NOISE) & ~large
    if small.any():
        total = areas[small].sum()
        text = f"borders overlap by slivers of together {total:.4f} m2"
        log.notice("communities", text, pairs[small].tolist())


def outside(
    frame: gpd.GeoDataFrame,
    names: pd.Series,
    communities: gpd.GeoDataFrame,
    plane: Plane,
    log: Log,
) -> None:
    """Report buildings that touch no community, and say where the whole layer seems shifted."""
    shapes = plane.forward(frame.geometry.array)
    land = plane.forward(communities.geometry.array)
    shapely.prepare(land)
    off = np.ones(len(shapes), dtype=bool)
    off[shapely.STRtree(shapes).query(land, predicate="intersects")[1]] = False
    rows = np.flatnonzero(off)
    if not rows.size:
        return
    tree = shapely.STRtree(land)
    (_, _), metres = tree.query_nearest(shapes[rows], return_distance=True, all_matches=False)
    near = metres <= OUTSIDE
    if near.any():
        log.notice("buildings", "stand just off every community", names.iloc[rows[near]])
    rows, metres = rows[~near], metres[~near]
    if not rows.size:
        return
    axes = _swapped(frame.geometry.array[rows], communities)
    hint = _shift(frame, communities, len(rows))
    if hint:
        log.notice("buildings", hint)
    for row, distance, wrong_axes in zip(rows, metres, axes, strict=True):
        place = f"{distance:.0f} m away" if distance < 10_000 else f"{distance / 1000:.0f} km away"
        log.fault("buildings", _advice(distance, wrong_axes=bool(wrong_axes), hint=hint),
                  feature=names.iloc[row], field="geometry", value=place)  # fmt: skip


def _advice(metres: float, *, wrong_axes: bool, hint: str) -> str:
    if wrong_axes:
        return "outside every community; its axes seem swapped: x is east, y is north"
    if metres > REACH:
        return "in another county, far from every community; remove it or correct its place"
    more = f" ({hint})" if hint else ""
    return f"outside every community; move it, remove it or correct the communities{more}"


def _swapped(geometries: gpd.array.GeometryArray, communities: gpd.GeoDataFrame) -> Mask:
    """Which geometries would lie among the communities with x and y exchanged."""
    west, south, east, north = communities.total_bounds
    x, y = shapely.get_coordinates(shapely.centroid(geometries)).T
    inside: Mask = (y >= west) & (y <= east) & (x >= south) & (x <= north)
    return inside


def distant(
    layer: str,
    frame: gpd.GeoDataFrame,
    names: pd.Series,
    communities: gpd.GeoDataFrame,
    plane: Plane,
    log: Log,
) -> None:
    """Report features of another county: farther from the communities' bounds than ``REACH``."""
    if frame.empty:
        return
    land = shapely.box(*shapely.total_bounds(plane.forward(communities.geometry.array)))
    metres = shapely.distance(plane.forward(frame.geometry.array), land)
    away = np.flatnonzero(metres > REACH)
    axes = _swapped(frame.geometry.array[away], communities)
    for row, wrong_axes in zip(away, axes, strict=True):
        log.fault(
            layer,
            "its axes seem swapped: x is east, y is north"
            if wrong_axes
            else "in another county, far from every community; remove it or correct its place",
            feature=names.iloc[row],
            field="geometry",
            value=f"{metres[row] / 1000:.0f} km away",
        )


def _shift(frame: gpd.GeoDataFrame, communities: gpd.GeoDataFrame, off: int) -> str:
    """A sentence where undoing GCJ-02 in one layer brings most stray buildings home."""
    crs = CRS(communities.crs)
    degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    points = shapely.get_coordinates(shapely.centroid(frame.geometry.array))
    lonlat = np.column_stack(degrees.transform(points[:, 0], points[:, 1]))
    west, south, east, north = gcj02.CHINA
    middle = np.median(lonlat, axis=0)
    if not (west <= middle[0] <= east and south <= middle[1] <= north):
        return ""
    land = communities.geometry.array
    for moved, culprit in (
        (gcj02.to_wgs84(lonlat), "buildings"),
        (gcj02.from_wgs84(lonlat), "communities"),
    ):
        back = np.column_stack(degrees.transform(moved[:, 0], moved[:, 1], direction="INVERSE"))
        tree = shapely.STRtree(shapely.points(back))
        found = np.unique(tree.query(land, predicate="intersects")[1]).size
        if len(frame) - found < off / 4:
            return f"the {culprit} are likely in GCJ-02, shifted against the rest; convert them"
    return ""
