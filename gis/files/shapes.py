"""Check geometries one by one. Only what cannot change their meaning is mended, and told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.files.log import Log

POLYGONS = ("Polygon", "MultiPolygon")
TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "communities": POLYGONS,
        "buildings": (*POLYGONS, "Point"),
        "barriers": ("LineString", "MultiLineString"),
        "crossings": ("Point", "LineString"),
        "compounds": POLYGONS,
        "sites": (*POLYGONS, "Point"),
        "population": POLYGONS,
        "grids": POLYGONS,
    }
)
MOST_VERTICES = 20_000
MOST_CROSSINGS = 16
MENDED_AREA = 1e-4
"""Square metres by which a mended outline may differ from the area its ring encloses."""


def check(
    layer: str, frame: gpd.GeoDataFrame, names: pd.Series, log: Log, *, square: float
) -> tuple[gpd.GeoDataFrame, NDArray[np.bool_]]:
    """Check every geometry; returns the frame, mended, and which rows are sound.

    Parameters
    ----------
    square
        Square metres in one square unit of the frame's CRS.
    """
    frame = _flat(layer, _plain_parts(layer, frame), log)
    names = names.reindex(frame.index)
    geometries = frame.geometry.array
    missing = np.asarray(geometries.isna() | geometries.is_empty)
    remedy = "the geometry is missing, empty or unreadable; draw it again or delete the feature"
    log.each(layer, names[missing], remedy, field="geometry")
    good = ~missing & _finite(layer, frame, names, log)
    types = np.where(missing, "", geometries.geom_type).astype(object)
    wrong = good & ~np.isin(types, TYPES[layer])
    remedy = f"wrong type of geometry; only {' or '.join(TYPES[layer])} can stand here"
    log.each(layer, names[wrong], remedy, field="geometry", values=types[wrong].tolist())
    good &= ~wrong
    good &= _small(layer, frame, names, good, log)
    frame = _without_repeats(layer, frame, names, good, log)
    return _valid(layer, frame, names, good, log, square)


def _plain_parts(layer: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Unwrap collections of one part, and take crossings of several parts apart."""
    geometries = np.asarray(frame.geometry.array, dtype=object)
    types = shapely.get_type_id(geometries)
    single = (types >= 4) & (types != 6) & (shapely.get_num_geometries(geometries) == 1)
    if single.any():
        geometries = geometries.copy()
        geometries[single] = shapely.get_geometry(geometries[single], 0)
        frame = frame.set_geometry(gpd.GeoSeries(geometries, frame.index, crs=frame.crs))
    if layer == "crossings" and np.isin(types, (4, 5)).any():
        frame = frame.explode()
    return frame


def _flat(layer: str, frame: gpd.GeoDataFrame, log: Log) -> gpd.GeoDataFrame:
    """Drop heights and measures."""
    geometries = frame.geometry.array
    deep = shapely.has_z(geometries) | shapely.has_m(geometries)
    if not deep.any():
        return frame
    log.notice(layer, f"heights (Z) or measures (M) of {int(deep.sum())} geometries are dropped")
    return frame.set_geometry(
        gpd.GeoSeries(shapely.force_2d(geometries), frame.index, crs=frame.crs)
    )


def _finite(layer: str, frame: gpd.GeoDataFrame, names: pd.Series, log: Log) -> NDArray[np.bool_]:
    coordinates, owner = shapely.get_coordinates(frame.geometry.array, return_index=True)
    bad = ~np.isfinite(coordinates).all(axis=1)
    finite = np.ones(len(frame), dtype=bool)
    finite[owner[bad]] = False
    first = {int(o): xy for o, xy in zip(owner[bad][::-1], coordinates[bad][::-1], strict=True)}
    values = [f"{first[row][0]} {first[row][1]}" for row in sorted(first)]
    remedy = "a coordinate is not a finite number; draw the feature again"
    log.each(layer, names[~finite], remedy, field="geometry", values=values)
    return finite


