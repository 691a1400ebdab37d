"""Sites and their dedicated grids; compounds and what keeps them whole."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from gis.audit.report import Report
from gis.frames import Town
from gis.model import Band, Finding, Rules
from tests.unit.audit.plans import CRS, RULES, A, B, edited, found, judged, shape, town_and_plan


def with_site(town: Town, category: str, where: BaseGeometry) -> Town:
    row = {"id": "s2", "category": category, "geometry": shape(where)}
    sites = pd.concat([town.sites, gpd.GeoDataFrame([row], crs=CRS)], ignore_index=True)
    return replace(town, sites=sites)


def of_rule(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def test_a_site_below_five_hundred_square_metres_needs_no_grid() -> None:
    town, plan = town_and_plan()

    assert found(judged(with_site(town, "market", box(420, 220, 440, 240)), plan)) == []


def test_a_site_inside_a_bigger_one_may_belong_to_its_grid() -> None:
    town, plan = town_and_plan()

    assert found(judged(with_site(town, "hospital", box(320, 220, 360, 260)), plan)) == []
    assert found(judged(with_site(town, "hospital", Point(350, 250)), plan)) == []


def test_a_site_in_two_communities_needs_a_grid_in_each() -> None:
    town, plan = town_and_plan()
    both = shape(box(260, 210, 390, 290))
    town = replace(town, sites=edited(town.sites, "id", "s1", geometry=both))

    missing = of_rule(judged(town, plan), "uncovered_site")

    assert [finding.units[:2] for finding in missing] == [("s1", A)]


def test_a_sliver_of_a_site_in_the_next_community_does_not_count() -> None:
    town, plan = town_and_plan()
    nearly = shape(box(295, 210, 390, 290))
    town = replace(town, sites=edited(town.sites, "id", "s1", geometry=nearly))

    assert found(judged(town, plan)) == []


def test_where_two_sites_overlap_one_of_them_may_have_the_land() -> None:
    town, plan = town_and_plan()
    # The market lies half in the school; the rest of it has no grid of its own.
    lacking = judged(with_site(town, "market", box(370, 210, 430, 290)), plan)
    # Only a strip of it lies outside the school.
    shared = judged(with_site(town, "market", box(330, 220, 392, 280)), plan)

    assert [finding.units[0] for finding in of_rule(lacking, "uncovered_site")] == ["s2"]
    assert of_rule(shared, "uncovered_site") == []


def with_hall(town: Town, site: BaseGeometry, hall: BaseGeometry) -> Town:
    """The school's ground is ``site``, and a hall stands across its edge."""
    row = {"id": "hall", "households": 0, "geometry": shape(hall)}
    buildings = pd.concat([town.buildings, gpd.GeoDataFrame([row], crs=CRS)], ignore_index=True)
    sites = edited(town.sites, "id", "s1", geometry=shape(site))
    return replace(town, buildings=buildings, sites=sites)


def test_ground_under_a_building_that_stands_mostly_beside_the_site_is_not_asked_for() -> None:
    town, plan = town_and_plan()
    # A quarter of the ground, y < 200, is not in the school's grid.
    ground = box(310, 170, 390, 290)
    beside = judged(with_hall(town, ground, box(310, 100, 390, 200)), plan)
    inside = judged(with_hall(town, ground, box(310, 165, 390, 200)), plan)

    assert of_rule(beside, "uncovered_site") == []
    assert [f.units[0] for f in of_rule(inside, "uncovered_site")] == ["s1"]


def test_a_building_of_overlapping_footprints_is_weighed_as_one() -> None:
    town, plan = town_and_plan()
    town = with_hall(town, box(310, 170, 390, 290), box(310, 165, 390, 200))
    # The porch makes the hall one that stands mostly outside.
    row = {"id": "porch", "households": 0, "geometry": shape(box(310, 100, 390, 166))}
    buildings = pd.concat([town.buildings, gpd.GeoDataFrame([row], crs=CRS)], ignore_index=True)

    assert of_rule(judged(replace(town, buildings=buildings), plan), "uncovered_site") == []


def test_a_building_that_fills_most_of_a_site_is_asked_for() -> None:
    town, plan = town_and_plan()
    town = with_hall(town, box(310, 110, 390, 250), box(310, 10, 390, 200))

    assert [f.units[0] for f in of_rule(judged(town, plan), "uncovered_site")] == ["s1"]


