"""Connected parts of what base grids or micro-grids share out, for reasons and compounds."""

from __future__ import annotations

import numpy as np
import shapely

from gis.audit.barriers import Barriers
from gis.audit.ground import Geometries
from gis.audit.placing import Rows


def connected_parts(
    barriers: Barriers,
    land: shapely.Geometry,
    units: Geometries,
    members: Rows,
    buildings: Geometries,
    building_unit: Rows,
) -> Rows:
    """Number units alike that stand in one connected part of ``land``.

    A unit stands where its homes stand; one without homes where it lies. A unit with homes in
    several parts joins them.

    Parameters
    ----------
    land
        What is shared out, in metres: a community without its dedicated grids, or a grid.
    units, members
        (n,) polygons, and the rows of those that share this land.
    buildings, building_unit
        (b,) inhabited footprints of this land and the unit of each.

    Returns
    -------
    ndarray
        (len(members),) numbers.
    """
    labels = np.zeros(len(members), dtype=np.int64)
    single = shapely.get_num_geometries(land) == 1
    if single and not len(barriers.crossing(np.array([land]))):
        return labels
    faces = barriers.faces(land, buildings)
    merged = _Merger(int(faces.group.max()) + 1)
    for at, unit in enumerate(members):
        groups = np.unique(faces.building_group[building_unit == unit])
        groups = groups[groups >= 0]
        if not len(groups):
            inner = shapely.point_on_surface(units[unit])
            groups = faces.group[[shapely.STRtree(faces.polygons).nearest(inner)]]
        merged.join(groups)
        labels[at] = groups[0]
    named: Rows = merged.root[labels]
    return named


class _Merger:
    """Labels that come to mean the same."""

    def __init__(self, count: int) -> None:
        self.root = np.arange(count)

    def join(self, labels: Rows) -> None:
        """Let several labels mean the first one."""
        roots = self.root[labels]
        self.root[np.isin(self.root, roots)] = roots.min()
