"""Whether the place of a ticket can be trusted, and where it is in WGS 84.

A bad place is named and kept, never mended: only who reported it knows better. Each place gets
the first name of this list that fits: missing, zero, rounded, swapped, outside, piled, good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from gis.errors import ParameterError
from gis.geometry import bd09, gcj02
from gis.model.tickets import Channel, Position

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees of WGS 84."""

NAMED: Mapping[str, str] = {"wgs84": "EPSG:4326", "cgcs2000": "EPSG:4490"}
"""Systems with a name of their own, besides those of web maps; the datums differ by less than a
metre and are taken as one."""
CALLED = {code: name for name, code in NAMED.items()}
SHIFTED = {"gcj02": gcj02.to_wgs84, "bd09": bd09.to_wgs84}
MERCATOR = 85.0
"""Beyond this latitude there is no town, and no web mercator."""
CLOSE = 2e-7
"""Degrees within which a figure counts as rounded; two centimetres, for what was projected."""
PILES_FROM = "%Y-%m"
"""What piles up does so within a month."""
STEADY = frozenset({Channel.SENSOR, Channel.PATROL})
"""Channels that report from the same points again and again: those are no piles."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """From when on a place is suspect.

    Parameters
    ----------
    extents
        Where tickets can lie at all, any of these; none: everywhere.
    decimals
        Degrees given to at most so many decimals are rounded.
    piled
        So many at exactly one point within a month stand for "unknown".
    """

    extents: Sequence[Box] = ()
    decimals: int = 2
    piled: int = 50


def check_crs(name: str) -> str:
    """The name of a system as it is kept: ``wgs84``, ``gcj02``, ``EPSG:4547`` ...

    Raises
    ------
    ParameterError
        There is none of this name.
    """
    plain = name.strip().lower().replace("-", "").replace("_", "").replace(" ", "")
    if plain in {*NAMED, *SHIFTED}:
        return plain
    upper = name.strip().upper()
    if upper in CALLED:
        return CALLED[upper]
    if upper.startswith("EPSG:") and _known(upper):
        return upper
    raise ParameterError(
        f"there is no coordinate system {name!r}; there are wgs84, cgcs2000, gcj02, bd09, EPSG:n",
        f"未知的坐标系“{name}”；可用 wgs84、cgcs2000、gcj02、bd09 或 EPSG:n。",
    )


def to_wgs84(given: Floats, crs: str) -> Floats:
    """Longitude and latitude of places; arrays of shape (n, 2), x or longitude first.

    Parameters
    ----------
    crs
        As ``check_crs`` returns it.

    Returns
    -------
    NaN where a place has none on earth.
    """
    found = np.full(given.shape, np.nan)
    usable = np.isfinite(given).all(axis=1)
    if crs in SHIFTED:
        # Farther away there is nothing to be shifted, and the formulas run wild.
        usable &= (np.abs(given) <= (180.0, 90.0)).all(axis=1)
        found[usable] = SHIFTED[crs](given[usable])
    elif _geographic(crs):
        found[usable] = given[usable]
    else:
        lon, lat = _projection(crs).transform(*given[usable].T)
        found[usable] = np.column_stack([lon, lat])
    inside = (np.abs(found) <= (180.0, MERCATOR)).all(axis=1)
    found[~inside] = np.nan
    return found


def judge(given: Floats, crs: str, suspicion: Suspicion) -> tuple[NDArray[np.object_], Floats]:
    """Name the places of tickets one by one; ``piles`` looks at many.

    Parameters
    ----------
    given
        (n, 2) x or longitude first, as they came; NaN where there is none.

    Returns
    -------
    (n,) values of ``Position``, and (n, 2) degrees of WGS 84, NaN unless the position is good.
    """
    lonlat = to_wgs84(given, crs)
    there = np.isfinite(given).all(axis=1)
    usable = np.isfinite(lonlat).all(axis=1)
    inside = usable & within(lonlat, suspicion.extents)
    turned = to_wgs84(given[:, ::-1], crs)
    turned_inside = np.isfinite(turned).all(axis=1) & within(turned, suspicion.extents)
    degrees = given if _geographic(crs) else lonlat
    names = np.select(
        [
            ~there,
            _zero(given, lonlat),
            usable & rounded(degrees, suspicion.decimals),
            ~inside & turned_inside,
            ~inside,
        ],
        [
            Position.MISSING,
            Position.ZERO,
            Position.ROUNDED,
            Position.SWAPPED,
            Position.OUTSIDE,
        ],
        Position.GOOD,
    ).astype(object)
    lonlat[names != Position.GOOD] = np.nan
    return names, lonlat


def piles(lonlat: Floats, months: Sequence[str] | NDArray[np.object_], most: int) -> Flags:
    """Which places stand for "unknown": so many at exactly one point within a month.

    Parameters
    ----------
    lonlat
        (n, 2) degrees; NaN where there is nothing to be asked.
    months
        (n,) in which month each was reported.
    most
        From how many on.
    """
    frame = pd.DataFrame({"x": lonlat[:, 0], "y": lonlat[:, 1], "month": months})
    size = frame.groupby(["x", "y", "month"], dropna=True)["x"].transform("size")
    return np.asarray(size.fillna(0) >= most, dtype=bool)


def rounded(degrees: Floats, decimals: int) -> Flags:
    """Where both figures have at most so many decimals."""
    with np.errstate(invalid="ignore", over="ignore"):
        steps = degrees * 10.0**decimals
        near = np.abs(steps - np.round(steps)) < CLOSE * 10.0**decimals
    return np.asarray(near.all(axis=1), dtype=bool)


def within(lonlat: Floats, extents: Sequence[Box]) -> Flags:
    """Which places lie in any of the boxes; all where there are none."""
    if not extents:
        return np.ones(len(lonlat), dtype=bool)
    west, south, east, north = np.asarray(extents, dtype=float).T[:, None, :]
    lon, lat = lonlat[:, :1], lonlat[:, 1:]
    with np.errstate(invalid="ignore"):
        hit = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return np.asarray(hit.any(axis=1), dtype=bool)


def _zero(given: Floats, lonlat: Floats) -> Flags:
    """The origin, of the coordinates that were given or of the earth's."""
    with np.errstate(invalid="ignore"):
        near = [(np.abs(one) < CLOSE).all(axis=1) for one in (given, lonlat)]
    return np.asarray(near[0] | near[1], dtype=bool)


def _geographic(crs: str) -> bool:
    return crs in NAMED or crs in SHIFTED or _crs(crs).is_geographic


def _known(name: str) -> bool:
    try:
        found = _crs(name)
    except CRSError:
        return False
    return bool(found.is_geographic or found.is_projected)


@cache
def _crs(name: str) -> CRS:
    return CRS.from_user_input(name)


@cache
def _projection(name: str) -> Transformer:
    return Transformer.from_crs(name, "EPSG:4326", always_xy=True)
