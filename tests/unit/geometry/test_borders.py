"""Borders of a coverage: who meets whom, along which segments."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from gis.geometry.borders import OUTSIDE, borders, pair_lengths, vertex_ids
from tests.unit.geometry.lattice import lattice, shapes


def test_nine_squares_have_twelve_inner_and_twelve_outer_borders() -> None:
    edges = borders(lattice(3, 3))
    assert (edges.right != OUTSIDE).sum() == 12
    assert (edges.right == OUTSIDE).sum() == 12
    assert (edges.length == 10.0).all()


def test_the_left_polygon_lies_on_the_left_hand() -> None:
    squares = lattice(3, 3)
    edges = borders(squares)
    step = edges.end - edges.start
    aside = edges.midpoint + 0.1 * np.column_stack([-step[:, 1], step[:, 0]])
    assert shapely.contains(squares[edges.left], shapely.points(aside)).all()


def test_a_ring_drawn_clockwise_makes_no_difference() -> None:
    squares = lattice(2, 1)
    turned = squares.copy()
    turned[0] = shapely.reverse(turned[0])
    assert [values.tolist() for values in pair_lengths(borders(turned))] == [[0], [1], [10.0]]


def test_a_point_contact_is_no_border() -> None:
    low, high, _ = pair_lengths(borders(lattice(2, 2)))
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 3), (2, 3)]


def test_a_yard_inside_a_block_borders_it_all_around() -> None:
    yard = box(10, 10, 20, 20)
    block = Polygon(box(0, 0, 30, 30).exterior, [yard.exterior])
    low, high, length = pair_lengths(borders(shapes(block, yard)))
    assert (low.tolist(), high.tolist(), length.tolist()) == ([0], [1], [40.0])


def test_parts_of_one_polygon_share_its_number() -> None:
    west, middle, east = lattice(3, 1)
    edges = borders(shapes(MultiPolygon([west, east]), middle))
    low, high, length = pair_lengths(edges)
    assert (low.tolist(), high.tolist(), length.tolist()) == ([0], [1], [20.0])


def test_joining_two_squares_drops_the_border_between_them() -> None:
    joined = borders(lattice(3, 1)).relabel(np.array([0, 0, 1]))
    low, high, length = pair_lengths(joined)
    assert (low.tolist(), high.tolist(), length.tolist()) == ([0], [1], [10.0])
    assert (joined.right == OUTSIDE).sum() == 8


def test_vertices_are_one_only_when_equal_to_the_last_bit() -> None:
    ids = vertex_ids(np.array([[0.1, 0.2], [0.1, 0.2], [0.1, np.nextafter(0.2, 1)]]))
    assert ids[0] == ids[1] != ids[2]
