"""Which polygons hold which buildings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.audit.ground import SPECK, Geometries

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

HAIR = 1e-3
"""Width in metres below which a piece is a mismatch of two borders rather than land."""


def widths(polygons: Geometries) -> Floats:
    """Mean width of thin polygons in metres: twice the area over the perimeter."""
    perimeter = shapely.length(polygons)
    ratio: Floats = np.divide(
        2 * shapely.area(polygons), perimeter, out=np.zeros(len(polygons)), where=perimeter > 0
    )
    return ratio


@dataclass(frozen=True, slots=True)
class Placing:
    """Pairs of a building and a polygon that holds it or a part of it, sorted by building.

    building, unit
        (m,) rows.
    area
        (m,) m2 of the footprint inside the polygon; only measured where ``whole`` is False.
    whole
        (m,) the polygon holds all of the footprint, to 1 cm2 or 1 mm.
    """

    building: Rows
    unit: Rows
    area: Floats
    whole: NDArray[np.bool_]

    def home(self, count: int, wanted: Rows | None = None) -> Rows:
        """The one polygon of each of ``count`` buildings: (count,) rows, -1 for none.

        Where several hold it, the one a building names (``wanted``), then the one that holds
        most, then the first.
        """
        rows = np.full(count, -1, dtype=np.int64)
        named = np.zeros(len(self.unit), dtype=bool)
        if wanted is not None:
            named = wanted[self.building] == self.unit
        order = np.lexsort((-self.unit, self.area, self.whole, named))
        rows[self.building[order]] = self.unit[order]
        return rows


def place(buildings: Geometries, tree: shapely.STRtree, units: Geometries) -> Placing:
    """Find the polygons that hold each building.

    Whole footprints are found with prepared polygons; only those that touch a border are cut up.

    Parameters
    ----------
    buildings
        (n,) polygons or points in metres, and ``tree``, their index.
    units
        (m,) polygons in metres.
    """
    shapely.prepare(units)
    unit, building = tree.query(units, predicate="intersects")
    beside = shapely.touches(units[unit], buildings[building])
    # A point on a border touches, and is held.
    beside &= shapely.get_dimensions(buildings[building]) > 0
    unit, building = unit[~beside], building[~beside]
    whole = shapely.covers(units[unit], buildings[building])
    part, area, rest = _overlaps(buildings[building[~whole]], units[unit[~whole]])
    partly = np.flatnonzero(~whole)[part]
    areas = np.full(len(unit), np.inf)
    areas[partly] = area
    keep = whole.copy()
    keep[partly] = True
    whole[partly] = rest
    unit, building, areas, whole = unit[keep], building[keep], areas[keep], whole[keep]
    order = np.lexsort((unit, building))
    return Placing(building[order], unit[order], areas[order], whole[order])


def _overlaps(buildings: Geometries, units: Geometries) -> tuple[Rows, Floats, NDArray[np.bool_]]:
    """Rows of pairs whose insides share more than a speck, the area, and whether it is all."""
    common = shapely.intersection(buildings, units)
    area = shapely.area(common)
    left = shapely.difference(buildings, units)
    whole = (shapely.area(left) <= SPECK) | (widths(left) < HAIR)
    keep = np.flatnonzero(whole | ((area > SPECK) & (widths(common) >= HAIR)))
    return keep, area[keep], whole[keep]
