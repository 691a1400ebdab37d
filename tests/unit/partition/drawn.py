"""Towns drawn by hand, in metres from a corner; every layer may be left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, box

from gis.frames import INPUT_LAYERS, Town
from gis.model import BARRIER_CLASSES, Band, Rules
from gis.partition.atoms import Atoms, above_band, make_atoms
from gis.partition.graph import Graph
from gis.partition.households import Counts, count_households
from gis.partition.params import Effort, Params
from gis.partition.tasks import Task, survey, tasks

CRS = "EPSG:4549"
CORNER = (500_000.0, 3_457_000.0)
HOME = "310101001001"
BESIDE = "310101001002"
NUMBERS = frozenset({"households", "residents", "floors", "height", "staircases"})
SMALL = Params(Rules(band=Band(30, 50), micro_band=Band(8, 16)), effort=Effort.FAST)
"""Bands for towns with a few households, so that some dozen houses make several grids."""

Row = dict[str, Any]


def community(shape: shapely.Geometry, code: str = HOME, **values: Any) -> Row:
    """A row of the communities."""
    return {"code": code, "name": f"社区{code[-2:]}", "kind": "urban", "geometry": shape, **values}


def house(shape: shapely.Geometry, households: float | None = 4, **values: Any) -> Row:
    """A row of the buildings; its id is given by ``town``."""
    return {"households": households, "geometry": shape, **values}


def houses(minx: float, miny: float, columns: int, rows: int, households: int = 4) -> list[Row]:
    """Houses of 12 m, one in each square of 20 m."""
    corners = [(minx + 20 * x, miny + 20 * y) for y in range(rows) for x in range(columns)]
    return [house(box(x + 4, y + 4, x + 16, y + 16), households) for x, y in corners]


def barrier(sort: str, *points: tuple[float, float], **values: Any) -> Row:
    """A row of the barriers, crossable as its class says."""
    line = LineString(points)
    return {"class": sort, "crossable": BARRIER_CLASSES[sort], "geometry": line, **values}


def town(
    communities: Sequence[Row],
    buildings: Sequence[Row],
    *,
    corner: tuple[float, float] = CORNER,
    **others: Sequence[Row],
) -> Town:
    """A checked town; buildings without an id are numbered through."""
    named = [{"id": f"b{at:03d}", **row} for at, row in enumerate(buildings)]
    rows: dict[str, Sequence[Row]] = {"communities": communities, "buildings": named, **others}
    return Town(
        **{
            layer: _frame(rows.get(layer, ()), columns, corner)
            for layer, columns in INPUT_LAYERS.items()
        }
    )


def _frame(
    rows: Sequence[Row], columns: tuple[str, ...], corner: tuple[float, float]
) -> gpd.GeoDataFrame:
    extra = [name for row in rows for name in row if name not in (*columns, "geometry")]
    names = [*columns, *dict.fromkeys(extra), "geometry"]
    data = {name: [row.get(name) for row in rows] for name in names}
    frame = gpd.GeoDataFrame(data, columns=names, geometry="geometry", crs=CRS)
    numbers = [name for name in names if name in NUMBERS]
    frame = frame.astype(dict.fromkeys(numbers, float))
    if "crossable" in frame:
        frame = frame.astype({"crossable": bool})
    return frame.assign(geometry=frame.geometry.translate(*corner))


def counted(drawn: Town) -> Counts:
    """Households of the buildings."""
    found = survey(drawn)
    return count_households(drawn, found.area, found.home)


def tasks_of(drawn: Town, params: Params = SMALL) -> list[Task]:
    """One task a community."""
    found, counts = survey(drawn), counted(drawn)
    return tasks(drawn, found, counts, counts.households.astype(float), params)


def atoms_of(drawn: Town, params: Params = SMALL) -> Atoms:
    """Atoms of the first community."""
    task = tasks_of(drawn, params)[0]
    return make_atoms(task, above_band(task))


def apart(atoms: Atoms) -> set[frozenset[int]]:
    """Buildings by the component their atoms lie in."""
    component = atoms.graph.components()[atoms.of_building]
    return {frozenset(np.nonzero(component == at)[0].tolist()) for at in np.unique(component)}


def grid_graph(columns: int, rows: int, load: Sequence[float] | None = None) -> Graph:
    """Atoms of 20 m by 20 m side by side; every border costs its length."""
    size = columns * rows
    number = np.arange(size).reshape(rows, columns)
    pairs = [
        *np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]).tolist(),
        *np.column_stack([number[:-1].ravel(), number[1:].ravel()]).tolist(),
    ]
    low, high = np.array(sorted(map(tuple, pairs)), dtype=np.int64).reshape(-1, 2).T
    sides = np.bincount(np.concatenate([low, high]), minlength=size)
    rim = np.asarray(80.0 - 20.0 * sides, dtype=np.float64)
    length = np.full(len(low), 20.0)
    return Graph(
        np.ones(size) if load is None else np.asarray(load, dtype=float),
        np.full(size, 400.0), rim, np.zeros(size), low, high,
        length, length.copy(), np.ones(len(low), dtype=bool),
    )  # fmt: skip
