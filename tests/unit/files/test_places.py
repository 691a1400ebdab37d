"""How layers lie to each other: CRS, axes, neighbours, strays."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from gis.files import read_town
from gis.geometry import gcj02
from tests.unit.files.towns import (
    SIDE,
    X,
    Y,
    barriers,
    buildings,
    communities,
    faults_of,
    moved,
    only_fault,
    sites,
    squares,
    write,
)


def _turned(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = shapely.transform(frame.geometry.array, lambda xy: xy[:, ::-1])
    return frame.set_geometry(gpd.GeoSeries(shapes, frame.index, crs=frame.crs))


def _in_degrees(frame: gpd.GeoDataFrame, moving: object) -> gpd.GeoDataFrame:
    degrees = frame.to_crs(4326)
    shapes = shapely.transform(degrees.geometry.array, moving)
    return degrees.set_geometry(gpd.GeoSeries(shapes, frame.index, crs=4326))


@pytest.mark.parametrize("layer", ["communities", "buildings", "barriers"])
def test_a_layer_without_crs_is_refused(tmp_path: Path, layer: str) -> None:
    frames = {"communities": communities(), "buildings": buildings(), "barriers": barriers()}
    frames[layer] = frames[layer].set_crs(None, allow_override=True)
    fault = only_fault(write(tmp_path, **frames))
    assert fault.layer == layer
    assert "CRS is missing" in fault.remedy


def test_layers_in_several_crs_are_brought_into_that_of_the_communities(tmp_path: Path) -> None:
    path = write(tmp_path, buildings=buildings().to_crs(4490), barriers=barriers().to_crs(3857))
    town = read_town(path)
    assert {town.buildings.crs, town.barriers.crs} == {town.communities.crs}
    error = town.buildings.geometry.hausdorff_distance(buildings().geometry)
    assert error.max() < 1e-3


def test_a_geocentric_crs_is_refused(tmp_path: Path) -> None:
    odd = buildings().set_crs(4978, allow_override=True)
    assert "geographic and projected" in only_fault(write(tmp_path, buildings=odd)).remedy


@pytest.mark.parametrize("crs", [4549, 4326])
def test_swapped_axes_of_a_layer_are_named(tmp_path: Path, crs: int) -> None:
    path = write(tmp_path, buildings=_turned(buildings().to_crs(crs)))
    fault = only_fault(path)
    assert fault.layer == "buildings"
    assert "axes seem swapped" in fault.remedy


def test_swapped_degrees_of_a_whole_western_town_are_named(tmp_path: Path) -> None:
    # Kashgar: 76 E could be a latitude, but not one where CGCS2000 is used.
    west = {"communities": communities(), "buildings": buildings()}
    for name, frame in west.items():
        shapes = shapely.transform(
            frame.to_crs(4490).geometry.array, lambda xy: (xy - (44, -12))[:, ::-1]
        )
        west[name] = frame.set_geometry(list(shapes), crs=4490)
    faults = faults_of(write(tmp_path, **west))
    assert {fault.layer for fault in faults} == {"communities", "buildings"}
    assert all("axes seem swapped" in fault.remedy for fault in faults)


def test_swapped_axes_of_one_building_are_named(tmp_path: Path) -> None:
    stray = box(Y + 10, X + 10, Y + 30, X + 40)
    fault = only_fault(write(tmp_path, buildings=moved(buildings(), 0, stray)))
    assert fault.feature == "a"
    assert "axes seem swapped" in fault.remedy


def test_metres_called_degrees_are_named(tmp_path: Path) -> None:
    odd = buildings().set_crs(4326, allow_override=True)
    assert "no degrees" in only_fault(write(tmp_path, buildings=odd)).remedy


def test_a_wrong_zone_is_named(tmp_path: Path) -> None:
    odd = buildings().set_crs(4525, allow_override=True)
    assert "far from where this CRS" in only_fault(write(tmp_path, buildings=odd)).remedy


def test_a_building_in_another_county_is_refused(tmp_path: Path) -> None:
    away = Point(X + 400_000, Y)
    fault = only_fault(write(tmp_path, buildings=moved(buildings(), 1, away)))
    assert (fault.feature, fault.value) == ("b", "398 km away")
    assert "another county" in fault.remedy


def test_a_community_in_another_county_is_refused(tmp_path: Path) -> None:
    away = box(X + 4e5, Y, X + 4e5 + SIDE, Y + SIDE)
    fault = only_fault(write(tmp_path, communities=moved(communities(), 1, away)))
    assert (fault.layer, fault.feature) == ("communities", "330106001202")
    assert "another county" in fault.remedy


@pytest.mark.parametrize("layer", ["barriers", "sites", "compounds"])
def test_other_features_in_another_county_are_refused(tmp_path: Path, layer: str) -> None:
    frame = {"barriers": barriers(), "sites": sites(), "compounds": squares(id=["k1", "k2"])}[layer]
    east = X + 400_000
    away = {
        "barriers": LineString([(east, Y), (east + 9, Y)]),
        "sites": Point(east, Y),
        "compounds": box(east, Y, east + 9, Y + 9),
    }[layer]
    fault = only_fault(write(tmp_path, **{layer: moved(frame, 0, away)}))
    assert fault.layer == layer
    assert "another county" in fault.remedy


def test_a_barrier_may_reach_beyond_the_communities(tmp_path: Path) -> None:
    river = LineString([(X - 200_000, Y + 700), (X + 200_000, Y + 700)])
    town = read_town(write(tmp_path, barriers=moved(barriers(), 1, river)))
    assert len(town.barriers) == 2


def test_a_building_outside_every_community_is_refused(tmp_path: Path) -> None:
    outside = box(X - 90, Y, X - 70, Y + 20)
    fault = only_fault(write(tmp_path, buildings=moved(buildings(), 0, outside)))
    assert (fault.feature, fault.value) == ("a", "70 m away")
    assert "outside every community" in fault.remedy


def test_a_building_on_the_rim_is_inside_and_one_just_off_is_told(tmp_path: Path) -> None:
    rim = box(X - 15, Y + 10, X + 5, Y + 30)
    off = box(X - 20.4, Y + 100, X - 0.4, Y + 120)
    town = read_town(write(tmp_path, buildings=moved(moved(buildings(), 0, rim), 1, off)))
    assert town.notices == ("buildings: stand just off every community (1: b)",)


def test_overlapping_communities_are_refused_with_the_area(tmp_path: Path) -> None:
    wide = box(X + 999.99, Y, X + 2 * SIDE, Y + SIDE)
    fault = only_fault(write(tmp_path, communities=moved(communities(), 1, wide)))
    assert fault.feature == "330106001001 and 330106001202"
    assert fault.value == "10.0 m2"


def test_a_sliver_between_communities_is_only_told(tmp_path: Path) -> None:
    wide = box(X + 999.9999, Y, X + 2 * SIDE, Y + SIDE)
    town = read_town(write(tmp_path, communities=moved(communities(), 1, wide)))
    assert any("slivers of together 0.1000 m2" in notice for notice in town.notices)


@pytest.mark.parametrize(
    ("layer", "culprit"), [("buildings", "the buildings"), ("communities", "the communities")]
)
def test_a_mix_of_gcj02_and_wgs84_is_suspected(tmp_path: Path, layer: str, culprit: str) -> None:
    frames = {"communities": communities(), "buildings": buildings()}
    frames[layer] = _in_degrees(frames[layer], gcj02.from_wgs84)
    faults = faults_of(write(tmp_path, **frames))
    assert all(f"{culprit} are likely in GCJ-02" in fault.remedy for fault in faults)


def test_the_offset_of_gcj02_in_beijing_is_as_published() -> None:
    # Tiananmen: a pair often printed beside the formula, to the sixth decimal.
    moved_there = gcj02.from_wgs84(np.array([[116.404, 39.915]]))
    assert moved_there[0] == pytest.approx([116.41024449916938, 39.91640428150164], abs=1e-9)


@given(lon=st.floats(75, 134), lat=st.floats(19, 53))
def test_gcj02_there_and_back_stays_below_a_millimetre(lon: float, lat: float) -> None:
    place = np.array([[lon, lat]])
    back = gcj02.to_wgs84(gcj02.from_wgs84(place))
    assert np.abs(back - place).max() * 111_320 < 1e-3


def test_outside_china_there_is_no_offset() -> None:
    place = np.array([[7.42, 43.73]])
    assert (gcj02.from_wgs84(place) == place).all()