def test_a_site_that_a_river_divides_may_have_a_grid_on_each_side() -> None:
    town, plan = town_and_plan()
    halves = {f"{B}901": box(300, 200, 400, 250), f"{B}902": box(300, 250, 400, 300)}
    school = plan.grids[plan.grids["code"] == f"{B}901"]
    grids = pd.concat([plan.grids, school.assign(code=f"{B}902")], ignore_index=True)
    micro = plan.microgrids[plan.microgrids["grid"] == f"{B}901"]
    micro = micro.assign(code=f"{B}90201", grid=f"{B}902")
    micros = pd.concat([plan.microgrids, micro], ignore_index=True)
    for code, half in halves.items():
        grids = edited(grids, "code", code, geometry=shape(half))
        micros = edited(micros, "code", f"{code}01", geometry=shape(half))
    plan = replace(plan, grids=grids, microgrids=micros)
    line = LineString([(300, 250), (400, 250)])
    river = gpd.GeoDataFrame(
        [{"class": "river", "crossable": False, "geometry": shape(line)}], crs=CRS
    )
    barriers = pd.concat([town.barriers, river], ignore_index=True)

    assert [f.units[0] for f in of_rule(judged(town, plan), "uncovered_site")] == ["s1"]
    divided = judged(replace(town, barriers=barriers), plan)
    assert of_rule(divided, "uncovered_site") == []


def test_buildings_in_a_dedicated_grid_do_not_tear_a_compound() -> None:
    town, plan = town_and_plan()
    inside = {"geometry": shape(box(340, 240, 350, 250)), "compound": "c1", "households": 0}
    town = replace(town, buildings=edited(town.buildings, "id", "b000", **inside))
    rows = edited(plan.buildings, "id", "b000", grid=f"{B}901", microgrid=f"{B}90101", households=0)
    grids = edited(plan.grids, "code", f"{A}001", households=165)
    micros = edited(plan.microgrids, "code", f"{A}00101", households=45)
    plan = replace(plan, buildings=rows, grids=grids, microgrids=micros)

    assert of_rule(judged(town, plan), "torn_compound") == []


def test_a_compound_across_communities_counts_in_each() -> None:
    town, plan = town_and_plan()
    # b035 stands in the last block of A, b037 in the first of B.
    for name in ("b024", "b036"):
        town = replace(town, buildings=edited(town.buildings, "id", name, compound="c9"))

    assert of_rule(judged(town, plan), "torn_compound") == []


def test_a_compound_larger_than_a_grid_may_be_torn() -> None:
    town, plan = town_and_plan()
    everything = shape(box(5, 5, 295, 295))
    town = replace(town, compounds=edited(town.compounds, "id", "c1", geometry=everything))

    assert of_rule(judged(town, plan), "torn_compound") == []


def test_a_compound_that_a_railway_divides_cannot_be_whole() -> None:
    town, plan = town_and_plan()
    wide = shape(box(55, 110, 190, 190))
    town = replace(town, compounds=edited(town.compounds, "id", "c1", geometry=wide))
    rail = LineString([(100, 0), (100, 300)])
    more = gpd.GeoDataFrame(
        [{"class": "rail", "crossable": False, "geometry": shape(rail)}], crs=CRS
    )
    divided = replace(town, barriers=pd.concat([town.barriers, more], ignore_index=True))

    assert len(of_rule(judged(town, plan), "torn_compound")) == 1
    assert of_rule(judged(divided, plan), "torn_compound") == []


def test_tearing_is_excused_only_where_whole_compounds_cannot_meet_the_band() -> None:
    town, plan = town_and_plan()
    # Four compounds of 135 in community A: one is too few for a grid, two are too many.
    quarter = [f"c{i // 9}" if i < 36 else None for i in range(len(town.buildings))]
    town = replace(
        town, buildings=town.buildings.assign(compound=quarter), compounds=town.compounds.iloc[:0]
    )

    excused = of_rule(judged(town, plan, RULES), "torn_compound")
    wider = of_rule(judged(town, plan, Rules(Band(130, 200), Band(50, 80))), "torn_compound")

    assert {str(finding.severity) for finding in excused} == {"info"}
    assert {str(finding.severity) for finding in wider} == {"error"}


def test_a_compound_is_named_by_id_or_by_name() -> None:
    town, plan = town_and_plan()
    far = edited(town.buildings, "id", "b024", compound="和平里")

    torn = of_rule(judged(replace(town, buildings=far), plan), "torn_compound")

    assert [finding.units[0] for finding in torn] == ["c1"]


def test_a_town_without_sites_or_compounds_is_judged_too() -> None:
    town, plan = town_and_plan()
    bare = replace(town, compounds=town.compounds.iloc[:0])

    assert found(judged(bare, plan)) == []
    no_sites = replace(bare, sites=town.sites.iloc[:0])
    assert {finding.rule for finding in found(judged(no_sites, plan))} == {"band"}
