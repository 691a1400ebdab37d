"""A town of squares as large as one likes, put into the tables in seconds.

Communities stand in rows, each of 20 x 20 squares of 30 m; a square is an atom with one building.
Grids are blocks of 5 x 10 squares, micro-grids two of their rows: 8 grids of 50 atoms and 350
households in a community, 5 micro-grids of 70 households in a grid. Squares are numbered
community by community, row by row from the south-west.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from gis.files.proposal import rules_as_json
from gis.frames import INPUT_LAYERS, Draft, Ground, Town
from gis.model import Band, Rules
from gis.model.wishes import Move
from gis.store import datasets, plans
from gis.store.plans import Beginning

CRS, COUNTY, BY = 4547, "990121", "planner"
SIDE, LENGTH, ABREAST, IN_STREET = 20, 30.0, 16, 25
WIDE, HIGH, LAYERS = 5, 10, 5
HOUSEHOLDS, PERSONS = 7, 3
EACH = SIDE * SIDE
GRIDS = EACH // (WIDE * HIGH)
RULES = Rules(Band(300, 500), Band(50, 80))
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Stored:
    """What was stored: the numbers of dataset and plan, and of the plan's atoms and grids.

    atoms
        (communities, 20, 20) by community, row and column.
    grids
        (communities, 8) by community and block, row by row.
    """

    dataset: int
    plan: int
    atoms: Ints
    grids: Ints


def code(community: Any) -> str:
    """Code of a community by its position; 25 make a street."""
    street, number = divmod(community, IN_STREET)
    return f"{COUNTY}{100 + street:03}{201 + number:03}"


def block(square: Any) -> Any:
    """Position of the grid, in its community, of squares by their position in theirs."""
    row, column = np.divmod(square, SIDE)
    return row // HIGH * (SIDE // WIDE) + column // WIDE


def store(conn: Connection, communities: int, name: str = "squares") -> Stored:
    """Import the town and begin a plan on it."""
    dataset = datasets.save(conn, name, town(communities), ground(communities), BY).dataset.id
    beginning = Beginning(dataset, name, rules_as_json(RULES), {"seed": 0}, BY)
    ids = datasets.ids(conn, dataset)
    plan = plans.begin(conn, beginning, draft(communities), ids)
    grids = conn.execute(
        text("select id from grids where plan = :plan order by code"), {"plan": plan}
    )
    return Stored(
        dataset,
        plan,
        np.asarray(ids.atoms).reshape(communities, SIDE, SIDE),
        np.array(grids.scalars().all()).reshape(communities, GRIDS),
    )


def wishes(stored: Stored, count: int) -> Iterator[Move]:
    """Moves that tear nothing: pairs of grids in turn, the eastern one gives its western edge."""
    places = product(
        range(HIGH), range(SIDE // HIGH), range(1, SIDE // WIDE, 2), range(len(stored.atoms))
    )
    for row, line, column, community in islice(places, count):
        west = line * (SIDE // WIDE) + column - 1
        atom = int(stored.atoms[community, line * HIGH + row, column * WIDE])
        yield Move([atom], int(stored.grids[community, west]))


def town(communities: int) -> Town:
    """The input as it would be read from a file."""
    layers = {
        name: gpd.GeoDataFrame(
            pd.DataFrame(columns=list(columns), dtype=object), geometry=gpd.GeoSeries([], crs=CRS)
        )
        for name, columns in INPUT_LAYERS.items()
    }
    at = np.arange(communities)
    x, y = _corner(at)
    layers["communities"] = gpd.GeoDataFrame(
        {
            "code": [code(one) for one in at],
            "name": [f"{one + 1}社区" for one in at],
            "kind": "urban",
            "households": np.nan,
        },
        geometry=shapely.box(x, y, x + SIDE * LENGTH, y + SIDE * LENGTH),
        crs=CRS,
    )
    count = communities * EACH
    layers["buildings"] = gpd.GeoDataFrame(
        {
            "id": [f"b{n:07}" for n in range(count)],
            "households": float(HOUSEHOLDS),
            "residents": float(HOUSEHOLDS * PERSONS),
            "floors": 3.0,
            "height": np.nan,
            "use": "residential",
            "staircases": 1.0,
            "compound": None,
        },
        geometry=_squares(communities, 8.0),
        crs=CRS,
    )
    return Town(**layers, notices=(), digests={})


def ground(communities: int) -> Ground:
    """The town's atoms: the squares."""
    count = communities * EACH
    counted = {"households": HOUSEHOLDS, "residents": HOUSEHOLDS * PERSONS}
    home = np.repeat(np.arange(communities), EACH)
    nothing = pd.array([None] * count, dtype="Int32")
    frame = gpd.GeoDataFrame(
        {
            "community": home,
            **counted,
            "buildings": 1,
            "area": LENGTH * LENGTH,
            "staircase": nothing,
            "site": nothing,
            "compound": pd.Series([None] * count, dtype=object),
        },
        geometry=_squares(communities, 0.0),
        crs=CRS,
    )
    edges, rims = _borders(communities)
    every = np.arange(count)
    members = pd.DataFrame({"atom": every, "building": every, **counted})
    told = {"source": "surveyed", "floors": 3, "staircases": 1}
    buildings = pd.DataFrame({"community": home, **counted, **told})
    digests = tuple(f"{one:064x}" for one in range(communities))
    return Ground(frame, edges, rims, members, buildings, digests, ())


