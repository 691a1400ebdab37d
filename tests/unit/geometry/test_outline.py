"""Outlines of labelled atoms, straightened where no building changes side."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from gis.geometry.borders import Ints, borders
from gis.geometry.cover import cover
from gis.geometry.outline import outlines
from gis.geometry.plane import Geometries
from tests.unit.geometry.lattice import lattice, shapes

NONE = shapes()


def drawn(
    atoms: Geometries, labels: list[int] | Ints, footprints: Geometries, *, free: bool = True
) -> Geometries:
    """Outlines of the labels, all borders over open ground (or none)."""
    edges = borders(atoms)
    every = np.full(len(edges.left), free)
    rim = shapely.coverage_union_all(atoms)
    return outlines(atoms, np.asarray(labels), edges, every, footprints, rim)


STAIRS = lattice(12, 6, side=4.0)
"""Small squares; in even rows the border between west and east runs at 24, in odd ones at 28."""
SIDES = [int(column >= 6 + row % 2) for row in range(6) for column in range(12)]


def middle(faces: Geometries) -> shapely.Geometry:
    """The border between the first two outlines."""
    return shapely.line_merge(shapely.intersection(faces[0], faces[1]))


def test_a_zigzag_over_open_ground_becomes_one_straight_line() -> None:
    faces = drawn(STAIRS, SIDES, NONE)
    assert shapely.coverage_is_valid(faces)
    assert len(middle(faces).coords) == 2
    assert shapely.area(faces).sum() == pytest.approx(48 * 24, abs=1e-4)


def test_a_border_along_a_road_stays_where_it_is() -> None:
    faces = drawn(STAIRS, SIDES, NONE, free=False)
    assert middle(faces).length == pytest.approx(24 + 5 * 4)


def test_a_house_in_a_bend_keeps_its_side() -> None:
    house = box(24.1, 9, 25, 11)
    straight = drawn(STAIRS, SIDES, NONE)
    assert straight[0].covers(house)
    faces = drawn(STAIRS, SIDES, shapes(house))
    assert shapely.coverage_is_valid(faces)
    assert faces[1].covers(house)


def test_a_house_in_each_bend_keeps_every_bend() -> None:
    houses = shapes(*(box(24.1, 4 * row + 0.5, 27.9, 4 * row + 3.5) for row in range(6)))
    faces = drawn(STAIRS, SIDES, houses)
    for row, house in enumerate(houses):
        assert faces[1 - row % 2].covers(house)


def test_a_single_label_gets_the_rim_itself() -> None:
    (face,) = drawn(lattice(3, 3), [0] * 9, NONE)
    assert face.equals(box(0, 0, 30, 30))


def test_a_label_inside_another_keeps_its_place() -> None:
    labels = [0] * 9
    labels[4] = 1
    faces = drawn(lattice(3, 3), labels, shapes(box(12, 12, 18, 18)))
    assert shapely.coverage_is_valid(faces)
    assert faces[1].covers(box(12, 12, 18, 18))
    assert shapely.area(faces).sum() == pytest.approx(900, abs=1e-6)


def test_four_labels_that_meet_at_a_corner_stay_a_coverage() -> None:
    faces = drawn(lattice(4, 4), [0, 0, 1, 1] * 2 + [2, 2, 3, 3] * 2, NONE)
    assert shapely.coverage_is_valid(faces)
    assert shapely.area(faces).tolist() == pytest.approx([400] * 4)


@settings(max_examples=12)
@given(
    spots=st.lists(st.integers(0, 35), min_size=6, max_size=24, unique=True),
    sizes=st.lists(st.tuples(st.floats(3, 12), st.floats(3, 12)), min_size=24, max_size=24),
    slope=st.floats(-1, 1),
)
def test_no_straightening_moves_a_house_to_the_other_side(
    spots: list[int], sizes: list[tuple[float, float]], slope: float
) -> None:
    ground = box(0, 0, 120, 120)
    houses = shapes(
        *(
            box(20 * (spot % 6) + 3, 20 * (spot // 6) + 3,
                20 * (spot % 6) + 3 + width, 20 * (spot // 6) + 3 + depth)
            for spot, (width, depth) in zip(spots, sizes, strict=False)
        )
    )  # fmt: skip
    tiles = cover(ground, NONE, NONE, houses)
    centre = shapely.get_coordinates(shapely.centroid(houses))
    side = (centre[:, 1] - 60 > slope * (centre[:, 0] - 60)).astype(np.int64)
    side[0], side[-1] = 0, 1
    label = side[tiles.footprint]
    edges = borders(tiles.polygons)
    free = np.ones(len(edges.left), dtype=bool)
    faces = outlines(tiles.polygons, label, edges, free, houses, ground)
    assert shapely.coverage_is_valid(faces)
    assert shapely.area(faces).sum() == pytest.approx(ground.area, abs=1e-4)
    beyond = shapely.area(shapely.difference(houses, faces[side]))
    assert (beyond < 1e-4).all()


def test_a_straight_border_loses_the_vertices_that_noding_left() -> None:
    atoms = shapely.segmentize(lattice(2, 1, side=40.0), 5.0)
    faces = drawn(atoms, [0, 1], NONE, free=False)
    assert middle(faces).normalize().coords[:] == [(40, 0), (40, 40)]
