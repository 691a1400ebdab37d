"""Which grids, or which hexagons, lie next to each other, as sparse matrices."""

from __future__ import annotations

from typing import Any

import h3.api.numpy_int as h3
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array

from gis.geometry.borders import OUTSIDE, Borders, Ints, borders

NEAR = 1.0
"""Borders this near to each other (units of the coordinates) are one: drawn apart by rounding."""
STRIDE = 20
"""So many times as far apart are the points at which a border is looked for along another."""
Sparse = Any
"""A ``scipy.sparse.csr_array``, which has no types."""


def contiguity(polygons: Any, near: float = NEAR) -> Sparse:
    """Polygons that share a border; a corner alone is none.

    Parameters
    ----------
    polygons
        (n,) Polygons or MultiPolygons of one plane.
    near
        How far apart borders may lie that are meant to be the same.

    Returns
    -------
    csr_array
        (n, n) of 0.0 and 1.0, symmetric, nothing on the diagonal.

    Notes
    -----
    Within a plan the borders are the same to the last bit and matched by their segments. Along
    those with no partner others are looked for, point by point: plans of neighbours may be drawn
    apart.
    """
    shapes = np.asarray(polygons, dtype=object)
    edges = borders(shapes)
    inner = edges.select(edges.right != OUTSIDE)
    free = edges.select((edges.right == OUTSIDE) & (edges.length > 2 * near))
    points, owner = _along(free, STRIDE * near)
    spot, other = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=near)
    first = np.concatenate([inner.left, owner[spot]])
    second = np.concatenate([inner.right, other])
    return _symmetric(first, second, len(shapes))


def rings(hexes: NDArray[np.uint64], steps: int = 1) -> Sparse:
    """Hexagons that lie at most some steps from each other.

    Parameters
    ----------
    hexes
        (n,) different H3 indexes of one resolution, in any order.

    Returns
    -------
    csr_array
        As of ``contiguity``; those that are not among ``hexes`` are nobody's neighbours.
    """
    if not len(hexes):
        return _symmetric(np.empty(0, int), np.empty(0, int), 0)
    order = np.argsort(hexes)
    disks = [h3.grid_disk(one, steps) for one in hexes]
    first = np.repeat(np.arange(len(hexes)), [len(disk) for disk in disks])
    around = np.concatenate(disks).astype(np.uint64)
    place = np.minimum(np.searchsorted(hexes, around, sorter=order), len(hexes) - 1)
    second = order[place]
    there = hexes[second] == around
    return _symmetric(first[there], second[there], len(hexes))


def covering(polygons: Any, resolution: int) -> tuple[NDArray[np.uint64], Ints]:
    """Hexagons whose middles lie in polygons.

    Parameters
    ----------
    polygons
        (n,) that do not overlap, in degrees of WGS 84, longitude first.

    Returns
    -------
    (m,) ascending H3 indexes of the resolution, and (m,) the polygon that each lies in.
    """
    within = [h3.geo_to_cells(polygon, resolution) for polygon in polygons]
    owner = np.repeat(np.arange(len(within)), [len(one) for one in within])
    hexes = np.concatenate([*within, np.empty(0, np.uint64)]).astype(np.uint64)
    hexes, first = np.unique(hexes, return_index=True)
    return hexes, owner[first]


def _along(edges: Borders, stride: float) -> tuple[Any, Ints]:
    """Points along segments, away from their ends, and the polygon of each."""
    pieces = np.ceil(edges.length / stride).astype(np.int64)
    at = np.repeat(np.arange(len(pieces)), pieces)
    turn = np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = ((turn + 0.5) / pieces[at])[:, None]
    xy = edges.start[at] * (1 - share) + edges.end[at] * share
    return shapely.points(xy), edges.left[at]


def _symmetric(first: NDArray[Any], second: NDArray[Any], size: int) -> Sparse:
    apart = first != second
    low, high = first[apart], second[apart]
    pairs = np.ones(2 * len(low))
    at = np.concatenate([low, high]), np.concatenate([high, low])
    matrix = coo_array((pairs, at), shape=(size, size)).tocsr()
    matrix.data[:] = 1.0
    return matrix
