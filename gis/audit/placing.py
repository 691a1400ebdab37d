"""Which polygons hold which buildings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.audit.ground import Geometries

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

SPECK = 1e-4
"""Area in m2 (1 cm2) from which a piece counts."""
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

    Whole footprints are found with prepared polygons; only those that reach over a border are
    cut up.

    Parameters
    ----------
    buildings
        (n,) polygons or points in metres, and ``tree``, their index.
    units
        (m,) polygons in metres.
    """
    unit, building = tree.query(units, predicate="covers")
    rest = np.setdiff1d(np.arange(len(buildings)), building)
    part, other, area, whole = _overlaps(buildings[rest], units)
    owner = np.concatenate([building, rest[part]]).astype(np.int64)
    holder = np.concatenate([unit, other]).astype(np.int64)
    areas = np.concatenate([np.full(len(unit), np.inf), area])
    complete = np.concatenate([np.ones(len(unit), dtype=bool), whole])
    order = np.lexsort((holder, owner))
    return Placing(owner[order], holder[order], areas[order], complete[order])


def _overlaps(
    buildings: Geometries, units: Geometries
) -> tuple[Rows, Rows, Floats, NDArray[np.bool_]]:
    """Pairs whose interiors share more than a speck, with the area and whether it is all."""
    part, other = shapely.STRtree(units).query(buildings, predicate="intersects")
    common = shapely.intersection(buildings[part], units[other])
    area = shapely.area(common)
    left = shapely.difference(buildings[part], units[other])
    whole = (shapely.area(left) <= SPECK) | (widths(left) < HAIR)
    keep = whole | ((area > SPECK) & (widths(common) >= HAIR))
    return part[keep], other[keep], area[keep], whole[keep]
