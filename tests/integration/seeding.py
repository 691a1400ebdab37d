"""A dataset and a plan put straight into the tables, from the land of the sample town.

Atoms are the Voronoi polygons of the houses, cut at the community's border: edge-matched like
real ones, and quick to make. Grids and micro-grids gather them around evenly drawn houses. The
house with most households is a tower: its floors belong to two micro-grids of one grid.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree
from sqlalchemy import Connection, text

from gis.model import Grant, Role
from gis.store import sessions, users
from gis.store.tables import metadata
from gis.workflow import access

PLAN, DATASET, SRID = 1, 1, 4547
STREET = "990121100"
BY = "planner"


@dataclass(frozen=True)
class Land:
    """Frames to be stored; atoms with their assignment, 0 for the tower's own one.

    ``tower`` is the number of its lower half; the upper one is the next.
    """

    communities: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    atoms: gpd.GeoDataFrame
    features: gpd.GeoDataFrame
    tower: int


def land(town: Path, communities: int = 3) -> Land:
    """Read the first communities of a town and cut them into atoms."""
    borders = gpd.read_file(town, layer="communities").sort_values("code")[:communities]
    borders = borders.reset_index(drop=True)
    borders["id"] = borders.index + 1
    houses = gpd.read_file(town, layer="buildings")
    at = gpd.sjoin(
        houses.set_geometry(houses.representative_point()), borders[["id", "geometry"]],
        predicate="within", lsuffix="own", rsuffix="community",
    )  # fmt: skip
    houses = houses.loc[at.index].rename(columns={"id": "name"})
    houses["community"] = at["id_community"].to_numpy()
    houses = houses.reset_index(drop=True)
    houses["id"] = houses.index + 1
    houses[["households", "residents"]] = houses[["households", "residents"]].fillna(0).astype(int)
    atoms = gpd.GeoDataFrame(
        {
            "id": houses["id"],
            "community": houses["community"],
            "households": houses["households"],
            "residents": houses["residents"],
        },
        geometry=_around(houses, borders),
        crs=houses.crs,
    )
    layers = []
    for layer in ("barriers", "compounds", "sites"):
        frame = gpd.read_file(town, layer=layer)
        near = frame[frame.intersects(borders.union_all())].reset_index(drop=True)
        near["layer"], near["position"] = layer, near.index
        layers.append(near)
    features = gpd.GeoDataFrame(gpd.pd.concat(layers), crs=houses.crs)
    atoms["microgrid"] = _gathered(atoms, 12)
    atoms["grid"] = (atoms["microgrid"] - 1) // 4 + 1
    atoms, tower = _stacked(atoms)
    return Land(borders, houses, atoms, features, tower)


def _stacked(atoms: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Floors 1-3 and 4-6 of the largest house apart."""
    atoms = atoms.assign(building=atoms["id"], foot=atoms["id"], plan=None)
    atoms[["floor_from", "floor_to"]] = None
    at = atoms["households"].idxmax()
    tower = int(atoms["id"].max()) + 1
    halves = gpd.pd.concat([atoms.loc[[at, at]]], ignore_index=True)
    halves["id"], halves["foot"], halves["plan"] = [tower, tower + 1], tower, PLAN
    halves["floor_from"], halves["floor_to"] = [1, 4], [3, 6]
    for count in ("households", "residents"):
        halves[count] = [atoms.at[at, count] // 2, (atoms.at[at, count] + 1) // 2]
    other = halves["microgrid"] + np.where(halves["microgrid"] % 4 == 0, -1, 1)
    halves.loc[1, "microgrid"] = other[1]
    atoms.loc[at, ["grid", "microgrid"]] = 0
    return gpd.pd.concat([atoms, halves], ignore_index=True), tower


def _around(houses: gpd.GeoDataFrame, borders: gpd.GeoDataFrame) -> np.ndarray[Any, Any]:
    made = np.empty(len(houses), dtype=object)
    for border in borders.itertuples():
        own = np.flatnonzero(houses["community"] == border.id)
        points = shapely.MultiPoint(houses.geometry.iloc[own].representative_point().to_list())
        made[own] = shapely.get_parts(
            shapely.voronoi_polygons(points, extend_to=border.geometry, ordered=True)
        )
        cut = shapely.intersection(made[own], border.geometry, grid_size=1e-6)
        largest = [max(shapely.get_parts(one), key=shapely.area) for one in cut]
        made[own] = np.array(largest, dtype=object)
    return made


def _gathered(atoms: gpd.GeoDataFrame, each: int) -> np.ndarray[Any, Any]:
    """Number of the nearest of ``each`` centres in the atom's community, 1-based, sorted by x."""
    number = np.zeros(len(atoms), dtype=int)
    middle = shapely.get_coordinates(atoms.centroid)
    for turn, community in enumerate(sorted(atoms["community"].unique())):
        own = np.flatnonzero(atoms["community"] == community)
        order = own[np.argsort(middle[own, 0])]
        centres = order[np.linspace(0, len(own) - 1, each).astype(int)]
        number[own] = turn * each + cKDTree(middle[centres]).query(middle[own])[1] + 1
    return number


def store(connection: Connection, drawn: Land) -> None:
    """Put the dataset and a draft on it into empty tables."""
    put = _Putting(connection)
    put("jurisdictions", [
        {"code": "0", "name": "root", "level": "root", "parent": None},
        {"code": "990121", "name": "county", "level": "county", "parent": "0"},
        {"code": STREET, "name": "street", "level": "street", "parent": "990121"},
        *({"code": code, "name": code, "level": "community", "parent": STREET}
          for code in drawn.communities["code"]),
    ])  # fmt: skip
    put("datasets", [{
        "id": DATASET, "name": "town", "version": 1, "jurisdiction": STREET, "srid": SRID,
        "digests": {}, "notices": [], "software": "test", "totals": {}, "columns": {},
        "created_by": BY,
    }])  # fmt: skip
    put("communities", [
        {"id": one.id, "dataset": DATASET, "code": one.code, "name": one.name_, "kind": one.kind,
         "households": None if np.isnan(one.households) else one.households, "digest": "",
         "geom": _ewkt(one.geometry)}
        for one in drawn.communities.rename(columns={"name": "name_"}).itertuples()
    ])  # fmt: skip
    put("features", [
        {"dataset": DATASET, "layer": row["layer"], "position": row["position"],
         "geom": _ewkt(row["geometry"]), "properties": {
             key: row[key] for key in ("id", "name", "class", "crossable", "category")
             if isinstance(row[key], str | bool)}}
        for row in drawn.features.to_dict("records")
    ])  # fmt: skip
    put("buildings", [
        {"id": one.id, "dataset": DATASET, "name": one.name, "community": one.community,
         "households": one.households, "residents": one.residents, "source": "surveyed",
         "floors": 3, "staircases": 1, "properties": {}, "geom": _ewkt(one.geometry)}
        for one in drawn.buildings.itertuples(index=False)
    ])  # fmt: skip
    put("atoms", [
        {"id": one.id, "community": one.community, "foot": one.foot, "households": one.households,
         "residents": one.residents, "buildings": 1, "area": one.geometry.area,
         "floor_from": one.floor_from, "floor_to": one.floor_to, "plan": one.plan,
         "geom": _ewkt(one.geometry)}
        for one in drawn.atoms.itertuples(index=False)
    ])  # fmt: skip
    put("atom_buildings", [
        {"atom": one.id, "building": one.building, "households": one.households,
         "residents": one.residents}
        for one in drawn.atoms.itertuples(index=False)
    ])  # fmt: skip
    plan(connection, drawn)


def plan(connection: Connection, drawn: Land, number: int = PLAN) -> None:
    """Put a draft with the drawn assignment into the tables."""
    put = _Putting(connection)
    put("plans", [{
        "id": number, "dataset": DATASET, "name": "draft", "jurisdiction": STREET,
        "state": "draft", "version": 0, "rules": {}, "params": {}, "quality": {}, "head": b"",
        "next_grid": 1000, "next_microgrid": 1000, "created_by": BY,
    }])  # fmt: skip
    put("plan_communities", [{"plan": number, "community": one} for one in drawn.communities["id"]])
    codes = drawn.communities.set_index("id")["code"]
    totals = {"households": "sum", "residents": "sum", "id": "count"}
    assigned = drawn.atoms[drawn.atoms["grid"] > 0]
    grids = assigned.groupby(["grid", "community"]).agg(totals).reset_index()
    put("grids", [
        {"plan": number, "id": one.grid, "community": one.community,
         "code": f"{codes[one.community]}{one.grid:03}", "kind": "base", "name": f"网格{one.grid}",
         "name_en": f"Grid {one.grid}", "locked": False, "live": True, "version": 0,
         "households": one.households, "residents": one.residents, "buildings": one.id,
         "atoms": one.id, "pieces": 1}
        for one in grids.itertuples()
    ])  # fmt: skip
    small = assigned.groupby(["microgrid", "grid", "community"]).agg(totals).reset_index()
    put("microgrids", [
        {"plan": number, "id": one.microgrid, "grid": one.grid,
         "code": f"{codes[one.community]}{one.grid:03}{one.microgrid:02}", "live": True,
         "households": one.households, "residents": one.residents, "atoms": one.id}
        for one in small.itertuples()
    ])  # fmt: skip
    put("assignments", [
        {"plan": number, "atom": one.id, "foot": one.foot, "community": one.community,
         "grid": one.grid, "microgrid": one.microgrid}
        for one in assigned.itertuples()
    ])  # fmt: skip


def move(connection: Connection, atom: int, microgrid: int, number: int = PLAN) -> None:
    """Move an atom as an operation does: the assignment and the versions, in one transaction."""
    given = {"plan": number, "atom": atom, "microgrid": microgrid}
    for statement in _MOVE:
        connection.execute(text(statement), given)


_MOVE = (
    "update plans set version = version + 1 where id = :plan",
    """update grids set version = (select version from plans where id = :plan)
    where plan = :plan and id in (
        select grid from assignments where plan = :plan and atom = :atom
        union select grid from microgrids where plan = :plan and id = :microgrid
    )""",
    """update assignments set microgrid = :microgrid, grid =
        (select grid from microgrids where plan = :plan and id = :microgrid)
    where plan = :plan and atom = :atom""",
)


def movable(drawn: Land, community: int = 1) -> tuple[int, int]:
    """An atom, and a micro-grid in another grid of its community."""
    own = drawn.atoms[(drawn.atoms["community"] == community) & (drawn.atoms["grid"] > 0)]
    return int(own["id"][own["grid"].idxmin()]), int(own["microgrid"].max())


def publish(connection: Connection, number: int = PLAN) -> None:
    """Publish a plan of which the outlines are fresh."""
    given = {"plan": number}
    connection.execute(text("update plans set state = 'published' where id = :plan"), given)
    connection.execute(
        text(
            "insert into publications (plan, plan_version, community) select p.id, p.version,"
            " c.code from plans p join plan_communities pc on pc.plan = p.id"
            " join communities c on c.id = pc.community where p.id = :plan"
        ),
        given,
    )
    for level, units in (("grid", "grids"), ("microgrid", "microgrids")):
        connection.execute(text(_OUTLINES.format(level=level, units=units)), given)


_OUTLINES = """
insert into outlines (publication, level, code, properties, digest, floor_from, floor_to, geom)
select p.id, '{level}', u.code, jsonb_build_object('boundary_text', '东至'), '',
    floors.floor_from, floors.floor_to, s.geom
from {units} u join shapes s on s.plan = u.plan and s.level = '{level}' and s.unit = u.id
join publications p on p.plan = u.plan and left(u.code, 12) = p.community
cross join lateral (
    select min(a.floor_from) as floor_from, max(a.floor_to) as floor_to
    from assignments x join atoms a on a.id = x.atom
    where x.plan = u.plan and x.{level} = u.id and '{level}' = 'microgrid'
) floors
where u.plan = :plan
"""


class _Putting:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __call__(self, table: str, rows: list[dict[str, Any]]) -> None:
        self.connection.execute(metadata.tables[table].insert(), rows)


def _ewkt(shape: Any) -> str:
    return f"SRID={SRID};{shapely.to_wkt(shape, rounding_precision=9)}"


def session(connection: Connection, name: str, role: Role, place: str = STREET) -> str:
    """A user with one role, logged in; returns the token of the cookie."""
    number = users.add(connection, name, place, None, one_time=False)
    users.grant(connection, number, Grant(role, place))
    token = secrets.token_urlsafe()
    sessions.add(connection, number, access.digest(token))
    return token
