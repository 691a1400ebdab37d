"""Rules about single buildings: uncovered_building, doubly_covered_building, cut_building."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.audit.case import Case
from gis.audit.draft import Draft, listed, number
from gis.audit.ground import SPECK, Geometries
from gis.audit.levels import Level
from gis.audit.placing import HAIR, Placing, Rows, place, widths


def uncovered_building(case: Case) -> Iterator[Draft]:
    """Buildings that stand in a community but in no grid, or in a grid but in no micro-grid."""
    count = len(case.buildings)
    lost = (case.building_community >= 0) & ~_held(case.in_grids, count)
    yield from _uncovered(case, case.grid_level, lost, case.building_community)
    split_up = np.isin(np.arange(len(case.grids)), case.microgrid_grid)
    ready = (case.building_grid >= 0) & np.append(split_up, False)[case.building_grid]
    lost = ready & ~_held(case.in_microgrids, count)
    yield from _uncovered(case, case.microgrid_level, lost, case.building_grid)


def _held(placing: Placing, count: int) -> NDArray[np.bool_]:
    held = np.zeros(count, dtype=bool)
    held[placing.building] = True
    return held


def _uncovered(case: Case, level: Level, lost: NDArray[np.bool_], parent: Rows) -> Iterator[Draft]:
    """One finding for each parent that has lost buildings."""
    words = level.words
    for over in np.unique(parent[lost]):
        rows = np.flatnonzero(lost & (parent == over))
        names = tuple(case.building_ids[rows])
        households = float(case.counts.households[rows].sum())
        zh, en = listed(names)
        name = level.parent_labels[over]
        yield Draft(
            (name, *names),
            shapely.geometrycollections(case.buildings[rows]),
            f"{words.parent_zh} {name} 的楼栋 {zh}（{number(households)} 户）不在任何{words.zh}内；"
            f"请划入相邻{words.zh}。",
            f"Buildings {en} ({number(households)} households) of {words.parent_en} {name} lie in "
            f"no {words.en}; add them to a neighbouring {words.en}.",
            {"buildings": float(len(rows)), "households": households},
        )


def doubly_covered_building(case: Case) -> Iterator[Draft]:
    """Buildings on land that two grids or two micro-grids claim; floors claimed twice."""
    for level in case.levels:
        pieces = level.overlaps.land
        piece, building = shapely.STRtree(case.buildings).query(
            pieces.geometry, predicate="intersects"
        )
        common = shapely.intersection(pieces.geometry[piece], case.buildings[building])
        point = shapely.get_dimensions(case.buildings[building]) == 0
        real = point | ((shapely.area(common) > SPECK) & (widths(common) >= HAIR))
        for at in np.unique(piece[real]):
            rows = building[real & (piece == at)]
            yield _double(case, level, pieces.owners[at], rows)
    yield from _floors_twice(case)


def _double(case: Case, level: Level, owners: Rows, rows: Rows) -> Draft:
    one, other = level.labels[owners]
    names = tuple(case.building_ids[rows])
    zh, en = listed(names)
    households = float(case.counts.households[rows].sum())
    words = level.words
    return Draft(
        (*names, one, other),
        shapely.geometrycollections(case.buildings[rows]),
        f"楼栋 {zh}（{number(households)} 户）同在{words.zh} {one} 与 {other} 内；请只划给一个。",
        f"Buildings {en} ({number(households)} households) lie in both {words.en}s {one} and "
        f"{other}; leave them to one.",
        {"buildings": float(len(rows)), "households": households},
    )


def _floors_twice(case: Case) -> Iterator[Draft]:
    parts = case.counts.parts
    table = pd.DataFrame(
        {
            "building": parts.building,
            "staircase": np.nan_to_num(parts.staircase),
            "bottom": parts.floor_from,
            "top": parts.floor_to,
        }
    )[parts.by_floor & (parts.building >= 0)]
    table = table.sort_values(["building", "staircase", "bottom", "top"])
    above = table.shift(-1)
    clash = (table["building"] == above["building"]) & (table["staircase"] == above["staircase"])
    clash &= above["bottom"] <= table["top"]
    for row in sorted(set(table.loc[clash, "building"])):
        name = case.building_ids[row]
        yield Draft(
            (name,),
            case.buildings[row],
            f"楼栋 {name} 有楼层同时属于两个微网格；请让楼层区间互不重叠。",
            f"Floors of building {name} belong to two micro-grids; keep the ranges apart.",
        )


def cut_building(case: Case) -> Iterator[Draft]:
    """Buildings that the border of a grid or micro-grid runs through.

    A border of a community in the input is not the plan's fault: only what lies in one
    community (for micro-grids: in one grid) is looked at.
    """
    yield from _cut(case, case.grid_level, case.in_grids, np.arange(len(case.buildings)))
    staircases = np.unique(case.counts.parts.building[case.counts.parts.by_staircase])
    whole = np.setdiff1d(np.arange(len(case.buildings)), staircases)
    yield from _cut(case, case.microgrid_level, case.in_microgrids, whole)
    yield from _cut_parts(case)


def _cut(case: Case, level: Level, placing: Placing, among: Rows) -> Iterator[Draft]:
    whole = np.unique(placing.building[placing.whole])
    torn = np.setdiff1d(np.intersect1d(placing.building, among), whole)
    if not len(torn):
        return
    footprints = case.buildings[torn]
    pairs = np.isin(placing.building, torn)
    building, unit = placing.building[pairs], placing.unit[pairs]
    share, over = shapely.STRtree(level.tiling.parents).query(footprints, predicate="intersects")
    local = shapely.intersection(footprints[share], level.tiling.parents[over])
    real = (shapely.area(local) > SPECK) & (widths(local) >= HAIR)
    for at in np.flatnonzero(real):
        row = torn[share[at]]
        units = unit[(building == row) & (level.tiling.parent[unit] == over[at])]
        if len(units) and not _one_holds(local[at], level.tiling.children[units]):
            yield _torn(case, level, row, units)


def _one_holds(footprint: shapely.Geometry, units: Geometries) -> bool:
    left = shapely.difference(footprint, units)
    return bool(((shapely.area(left) <= SPECK) | (widths(left) < HAIR)).any())


def _torn(case: Case, level: Level, row: int, units: Rows) -> Draft:
    name, words = case.building_ids[row], level.words
    names = tuple(level.labels[units])
    zh, en = listed(names)
    households = float(case.counts.households[row])
    return Draft(
        (name, *names),
        case.buildings[row],
        f"{words.zh} {zh} 的边界切开了楼栋 {name}（{number(households)} 户）；请让边界绕开楼栋。",
        f"The border of {words.en} {en} cuts building {name} ({number(households)} households); "
        "lead it around the building.",
        {"households": households},
    )


def _cut_parts(case: Case) -> Iterator[Draft]:
    """Staircases that do not lie in the micro-grid they name."""
    parts = case.counts.parts
    rows = np.flatnonzero(parts.by_staircase & (parts.building >= 0) & (parts.microgrid >= 0))
    if not len(rows):
        return
    shapes = parts.geometry[rows]
    placing = place(shapes, shapely.STRtree(shapes), case.microgrids)
    home = placing.home(len(rows), parts.microgrid[rows])
    whole = np.isin(np.arange(len(rows)), placing.building[placing.whole])
    for at in np.flatnonzero(~whole | (home != parts.microgrid[rows])):
        row = rows[at]
        name = case.building_ids[parts.building[row]]
        unit = case.microgrid_layer.labels[parts.microgrid[row]]
        yield Draft(
            (name, unit),
            shapes[at],
            f"楼栋 {name} 的一个单元不完整位于其微网格 {unit} 内；请沿单元划界。",
            f"A staircase of building {name} does not lie wholly in its micro-grid {unit}; "
            "draw the border between staircases.",
        )
