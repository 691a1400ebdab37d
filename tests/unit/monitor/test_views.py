"""What cameras see: their sector, and nothing behind a wall."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gis.model.cameras import CameraKind, Sector
from gis.monitor.views import CLEARANCE, SIGHT, sectors_of, views

ROUND = (Sector(0.0, 360.0),)
NO_BUILDINGS = np.array([], dtype=object)
Shapes = NDArray[np.object_]


def shapes(*ones: Any) -> Shapes:
    return np.array(ones, dtype=object)


def seen(eye: tuple[float, float], sectors: Any, reach: float, buildings: Shapes) -> Any:
    (found,) = views(np.array([eye], dtype=float), [sectors], np.array([reach]), buildings)
    return found


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Shapes, tuple[float, float], tuple[Sector, ...], float]:
    """Boxes, some turned and some touching, an eye that stands in none of them, and its sector."""
    boxes = []
    for _ in range(draw(st.integers(0, 8))):
        x, y = (draw(st.integers(-40, 40)) for _ in range(2))
        box = shapely.box(x, y, x + draw(st.integers(1, 30)), y + draw(st.integers(1, 30)))
        turn = np.radians(draw(st.sampled_from([0, 0, 17, 45])))
        matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        boxes.append(shapely.transform(box, lambda xy, m=matrix: xy @ m))
    eye = (draw(st.floats(-40, 40)), draw(st.floats(-40, 40)))
    free = [one for one in boxes if not shapely.dwithin(one, shapely.Point(eye), 0.01)]
    sector = Sector(draw(st.floats(0, 359)), draw(st.floats(5, 360)))
    return shapes(*free), eye, (sector,), draw(st.floats(5, 80))


def test_without_buildings_a_camera_sees_its_whole_sector() -> None:
    found = seen((10, 20), (Sector(90.0, 90.0),), 100, NO_BUILDINGS)

    assert found.covers(shapely.Point(105, 20))
    assert not found.intersects(shapely.Point(5, 20))
    assert found.area == pytest.approx(np.pi * 100**2 / 4, rel=0.01)


def test_a_wall_hides_what_is_behind_it_and_not_what_is_beside_it() -> None:
    house = shapely.box(-10, 20, 10, 40)

    found = seen((0, 0), ROUND, 100, shapes(house))

    assert found.covers(shapely.Point(0, 19.9))
    assert not found.intersects(shapely.Point(0, 20.1))
    assert not found.intersects(shapely.Point(0, 90))
    assert found.covers(shapely.Point(30, 30))
    # Just beside and just within the edge of the shadow, 80 m away.
    assert found.covers(shapely.Point(40.5, 80))
    assert not found.intersects(shapely.Point(39.5, 80))


def test_a_camera_in_a_courtyard_sees_the_courtyard() -> None:
    yard = shapely.box(-10, -10, 10, 10)
    house = shapely.box(-30, -30, 30, 30).difference(yard)

    found = seen((0, 0), ROUND, 25, shapes(house))

    assert found.symmetric_difference(yard).area == pytest.approx(0, abs=1e-6)


def test_a_camera_drawn_inside_the_wall_it_hangs_on_looks_out_of_it() -> None:
    house = shapely.box(0, 0, 40, 40)

    found = seen((20, 38), (Sector(0.0, 60.0),), 50, shapes(house))

    assert found.covers(shapely.Point(20, 80))
    assert found.intersection(house).area == pytest.approx(0, abs=1e-6)
    assert found.bounds[1] == pytest.approx(40 + CLEARANCE)


def test_what_a_camera_deep_inside_a_building_sees_is_not_known() -> None:
    assert seen((20, 20), ROUND, 50, shapes(shapely.box(0, 0, 40, 40))) is None


def test_a_camera_of_unknown_direction_sees_nothing_unless_it_looks_all_round() -> None:
    assert sectors_of((), CameraKind.FIXED, None) == ()
    assert sectors_of((), CameraKind.DOME, None) == ROUND
    assert sectors_of((), CameraKind.FIXED, 360.0) == ROUND
    assert seen((0, 0), (), 50, NO_BUILDINGS) is None


def test_widths_come_from_the_direction_then_the_register_then_the_kind() -> None:
    given_ = (Sector(10.0, 20.0), Sector(90.0))

    assert [one.width for one in sectors_of(given_, CameraKind.FIXED, 45.0)] == [20.0, 45.0]
    assert [one.width for one in sectors_of(given_, CameraKind.FIXED, None)] == [20.0, 60.0]


def test_several_directions_are_seen_as_their_union() -> None:
    both = seen((0, 0), (Sector(0.0, 60.0), Sector(180.0, 60.0)), 50, NO_BUILDINGS)

    assert both.covers(shapely.Point(0, 40))
    assert both.covers(shapely.Point(0, -40))
    assert not both.intersects(shapely.Point(40, 0))


def test_points_empty_and_broken_footprints_hide_nothing() -> None:
    bow = shapely.Polygon([(0, 10), (10, 20), (10, 10), (0, 20)])
    odd = shapes(shapely.Point(0, 10), shapely.Polygon(), None, bow)

    assert seen((0, 0), ROUND, 50, odd).equals(seen((0, 0), ROUND, 50, NO_BUILDINGS))


@given(scenes())
def test_a_view_is_sound_lies_in_its_sector_and_ends_at_the_faces_of_buildings(
    scene: tuple[Shapes, tuple[float, float], tuple[Sector, ...], float],
) -> None:
    buildings, eye, sectors, reach = scene
    found = seen(eye, sectors, reach, buildings)
    whole = seen(eye, sectors, reach, NO_BUILDINGS)
    if found is None:
        return
    assert shapely.is_valid(found)
    assert found.difference(whole).area == pytest.approx(0, abs=1e-4)
    for building in buildings:
        assert found.intersection(building).area == pytest.approx(0, abs=1e-4)


@given(scenes(), st.floats(1, 4))
def test_a_longer_range_never_sees_less(
    scene: tuple[Shapes, tuple[float, float], tuple[Sector, ...], float], factor: float
) -> None:
    buildings, eye, sectors, reach = scene
    near = seen(eye, sectors, reach, buildings)
    far = seen(eye, sectors, reach * factor, buildings)
    if near is not None:
        assert near.difference(far).area == pytest.approx(0, abs=1e-4)


@given(scenes(), st.integers(0, 2**32 - 1))
def test_what_is_seen_is_exactly_what_a_straight_line_reaches(
    scene: tuple[Shapes, tuple[float, float], tuple[Sector, ...], float], seed: int
) -> None:
    buildings, eye, sectors, reach = scene
    found = seen(eye, sectors, reach, buildings) or shapely.Polygon()
    whole = seen(eye, sectors, reach, NO_BUILDINGS)
    rng = np.random.default_rng(seed)
    spots = shapely.points(np.array(eye) + rng.uniform(-reach, reach, (60, 2)))
    # Apart from borders, where rounding decides.
    spots = spots[~shapely.dwithin(shapely.boundary(found), spots, 0.01)]
    ends = shapely.get_coordinates(spots)
    lines = shapely.linestrings(np.stack([np.broadcast_to(eye, ends.shape), ends], axis=1))
    grown = shapely.buffer(shapely.union_all(buildings), -1e-3)
    reached = shapely.covers(whole, spots) & ~shapely.intersects(grown, lines)
    narrow = shapely.length(shapely.intersection(grown, lines)) < 0.05

    wrong = (shapely.covers(found, spots) != reached) & ~(narrow & shapely.intersects(grown, lines))
    assert not wrong.any()


def test_all_cameras_at_once_see_what_each_sees_alone() -> None:
    rng = np.random.default_rng(7)
    corner = rng.uniform(0, 300, (60, 2))
    buildings = shapely.box(*corner.T, *(corner + rng.uniform(5, 25, (60, 2))).T)
    eyes = rng.uniform(0, 300, (40, 2))
    sectors = [(Sector(float(turn), 80.0),) for turn in rng.uniform(0, 360, 40)]
    reach = rng.uniform(20, 120, 40)

    together = views(eyes, sectors, reach, buildings)

    for eye, own, far, found in zip(eyes, sectors, reach, together, strict=True):
        alone = seen(tuple(eye), own, far, buildings)
        assert (alone is None) == (found is None)
        assert alone is None or alone.equals_exact(found, 1e-9)


def test_the_usual_sight_of_each_kind_is_known() -> None:
    assert set(SIGHT.usual) == set(CameraKind)
