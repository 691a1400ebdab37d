"""A town and a plan drawn by hand: two communities, blocks of 100 m, nothing wrong.

::

    y
    300 +-----+-----+-----+-----+-----+-----+
        |  A1 |  A2 |  A3 | B901|  B2 |  B3 |     B901: a school with its dedicated grid
    200 +     +     +     +-----+     +     +
        |     |     |     |slab |     |=====|     ==== a river with a bridge, y = 150
    100 +     +     +     + B1  +     +     +
        |     |     |     |tower|     |     |
      0 +-----+-----+-----+-----+-----+-----+
        0    100   200   300   400   500   600 x

Every other block is a micro-grid with four houses of 15 households. The tower holds two stacked
micro-grids, the slab two staircases in two micro-grids side by side.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.affinity import translate
from shapely.geometry import LineString, Point, Polygon, box

from gis.audit.report import Report
from gis.audit.run import audit
from gis.frames import Proposal, Town
from gis.model import Band, Finding, Rules

CRS = "EPSG:4549"
EAST, NORTH = 641_000.0, 3_457_000.0
RULES = Rules(band=Band(150, 200), micro_band=Band(50, 80))
A, B = "310101001001", "310101001002"


def land(minx: float, miny: float, maxx: float, maxy: float) -> Polygon:
    """A rectangle with a vertex every 50 m, so that neighbours share theirs."""
    return shapely.segmentize(box(minx, miny, maxx, maxy), 50)


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(rows, columns=[*columns, "geometry"], geometry="geometry", crs=CRS)
    return frame.assign(geometry=frame.geometry.translate(EAST, NORTH))


def _houses(x: float, y: float) -> list[Polygon]:
    return [box(x + i, y + j, x + i + 20, y + j + 20) for i in (20, 60) for j in (20, 60)]


def _layout() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Grids and micro-grids."""
    grids = [
        {"code": f"{A}00{i + 1}", "community": A, "geometry": land(100 * i, 0, 100 * i + 100, 300)}
        for i in range(3)
    ]
    grids += [
        {"code": f"{B}001", "community": B, "geometry": land(300, 0, 400, 200)},
        {"code": f"{B}002", "community": B, "geometry": land(400, 0, 500, 300)},
        {"code": f"{B}003", "community": B, "geometry": land(500, 0, 600, 300)},
        {"code": f"{B}901", "community": B, "geometry": land(300, 200, 400, 300)},
    ]
    micros = []
    for grid in grids:
        minx, miny, maxx, maxy = grid["geometry"].bounds
        if grid["code"] == f"{B}001":
            shapes = [land(300, 0, 400, 100)] * 2
            shapes += [land(300, 100, 350, 200), land(350, 100, 400, 200)]
        else:
            shapes = [land(minx, y, maxx, y + 100) for y in np.arange(miny, maxy, 100)]
        micros += [
            {"code": f"{grid['code']}{at:02d}", "grid": grid["code"], "geometry": shape}
            for at, shape in enumerate(shapes, start=1)
        ]
    return grids, micros


