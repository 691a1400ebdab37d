"""A town drawn by hand: two communities, four grids, a tower whose floors are shared out.

Squares of 100 m; each holds one building. Community A lies in the west, B in the east::

    y=200 +----+----+----+----+----+----+----+----+
          | 30 | 30 | 60 | 60 | 60 | 60 | 60 | 60 |
          +----+----+----+----+----+----+----+----+
          |120 | 30 | 30 | 60 | 60 | 60 | 60 | 60 |
    y=0   +----+----+----+----+----+----+----+----+
          grid A1   grid A2   grid B1   grid B2

The 120 households are a tower of ten floors: 1-5 are one micro-grid, 6-10 another.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis.files.proposal import rules_as_json
from gis.frames import INPUT_LAYERS, Draft, Ground, Town
from gis.model import Band, Rules
from gis.store import datasets, plans
from gis.store.plans import Beginning

CRS = 4547
PLANNER, PUBLISHER, AUDITOR, VIEWER = "ann", "bob", "cid", "dan"
STREET = "990121100"
CODES = (f"{STREET}201", f"{STREET}202")
CORNER = (500_000.0, 3_390_000.0)
SIDE = 100.0
COLUMNS, ROWS = 8, 2
RULES = Rules(Band(200, 300), Band(50, 80))
TOWER = 0
"""Position of the tower's atom: column 0, row 0; atoms are numbered column by column."""
SHARED = {TOWER: 120, 1: 30, 3: 30}
PLAIN = 60


def square(column: float, row: float, width: float = 1.0, height: float = 1.0) -> shapely.Polygon:
    """Land from a column and row on, in metres of the dataset's CRS."""
    x, y = CORNER[0] + column * SIDE, CORNER[1] + row * SIDE
    return shapely.box(x, y, x + width * SIDE, y + height * SIDE)


