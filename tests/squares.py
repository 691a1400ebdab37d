"""A town of squares as large as one likes, put into the tables in seconds.

Communities stand in rows, each of 20 x 20 squares of 30 m, or of as many a side as one asks for;
a square is an atom with one building. Grids are blocks of 5 x 10 squares, micro-grids two of their
rows: 8 grids of 50 atoms and 350 households in a community of 20 x 20, 5 micro-grids of 70
households in a grid. Squares are numbered community by community, row by row from the south-west.
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
RULES = Rules(Band(300, 500), Band(50, 80))
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Stored:
    """What was stored: the numbers of dataset and plan, and of the plan's atoms and grids.

    atoms
        (communities, side, side) by community, row and column.
    grids
        (communities, blocks) by community and block, row by row.
    """

    dataset: int
    plan: int
    atoms: Ints
    grids: Ints


def code(community: Any) -> str:
    """Code of a community by its position; 25 make a street."""
    street, number = divmod(community, IN_STREET)
    return f"{COUNTY}{100 + street:03}{201 + number:03}"


def block(square: Any, side: int = SIDE) -> Any:
    """Position of the grid, in its community, of squares by their position in theirs."""
    row, column = np.divmod(square, side)
    return row // HIGH * (side // WIDE) + column // WIDE


def blocks(side: int) -> int:
    """How many grids a community has."""
    return side // WIDE * (side // HIGH)


def store(conn: Connection, communities: int, name: str = "squares", side: int = SIDE) -> Stored:
    """Import the town and begin a plan on it."""
    dataset = datasets.save(
        conn, name, town(communities, side), ground(communities, side), BY
    ).dataset.id
    beginning = Beginning(dataset, name, rules_as_json(RULES), {"seed": 0}, BY)
    ids = datasets.ids(conn, dataset)
    plan = plans.begin(conn, beginning, draft(communities, side), ids)
    grids = conn.execute(
        text("select id from grids where plan = :plan order by code"), {"plan": plan}
    )
    return Stored(
        dataset,
        plan,
        np.asarray(ids.atoms).reshape(communities, side, side),
        np.array(grids.scalars().all()).reshape(communities, blocks(side)),
    )


def wishes(stored: Stored, count: int) -> Iterator[Move]:
    """Moves that tear nothing: pairs of grids in turn, the eastern one gives its western edge."""
    side = stored.atoms.shape[1]
    places = product(
        range(HIGH), range(side // HIGH), range(1, side // WIDE, 2), range(len(stored.atoms))
    )
    for row, line, column, community in islice(places, count):
        west = line * (side // WIDE) + column - 1
        atom = int(stored.atoms[community, line * HIGH + row, column * WIDE])
        yield Move([atom], int(stored.grids[community, west]))


def town(communities: int, side: int = SIDE) -> Town:
    """The input as it would be read from a file."""
    layers = {
        name: gpd.GeoDataFrame(
            pd.DataFrame(columns=list(columns), dtype=object), geometry=gpd.GeoSeries([], crs=CRS)
        )
        for name, columns in INPUT_LAYERS.items()
    }
    at = np.arange(communities)
    x, y = _corner(at, side)
    layers["communities"] = gpd.GeoDataFrame(
        {
            "code": [code(one) for one in at],
            "name": [f"{one + 1}社区" for one in at],
            "kind": "urban",
            "households": np.nan,
        },
        geometry=shapely.box(x, y, x + side * LENGTH, y + side * LENGTH),
        crs=CRS,
    )
    count = communities * side**2
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
        geometry=_squares(communities, side, 8.0),
        crs=CRS,
    )
    return Town(**layers, notices=(), digests={})


def ground(communities: int, side: int = SIDE) -> Ground:
    """The town's atoms: the squares."""
    count = communities * side**2
    counted = {"households": HOUSEHOLDS, "residents": HOUSEHOLDS * PERSONS}
    home = np.repeat(np.arange(communities), side**2)
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
        geometry=_squares(communities, side, 0.0),
        crs=CRS,
    )
    edges, rims = _borders(communities, side)
    every = np.arange(count)
    members = pd.DataFrame({"atom": every, "building": every, **counted})
    told = {"source": "surveyed", "floors": 3, "staircases": 1}
    buildings = pd.DataFrame({"community": home, **counted, **told})
    digests = tuple(f"{one:064x}" for one in range(communities))
    return Ground(frame, edges, rims, members, buildings, digests, ())


def draft(communities: int, side: int = SIDE) -> Draft:
    """The blocks as grids, their layers as micro-grids."""
    codes = _grid_codes(communities, side)
    grid = np.arange(len(codes))
    grids = pd.DataFrame(
        {
            "community": grid // blocks(side),
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
    atom = np.arange(communities * side**2)
    square = atom % side**2
    own = atom // side**2 * blocks(side) + block(square, side)
    layer = square // side % HIGH * LAYERS // HIGH
    atoms = pd.DataFrame({"atom": atom, "grid": own, "microgrid": own * LAYERS + layer})
    counts = ("households", "residents")
    floors = pd.DataFrame(
        {name: np.empty(0, dtype=np.int64)
         for name in ("atom", "floor_from", "floor_to", *counts, "microgrid")}
    )  # fmt: skip
    members = pd.DataFrame({n: np.empty(0, dtype=np.int64) for n in ("row", "building", *counts)})
    return Draft(tuple(range(communities)), grids, microgrids, atoms, floors, members, {}, (), ())


def _grid_codes(communities: int, side: int) -> list[str]:
    each = blocks(side)
    return [f"{code(n // each)}{n % each + 1:03}" for n in range(communities * each)]


def _corner(community: Ints, side: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    line, place = np.divmod(community, ABREAST)
    return 500_000 + place * side * LENGTH, 3_390_000 + line * side * LENGTH


def _squares(communities: int, side: int, inset: float) -> NDArray[np.object_]:
    every = np.arange(communities * side**2)
    x, y = _corner(every // side**2, side)
    row, column = np.divmod(every % side**2, side)
    x, y = x + column * LENGTH, y + row * LENGTH
    far = LENGTH - inset
    boxes: NDArray[np.object_] = shapely.box(x + inset, y + inset, x + far, y + far)
    return boxes


def _borders(communities: int, side: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Edges between squares of a community, and what of them lies on its rim."""
    every = np.arange(communities * side**2)
    row, column = np.divmod(every % side**2, side)
    sides = ("east", "south", "west", "north")
    edges, rims = [], []
    for part, (facing, step, inside) in enumerate(
        zip(
            sides, (1, -side, -1, side),
            (column < side - 1, row > 0, column > 0, row < side - 1), strict=True,
        )
    ):  # fmt: skip
        lengths = {**dict.fromkeys(sides, 0.0), facing: LENGTH}
        told = {"length": LENGTH, **lengths, "along": None, "along_en": None}
        if step > 0:
            own = every[inside]
            ends = {"cost": LENGTH, "passable": True, "reachable": True}
            edges.append(pd.DataFrame({"low": own, "high": own + step, **ends, **told}))
        rims.append(pd.DataFrame({"atom": every[~inside], "part": part, **told}))
    return pd.concat(edges, ignore_index=True), pd.concat(rims, ignore_index=True)
