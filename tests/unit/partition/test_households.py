"""Household counts: surveyed, spread from known totals, estimated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from gis.model import HouseholdsSource
from gis.partition.households import GROSS_AREA_PER_HOUSEHOLD, largest_remainder
from tests.unit.partition.drawn import BESIDE, community, counted, house, town

GROUND = community(box(0, 0, 200, 200))
SURVEYED, ESTIMATED, SPREAD = HouseholdsSource


@given(
    totals=st.lists(st.integers(0, 5000), min_size=1, max_size=5),
    receivers=st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1e6)), max_size=40),
)
def test_a_total_that_has_receivers_is_spread_to_the_last_household(
    totals: list[int], receivers: list[tuple[int, float]]
) -> None:
    group = np.array([at % len(totals) for at, _ in receivers], dtype=np.int64)
    weights = np.array([weight for _, weight in receivers])
    found = largest_remainder(np.array(totals, dtype=float), group, weights)
    assert (found >= 0).all()
    for at, total in enumerate(totals):
        own = group == at
        assert found[own].sum() == (total if weights[own].sum() > 0 else 0)


@given(total=st.integers(0, 500), weights=st.lists(st.integers(1, 100), min_size=1, max_size=20))
def test_no_receiver_is_a_whole_household_off_its_share(total: int, weights: list[int]) -> None:
    every = np.zeros(len(weights), dtype=np.int64)
    found = largest_remainder(np.array([total], dtype=float), every, np.array(weights, dtype=float))
    share = total * np.array(weights) / sum(weights)
    assert (np.abs(found - share) < 1 + 1e-9).all()


def test_ties_go_to_the_first() -> None:
    every = np.zeros(3, dtype=np.int64)
    assert largest_remainder(np.array([4.0]), every, np.ones(3)).tolist() == [2, 1, 1]


@pytest.mark.parametrize("total", [-7.0, np.nan])
def test_a_total_below_nothing_or_unknown_gives_nothing(total: float) -> None:
    every = np.zeros(2, dtype=np.int64)
    assert largest_remainder(np.array([total]), every, np.ones(2)).tolist() == [0, 0]


def test_a_surveyed_count_is_taken_as_given_even_if_it_is_0() -> None:
    found = counted(town([GROUND], [house(box(0, 0, 50, 50), 0), house(box(60, 0, 70, 10), 99)]))
    assert found.households.tolist() == [0, 99]
    assert found.source.tolist() == [SURVEYED, SURVEYED]


def test_floors_and_footprint_make_an_estimate() -> None:
    found = counted(town([GROUND], [house(box(0, 0, 40, 20), None, floors=6)]))
    assert found.households.tolist() == [round(40 * 20 * 6 / GROSS_AREA_PER_HOUSEHOLD)]
    assert found.source.tolist() == [ESTIMATED]


def test_height_stands_in_for_floors() -> None:
    shape = box(0, 0, 40, 20)
    by_height = counted(town([GROUND], [house(shape, None, height=18.2)]))
    by_floors = counted(town([GROUND], [house(shape, None, floors=6)]))
    assert by_height.floors.tolist() == by_floors.floors.tolist() == [6]
    assert by_height.households.tolist() == by_floors.households.tolist()


def test_sheds_and_workshops_hold_no_homes_but_mixed_buildings_do() -> None:
    large = box(0, 0, 40, 20)
    found = counted(
        town(
            [GROUND],
            [
                house(box(0, 30, 4, 34), None),
                house(large, None, use="industrial"),
                house(large, None, use="mixed"),
            ],
        )
    )
    assert found.households[:2].tolist() == [0, 0]
    assert found.households[2] > 0


def test_the_total_of_a_community_is_spread_by_floor_area_over_what_was_not_surveyed() -> None:
    west = community(box(0, 0, 100, 100), households=100)
    east = community(box(100, 0, 200, 100), BESIDE)
    found = counted(
        town(
            [west, east],
            [
                house(box(10, 10, 20, 20), 10),
                house(box(30, 10, 40, 20), None, floors=1),
                house(box(50, 10, 60, 20), None, floors=2),
                house(box(150, 10, 160, 20), None, floors=2),
            ],
        )
    )
    assert found.households[:3].tolist() == [10, 30, 60]
    assert found.source.tolist() == [SURVEYED, SPREAD, SPREAD, ESTIMATED]


def test_a_population_polygon_comes_before_the_community() -> None:
    ground = community(box(0, 0, 200, 200), households=100)
    found = counted(
        town(
            [ground],
            [
                house(box(10, 10, 20, 20), None),
                house(box(30, 10, 40, 20), None),
                house(box(150, 10, 160, 20), None),
            ],
            population=[{"id": "p", "households": 30, "geometry": box(0, 0, 60, 60)}],
        )
    )
    assert found.households.tolist() == [15, 15, 70]
    assert set(found.source) == {SPREAD}


def test_households_without_a_building_to_go_to_are_told() -> None:
    ground = community(box(0, 0, 200, 200), households=100)
    found = counted(town([ground], [house(box(0, 0, 10, 10), 40)]))
    assert found.households.tolist() == [40]
    (notice,) = found.notices
    assert "60 households" in notice


def test_a_survey_beyond_the_total_is_told_and_kept() -> None:
    ground = community(box(0, 0, 200, 200), households=30)
    found = counted(town([ground], [house(box(0, 0, 10, 10), 40)]))
    assert found.households.tolist() == [40]
    (notice,) = found.notices
    assert "10 households more" in notice


def test_residents_are_taken_as_given_else_from_the_households() -> None:
    found = counted(
        town([GROUND], [house(box(0, 0, 9, 9), 10, residents=7), house(box(20, 0, 29, 9), 10)])
    )
    assert found.residents.tolist() == [7, 26]
