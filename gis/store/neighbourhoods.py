"""Read an atom with its neighbours to cut it up, and write the atoms that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from sqlalchemy import Connection, Select, func, or_, select, text

from gis.editing.surgery import Neighbourhood, Surgery
from gis.errors import NotFoundError
from gis.geometry.plane import Plane
from gis.store.copying import copy, reserve
from gis.store.crs import crs_of
from gis.store.tables import (
    assignments,
    atom_buildings,
    atoms,
    buildings,
    communities,
    edges,
    rims,
)

AHEAD = 20
"""Numbers of atoms fetched at once."""
KEPT = (
    "community", "foot", "households", "residents", "buildings", "area", "floor_from", "floor_to",
    "staircase", "site", "compound",
)  # fmt: skip
FEET = text("""
    SELECT n.foot FROM assignments a
    JOIN edges e ON a.foot IN (e.low, e.high)
    JOIN assignments n ON n.plan = a.plan
        AND n.atom = CASE WHEN e.low = a.foot THEN e.high ELSE e.low END
    WHERE a.plan = :plan AND a.atom = :atom
    UNION SELECT foot FROM assignments WHERE plan = :plan AND atom = :atom
""")


def feet_around(conn: Connection, plan: int, atom: int) -> list[int]:
    """The foot of an atom of the plan and those of its neighbours, ascending.

    Raises
    ------
    NotFoundError
        The plan does not hold the atom.
    """
    found = sorted(conn.execute(FEET, {"plan": plan, "atom": atom}).scalars())
    if not found:
        raise NotFoundError(f"the plan holds no atom {atom}", f"方案中没有基本单元{atom}")
    return found


def grids_on(conn: Connection, plan: int, feet: list[int]) -> set[int]:
    """Grids of the atoms on some feet."""
    query = select(assignments.c.grid).where(
        assignments.c.plan == plan, assignments.c.atom == func.any(feet)
    )
    return set(conn.execute(query).scalars())


def load(conn: Connection, plan: int, atom: int, srid: int) -> Neighbourhood:
    """An atom, its neighbours with all their floors, and what hangs on them."""
    feet = feet_around(conn, plan, atom)
    crs = crs_of(conn, srid)
    frame = _atoms(conn, plan, feet, crs)
    numbers = frame.index.tolist()
    members = _table(conn, select(atom_buildings).where(atom_buildings.c.atom == func.any(numbers)))
    live = select(assignments.c.atom).where(assignments.c.plan == plan)
    return Neighbourhood(
        frame,
        _table(
            conn,
            select(edges).where(
                or_(edges.c.low == func.any(feet), edges.c.high == func.any(feet)),
                edges.c.low.in_(live), edges.c.high.in_(live),
            ),
        ),
        _table(conn, select(rims).where(rims.c.atom == func.any(feet))),
        members,
        _footprints(conn, sorted(set(members["building"].tolist())), crs),
        plane_of(conn, int(frame["community"].iloc[0]), crs),
        _numbers(conn).__next__,
    )  # fmt: skip


def write(conn: Connection, plan: int, surgery: Surgery, srid: int) -> None:
    """Insert new atoms of a plan; the plan itself is changed by the surgery's delta."""
    frame = surgery.atoms.assign(id=surgery.atoms.index, plan=plan, geom=surgery.atoms.geometry)
    copy(conn, "atoms", pd.DataFrame(frame[["id", *KEPT, "plan", "geom"]]), srid=srid)
    copy(conn, "atom_buildings", surgery.members)
    copy(conn, "edges", surgery.edges[[column.name for column in edges.c]])
    copy(conn, "rims", surgery.rims[[column.name for column in rims.c]])


def _atoms(conn: Connection, plan: int, feet: list[int], crs: CRS) -> gpd.GeoDataFrame:
    query = (
        select(
            atoms.c.id, *(atoms.c[name] for name in KEPT), assignments.c.grid,
            assignments.c.microgrid, func.ST_AsBinary(atoms.c.geom).label("shape"),
        )
        .join(assignments, assignments.c.atom == atoms.c.id)
        .where(assignments.c.plan == plan, assignments.c.foot == func.any(feet))
        .order_by(atoms.c.id)
    )  # fmt: skip
    frame = _table(conn, query).set_index("id")
    shapes = shapely.from_wkb([bytes(shape) for shape in frame.pop("shape")])
    for name in ("floor_from", "floor_to", "staircase", "site"):
        frame[name] = frame[name].astype("Int32")
    return gpd.GeoDataFrame(frame, geometry=np.asarray(shapes, dtype=object), crs=crs)


def _footprints(conn: Connection, numbers: list[int], crs: CRS) -> gpd.GeoDataFrame:
    query = select(
        buildings.c.id, buildings.c.name, buildings.c.floors, buildings.c.staircases,
        func.ST_AsBinary(buildings.c.geom).label("shape"),
    ).where(buildings.c.id == func.any(numbers))  # fmt: skip
    frame = _table(conn, query).set_index("id")
    shapes = shapely.from_wkb([bytes(shape) for shape in frame.pop("shape")])
    return gpd.GeoDataFrame(frame, geometry=np.asarray(shapes, dtype=object), crs=crs)


def plane_of(conn: Connection, community: int, crs: CRS) -> Plane:
    """Metres in the middle of a community."""
    query = select(func.ST_AsBinary(communities.c.geom)).where(communities.c.id == community)
    shape = shapely.from_wkb(bytes(conn.execute(query).scalar_one()))
    return Plane.of(crs, tuple(shape.bounds))


def _table(conn: Connection, query: Select[Any]) -> pd.DataFrame:
    result = conn.execute(query)
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def _numbers(conn: Connection) -> Iterator[int]:
    while True:
        first = reserve(conn, "atoms_id_seq", AHEAD)
        yield from range(first, first + AHEAD)
