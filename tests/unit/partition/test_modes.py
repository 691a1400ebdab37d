"""What a caller or a community's kind changes: rural, fixed counts, compounds, targets, CRS."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely.geometry import box

from gis.frames import Proposal, Town
from gis.geometry.plane import Plane
from gis.model import Band, Rules
from gis.partition.params import Effort, Params
from gis.partition.solve import partition
from tests.unit.partition.drawn import Row, barrier, community, houses, town

WIDE = Params(Rules(band=Band(30, 60), micro_band=Band(8, 16)), effort=Effort.FAST)
GROUND = box(0, 0, 240, 160)


def many(households: int = 2) -> list[Row]:
    return houses(0, 0, 12, 8, households)


def grids_of(plan: Proposal, *, inside: shapely.Geometry) -> set[str]:
    """Grids of the buildings whose middle lies inside a shape of the drawing."""
    middle = plan.buildings.geometry.centroid.translate(-500_000, -3_457_000)
    return set(plan.buildings.loc[middle.within(inside), "grid"])


def test_a_lower_target_makes_more_and_smaller_grids() -> None:
    made = town([community(GROUND)], many())
    low, high = (
        partition(made, replace(WIDE, target=target)).proposal.grids for target in (32, 58)
    )
    assert len(low) > len(high)
    for grids in (low, high):
        assert grids["households"].between(30, 60).all()


def test_villages_aim_at_smaller_grids_than_towns() -> None:
    urban = partition(town([community(GROUND)], many()), WIDE).proposal
    rural = partition(town([community(GROUND, kind="rural")], many()), WIDE).proposal
    assert len(rural.grids) > len(urban.grids)


def test_a_natural_village_is_kept_whole_in_a_rural_community() -> None:
    ground = box(0, 0, 600, 200)
    hamlets = [houses(20 + 140 * at, 40, 3, 3, 2) for at in range(4)]
    made = town([community(ground, kind="rural")], [row for own in hamlets for row in own])
    plan = partition(made, WIDE).proposal
    assert len(plan.grids) == 2
    for at in range(4):
        x = 20 + 140 * at
        assert len(grids_of(plan, inside=box(x, 40, x + 60, 100))) == 1


def test_a_compound_that_fits_is_not_torn() -> None:
    yard = box(101, 41, 179, 119)
    compound = {"id": "c", "name": "和平里", "geometry": yard}
    made = town([community(GROUND)], many(), compounds=[compound])
    outcome = partition(made, WIDE)
    assert len(grids_of(outcome.proposal, inside=yard)) == 1
    assert outcome.quality["overall"]["torn_compounds"] == 0


def test_a_compound_above_the_band_is_divided() -> None:
    yard = box(1, 1, 179, 119)
    compound = {"id": "c", "name": "和平里", "geometry": yard}
    plan = partition(town([community(GROUND)], many(), compounds=[compound]), WIDE).proposal
    assert len(grids_of(plan, inside=yard)) > 1
    assert plan.grids["households"].between(30, 60).all()


def test_a_ruled_number_of_microgrids_is_kept_in_every_grid() -> None:
    rules = Rules(band=Band(30, 60), micro_band=None, micro_count=(3, 6))
    made = town([community(GROUND)], many())
    plan = partition(made, replace(WIDE, rules=rules)).proposal
    counts = plan.microgrids.groupby("grid").size()
    assert counts.between(3, 6).all()
    assert set(counts.index) == set(plan.grids["code"])


def test_a_community_too_small_for_any_grid_is_one_grid_with_that_reason() -> None:
    plan = partition(town([community(GROUND)], houses(0, 0, 3, 1)), WIDE).proposal
    assert plan.grids["households"].tolist() == [12]
    assert plan.grids["reason"].tolist() == ["community_total"]


def test_a_bank_that_no_bridge_reaches_is_a_pocket_where_its_total_fits_nothing() -> None:
    river = barrier("river", (-20, 20), (260, 20))
    rows = [*houses(0, 0, 3, 1, 2), *houses(0, 20, 12, 7, 2)]
    outcome = partition(town([community(GROUND)], rows, barriers=[river]), WIDE)
    outside = outcome.proposal.grids[outcome.proposal.grids["reason"].notna()]
    assert outside["reason"].tolist() == ["pocket"]
    assert outside["households"].tolist() == [6]


def test_a_community_without_a_single_building_still_has_a_grid() -> None:
    beside = community(box(240, 0, 300, 160), "310101001002")
    plan = partition(town([community(GROUND), beside], many()), WIDE).proposal
    empty = plan.grids[plan.grids["community"] == "310101001002"]
    assert empty["households"].tolist() == [0]
    assert empty["reason"].tolist() == ["community_total"]
    assert len(plan.microgrids[plan.microgrids["grid"] == empty["code"].iloc[0]]) == 1


def test_figures_add_up_to_what_the_layers_hold() -> None:
    outcome = partition(town([community(GROUND)], many()), WIDE)
    figures = next(iter(outcome.quality["communities"].values()))
    assert figures["microgrids"] == len(outcome.proposal.microgrids)
    assert figures["cut_buildings"] == 0
    assert outcome.quality["overall"]["grids"] == len(outcome.proposal.grids)
    assert outcome.unmet == ()


def in_degrees(made: Town) -> Town:
    values: dict[str, Any] = {field.name: getattr(made, field.name) for field in fields(made)}
    frames = {k: v.to_crs(4490) for k, v in values.items() if isinstance(v, gpd.GeoDataFrame)}
    return replace(made, **frames)


def test_a_town_in_degrees_is_tiled_to_the_square_centimetre_as_well() -> None:
    west, east = community(GROUND), community(box(240, 0, 400, 160), "310101001002")
    rows = [*many(), *houses(240, 0, 8, 8, 2)]
    road = barrier("primary", (-20, 71), (430, 95))
    made = in_degrees(town([west, east], rows, barriers=[road]))
    plan = partition(made, WIDE).proposal
    plane = Plane.of(CRS(4490), tuple(made.communities.total_bounds))
    homes = plane.forward(made.communities.geometry)
    for frame in (plan.grids, plan.microgrids):
        shapes = plane.forward(frame.geometry)
        assert shapely.coverage_is_valid(np.asarray(frame.geometry.to_numpy(), dtype=object))
        for code, home in zip(made.communities["code"], homes, strict=True):
            own = shapes[frame["code"].str.startswith(code).to_numpy()]
            assert shapely.union_all(own).symmetric_difference(home).area < 1e-4
    assert plan.grids["area_m2"].sum() == pytest.approx(400 * 160, rel=1e-3)
    assert plan.grids["households"].between(30, 60).all()
