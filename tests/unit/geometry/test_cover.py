"""Tiles of a polygon: every footprint wholly in one tile, every line on a border."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon, box

from gis.geometry.borders import OUTSIDE, borders, pair_lengths
from gis.geometry.cover import Cover, cover, union_groups
from gis.geometry.plane import Geometries
from gis.geometry.tessellation import outline_points, voronoi_borders
from tests.unit.geometry.lattice import lattice, shapes

GROUND = box(0, 0, 100, 100)
NONE = shapes()
HOUSES = shapes(box(10, 10, 25, 25), box(60, 12, 80, 30), box(15, 60, 30, 85), box(55, 55, 90, 90))
ROAD = LineString([(-5, 45), (105, 45)])


def assert_tiled(tiles: Cover, ground: shapely.Geometry, footprints: Geometries) -> None:
    assert (shapely.get_type_id(tiles.polygons) == shapely.GeometryType.POLYGON).all()
    assert shapely.coverage_is_valid(tiles.polygons)
    assert shapely.area(tiles.polygons).sum() == pytest.approx(ground.area, abs=1e-4)
    assert shapely.area(shapely.difference(ground, shapely.union_all(tiles.polygons))) < 1e-4
    at = np.nonzero(tiles.footprint >= 0)[0]
    assert sorted(tiles.footprint[at].tolist()) == list(range(len(footprints)))
    inside = shapely.intersection(footprints[tiles.footprint[at]], ground)
    beyond = shapely.area(shapely.difference(inside, tiles.polygons[at]))
    assert (beyond < 1e-4).all()


def test_every_house_stands_wholly_in_its_tile() -> None:
    tiles = cover(GROUND, NONE, NONE, HOUSES)
    assert len(tiles.polygons) == 4
    assert_tiled(tiles, GROUND, HOUSES)


def test_a_point_belongs_to_the_nearer_house() -> None:
    two = shapes(box(10, 40, 30, 60), box(70, 40, 90, 60))
    tiles = cover(GROUND, NONE, NONE, two)
    west = tiles.polygons[tiles.footprint.tolist().index(0)]
    assert shapely.hausdorff_distance(west, box(0, 0, 50, 100)) < 0.1


def test_land_without_houses_is_one_tile() -> None:
    tiles = cover(GROUND, NONE, NONE, NONE)
    assert tiles.footprint.tolist() == [-1]
    assert_tiled(tiles, GROUND, NONE)


def test_a_road_parts_the_blocks() -> None:
    tiles = cover(GROUND, shapes(ROAD), NONE, HOUSES)
    assert len(tiles.blocks) == 2
    assert_tiled(tiles, GROUND, HOUSES)
    assert not shapely.crosses(tiles.polygons, ROAD).any()
    middles = tiles.edges.midpoint
    on_road = np.abs(middles[:, 1] - 45) < 1e-6
    inner = tiles.edges.right != OUTSIDE
    assert tiles.edges.length[on_road & inner].sum() == pytest.approx(100, abs=1e-3)


def test_a_road_through_a_building_leaves_it_whole() -> None:
    crossed = shapes(box(10, 40, 30, 60), box(60, 50, 80, 70), box(60, 10, 80, 30))
    tiles = cover(GROUND, shapes(ROAD), NONE, crossed)
    assert_tiled(tiles, GROUND, crossed)
    own = tiles.footprint.tolist().index(0)
    far = tiles.far
    assert (tiles.tile_of[far] == own).all()
    assert far.any()


def test_a_dead_end_road_parts_nothing() -> None:
    tiles = cover(GROUND, shapes(LineString([(-5, 45), (40, 45)])), NONE, HOUSES)
    assert len(tiles.blocks) == 1
    assert_tiled(tiles, GROUND, HOUSES)


def test_two_houses_wall_to_wall_keep_their_common_wall_as_border() -> None:
    row = shapes(box(20, 40, 40, 60), box(40, 40, 60, 60), box(60, 40, 80, 60))
    tiles = cover(GROUND, NONE, NONE, row)
    assert_tiled(tiles, GROUND, row)
    low, high, _ = pair_lengths(borders(tiles.polygons))
    assert {(0, 1), (1, 2)} <= set(zip(low.tolist(), high.tolist(), strict=True))


def test_the_strip_outside_a_wall_is_shared_out_among_the_houses_within() -> None:
    wall = box(20, 20, 80, 80).exterior
    inner = shapes(box(30, 30, 40, 70), box(60, 30, 70, 70))
    tiles = cover(GROUND, NONE, shapes(wall), inner)
    assert sorted(tiles.footprint.tolist()) == [0, 1]
    assert_tiled(tiles, GROUND, inner)
    far = tiles.far
    assert sorted(tiles.tile_of[far].tolist()) == [0, 1]


def test_land_inside_lines_that_no_house_shares_stays_land() -> None:
    park = box(60, 50, 100, 100)
    tiles = cover(GROUND, shapes(park.exterior), NONE, HOUSES[:3])
    land = tiles.polygons[tiles.footprint < 0]
    assert len(land) == 1
    assert land[0].symmetric_difference(park).area < 1e-3
    assert_tiled(tiles, GROUND, HOUSES[:3])


def test_a_yard_that_is_no_part_of_the_ground_stays_free() -> None:
    ground = Polygon(GROUND.exterior, [box(40, 40, 50, 50).exterior])
    tiles = cover(ground, NONE, NONE, HOUSES)
    assert_tiled(tiles, ground, HOUSES)


def test_an_exclave_is_tiled_as_well() -> None:
    ground = shapely.union(GROUND, box(200, 0, 240, 40))
    houses = shapes(*HOUSES, box(210, 10, 230, 30))
    assert_tiled(cover(ground, NONE, NONE, houses), ground, houses)


@settings(max_examples=15)
@given(
    places=st.lists(
        st.tuples(
            st.sampled_from(range(25)),
            st.floats(3, 17), st.floats(3, 17), st.floats(0, 90),
        ),
        min_size=1, max_size=14, unique_by=lambda place: place[0],
    ),
    road=st.tuples(st.floats(0, 100), st.floats(0, 100)),
    lane=st.tuples(st.floats(0, 100), st.floats(0, 100)),
)  # fmt: skip
def test_any_houses_and_roads_are_tiled_without_cutting_a_house(
    places: list[tuple[int, float, float, float]],
    road: tuple[float, float],
    lane: tuple[float, float],
) -> None:
    houses = shapes(
        *(
            rotate(box(x, y, x + 0.6 * width, y + 0.6 * depth), angle)
            for spot, width, depth, angle in places
            for x, y in [(20 * (spot % 5) + 5, 20 * (spot // 5) + 5)]
        )
    )
    lines = shapes(
        LineString([(-5, road[0]), (105, road[1])]), LineString([(lane[0], -5), (lane[1], 105)])
    )
    assert_tiled(cover(GROUND, lines, NONE, houses), GROUND, houses)


def test_dissolving_squares_by_group_keeps_their_ground() -> None:
    joined = union_groups(lattice(2, 2), np.array([0, 1, 0, 1]))
    assert shapely.equals(joined, shapes(box(0, 0, 10, 20), box(10, 0, 20, 20))).all()


def test_points_along_outlines_lie_closer_where_a_neighbour_is_near() -> None:
    far = outline_points(shapes(box(0, 0, 20, 20), box(60, 0, 80, 20)))[1]
    near = outline_points(shapes(box(0, 0, 20, 20), box(24, 0, 44, 20)))[1]
    assert (near == 0).sum() > (far == 0).sum()


def test_points_on_one_line_still_have_borders_between_them() -> None:
    points = np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]])
    lines = voronoi_borders(points, np.array([0, 0, 1]))
    assert len(lines) == 1
    assert shapely.distance(lines[0], shapely.Point(15, 0)) < 1e-9
