"""Streets drawn by hand, in metres."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString

from gis.geometry.crossings import Barriers
from gis.model import BARRIER_CLASSES
from gis.monitor.network import FOOT, WALK, Access
from gis.monitor.reach import Ways, nearest
from gis.monitor.weave import weave

MINUTE = FOOT * 1000 / 60
"""Metres on foot in a minute."""

Line = tuple[str, list[tuple[float, float]]]


def barriers(*lines: Line, crossings: tuple[Any, ...] = ()) -> Barriers:
    """Lines by class and points."""
    kinds = [kind for kind, _ in lines]
    drawn = np.empty(len(lines), dtype=object)
    drawn[:] = [LineString(points) for _, points in lines]
    given = np.empty(len(crossings), dtype=object)
    given[:] = crossings
    return Barriers(
        drawn,
        np.array(kinds, dtype=object),
        np.full(len(lines), None, dtype=object),
        np.array([BARRIER_CLASSES[kind] for kind in kinds], dtype=bool),
        given,
    )


def ways(*lines: Line, crossings: tuple[Any, ...] = ()) -> Ways:
    """The network of lines, on foot."""
    return Ways(weave(barriers(*lines, crossings=crossings)), WALK)


def joined(on: Ways, *places: tuple[float, float]) -> tuple[Any, Access]:
    """Points and their accesses."""
    points = shapely.points(np.array(places, dtype=float))
    return points, on.connect(points)


def metres(on: Ways, start: tuple[float, float], end: tuple[float, float]) -> float:
    """How far it is on foot, infinite where one does not get there."""
    source, target = joined(on, start)[1], joined(on, end)[1]
    return float(nearest(on, source, target, (1, 1), 1e6)[0] * MINUTE)
