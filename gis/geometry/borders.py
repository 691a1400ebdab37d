"""Borders of a polygon coverage: who meets whom, along which segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OUTSIDE = -1


@dataclass(frozen=True)
class Borders:
    """Every segment of a coverage once, with the polygon on each side.

    start, end
        (m, 2) coordinates; walking from start to end, ``left`` lies on the left hand.
    left, right
        (m,) indices into the polygons; OUTSIDE where no polygon lies there.
    """

    start: Floats
    end: Floats
    left: Ints
    right: Ints

    @property
    def length(self) -> Floats:
        """(m,) lengths in the units of the coordinates."""
        step = self.end - self.start
        return np.hypot(step[:, 0], step[:, 1])

    @property
    def midpoint(self) -> Floats:
        """(m, 2) middles of the segments."""
        return (self.start + self.end) / 2

    def select(self, mask: Any) -> Borders:
        """The segments that ``mask`` (boolean or indices) picks."""
        return Borders(self.start[mask], self.end[mask], self.left[mask], self.right[mask])

    def relabel(self, labels: Ints) -> Borders:
        """Name the sides by ``labels[polygon]`` and drop segments inside one label."""
        named = np.append(labels, OUTSIDE)
        left, right = named[self.left], named[self.right]
        differ = left != right
        return Borders(self.start[differ], self.end[differ], left[differ], right[differ])


def vertex_ids(coordinates: Floats) -> Ints:
    """Number equal coordinates alike: (n, 2) -> (n,), equal only when equal to the last bit."""
    _, ids = np.unique(coordinates[:, 0] + 1j * coordinates[:, 1], return_inverse=True)
    return ids.astype(np.int64)


def borders(polygons: Any) -> Borders:
    """Match the segments of an edge-matched coverage.

    Parameters
    ----------
    polygons
        (n,) Polygons or MultiPolygons that share vertices along common edges. A segment with no
        partner borders OUTSIDE.
    """
    faces = shapely.orient_polygons(np.asarray(polygons, dtype=object))
    parts, part_of = shapely.get_parts(faces, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    xy, at = shapely.get_coordinates(rings, return_index=True)
    owner = part_of[ring_of[at]]
    inside = at[:-1] == at[1:]
    start, end, left = xy[:-1][inside], xy[1:][inside], owner[:-1][inside].astype(np.int64)
    ids = vertex_ids(np.concatenate([start, end]))
    tail, head = ids[: len(start)], ids[len(start) :]
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((tail, high, low))
    same = (low[order][:-1] == low[order][1:]) & (high[order][:-1] == high[order][1:])
    first, second = order[:-1][same], order[1:][same]
    right = np.full(len(start), OUTSIDE, dtype=np.int64)
    right[first] = left[second]
    keep = np.ones(len(start), dtype=bool)
    keep[second] = False
    return Borders(start[keep], end[keep], left[keep], right[keep])


def sums(group: Ints, values: Any, size: int | None = None) -> Floats:
    """Sum ``values`` (n,) by group number: (k,), k at least ``size``."""
    totals = np.bincount(group, weights=values, minlength=size or 0)
    return totals.astype(np.float64)


def pair_lengths(edges: Borders) -> tuple[Ints, Ints, Floats]:
    """Total border length of each pair of neighbours: (low, high, length), sorted by pair."""
    inner = edges.select(edges.right != OUTSIDE)
    low = np.minimum(inner.left, inner.right)
    high = np.maximum(inner.left, inner.right)
    pairs, at = np.unique(np.column_stack([low, high]), axis=0, return_inverse=True)
    length = sums(at.ravel(), inner.length, len(pairs))
    return pairs[:, 0], pairs[:, 1], length
