"""What barriers cut apart and what joins it again."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, MultiPoint, Point, box
from shapely.geometry.base import BaseGeometry

from gis.audit.report import Report
from gis.frames import Proposal, Town
from tests.unit.audit.plans import (
    CRS,
    B,
    edited,
    found,
    judged,
    rules_of,
    shape,
    town_and_plan,
)

BANKS = (140, 160)


def lines(*rows: tuple[str, bool, BaseGeometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        [{"class": k, "crossable": c, "geometry": shape(g)} for k, c, g in rows], crs=CRS
    )


def river(y: float) -> tuple[str, bool, BaseGeometry]:
    return "river", False, LineString([(500, y), (600, y)])


def road(*xy: tuple[float, float]) -> tuple[str, bool, BaseGeometry]:
    return "primary", True, LineString(xy)


def judged_with(*rows: tuple[str, bool, BaseGeometry], crossing: object = None) -> Report:
    """Barriers instead of those of the drawing; houses end at y = 140 and begin at y = 160."""
    town, plan = town_and_plan()
    crossings = town.crossings
    if crossing is not None:
        crossings = gpd.GeoDataFrame({"name": ["桥"]}, geometry=[shape(crossing)], crs=CRS)
    return judged(replace(town, barriers=lines(*rows), crossings=crossings), plan)


def test_a_river_without_a_bridge_tears_a_grid_and_its_micro_grid() -> None:
    report = judged_with(river(150))

    assert [f.units for f in found(report)] == [(f"{B}003",), (f"{B}00302",)]
    # The smaller side is shown: 6 of 12 houses stand on each, the micro-grid has 2 on each.
    assert [f.numbers["households"] for f in found(report)] == [90, 30]


def test_a_road_across_joins_both_banks() -> None:
    assert found(judged_with(river(150), road((550, 0), (550, 300)))) == []


def test_a_road_across_two_drawn_banks_joins_them() -> None:
    banks = [river(y) for y in BANKS]

    assert rules_of(judged_with(*banks)) == {"disconnected"}
    assert found(judged_with(*banks, road((550, 0), (550, 300)))) == []


def test_a_road_that_crosses_one_bank_only_joins_nothing() -> None:
    banks = [river(y) for y in BANKS]

    assert rules_of(judged_with(*banks, road((550, 0), (550, 150)))) == {"disconnected"}


def test_a_road_cut_in_two_at_the_river_still_crosses_it() -> None:
    halves = road((550, 0), (550, 150)), road((550, 150), (550, 300))

    assert found(judged_with(river(150), *halves)) == []


def test_a_railway_bridge_carries_nobody_across() -> None:
    rail = "rail", True, LineString([(550, 0), (550, 300)])

    assert rules_of(judged_with(river(150), rail)) == {"disconnected"}


def test_a_given_crossing_joins_the_banks() -> None:
    assert found(judged_with(river(150), crossing=Point(520, 152))) == []


def test_a_given_crossing_line_joins_the_banks() -> None:
    banks = [river(y) for y in BANKS]

    assert found(judged_with(*banks, crossing=LineString([(520, 135), (520, 165)]))) == []


def test_a_crossing_given_in_midstream_joins_the_banks() -> None:
    banks = river(105), river(195)

    assert rules_of(judged_with(*banks)) == {"disconnected"}
    assert found(judged_with(*banks, crossing=Point(520, 150))) == []


def test_a_crossing_far_away_joins_nothing() -> None:
    assert rules_of(judged_with(river(150), crossing=Point(50, 150))) == {"disconnected"}


def test_a_barrier_that_ends_inside_can_be_walked_around() -> None:
    wall = "wall", False, LineString([(500, 150), (580, 150)])

    assert found(judged_with(wall)) == []


def test_land_without_homes_beyond_a_barrier_is_no_tear() -> None:
    assert found(judged_with(river(290))) == []


def test_a_house_astride_a_wall_joins_both_sides() -> None:
    # The wall runs through the lower houses at y = 30 and leaves nobody on one side alone.
    wall = "wall", False, LineString([(500, 30), (600, 30)])

    assert found(judged_with(wall)) == []


def test_a_barrier_along_a_border_is_no_tear() -> None:
    along = "rail", False, LineString([(500, 0), (500, 300)])

    assert found(judged_with(along)) == []


def test_the_walls_of_a_site_do_not_sever_its_dedicated_grid() -> None:
    town, plan = town_and_plan()
    buildings = town.buildings
    for name, y in (("b000", 210), ("b001", 270)):
        house = shape(box(340, y, 350, y + 10))
        buildings = edited(buildings, "id", name, geometry=house)
    wall = lines(("wall", False, LineString([(300, 250), (400, 250)])))
    town = replace(town, buildings=buildings, barriers=wall)
    base = replace(plan, grids=edited(plan.grids, "code", f"{B}901", kind="base"))

    def torn(plan: Proposal) -> list[tuple[str, ...]]:
        return [f.units for f in found(judged(town, plan)) if f.rule == "disconnected"]

    assert torn(plan) == []
    assert torn(base) == [(f"{B}901",), (f"{B}90101",)]


def test_scattered_pieces_are_named_with_their_area() -> None:
    town, plan = town_and_plan()
    grids = plan.grids.copy()
    row = grids.index[grids["code"] == f"{B}003"][0]
    other = grids.index[grids["code"] == f"{B}002"][0]
    speck = shape(Point(450, 150).buffer(1, cap_style="square"))
    grids.loc[row, "geometry"] = grids.geometry[row].union(speck)
    grids.loc[other, "geometry"] = grids.geometry[other].difference(speck)

    report = judged(town, replace(plan, grids=grids))
    torn = [f for f in found(report) if f.rule == "disconnected"]

    assert [(f.units, round(f.numbers["area_m2"], 6)) for f in torn] == [((f"{B}003",), 4.0)]
    assert torn[0].geometry.centroid.distance(shape(Point(450, 150))) < 1e-6


def test_a_town_without_barriers_is_judged_too() -> None:
    town, plan = town_and_plan()
    none = town.barriers.iloc[:0]

    assert found(judged(replace(town, barriers=none), plan)) == []


def test_several_crossings_in_one_feature_count() -> None:
    town, plan = town_and_plan()
    several = MultiPoint([shape(Point(520, 150)), shape(Point(580, 150))])
    crossings = gpd.GeoDataFrame({"name": ["桥"]}, geometry=[several], crs=CRS)
    only_river = town.barriers[town.barriers["class"] == "river"].reset_index(drop=True)

    assert found(judged(replace(town, barriers=only_river, crossings=crossings), plan)) == []


def moved(town: Town, plan: Proposal, x: float, y: float) -> tuple[Town, Proposal]:
    """Both, elsewhere."""

    def shifted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return frame.assign(geometry=frame.geometry.translate(x, y)) if len(frame) else frame

    layers = {name: shifted(getattr(town, name)) for name in LAYERS}
    outs = {name: shifted(getattr(plan, name)) for name in OUTS}
    return replace(town, **layers), replace(plan, **outs)


LAYERS = ("communities", "buildings", "barriers", "compounds", "sites")
OUTS = ("grids", "microgrids", "buildings", "building_parts")


def test_the_verdict_does_not_depend_on_the_place() -> None:
    town, plan = town_and_plan()
    only_river = town.barriers[town.barriers["class"] == "river"].reset_index(drop=True)
    town = replace(town, barriers=only_river)

    here = judged(town, plan).to_frame().drop(columns="geometry")
    there = judged(*moved(town, plan, 1000.25, -2000.5)).to_frame().drop(columns="geometry")

    pd.testing.assert_frame_equal(here, there)
