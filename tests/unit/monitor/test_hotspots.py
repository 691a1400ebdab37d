"""Hot spots, judged by esda on the same data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import esda
import geopandas as gpd
import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from libpysal.graph import Graph

from gis.monitor.hotspots import COLD, HOT, NONE, gi_star, significance, spots, standing_out
from gis.monitor.neighbours import contiguity, covering, rings
from tests.unit.monitor.squares import board

SIDE = 12


def judged(values: Any, neighbours: Any) -> Any:
    """The statistic as esda computes it."""
    graph = Graph.from_sparse(neighbours)
    return esda.G_Local(values, graph, transform="B", star=True, permutations=0)


def test_squares_of_a_board_border_on_those_beside_them_and_not_across_a_corner() -> None:
    found = contiguity(board(SIDE)).toarray()

    ours = Graph.build_contiguity(gpd.GeoSeries(board(SIDE)), rook=True).sparse.toarray()
    assert (found == ours).all()


def test_neighbours_drawn_by_others_a_little_apart_still_border_on_each_other() -> None:
    left = [shapely.box(0, 0, 100, 100), shapely.box(0, 100, 100, 200)]
    right = [shapely.box(100.3, 0, 200, 130), shapely.box(100.3, 130, 200, 200)]

    found = contiguity([*left, *right]).toarray()

    assert found.tolist() == [[0, 1, 1, 0], [1, 0, 1, 1], [1, 1, 0, 1], [0, 1, 1, 0]]


def test_rings_are_those_hexagons_that_are_there() -> None:
    middle = h3.latlng_to_cell(30.6, 113.9, 9)
    hexes = np.unique(h3.grid_disk(middle, 3))
    rng = np.random.default_rng(5)
    rng.shuffle(hexes)

    found = rings(hexes)

    assert (found != found.T).nnz == 0
    assert found.sum(axis=1).max() == 6
    for row in range(len(hexes)):
        around = set(h3.grid_ring(hexes[row], 1).tolist()) & set(hexes.tolist())
        assert set(hexes[found[[row]].indices].tolist()) == around


def test_every_hexagon_of_a_town_lies_in_one_of_its_grids() -> None:
    grids = shapely.box([113.90, 113.92], [30.60, 30.60], [113.92, 113.95], [30.62, 30.62])

    hexes, owner = covering(grids, 9)

    assert len(hexes) == len(set(hexes.tolist())) > 20
    middles = shapely.points([h3.cell_to_latlng(one)[::-1] for one in hexes])
    assert shapely.contains(grids[owner], middles).all()
    whole, _ = covering([shapely.union_all(grids)], 9)
    assert hexes.tolist() == whole.tolist()
    assert covering([], 9)[0].size == 0


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(["counts", "rates", "rare"]))
def test_gi_star_is_that_of_esda(seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    size = SIDE * SIDE
    values = {
        "counts": rng.negative_binomial(2, 0.1, size).astype(float),
        "rates": rng.poisson(8, size) / rng.integers(1, 500, size),
        "rare": rng.poisson(0.2, size).astype(float) + (np.arange(size) == 7),
    }[kind]
    neighbours = contiguity(board(SIDE))

    ours, theirs = spots(values, neighbours), judged(values, neighbours)

    np.testing.assert_allclose(ours.z, theirs.Zs, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ours.p, 2 * theirs.p_norm, rtol=1e-7)


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore:.*disconnected.*")
def test_gi_star_of_real_requests_is_that_of_esda(shared_data: Path) -> None:
    table = pd.read_parquet(shared_data / "tickets_baltimore.parquet")
    near = table["Latitude"].between(39.19, 39.38) & table["Longitude"].between(-76.72, -76.52)
    places = zip(table["Latitude"][near], table["Longitude"][near], strict=True)
    hexes, counts = np.unique(
        np.array([h3.latlng_to_cell(*place, 8) for place in places], np.uint64), return_counts=True
    )
    neighbours = rings(hexes, 2)

    ours, theirs = spots(counts.astype(float), neighbours), judged(counts, neighbours)

    np.testing.assert_allclose(ours.z, theirs.Zs, rtol=1e-9)
    np.testing.assert_allclose(ours.p, 2 * theirs.p_norm, rtol=1e-7)
    assert (ours.q <= 0.05).any()


def test_a_unit_without_a_value_is_left_out_as_if_it_were_not_there() -> None:
    rng = np.random.default_rng(3)
    values = rng.gamma(2.0, 3.0, SIDE * SIDE)
    values[40] = np.nan
    others = np.delete(np.arange(SIDE * SIDE), 40)

    found = gi_star(values, contiguity(board(SIDE)))

    assert np.isnan(found[40])
    np.testing.assert_allclose(
        found[others], gi_star(values[others], contiguity(board(SIDE)[others])), rtol=1e-12
    )


def test_equal_values_and_a_single_unit_are_nothing_unusual() -> None:
    assert gi_star(np.full(SIDE * SIDE, 0.1), contiguity(board(SIDE))).tolist() == [0.0] * SIDE**2
    assert gi_star(np.array([7.0]), contiguity(board(SIDE)[:1])).tolist() == [0.0]
    assert gi_star(np.full(4, np.nan), contiguity(board(SIDE)[[0, 1, 2, 3]])).size == 4
    assert spots(np.empty(0), rings(np.empty(0, np.uint64))).z.size == 0


@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.01, 0.05, 0.2]))
def test_what_stands_out_is_what_has_a_small_q(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    z = rng.normal(0, rng.uniform(0.5, 3), (50, 6))
    z[rng.random(z.shape) < 0.1] = np.nan

    assert (standing_out(z, share) == (significance(z).q <= share)).all()


def test_a_pile_is_hot_a_gap_is_cold_and_chance_alone_is_hardly_ever_either() -> None:
    rng = np.random.default_rng(11)
    neighbours = contiguity(board(40))
    false_finds = 0
    for _ in range(20):
        values = rng.poisson(20, 1600).astype(float)
        false_finds += int((spots(values, neighbours).q <= 0.05).any())
    assert false_finds <= 4

    values = rng.poisson(20, 1600).astype(float)
    heap, hole = [820, 821, 860, 861], [105, 106, 145, 146]
    values[heap] += 60
    values[hole] = 0
    found = spots(values, neighbours).level(0.05, values, np.full(1600, values.mean()))
    assert set(found[heap]) == {HOT}
    assert set(found[hole]) == {COLD}
    assert (found != NONE).sum() <= 16


def test_an_empty_grid_beside_a_heap_is_no_hot_spot() -> None:
    values = np.ones(SIDE * SIDE)
    values[[40, 41]] = 100.0, 0.0

    found = spots(values, contiguity(board(SIDE)))

    assert found.q[41] < 0.05
    level = found.level(0.05, values, np.full(SIDE * SIDE, values.mean()))
    assert level[[40, 41]].tolist() == [HOT, NONE]
