"""Atoms and who can reach whom: rivers, bridges, walls, gates, strips, sites."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from gis.partition.atoms import Atoms
from gis.partition.graph import Graph
from tests.unit.partition.drawn import (
    BESIDE,
    Row,
    apart,
    atoms_of,
    barrier,
    community,
    grid_graph,
    house,
    houses,
    tasks_of,
    town,
)

GROUND = [community(box(0, 0, 60, 60))]
NINE = houses(0, 0, 3, 3)
RIVER = barrier("river", (-20, 20), (80, 20))
WALL = [
    barrier("wall", (20, 20), (40, 20), (40, 40), (20, 40), (20, 20)),
]
EVERYONE = frozenset(range(9))
SOUTH = frozenset({0, 1, 2})


def drawn(*barriers: Row, crossings: Sequence[Row] = (), sites: Sequence[Row] = ()) -> Atoms:
    return atoms_of(town(GROUND, NINE, barriers=barriers, crossings=crossings, sites=sites))


def test_nine_houses_make_nine_atoms_that_touch_along_twelve_borders() -> None:
    atoms = drawn()
    assert atoms.size == 9
    assert len(atoms.graph.low) == 12
    assert shapely.area(atoms.polygon).tolist() == pytest.approx([400] * 9, abs=1)
    assert atoms.households.tolist() == [4] * 9


def test_atoms_that_meet_at_a_corner_are_no_neighbours() -> None:
    atoms = drawn()
    middle = int(atoms.of_building[4])
    beside = (atoms.graph.low == middle) | (atoms.graph.high == middle)
    assert beside.sum() == 4


def test_a_river_without_a_bridge_cuts_the_town_in_two() -> None:
    assert apart(drawn(RIVER)) == {SOUTH, EVERYONE - SOUTH}


def test_a_bridge_joins_both_banks() -> None:
    assert apart(drawn(RIVER, crossings=[{"geometry": Point(30, 20)}])) == {EVERYONE}


def test_only_the_atoms_at_the_bridge_are_joined_by_it() -> None:
    atoms = drawn(RIVER, crossings=[{"geometry": Point(30, 20)}])
    at = atoms.of_building
    passable = {
        frozenset((int(low), int(high)))
        for low, high in zip(
            atoms.graph.low[atoms.graph.passable],
            atoms.graph.high[atoms.graph.passable],
            strict=True,
        )
    }
    over = [i for i in range(3) if frozenset((int(at[i]), int(at[i + 3]))) in passable]
    assert over == [1]


def test_a_double_line_river_is_one_barrier_and_one_bridge_crosses_it() -> None:
    banks = [barrier("river", (-20, y), (80, y)) for y in (18.5, 21.5)]
    assert apart(drawn(*banks)) == {SOUTH, EVERYONE - SOUTH}
    assert apart(drawn(*banks, crossings=[{"geometry": Point(30, 20)}])) == {EVERYONE}


def test_a_road_is_no_obstacle() -> None:
    assert apart(drawn(barrier("primary", (-20, 20), (80, 20)))) == {EVERYONE}


def test_a_walled_yard_without_a_gate_stands_alone() -> None:
    assert apart(drawn(*WALL)) == {frozenset({4}), EVERYONE - {4}}


def test_a_gate_opens_the_wall() -> None:
    assert apart(drawn(*WALL, crossings=[{"geometry": Point(30, 20)}])) == {EVERYONE}


def test_a_road_through_the_wall_is_a_gate_and_one_that_ends_at_it_is_none() -> None:
    through = barrier("residential", (30, -10), (30, 23))
    assert apart(drawn(*WALL, through)) == {EVERYONE}
    ending = barrier("residential", (30, -10), (30, 20))
    assert apart(drawn(*WALL, ending)) == {frozenset({4}), EVERYONE - {4}}


def test_a_dead_end_road_parts_no_atoms() -> None:
    assert drawn(barrier("residential", (-20, 20), (30, 20))).size == 9


def test_a_road_through_a_building_leaves_its_atom_whole() -> None:
    atoms = drawn(barrier("primary", (-20, 30), (80, 30)))
    assert atoms.size == 9
    for number, row in enumerate(NINE):
        shape = shapely.affinity.translate(row["geometry"], 500_000, 3_457_000)
        assert shape.difference(atoms.polygon[atoms.of_building[number]]).area < 1e-4


def test_a_building_over_the_river_joins_no_banks() -> None:
    bridge_house = house(box(24, 12, 36, 28), 4)
    rows = [row for number, row in enumerate(NINE) if number not in (1, 4)]
    atoms = atoms_of(town(GROUND, [*rows, bridge_house], barriers=[RIVER]))
    parts = apart(atoms)
    assert len(parts) == 2
    assert any({0, 1} <= part and not {2, 3} & part for part in parts)


def test_two_buildings_that_overlap_share_an_atom() -> None:
    rows = [house(box(4, 4, 16, 16), 3), house(box(14, 4, 26, 16), 5), house(box(44, 44, 56, 56))]
    atoms = atoms_of(town(GROUND, rows))
    assert atoms.size == 2
    assert atoms.of_building[0] == atoms.of_building[1]
    assert atoms.households[atoms.of_building[0]] == 8


def test_land_without_homes_holds_nobody() -> None:
    road = barrier("primary", (30, -10), (30, 70))
    atoms = atoms_of(town(GROUND, houses(0, 0, 1, 3), barriers=[road]))
    assert atoms.size == 4
    assert atoms.households[atoms.structure < 0].tolist() == [0]


def test_a_slab_above_the_band_is_cut_between_its_staircases() -> None:
    slab = house(box(2, 2, 58, 14), 31, floors=6, staircases=3)
    atoms = atoms_of(town(GROUND, [slab, house(box(20, 40, 30, 50), 4)]))
    stairs = atoms.staircase > 0
    assert sorted(atoms.staircase[stairs].tolist()) == [1, 2, 3]
    assert sorted(atoms.households[stairs].tolist()) == [10, 10, 11]
    west_to_east = np.argsort(shapely.get_x(shapely.centroid(atoms.polygon[stairs])))
    assert atoms.staircase[stairs][west_to_east].tolist() == [1, 2, 3]


def test_a_slab_within_the_band_stays_whole() -> None:
    slab = house(box(2, 2, 58, 14), 12, floors=6, staircases=3)
    assert (atoms_of(town(GROUND, [slab])).staircase == 0).all()


def test_a_site_owns_its_ground_and_the_sliver_between_it_and_the_road() -> None:
    road = barrier("primary", (30, -10), (30, 70))
    school = {"id": "s", "category": "school", "geometry": box(0, 0, 27, 60)}
    rows = [house(box(4, 4, 20, 56), 0), *houses(40, 0, 1, 3)]
    atoms = atoms_of(town(GROUND, rows, barriers=[road], sites=[school]))
    ground = shapely.union_all(atoms.polygon[atoms.site == 0])
    wanted = shapely.affinity.translate(box(0, 0, 30, 60), 500_000, 3_457_000)
    assert ground.symmetric_difference(wanted).area < 1


def test_a_site_given_as_a_point_takes_the_nearest_building() -> None:
    market = {"id": "m", "category": "market", "geometry": Point(31, 29)}
    atoms = drawn(sites=[market])
    assert np.nonzero(atoms.site == 0)[0].tolist() == [int(atoms.of_building[4])]


def test_a_site_too_small_for_a_grid_gets_none() -> None:
    kiosk = {"id": "k", "category": "shops", "geometry": box(22, 22, 38, 38)}
    assert (drawn(sites=[kiosk]).site < 0).all()


def test_a_site_across_two_communities_owns_ground_in_both() -> None:
    two = [community(box(0, 0, 60, 60)), community(box(60, 0, 120, 60), BESIDE)]
    campus = {"id": "s", "category": "school", "geometry": box(30, 0, 90, 60)}
    made = town(two, houses(0, 0, 6, 3), sites=[campus])
    assert [len(task.sites) for task in tasks_of(made)] == [1, 1]
    assert (atoms_of(made).site == 0).any()


def test_a_building_across_two_communities_is_counted_in_the_one_that_holds_most() -> None:
    two = [community(box(0, 0, 60, 60)), community(box(60, 0, 120, 60), BESIDE)]
    across = house(box(54, 4, 80, 16), 9)
    west, east = tasks_of(town(two, [across]))
    assert west.buildings.foreign.tolist() == [True]
    assert west.buildings.households.tolist() == [0]
    assert east.buildings.households.tolist() == [9]
    assert west.buildings.footprint[0].area == pytest.approx(6 * 12)


def test_a_gate_may_be_a_line() -> None:
    gate = {"geometry": LineString([(30, 15), (30, 25)])}
    assert apart(drawn(*WALL, crossings=[gate])) == {EVERYONE}


# ------------------------------------------------------------------- the strip outside a wall
# A compound wall 8 m off the edge of the block; the strip outside is shared out among the
# houses inside, whose far pieces must join no one unless a gate leads to the strip.

COMPOUND = barrier("wall", (8, 8), (52, 8), (52, 52), (8, 52), (8, 8))
INSIDE = [house(box(x, y, x + 10, y + 10)) for x in (12, 38) for y in (12, 38)]


def walled(*gates: Point) -> Atoms:
    outside = [house(box(64, 20, 76, 32)), house(box(64, 40, 76, 52))]
    ground = [community(box(0, 0, 80, 60))]
    street = barrier("residential", (60, -10), (60, 70))
    spots: list[Row] = [{"geometry": gate} for gate in gates]
    return atoms_of(town(ground, [*INSIDE, *outside], barriers=[COMPOUND, street], crossings=spots))


def test_strips_outside_the_wall_join_no_one_without_a_gate() -> None:
    assert apart(walled()) == {frozenset({0, 1, 2, 3}), frozenset({4, 5})}


def test_a_gate_leads_through_the_strip_to_the_street() -> None:
    assert apart(walled(Point(52, 20))) == {frozenset(range(6))}


# ------------------------------------------------------------------------------- plain graphs


def test_a_part_of_a_graph_turns_borders_to_the_rest_into_rim() -> None:
    graph = grid_graph(3, 3).subgraph(np.array([0, 1]))
    assert (graph.low.tolist(), graph.high.tolist()) == ([0], [1])
    assert graph.rim.tolist() == [60.0, 60.0]


def test_arrays_list_every_border_from_both_ends() -> None:
    arrays = grid_graph(3, 3, [1, 1, 1, 1, 9, 1, 1, 1, 1]).arrays(5.0)
    around = arrays.neighbour[arrays.pointer[4] : arrays.pointer[5]]
    assert around.tolist() == [1, 3, 5, 7]
    assert len(arrays.neighbour) == 2 * len(arrays.low)
    assert arrays.over.tolist() == [0, 0, 0, 0, 9, 0, 0, 0, 0]


def test_a_misfit_goes_through_the_loose_door_with_the_longest_border() -> None:
    loose = grid_graph(3, 1, [4, 1, 4])
    shut = Graph(
        loose.load, loose.area, loose.rim, loose.stack, loose.low, loose.high,
        np.array([5.0, 9.0]), loose.cost, np.array([False, False]),
    )  # fmt: skip
    joined = shut.joined(loose, lambda load: load >= 3)
    assert joined.components().tolist() == [0, 1, 1]


def test_nothing_is_opened_where_every_component_fits() -> None:
    loose = grid_graph(2, 1, [4, 4])
    shut = Graph(
        loose.load, loose.area, loose.rim, loose.stack, loose.low, loose.high,
        loose.length, loose.cost, np.array([False]),
    )  # fmt: skip
    assert shut.joined(loose, lambda load: load >= 3).components().tolist() == [0, 1]
