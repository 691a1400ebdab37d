"""Homes that plainly see each other, and the closer look that the others get."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from gis.audit.barriers import Barriers, straight
from gis.audit.ground import Geometries
from gis.audit.sight import plainly_joined

NONE = np.zeros(0, dtype=object)


def lines(*barriers: LineString) -> Geometries:
    return straight(np.array(barriers, dtype=object))


def joined(unit: shapely.Geometry, homes: list[Point], *barriers: LineString) -> bool:
    rows, points = np.zeros(len(homes), dtype=np.int64), np.array(homes, dtype=object)
    tree = shapely.STRtree(lines(*barriers))
    return bool(plainly_joined(np.array([unit]), rows, points, tree)[0])


SQUARE = box(0, 0, 100, 100)
HOMES = [Point(20, 20), Point(80, 20), Point(20, 80), Point(80, 80)]


def test_homes_on_open_ground_see_each_other() -> None:
    assert joined(SQUARE, HOMES)


def test_a_wall_at_the_edge_hides_nobody() -> None:
    assert joined(SQUARE, HOMES, LineString([(0, 5), (100, 5)]))


def test_a_wall_between_the_homes_asks_for_a_closer_look() -> None:
    assert not joined(SQUARE, HOMES, LineString([(0, 50), (100, 50)]))


def test_a_walk_may_not_leave_the_unit() -> None:
    bay = SQUARE.difference(box(40, 10, 60, 101))

    assert not joined(bay, HOMES)


def test_each_unit_is_judged_by_its_own_homes() -> None:
    units = np.array([SQUARE, box(100, 0, 200, 100), box(200, 0, 300, 100)])
    homes = np.array([*HOMES, Point(120, 20), Point(120, 80)], dtype=object)
    tree = shapely.STRtree(lines(LineString([(100, 50), (200, 50)])))

    seen = plainly_joined(units, np.array([0, 0, 0, 0, 1, 1]), homes, tree)

    assert seen.tolist() == [True, False, True]


def test_no_units_and_no_homes_are_judged_too() -> None:
    rows = np.zeros(0, dtype=np.int64)

    assert plainly_joined(NONE, rows, NONE, shapely.STRtree(NONE)).tolist() == []


coordinate = st.integers(1, 99)
spot = st.builds(lambda x, y: Point(x + 0.5, y + 0.25), coordinate, coordinate)
across = st.builds(lambda a, b: LineString([(0, a), (100, b)]), coordinate, coordinate)
along = st.builds(lambda a, b: LineString([(a, 0), (b, 100)]), coordinate, coordinate)
inside = st.builds(lambda a, b: LineString([(a, 10), (b, 90)]), coordinate, coordinate)


@given(
    st.lists(spot, min_size=2, max_size=6),
    st.lists(st.one_of(across, along, inside), max_size=3),
)
@settings(deadline=None)
def test_what_is_plainly_joined_is_never_torn(homes: list[Point], walls: list[LineString]) -> None:
    pieces = lines(*walls) if walls else NONE
    points = np.array(homes, dtype=object)
    torn = Barriers(pieces, NONE, NONE, 5.0).faces(SQUARE, points).building_group

    assert not joined(SQUARE, homes, *walls) or len(np.unique(torn)) == 1
