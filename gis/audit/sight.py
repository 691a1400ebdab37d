"""Units whose homes plainly see each other: no barrier needs to be cut out of them."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.audit.ground import Geometries
from gis.audit.placing import Rows

NEXT = (1, 2)
"""How many homes on, from west to east and from south to north, each one looks."""


def plainly_joined(
    units: Geometries, unit: Rows, homes: Geometries, barriers: shapely.STRtree
) -> NDArray[np.bool_]:
    """Whether straight walks inside a unit, clear of every barrier, join all of its homes.

    True is a proof; False leaves the question open.

    Parameters
    ----------
    units
        (n,) polygons in metres.
    unit, homes
        (h,) row of the unit each home stands in, and a point inside the home.
    barriers
        Index of the uncrossable lines.

    Returns
    -------
    ndarray
        (n,) bool.
    """
    one, other = _pairs(unit, homes)
    walks = shapely.linestrings(shapely.get_coordinates(homes)[np.stack([one, other], axis=1)])
    barred, _ = barriers.query(walks, predicate="intersects")
    clear = np.ones(len(walks), dtype=bool)
    clear[barred] = False
    one, other, walks = one[clear], other[clear], walks[clear]
    shapely.prepare(units)
    inside = shapely.covers(units[unit[one]], walks)
    links = (np.ones(inside.sum()), (one[inside], other[inside]))
    label = connected_components(coo_array(links, shape=(len(homes),) * 2), directed=False)[1]
    groups = np.unique(np.stack([unit, label]), axis=1)[0]
    joined: NDArray[np.bool_] = np.bincount(groups, minlength=len(units)) <= 1
    return joined


def _pairs(unit: Rows, homes: Geometries) -> tuple[Rows, Rows]:
    """Homes of one unit that follow each other along either axis."""
    orders = [np.lexsort((along, unit)) for along in shapely.get_coordinates(homes).T]
    pairs = [(order[:-step], order[step:]) for order in orders for step in NEXT]
    one, other = (np.concatenate(ends) for ends in zip(*pairs, strict=True))
    same = unit[one] == unit[other]
    return one[same], other[same]
