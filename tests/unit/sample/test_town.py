"""The sample town is the same for the same seed, and could stand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from gis.errors import ParameterError
from gis.frames import INPUT_LAYERS
from gis.model import BARRIER_CLASSES, CATEGORIES
from gis.sample.town import generate

TOWNS = [(0, 4000), (1, 4000), (2, 4000), (3, 4000), (0, 300), (1, 300), (2, 300), (3, 300)]
COUNTIES = [*TOWNS, (0, 12_000)]
Layers = Mapping[str, gpd.GeoDataFrame]

every_town = pytest.mark.parametrize(("seed", "size"), COUNTIES)


@cache
def layers(seed: int, size: int) -> Layers:
    """A town, drawn once for all tests."""
    return generate(seed, size)


def shapes(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Geometries of a frame."""
    return np.asarray(frame.geometry.to_numpy())


def met(of: gpd.GeoDataFrame, others: np.ndarray, predicate: str) -> int:
    """How many features of a frame stand in that relation to any of the other geometries."""
    return len(np.unique(shapely.STRtree(shapes(of)).query(others, predicate=predicate)[1]))


@pytest.mark.parametrize("size", [300, 4000])
def test_the_same_seed_gives_the_same_town(size: int) -> None:
    again = generate(0, size)
    for name, frame in layers(0, size).items():
        assert_geodataframe_equal(frame, again[name], check_like=False)
        assert frame.to_wkb().equals(again[name].to_wkb())


def test_another_seed_gives_another_town() -> None:
    one, other = layers(0, 4000)["buildings"], layers(1, 4000)["buildings"]
    assert one.total_bounds.tolist() != other.total_bounds.tolist()


@every_town
def test_every_layer_has_the_columns_of_an_input(seed: int, size: int) -> None:
    town = layers(seed, size)
    for name in town.keys() & INPUT_LAYERS.keys():
        assert set(INPUT_LAYERS[name]) <= set(town[name].columns)
        assert town[name].crs == "EPSG:4547"


@every_town
def test_no_geometry_is_invalid_or_empty(seed: int, size: int) -> None:
    for name, frame in layers(seed, size).items():
        found = shapes(frame)[frame.geometry.notna().to_numpy()]
        assert shapely.is_valid(found).all(), name
        assert not shapely.is_empty(found).any(), name


@every_town
def test_communities_are_seamless(seed: int, size: int) -> None:
    communities = layers(seed, size)["communities"]
    assert shapely.coverage_is_valid(shapes(communities))
    assert communities.geom_type.eq("Polygon").all()
    whole = shapely.coverage_union_all(shapes(communities))
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0


@every_town
def test_no_building_overlaps_another(seed: int, size: int) -> None:
    buildings = shapes(layers(seed, size)["buildings"])
    one, other = shapely.STRtree(buildings).query(buildings, predicate="intersects")
    later = one < other
    shared = shapely.intersection(buildings[one[later]], buildings[other[later]])
    assert shapely.area(shared).max(initial=0) == 0


@every_town
def test_old_houses_share_walls(seed: int, size: int) -> None:
    buildings = shapes(layers(seed, size)["buildings"])
    one, other = shapely.STRtree(buildings).query(buildings, predicate="touches")
    assert (one < other).sum() > 0.05 * len(buildings)


@every_town
def test_no_barrier_touches_a_building(seed: int, size: int) -> None:
    town = layers(seed, size)
    assert met(town["buildings"], shapes(town["barriers"]), "intersects") == 0


@every_town
def test_every_building_lies_within_one_community(seed: int, size: int) -> None:
    town = layers(seed, size)
    found = shapely.STRtree(shapes(town["communities"])).query(
        shapes(town["buildings"]), predicate="within"
    )[0]
    assert np.array_equal(np.unique(found), np.arange(len(town["buildings"])))
    assert len(found) == len(town["buildings"])


@every_town
@pytest.mark.parametrize("layer", ["communities", "compounds", "sites", "population"])
def test_no_outline_cuts_a_building(seed: int, size: int, layer: str) -> None:
    town = layers(seed, size)
    assert met(town["buildings"], shapely.boundary(shapes(town[layer])), "intersects") == 0