def _buildings(micros: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for micro in micros:
        if micro["grid"] in (f"{B}001", f"{B}901"):
            continue
        minx, miny, *_ = micro["geometry"].bounds
        rows += [
            {"households": 15, "grid": micro["grid"], "microgrid": micro["code"], "geometry": shape}
            for shape in _houses(minx, miny)
        ]
    tower, slab = box(330, 30, 370, 70), box(320, 140, 380, 160)
    rows += [
        {"households": 100, "grid": f"{B}001", "floors": 20, "geometry": tower},
        {"households": 100, "grid": f"{B}001", "floors": 6, "staircases": 2, "geometry": slab},
    ]
    return [{"id": f"b{at:03d}", **row} for at, row in enumerate(rows)]


def town_and_plan() -> tuple[Town, Proposal]:
    """The clean pair."""
    grids, micros = _layout()
    buildings = _buildings(micros)
    tower, slab = buildings[-2]["id"], buildings[-1]["id"]
    parts = [
        {"building": tower, "part": 1, "floor_from": 1, "floor_to": 10, "microgrid": f"{B}00101"},
        {"building": tower, "part": 2, "floor_from": 11, "floor_to": 20, "microgrid": f"{B}00102"},
        {"building": slab, "part": 1, "staircase": 1, "microgrid": f"{B}00103"},
        {"building": slab, "part": 2, "staircase": 2, "microgrid": f"{B}00104"},
    ]
    shapes = [*[buildings[-2]["geometry"]] * 2, box(320, 140, 350, 160), box(350, 140, 380, 160)]
    parts = [{**p, "households": 50, "geometry": s} for p, s in zip(parts, shapes, strict=True)]
    sums = pd.DataFrame(buildings).groupby("grid")["households"].sum()
    for grid in grids:
        school = grid["code"].endswith("901")
        grid.update(kind="dedicated" if school else "base", households=sums.get(grid["code"], 0))
        grid.update(category="school" if school else None, reason="dedicated" if school else None)
    for micro in micros:
        school = micro["grid"].endswith("901")
        few = 50 if micro["grid"] == f"{B}001" else 60
        micro.update(households=0 if school else few, reason="dedicated" if school else None)
    town = Town(
        communities=_frame(
            [
                {"code": A, "name": "东街", "kind": "urban", "geometry": land(0, 0, 300, 300)},
                {"code": B, "name": "西街", "kind": "urban", "geometry": land(300, 0, 600, 300)},
            ],
            ("code", "name", "kind", "households"),
        ).astype({"households": float}),
        buildings=_frame(
            buildings,
            ("id", "households", "residents", "floors", "height", "use", "staircases", "compound"),
        ),
        barriers=_frame(
            [
                {
                    "class": "river",
                    "crossable": False,
                    "geometry": LineString([(500, 150), (600, 150)]),
                },
                {
                    "class": "primary",
                    "crossable": True,
                    "geometry": LineString([(550, 0), (550, 300)]),
                },
            ],
            ("class", "name", "crossable"),
        ),
        crossings=_frame([], ("name",)),
        compounds=_frame(
            [{"id": "c1", "name": "和平里", "geometry": box(110, 110, 190, 190)}], ("id", "name")
        ),
        sites=_frame(
            [{"id": "s1", "category": "school", "geometry": box(310, 210, 390, 290)}],
            ("id", "category", "name"),
        ),
        population=_frame([], ("id", "households", "residents")),
        grids=_frame([], ("code", "name")),
        digests={"town.gpkg": "0" * 64},
    )
    out = ("code", "community", "kind", "category", "households", "reason")
    proposal = Proposal(
        grids=_frame(grids, out),
        microgrids=_frame(
            micros, ("code", "grid", "households", "floor_from", "floor_to", "reason")
        ),
        buildings=_frame(buildings, ("id", "grid", "microgrid", "households")),
        building_parts=_frame(
            parts,
            ("building", "part", "floor_from", "floor_to", "staircase", "households", "microgrid"),
        ),
    )
    return town, proposal


def at(x: float, y: float) -> Point:
    """A point of the drawing in the CRS of the town."""
    return Point(EAST + x, NORTH + y)


def shape(geometry: Any) -> Any:
    """A geometry of the drawing in the CRS of the town."""
    return translate(geometry, EAST, NORTH)


def edited(frame: gpd.GeoDataFrame, key: str, name: str, **values: Any) -> gpd.GeoDataFrame:
    """A copy with other values in the row whose ``key`` is ``name``."""
    rows = frame.index[frame[key] == name]
    assert len(rows) == 1
    frame = frame.copy()
    for column, value in values.items():
        frame[column] = frame[column].astype(object) if column != "geometry" else frame[column]
        frame.loc[rows[0], column] = value
    return frame


def without(frame: gpd.GeoDataFrame, key: str, name: str) -> gpd.GeoDataFrame:
    """A copy without the row whose ``key`` is ``name``."""
    return frame[frame[key] != name].reset_index(drop=True)


def reshaped(frame: gpd.GeoDataFrame, code: str, change: Any) -> gpd.GeoDataFrame:
    """A copy in which one polygon, in the drawing's coordinates, is what ``change`` makes of it."""
    rows = frame.index[frame["code"] == code]
    old = translate(frame.geometry[rows[0]], -EAST, -NORTH)
    return edited(frame, "code", code, geometry=shape(change(old)))


def judged(town: Town, proposal: Proposal, rules: Rules = RULES) -> Report:
    """The audit's report."""
    return audit(town, proposal, rules)


def found(report: Report) -> list[Finding]:
    """Everything that makes the audit fail."""
    return [finding for finding in report.findings if finding.severity != "info"]


def rules_of(report: Report) -> set[str]:
    """Names of the rules that failed."""
    return {finding.rule for finding in found(report)}
