"""Times on foot, and the land and the homes that are reached."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from gis.geometry.crossings import Barriers
from gis.geometry.plane import Plane
from gis.monitor.network import DRIVE, WALK, Access
from gis.monitor.reach import Ways, isochrones, nearest, times
from gis.monitor.weave import weave
from tests.places import SHARED_DATA
from tests.unit.monitor.streets import MINUTE, Line, joined, ways
from tests.unit.monitor.test_network import BRIDGE, NORTH, RIVER, SOUTH

NOBODY = (np.empty(0, dtype=object), joined(ways(RIVER), (0, 0))[1])


def lattice(seed: int) -> list[Line]:
    """Streets a hundred metres apart of which some are missing, and a river with one bridge."""
    rng = np.random.default_rng(seed)
    lines: list[Line] = [("river", [(-100.0, 250.0), (700.0, 250.0)])]
    for one in range(6):
        for two in range(5):
            across = [(100.0 * two, 100.0 * one), (100.0 * two + 100, 100.0 * one)]
            up = [(100.0 * one, 100.0 * two), (100.0 * one, 100.0 * two + 100)]
            if rng.random() < 0.8:
                lines.append(("residential", across))
            if rng.random() < 0.8 and (two != 2 or one == 3):
                lines.append(("primary", up))
    return lines


seeds = st.integers(0, 10_000)
quick = settings(max_examples=15, deadline=None, derandomize=True)


@quick
@given(seeds)
def test_times_are_those_that_the_plainest_algorithm_finds(seed: int) -> None:
    town = ways(*lattice(seed))
    count = town.network.nodes
    every = Access(*_at_nodes(town))
    found = np.concatenate([m for _, m in times(town, every, every, (count, count), np.inf)])

    np.testing.assert_allclose(found, floyd_warshall(town.graph, directed=False), atol=1e-6)


def _at_nodes(town: Ways) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """An access without leg at each node."""
    net = town.network
    edge = np.full(net.nodes, -1)
    edge[net.end], edge[net.start] = np.arange(len(net.lines)), np.arange(len(net.lines))
    at = np.where(net.start[edge] == np.arange(net.nodes), 0.0, net.length[edge])
    return np.arange(net.nodes), edge, at, np.zeros(net.nodes)


@quick
@given(seeds)
def test_more_time_reaches_more_land_and_more_homes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    town = ways(*lattice(seed))
    points, homes = joined(town, *rng.uniform(0, 500, (30, 2)).tolist())
    source = joined(town, tuple(rng.uniform(0, 500, 2)))[1]
    land = isochrones(town, source, (2, 4, 8), (points, homes))
    minutes = nearest(town, source, homes, (1, 30), 8)

    assert shapely.is_valid(land).all()
    assert shapely.area(shapely.difference(land[:-1], land[1:])).max() < 1e-6
    for limit, one in zip((2, 4, 8), land, strict=True):
        assert shapely.covers(shapely.buffer(one, 1e-6), points[minutes <= limit]).all()


@quick
@given(seeds)
def test_a_further_post_makes_no_way_longer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    town = ways(*lattice(seed))
    homes = joined(town, *rng.uniform(0, 500, (20, 2)).tolist())[1]
    posts = rng.uniform(0, 500, (3, 2)).tolist()
    fewer = nearest(town, joined(town, *posts[:2])[1], homes, (2, 20), np.inf)
    more = nearest(town, joined(town, *posts)[1], homes, (3, 20), np.inf)
    each = np.concatenate(
        [m for _, m in times(town, joined(town, *posts)[1], homes, (3, 20), np.inf)]
    )

    assert (more <= fewer + 1e-9).all()
    np.testing.assert_allclose(more, each.min(axis=0))


def test_a_home_in_the_same_street_is_reached_along_it() -> None:
    town = ways(("residential", [(0, 0), (1000, 0)]))
    home = joined(town, (500, 20))[1]
    source = joined(town, (400, 0))[1]

    minutes = nearest(town, source, home, (1, 1), 60)

    assert minutes[0] * MINUTE == pytest.approx(100 + 20)


def test_nothing_is_reached_without_a_post() -> None:
    town = ways(NORTH)
    home = joined(town, (10, 90))[1]
    assert nearest(town, home.of([]), home, (0, 1), 60).tolist() == [np.inf]


def test_land_beyond_the_river_is_reached_over_the_bridge_only() -> None:
    bridged, apart = ways(NORTH, SOUTH, RIVER, BRIDGE), ways(NORTH, SOUTH, RIVER)
    south = shapely.box(-600, -300, 900, -1)
    bounds = {}
    for name, town in (("bridged", bridged), ("apart", apart)):
        source = joined(town, (380, 100))[1]
        land = isochrones(town, source, (1, 5), NOBODY, width=150.0)
        bounds[name] = shapely.area(shapely.intersection(land, south))

    assert bounds["apart"].tolist() == [0, 0]
    assert bounds["bridged"][0] == 0
    assert bounds["bridged"][1] > 10_000


def test_a_street_is_reached_as_far_along_as_the_time_lasts() -> None:
    town = ways(("residential", [(0, 0), (1000, 0)]))
    source = joined(town, (500, 0))[1]

    land = isochrones(town, source, (3,), NOBODY, width=10.0)[0]

    west, south, east, north = shapely.bounds(land)
    assert (west, east) == pytest.approx((500 - 3 * MINUTE - 10, 500 + 3 * MINUTE + 10))
    assert (south, north) == pytest.approx((-10, 10))


@pytest.mark.skipif(not (SHARED_DATA / "monaco").exists(), reason="the case monaco is not there")
def test_in_monaco_nobody_walks_faster_than_the_crow_flies() -> None:
    file = SHARED_DATA / "monaco" / "case.gpkg"
    lines, homes = (gpd.read_file(file, layer=name) for name in ("barriers", "buildings"))
    plane = Plane.of(lines.crs, tuple(lines.total_bounds))
    network = weave(
        Barriers(
            plane.forward(lines.geometry.to_numpy()),
            lines["class"].to_numpy(object),
            lines["name"].to_numpy(object),
            lines["crossable"].to_numpy(bool),
            np.empty(0, dtype=object),
        )
    )
    points = shapely.point_on_surface(plane.forward(homes.geometry.to_numpy()))
    on_foot, by_car = Ways(network, WALK), Ways(network, DRIVE)
    middle = points[[600]]
    found = {}
    for name, on in (("walk", on_foot), ("drive", by_car)):
        access = on.connect(points)
        source = on.connect(middle)
        found[name] = nearest(on, source, access, (1, len(points)), 600)
        land = isochrones(on, source, (5, 10, 15), (points, access))
        assert shapely.is_valid(land).all()
    reached = np.isfinite(found["walk"])
    crow = shapely.distance(points, middle[0]) / MINUTE

    assert reached.mean() > 0.85
    assert (found["walk"] >= crow - 1e-6)[reached].all()
    assert (found["drive"] <= found["walk"] + 3).mean() > 0.85
