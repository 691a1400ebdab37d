"""Damages to figures, codes and references."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd

from gis.frames import Proposal, Town
from tests.unit.audit.mutations import Mutations
from tests.unit.audit.plans import A, B, edited, without

FIGURES = Mutations()


# --------------------------------------------------------------------------- figures, codes
@FIGURES.add("nesting", x=150, y=150)
def a_grid_states_one_household_too_many(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", households=181))


@FIGURES.add("nesting", x=150, y=150)
def a_micro_grid_states_one_household_too_few(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    micros = edited(plan.microgrids, "code", f"{A}00202", households=59)
    return town, replace(plan, microgrids=micros)


@FIGURES.add("nesting", x=30, y=30)
def a_building_row_differs_from_the_survey(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    rows = edited(plan.buildings, "id", "b000", households=16)
    return town, replace(plan, buildings=rows)


@FIGURES.add("nesting", x=350, y=50)
def the_parts_of_a_tower_do_not_add_up(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    parts = plan.building_parts.copy()
    parts.loc[1, "households"] = 51
    micros = edited(plan.microgrids, "code", f"{B}00102", households=51)
    return town, replace(plan, building_parts=parts, microgrids=micros)


@FIGURES.add("nesting", x=30, y=30)
def a_building_row_is_missing(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, buildings=without(plan.buildings, "id", "b000"))


@FIGURES.add("nesting", x=30, y=30)
def a_building_names_another_micro_grid(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    rows = edited(plan.buildings, "id", "b000", microgrid=f"{A}00102")
    return town, replace(plan, buildings=rows)


@FIGURES.add("code", x=350, y=50)
def a_part_names_an_unknown_micro_grid(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    parts = plan.building_parts.copy()
    parts.loc[0, "microgrid"] = f"{B}00199"
    return town, replace(plan, building_parts=parts)


@FIGURES.add("code", x=150, y=150)
def one_digit_of_a_grid_code_is_wrong(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", code=f"{A}007"))


@FIGURES.add("code", x=150, y=150)
def one_digit_of_a_grid_prefix_is_wrong(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    wrong = "9" + A[1:] + "002"
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", code=wrong))


@FIGURES.add("code", x=150, y=150)
def a_grid_code_is_used_twice(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", code=f"{A}003"))


@FIGURES.add("code", x=150, y=150)
def a_grid_code_is_missing(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", code=None))


@FIGURES.add("code", x=150, y=150)
def a_grid_code_lost_a_digit(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", code=f"{A}02"))


@FIGURES.add("code", x=150, y=150)
def one_digit_of_a_micro_grid_code_is_wrong(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    micros = edited(plan.microgrids, "code", f"{A}00202", code=f"{A}00208")
    return town, replace(plan, microgrids=micros)


@FIGURES.add("code", x=350, y=50)
def a_stacked_micro_grid_code_is_wrong(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    micros = edited(plan.microgrids, "code", f"{B}00102", code=f"{B}00109")
    return town, replace(plan, microgrids=micros)


@FIGURES.add("code", x=150, y=150)
def a_grid_is_renumbered_with_a_gap(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    def swap(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        frame = frame.copy()
        for column in frame.columns.intersection(["code", "grid", "microgrid"]):
            frame[column] = frame[column].str.replace(f"{A}002", f"{A}005")
        return frame

    frames = {n: swap(getattr(plan, n)) for n in ("grids", "microgrids", "buildings")}
    return town, replace(plan, **frames)


@FIGURES.add("nesting", x=150, y=150)
def a_micro_grid_names_another_grid(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    micros = edited(plan.microgrids, "code", f"{A}00202", grid=f"{A}001")
    return town, replace(plan, microgrids=micros)


@FIGURES.add("nesting", "code", x=150, y=150)
def a_grid_names_another_community(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", community=B))


# -------------------------------------------------------------------------- missing features
@FIGURES.add("gap", "uncovered_building", x=130, y=130)
def a_micro_grid_is_dropped(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, microgrids=without(plan.microgrids, "code", f"{A}00202"))


@FIGURES.add("gap", "uncovered_building", "code", x=130, y=130)
def a_grid_is_dropped(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=without(plan.grids, "code", f"{A}002"))


@FIGURES.add("nesting", x=150, y=150)
def all_micro_grids_of_a_grid_are_dropped(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    micros = plan.microgrids
    return town, replace(plan, microgrids=micros[micros["grid"] != f"{A}002"])
