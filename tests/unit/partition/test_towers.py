"""Towers: floors in ranges, households conserved."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from gis.frames import Proposal
from gis.model import Band, Rules
from gis.partition.params import Effort, Params
from gis.partition.solve import partition
from gis.partition.towers import over_floors, torn_towers, unfold
from tests.unit.partition.drawn import community, grid_graph, house, town

USUAL = Params(Rules(band=Band(300, 500), micro_band=Band(50, 80)), effort=Effort.FAST)
GROUND = [community(box(0, 0, 100, 100))]


def planned(*rows: dict[str, object]) -> Proposal:
    return partition(town(GROUND, rows), USUAL).proposal


def floors_of(parts: pd.DataFrame) -> list[int]:
    return sorted(
        floor
        for low, high in zip(parts["floor_from"], parts["floor_to"], strict=True)
        for floor in range(low, high + 1)
    )


@given(households=st.integers(0, 400), floors=st.integers(1, 60))
def test_households_are_spread_over_floors_evenly_and_to_the_last(
    households: int, floors: int
) -> None:
    found = over_floors(float(households), floors)
    assert found.sum() == households
    assert found.max() - found.min() <= 1
    assert (np.diff(found) <= 0).all()


def test_a_load_that_is_no_whole_number_is_spread_in_equal_shares() -> None:
    assert over_floors(2.5, 5).tolist() == [0.5] * 5


def test_a_tower_becomes_a_chain_of_floors_on_its_node() -> None:
    stack = unfold(grid_graph(2, 1, [8, 3]), {0: [(5, np.full(4, 2.0))]})
    assert stack.node.tolist() == [0, 1, 0, 0, 0]
    assert stack.floor.tolist() == [1, 0, 2, 3, 4]
    assert stack.building.tolist() == [5, -1, 5, 5, 5]
    assert stack.graph.load.tolist() == [2, 3, 2, 2, 2]
    pairs = list(zip(stack.graph.low.tolist(), stack.graph.high.tolist(), strict=True))
    assert pairs == [(0, 1), (0, 2), (2, 3), (3, 4)]


def test_only_open_floors_reach_the_neighbours() -> None:
    graph, tower = grid_graph(2, 1, [4, 3]), {0: [(5, np.full(2, 2.0))]}
    closed, opened = unfold(graph, tower).graph, unfold(graph, tower, open_floors=True).graph
    assert len(opened.low) == len(closed.low) + 1
    assert (opened.low[-1], opened.high[-1]) == (1, 2)


def test_nothing_to_unfold_leaves_the_graph_as_it_is() -> None:
    graph = grid_graph(3, 3)
    stack = unfold(graph, {})
    assert stack.graph.low.tolist() == graph.low.tolist()
    assert (stack.building == -1).all()


def test_a_floor_range_with_a_hole_is_noticed() -> None:
    stack = unfold(grid_graph(1, 1, [6]), {0: [(0, np.full(3, 2.0))]})
    assert torn_towers(stack, np.array([0, 0, 1])) == 0
    assert torn_towers(stack, np.array([0, 1, 0])) == 1


def test_a_tower_of_160_households_is_split_into_ranges_of_floors_in_band() -> None:
    plan = planned(house(box(30, 30, 60, 60), 160, floors=20))
    parts = plan.building_parts
    assert floors_of(parts) == list(range(1, 21))
    assert parts["households"].sum() == 160
    assert parts["households"].between(50, 80).all()
    assert (parts.geometry.to_numpy() == plan.buildings.geometry[0]).all()
    micros = plan.microgrids
    assert (micros.geometry.to_numpy() == micros.geometry[0]).all()
    assert micros["floor_from"].tolist() == sorted(micros["floor_from"])
    assert plan.buildings["microgrid"].isna().all()


def test_a_slab_of_160_households_is_split_between_its_staircases() -> None:
    plan = planned(house(box(10, 40, 90, 52), 160, floors=6, staircases=4))
    parts = plan.building_parts
    assert parts["staircase"].tolist() == [1, 2, 3, 4]
    assert parts["households"].tolist() == [40] * 4
    assert parts.geometry.area.tolist() == pytest.approx([240] * 4)
    assert (parts["floor_from"] == 1).all()
    assert (parts["floor_to"] == 6).all()
    assert plan.microgrids["households"].tolist() == [80, 80]
    assert plan.microgrids["floor_from"].isna().all()


def test_a_building_within_the_band_has_no_parts() -> None:
    plan = planned(house(box(10, 40, 90, 52), 70, floors=6, staircases=4))
    assert plan.building_parts.empty
    assert plan.buildings["microgrid"].tolist() == plan.microgrids["code"].tolist()


def test_two_towers_share_no_microgrid_when_each_fills_its_own() -> None:
    plan = planned(
        house(box(10, 30, 40, 60), 160, floors=20), house(box(60, 30, 90, 60), 160, floors=16)
    )
    parts = plan.building_parts
    for name, top in (("b000", 20), ("b001", 16)):
        own = parts[parts["building"] == name]
        assert floors_of(own) == list(range(1, top + 1))
        assert own["microgrid"].is_unique
        assert own["households"].sum() == 160
    assert plan.microgrids["households"].between(50, 80).all()


def test_a_single_floor_above_the_band_is_excused() -> None:
    plan = planned(house(box(10, 10, 90, 90), 100, floors=1))
    assert plan.microgrids["households"].tolist() == [100]
    assert plan.microgrids["reason"].notna().all()
