"""What must hold after every commit, found out from the ground up."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection, Engine, text

from gis.store import shapes
from gis.store.shapes import Level
from gis.workflow import fsck

NEAR = 1e-3
"""Square metres, or their like in degrees, that rounding may take."""

ATOMS = """
    select s.atom, s.foot, s.grid, s.microgrid, s.community, a.geom
    from assignments s join atoms a on a.id = s.atom where s.plan = :plan order by s.atom
"""
COMMUNITIES = """
    select c.id, c.geom from communities c join plan_communities p on p.community = c.id
    where p.plan = :plan order by c.id
"""
OUTLINES = """
    select s.unit, s.geom from shapes s where s.plan = :plan and s.level = :level
        and s.unit = any(:live) order by s.unit
"""


def faults(engine: Engine, plan: int) -> list[str]:
    """Everything wrong with a plan: its log, its figures, its ground and its outlines."""
    found = fsck.fsck(engine, [plan])
    with engine.begin() as conn:
        atoms = _read(conn, ATOMS, plan)
        found += _ground(atoms, _read(conn, COMMUNITIES, plan).set_index("id"))
        for level in Level:
            shapes.refresh(conn, plan, level)
            live = sorted(set(atoms[level]))
            found += _outlines(atoms, level, _read(conn, OUTLINES, plan, level=level, live=live))
    return found


def state(engine: Engine, plan: int) -> dict[str, pd.DataFrame]:
    """Places of all atoms and the fields of all live units, to be compared."""
    with engine.connect() as conn:
        return {
            name: pd.DataFrame(conn.execute(text(query), {"plan": plan}).mappings().all())
            for name, query in STATE.items()
        }


STATE = {
    "atoms": "select atom, foot, community, grid, microgrid from assignments"
    " where plan = :plan order by atom",
    "grids": "select id, community, code, kind, category, site, name, name_en, post, reason,"
    " locked, households, residents, buildings, atoms from grids"
    " where plan = :plan and live order by id",
    "microgrids": "select id, grid, code, reason, households, residents, atoms from microgrids"
    " where plan = :plan and live order by id",
}


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> bool:
    """Whether two states are equal."""
    return all(one[name].equals(other[name]) for name in STATE)


def _read(conn: Connection, query: str, plan: int, **given: Any) -> gpd.GeoDataFrame:
    return gpd.read_postgis(text(query), conn, "geom", params={"plan": plan, **given})


def _ground(atoms: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> list[str]:
    """Atoms tile each community, and fit their neighbours vertex by vertex."""
    feet = atoms[atoms["atom"] == atoms["foot"]]
    found = []
    for number, border in communities.geometry.items():
        own = feet.geometry[feet["community"] == number].to_numpy()
        if not shapely.coverage_is_valid(own):
            found.append(f"atoms of community {number} are not edge-matched")
        scale = border.area / 1e4
        if shapely.union_all(own).symmetric_difference(border).area > NEAR * scale:
            found.append(f"atoms do not tile community {number}")
        if abs(shapely.area(own).sum() - border.area) > NEAR * scale:
            found.append(f"atoms of community {number} overlap")
    stacked = atoms.set_index("atom").geometry
    for atom, foot in zip(atoms["atom"], atoms["foot"], strict=True):
        if foot not in stacked.index or not stacked[atom].equals_exact(stacked[foot], 0.0):
            found.append(f"atom {atom} does not stand on the ground of {foot}")
    return found


def _outlines(atoms: gpd.GeoDataFrame, level: Level, outlines: gpd.GeoDataFrame) -> list[str]:
    """Derived outlines are the unions of the atoms; those of grids fit each other."""
    due = atoms.drop_duplicates([level, "foot"]).dissolve(level).geometry
    there = outlines.set_index("unit").geometry
    if list(due.index) != list(there.index):
        return [f"outlines of {level} {sorted(set(due.index) ^ set(there.index))} are missing"]
    ground, drawn = due.to_numpy(), there.to_numpy()
    off = shapely.area(shapely.symmetric_difference(ground, drawn)) > 1e-9 * shapely.area(ground)
    found = [f"the outline of {level} {unit} is not its atoms" for unit in due.index[off]]
    if level is Level.GRID:
        home = atoms.drop_duplicates("grid").set_index("grid")["community"]
        for number, own in there.groupby(home):
            if not shapely.coverage_is_valid(own.to_numpy()):
                found.append(f"grids of community {number} do not fit each other")
    return found
