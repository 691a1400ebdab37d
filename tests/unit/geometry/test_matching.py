"""Outlines of neighbouring communities meet vertex by vertex."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from gis.geometry.matching import match_vertices
from tests.unit.geometry.lattice import lattice, shapes


def test_a_vertex_that_only_one_side_has_is_put_into_the_other() -> None:
    large = box(0, 0, 10, 20)
    upper, lower = box(10, 10, 20, 20), box(10, 0, 20, 10)
    town = shapes(large, upper, lower)
    assert not shapely.coverage_is_valid(town)
    matched = match_vertices(town, np.array([0, 1, 1]))
    assert shapely.coverage_is_valid(matched)
    assert len(matched[0].exterior.coords) == len(large.exterior.coords) + 1
    assert shapely.area(matched).tolist() == [200.0, 100.0, 100.0]


def test_vertices_a_hair_apart_become_one() -> None:
    hair = 3e-7
    west = Polygon([(0, 0), (10, 0), (10, 5), (10, 10), (0, 10)])
    east = Polygon([(10, 0), (20, 0), (20, 10), (10, 10), (10, 5 + hair)])
    matched = match_vertices(shapes(west, east), np.array([0, 1]))
    assert shapely.coverage_is_valid(matched)
    assert abs(shapely.area(matched).sum() - 200) < 1e-4
    corners = {tuple(xy) for xy in shapely.get_coordinates(matched).tolist()}
    assert len(corners) == 7


def test_vertices_a_hand_apart_stay_as_they_are() -> None:
    west = Polygon([(0, 0), (10, 0), (10.1, 5), (10, 10), (0, 10)])
    east = box(10.3, 0, 20, 10)
    matched = match_vertices(shapes(west, east), np.array([0, 1]))
    assert shapely.equals_exact(matched, shapes(west, east), tolerance=0.0).all()


def test_several_vertices_on_one_edge_arrive_in_order() -> None:
    large = box(0, 0, 10, 40)
    others = lattice(1, 4)
    town = shapes(large, *shapely.transform(others, lambda xy: np.add(xy, (10, 0))))
    matched = match_vertices(town, np.array([0, 1, 1, 1, 1]))
    assert shapely.is_valid(matched).all()
    assert shapely.coverage_is_valid(matched)


def test_holes_and_exclaves_are_matched_too() -> None:
    exclave = box(100, 0, 110, 20)
    around = Polygon(box(-10, -10, 20, 30).exterior, [box(0, 0, 10, 20).exterior])
    inner_low, inner_high = box(0, 0, 10, 10), box(0, 10, 10, 20)
    beside_low, beside_high = box(110, 0, 120, 10), box(110, 10, 120, 20)
    town = shapes(MultiPolygon([around, exclave]), inner_low, inner_high, beside_low, beside_high)
    matched = match_vertices(town, np.array([0, 1, 1, 1, 1]))
    assert shapely.coverage_is_valid(matched)
    assert shapely.area(matched[0]) == shapely.area(town[0])


def test_one_community_alone_is_left_untouched() -> None:
    town = lattice(3, 3)
    matched = match_vertices(town, np.zeros(9, dtype=np.int64))
    assert shapely.equals_exact(matched, town, tolerance=0.0).all()
