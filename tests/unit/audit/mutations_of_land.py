"""Damages to borders, buildings and sites."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import pandas as pd
from shapely.geometry import MultiPolygon, Point, Polygon, box

from gis.frames import Proposal, Town
from tests.unit.audit.mutations import Mutations, both
from tests.unit.audit.plans import CRS, A, B, edited, reshaped, shape

LAND = Mutations()


# --------------------------------------------------------------------------------- coverage
@LAND.add("gap", x=100, y=150)
def a_sliver_of_one_centimetre_is_missing(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    sliver = box(99.99, 110, 100.0, 190)
    return town, both(plan, f"{A}001", f"{A}00102", lambda old: old.difference(sliver))


@LAND.add("gap", x=50, y=200)
def a_whole_alley_is_missing(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    # It stops a metre short of the next grid, so that nothing else is torn.
    grids = reshaped(plan.grids, f"{A}001", lambda old: old.difference(box(0, 199, 99, 201)))
    micros = reshaped(
        plan.microgrids, f"{A}00102", lambda old: old.difference(box(0, 199, 99, 201))
    )
    micros = reshaped(micros, f"{A}00103", lambda old: old.difference(box(0, 199, 99, 201)))
    return town, replace(plan, grids=grids, microgrids=micros)


@LAND.add("gap", x=51, y=51)
def a_hole_of_two_centimetres_is_missing(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    hole = box(51, 51, 51.02, 51.02)
    return town, both(plan, f"{A}001", f"{A}00101", lambda old: old.difference(hole))


@LAND.add("gap", x=51, y=51)
def a_hole_in_a_micro_grid_only(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    hole = box(51, 51, 51.02, 51.02)
    micros = reshaped(plan.microgrids, f"{A}00101", lambda old: old.difference(hole))
    return town, replace(plan, microgrids=micros)


@LAND.add("gap", x=150, y=0)
def many_specks_are_missing_that_add_up(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    specks = MultiPolygon([box(101 + i, 0, 101.005 + i, 0.005) for i in range(98)])
    return town, both(plan, f"{A}002", f"{A}00201", lambda old: old.difference(specks))


@LAND.add("overlap", x=100, y=150)
def a_grid_reaches_one_centimetre_into_the_next(
    town: Town, plan: Proposal
) -> tuple[Town, Proposal]:
    sliver = box(100, 110, 100.01, 190)
    return town, replace(plan, grids=reshaped(plan.grids, f"{A}001", lambda old: old.union(sliver)))


@LAND.add("overlap", x=50, y=100)
def a_micro_grid_reaches_into_the_next(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    sliver = box(10, 100, 90, 100.01)
    micros = reshaped(plan.microgrids, f"{A}00101", lambda old: old.union(sliver))
    return town, replace(plan, microgrids=micros)


@LAND.add("overlap", x=340, y=100)
def a_stacked_micro_grid_reaches_beyond_the_tower(
    town: Town, plan: Proposal
) -> tuple[Town, Proposal]:
    sliver = box(310, 100, 340, 100.01)
    micros = reshaped(plan.microgrids, f"{B}00101", lambda old: old.union(sliver))
    return town, replace(plan, microgrids=micros)


@LAND.add("outside", x=150, y=0)
def a_grid_leaves_its_community(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    over = box(110, -0.01, 190, 0)
    return town, both(plan, f"{A}002", f"{A}00201", lambda old: old.union(over))


@LAND.add("outside", "overlap", x=300, y=140)
def a_grid_crosses_into_the_next_community(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    over = box(300, 110, 301, 140)
    return town, replace(plan, grids=reshaped(plan.grids, f"{A}003", lambda old: old.union(over)))


@LAND.add("mismatched_edge", x=100, y=150)
def borders_miss_each_other_by_half_a_millimetre(
    town: Town, plan: Proposal
) -> tuple[Town, Proposal]:
    sliver = box(99.9995, 110, 100.0, 190)
    return town, both(plan, f"{A}001", f"{A}00102", lambda old: old.difference(sliver))


@LAND.add("mismatched_edge", x=100, y=170)
def a_vertex_is_there_on_one_side_only(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    def change(old: Polygon) -> Polygon:
        ring = list(old.exterior.coords)
        at = next(
            i
            for i, pair in enumerate(pairwise(ring))
            if {pair[0], pair[1]} == {(100.0, 150.0), (100.0, 200.0)}
        )
        return Polygon([*ring[: at + 1], (100.0, 170.0), *ring[at + 1 :]])

    return town, both(plan, f"{A}001", f"{A}00102", change)


# -------------------------------------------------------------------------------- buildings
@LAND.add("nesting", x=130, y=30)
def a_building_moves_over_the_border(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    moved = shape(box(125, 25, 130, 30))
    return replace(town, buildings=edited(town.buildings, "id", "b000", geometry=moved)), plan


@LAND.add("cut_building", x=100, y=30)
def a_building_moves_onto_the_border(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    moved = shape(box(85, 20, 105, 40))
    return replace(town, buildings=edited(town.buildings, "id", "b002", geometry=moved)), plan


@LAND.add("cut_building", x=30, y=100)
def a_micro_grid_border_cuts_a_building_by_two_centimetres(
    town: Town, plan: Proposal
) -> tuple[Town, Proposal]:
    moved = shape(box(20, 80.02, 40, 100.02))
    return replace(town, buildings=edited(town.buildings, "id", "b001", geometry=moved)), plan


@LAND.add("cut_building", x=345, y=150)
def a_staircase_is_cut(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    parts = plan.building_parts.copy()
    parts.loc[2, "geometry"] = shape(box(320, 140, 345, 160))
    parts.loc[3, "geometry"] = shape(box(345, 140, 380, 160))
    return town, replace(plan, building_parts=parts)


@LAND.add("gap", "uncovered_building", x=30, y=30)
def a_building_stands_in_a_hole(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    hole = box(18, 18, 42, 42)
    return town, both(plan, f"{A}001", f"{A}00101", lambda old: old.difference(hole))


@LAND.add("overlap", "doubly_covered_building", x=130, y=30)
def two_grids_claim_a_building(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    claim = box(100, 18, 142, 42)
    return town, replace(plan, grids=reshaped(plan.grids, f"{A}001", lambda old: old.union(claim)))


@LAND.add("doubly_covered_building", x=350, y=50)
def two_micro_grids_claim_the_same_floors(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    parts = plan.building_parts.copy()
    parts.loc[1, "floor_from"] = 10
    return town, replace(plan, building_parts=parts)


# ------------------------------------------------------------------------------------ sites
@LAND.add("uncovered_site", "band", x=350, y=250)
def a_school_has_a_dedicated_grid_of_another_kind(
    town: Town, plan: Proposal
) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=edited(plan.grids, "code", f"{B}901", category="hospital"))


@LAND.add("uncovered_site", x=450, y=250)
def a_new_hospital_has_no_grid(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    site = {"id": "s2", "category": "hospital", "geometry": shape(box(420, 220, 450, 250))}
    sites = pd.concat([town.sites, gpd.GeoDataFrame([site], crs=CRS)], ignore_index=True)
    return replace(town, sites=sites), plan


@LAND.add("uncovered_site", x=450, y=250)
def a_school_as_a_point_has_no_grid(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    site = {"id": "s2", "category": "school", "geometry": shape(Point(450, 250))}
    sites = pd.concat([town.sites, gpd.GeoDataFrame([site], crs=CRS)], ignore_index=True)
    return replace(town, sites=sites), plan


@LAND.add("uncovered_site", x=420, y=250)
def a_school_grows_beyond_its_grid(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    grown = shape(box(310, 210, 420, 290))
    return replace(town, sites=edited(town.sites, "id", "s1", geometry=grown)), plan
