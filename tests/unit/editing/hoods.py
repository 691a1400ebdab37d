"""A neighbourhood of three by three squares of 100 m, houses on some of them.

Atoms are 1 to 9 by rows from the south-west; the middle one is 5. Edges say what runs along them.
"""

from __future__ import annotations

from itertools import count
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from gis.editing.surgery import Neighbourhood
from gis.geometry.borders import borders
from gis.geometry.compass import pair_table, rim_table
from gis.geometry.plane import Geometries, Plane
from tests.unit.geometry.lattice import lattice

CRS = 4547
MIDDLE = 5
FIRST_NEW = 100
PLANE = Plane((0.0, 0.0), (1.0, 1.0))


def house(number: int, shape: shapely.Geometry, **values: Any) -> dict[str, Any]:
    """A building on the atom it stands on."""
    usual = {"name": f"b{number}", "floors": 3, "staircases": 1, "households": 12}
    return {"building": number, "geometry": shape, **usual, **values}


def hood(*houses: dict[str, Any], tower: list[tuple[int, int]] | None = None) -> Neighbourhood:
    """The neighbourhood; with ``tower`` the middle consists of these floors instead."""
    squares = lattice(3, 3, 100.0)
    frame = pd.DataFrame(list(houses), columns=["building", "geometry", *HOUSE])
    points = shapely.point_on_surface(frame["geometry"].to_numpy(object))
    home, _ = shapely.STRtree(squares).query(points, "intersects")[::-1]
    frame["atom"] = home + 1
    members = frame[["atom", "building", "households"]].assign(residents=3 * frame["households"])
    numbers = list(range(1, 10))
    feet, shapes = list(numbers), list(squares)
    low: list[int | None] = [None] * 9
    high: list[int | None] = [None] * 9
    if tower:
        upper = range(10, 9 + len(tower))
        numbers += upper
        feet += [MIDDLE] * len(upper)
        shapes += [squares[MIDDLE - 1]] * len(upper)
        low = [*low[:4], tower[0][0], *low[5:], *(one for one, _ in tower[1:])]
        high = [*high[:4], tower[0][1], *high[5:], *(one for _, one in tower[1:])]
        members = pd.concat([members.assign(atom=n) for n in (MIDDLE, *upper)], ignore_index=True)
    held = members.groupby("atom").agg(
        households=("households", "sum"), residents=("residents", "sum"),
        buildings=("building", "size"),
    )  # fmt: skip
    atoms = gpd.GeoDataFrame(
        {
            "foot": feet, "community": 1, **held.reindex(numbers, fill_value=0).to_dict("list"),
            "area": 10_000.0, "floor_from": pd.array(low, dtype="Int32"),
            "floor_to": pd.array(high, dtype="Int32"),
            "staircase": pd.array([None] * len(numbers), dtype="Int32"),
            "site": pd.array([None] * len(numbers), dtype="Int32"), "compound": None,
            "grid": 1, "microgrid": 10,
        },
        geometry=shapes, index=numbers, crs=CRS,
    )  # fmt: skip
    prints = gpd.GeoDataFrame(
        frame[["name", "floors", "staircases"]], geometry=frame["geometry"].tolist(), crs=CRS
    ).set_index(frame["building"].to_numpy())
    edges, rims = _tables(squares)
    return Neighbourhood(atoms, edges, rims, members, prints, PLANE, count(FIRST_NEW).__next__)


HOUSE = ("name", "floors", "staircases", "households")


def _tables(squares: Geometries) -> tuple[pd.DataFrame, pd.DataFrame]:
    found = borders(squares)
    edges, rims = pair_table(found), rim_table(found)
    low, high = edges["low"] + 1, edges["high"] + 1
    # Nobody crosses between the middle and the north; a road runs between it and the west.
    river = (low == MIDDLE) & (high == MIDDLE + 3)
    road = (low == MIDDLE - 1) & (high == MIDDLE)
    return (
        edges.assign(
            low=low, high=high, cost=2 * edges["length"], passable=~river, reachable=~river,
            along=road.map({True: "大道", False: None}),
            along_en=road.map({True: "Avenue", False: None}),
        ),
        rims.assign(atom=rims["atom"] + 1, part=0, along=None, along_en=None),
    )  # fmt: skip
