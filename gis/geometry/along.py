"""Pieces of lines between distances along them."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from gis.geometry.borders import Floats, Ints
from gis.geometry.plane import Geometries


def between(lines: Any, start: Floats, end: Floats) -> Geometries:
    """The piece of each line from one distance along it to another.

    Parameters
    ----------
    lines
        (n,) LineStrings.
    start, end
        (n,) distances along each in its own units, ``0 <= start < end <= length``.

    Returns
    -------
    (n,) LineStrings.
    """
    lines = np.asarray(lines, dtype=object)
    xy, of = shapely.get_coordinates(lines, return_index=True)
    measure = measures(xy, of)
    inner = (measure > start[of]) & (measure < end[of])
    first = shapely.get_coordinates(shapely.line_interpolate_point(lines, start))
    last = shapely.get_coordinates(shapely.line_interpolate_point(lines, end))
    which = np.arange(len(lines))
    every = np.concatenate([which, of[inner], which])
    at = np.concatenate([start, measure[inner], end])
    points = np.concatenate([first, xy[inner], last])
    order = np.lexsort((at, every))
    pieces: Geometries = shapely.linestrings(points[order], indices=every[order])
    return pieces


def measures(xy: Floats, of: Ints) -> Floats:
    """(m,) distance of each vertex along its line; ``of`` is the line of each, ascending."""
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    begins = np.ones(len(of), dtype=bool)
    begins[1:] = of[1:] != of[:-1]
    step[begins] = 0.0
    total = np.cumsum(step)
    # What was walked on the lines before does not count.
    before = total[begins]
    return np.asarray(total - before[np.cumsum(begins) - 1])


def split(lines: Any, row: Ints, points: Any) -> tuple[Geometries, Ints]:
    """Cut lines at points on or near them.

    Parameters
    ----------
    lines
        (n,) LineStrings.
    row
        (p,) line that each of the ``points`` cuts, at the place of the line next to the point.

    Returns
    -------
    (k,) pieces, and the line of each; by line and along it.
    """
    lines = np.asarray(lines, dtype=object)
    which = np.arange(len(lines))
    cut = shapely.line_locate_point(lines[row], points)
    line = np.concatenate([which, row, which])
    at = np.concatenate([np.zeros(len(lines)), cut, shapely.length(lines)])
    order = np.lexsort((at, line))
    line, at = line[order], at[order]
    piece = (line[1:] == line[:-1]) & (at[1:] > at[:-1])
    of = line[:-1][piece]
    return between(lines[of], at[:-1][piece], at[1:][piece]), of
