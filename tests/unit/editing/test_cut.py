from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gis.editing.cut import LEAST_M2, Cut, cut, strips
from gis.errors import EditError
from gis.geometry.borders import OUTSIDE, Floats, borders
from gis.geometry.plane import Geometries
from tests.unit.geometry.lattice import lattice

METRE = 1.0
DEGREE = 1 / 95_000
"""One metre in units of metres, and about that in degrees."""


@dataclass(frozen=True)
class Tiles:
    """A three by three coverage with crooked borders; the middle one is cut."""

    shapes: Geometries
    unit: float

    @property
    def middle(self) -> shapely.Polygon:
        return self.shapes[4]

    @property
    def others(self) -> Geometries:
        return np.delete(self.shapes, 4)

    def cut(self, lines: list[Floats]) -> Cut:
        return cut(self.middle, lines, self.others, self.unit)

    def after(self, done: Cut) -> Geometries:
        """The whole coverage once the middle is cut."""
        pairs = zip(self.others, done.neighbours, strict=True)
        around = [new if new is not None else old for old, new in pairs]
        whole: Geometries = np.array([*done.pieces, *around], dtype=object)
        return whole


@st.composite
def tiles(draw: st.DrawFn) -> Tiles:
    """Squares of 60 m whose corners are moved and whose sides are bent, turned by any angle."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    unit = draw(st.sampled_from([METRE, DEGREE]))
    angle = draw(st.floats(0, np.pi / 2))
    bends = draw(st.integers(0, 3))
    grid = np.stack(np.meshgrid(np.arange(4), np.arange(4), indexing="ij"), axis=-1) * 60.0
    corners = grid + rng.uniform(-15, 15, grid.shape)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    origin = np.array([500_000.0, 3_390_000.0]) if unit == METRE else np.array([120.1, 30.6])
    sides: dict[tuple[int, ...], Floats] = {}

    def side(one: tuple[int, int], other: tuple[int, int]) -> Floats:
        if other < one:
            return side(other, one)[::-1]
        if (*one, *other) not in sides:
            share = np.linspace(0, 1, bends + 2)[:, None]
            line = corners[one] * (1 - share) + corners[other] * share
            line[1:-1] += rng.uniform(-4, 4, (bends, 2))
            sides[*one, *other] = line @ turn * unit + origin
        return sides[*one, *other]

    shapes = []
    for x in range(3):
        for y in range(3):
            ring = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
            parts = [side(*pair)[:-1] for pair in pairwise(ring)]
            shapes.append(shapely.Polygon(np.concatenate(parts)))
    drawn = np.array(shapes, dtype=object)
    assume(shapely.is_valid(drawn).all() and shapely.coverage_is_valid(drawn))
    return Tiles(drawn, unit)


@st.composite
def lines(draw: st.DrawFn, town: Tiles) -> list[Floats]:
    """Lines with some bends, near the middle, reaching over it or not."""
    low = shapely.get_coordinates(town.middle.envelope)[:4].min(axis=0)
    span = shapely.get_coordinates(town.middle.envelope).max(axis=0) - low
    number = st.floats(-0.5, 1.5, allow_nan=False, width=32)
    places = st.lists(st.tuples(number, number), min_size=2, max_size=4)
    drawn = draw(st.lists(places, min_size=1, max_size=2))
    return [low + np.asarray(line) * span for line in drawn]


def rim(shapes: Geometries) -> NDArray[np.float64]:
    """Segments that border on nothing, each with its length."""
    found = borders(shapes)
    return found.select(found.right == OUTSIDE).length


@given(st.data())
def test_pieces_tile_the_atom_and_fit_their_neighbours_to_the_last_bit(data: st.DataObject) -> None:
    town = data.draw(tiles())
    drawn = data.draw(lines(town))
    try:
        done = town.cut(drawn)
    except EditError:
        return
    after = town.after(done)
    assert len(done.pieces) >= 2
    assert shapely.is_valid(after).all()
    assert shapely.coverage_is_valid(after)
    # Whatever borders on nothing did so before: no crack has opened anywhere.
    assert rim(after).sum() == pytest.approx(rim(town.shapes).sum(), rel=1e-12)
    square = town.unit**2
    assert shapely.area(done.pieces).min() >= LEAST_M2 * square
    assert shapely.area(after).sum() == pytest.approx(shapely.area(town.shapes).sum(), rel=1e-9)
    overlap = shapely.union_all(done.pieces).symmetric_difference(town.middle).area
    assert overlap <= 0.001 * town.unit * town.middle.length


@given(st.data())
def test_a_straight_line_right_across_always_cuts(data: st.DataObject) -> None:
    town = data.draw(tiles())
    angle = data.draw(st.floats(0, np.pi))
    centre = shapely.get_coordinates(shapely.point_on_surface(town.middle))[0]
    reach = 500 * town.unit * np.array([np.cos(angle), np.sin(angle)])
    done = town.cut([np.array([centre - reach, centre + reach])])
    assert len(done.pieces) >= 2
    assert shapely.coverage_is_valid(town.after(done))


@given(st.data())
def test_a_line_that_stays_inside_is_refused(data: st.DataObject) -> None:
    town = data.draw(tiles())
    inner = town.middle.buffer(-2 * town.unit)
    assume(isinstance(inner, shapely.Polygon) and not inner.is_empty)
    share = st.floats(0, 1)
    ends = [inner.exterior.interpolate(data.draw(share), normalized=True) for _ in range(2)]
    line = shapely.LineString(ends)
    assume(town.middle.buffer(-town.unit).contains(line))
    with pytest.raises(EditError, match="lead across"):
        town.cut([shapely.get_coordinates(line)])


def square_cut(*xy: tuple[float, float]) -> Cut:
    squares = lattice(3, 3)
    return cut(squares[4], [np.array(xy, dtype=float)], np.delete(squares, 4), METRE)


def test_pieces_come_from_west_to_east_and_only_those_beside_get_vertices() -> None:
    done = square_cut((14.0, 0.0), (14.0, 30.0))
    assert [piece.centroid.x for piece in done.pieces] == [12.0, 17.0]
    changed = [number for number, shape in enumerate(done.neighbours) if shape is not None]
    assert changed == [1, 6]
    assert (14.0, 10.0) in done.neighbours[1].exterior.coords  # type: ignore[union-attr]


def test_a_cut_that_ends_near_a_corner_ends_in_it() -> None:
    done = square_cut((0.0, 0.005), (30.0, 30.004))
    assert all(shape is None for shape in done.neighbours)
    assert [piece.area for piece in done.pieces] == [50.0, 50.0]


def test_vertices_lie_on_millimetres() -> None:
    done = square_cut((13.33333, 0.0), (14.77777, 30.0))
    fresh = set(done.pieces[0].exterior.coords) - set(lattice(3, 3)[4].exterior.coords)
    assert fresh
    assert all(number == pytest.approx(round(number, 3), abs=1e-9) for xy in fresh for number in xy)


def test_a_scrap_is_refused() -> None:
    with pytest.raises(EditError, match="one square metre"):
        square_cut((10.05, 0.0), (10.05, 30.0))


def test_a_hole_is_cut_from_rim_to_rim() -> None:
    court = shapely.box(13, 13, 17, 17)
    ring = shapely.box(10, 10, 20, 20).difference(court)
    one = cut(ring, [np.array([(5.0, 15.0), (25.0, 15.0)])], np.array([court], object), METRE)
    assert len(one.pieces) == 2
    assert shapely.coverage_is_valid([*one.pieces, *one.neighbours])
    with pytest.raises(EditError):
        cut(ring, [np.array([(5.0, 15.0), (15.0, 15.0)])], np.array([court], object), METRE)


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("turn", [0, 30, 90, 211])
def test_strips_lie_across_the_long_side(count: int, turn: int) -> None:
    house = shapely.affinity.rotate(shapely.box(0, 0, 30, 8), turn)
    pieces = cut(house.buffer(5), strips(house, count), np.array([], object), METRE).pieces
    assert len(pieces) == count
    areas = [house.intersection(piece).area for piece in pieces]
    assert areas == pytest.approx([240 / count] * count, rel=1e-3)
