"""Hexagons (H3): which one a point lies in, which larger one holds it, how they look.

An index is an unsigned 64-bit number: mode and resolution, the base hexagon, then three bits a
level. So the children of a hexagon follow each other without a gap.
Source: https://h3geo.org/docs/core-library/h3Indexing
"""

from __future__ import annotations

from math import cos, radians
from typing import Any, NamedTuple

import h3.api.numpy_int as h3
import numpy as np
import numpy.typing as npt

from gis.errors import ParameterError

Indexes = npt.NDArray[np.uint64]
MERIDIAN = 111_000.0
"""Metres of a degree of latitude, rather too few than too many."""
QUARTER = 90.0
"""Degrees of longitude."""
FINEST = 10
"""Resolution that tickets are stored at; edges of 66 m."""


def check_resolution(resolution: int) -> None:
    """Raise ParameterError unless there are hexagons of this resolution."""
    if not 0 <= resolution <= FINEST:
        raise ParameterError(
            f"hexagons have resolutions 0 to {FINEST}, not {resolution}",
            f"六边形级别为 0 至 {FINEST}，没有 {resolution} 级。",
        )


def parents(hexes: npt.NDArray[Any], resolution: int) -> Indexes:
    """(n,) the hexagons of a resolution that hold hexagons of ``FINEST``."""
    check_resolution(resolution)
    unused = np.uint64((1 << 3 * (15 - resolution)) - 1)
    kept = np.uint64(~(15 << 52) & (1 << 64) - 1)
    found = np.asarray(hexes).astype(np.uint64) & kept | np.uint64(resolution << 52) | unused
    return found.astype(np.uint64)


def shift(resolution: int) -> int:
    """Bits below those that tell the hexagon of a resolution apart."""
    check_resolution(resolution)
    return 3 * (15 - resolution)


def whole(keys: npt.NDArray[Any], resolution: int) -> Indexes:
    """(n,) hexagons of a resolution from the indexes of finest ones without their last bits."""
    return parents(keys << shift(resolution), resolution)


def ranges(hexes: Indexes, resolution: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """(n,) int64 least index that a finest hexagon within each can have, and the end of these."""
    low = parents(hexes, FINEST).astype(np.int64) >> shift(resolution) << shift(resolution)
    return low, low + (1 << shift(resolution))


class Bounds(NamedTuple):
    """Longitudes and latitudes in degrees (WGS 84)."""

    west: float
    south: float
    east: float
    north: float


def covering(bounds: Bounds, resolution: int) -> Indexes:
    """(n,) all hexagons that hold anything within bounds, ascending, and some around them.

    Tickets lie in the finest hexagons, which reach a little beyond the one that holds them.

    Parameters
    ----------
    bounds
        Where they are wider than a quarter of the world, all hexagons are taken.
    """
    if bounds.east - bounds.west > QUARTER:
        every = np.concatenate(
            [h3.cell_to_children(one, resolution) for one in h3.get_res0_cells()]
        )
        return np.sort(every.astype(np.uint64))
    pad = 1.4 * h3.average_hexagon_edge_length(resolution, "m") / MERIDIAN
    south, north = max(bounds.south - pad, -89.9), min(bounds.north + pad, 89.9)
    aside = pad / max(cos(radians(max(abs(south), abs(north)))), 1e-3)
    west, east = max(bounds.west - aside, -180.0), min(bounds.east + aside, 180.0)
    ring = [(south, west), (south, east), (north, east), (north, west)]
    return np.sort(h3.polygon_to_cells(h3.LatLngPoly(ring), resolution).astype(np.uint64))


def slicing(bounds: Bounds, most: int = 2000) -> int | None:
    """The finest resolution of which so many hexagons cover bounds; None: not worth looking."""
    if bounds.east - bounds.west > QUARTER:
        return None
    height = (bounds.north - bounds.south) * MERIDIAN
    middle = radians((bounds.north + bounds.south) / 2)
    width = (bounds.east - bounds.west) * MERIDIAN * cos(middle)
    for resolution in range(FINEST, -1, -1):
        edge = h3.average_hexagon_edge_length(resolution, "m")
        if (width + 3 * edge) * (height + 3 * edge) / (2.6 * edge**2) <= most:
            return resolution
    return None
