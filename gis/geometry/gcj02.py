"""The offset of GCJ-02, the coordinates of Chinese web maps, against WGS 84 and CGCS2000.

Source: the published reimplementations of the obfuscation (for example ``eviltransform``), which
agree with each other; there is no official text. Only used to recognise a mix-up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AXIS = 6378245.0
ECCENTRICITY = 0.00669342162296594323
CHINA = (73.0, 18.0, 136.0, 54.0)
"""West, south, east, north, in degrees: elsewhere there is no offset."""


def from_wgs84(lonlat: Floats) -> Floats:
    """GCJ-02 degrees of WGS 84 degrees; arrays of shape (n, 2), longitude first."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi / 3 * y)) * 2 / 3
    north += (160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi / 3 * x)) * 2 / 3
    east += (150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)) * 2 / 3
    phi = np.radians(lat)
    magic = 1 - ECCENTRICITY * np.sin(phi) ** 2
    step_north = np.degrees(north * magic**1.5 / (AXIS * (1 - ECCENTRICITY)))
    step_east = np.degrees(east * np.sqrt(magic) / (AXIS * np.cos(phi)))
    west_edge, south_edge, east_edge, north_edge = CHINA
    inside = (lon >= west_edge) & (lon <= east_edge) & (lat >= south_edge) & (lat <= north_edge)
    moved: Floats = lonlat + np.column_stack([step_east, step_north]) * inside[:, None]
    return moved


def to_wgs84(lonlat: Floats) -> Floats:
    """WGS 84 degrees of GCJ-02 degrees, by fixed-point iteration to below a millimetre."""
    guess = lonlat.copy()
    for _ in range(8):
        guess = guess - (from_wgs84(guess) - lonlat)
    return guess
