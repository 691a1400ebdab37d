"""What is encoded comes back to the decimetre."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from gis.maps.encode import Encoder, degrees, label_points


def decoded(line: list[int], origin: tuple[float, float]) -> np.ndarray:
    return np.cumsum(np.array(line).reshape(-1, 2), axis=0) * 1e-6 + origin


coordinate = st.floats(-1, 1, allow_nan=False).map(lambda value: value + 100)


@given(st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=30, unique=True))
def test_a_line_comes_back_to_the_decimetre(places: list[tuple[float, float]]) -> None:
    encoder = Encoder((100.0, 100.0))
    (line,) = encoder.lines([LineString(places)])
    back = decoded(line, encoder.origin)
    assert (
        shapely.hausdorff_distance(
            LineString(places), LineString(back) if len(back) > 1 else Point(back[0])
        )
        < 1.5e-6
    )


def test_groups_follow_the_order_of_the_geometries() -> None:
    encoder = Encoder((0.0, 0.0))
    two = MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)])
    groups = encoder.grouped([None, two, LineString([(5, 5), (6, 6)]), Point(7, 8)])
    assert [len(group) for group in groups] == [0, 2, 1, 1]
    assert groups[3] == [[7_000_000, 8_000_000]]
    assert decoded(groups[2][0], (0.0, 0.0)).tolist() == [[5, 5], [6, 6]]


def test_rings_are_not_closed_twice_and_holes_turn_the_other_way() -> None:
    holed = Polygon(box(0, 0, 3, 3).exterior, [box(1, 1, 2, 2).exterior])
    outer, hole = Encoder((0.0, 0.0)).lines([holed])
    rings = [shapely.LinearRing(decoded(each, (0.0, 0.0))) for each in (outer, hole)]
    assert [len(each.coords) for each in rings] == [5, 5]
    assert rings[0].is_ccw
    assert not rings[1].is_ccw


def test_collections_are_taken_apart_to_the_last_piece() -> None:
    nested = GeometryCollection(
        [MultiPoint([(1, 1), (2, 2)]), GeometryCollection([box(0, 0, 1, 1)])]
    )
    assert len(Encoder((0.0, 0.0)).grouped([nested])[0]) == 3


def test_chunks_hold_neighbours_and_lose_none() -> None:
    x, y = (each.ravel() for each in np.meshgrid(np.arange(40.0), np.arange(40.0)))
    order = np.random.default_rng(0).permutation(len(x))
    houses = shapely.box(x, y, x + 0.5, y + 0.5)[order]
    chunks = Encoder((0.0, 0.0)).chunks([*houses, None, Polygon()])
    assert sum(map(len, chunks)) == len(houses)
    corners = [np.array([line[:2] for line in chunk]) * 1e-6 for chunk in chunks]
    # By chance a portion would span nearly the whole raster of 40 x 40.
    assert np.mean([np.ptp(each, axis=0).prod() for each in corners]) < 40 * 40 / 4


def test_a_hole_stays_with_its_house() -> None:
    holed = [Polygon(box(i, 0, i + 0.9, 0.9).exterior, [box(i + 0.3, 0.3, i + 0.6, 0.6).exterior])
             for i in range(600)]  # fmt: skip
    for chunk in Encoder((0.0, 0.0)).chunks(holed):
        assert len(chunk) % 2 == 0


def test_nothing_gives_nothing() -> None:
    assert Encoder((0.0, 0.0)).grouped([]) == []
    assert Encoder((0.0, 0.0)).grouped([None, Polygon()]) == [[], []]
    assert Encoder((0.0, 0.0)).chunks([None]) == []
    assert label_points(np.empty(0, dtype=object)).shape == (0, 3)


def test_a_geometry_off_the_globe_is_left_out() -> None:
    # Swapped axes: a northing where the easting should be.
    frame = gpd.GeoSeries([box(500_000, 3_400_000, 500_100, 3_400_100)], crs=4549).to_frame(
        "geometry"
    )
    wrong = gpd.GeoSeries([box(1e12, 1e12, 2e12, 2e12)], crs=4549).to_frame("geometry")
    assert degrees(frame)[0] is not None
    assert degrees(wrong)[0] is None


def test_a_label_stands_in_the_widest_part_of_its_polygon() -> None:
    hall_with_corridor = shapely.union(box(0, 0, 0.01, 0.01), box(0.01, 0.004, 0.05, 0.005))
    x, y, radius = label_points(np.array([hall_with_corridor], dtype=object))[0]
    assert x == pytest.approx(0.005, abs=2e-4)
    assert y == pytest.approx(0.005, abs=2e-4)
    assert radius == pytest.approx(0.005, abs=2e-4)


def test_labels_survive_what_an_audit_complains_about() -> None:
    bow_tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    spike = Polygon([(0, 0), (4, 0), (9, 0), (4, 0), (4, 4), (0, 4)])
    mixed = GeometryCollection([box(0, 0, 1, 1), LineString([(5, 5), (6, 6)])])
    places = label_points(np.array([bow_tie, None, Point(2, 3), spike, mixed], dtype=object))
    assert shapely.distance(mixed, Point(places[4, :2])) == 0
    assert places[3] == pytest.approx([2, 2, 2], abs=0.01)
    assert shapely.distance(shapely.make_valid(bow_tie), Point(places[0, :2])) < 1e-9
    assert np.isnan(places[1, :2]).all()
    assert places[2].tolist() == [2, 3, 0]
