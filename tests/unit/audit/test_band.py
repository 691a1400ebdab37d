"""Totals out of band: excused if, and only if, the arithmetic excuses them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString

from gis.audit.report import Report
from gis.frames import Proposal, Town
from gis.model import Band, Finding, Rules
from tests.unit.audit.plans import CRS, RULES, A, B, edited, found, judged, shape, town_and_plan

COLUMNS = ("grid", "microgrid")


def in_band(report: Report, unit: str) -> list[Finding]:
    return [f for f in report.findings if f.rule == "band" and f.units[0] == unit]


def severities(report: Report, *units: str) -> list[str]:
    return [str(finding.severity) for unit in units for finding in in_band(report, unit)]


def filled(town: Town, plan: Proposal, households: dict[str, int]) -> tuple[Town, Proposal]:
    """Other household counts, with every total of the plan brought up to date."""
    frame = town.buildings.copy()
    frame["households"] = frame["id"].map(households).fillna(frame["households"]).astype(int)
    rows = plan.buildings.assign(households=frame["households"])
    grids = plan.grids.copy()
    totals = rows.groupby("grid")["households"].sum()
    grids["households"] = grids["code"].map(totals).fillna(0)
    micros = plan.microgrids.copy()
    single = rows.groupby("microgrid")["households"].sum()
    parts = plan.building_parts.groupby("microgrid")["households"].sum()
    micros["households"] = micros["code"].map(single.add(parts, fill_value=0)).fillna(0)
    plan = replace(plan, buildings=rows, grids=grids, microgrids=micros)
    return replace(town, buildings=frame), plan


def with_lines(town: Town, *rows: dict[str, Any]) -> Town:
    more = gpd.GeoDataFrame(list(rows), crs=CRS)
    return replace(town, barriers=pd.concat([town.barriers, more], ignore_index=True))


def test_a_community_whose_total_fits_no_number_is_excused() -> None:
    report = judged(*town_and_plan(), Rules(Band(300, 350), Band(50, 80)))

    assert found(report) == []
    assert severities(report, f"{A}001", f"{A}002", f"{A}003") == ["info"] * 3


def test_a_total_that_could_be_met_is_not_excused() -> None:
    report = judged(*town_and_plan(), Rules(Band(200, 300), Band(50, 80)))

    assert severities(report, f"{A}001", f"{A}002", f"{A}003") == ["error"] * 3


def test_a_grid_whose_total_fits_no_number_of_micro_grids_is_excused() -> None:
    report = judged(*town_and_plan(), Rules(Band(150, 200), Band(70, 75)))

    assert severities(report, f"{A}00101") == ["info"]
    assert "grid's total" in in_band(report, f"{A}00101")[0].message_en


RAIL = {"class": "rail", "crossable": False, "geometry": shape(LineString([(200, 0), (200, 300)]))}
ROAD = {
    "class": "primary",
    "crossable": True,
    "geometry": shape(LineString([(150, 150), (250, 150)])),
}


def test_a_part_that_a_railway_cuts_off_is_a_pocket() -> None:
    town, plan = town_and_plan()
    plan = replace(plan, grids=edited(plan.grids, "code", f"{A}003", reason="pocket"))

    report = judged(with_lines(town, RAIL), plan, Rules(Band(181, 400), Band(50, 80)))

    assert severities(report, f"{A}003") == ["info"]
    # The other part holds 360 and fits: nothing excuses its two grids.
    assert severities(report, f"{A}001", f"{A}002") == ["error", "error"]


def test_an_underpass_leaves_no_pocket() -> None:
    town, plan = town_and_plan()
    plan = replace(plan, grids=edited(plan.grids, "code", f"{A}003", reason="pocket"))

    report = judged(with_lines(town, RAIL, ROAD), plan, Rules(Band(181, 400), Band(50, 80)))

    assert severities(report, f"{A}003") == ["error"]


def test_a_building_above_the_band_excuses_its_grid_and_micro_grid() -> None:
    report = judged(*filled(*town_and_plan(), {"b000": 250}))

    assert severities(report, f"{A}001", f"{A}00101") == ["info", "info"]


def test_a_building_above_the_band_does_not_excuse_a_second_grid_beside_it() -> None:
    report = judged(*filled(*town_and_plan(), {"b000": 250, "b004": 80, "b008": 80}))

    assert severities(report, f"{A}001") == ["error"]


def test_floors_can_be_divided_so_a_tower_in_one_micro_grid_is_not_excused() -> None:
    town, plan = filled(*town_and_plan(), {"b000": 120, "b001": 0, "b002": 0, "b003": 0})
    town = replace(town, buildings=edited(town.buildings, "id", "b000", floors=12))

    assert severities(judged(town, plan), f"{A}00101") == ["error"]


def test_houses_too_large_to_combine_are_excused() -> None:
    # Each block holds one slab of 45: alone too few, two together too many.
    slabs = {f"b{i:03d}": 45 if i % 4 == 0 else 0 for i in range(12)}
    rules = Rules(Band(100, 200), Band(50, 80))

    report = judged(*filled(*town_and_plan(), slabs), rules)

    assert severities(report, f"{A}00101", f"{A}00102", f"{A}00103") == ["info"] * 3


def test_overlapping_houses_count_as_one() -> None:
    houses = {f"b{i:03d}": 120 if i < 2 else 0 for i in range(12)}
    town, plan = filled(*town_and_plan(), houses)
    rules = Rules(Band(100, 200), Band(50, 80))
    apart = judged(town, plan, rules)
    wider = edited(
        town.buildings,
        "id",
        "b000",
        geometry=shape(LineString([(30, 22), (30, 78)]).buffer(8, cap_style="flat")),
    )

    together = judged(replace(town, buildings=wider), plan, rules)

    assert severities(apart, f"{A}001") == ["error"]
    assert severities(together, f"{A}001") == ["info"]


@pytest.mark.parametrize("reason", ["grid_total", "community_total", "dedicated", "atom_too_large"])
def test_a_stated_reason_must_be_true_even_in_band(reason: str) -> None:
    town, plan = town_and_plan()
    plan = replace(plan, grids=edited(plan.grids, "code", f"{A}002", reason=reason))

    report = judged(town, plan)

    assert severities(report, f"{A}002") == ["error"]
    assert reason in in_band(report, f"{A}002")[0].message_en


def test_calling_a_grid_dedicated_does_not_free_it_from_the_band() -> None:
    town, plan = town_and_plan()
    grids = edited(plan.grids, "code", f"{B}002", kind="dedicated", category="school")

    report = judged(town, replace(plan, grids=grids), Rules(Band(190, 200), Band(50, 80)))

    assert severities(report, f"{B}002") == ["error"]


def test_residents_can_be_what_is_limited() -> None:
    town, plan = town_and_plan()
    residents = town.buildings["households"] * 3
    town = replace(town, buildings=town.buildings.assign(residents=residents))

    fits = judged(town, plan, Rules(Band(450, 600), Band(150, 240), by="residents"))
    tight = judged(town, plan, Rules(Band(450, 599), Band(150, 240), by="residents"))

    assert found(fits) == []
    assert severities(tight, f"{B}001") == ["error"]


COUNTED = Rules(Band(150, 200), micro_band=None, micro_count=(3, 6))


def test_the_number_of_micro_grids_may_rule_instead_of_a_band() -> None:
    assert found(judged(*town_and_plan(), COUNTED)) == []


def test_too_few_micro_grids_are_found() -> None:
    report = judged(*town_and_plan(), replace(COUNTED, micro_count=(4, 6)))

    assert severities(report, f"{A}001", f"{B}001") == ["error"]


def test_a_grid_with_fewer_houses_than_micro_grids_wanted_is_excused() -> None:
    few = {f"b{i:03d}": 60 if i % 4 == 0 else 0 for i in range(12)}

    report = judged(*filled(*town_and_plan(), few), replace(COUNTED, micro_count=(4, 6)))

    assert severities(report, f"{A}001") == ["info"]


def test_the_default_rules_of_the_drawing_are_met() -> None:
    report = judged(*town_and_plan(), RULES)

    assert severities(report, f"{A}001", f"{B}001") == []


def test_a_slab_stuck_beside_slabs_is_excused_though_small_houses_stand_elsewhere() -> None:
    # Blocks of A1 from south to north: 45, then 35 + 35, then four small houses of 15. The slab
    # of 45 can share with 35 + 35 in no way, and touches no other block.
    slabs = {"b000": 45, "b001": 0, "b002": 0, "b003": 0, "b004": 35, "b005": 35}
    slabs |= {"b006": 0, "b007": 0}

    report = judged(*filled(*town_and_plan(), slabs))

    assert severities(report, f"{A}00101") == ["info"]


def test_totals_that_no_two_grids_can_share_are_no_excuse_where_three_can() -> None:
    report = judged(*town_and_plan(), Rules(Band(250, 300), Band(50, 80)))

    # 180 + 180 fits no number of grids, 3 x 180 = 540 fits two.
    assert severities(report, f"{A}001", f"{A}002", f"{A}003") == ["error"] * 3
