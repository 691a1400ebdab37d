"""Numbering, codes that stay, descriptions and names."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from gis.errors import CapacityError, ParameterError
from gis.model import CODE_SCHEMES, Band, Kind, Rules
from gis.partition.numbering import (
    grid_codes,
    heirs,
    households_moved,
    microgrid_numbers,
    overlap,
    reading_order,
)
from gis.partition.params import Effort, Params
from gis.partition.solve import partition
from tests.unit.geometry.lattice import lattice, shapes
from tests.unit.partition.drawn import (
    BESIDE,
    HOME,
    SMALL,
    Row,
    barrier,
    community,
    houses,
    town,
)

STANDARD = CODE_SCHEMES["standard"]
FOUR = lattice(2, 2)
"""South-west, south-east, north-west, north-east."""


def codes(kinds: str = "bbbb", kept: tuple[str | None, ...] = (None,) * 4) -> list[str]:
    sorts = tuple(Kind.BASE if kind == "b" else Kind.DEDICATED for kind in kinds)
    found = grid_codes(HOME, FOUR, sorts, kept, STANDARD)
    return [code.removeprefix(HOME) for code in found]


def test_numbers_run_from_west_to_east_then_from_north_to_south() -> None:
    assert codes() == ["003", "004", "001", "002"]


def test_dedicated_grids_have_numbers_of_their_own() -> None:
    assert codes("bbdb") == ["002", "003", "901", "001"]


def test_an_existing_code_stays_and_others_are_numbered_around_it() -> None:
    assert codes(kept=(None, f"{HOME}001", None, None)) == ["004", "001", "002", "003"]


@pytest.mark.parametrize(
    "foreign", [f"{BESIDE}001", f"{HOME}0001", f"{HOME}000", f"{HOME}905", f"{HOME}0A1"]
)
def test_a_code_that_the_scheme_could_not_have_given_is_replaced(foreign: str) -> None:
    assert codes(kept=(foreign, None, None, None)) == ["003", "004", "001", "002"]


def test_too_many_grids_for_the_scheme_are_refused_with_the_community_named() -> None:
    many = lattice(30, 31)
    scheme = replace(STANDARD, dedicated_from=901)
    with pytest.raises(CapacityError, match=HOME):
        grid_codes(HOME, many, (Kind.BASE,) * 930, (None,) * 930, scheme)
    wide = CODE_SCHEMES["wide"]
    found = grid_codes(HOME, many, (Kind.BASE,) * 930, (None,) * 930, wide)
    assert len(set(found)) == 930


def test_centres_a_little_apart_stand_in_one_row() -> None:
    centres = np.array([[30.0, 9.0], [10.0, 6.0], [20.0, 10.0], [5.0, -10.0]])
    assert reading_order(centres, 10.0).tolist() == [1, 2, 0, 3]
    assert reading_order(np.empty((0, 2)), 10.0).tolist() == []


def test_stacked_microgrids_are_numbered_from_the_ground_up() -> None:
    west, east = lattice(2, 1)
    numbers = microgrid_numbers(shapes(west, east, west, west), np.array([11, 0, 1, 21]))
    assert numbers.tolist() == [2, 4, 1, 3]


def test_a_code_stays_with_the_grid_that_keeps_most_households() -> None:
    spots = shapes(*(square.centroid for square in lattice(4, 1)))
    existing = shapes(box(0, 0, 20, 10), box(20, 0, 40, 10))
    grid = np.array([0, 1, 1, 1])
    share = overlap(existing, spots, np.array([9.0, 2.0, 5.0, 5.0]), grid)
    assert heirs(share) == {0: 0, 1: 1}
    assert households_moved(share) == 2


def test_of_two_codes_for_one_grid_the_one_with_more_households_stays() -> None:
    spots = shapes(*(square.centroid for square in lattice(2, 1)))
    existing = shapes(box(0, 0, 10, 10), box(10, 0, 20, 10))
    share = overlap(existing, spots, np.array([1.0, 2.0]), np.array([0, 0]))
    assert heirs(share) == {0: 1}
    assert households_moved(share) == 1


def test_existing_grids_far_from_every_building_keep_nothing() -> None:
    spots = shapes(*(square.centroid for square in lattice(2, 1)))
    far = shapes(box(900, 900, 910, 910))
    assert heirs(overlap(far, spots, np.ones(2), np.array([0, 1]))) == {}


def test_a_plan_made_anew_over_its_own_grids_keeps_their_codes() -> None:
    ground = [community(box(0, 0, 160, 120))]
    made = town(ground, houses(0, 0, 8, 6))
    first = partition(made, SMALL).proposal.grids
    turned = first.assign(code=first["code"].to_numpy()[::-1])
    existing = gpd.GeoDataFrame(turned[["code", "name", "geometry"]])
    again = partition(replace(made, grids=existing), SMALL).proposal.grids
    for code, shape in zip(turned["code"], turned.geometry, strict=True):
        inside = again[again.representative_point().within(shape)]
        assert inside["code"].tolist() == [code]


# ---------------------------------------------------------------------- descriptions and names

ROADS = [
    barrier("primary", (80, -20), (80, 100), name="东大街"),
    barrier("secondary", (-20, 0), (100, 0), name="南环路"),
    barrier("river", (0, -20), (0, 100), name="西河"),
    barrier("tertiary", (-20, 80), (100, 80), name="北巷"),
]
ONE = Params(Rules(band=Band(30, 80), micro_band=Band(8, 16)), effort=Effort.FAST)


def described(*barriers: Row, **others: list[Row]) -> gpd.GeoDataFrame:
    others = {"communities": [community(box(0, 0, 80, 80))], **others}
    rows = others.pop("communities")
    layers = {"barriers": list(barriers), **others}
    made = town(
        rows, houses(0, 0, 4, 4), barriers=layers["barriers"],
        compounds=layers.get("compounds", []), sites=layers.get("sites", []),
    )  # fmt: skip
    return partition(made, ONE).proposal.grids


def test_the_four_sides_of_a_square_are_named_by_their_roads() -> None:
    (text,) = described(*ROADS)["boundary_text"]
    assert text == "东至东大街，南至南环路，西至西河，北至北巷"


def test_the_english_text_says_the_same() -> None:
    (text,) = described(*ROADS)["boundary_text_en"]
    assert text == "east: 东大街; south: 南环路; west: 西河; north: 北巷"


def test_a_neighbouring_community_is_named_where_no_road_runs() -> None:
    both = [community(box(0, 0, 80, 80)), community(box(80, 0, 160, 80), BESIDE)]
    text = described(communities=both)["boundary_text"].iloc[0]
    assert text.startswith("东至社区02，")


def test_a_road_without_a_name_is_called_by_its_class_between_grids() -> None:
    middle = barrier("primary", (40, -20), (40, 100))
    made = town([community(box(0, 0, 80, 80))], houses(0, 0, 4, 4, 5), barriers=[middle])
    grids = partition(made, SMALL).proposal.grids
    assert len(grids) == 2
    west, east = (text.split("，") for text in grids["boundary_text"])
    assert west[0] == "东至主干路"
    assert east[2] == "西至主干路"


def test_a_grid_that_is_mostly_one_compound_is_called_after_it() -> None:
    yard: Row = {"id": "c", "name": "和平里", "geometry": box(1, 1, 79, 79)}
    (name,) = described(compounds=[yard])["name"]
    assert name == "和平里第1网格"


def test_other_grids_are_called_after_their_community() -> None:
    grids = described()
    assert grids["name"].tolist() == ["社区01第1网格"]
    assert grids["name_en"].tolist() == ["社区01, grid 1"]


def test_dedicated_grids_are_called_after_their_site() -> None:
    school: Row = {
        "id": "s", "category": "school", "name": "第一中学", "geometry": box(0, 0, 40, 40),
    }  # fmt: skip
    named = described(sites=[school]).query("kind == 'dedicated'")
    assert named["name"].tolist() == ["第一中学专属网格"]
    nameless = described(sites=[{**school, "name": None}]).query("kind == 'dedicated'")
    assert nameless["name"].tolist() == ["社区01学校专属网格"]


def test_a_target_outside_the_band_is_refused() -> None:
    with pytest.raises(ParameterError, match="700"):
        Params(target=700)


@pytest.mark.parametrize("by", ["cars", "use"])
def test_balancing_by_a_column_that_is_missing_or_no_number_is_refused(by: str) -> None:
    made = town([community(box(0, 0, 80, 80))], houses(0, 0, 4, 4))
    with pytest.raises(ParameterError, match=by):
        partition(made, replace(SMALL, rules=replace(SMALL.rules, by=by)))
