"""Hexagons by their bits, and as tiles."""

from __future__ import annotations

import math

import h3.api.numpy_int as h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from gis.errors import ParameterError
from gis.monitor import hex_tiles
from gis.monitor.hexes import Bounds, covering, parents, ranges, shift, slicing, whole
from tests.mvt import decoded

places = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@given(places, st.integers(0, 10))
def test_what_holds_a_hexagon_is_what_h3_says(place: tuple[float, float], resolution: int) -> None:
    finest = h3.latlng_to_cell(*place, 10)
    found = parents(np.array([finest]), resolution)

    assert found[0] == h3.cell_to_parent(finest, resolution)
    low, high = ranges(found, resolution)
    assert low[0] <= int(finest) < high[0]
    keys = np.array([finest]).astype(np.int64) >> shift(resolution)
    assert whole(keys, resolution)[0] == found[0]


@given(places, st.integers(1, 9))
def test_the_children_of_two_hexagons_never_mix(
    place: tuple[float, float], resolution: int
) -> None:
    here = h3.latlng_to_cell(*place, resolution)
    cells = np.sort(np.array(h3.grid_disk(here, 2), np.uint64))
    low, high = ranges(cells, resolution)

    assert (low[1:] >= high[:-1]).all()


@pytest.mark.parametrize("resolution", [-1, 11])
def test_there_are_no_other_resolutions(resolution: int) -> None:
    with pytest.raises(ParameterError):
        parents(np.array([0]), resolution)


@given(
    st.floats(-60, 60), st.floats(-170, 160), st.floats(0.0001, 0.3), st.floats(0.0001, 0.3),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_a_covering_holds_every_ticket_within_bounds(
    lat: float, lon: float, height: float, width: float, random: object
) -> None:
    bounds = Bounds(lon, lat, lon + width, lat + height)
    resolution = slicing(bounds)
    assert resolution is not None
    rng = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined]
    held = set(covering(bounds, resolution).tolist())
    assert len(held) < 3000
    for _ in range(20):
        point = rng.uniform(lat, lat + height), rng.uniform(lon, lon + width)
        finest = h3.latlng_to_cell(*point, 10)
        assert int(parents(np.array([finest]), resolution)[0]) in held


def tile_at(z: int, lon: float = 113.9, lat: float = 30.6) -> tuple[int, int, int]:
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return z, int((lon + 180) / 360 * 2**z), int(row * 2**z)


@pytest.mark.parametrize("zoom", [0, 1, 5, 8, 10, 12, 14, 17])
def test_tiles_are_read_by_others_and_tell_each_count(zoom: int) -> None:
    place = tile_at(zoom)
    hexes = hex_tiles.hexes_of(*place)
    counts = np.arange(len(hexes)) % 7
    layer = decoded(hex_tiles.encoded(*place, counts))["heat"]

    assert layer.is_valid.mean() > (0.99 if zoom > 3 else 0.5)
    assert set(layer["count"]) == set(range(1, 7))


def test_every_place_of_a_tile_lies_in_one_hexagon() -> None:
    place = tile_at(11)
    hexes = hex_tiles.hexes_of(*place)
    layer = decoded(hex_tiles.encoded(*place, np.ones(len(hexes), np.int64)))["heat"]
    square = box(0, 0, hex_tiles.EXTENT, hex_tiles.EXTENT)

    shown = layer.clip(square)
    assert shown.area.sum() == pytest.approx(square.area, rel=1e-3)
    assert shown.union_all().area == pytest.approx(square.area, rel=1e-3)


def test_neighbouring_tiles_show_the_same_hexagons_at_their_edge() -> None:
    z, x, y = tile_at(12)
    here, there = (set(hex_tiles.hexes_of(z, column, y).tolist()) for column in (x, x + 1))

    assert here & there


def test_few_are_left_out_and_middles_lie_inside() -> None:
    place = tile_at(10)
    counts = np.arange(len(hex_tiles.hexes_of(*place))) % 10
    layer = decoded(hex_tiles.encoded(*place, counts, least=5, points=True))["heat"]

    assert layer["count"].min() == 5
    assert (layer.geom_type == "Point").all()
    assert layer.geometry.x.between(0, hex_tiles.EXTENT).all()


def test_nothing_to_show_is_no_tile() -> None:
    place = tile_at(10)
    assert hex_tiles.encoded(*place, np.zeros(len(hex_tiles.hexes_of(*place)), np.int64)) == b""
