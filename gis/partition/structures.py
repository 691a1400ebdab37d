"""Footprints as the tessellation needs them: disjoint, and slabs cut between staircases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.geometry.borders import Ints
from gis.geometry.plane import Geometries
from gis.partition.tasks import Buildings

OVERLAP = 1e-5
"""Buildings that overlap by more than this (square metres) can't be kept apart by a border."""


@dataclass(frozen=True)
class Structures:
    """Disjoint pieces of ground that no border may cut.

    shape
        (s,) polygons.
    of
        (s,) structure of each piece.
    staircase
        (s,) number of the staircase a piece holds, 0 where the structure is not cut.
    structure
        (n,) structure of each building; buildings that overlap share one.
    """

    shape: Geometries
    of: Ints
    staircase: Ints
    structure: Ints


def structures(buildings: Buildings, tall: NDArray[np.bool_]) -> Structures:
    """Join overlapping footprints; cut tall buildings into their staircases.

    Parameters
    ----------
    buildings
        Of one community.
    tall
        (n,) buildings to cut across their long axis where their staircases are known.
    """
    structure = _overlapping(buildings.footprint)
    count = int(structure.max(initial=-1)) + 1
    members = np.bincount(structure, minlength=count)
    order = np.argsort(structure, kind="stable")
    groups = np.split(order, np.cumsum(members)[:-1]) if count else []
    shape = np.array(
        [
            buildings.footprint[group[0]]
            if len(group) == 1
            else shapely.union_all(buildings.footprint[group])
            for group in groups
        ],
        dtype=object,
    )
    first = np.array([group[0] for group in groups], dtype=np.int64)
    stairs = buildings.staircases[first]
    cut = tall[first] & (stairs > 1) & (members == 1)
    pieces: list[Geometries] = []
    of: list[Ints] = []
    staircase: list[Ints] = []
    for i in np.nonzero(cut)[0]:
        parts = cut_across(shape[i], int(stairs[i]))
        cut[i] = len(parts) > 1
        if cut[i]:
            pieces.append(parts)
            of.append(np.full(len(parts), i))
            staircase.append(np.arange(1, len(parts) + 1))
    whole = np.nonzero(~cut)[0]
    return Structures(
        np.concatenate([shape[whole], *pieces]),
        np.concatenate([whole, *of]).astype(np.int64),
        np.concatenate([np.zeros(len(whole)), *staircase]).astype(np.int64),
        structure,
    )


def _overlapping(footprints: Geometries) -> Ints:
    one, two = shapely.STRtree(footprints).query(footprints, predicate="intersects")
    forward = one < two
    one, two = one[forward], two[forward]
    deep = shapely.area(shapely.intersection(footprints[one], footprints[two])) > OVERLAP
    links = coo_array((np.ones(deep.sum()), (one[deep], two[deep])), shape=(len(footprints),) * 2)
    _, component = connected_components(links, directed=False)
    _, first, structure = np.unique(component, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    return np.asarray(rank[structure], dtype=np.int64)


def cut_across(shape: shapely.Geometry, count: int) -> Geometries:
    """Cut a footprint into ``count`` equal strips across its long axis, west (south) first.

    Returns the shape alone where a strip would not be one polygon (a bent slab).
    """
    alone = np.array([shape], dtype=object)
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    if len(corners) != 5:
        return alone
    sides = corners[1:3] - corners[0:2]
    long = int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))
    along, aside = sides[long], sides[1 - long] if long == 0 else -sides[0]
    origin = corners[0] if long == 0 else corners[1]
    if (along[0], along[1]) < (0.0, 0.0):
        origin, along = origin + along, -along
    steps = np.linspace(0, 1, count + 1)[:, None]
    near, far = origin - aside + steps * along, origin + 2 * aside + steps * along
    strips = shapely.polygons(np.stack([near[:-1], near[1:], far[1:], far[:-1]], axis=1))
    parts = shapely.intersection(shape, strips)
    single = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return parts if single.all() and not shapely.is_empty(parts).any() else alone
