"""A hand-drawn plan for the map's tests: two communities, six grids of 300 m, one dedicated."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, Point, box

from gis import frames
from gis.frames import Proposal, Town

CRS = "EPSG:4549"
WEST, SOUTH, SIDE = 500_000.0, 3_400_000.0, 300.0
HOUSEHOLDS = (400, 250, 320, 560, 0, 490)
REASONS = (None, "community_total", None, None, "dedicated", None)


def square(column: int, row: int, columns: int = 1, rows: int = 1) -> Any:
    """A rectangle of whole squares of the plan."""
    west, south = WEST + SIDE * column, SOUTH + SIDE * row
    return box(west, south, west + SIDE * columns, south + SIDE * rows)


def frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Rows with the columns of a contract; those not given are None."""
    table = pd.DataFrame(rows, columns=[*columns, "geometry"])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS)


def town(
    first: str = "青石镇东街社区", second: str = "青石镇西街社区", road: str = "解放路"
) -> Town:
    """Three squares each of two communities, a road between them, one compound, one school."""
    return Town(
        communities=frame(
            [
                {"code": "330100000001", "name": first, "kind": "urban",
                 "geometry": square(0, 0, 3)},
                {"code": "330100000002", "name": second, "kind": "urban",
                 "geometry": square(0, 1, 3)},
            ],
            frames.COMMUNITIES,
        ),
        buildings=frame([], frames.BUILDINGS),
        barriers=frame(
            [
                {"class": "primary", "name": road, "crossable": True, "geometry": LineString(
                    [(WEST, SOUTH + SIDE), (WEST + 3 * SIDE, SOUTH + SIDE)])},
                {"class": "rail", "name": None, "crossable": False, "geometry": LineString(
                    [(WEST + SIDE, SOUTH), (WEST + SIDE, SOUTH + 2 * SIDE)])},
            ],
            frames.BARRIERS,
        ),
        crossings=frame([], frames.CROSSINGS),
        compounds=frame(
            [{"id": "c1", "name": "翠湖花园", "geometry": square(0, 0).buffer(-40)}],
            frames.COMPOUNDS,
        ),
        sites=frame(
            [{"id": "s1", "category": "school", "name": "实验小学", "geometry": square(1, 1)}],
            frames.SITES,
        ),
        population=frame([], frames.POPULATION),
        grids=frame([], frames.GRIDS),
    )  # fmt: skip


def proposal(name: str = "") -> Proposal:
    """Six grids: one short with a reason, one over without, one dedicated, the rest in band."""
    grids = [_grid(place, name) for place in range(6)]
    return Proposal(
        grids=frame(grids, frames.OUT_GRIDS),
        microgrids=_microgrids(grids),
        buildings=_buildings(grids),
        building_parts=frame([], frames.OUT_BUILDING_PARTS),
    )


def _grid(place: int, name: str) -> dict[str, Any]:
    row, column = divmod(place, 3)
    dedicated = REASONS[place] == "dedicated"
    community = f"33010000000{row + 1}"
    return {
        "code": f"{community}{901 if dedicated else column + 1:03d}",
        "community": community,
        "kind": "dedicated" if dedicated else "base",
        "category": "school" if dedicated else None,
        "name": name or f"第{place + 1}网格",
        "name_en": name or f"Grid {place + 1}",
        "households": HOUSEHOLDS[place],
        "residents": 2 * HOUSEHOLDS[place],
        "buildings": 4,
        "area_m2": SIDE * SIDE,
        "estimated_share": 0.25,
        "reason": REASONS[place],
        "boundary_text": "东至解放路，南至滨河路，西至社区界，北至铁路。",
        "boundary_text_en": "East to Jiefang Road, south to Binhe Road.",
        "geometry": square(column, row),
    }


def _microgrids(grids: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Two stacked micro-grids in each grid; the lower one holds 60 households."""
    rows = [
        {"code": f"{grid['code']}{number:02d}", "grid": grid["code"],
         "households": 60 if number == 1 else 90, "floor_from": 1 if number == 1 else 10,
         "floor_to": 9 if number == 1 else 18, "reason": None, "geometry": grid["geometry"]}
        for grid in grids
        for number in (1, 2)
    ]  # fmt: skip
    table = frame(rows, frames.OUT_MICROGRIDS)
    return table.astype({"floor_from": "Int32", "floor_to": "Int32"})


def _buildings(grids: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Four houses in each grid, one of them a point, with a column of their own: `shops`."""
    rows = []
    for grid in grids:
        west, south, _, _ = grid["geometry"].bounds
        for number in range(4):
            x, y = west + 60 + 60 * number, south + 150
            rows.append({
                "id": f"{grid['code']}-{number}", "grid": grid["code"],
                "microgrid": f"{grid['code']}01", "households": grid["households"] // 4,
                "households_source": "surveyed", "shops": number,
                "geometry": Point(x, y) if number == 0 else box(x, y, x + 30, y + 12),
            })  # fmt: skip
    return frame(rows, (*frames.OUT_BUILDINGS, "shops"))


def findings(message: str = "有空隙，建议划给相邻网格。") -> gpd.GeoDataFrame:
    """An error with a polygon, a warning with a line, a note without a place."""
    gap = Point(WEST + 450, SOUTH + 450).buffer(20)
    edge = LineString([(WEST + SIDE, SOUTH), (WEST + SIDE, SOUTH + SIDE)])
    columns = ("id", "rule", "severity", "units", "message_zh", "message_en", "numbers")
    english = "A gap; give it to its neighbour."
    return frame(
        [
            {"id": "a", "rule": "band", "severity": "info", "units": ("330100000001002",),
             "message_zh": message, "message_en": english, "numbers": {}, "geometry": None},
            {"id": "b", "rule": "gap", "severity": "error", "units": ("330100000001002",),
             "message_zh": message, "message_en": english, "numbers": {}, "geometry": gap},
            {"id": "c", "rule": "mismatched_edge", "severity": "warning",
             "units": "330100000001001,330100000001002", "message_zh": message,
             "message_en": english, "numbers": {}, "geometry": edge},
        ],
        columns,
    )  # fmt: skip


def many_houses(count: int) -> gpd.GeoDataFrame:
    """Houses on a fine raster, each a little larger than the one before."""
    place = np.arange(count)
    x, y = WEST + (place % 300) * 3.0, SOUTH + (place // 300) * 3.0
    side = 1 + place / count
    rows = pd.DataFrame({"id": place.astype(str), "households": 1.0})
    return gpd.GeoDataFrame(rows, geometry=shapely.box(x, y, x + side, y + side), crs=CRS)
