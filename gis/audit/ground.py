"""The audit's own coordinates: metres around the middle of the town."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geometry.plane import Plane

Geometries = NDArray[np.object_]

SPECK = 1e-4
"""Area in m2 (1 cm2) from which a piece counts."""
ROUNDINGS = 4
"""Roundings a coordinate may have gone through on its way into the file."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A plane moved to the middle of the data.

    Taking away whole metres is exact in floating point, and leaves overlays three more digits
    than coordinates of millions of metres would.

    Parameters
    ----------
    offset
        Whole metres between the plane and the ground.
    noise
        Width in metres below which a sliver is only rounding of the input's coordinates.
    """

    plane: Plane
    offset: tuple[float, float]
    noise: float

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> Ground:
        """Choose the ground for a layer that spans the town."""
        bounds = tuple(float(value) for value in frame.total_bounds)
        plane = Plane.of(frame.crs, (bounds[0], bounds[1], bounds[2], bounds[3]))
        ulp = np.spacing(np.abs(bounds).reshape(2, 2).max(axis=0)) * plane.scale
        moved = plane.scale != (1.0, 1.0)
        middle = (0.0, 0.0) if moved else np.round((np.add(bounds[:2], bounds[2:])) / 2)
        return cls(plane, (float(middle[0]), float(middle[1])), float(ulp.max() * ROUNDINGS))

    def forward(self, geometries: Any) -> Geometries:
        """Geometries of the input's CRS on the ground; same shape, None stays None."""
        moved: Geometries = shapely.transform(
            self.plane.forward(geometries), lambda xy: xy - self.offset
        )
        return moved

    def inverse(self, geometries: Any) -> Geometries:
        """Geometries of the ground back in the input's CRS."""
        return self.plane.inverse(shapely.transform(geometries, lambda xy: xy + self.offset))