@every_town
def test_every_compound_lies_within_one_community(seed: int, size: int) -> None:
    town = layers(seed, size)
    inside = shapely.STRtree(shapes(town["communities"])).query(
        shapes(town["compounds"]), predicate="within"
    )[0]
    assert len(inside) == len(town["compounds"])


@every_town
def test_compounds_and_sites_lie_side_by_side(seed: int, size: int) -> None:
    town = layers(seed, size)
    together = np.concatenate([shapes(town["compounds"]), shapes(town["sites"])])
    one, other = shapely.STRtree(together).query(together, predicate="intersects")
    later = one < other
    shared = shapely.intersection(together[one[later]], together[other[later]])
    assert shapely.area(shared).max(initial=0) == 0


@every_town
def test_buildings_name_the_compound_they_stand_in(seed: int, size: int) -> None:
    town = layers(seed, size)
    joined = gpd.sjoin(town["buildings"], town["compounds"], predicate="within", how="left")
    assert joined["compound"].equals(joined["id_right"])
    assert set(town["compounds"]["id"]) == set(town["buildings"]["compound"].dropna())


@every_town
def test_every_wall_has_a_gate_on_it(seed: int, size: int) -> None:
    town = layers(seed, size)
    walls = town["barriers"][town["barriers"]["class"] == "wall"]
    gates = town["crossings"][town["crossings"].geom_type == "Point"]
    gate, wall = shapely.STRtree(shapes(walls)).query(shapes(gates), predicate="intersects")
    assert np.array_equal(np.unique(gate), np.arange(len(gates)))
    assert np.array_equal(np.unique(wall), np.arange(len(walls)))


@every_town
def test_no_street_runs_through_a_wall(seed: int, size: int) -> None:
    barriers = layers(seed, size)["barriers"]
    walls = barriers[barriers["class"] == "wall"]
    others = barriers[barriers["class"] != "wall"]
    assert met(walls, shapes(others), "intersects") == 0


@every_town
def test_each_street_that_meets_water_or_rail_has_a_crossing_there(seed: int, size: int) -> None:
    town = layers(seed, size)
    barriers = town["barriers"]
    hard = shapes(barriers[barriers["class"].isin(["river", "rail"])])
    streets = shapes(barriers[~barriers["class"].isin(["river", "rail", "wall"])])
    street, obstacle = shapely.STRtree(hard).query(streets, predicate="intersects")
    places = shapely.intersection(streets[street], hard[obstacle])
    ways = shapes(town["crossings"][town["crossings"].geom_type == "LineString"])
    near = np.unique(shapely.STRtree(ways).query(places, predicate="dwithin", distance=0.1)[0])
    assert len(places) > 0
    assert np.array_equal(near, np.arange(len(places)))


@every_town
def test_names_and_codes_are_well_formed(seed: int, size: int) -> None:
    town = layers(seed, size)
    communities = town["communities"]
    assert communities["code"].str.fullmatch(r"990121\d{6}").all()
    for name, column in (("communities", "code"), ("buildings", "id"), ("compounds", "id"),
                         ("sites", "id"), ("cameras", "id"), ("tickets", "id")):  # fmt: skip
        assert town[name][column].is_unique, name
    urban = communities["kind"] == "urban"
    number = communities["code"].str[-3:].astype(int)
    assert number[urban].between(1, 199).all()
    assert number[~urban].between(200, 399).all()
    assert communities["name"].str.fullmatch(r"[\u4e00-\u9fff]+(社区|村)").all()
    assert not communities["name"].groupby(communities["code"].str[:9]).apply(
        lambda names: names.duplicated().any()
    ).any()  # fmt: skip


@every_town
def test_classes_and_categories_are_known(seed: int, size: int) -> None:
    town = layers(seed, size)
    barriers = town["barriers"]
    assert barriers["class"].isin(BARRIER_CLASSES).all()
    assert (barriers["crossable"] == barriers["class"].map(BARRIER_CLASSES)).all()
    assert town["sites"]["category"].isin(CATEGORIES).all()


