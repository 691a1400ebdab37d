"""Geometries: what is refused where, what is mended, and what is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.affinity import translate
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from gis.files import read_town, write_layers
from tests.unit.files.towns import (
    X,
    Y,
    barriers,
    buildings,
    communities,
    moved,
    only_fault,
    sites,
    squares,
    write,
)

BOW_TIE = Polygon([(X + 10, Y + 10), (X + 40, Y + 30), (X + 40, Y + 10), (X + 10, Y + 30)])
TWICE_AROUND = Polygon([*box(X + 10, Y + 10, X + 40, Y + 30).exterior.coords] * 2)
HOLE_OUTSIDE = Polygon(
    box(X + 10, Y + 10, X + 40, Y + 30).exterior.coords,
    [box(X + 50, Y + 10, X + 60, Y + 20).exterior.coords],
)
TOUCHING_ITSELF = translate(
    Polygon([(10, 10), (20, 10), (20, 20), (30, 20), (30, 30), (20, 30), (20, 20), (10, 20)]), X, Y
)
PARTS_SIDE_BY_SIDE = MultiPolygon(
    [box(X + 10, Y + 10, X + 20, Y + 30), box(X + 20, Y + 10, X + 40, Y + 30)]
)


@pytest.mark.parametrize("shape", [BOW_TIE, TWICE_AROUND, HOLE_OUTSIDE])
def test_an_outline_with_two_meanings_is_refused_with_its_place(
    tmp_path: Path, shape: Polygon
) -> None:
    fault = only_fault(write(tmp_path, buildings=moved(buildings(), 0, shape)))
    assert (fault.layer, fault.feature, fault.field) == ("buildings", "a", "geometry")
    assert "invalid at this place" in fault.remedy
    assert "3000" in fault.value


@pytest.mark.parametrize("shape", [TOUCHING_ITSELF, PARTS_SIDE_BY_SIDE])
def test_an_outline_with_one_meaning_is_mended_and_told(tmp_path: Path, shape: Any) -> None:
    assert not shape.is_valid
    town = read_town(write(tmp_path, buildings=moved(buildings(), 0, shape)))
    mended = town.buildings.geometry[0]
    assert mended.is_valid
    assert mended.area == pytest.approx(shapely.area(shapely.get_parts(shape)).sum())
    assert "buildings: outlines that touch themselves are noded anew (1: a)" in town.notices


def test_a_wild_ring_is_refused_in_no_time(tmp_path: Path) -> None:
    points = np.random.default_rng(0).uniform((X, Y), (X + 500, Y + 500), (300, 2))
    fault = only_fault(write(tmp_path, buildings=moved(buildings(), 1, Polygon(points))))
    assert fault.feature == "b"


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_a_coordinate_that_is_no_number_is_refused(tmp_path: Path, number: float) -> None:
    point = Point(X + 30, number)
    fault = only_fault(write(tmp_path, sites=moved(sites(), 1, point)))
    assert (fault.layer, fault.feature) == ("sites", "s2")
    assert "finite" in fault.remedy


@pytest.mark.parametrize("nothing", [None, Polygon()])
def test_a_missing_geometry_is_refused(tmp_path: Path, nothing: Any) -> None:
    fault = only_fault(write(tmp_path, buildings=moved(buildings(), 2, nothing)))
    assert fault.feature == "c"
    assert "missing" in fault.remedy


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("buildings", LineString([(X, Y), (X + 9, Y)])),
        ("communities", Point(X + 1500, Y + 500)),
        ("barriers", box(X, Y, X + 10, Y + 10)),
        ("sites", LineString([(X, Y), (X + 9, Y)])),
        ("compounds", Point(X + 5, Y + 5)),
        ("buildings", GeometryCollection([Point(X, Y), box(X, Y, X + 1, Y + 1)])),
    ],
)
def test_a_wrong_type_of_geometry_is_refused(tmp_path: Path, layer: str, shape: Any) -> None:
    frame = {
        "buildings": buildings(),
        "communities": communities(),
        "barriers": barriers(),
        "sites": sites(),
        "compounds": squares(id=["k1", "k2"]),
    }[layer]
    faults = only_fault(write(tmp_path, **{layer: moved(frame, 0, shape)}))
    assert (faults.layer, faults.value) == (layer, shape.geom_type)
    assert "wrong type" in faults.remedy


def test_collections_of_one_part_are_unwrapped(tmp_path: Path) -> None:
    town = read_town(write(tmp_path, sites=moved(sites(), 1, MultiPoint([(X + 9, Y + 9)]))))
    assert town.sites.geometry[1] == Point(X + 9, Y + 9)


def test_crossings_of_several_parts_are_taken_apart(tmp_path: Path) -> None:
    bridges = squares(name=["东桥", "西桥"])
    two = MultiLineString([[(X, Y), (X, Y + 9)], [(X + 50, Y), (X + 50, Y + 9)]])
    bridges = moved(moved(bridges, 0, two), 1, Point(X + 100, Y))
    town = read_town(write(tmp_path, crossings=bridges))
    assert sorted(town.crossings["name"]) == ["东桥", "东桥", "西桥"]
    assert set(town.crossings.geom_type) == {"LineString", "Point"}


def test_heights_are_dropped_with_a_notice(tmp_path: Path) -> None:
    high = shapely.force_3d(box(X + 10, Y + 10, X + 40, Y + 30), 12.0)
    town = read_town(write(tmp_path, buildings=moved(buildings(), 0, high)))
    assert not town.buildings.has_z.any()
    assert any("heights (Z)" in notice for notice in town.notices)


def test_repeated_vertices_are_dropped_with_a_notice(tmp_path: Path) -> None:
    ring = [(10, 10), (10, 10), (40, 10), (40, 30), (40, 30), (10, 30)]
    shape = translate(Polygon(ring), X, Y)
    town = read_town(write(tmp_path, buildings=moved(buildings(), 0, shape)))
    assert shapely.get_num_coordinates(town.buildings.geometry[0]) == 5
    assert "buildings: repeated vertices are dropped (1: a)" in town.notices


def test_a_line_of_one_place_is_refused(tmp_path: Path) -> None:
    line = LineString([(X, Y), (X, Y)])
    fault = only_fault(write(tmp_path, barriers=moved(barriers(), 0, line)))
    assert (fault.layer, fault.feature) == ("barriers", "row 1")


def _circle(vertices: int) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    return Polygon(np.column_stack([np.cos(angle), np.sin(angle)]) * 400 + (X + 500, Y + 500))


def test_a_giant_ring_is_refused_except_for_a_community(tmp_path: Path) -> None:
    fault = only_fault(write(tmp_path, buildings=moved(buildings(), 0, _circle(20_002))))
    assert "20000 vertices" in fault.remedy
    round_town = communities().iloc[:1]
    one = buildings().iloc[:1].set_geometry([Point(X + 500, Y + 500)], crs=round_town.crs)
    path = write(tmp_path, communities=moved(round_town, 0, _circle(20_002)), buildings=one)
    assert any("20000 vertices" in notice for notice in read_town(path).notices)


@pytest.mark.parametrize("layer", ["communities", "buildings"])
def test_an_empty_layer_is_refused(tmp_path: Path, layer: str) -> None:
    frames = {"communities": communities(), "buildings": buildings()}
    frames[layer] = frames[layer].iloc[:0]
    write_layers(tmp_path / "town.gpkg", frames)
    fault = only_fault(tmp_path / "town.gpkg")
    assert fault.layer == layer
    assert "empty" in fault.remedy
