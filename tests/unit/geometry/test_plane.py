"""The metric plane is an affine image of the input's coordinates."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer
from shapely.geometry import LineString, Point, box

from gis.geometry.plane import Plane

KUNMING = (102.70, 25.03, 102.74, 25.06)
SYSTEMS = {
    "degrees": (CRS(4490), KUNMING),
    "web mercator": (CRS(3857), (11_432_000.0, 2_880_000.0, 11_436_000.0, 2_884_000.0)),
    "feet": (CRS(2263), (980_000.0, 195_000.0, 990_000.0, 205_000.0)),
    "metres": (CRS(4549), (499_000.0, 2_769_000.0, 501_000.0, 2_771_000.0)),
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_kilometre_on_the_ground_is_a_thousand_metres_in_the_plane(system: str) -> None:
    crs, bounds = SYSTEMS[system]
    plane = Plane.of(crs, bounds)
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    middle = plane.forward([Point(x, y)])[0]
    ends = plane.inverse([Point(middle.x + 500, middle.y), Point(middle.x - 500, middle.y)])
    degrees = _to_degrees(crs, list(ends))
    _, _, metres = Geod(ellps="GRS80").inv(*degrees[0], *degrees[1])
    assert metres == pytest.approx(1000, rel=0.005)


def _to_degrees(crs: CRS, points: list[Point]) -> list[tuple[float, float]]:
    change = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    return [change.transform(point.x, point.y) for point in points]


def test_coordinates_already_in_metres_stay_as_they_are_to_the_last_bit() -> None:
    crs, bounds = SYSTEMS["metres"]
    plane = Plane.of(crs, bounds)
    town = box(*bounds)
    assert plane.scale == (1.0, 1.0)
    assert shapely.equals_exact(plane.forward([town])[0], town, tolerance=0.0)
    assert shapely.equals_exact(plane.inverse([town])[0], town, tolerance=0.0)


@given(
    share=st.floats(0, 1),
    ends=st.tuples(*[st.floats(low, low + 0.03) for low in (102.70, 25.03, 102.70, 25.03)]),
)
def test_straight_lines_stay_straight(
    share: float, ends: tuple[float, float, float, float]
) -> None:
    plane = Plane.of(CRS(4490), KUNMING)
    one, two = np.array(ends[:2]), np.array(ends[2:])
    between = one + share * (two - one)
    line = plane.forward([LineString([one, two])])[0]
    assert line.distance(plane.forward([Point(between)])[0]) < 1e-6


@given(x=st.floats(102.70, 102.74), y=st.floats(25.03, 25.06))
def test_there_and_back_is_exact_to_a_micrometre(x: float, y: float) -> None:
    plane = Plane.of(CRS(4490), KUNMING)
    there = plane.forward([Point(x, y)])
    again = plane.forward(plane.inverse(there))
    assert there[0].distance(again[0]) < 1e-6


def test_nothing_at_all_may_be_brought_into_the_plane() -> None:
    plane = Plane.of(CRS(4490), KUNMING)
    assert len(plane.forward([])) == 0