@every_town
def test_each_town_has_three_urban_and_two_rural_communities(seed: int, size: int) -> None:
    communities = layers(seed, size)["communities"]
    counts = communities.groupby([communities["code"].str[:9], "kind"]).size().unstack()
    assert (counts["urban"] >= 3).all()
    assert (counts["rural"] >= 2).all()


@every_town
def test_totals_of_communities_agree_with_the_survey(seed: int, size: int) -> None:
    town = layers(seed, size)
    joined = gpd.sjoin(town["buildings"], town["communities"][["geometry"]], predicate="within")
    by_community = joined.groupby("index_right")["households"]
    counted, unknown = by_community.sum(), by_community.agg(lambda count: count.isna().sum())
    total = town["communities"]["households"]
    assert total.notna().any()
    assert (counted[total.notna()] <= total.dropna()).all()
    complete = total.notna() & (unknown == 0)
    assert (counted[complete] == total[complete]).all()


@every_town
def test_only_the_total_is_known_of_some_villages(seed: int, size: int) -> None:
    town = layers(seed, size)
    assert len(town["population"]) > 0
    inside = gpd.sjoin(town["buildings"], town["population"][["geometry"]], predicate="within")
    assert inside["households"].isna().mean() > 0.99
    assert (town["population"]["households"] > 0).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_town_has_the_size_and_the_variety_of_a_county_seat(seed: int) -> None:
    town = layers(seed, 4000)
    buildings, communities = town["buildings"], town["communities"]
    assert len(buildings) == 4000
    assert 20_000 < buildings["households"].sum() < 36_000
    assert 0.08 < buildings["households"].isna().mean() < 0.3
    known = buildings.dropna(subset=["households", "residents"])
    assert 2.3 < known["residents"].sum() / known["households"].sum() < 2.9
    assert buildings[["floors", "height"]].notna().any(axis=1).all()
    assert (buildings["floors"] >= 17).sum() > 15
    assert set(town["sites"]["category"]) >= {
        "industrial_park", "school", "hospital", "scenic_spot", "market", "government",
        "transport_hub", "religious", "commercial",
    }  # fmt: skip
    urban = communities.loc[communities["kind"] == "urban", "households"].dropna()
    assert urban.between(900, 4200).all()
    assert communities.loc[communities["kind"] == "rural", "households"].dropna().lt(1500).all()


@pytest.mark.parametrize("seed", range(4))
def test_residents_live_at_schools(seed: int) -> None:
    town = layers(seed, 4000)
    schools = town["sites"][town["sites"]["category"] == "school"]
    inside = gpd.sjoin(town["buildings"], schools[["geometry"]], predicate="within")
    assert inside["use"].eq("residential").any()


def test_more_buildings_make_more_communities_not_larger_ones() -> None:
    small, large = (layers(0, size)["communities"] for size in (4000, 12_000))
    assert len(large) > 2 * len(small)
    assert large["households"].max() < 4500


def test_the_streets_are_no_lattice() -> None:
    barriers = layers(0, 4000)["barriers"]
    streets = shapes(barriers[barriers["class"].isin(["tertiary", "residential"])])
    ends = shapely.get_coordinates(shapely.get_point(streets, -1))
    along = ends - shapely.get_coordinates(shapely.get_point(streets, 0))
    heading = np.degrees(np.arctan2(along[:, 1], along[:, 0])) % 90
    turns = np.histogram(heading, bins=9, range=(0, 90))[0]
    assert turns.max() < 0.6 * turns.sum()
    assert (turns > 0).all()
    straight = np.hypot(*along.T) / shapely.length(streets)
    assert np.median(straight) < 0.9999


@pytest.mark.parametrize("size", [-1, 0, 199, 1_900_001])
def test_a_number_of_buildings_out_of_range_is_refused(size: int) -> None:
    with pytest.raises(ParameterError, match="200 to 1900000 buildings"):
        generate(0, size)


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ParameterError, match="from 0"):
        generate(-1)
