"""Properties of the whole partition, on small towns drawn at random."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from gis.files.town import read_town
from gis.frames import Proposal, Town
from gis.partition.params import Params
from gis.partition.solve import Outcome, partition
from tests.unit.partition.drawn import (
    BESIDE,
    CORNER,
    SMALL,
    Row,
    barrier,
    community,
    house,
    town,
)

SQUARE_CENTIMETRE = 1e-4
FEW = settings(max_examples=5)


@st.composite
def rows_of_towns(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Two communities of 160 m by 200 m, some of: river, bridge, road, compound, school."""
    split = draw(st.sampled_from([160.0, 153.0]))
    layers: dict[str, list[Row]] = {
        "communities": [
            community(box(0, 0, split, 200)),
            community(box(split, 0, 320, 200), BESIDE),
        ]
    }
    free = draw(st.sets(st.integers(0, 159), max_size=50))
    sizes = st.tuples(st.floats(6, 14), st.floats(6, 14), st.integers(0, 7), st.floats(2, 5))
    seeds = draw(st.lists(sizes, min_size=5, max_size=9))
    layers["buildings"] = []
    for at in sorted(set(range(160)) - free):
        width, depth, households, off = seeds[at % len(seeds)]
        x, y = 20 * (at % 16) + off, 20 * (at // 16) + off
        layers["buildings"].append(house(box(x, y, x + width, y + depth), households))
    if draw(st.booleans()):
        layers["buildings"].append(house(Point(319, 199), 3))
    if draw(st.booleans()):
        tower = house(box(1, 181, 19, 199), draw(st.sampled_from([45, 60])), floors=12)
        layers["buildings"] = [tower, *layers["buildings"]]
    river = draw(st.sampled_from([None, 40.5, 99.0]))
    layers["barriers"] = [barrier("primary", (-20, 120.5), (350, 121.0), name="长江路")]
    if river is not None:
        layers["barriers"].append(barrier("river", (-20, river), (340, river), name="清河"))
        bridges = [{"geometry": Point(x, river)} for x in (70, 250)]
        layers["crossings"] = bridges[: draw(st.integers(0, 2))]
    if draw(st.booleans()):
        layers["compounds"] = [{"id": "c", "name": "和平里", "geometry": box(200, 130, 261, 171)}]
    if draw(st.booleans()):
        layers["sites"] = [{"id": "s", "category": "school", "geometry": box(140, 140, 180, 198)}]
    return layers


def drawn(layers: dict[str, list[Row]], corner: tuple[float, float] = CORNER) -> Town:
    others = {k: v for k, v in layers.items() if k not in ("communities", "buildings")}
    return town(layers["communities"], layers["buildings"], corner=corner, **others)


def members(proposal: Proposal) -> pd.DataFrame:
    """Micro-grid and households of every building or part of one."""
    whole = proposal.buildings[proposal.buildings["microgrid"].notna()]
    columns = ["building", "microgrid", "households"]
    return pd.concat(
        [whole.rename(columns={"id": "building"})[columns], proposal.building_parts[columns]]
    )


def polygons(frame: gpd.GeoDataFrame) -> np.ndarray:
    return np.asarray(frame.geometry.to_numpy(), dtype=object)


@cache
def whole_town() -> tuple[Town, Outcome]:
    """One town with everything: river, bridge, road, tower, compound, school across a border."""
    rows = [
        house(box(20 * x + 3, 20 * y + 3, 20 * x + 15, 20 * y + 14), (x * 5 + y * 3) % 6 + 1)
        for x in range(16)
        for y in range(10)
    ]
    layers = {
        "communities": [community(box(0, 0, 160, 200)), community(box(160, 0, 320, 200), BESIDE)],
        "buildings": [house(box(21, 181, 36, 196), 160, floors=20), *rows],
        "barriers": [
            barrier("river", (-20, 60), (340, 60), name="清河"),
            barrier("primary", (80, -20), (80, 220), name="长江路"),
        ],
        "compounds": [{"id": "c", "name": "和平里", "geometry": box(240, 100, 300, 140)}],
        "sites": [{"id": "s", "category": "school", "geometry": box(120, 140, 200, 180)}],
    }
    found = drawn(layers)
    return found, partition(found, SMALL)


def assert_sound(given_town: Town, outcome: Outcome) -> None:
    assert_tiled(given_town, outcome.proposal)
    assert_nested(outcome.proposal)
    assert_counted(outcome.proposal)
    assert_excused(outcome, SMALL)


def assert_tiled(given_town: Town, proposal: Proposal) -> None:
    """Grids tile each community, micro-grids each grid, all single polygons."""
    grids, micros = proposal.grids, proposal.microgrids
    assert (grids.geom_type == "Polygon").all()
    assert (micros.geom_type == "Polygon").all()
    assert shapely.coverage_is_valid(polygons(grids))
    ground = micros[micros["floor_from"].isna()]
    assert shapely.coverage_is_valid(polygons(ground))
    assert_stacked_over_towers_only(proposal)
    for code, shape in zip(
        given_town.communities["code"], given_town.communities.geometry, strict=True
    ):
        own = shapely.union_all(polygons(grids[grids["community"] == code]))
        assert own.symmetric_difference(shape).area < SQUARE_CENTIMETRE
    for code, shape in zip(grids["code"], grids.geometry, strict=True):
        own = shapely.union_all(polygons(micros[micros["grid"] == code]))
        assert own.symmetric_difference(shape).area < SQUARE_CENTIMETRE


def assert_stacked_over_towers_only(proposal: Proposal) -> None:
    """Two micro-grids share ground only where each holds floors of a building on it."""
    micros = polygons(proposal.microgrids)
    one, two = shapely.STRtree(micros).query(micros, predicate="intersects")
    one, two = one[one < two], two[one < two]
    shared = shapely.intersection(micros[one], micros[two])
    over = shapely.area(shared) > SQUARE_CENTIMETRE
    codes = proposal.microgrids["code"].to_numpy()
    parts = proposal.building_parts
    for low, high, ground in zip(codes[one[over]], codes[two[over]], shared[over], strict=True):
        floors = parts[parts["microgrid"].isin([low, high])]
        both = floors.groupby("building")["microgrid"].nunique() == 2
        towers = floors[floors["building"].map(both)]
        assert len(towers) > 0
        assert shapely.intersects(ground, polygons(towers)).any()


def assert_nested(proposal: Proposal) -> None:
    """Codes are unique and nested, every building and part has a grid and a micro-grid."""
    grids, micros, buildings = proposal.grids, proposal.microgrids, proposal.buildings
    assert grids["code"].is_unique
    assert micros["code"].is_unique
    assert all(c.startswith(o) for c, o in zip(grids["code"], grids["community"], strict=True))
    assert all(c.startswith(o) for c, o in zip(micros["code"], micros["grid"], strict=True))
    assert set(micros["grid"]) == set(grids["code"])
    assert buildings["grid"].isin(grids["code"]).all()
    split = set(buildings.loc[buildings["microgrid"].isna(), "id"])
    assert split == set(proposal.building_parts["building"])
    everyone = members(proposal)
    home = everyone["building"].map(buildings.set_index("id")["grid"])
    outer = everyone["microgrid"].map(micros.set_index("code")["grid"])
    assert home.tolist() == outer.tolist()


def assert_counted(proposal: Proposal) -> None:
    """Households are conserved at each level."""
    buildings, everyone = proposal.buildings, members(proposal)
    for frame, summed in (
        (proposal.grids, buildings.groupby("grid")["households"].sum()),
        (proposal.microgrids, everyone.groupby("microgrid")["households"].sum()),
    ):
        expected = frame["code"].map(summed).fillna(0).astype(int)
        assert frame["households"].tolist() == expected.tolist()
    whole = buildings.set_index("id")["households"]
    parts = proposal.building_parts.groupby("building")["households"].sum()
    assert parts.tolist() == whole[parts.index].tolist()
    assert everyone["households"].sum() == whole.sum() == proposal.grids["households"].sum()


def assert_excused(outcome: Outcome, params: Params) -> None:
    """Every grid out of band has a reason, or the run says that it could not be met."""
    grids = outcome.proposal.grids
    band = params.rules.band
    outside = ~grids["households"].between(band.lower, band.upper)
    bare = grids.loc[outside & grids["reason"].isna(), "code"]
    assert bare.empty
    assert (grids.loc[grids["kind"] == "dedicated", "reason"] == "dedicated").all()
    assert not any("without an excuse" in sentence for sentence in outcome.unmet)


@FEW
@given(layers=rows_of_towns())
def test_any_small_town_is_tiled_nested_counted_and_excused(layers: dict[str, list[Row]]) -> None:
    made = drawn(layers)
    assert_sound(made, partition(made, SMALL))


def test_a_town_with_everything_is_tiled_nested_counted_and_excused() -> None:
    assert_sound(*whole_town())


def test_no_grid_cuts_a_building() -> None:
    made, outcome = whole_town()
    grid = outcome.proposal.grids.set_index("code").geometry
    home = made.communities.set_index("code").geometry
    for shape, code in zip(
        outcome.proposal.buildings.geometry, outcome.proposal.buildings["grid"], strict=True
    ):
        own = shape.intersection(home[code[:12]])
        assert own.difference(grid[code]).area < SQUARE_CENTIMETRE


def test_no_microgrid_lies_on_both_banks_of_a_river_without_bridge() -> None:
    _, outcome = whole_town()
    north, south = box(0, 61, 320, 200), box(0, 0, 320, 59)
    for frame in (outcome.proposal.grids, outcome.proposal.microgrids):
        shape = frame.geometry.translate(-CORNER[0], -CORNER[1])
        assert not (shape.intersects(north) & shape.intersects(south)).any()


def test_a_school_across_two_communities_gets_a_dedicated_grid_in_each() -> None:
    _, outcome = whole_town()
    schools = outcome.proposal.grids.query("kind == 'dedicated'")
    assert schools["code"].str[12:].tolist() == ["901", "901"]
    assert schools["category"].tolist() == ["school", "school"]
    ground = shapely.union_all(polygons(schools))
    wanted = shapely.affinity.translate(box(120, 140, 200, 180), *CORNER)
    assert wanted.difference(ground).area < 0.1 * wanted.area


def test_the_floors_of_a_tower_of_160_households_are_handed_out_once_each() -> None:
    _, outcome = whole_town()
    parts = outcome.proposal.building_parts
    tower = parts[parts["building"] == "b000"]
    assert tower["households"].sum() == 160
    floors = [
        floor
        for low, high in zip(tower["floor_from"], tower["floor_to"], strict=True)
        for floor in range(low, high + 1)
    ]
    assert sorted(floors) == list(range(1, 21))
    micros = outcome.proposal.microgrids.set_index("code")["households"]
    assert micros[tower["microgrid"]].between(8, 16).all()


def test_the_same_seed_gives_the_same_plan() -> None:
    made, outcome = whole_town()
    assert_same(partition(made, SMALL).proposal, outcome.proposal)


def assert_same(one: Proposal, two: Proposal) -> None:
    for layer in ("grids", "microgrids", "buildings", "building_parts"):
        left, right = getattr(one, layer), getattr(two, layer)
        assert left.geometry.to_wkb().tolist() == right.geometry.to_wkb().tolist()
        pd.testing.assert_frame_equal(
            pd.DataFrame(left.drop(columns="geometry")),
            pd.DataFrame(right.drop(columns="geometry")),
        )


@FEW
@given(
    layers=rows_of_towns(),
    move=st.tuples(st.integers(-40_000, 40_000), st.integers(-400_000, 400_000)),
)
def test_moving_the_town_changes_neither_counts_nor_memberships(
    layers: dict[str, list[Row]], move: tuple[int, int]
) -> None:
    here = partition(drawn(layers), SMALL).proposal
    corner = (CORNER[0] + move[0], CORNER[1] + move[1])
    there = partition(drawn(layers, corner), SMALL).proposal
    pd.testing.assert_frame_equal(
        here.buildings.drop(columns="geometry"), there.buildings.drop(columns="geometry")
    )
    columns = ["code", "households", "buildings", "reason"]
    pd.testing.assert_frame_equal(here.grids[columns], there.grids[columns])


def test_communities_may_be_planned_in_any_order() -> None:
    made, outcome = whole_town()

    def backwards(work, items):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return reversed([work(item) for item in reversed(list(items))])

    assert_same(partition(made, SMALL, run=backwards).proposal, outcome.proposal)


def test_another_seed_still_keeps_every_rule() -> None:
    made, _ = whole_town()
    assert_sound(made, partition(made, replace(SMALL, seed=7)))


def test_the_order_of_the_features_in_the_file_has_no_effect(tmp_path: Path) -> None:
    made, _ = whole_town()
    plans = []
    for seed in (1, 2):
        file = tmp_path / f"{seed}.gpkg"
        for layer in ("communities", "buildings", "barriers", "compounds", "sites"):
            frame = getattr(made, layer).dropna(axis="columns", how="all")
            frame.sample(frac=1, random_state=seed).to_file(file, layer=layer)
        plans.append(partition(read_town(file), SMALL).proposal)
    assert_same(*plans)


@pytest.mark.parametrize("by", ["residents", "cars"])
def test_another_column_can_be_balanced(by: str) -> None:
    rows = [
        house(box(20 * x + 3, 20 * y + 3, 20 * x + 15, 20 * y + 15), 2, residents=5, cars=5)
        for x in range(8)
        for y in range(6)
    ]
    made = town([community(box(0, 0, 160, 120))], rows)
    outcome = partition(made, replace(SMALL, rules=replace(SMALL.rules, by=by)))
    load = outcome.proposal.buildings.groupby("grid")[by].sum()
    assert load.between(30, 50).all()
    assert outcome.proposal.grids["households"].sum() == 96