def draft(communities: int) -> Draft:
    """The blocks as grids, their layers as micro-grids."""
    codes = _grid_codes(communities)
    grid = np.arange(len(codes))
    grids = pd.DataFrame(
        {
            "community": grid // GRIDS,
            "code": codes,
            "kind": "base",
            "category": pd.Series([None] * len(codes), dtype=object),
            "name": [f"第{n + 1}网格" for n in grid],
            "name_en": [f"Grid {n + 1}" for n in grid],
            "reason": pd.Series([None] * len(codes), dtype=object),
            "site": pd.array([None] * len(codes), dtype="Int32"),
        }
    )
    micro = np.arange(len(codes) * LAYERS)
    microgrids = pd.DataFrame(
        {
            "grid": micro // LAYERS,
            "code": [f"{codes[n // LAYERS]}{n % LAYERS + 1:02}" for n in micro],
            "reason": pd.Series([None] * len(micro), dtype=object),
        }
    )
    atom = np.arange(communities * EACH)
    square = atom % EACH
    own = atom // EACH * GRIDS + block(square)
    layer = square // SIDE % HIGH * LAYERS // HIGH
    atoms = pd.DataFrame({"atom": atom, "grid": own, "microgrid": own * LAYERS + layer})
    counts = ("households", "residents")
    floors = pd.DataFrame(
        {name: np.empty(0, dtype=np.int64)
         for name in ("atom", "floor_from", "floor_to", *counts, "microgrid")}
    )  # fmt: skip
    members = pd.DataFrame({n: np.empty(0, dtype=np.int64) for n in ("row", "building", *counts)})
    return Draft(tuple(range(communities)), grids, microgrids, atoms, floors, members, {}, (), ())


def _grid_codes(communities: int) -> list[str]:
    return [f"{code(n // GRIDS)}{n % GRIDS + 1:03}" for n in range(communities * GRIDS)]


def _corner(community: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    line, place = np.divmod(community, ABREAST)
    return 500_000 + place * SIDE * LENGTH, 3_390_000 + line * SIDE * LENGTH


def _squares(communities: int, inset: float) -> NDArray[np.object_]:
    every = np.arange(communities * EACH)
    x, y = _corner(every // EACH)
    row, column = np.divmod(every % EACH, SIDE)
    x, y = x + column * LENGTH, y + row * LENGTH
    far = LENGTH - inset
    boxes: NDArray[np.object_] = shapely.box(x + inset, y + inset, x + far, y + far)
    return boxes


def _borders(communities: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Edges between squares of a community, and what of them lies on its rim."""
    every = np.arange(communities * EACH)
    row, column = np.divmod(every % EACH, SIDE)
    sides = ("east", "south", "west", "north")
    edges, rims = [], []
    for part, (side, step, inside) in enumerate(
        zip(
            sides, (1, -SIDE, -1, SIDE),
            (column < SIDE - 1, row > 0, column > 0, row < SIDE - 1), strict=True,
        )
    ):  # fmt: skip
        facing = {**dict.fromkeys(sides, 0.0), side: LENGTH}
        told = {"length": LENGTH, **facing, "along": None, "along_en": None}
        if step > 0:
            own = every[inside]
            ends = {"cost": LENGTH, "passable": True, "reachable": True}
            edges.append(pd.DataFrame({"low": own, "high": own + step, **ends, **told}))
        rims.append(pd.DataFrame({"atom": every[~inside], "part": part, **told}))
    return pd.concat(edges, ignore_index=True), pd.concat(rims, ignore_index=True)
