"""What stays together: slabs, compounds, natural villages; and thin land."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from shapely.geometry import box

from gis.partition.bundles import bundle, villages
from gis.partition.dedicated import separate
from gis.partition.slivers import groups, join_slivers, join_strips
from gis.partition.structures import cut_across
from tests.unit.geometry.lattice import shapes
from tests.unit.partition.drawn import grid_graph

NOTHING = frozenset[int]()
APART = np.full(9, -1)


def test_without_bonds_every_atom_is_its_own() -> None:
    assert bundle(grid_graph(3, 3), APART, APART, 5, NOTHING).tolist() == list(range(9))


def test_the_staircases_of_a_slab_stay_together_wherever_they_lie() -> None:
    structure = np.array([7, -1, 7, 1, 2, 3, 4, 5, 7])
    group = bundle(grid_graph(3, 3), structure, APART, 5, NOTHING)
    assert group[0] == group[2] == group[8]
    assert len(np.unique(group)) == 7


def test_a_compound_that_fits_is_one_bundle() -> None:
    whole = np.array([0, 0, -1, 0, 0, -1, -1, -1, -1])
    group = bundle(grid_graph(3, 3), APART, whole, 5, NOTHING)
    assert len(set(group[whole == 0].tolist())) == 1
    assert len(np.unique(group)) == 6


def test_a_compound_above_the_band_or_torn_on_purpose_is_left_apart() -> None:
    whole = np.array([0, 0, -1, 0, 0, -1, -1, -1, -1])
    for upper, torn in ((3, NOTHING), (5, frozenset({0}))):
        group = bundle(grid_graph(3, 3), APART, whole, upper, torn)
        assert len(np.unique(group)) == 9


def test_halves_of_a_compound_are_joined_over_the_land_between_them() -> None:
    load = [1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    whole = np.array([0, -1, 0, -1, -1, -1, -1, -1, -1])
    group = bundle(grid_graph(3, 3, load), APART, whole, 5, NOTHING)
    assert group[0] == group[1] == group[2]
    assert len(np.unique(group)) == 7


def test_halves_are_not_joined_where_the_way_would_break_the_band() -> None:
    load = [1.0, 9.0, 1.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0]
    whole = np.array([0, -1, 0, -1, -1, -1, -1, -1, -1])
    group = bundle(grid_graph(3, 3, load), APART, whole, 5, NOTHING)
    assert len(np.unique(group)) == 9


def test_a_river_through_a_compound_keeps_its_banks_apart() -> None:
    graph = grid_graph(2, 1)
    river = replace(graph, passable=np.array([False]))
    assert len(np.unique(bundle(river, APART[:2], np.zeros(2, dtype=int), 5, NOTHING))) == 2


def test_homes_within_forty_metres_make_a_natural_village() -> None:
    spots = [0, 45, 90, 200, 230, 400]
    farms = shapes(*(box(x, 0, x + 10, 10) for x in spots))
    homes = np.array([True, True, True, True, True, False])
    village = villages(farms, homes)
    assert village[0] == village[1] == village[2] != village[3]
    assert village[3] == village[4]
    assert village[5] == -1


def test_a_sliver_joins_the_neighbour_with_the_longest_border() -> None:
    graph = grid_graph(3, 1)
    graph = replace(graph, area=np.array([400.0, 40.0, 400.0]), length=np.array([15.0, 20.0]))
    land = np.array([False, True, False])
    group = join_slivers(graph, land, np.full(3, -1))
    assert group[1] == group[2] != group[0]


def test_a_margin_between_site_and_road_joins_the_site_though_that_border_is_shorter() -> None:
    graph = grid_graph(3, 1)
    graph = replace(graph, length=np.array([38.0, 40.0]))
    land = np.array([False, True, False])
    group = join_slivers(graph, land, np.array([0, -1, -1]))
    assert group[1] == group[0] != group[2]


def test_a_sliver_prefers_the_site_to_a_longer_border() -> None:
    graph = replace(
        grid_graph(3, 1), area=np.array([400.0, 40.0, 400.0]), length=np.array([38.0, 40.0])
    )
    land = np.array([False, True, False])
    group = join_slivers(graph, land, np.array([0, -1, -1]))
    assert group[1] == group[0] != group[2]


def test_wide_land_and_houses_join_no_one() -> None:
    graph = grid_graph(3, 1)
    graph = replace(graph, area=np.array([400.0, 40.0, 4000.0]))
    group = join_slivers(graph, np.array([False, False, True]), np.full(3, -1))
    assert group.tolist() == [0, 1, 2]


def test_a_strip_between_two_tracks_joins_what_lies_beside_it() -> None:
    graph = replace(
        grid_graph(3, 1, [5, 0, 5]), area=np.array([400.0, 90.0, 900.0]),
        length=np.array([20.0, 21.0]), passable=np.array([False, False]),
    )  # fmt: skip
    group = join_strips(graph, np.zeros(3, dtype=bool))
    assert group[1] == group[2] != group[0]
    assert join_strips(graph, np.array([False, True, False])).tolist() == [0, 1, 2]
    inhabited = replace(graph, load=np.array([5.0, 1.0, 5.0]))
    assert join_strips(inhabited, np.zeros(3, dtype=bool)).tolist() == [0, 1, 2]


def test_links_make_groups() -> None:
    assert groups(4, np.array([0, 2]), np.array([2, 3])).tolist() == [0, 1, 0, 0]


def test_a_site_is_set_apart_and_the_rest_is_one_component() -> None:
    site = np.array([-1, -1, -1, -1, 0, 0, -1, -1, -1])
    found = separate(grid_graph(3, 3), site, 2.0)
    assert found.site.tolist() == [0, -1]
    assert found.part.tolist() == [1, 1, 1, 1, 0, 0, 1, 1, 1]
    assert not found.pocket.any()


def test_a_corner_that_a_site_cuts_off_joins_it_if_few_live_there() -> None:
    site = np.array([-1, -1, -1, 0, -1])
    few, many = grid_graph(5, 1, [5, 5, 5, 0, 1]), grid_graph(5, 1, [5, 5, 5, 0, 4])
    assert separate(few, site, 2.0).part.tolist() == [1, 1, 1, 0, 0]
    found = separate(many, site, 2.0)
    assert found.part.tolist() == [1, 1, 1, 0, 2]
    assert found.pocket.tolist() == [False, True, True]


def test_a_crumb_of_a_site_returns_to_its_surroundings() -> None:
    graph = replace(grid_graph(5, 1), area=np.array([900.0, 900.0, 900.0, 900.0, 90.0]))
    found = separate(graph, np.array([0, -1, -1, -1, 0]), 0.0)
    assert found.part.tolist() == [0, 1, 1, 1, 1]


def test_a_slab_is_cut_into_equal_strips_from_the_west() -> None:
    strips = cut_across(box(0, 0, 60, 12), 3)
    assert [strip.bounds for strip in strips] == [
        (0, 0, 20, 12), (20, 0, 40, 12), (40, 0, 60, 12),
    ]  # fmt: skip


def test_a_bent_slab_is_left_whole() -> None:
    bent = box(0, 0, 60, 12).union(box(0, 12, 12, 60)).union(box(48, 12, 60, 60))
    turned = box(0, 0, 10, 60).union(box(0, 50, 100, 60)).union(box(90, 0, 100, 60))
    assert len(cut_across(bent, 1)) == 1
    assert len(cut_across(turned.difference(box(30, 50, 40, 60)), 2)) == 1
