"""BD-09, the degrees of one Chinese web map, which are those of GCJ-02 turned and moved again.

Source: the published reimplementations, which agree with each other; there is no official text.
The inverse that they give is off by up to a metre, so here it is found by iteration.
"""

from __future__ import annotations

import numpy as np

from gis.geometry import gcj02
from gis.geometry.gcj02 import Floats

_TURN = np.pi * 3000.0 / 180.0
_LON, _LAT = 0.0065, 0.006


def from_gcj02(lonlat: Floats) -> Floats:
    """BD-09 degrees of GCJ-02 degrees; arrays of shape (n, 2), longitude first."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _TURN)
    return np.column_stack([radius * np.cos(angle) + _LON, radius * np.sin(angle) + _LAT])


def to_gcj02(lonlat: Floats) -> Floats:
    """GCJ-02 degrees of BD-09 degrees, by fixed-point iteration to below a millimetre."""
    guess = lonlat - (_LON, _LAT)
    for _ in range(8):
        guess = guess - (from_gcj02(guess) - lonlat)
    return guess


def from_wgs84(lonlat: Floats) -> Floats:
    """BD-09 degrees of WGS 84 degrees."""
    return from_gcj02(gcj02.from_wgs84(lonlat))


def to_wgs84(lonlat: Floats) -> Floats:
    """WGS 84 degrees of BD-09 degrees, to below a millimetre."""
    return gcj02.to_wgs84(to_gcj02(lonlat))
