"""Streets, bridges and gates become a network."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point

from gis.monitor.network import DRIVE, PATH, connect
from gis.monitor.reach import Ways
from gis.monitor.weave import weave
from tests.unit.monitor.streets import barriers, metres, ways

NORTH = ("residential", [(0.0, 100.0), (400.0, 100.0)])
SOUTH = ("residential", [(0.0, -100.0), (400.0, -100.0)])
RIVER = ("river", [(-500.0, 0.0), (900.0, 0.0)])
BRIDGE = ("primary", [(400.0, -200.0), (400.0, 200.0)])
WALLED = [(100.0, 0.0), (300.0, 0.0), (300.0, 200.0), (100.0, 200.0), (100.0, 0.0)]


def test_streets_that_cross_meet() -> None:
    town = ways(("primary", [(0, 0), (200, 0)]), ("residential", [(100, -100), (100, 100)]))

    assert town.network.nodes == 5
    assert metres(town, (0, 0), (100, 100)) == pytest.approx(200)


def test_a_street_that_ends_a_hand_before_another_one_meets_it() -> None:
    town = ways(("primary", [(0, 0), (200, 0)]), ("residential", [(100, 0.4), (100, 100)]))

    assert metres(town, (0, 0), (100, 100)) == pytest.approx(200, abs=1)


def test_streets_on_top_of_each_other_are_as_long_as_one() -> None:
    town = ways(("primary", [(0, 0), (200, 0)]), ("residential", [(50, 0), (150, 0)]))

    assert metres(town, (0, 0), (200, 0)) == pytest.approx(200)


def test_a_motorway_is_passed_below_and_entered_at_its_ends_only() -> None:
    below = ("residential", [(200.0, -300.0), (200.0, 300.0)])
    ramp = ("primary", [(0.0, 0.0), (0.0, 300.0), (200.0, 300.0)])
    lines = barriers(("motorway", [(0, 0), (400, 0)]), below, ramp)
    town = Ways(weave(lines), DRIVE)
    apart = (town.network.kind == "motorway").nonzero()[0]

    assert town.network.length[apart].tolist() == [400]
    assert metres(ways(("motorway", [(0, 0), (400, 0)]), below), (200, -300), (200, 300)) == (
        pytest.approx(600)
    )


def test_nobody_walks_on_a_motorway_on_rails_or_along_a_wall() -> None:
    for kind in ("motorway", "rail", "wall", "river"):
        town = ways((kind, [(0, 0), (400, 0)]), NORTH)
        assert not town.usable[town.network.kind == kind].any()


def test_across_a_river_one_goes_by_its_only_bridge() -> None:
    apart = ways(NORTH, SOUTH, RIVER)
    bridged = ways(NORTH, SOUTH, RIVER, BRIDGE)

    assert metres(apart, (0, 100), (0, -100)) == np.inf
    assert metres(bridged, (0, 100), (0, -100)) == pytest.approx(1000)


def test_a_bridge_given_as_a_line_is_a_way_of_its_own() -> None:
    bridge = LineString([(200, -97), (200, 97)])
    town = ways(NORTH, SOUTH, RIVER, crossings=(bridge,))

    assert metres(town, (0, 100), (0, -100)) == pytest.approx(600)


def test_a_bridge_given_as_a_point_leads_over_both_banks() -> None:
    banks = [("river", [(-500.0, y), (900.0, y)]) for y in (-5.0, 5.0)]
    town = ways(NORTH, SOUTH, *banks, crossings=(Point(200, 0),))

    assert metres(town, (0, 100), (0, -100)) == pytest.approx(600)
    assert metres(ways(NORTH, SOUTH, *banks), (0, 100), (0, -100)) == np.inf


def test_out_of_a_walled_compound_one_goes_by_its_gate() -> None:
    street = ("residential", [(0.0, 220.0), (400.0, 220.0)])
    other = ("residential", [(0.0, -20.0), (0.0, 220.0)])
    gate = ways(street, other, ("wall", WALLED), crossings=(Point(300, 200),))
    home = (200.0, 150.0)

    assert metres(gate, home, (200, 220)) > 200
    assert metres(ways(street, other), home, (200, 220)) == pytest.approx(70)


def test_a_leg_never_crosses_a_wall_where_another_one_need_not() -> None:
    near = ("residential", [(0.0, 10.0), (400.0, 10.0)])
    far = ("residential", [(0.0, -90.0), (400.0, -90.0)])
    town = ways(near, far, ("wall", [(-300.0, 5.0), (700.0, 5.0)]))
    found = connect(town.network, shapely.points([[200.0, 0.0]]), town.usable)

    assert found.leg.min() == pytest.approx(90)


def test_a_home_behind_walls_on_all_sides_is_joined_all_the_same() -> None:
    town = ways(NORTH, ("wall", [(190, 40), (210, 40), (210, 60), (190, 60), (190, 40)]))
    points = shapely.points([[200.0, 50.0]])

    assert connect(town.network, points, town.usable).leg.tolist() == [50]
    assert not len(connect(town.network, points, town.usable, through=False).leg)


def test_streets_apart_from_all_others_are_joined_on_foot_where_they_are_near() -> None:
    island = ("residential", [(450.0, 100.0), (600.0, 100.0)])
    far = ("residential", [(800.0, 100.0), (900.0, 100.0)])
    town = ways(NORTH, island, far)

    assert (town.network.kind == PATH).sum() == 1
    assert metres(town, (0, 100), (600, 100)) == pytest.approx(600)
    assert metres(town, (0, 100), (900, 100)) == np.inf


def test_a_town_without_roads_has_a_network_that_leads_nowhere() -> None:
    town = ways(RIVER)

    assert town.network.nodes == 0
    assert metres(town, (0, 10), (5, 10)) == np.inf
