"""Squares side by side: the smallest coverage in which everything can be counted by hand."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import box

from gis.geometry.plane import Geometries


def lattice(columns: int, rows: int, side: float = 10.0) -> Geometries:
    """Squares row by row from the south-west corner at (0, 0)."""
    squares = [
        box(x * side, y * side, (x + 1) * side, (y + 1) * side)
        for y in range(rows)
        for x in range(columns)
    ]
    return np.array(squares, dtype=object)


def shapes(*geometries: shapely.Geometry) -> Geometries:
    """An array of geometries."""
    result = np.empty(len(geometries), dtype=object)
    result[:] = geometries
    return result
