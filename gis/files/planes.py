"""Coordinate reference systems: one for all layers, and the right one."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gis.files.log import Log

MARGIN = 5.0
"""Degrees by which data may leave the area a CRS is made for."""


def middle_of(frame: gpd.GeoDataFrame) -> tuple[float, float] | None:
    """Median coordinates, which a few stray features don't move; None without coordinates."""
    xy = shapely.get_coordinates(frame.geometry.array)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return None
    x, y = np.median(xy, axis=0)
    return float(x), float(y)


def check(layer: str, frame: gpd.GeoDataFrame, log: Log) -> bool:
    """Report a missing, unusable or evidently wrong CRS; True where all is well."""
    if frame.crs is None:
        log.fault(layer, "the CRS is missing; assign the one the data are in, then save again")
        return False
    crs = CRS(frame.crs)
    if not (crs.is_geographic or crs.is_projected):
        log.fault(layer, "only geographic and projected CRSs can be used", value=crs.name)
        return False
    middle = middle_of(frame)
    if middle is None:
        return True
    problem = _misfit(crs, middle)
    if problem:
        log.fault(layer, problem, field=crs.name, value=f"{middle[0]:.10g} {middle[1]:.10g}")
    return problem is None


def _misfit(crs: CRS, middle: tuple[float, float]) -> str | None:
    """Why coordinates cannot be of a CRS; None where they can."""
    if _fits(crs, *middle):
        return None
    if _fits(crs, *middle[::-1]):
        return "the axes seem swapped: x is east (longitude), y is north (latitude)"
    if not crs.is_geographic:
        return "the coordinates lie far from where this CRS is used; assign the right one"
    if abs(middle[1]) > 90 or abs(middle[0]) > 360:
        return "these are no degrees; assign the CRS the data are really in"
    # Degrees mean nearly the same in every geographic CRS, wherever it is meant for.
    return None


def _fits(crs: CRS, x: float, y: float) -> bool:
    """Whether a place lies where a CRS is used, or near it."""
    area = crs.area_of_use
    lon, lat = x, y
    if not crs.is_geographic:
        to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        lon, lat = to_degrees.transform(x, y)
    if not (abs(lat) <= 90 and abs(lon) <= 360):
        return False
    if area is None:
        return True
    # An area across the antimeridian has its east west of its west.
    wide = area.east - area.west + 360 * (area.east < area.west)
    off = abs((lon - area.west - wide / 2 + 180) % 360 - 180) - wide / 2
    return bool(off <= MARGIN and area.south - MARGIN <= lat <= area.north + MARGIN)


def unify(
    layer: str, frame: gpd.GeoDataFrame, names: pd.Series, crs: Any, log: Log
) -> gpd.GeoDataFrame:
    """The frame in ``crs``, x east and y north; reports what has no place there."""
    if frame.crs == crs:
        return frame
    moved = frame.to_crs(crs)
    lost = _finite(frame) & ~_finite(moved)
    remedy = "the place does not exist in the CRS of the communities; correct it"
    log.each(layer, names[lost], remedy, field="geometry")
    return moved[~lost]


def _finite(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Which geometries have only finite coordinates."""
    xy, owner = shapely.get_coordinates(frame.geometry.array, return_index=True)
    finite = np.ones(len(frame), dtype=bool)
    finite[owner[~np.isfinite(xy).all(axis=1)]] = False
    return finite
