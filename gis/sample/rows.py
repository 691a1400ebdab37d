"""Rows of rectangles in polygons: how nearly everything in a Chinese town is built."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gis.sample.bend import Floats, Ints, Waves
from gis.sample.layout import Geometries


@dataclass(frozen=True, slots=True)
class Rows:
    """Free stretches for houses, in the frame of their lot (origin at the centroid, turned).

    Parameters
    ----------
    lot, row
        (n,) lot of each stretch and number of its row in the lot.
    x, y, length
        (n,) left end, front line and length, metres.
    """

    lot: Ints
    row: Ints
    x: Floats
    y: Floats
    length: Floats


@dataclass(frozen=True, slots=True)
class Frame:
    """Frame of each lot: ``centre`` (n, 2), ``angle`` (n,) radians."""

    centre: Floats
    angle: Floats

    @classmethod
    def of(cls, lots: Geometries, limit: float = np.pi / 4) -> Frame:
        """Frames along the lots' sides, nearest to east-west, turned at most by ``limit``."""
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(lots))
        corners = corners.reshape(-1, 5, 2)
        side = corners[:, 1] - corners[:, 0]
        angle = np.arctan2(side[:, 1], side[:, 0])
        angle = (angle + np.pi / 4) % (np.pi / 2) - np.pi / 4
        centre = shapely.get_coordinates(shapely.centroid(lots))
        return cls(centre, np.clip(angle, -limit, limit))

    def inward(self, lots: Geometries) -> Geometries:
        """Polygons of the CRS, one a frame, in their frames."""
        points, at = shapely.get_coordinates(lots, return_index=True)
        turned: Geometries = shapely.set_coordinates(
            lots.copy(), _turn(points - self.centre[at], -self.angle[at])
        )
        return turned

    def outward(self, points: Floats, at: Ints) -> Floats:
        """Points (n, k, 2) of frames ``at`` (n,) in the CRS."""
        turned = _turn(points, self.angle[at][:, None])
        return turned + self.centre[at][:, None]


def _turn(points: Floats, angle: Floats) -> Floats:
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = points[..., 0], points[..., 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)


def rows_in(lots: Geometries, frame: Frame, depth: Floats, pitch: Floats) -> Rows:
    """Stretches ``depth`` deep, every ``pitch`` metres, that lie inside the lots.

    Parameters
    ----------
    lots
        (n,) polygons of the CRS.
    depth, pitch
        (n,) metres, a lot each.
    """
    local = frame.inward(lots)
    west, south, east, north = shapely.bounds(local).T
    room = np.maximum(north - south - depth, 0)
    count = np.floor(room / pitch).astype(np.int64) + 1
    lot = np.repeat(np.arange(len(lots)), count)
    row = np.arange(len(lot)) - np.repeat(np.cumsum(count) - count, count)
    slack = room - (count - 1) * pitch
    front = south[lot] + slack[lot] / 2 + row * pitch[lot]
    free = np.ones(len(lot), dtype=object)
    for level in (0.0, 0.5, 1.0):
        y = front + level * depth[lot]
        ends = np.stack([np.column_stack([west[lot], y]), np.column_stack([east[lot], y])], axis=1)
        crossing = shapely.intersection(shapely.linestrings(ends), local[lot])
        flat = shapely.transform(crossing, lambda xy: xy * [1.0, 0.0])
        free = flat if level == 0.0 else shapely.intersection(free, flat)
    parts, at = shapely.get_parts(free, return_index=True)
    lined = shapely.length(parts) > 0
    parts, at = parts[lined], at[lined]
    ends = shapely.bounds(parts)
    return Rows(lot[at], row[at], ends[:, 0], front[at], ends[:, 2] - ends[:, 0])


@dataclass(frozen=True, slots=True)
class Slots:
    """Rectangles in frames: ``stretch`` they stand in, left end ``x``, ``y``, ``width``."""

    stretch: Ints
    x: Floats
    y: Floats
    width: Floats
    place: Ints


def filled(rows: Rows, widths: Floats, gaps: Floats) -> Floats:
    """(..., stretches) metres of the stretches used by rectangles; see ``fill``."""
    right = np.cumsum(widths + gaps, axis=-1) - gaps
    used: Floats = np.where(right <= rows.length[:, None], right, 0.0).max(axis=-1)
    return used


def fill(rows: Rows, widths: Floats, gaps: Floats, spread: Floats) -> Slots:
    """Put rectangles side by side into stretches as long as they fit.

    Parameters
    ----------
    widths, gaps
        (stretches, most) candidates in order; a gap follows its rectangle.
    spread
        (stretches,) share of the room left over that goes before the first.
    """
    right = np.cumsum(widths + gaps, axis=1) - gaps
    fits = right <= rows.length[:, None]
    shift = (rows.length - filled(rows, widths, gaps)) * spread
    left = rows.x[:, None] + shift[:, None] + right - widths
    stretch, place = np.nonzero(fits)
    return Slots(stretch, left[fits], rows.y[stretch], widths[fits], place)


SHAPES = {
    "box": ((0, 0), (1, 0), (1, 1), (0, 1)),
    "ell": ((0, 0), (1, 0), (1, 1), (0.62, 1), (0.62, 0.45), (0, 0.45)),
    "yard": ((0, 0), (0.3, 0), (0.3, 0.62), (0.7, 0.62), (0.7, 0), (1, 0), (1, 1), (0, 1)),
    "stairs": ((0, 0), (0.48, 0), (0.48, 0.12), (1, 0.12), (1, 1), (0.52, 1), (0.52, 0.9),
               (0, 0.9)),
    "cross": ((0.3, 0), (0.7, 0), (0.7, 0.22), (1, 0.22), (1, 0.8), (0.74, 0.8), (0.74, 1),
              (0.26, 1), (0.26, 0.8), (0, 0.8), (0, 0.22), (0.3, 0.22)),
}  # fmt: skip
"""Footprints in the unit square, counter-clockwise from the front."""


def footprints(
    slots: Slots,
    lot: Ints,
    depth: Floats,
    frame: Frame,
    shape: np.ndarray,
    crooked: Waves | None = None,
) -> Geometries:
    """Polygons of the CRS in whole centimetres.

    Parameters
    ----------
    lot, depth, shape
        (slots,) lot, depth in metres and key of SHAPES of each.
    crooked
        Bends the frame's plane first; neighbours that share a wall keep sharing it.
    """
    found = np.empty(len(slots.x), dtype=object)
    for name, corners in SHAPES.items():
        at = np.flatnonzero(shape == name)
        if len(at) == 0:
            continue
        unit = np.array(corners, dtype=float)
        x = slots.x[at, None] + unit[:, 0] * slots.width[at, None]
        y = slots.y[at, None] + unit[:, 1] * depth[at, None]
        points = frame.outward(np.stack([x, y], axis=-1), lot[at])
        if crooked is not None:
            points = points + crooked(points.reshape(-1, 2)).reshape(points.shape)
        found[at] = shapely.polygons(np.round(points, 2))
    return found
