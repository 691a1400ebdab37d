"""Parts of a stored plan divided anew: buildings whole, halves, micro-grids, floors, reasons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import ParameterError
from gis.geometry.borders import Ints
from gis.model import Band, Kind, Reason
from gis.partition.graph import Graph
from gis.partition.params import Trade
from gis.partition.resolve import (
    Selection,
    floor_cuts,
    micro,
    reason_for,
    resolve,
    split_in_two,
)
from tests.unit.partition.drawn import SMALL, grid_graph


def selection(columns: int, rows: int, load: float = 4.0) -> Selection:
    """Atoms of 20 m by 20 m side by side."""
    graph = grid_graph(columns, rows, [load] * (columns * rows))
    every = np.arange(graph.size)
    return Selection(
        graph.load, graph.area, graph.rim, every, np.zeros(graph.size, dtype=np.int64),
        np.full(graph.size, -1), graph.low, graph.high, graph.length, graph.cost, graph.passable,
    )  # fmt: skip


def stacked(below: Selection, floors: list[float]) -> Selection:
    """The same with a tower on the first atom, cut into an atom for every other floor."""
    more = len(floors) - 1
    empty, foot = np.zeros(more), np.zeros(more, dtype=np.int64)
    return replace(
        below,
        load=np.concatenate([floors[:1], below.load[1:], floors[1:]]),
        area=np.concatenate([below.area, empty]),
        rim=np.concatenate([below.rim, empty]),
        foot=np.concatenate([below.foot, foot]),
        floor=np.concatenate([[1], below.floor[1:], 1 + 2 * np.arange(1, more + 1)]),
        building=np.concatenate([below.building, np.full(more, -1)]),
    )


def pieces(chosen: Selection, labels: Ints) -> int:
    """Connected parts of all labels."""
    graph = chosen.graph(np.arange(chosen.size))
    same = graph.passable & (labels[graph.low] == labels[graph.high])
    return int(replace(graph, passable=same).components().max()) + 1


def test_a_hundred_houses_become_connected_grids_in_band() -> None:
    chosen = selection(10, 10)
    labels = resolve(chosen, SMALL)
    loads = np.bincount(labels, weights=chosen.load)
    assert ((loads >= 30) & (loads <= 50)).all()
    assert pieces(chosen, labels) == len(loads)
    assert resolve(chosen, SMALL).tolist() == labels.tolist()


def test_a_building_of_several_staircases_and_a_stack_stay_in_one_grid() -> None:
    chosen = stacked(selection(10, 10), [6.0, 6.0, 6.0])
    building = chosen.building.copy()
    building[[44, 45, 46, 47]] = 7
    labels = resolve(replace(chosen, building=building), SMALL)
    assert len(set(labels[[44, 45, 46, 47]])) == 1
    assert len(set(labels[[0, 100, 101]])) == 1
    assert pieces(chosen, labels) == labels.max() + 1


def test_what_one_cannot_cross_is_divided_apart_but_land_goes_along() -> None:
    """A river between columns 4 and 5, and a meadow behind a wall in the corner."""
    chosen = selection(10, 10)
    column = np.arange(100) % 10
    shut = (column[chosen.low] == 4) & (column[chosen.high] == 5)
    meadow = np.zeros(100, dtype=bool)
    meadow[99] = True
    shut |= meadow[chosen.low] != meadow[chosen.high]
    chosen = replace(chosen, passable=~shut, load=np.where(meadow, 0.0, chosen.load))
    labels = resolve(chosen, SMALL)
    assert not set(labels[column < 5]) & set(labels[column >= 5])
    assert labels[99] in (labels[98], labels[89])


def test_with_what_there_is_in_band_little_changes() -> None:
    """Rows of two make five grids of 80; a search from scratch would draw rounder ones."""
    chosen = selection(10, 10, 2.0)
    current = np.arange(100) // 20
    params = replace(SMALL, trade=Trade.STEADY)
    labels = resolve(chosen, params, current=current)
    assert len(set(zip(labels.tolist(), current.tolist(), strict=True))) == 5


def test_a_grid_is_split_into_two_connected_halves_of_like_load() -> None:
    chosen = selection(9, 7)
    labels = split_in_two(chosen, SMALL)
    loads = np.bincount(labels, weights=chosen.load)
    assert len(loads) == 2
    assert abs(loads[0] - loads[1]) <= 0.2 * loads.sum()
    assert pieces(chosen, labels) == 2


def test_a_small_grid_is_split_in_two_although_no_half_is_in_band() -> None:
    labels = split_in_two(selection(3, 3), SMALL)
    assert sorted(np.bincount(labels).tolist()) in ([3, 6], [4, 5])


def test_empty_land_can_be_split_too_but_a_single_building_cannot() -> None:
    assert set(split_in_two(selection(2, 2, 0.0), SMALL)) == {0, 1}
    with pytest.raises(ParameterError, match="one building"):
        split_in_two(selection(1, 1), SMALL)
    with pytest.raises(ParameterError, match="one building"):
        split_in_two(stacked(selection(1, 1), [5.0, 5.0]), SMALL)


def test_a_grid_becomes_microgrids_in_band() -> None:
    chosen = selection(5, 4, 2.0)
    found = micro(chosen, SMALL)
    loads = np.bincount(found.labels, weights=chosen.load)
    assert ((loads >= 8) & (loads <= 16)).all()
    assert found.reasons == (None,) * len(loads)
    assert pieces(chosen, found.labels) == len(loads)


def test_floors_of_a_stack_may_go_to_several_microgrids_but_leave_no_hole() -> None:
    chosen = stacked(selection(2, 2, 4.0), [8.0, 8.0, 8.0])
    found = micro(chosen, SMALL)
    ground, middle, top = found.labels[[0, 4, 5]].tolist()
    assert len({ground, middle, top}) > 1
    assert ground != top or ground == middle
    assert pieces(chosen, found.labels) == len(found.reasons)


def test_an_uncut_tower_above_the_band_is_too_large() -> None:
    chosen = selection(3, 3, 2.0)
    chosen = replace(chosen, load=np.where(np.arange(9) == 4, 60.0, chosen.load))
    found = micro(chosen, SMALL)
    assert found.reasons[found.labels[4]] is Reason.ATOM_TOO_LARGE


def test_a_grid_whose_total_no_number_of_microgrids_fits_says_so() -> None:
    params = replace(SMALL, rules=replace(SMALL.rules, micro_band=Band(15, 16)))
    assert set(micro(selection(5, 1), params).reasons) == {Reason.GRID_TOTAL}
    assert set(micro(selection(5, 1), params, Kind.DEDICATED).reasons) == {Reason.DEDICATED}


@pytest.mark.parametrize("wanted", [(2, 2), (3, 4)])
def test_a_number_of_microgrids_may_be_ruled(wanted: tuple[int, int]) -> None:
    rules = replace(SMALL.rules, micro_band=None, micro_count=wanted)
    found = micro(selection(6, 4, 2.0), replace(SMALL, rules=rules))
    assert wanted[0] <= len(found.reasons) <= wanted[1]
    assert len(set(found.labels.tolist())) == len(found.reasons)


@given(
    load=st.integers(1, 900),
    floors=st.integers(1, 60),
    lower=st.integers(1, 80),
    width=st.integers(0, 60),
)
def test_floor_cuts_leave_no_floor_out(load: int, floors: int, lower: int, width: int) -> None:
    ranges = floor_cuts(load, floors, Band(lower, lower + width))
    assert [f for low, high in ranges for f in range(low, high + 1)] == list(range(1, floors + 1))


def test_a_tower_of_160_on_20_floors_is_cut_in_band() -> None:
    assert floor_cuts(160, 20, Band(50, 80)) == ((1, 10), (11, 20))
    assert floor_cuts(190, 19, Band(50, 80)) == ((1, 7), (8, 13), (14, 19))
    assert floor_cuts(60, 20, Band(50, 80)) == ((1, 20),)


@pytest.mark.parametrize(
    ("load", "items", "totals", "reason"),
    [
        (400, [4.0] * 100, (400, 1200), None),
        (200, [4.0] * 50, (200, 1200), Reason.POCKET),
        (200, [4.0] * 50, (1200, 1200), None),
        (250, [5.0] * 50, (250, 250), Reason.COMMUNITY_TOTAL),
        (650, [600.0, 50.0], (1850, 1850), Reason.ATOM_TOO_LARGE),
        (1150, [600.0, 550.0], (2350, 2350), Reason.ATOM_TOO_LARGE),
        (1200, [600.0, *[6.0] * 100], (2400, 2400), None),
    ],
)
def test_a_grid_out_of_band_has_a_reason_or_none(
    load: float, items: list[float], totals: tuple[float, float], reason: Reason | None
) -> None:
    assert reason_for(load, items, Band(300, 500), totals) is reason


def test_reasons_of_dedicated_grids_and_of_microgrids() -> None:
    band = Band(50, 80)
    assert reason_for(60, [], band, (0, 0), Kind.DEDICATED) is Reason.DEDICATED
    lack = Reason.GRID_TOTAL
    assert reason_for(40, [], band, (40, 40), Kind.BASE, lack) is Reason.GRID_TOTAL
    assert reason_for(40, [], band, (40, 400), Kind.BASE, lack) is Reason.POCKET
    assert reason_for(40, [], band, (40, 40), Kind.DEDICATED, lack) is Reason.DEDICATED
    assert reason_for(60, [], band, (60, 60), Kind.DEDICATED, lack) is None


def test_the_graph_of_a_selection_sums_what_groups_share() -> None:
    chosen = selection(2, 2)
    graph = chosen.graph(np.array([0, 0, 1, 1]))
    assert isinstance(graph, Graph)
    assert graph.length.tolist() == [40.0]
    assert graph.load.tolist() == [8.0, 8.0]
    assert graph.rim.tolist() == [80.0, 80.0]
