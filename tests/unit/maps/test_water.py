"""Rivers drawn as two banks are filled, whatever else is not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

from gis.maps.water import water_faces

TOWN = box(0, 0, 1000, 600)
SOUTH_BANK = LineString([(1, 250), (500, 280), (1020, 250)])
NORTH_BANK = LineString([(-20, 300), (500, 330), (1020, 300)])
LAKE = LineString(Point(800, 480).buffer(50).exterior.coords)
NO_HOUSES = np.empty(0, dtype=object)


def lines(*each: LineString) -> np.ndarray:
    return np.array(each, dtype=object)


def test_the_strip_between_two_banks_is_water() -> None:
    water = water_faces(lines(SOUTH_BANK, NORTH_BANK), TOWN, NO_HOUSES, 4.0)
    assert shapely.area(water).sum() == pytest.approx(50 * 1000, rel=0.01)


def test_a_closed_bank_is_a_lake() -> None:
    water = water_faces(lines(LAKE), TOWN, NO_HOUSES, 4.0)
    assert shapely.area(water).tolist() == [pytest.approx(np.pi * 50**2, rel=0.01)]


def test_a_single_line_encloses_no_water() -> None:
    assert len(water_faces(lines(SOUTH_BANK), TOWN, NO_HOUSES, 4.0)) == 0


def test_an_island_with_a_house_is_land() -> None:
    houses = np.array([box(790, 470, 800, 480)], dtype=object)
    water = water_faces(lines(SOUTH_BANK, NORTH_BANK, LAKE), TOWN, houses, 4.0)
    assert len(water) == 1
    assert not shapely.covers(water[0], houses[0])


def test_a_town_without_rivers_has_no_water() -> None:
    assert len(water_faces(NO_HOUSES, TOWN, NO_HOUSES, 4.0)) == 0
