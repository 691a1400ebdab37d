"""Which places of tickets can be trusted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from gis.errors import ParameterError
from gis.geometry import bd09, gcj02
from gis.model.tickets import Position
from gis.monitor import positions
from gis.monitor.positions import Suspicion

TOWN = (121.0, 31.0, 122.0, 32.0)
HERE = (121.473712, 31.230416)
KNOWN = Suspicion(extents=[TOWN])


def _name(x: float, y: float, crs: str = "wgs84", suspicion: Suspicion = KNOWN) -> Position:
    names, lonlat = positions.judge(np.array([[x, y]]), crs, suspicion)
    assert np.isfinite(lonlat).all() == (names[0] == Position.GOOD)
    return Position(names[0])


@pytest.mark.parametrize(
    ("x", "y", "name"),
    [
        (*HERE, Position.GOOD),
        (np.nan, HERE[1], Position.MISSING),
        (np.nan, np.nan, Position.MISSING),
        (np.inf, 1.0, Position.MISSING),
        (0.0, 0.0, Position.ZERO),
        (121.0, 31.0, Position.ROUNDED),
        (121.5, 31.2, Position.ROUNDED),
        (39.0, -77.0, Position.ROUNDED),
        (HERE[1], HERE[0], Position.SWAPPED),
        (116.391234, 39.907654, Position.OUTSIDE),
        (121.473712, 91.230416, Position.OUTSIDE),
        (500.123456, 31.230416, Position.OUTSIDE),
    ],
)
def test_a_place_is_named_by_what_is_wrong_with_it(x: float, y: float, name: Position) -> None:
    assert _name(x, y) is name


def test_without_an_extent_only_what_cannot_be_is_wrong() -> None:
    anywhere = Suspicion()
    assert _name(116.391234, 39.907654, suspicion=anywhere) is Position.GOOD
    assert _name(39.907654, 116.391234, suspicion=anywhere) is Position.SWAPPED
    assert _name(39.907654, 316.391234, suspicion=anywhere) is Position.OUTSIDE


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_how_coarse_is_too_coarse_can_be_chosen(decimals: int) -> None:
    suspicion = Suspicion(extents=[TOWN], decimals=decimals)
    expected = [Position.ROUNDED if decimals >= 1 else Position.GOOD]
    assert [_name(121.5, 31.2, suspicion=suspicion)] == expected
    fine = Position.ROUNDED if decimals >= 2 else Position.GOOD
    assert _name(121.52, 31.27, suspicion=suspicion) is fine


def test_web_maps_are_taken_back_to_where_they_are() -> None:
    there = np.array([HERE])
    for crs, moved in (("gcj02", gcj02.from_wgs84(there)), ("bd09", bd09.from_wgs84(there))):
        names, lonlat = positions.judge(moved, crs, KNOWN)
        assert names[0] == Position.GOOD
        assert lonlat[0] == pytest.approx(HERE, abs=1e-8)


def test_metres_are_judged_like_degrees() -> None:
    plane = Transformer.from_crs(4326, 4549, always_xy=True)
    x, y = plane.transform(*HERE)
    assert _name(x, y, "EPSG:4549") is Position.GOOD
    assert _name(y, x, "EPSG:4549") is Position.SWAPPED
    assert _name(0.0, 0.0, "EPSG:4549") is Position.ZERO
    coarse = plane.transform(121.5, 31.2)
    assert _name(round(coarse[0], 2), round(coarse[1], 2), "EPSG:4549") is Position.ROUNDED
    assert _name(round(x), round(y), "EPSG:4549") is Position.GOOD
    assert _name(x + 300_000, y, "EPSG:4549") is Position.OUTSIDE
    assert _name(1e300, -1e300, "EPSG:4549") is Position.OUTSIDE


def test_the_axes_of_cgcs2000_come_longitude_first() -> None:
    assert _name(*HERE, "cgcs2000") is Position.GOOD
    assert _name(*HERE, "EPSG:4490") is Position.GOOD


@pytest.mark.parametrize("name", ["GCJ-02", "WGS84", "epsg:4547", "CGCS2000", "BD-09"])
def test_systems_are_known_however_they_are_written(name: str) -> None:
    assert positions.check_crs(name) == positions.check_crs(positions.check_crs(name))


@pytest.mark.parametrize("name", ["", "EPSG:1", "EPSG:5773", "/etc/passwd", "+proj=pipeline"])
def test_an_unknown_system_is_refused(name: str) -> None:
    with pytest.raises(ParameterError, match="coordinate system"):
        positions.check_crs(name)


def test_many_on_one_point_in_a_month_are_a_pile() -> None:
    lonlat = np.array([HERE] * 5 + [(121.5123, 31.2456)] + [HERE] * 4 + [(np.nan, np.nan)] * 9)
    months = ["2025-01"] * 6 + ["2025-02"] * 13
    found = positions.piles(lonlat, months, 5)
    assert found.tolist() == [True] * 5 + [False] * 14


@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=60), st.sampled_from(
    ["wgs84", "gcj02", "bd09", "cgcs2000", "EPSG:4547", "EPSG:3857", "EPSG:2154"]
))  # fmt: skip
def test_whatever_comes_gets_one_name_and_a_place_only_if_good(
    places: list[tuple[float, float]], crs: str
) -> None:
    names, lonlat = positions.judge(np.array(places).reshape(-1, 2), crs, KNOWN)
    good = names == Position.GOOD
    assert np.isfinite(lonlat).all(axis=1).tolist() == good.tolist()
    assert positions.within(lonlat, [TOWN])[good].all()
    assert {Position(name) for name in names} <= set(Position)
