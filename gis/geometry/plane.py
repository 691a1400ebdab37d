"""A metric plane that is an affine image of the input's own coordinates.

Outlines must tile communities to the square centimetre *in the CRS of the input*. A projection
bends straight edges (a kilometre of parallel at 31 N by about a centimetre), so work done in a
projected CRS and sent back leaves slivers. An affine map keeps straight lines straight: each
axis is only scaled to metres, by factors measured on the ellipsoid at the middle of the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

Geometries = NDArray[np.object_]

MINUTE = 1.0 / 60.0


@dataclass(frozen=True, slots=True)
class Plane:
    """Affine map between a CRS (axes x, y) and metres.

    ``metres = (coordinates - origin) * scale``; origin 0 and scale 1 where the CRS already
    measures true metres to within half a percent.
    """

    origin: tuple[float, float]
    scale: tuple[float, float]

    @classmethod
    def of(cls, crs: CRS, bounds: tuple[float, float, float, float]) -> Plane:
        """Choose the plane for data in ``crs`` with total ``bounds`` (minx, miny, maxx, maxy).

        The metric factor of each axis comes from geodesics on the CRS's ellipsoid through the
        middle of the bounds, so it serves degrees, feet and web mercator alike.
        """
        x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
        step = MINUTE if crs.is_geographic else 1000.0
        to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        geod = crs.get_geod() or Geod(ellps="WGS84")
        lon, lat = to_degrees.transform(
            [x - step, x + step, x, x], [y, y, y - step, y + step], errcheck=True
        )
        _, _, metres = geod.inv(lon[::2], lat[::2], lon[1::2], lat[1::2])
        scale_x, scale_y = (float(m) / (2 * step) for m in metres)
        if abs(scale_x - 1) < 0.005 and abs(scale_y - 1) < 0.005:
            return cls((0.0, 0.0), (1.0, 1.0))
        return cls((x, y), (scale_x, scale_y))

    def forward(self, geometries: Any) -> Geometries:
        """Geometries of the CRS in metres of the plane; same shape as given."""
        return self._affine(geometries, lambda xy: (xy - self.origin) * self.scale)

    def inverse(self, geometries: Any) -> Geometries:
        """Geometries of the plane back in the CRS; same shape as given."""
        return self._affine(geometries, lambda xy: xy / self.scale + self.origin)

    def _affine(self, geometries: Any, move: Any) -> Geometries:
        values = np.asarray(geometries, dtype=object)
        if self.scale == (1.0, 1.0):
            return values.copy()
        moved: Geometries = shapely.transform(values, move)
        return moved
