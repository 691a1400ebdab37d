"""Pieces of lines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.geometry.along import between, split
from tests.unit.geometry.lattice import shapes

BENT = shapely.LineString([(0, 0), (10, 0), (10, 10)])
STRAIGHT = shapely.LineString([(0, 5), (10, 5)])


def test_a_piece_keeps_the_corners_between_its_ends() -> None:
    pieces = between(shapes(BENT, STRAIGHT, BENT), np.array([5.0, 0, 0]), np.array([12.0, 10, 20]))

    assert [piece.wkt for piece in pieces] == [
        "LINESTRING (5 0, 10 0, 10 2)", "LINESTRING (0 5, 10 5)", BENT.wkt,
    ]  # fmt: skip


def test_lines_are_cut_next_to_points_and_nowhere_twice() -> None:
    rows = np.array([0, 0, 0, 0])
    points = shapely.points([[10, 0], [10, 0], [4, 1], [0, 0]])

    pieces, of = split(shapes(BENT, STRAIGHT), rows, points)

    assert [piece.wkt for piece in pieces] == [
        "LINESTRING (0 0, 4 0)", "LINESTRING (4 0, 10 0)", "LINESTRING (10 0, 10 10)",
        "LINESTRING (0 5, 10 5)",
    ]  # fmt: skip
    assert of.tolist() == [0, 0, 0, 1]


def test_of_no_lines_there_are_no_pieces() -> None:
    none = np.empty(0, dtype=object)
    assert not len(between(none, np.empty(0), np.empty(0)))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_pieces_of_a_line_are_together_as_long_as_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines = shapes(*(shapely.LineString(rng.uniform(0, 100, (5, 2))) for _ in range(3)))
    rows = rng.integers(0, 3, 8)

    pieces, of = split(lines, rows, shapely.points(rng.uniform(0, 100, (8, 2))))

    assert np.bincount(of, shapely.length(pieces)) == pytest.approx(shapely.length(lines))
    begin, end = shapely.get_point(pieces, 0), shapely.get_point(pieces, -1)
    follows = of[1:] == of[:-1]
    assert shapely.equals(end[:-1], begin[1:])[follows].all()
