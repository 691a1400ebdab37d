"""Coordinate reference systems: one for all layers, and the right one."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from gis.files.log import Log

MARGIN = 5.0
"""Degrees by which data may leave the area a CRS is made for."""

Bounds = tuple[float, float, float, float]


def bounds_of(frame: gpd.GeoDataFrame) -> Bounds:
    """Smallest and largest finite coordinates, NaN where there are none."""
    xy = shapely.get_coordinates(frame.geometry.array)
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not len(xy):
        return (np.nan,) * 4
    low, high = xy.min(axis=0), xy.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def check(layer: str, frame: gpd.GeoDataFrame, log: Log) -> bool:
    """Report a missing, unusable or evidently wrong CRS; True where all is well."""
    if frame.crs is None:
        log.fault(layer, "the CRS is missing; assign the one the data are in, then save again")
        return False
    crs = CRS(frame.crs)
    if not (crs.is_geographic or crs.is_projected):
        log.fault(layer, "only geographic and projected CRSs can be used", value=crs.name)
        return False
    bounds = bounds_of(frame)
    if not np.isfinite(bounds).all():
        return True
    problem = _misfit(crs, bounds)
    if problem:
        shown = ", ".join(f"{v:.6g}" for v in bounds)
        log.fault(layer, problem, field=crs.name, value=shown)
    return problem is None


def _misfit(crs: CRS, bounds: Bounds) -> str | None:
    """Why coordinates cannot be of a CRS; None where they can."""
    swapped = (bounds[1], bounds[0], bounds[3], bounds[2])
    advice = "the axes seem swapped: x is east (longitude), y is north (latitude)"
    if _fits(crs, bounds):
        return None
    if _fits(crs, swapped):
        return advice
    if crs.is_geographic:
        return "these are no degrees; assign the CRS the data are really in"
    return "the coordinates lie far from where this CRS is used; assign the right one"


def _fits(crs: CRS, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    if crs.is_geographic:
        return west >= -181 and east <= 361 and south >= -90 and north <= 90
    area = crs.area_of_use
    if area is None:
        return True
    try:
        to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        lon, lat = to_degrees.transform((west + east) / 2, (south + north) / 2)
    except ProjError:
        return False
    wide = area.east - area.west if area.east >= area.west else area.east + 360 - area.west
    middle = area.west + wide / 2
    off = abs((lon - middle + 180) % 360 - 180) - wide / 2
    return bool(off <= MARGIN and area.south - MARGIN <= lat <= area.north + MARGIN)


def unify(layer: str, frame: gpd.GeoDataFrame, crs: Any, log: Log) -> gpd.GeoDataFrame:
    """The frame in ``crs``, x east and y north; reports what cannot be transformed."""
    if frame.crs == crs:
        return frame
    moved = frame.to_crs(crs)
    before = np.isfinite(shapely.get_coordinates(frame.geometry.array)).all()
    after = np.isfinite(shapely.get_coordinates(moved.geometry.array)).all()
    if before and not after:
        log.fault(
            layer, "some coordinates have no place in the CRS of the communities; correct them"
        )
    return moved
