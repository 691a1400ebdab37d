"""Where one may cross rivers and walls, and what a border along them costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

from gis.geometry.borders import borders
from gis.geometry.crossings import Barriers, crossing_spots
from gis.partition.barriers import OUTLINE_PRICE, PRICE, classify
from tests.unit.geometry.lattice import lattice, shapes
from tests.unit.partition.drawn import Row, barrier

RIVER = barrier("river", (0, 0), (100, 0))


def lines(*rows: Row, crossings: tuple[Any, ...] = ()) -> Barriers:
    return Barriers(
        shapes(*(row["geometry"] for row in rows)),
        np.array([row["class"] for row in rows], dtype=object),
        np.array([row.get("name") for row in rows], dtype=object),
        np.array([row["crossable"] for row in rows], dtype=bool),
        shapes(*crossings),
    )


def spots(*rows: Row, crossings: tuple[Any, ...] = ()) -> list[tuple[float, float]]:
    found = crossing_spots(lines(*rows, crossings=crossings))
    return sorted({(round(x, 6), round(y, 6)) for x, y in found.tolist()})


def test_a_river_alone_is_crossed_nowhere() -> None:
    assert spots(RIVER) == []


def test_a_road_without_barriers_needs_no_crossing() -> None:
    assert spots(barrier("primary", (0, 0), (100, 0)), crossings=(Point(50, 0),)) == []


def test_a_bridge_given_as_a_point_beside_the_river_counts_at_the_river() -> None:
    assert spots(RIVER, crossings=(Point(40, 6),)) == [(40, 0)]


def test_a_bridge_given_as_a_line_counts_where_it_meets_the_river() -> None:
    assert spots(RIVER, crossings=(LineString([(60, -20), (60, 20)]),)) == [(60, 0)]


def test_a_bridge_far_from_every_river_counts_nowhere() -> None:
    far, near = Point(40, 60), Point(70, 3)
    assert spots(RIVER, crossings=(far, near)) == [(70, 0)]


def test_one_bridge_crosses_both_banks_of_a_double_line_river() -> None:
    far_bank = barrier("river", (0, 12), (100, 12))
    assert spots(RIVER, far_bank, crossings=(Point(40, 6),)) == [(40, 0), (40, 12)]


def test_a_bridge_over_a_river_opens_no_railway_beside_it() -> None:
    track = barrier("rail", (0, 12), (100, 12))
    assert spots(RIVER, track, crossings=(Point(40, 1),)) == [(40, 0)]


def test_a_line_over_river_and_railway_crosses_both() -> None:
    track = barrier("rail", (0, 12), (100, 12))
    bridge = LineString([(40, -5), (40, 20)])
    assert spots(RIVER, track, crossings=(bridge,)) == [(40, 0), (40, 12)]


def test_a_road_that_goes_on_beyond_a_river_has_a_bridge() -> None:
    assert spots(RIVER, barrier("tertiary", (30, -50), (30, 50))) == [(30, 0)]


def test_a_road_in_two_pieces_that_meet_on_the_river_has_a_bridge() -> None:
    south, north = barrier("tertiary", (30, -50), (30, 0)), barrier("tertiary", (30, 0), (40, 50))
    assert spots(RIVER, south, north) == [(30, 0)]


def test_a_road_that_ends_at_the_wall_passes_no_gate() -> None:
    wall = barrier("wall", (0, 0), (100, 0))
    assert spots(wall, barrier("residential", (30, -50), (30, 0))) == []


def test_a_road_along_the_wall_passes_no_gate() -> None:
    wall = barrier("wall", (0, 0), (100, 0))
    assert spots(wall, barrier("residential", (0, 0), (100, 0))) == []


def test_a_road_that_touches_a_bend_of_the_wall_from_outside_passes_no_gate() -> None:
    wall = barrier("wall", (0, 0), (50, 10), (100, 0))
    assert spots(wall, barrier("residential", (0, 10), (100, 10))) == []


def test_a_railway_meeting_a_river_is_no_crossing() -> None:
    assert spots(RIVER, barrier("rail", (30, -50), (30, 50))) == []


@pytest.mark.parametrize("sort", PRICE)
def test_a_border_along_a_barrier_is_cheaper_than_over_open_ground(sort: str) -> None:
    edges = borders(lattice(2, 1))
    kind = classify(edges, lines(barrier(sort, (10, -5), (10, 15))), shapes())
    inner = edges.right >= 0
    assert kind.price[inner].tolist() == [PRICE[sort]]
    assert (kind.price[~inner] == 1).all()
    assert kind.price[inner][0] < 1
    assert kind.open_ground.tolist() == (~inner).tolist()


def test_of_two_lines_on_one_border_the_cheaper_counts_and_either_closes_it() -> None:
    edges = borders(lattice(2, 1))
    road, wall = barrier("primary", (10, 0), (10, 10)), barrier("wall", (10, 0), (10, 10))
    kind = classify(edges, lines(wall, road), shapes())
    inner = edges.right >= 0
    assert kind.price[inner].tolist() == [PRICE["primary"]]
    assert kind.barrier[inner].tolist() == [1]
    assert kind.crossable[inner].tolist() == [False]
    assert kind.crossable[~inner].all()


def test_a_border_along_a_compound_costs_as_an_outline() -> None:
    edges = borders(lattice(2, 1))
    kind = classify(edges, lines(), shapes(box(10, 0, 20, 10)))
    assert kind.price[edges.right >= 0].tolist() == [OUTLINE_PRICE]
    assert (kind.barrier < 0).all()