def _small(
    layer: str, frame: gpd.GeoDataFrame, names: pd.Series, good: NDArray[np.bool_], log: Log
) -> NDArray[np.bool_]:
    """Refuse polygons with giant rings: validity of such takes unbounded time.

    A community's outline may be long; there it is only told.
    """
    geometries = frame.geometry.array
    counts = shapely.get_num_coordinates(geometries)
    large: NDArray[np.bool_] = (
        good & np.isin(shapely.get_type_id(geometries), (3, 6)) & (counts > MOST_VERTICES)
    )
    if not large.any():
        return ~large
    shown = [f"{n} vertices" for n in counts[large]]
    if layer == "communities":
        log.notice(layer, f"outlines of more than {MOST_VERTICES} vertices are slow", names[large])
        return np.ones(len(frame), dtype=bool)
    remedy = f"more than {MOST_VERTICES} vertices; simplify the outline or split the feature"
    log.each(layer, names[large], remedy, field="geometry", values=shown)
    return ~large


def _without_repeats(
    layer: str, frame: gpd.GeoDataFrame, names: pd.Series, good: NDArray[np.bool_], log: Log
) -> gpd.GeoDataFrame:
    """Drop vertices that repeat the one before."""
    geometries = np.asarray(frame.geometry.array, dtype=object)
    single = shapely.remove_repeated_points(geometries[good], 0.0)
    less = shapely.get_num_coordinates(single) < shapely.get_num_coordinates(geometries[good])
    # A line of one repeated point stays as it is and is refused as invalid.
    rows = np.flatnonzero(good)[less & ~shapely.is_empty(single)]
    if not rows.size:
        return frame
    log.notice(layer, "repeated vertices are dropped", names.iloc[rows])
    geometries = geometries.copy()
    geometries[rows] = single[less & ~shapely.is_empty(single)]
    return frame.set_geometry(gpd.GeoSeries(geometries, frame.index, crs=frame.crs))


def _valid(
    layer: str,
    frame: gpd.GeoDataFrame,
    names: pd.Series,
    good: NDArray[np.bool_],
    log: Log,
    square: float,
) -> tuple[gpd.GeoDataFrame, NDArray[np.bool_]]:
    """Refuse invalid outlines with reason and place, except where the meaning is certain."""
    geometries = np.asarray(frame.geometry.array, dtype=object).copy()
    invalid = np.flatnonzero(good & ~shapely.is_valid(geometries))
    if not invalid.size:
        return frame, good
    mended = {row: shape for row in invalid if (shape := _mended(geometries[row], square))}
    if mended:
        rows = list(mended)
        geometries[rows] = list(mended.values())
        log.notice(layer, "outlines that touch themselves are noded anew", names.iloc[rows])
    refused = np.array([row for row in invalid if row not in mended], dtype=int)
    reasons = shapely.is_valid_reason(geometries[refused]).tolist()
    remedy = "the geometry is invalid at this place; correct it in a GIS"
    log.each(layer, names.iloc[refused], remedy, field="geometry", values=reasons)
    sound = good.copy()
    sound[refused] = False
    return frame.set_geometry(gpd.GeoSeries(geometries, frame.index, crs=frame.crs)), sound


def _mended(shape: Any, square: float) -> Any:
    """A valid geometry of the same meaning, or None where one would have to guess.

    The area that the rings enclose by their signed sums is what the outline says. A bow-tie's
    lobes cancel out, doubled loops count twice: there it differs from the area of any valid
    reading, and the feature is refused. It agrees where a ring merely touches itself, parts
    share an edge, or two vertices are swapped within a square centimetre.
    """
    if shapely.get_type_id(shape) not in (3, 6) or _crossings(shape) > MOST_CROSSINGS:
        return None
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if shapely.get_type_id(valid) not in (3, 6) or shapely.is_empty(valid):
        return None
    said = float(np.sum(shapely.area(shapely.get_parts(shape))))
    return valid if abs(said - float(shapely.area(valid))) * square <= MENDED_AREA else None


def _crossings(shape: Any) -> int:
    """How often segments of the rings properly cross; repair of wild rings takes minutes."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    segments = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)[within])
    pairs = shapely.STRtree(segments).query(segments, predicate="crosses")
    return int(pairs.shape[1] // 2)