def spots(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 2) longitudes and latitudes of places given in squares."""
    at = shapely.points(np.asarray(CORNER) + np.asarray(places, dtype=float) * SIDE)
    degrees = gpd.GeoSeries(at, crs=CRS).to_crs(4326)
    return np.column_stack([degrees.x, degrees.y])


def spot(column: float, row: float) -> tuple[float, float]:
    """Longitude and latitude of one place."""
    lon, lat = spots(np.array([[column, row]]))[0]
    return float(lon), float(lat)


def town() -> Town:
    """The input as it would be read from a file."""
    layers = {
        name: gpd.GeoDataFrame(
            pd.DataFrame(columns=list(columns), dtype=object),
            geometry=gpd.GeoSeries([], crs=CRS),
        )
        for name, columns in INPUT_LAYERS.items()
    }
    layers["communities"] = gpd.GeoDataFrame(
        {
            "code": list(CODES),
            "name": ["东村", "西村"],
            "kind": ["urban", "urban"],
            "households": [np.nan, np.nan],
        },
        geometry=[square(0, 0, 4, 2), square(4, 0, 4, 2)],
        crs=CRS,
    )
    atoms = list(_squares())
    layers["buildings"] = gpd.GeoDataFrame(
        {
            "id": [f"b{n:02}" for n, _ in enumerate(atoms)],
            "households": [float(_households(n)) for n, _ in enumerate(atoms)],
            "residents": [float(3 * _households(n)) for n, _ in enumerate(atoms)],
            "floors": [10.0 if n == TOWER else 3.0 for n, _ in enumerate(atoms)],
            "height": np.nan,
            "use": "residential",
            "staircases": 1.0,
            "compound": None,
        },
        geometry=[square(column + 0.3, row + 0.3, 0.4, 0.4) for column, row in atoms],
        crs=CRS,
    )
    return Town(**layers, notices=(), digests={"town.gpkg": "0" * 64})


def ground() -> Ground:
    """The town's atoms: the squares."""
    atoms = list(_squares())
    counted = np.array([_households(n) for n in range(len(atoms))])
    frame = gpd.GeoDataFrame(
        {
            "community": [column // 4 for column, _ in atoms],
            "households": counted,
            "residents": 3 * counted,
            "buildings": 1,
            "area": SIDE * SIDE,
            "staircase": pd.array([None] * len(atoms), dtype="Int32"),
            "site": pd.array([None] * len(atoms), dtype="Int32"),
            "compound": pd.Series([None] * len(atoms), dtype=object),
        },
        geometry=[square(column, row) for column, row in atoms],
        crs=CRS,
    )
    edges, rims = _borders(atoms)
    members = pd.DataFrame(
        {
            "atom": range(len(atoms)),
            "building": range(len(atoms)),
            "households": counted,
            "residents": 3 * counted,
        }
    )
    buildings = pd.DataFrame(
        {
            "community": frame["community"],
            "households": counted,
            "residents": 3 * counted,
            "source": "surveyed",
            "floors": [10 if n == TOWER else 3 for n in range(len(atoms))],
            "staircases": 1,
        }
    )
    return Ground(frame, edges, rims, members, buildings, ("a" * 64, "b" * 64), ())


def draft() -> Draft:
    """The grids and micro-grids of the drawing."""
    column = np.array([column for column, _ in _squares()])
    grids = pd.DataFrame(
        {
            "community": [0, 0, 1, 1],
            "code": [f"{CODES[n // 2]}{n % 2 + 1:03}" for n in range(4)],
            "kind": "base",
            "category": pd.Series([None] * 4, dtype=object),
            "name": [f"第{n + 1}网格" for n in range(4)],
            "name_en": [f"Grid {n + 1}" for n in range(4)],
            "reason": pd.Series([None] * 4, dtype=object),
            "site": pd.array([None] * 4, dtype="Int32"),
        }
    )
    # The tower's two, one for both squares of 30, then one for each other square.
    of_atom = np.array([-1, 2, 3, 2, *range(4, 16)])
    grid = np.array([0, 0, 0, 0, *(column[4:] // 2)])
    running = [n + 1 if n < 4 else (n - 4) % 4 + 1 for n in range(16)]
    microgrids = pd.DataFrame(
        {
            "grid": grid,
            "code": [f"{grids['code'][g]}{n:02}" for g, n in zip(grid, running, strict=True)],
            "reason": pd.Series([None] * 16, dtype=object),
        }
    )
    whole = np.arange(1, COLUMNS * ROWS)
    atoms = pd.DataFrame({"atom": whole, "grid": column[whole] // 2, "microgrid": of_atom[whole]})
    floors = pd.DataFrame(
        {
            "atom": [TOWER, TOWER],
            "floor_from": [1, 6],
            "floor_to": [5, 10],
            "households": [60, 60],
            "residents": [180, 180],
            "microgrid": [0, 1],
        }
    )
    members = pd.DataFrame(
        {"row": [0, 1], "building": [TOWER] * 2, "households": [60] * 2, "residents": [180] * 2}
    )
    return Draft((0, 1), grids, microgrids, atoms, floors, members, {}, (), ())


def _squares() -> list[tuple[int, int]]:
    return [(column, row) for column in range(COLUMNS) for row in range(ROWS)]


def _households(atom: int) -> int:
    return SHARED.get(atom, PLAIN)


def _borders(atoms: list[tuple[int, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Edges between squares of a community, and what of them lies on its rim."""
    sides = {"east": (1, 0), "south": (0, -1), "west": (-1, 0), "north": (0, 1)}
    edges, rims = [], []
    for number, (column, row) in enumerate(atoms):
        part = 0
        for side, (dx, dy) in sides.items():
            facing = {**dict.fromkeys(sides, 0.0), side: SIDE}
            told = {"length": SIDE, **facing, "along": None, "along_en": None}
            near = (column + dx, row + dy)
            inside = near in atoms and near[0] // 4 == column // 4
            if inside and atoms.index(near) > number:
                ends = {"low": number, "high": atoms.index(near), "cost": SIDE}
                ends |= {"passable": True, "reachable": True}
                edges.append({**ends, **told})
            elif not inside:
                rims.append({"atom": number, "part": part, **told})
                part += 1
    return pd.DataFrame(edges), pd.DataFrame(rims)


def store(conn: Connection, name: str = "drawn") -> int:
    """Import the town and begin a plan with the drawing; returns the plan's number."""
    dataset = datasets.save(conn, name, town(), ground(), PLANNER).dataset.id
    return begin(conn, dataset)


def begin(conn: Connection, dataset: int, drawing: Draft | None = None) -> int:
    """Begin another plan on the town."""
    rules = rules_as_json(RULES)
    beginning = Beginning(dataset, "drawn by hand", rules, {"seed": 0}, PLANNER)
    return plans.begin(conn, beginning, drawing or draft(), datasets.ids(conn, dataset))


def torn() -> Draft:
    """The drawing, but a micro-grid holds two squares that meet at a corner only.

    The audit calls it an error.
    """
    drawn = draft()
    microgrid = drawn.atoms["microgrid"].copy()
    microgrid[[0, 1, 2]] = [2, 2, 3]
    return replace(drawn, atoms=drawn.atoms.assign(microgrid=microgrid))


def west() -> Draft:
    """The drawing's western community alone."""
    drawn = draft()
    return replace(
        drawn,
        communities=(0,),
        grids=drawn.grids[:2],
        microgrids=drawn.microgrids[drawn.microgrids["grid"] < 2],
        atoms=drawn.atoms[drawn.atoms["grid"] < 2],
    )
