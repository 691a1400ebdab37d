"""Damages to sizes, connection, compounds and whole layers."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import LineString, Polygon, box

from gis.frames import Proposal, Town
from tests.unit.audit.mutations import Mutations
from tests.unit.audit.plans import CRS, A, edited, land, reshaped, shape

WHOLES = Mutations()


# ----------------------------------------------------------------------------- band, contact
@WHOLES.add("band", x=150, y=150)
def a_compound_grows(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    rows = {"households": 45}
    town_rows, plan_rows = town.buildings, plan.buildings
    for name in ("b012", "b016"):
        town_rows = edited(town_rows, "id", name, **rows)
        plan_rows = edited(plan_rows, "id", name, **rows)
    grids = edited(plan.grids, "code", f"{A}002", households=240)
    micros = edited(plan.microgrids, "code", f"{A}00201", households=90)
    micros = edited(micros, "code", f"{A}00202", households=90)
    town = replace(town, buildings=town_rows)
    return town, replace(plan, grids=grids, microgrids=micros, buildings=plan_rows)


@WHOLES.add("band", x=150, y=150)
def a_reason_is_not_true(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", reason="pocket"))


@WHOLES.add("band", x=150, y=150)
def a_reason_is_made_up(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=edited(plan.grids, "code", f"{A}002", reason="因故"))


@WHOLES.add("disconnected", x=550, y=200)
def the_bridge_is_gone(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return replace(town, barriers=town.barriers[town.barriers["class"] == "river"]), plan


@WHOLES.add("disconnected", x=550, y=200)
def the_road_ends_at_the_river(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    end = shape(LineString([(550, 0), (550, 150)]))
    return replace(town, barriers=edited(town.barriers, "class", "primary", geometry=end)), plan


@WHOLES.add("disconnected", x=50, y=250)
def a_railway_runs_through(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    rail = {
        "class": "rail",
        "crossable": False,
        "geometry": shape(LineString([(0, 200), (100, 200)])),
    }
    lines = pd.concat([town.barriers, gpd.GeoDataFrame([rail], crs=CRS)], ignore_index=True)
    return replace(town, barriers=lines), plan


@WHOLES.add("disconnected", x=100, y=100)
def two_grids_touch_themselves_only_in_points(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    one, other = f"{A}00102", f"{A}00202"
    micros = edited(plan.microgrids, "code", one, geometry=shape(land(100, 100, 200, 200)))
    micros = edited(micros, "code", other, geometry=shape(land(0, 100, 100, 200)))
    rows = plan.buildings.copy()
    swap = {one: other, other: one}
    rows["microgrid"] = rows["microgrid"].map(lambda code: swap.get(code, code))
    rows["grid"] = rows["grid"].where(~rows["microgrid"].isin(swap), rows["microgrid"].str[:15])
    grids = plan.grids
    for code in (f"{A}001", f"{A}002"):
        blocks = micros.geometry[micros["grid"] == code].to_numpy()
        grids = edited(grids, "code", code, geometry=shapely.coverage_union_all(blocks))
    return town, replace(plan, grids=grids, microgrids=micros, buildings=rows)


# ------------------------------------------------------------------------------- compounds
@WHOLES.add("torn_compound", x=80, y=130)
def a_compound_lies_on_both_sides_of_a_border(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    wide = shape(box(55, 110, 190, 190))
    return replace(town, compounds=edited(town.compounds, "id", "c1", geometry=wide)), plan


@WHOLES.add("torn_compound", x=230, y=30)
def a_building_says_it_belongs_elsewhere(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return replace(town, buildings=edited(town.buildings, "id", "b024", compound="c1")), plan


# -------------------------------------------------------------------------------- geometry
@WHOLES.add("geometry", x=100, y=150)
def a_border_crosses_itself(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    def spike(old: Polygon) -> Polygon:
        ring = list(old.exterior.coords)[:-1]
        at = ring.index((100.0, 150.0))
        return Polygon([*ring[: at + 1], (90.0, 150.0), (100.0, 150.0), *ring[at + 1 :]])

    return town, replace(plan, grids=reshaped(plan.grids, f"{A}002", spike))


@WHOLES.add("geometry", x=150, y=150)
def a_grid_is_drawn_twice(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    copy = plan.grids[plan.grids["code"] == f"{A}002"]
    grids = pd.concat([plan.grids, copy], ignore_index=True)
    return town, replace(plan, grids=grids)


@WHOLES.add("geometry")
def a_layer_has_no_crs(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    return town, replace(plan, grids=plan.grids.set_crs(None, allow_override=True))


@WHOLES.add("geometry")
def a_layer_has_its_axes_swapped(town: Town, plan: Proposal) -> tuple[Town, Proposal]:
    turned = shapely.transform(plan.grids.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return town, replace(plan, grids=plan.grids.assign(geometry=turned))
