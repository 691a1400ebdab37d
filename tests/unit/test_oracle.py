"""The oracle must be able to fail: a clean hand-made plan, and one damage for each check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tests.oracle import counts, reasons, tiling
from tests.oracle.case import Case

CRS = 4547
COMMUNITY = "990101001001"
WIDTH, DEPTH, HOMES = 100, 80, 64
Check = Callable[[Case], Iterator[str]]
CHECKS = [*tiling.CHECKS, *counts.CHECKS, *reasons.CHECKS]


def frame(columns: dict[str, object], shapes: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def clean() -> Case:
    """Two grids of five micro-grids side by side, a building of 64 households in each."""
    strip = np.arange(10) * WIDTH + 500_000
    south = 3_400_000
    micro = shapely.box(strip, south, strip + WIDTH, south + DEPTH)
    house = shapely.box(strip + 40, south + 30, strip + 60, south + 50)
    grids = np.array([f"{COMMUNITY}00{number}" for number in (1, 2)])
    codes = [f"{grids[i // 5]}{i % 5 + 1:02d}" for i in range(10)]
    outlines = [shapely.union_all(micro[:5]), shapely.union_all(micro[5:])]
    ids = [f"b{i}" for i in range(10)]
    homes = np.full(10, HOMES)
    none = np.full(10, None, dtype=object)
    empty = frame({"class": []}, [])
    return Case(
        communities=frame({"code": [COMMUNITY]}, [shapely.union_all(outlines)]),
        buildings=frame({"id": ids, "households": homes}, house),
        barriers=empty,
        crossings=empty,
        compounds=empty,
        population=empty,
        grids=frame(
            {
                "code": grids,
                "community": COMMUNITY,
                "kind": "base",
                "category": none[:2],
                "households": 5 * HOMES,
                "buildings": 5,
                "area_m2": 5.0 * WIDTH * DEPTH,
                "reason": none[:2],
            },
            outlines,
        ),
        microgrids=frame(
            {"code": codes, "grid": np.repeat(grids, 5), "households": homes, "reason": none}, micro
        ),
        placed=frame(
            {
                "id": ids,
                "grid": np.repeat(grids, 5),
                "microgrid": codes,
                "households": homes,
                "households_source": "surveyed",
            },
            house,
        ),
        parts=frame(
            {
                "building": [],
                "part": [],
                "floor_from": [],
                "floor_to": [],
                "staircase": [],
                "households": [],
                "microgrid": [],
            },
            [],
        ),
        metres=(1.0, 1.0),
    )


def changed(case: Case, layer: str, column: str, row: int, value: object) -> Case:
    copy = getattr(case, layer).copy()
    copy[column] = copy[column].astype(object) if column != "geometry" else copy[column]
    copy.iloc[row, copy.columns.get_loc(column)] = value
    return replace(case, **{layer: copy})


def moved_border(case: Case, metres: float) -> Case:
    """The first grid alone reaches further east (or less far) than the second begins."""
    x, y = 500_000, 3_400_000
    return changed(
        case, "grids", "geometry", 0, shapely.box(x, y, x + 5 * WIDTH + metres, y + DEPTH)
    )


def in_two_pieces(case: Case) -> Case:
    outline = case.grids.geometry[0]
    hole = outline.buffer(-10, join_style="mitre")
    return changed(case, "grids", "geometry", 0, outline.difference(hole.boundary.buffer(1)))


def wall_between_all_strips(case: Case, reason: str) -> Case:
    """A wall cuts off the first strip, which says why it is a grid of its own."""
    wall = shapely.LineString([(500_100, 3_399_000), (500_100, 3_401_000)])
    barriers = frame({"class": ["wall"], "crossable": [False]}, [wall])
    outlines = case.microgrids.geometry.to_numpy()
    pieces = [outlines[0], shapely.union_all(outlines[1:5]), shapely.union_all(outlines[5:])]
    codes = [f"{COMMUNITY}00{number}" for number in (1, 2, 3)]
    grids = frame(
        {
            "code": codes,
            "community": COMMUNITY,
            "kind": "base",
            "category": np.full(3, None, dtype=object),
            "households": [HOMES, 4 * HOMES, 5 * HOMES],
            "reason": np.array([reason, reason, None], dtype=object),
        },
        pieces,
    )
    placed = case.placed.assign(grid=np.repeat(codes, [1, 4, 5]))
    return replace(case, barriers=barriers, grids=grids, placed=placed)


def torn_compound(case: Case) -> Case:
    return replace(case, placed=case.placed.assign(compound=[None] * 4 + ["yard"] * 2 + [None] * 4))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_clean_plan_passes(check: Check) -> None:
    assert list(check(clean())) == []


@pytest.mark.parametrize(
    ("check", "damage"),
    [
        (tiling.communities_are_tiled, lambda case: moved_border(case, -0.01)),
        (tiling.communities_are_tiled, lambda case: moved_border(case, 0.01)),
        (tiling.grids_are_a_coverage, lambda case: moved_border(case, 0.01)),
        (tiling.microgrids_tile_grids, lambda case: moved_border(case, -0.01)),
        (tiling.everything_is_in_one_piece, in_two_pieces),
        (tiling.no_building_is_cut, lambda case: moved_border(case, WIDTH / 2)),
        (
            counts.codes_are_unique_and_nested,
            lambda case: changed(case, "grids", "code", 1, f"{COMMUNITY}001"),
        ),
        (
            counts.codes_are_unique_and_nested,
            lambda case: changed(case, "microgrids", "code", 0, "99010100100200101"),
        ),
        (
            counts.numbers_leave_no_gap,
            lambda case: changed(case, "grids", "code", 1, f"{COMMUNITY}003"),
        ),
        (
            counts.every_building_is_placed_once,
            lambda case: replace(case, placed=case.placed.iloc[1:]),
        ),
        (
            counts.every_building_is_placed_once,
            lambda case: changed(case, "placed", "grid", 0, f"{COMMUNITY}002"),
        ),
        (
            counts.surveyed_counts_are_kept,
            lambda case: changed(case, "placed", "households", 0, HOMES + 1),
        ),
        (
            counts.known_totals_are_met,
            lambda case: replace(
                case,
                communities=case.communities.assign(households=10 * HOMES + 1),
                buildings=case.buildings.assign(households=[HOMES] * 9 + [None]),
            ),
        ),
        (
            counts.households_add_up,
            lambda case: changed(case, "microgrids", "households", 3, HOMES - 1),
        ),
        (
            counts.households_add_up,
            lambda case: changed(case, "grids", "households", 0, 5 * HOMES + 1),
        ),
        (
            counts.buildings_and_areas_are_true,
            lambda case: changed(case, "grids", "area_m2", 0, 5.1 * WIDTH * DEPTH),
        ),
        (
            reasons.base_grids_tell_the_truth,
            lambda case: changed(case, "placed", "households", 0, 4 * HOMES),
        ),
        (
            reasons.base_grids_tell_the_truth,
            lambda case: wall_between_all_strips(case, "community_total"),
        ),
        (
            reasons.microgrids_tell_the_truth,
            lambda case: changed(case, "microgrids", "reason", 0, "grid_total"),
        ),
        (
            reasons.dedicated_grids_have_a_category,
            lambda case: changed(case, "grids", "category", 0, "school"),
        ),
        (reasons.compounds_that_fit_are_whole, torn_compound),
    ],
)
def test_each_damage_is_noticed(check: Check, damage: Callable[[Case], Case]) -> None:
    assert list(check(damage(clean())))


def test_a_strip_behind_a_wall_is_a_true_pocket() -> None:
    assert list(reasons.base_grids_tell_the_truth(wall_between_all_strips(clean(), "pocket"))) == []


def test_a_gate_in_the_wall_makes_the_pocket_untrue() -> None:
    case = wall_between_all_strips(clean(), "pocket")
    gate = frame({"class": [None]}, [shapely.Point(500_100, 3_400_040)])
    assert list(reasons.base_grids_tell_the_truth(replace(case, crossings=gate)))
