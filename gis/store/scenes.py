"""Read the part of a plan that an edit sees, and lock what it touches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, Row, func, select, text

from gis.editing.scene import Community, Scene
from gis.errors import NotFoundError
from gis.model import CODE_SCHEMES, Rules
from gis.store.copying import reserve
from gis.store.tables import assignments, atoms, communities, grids, microgrids

GRID_FIELDS = (
    "community", "code", "kind", "category", "site", "name", "name_en", "post", "reason",
    "locked", "live",
)  # fmt: skip
"""What an edit may change of a grid; counts and version follow by themselves."""
MICROGRID_FIELDS = ("grid", "code", "reason", "live")
ATOM_FIELDS = (
    "atom", "foot", "community", "grid", "microgrid", "households", "residents", "buildings",
)  # fmt: skip
AHEAD = 20
"""Numbers fetched at once when an edit makes new units."""

ATOMS = text("""
    SELECT a.atom, a.foot, a.community, a.grid, a.microgrid, t.households, t.residents, t.buildings
    FROM assignments a JOIN atoms t ON t.id = a.atom
    WHERE a.plan = :plan AND a.grid = ANY (:grids) ORDER BY a.atom
""")
EDGES = text("""
    SELECT e.low, e.high, e.length, e.cost, e.passable, e.reachable
    FROM assignments a
    JOIN edges e ON e.low = a.atom
    JOIN assignments b ON b.plan = a.plan AND b.atom = e.high AND b.grid = ANY (:grids)
    WHERE a.plan = :plan AND a.grid = ANY (:grids) AND a.atom = a.foot
""")

# All borders of an atom less those inside the scene; upper floors have none.
DETAILS = text("""
    SELECT t.id, t.area, coalesce(t.floor_from, 0),
        coalesce(CASE WHEN t.staircase IS NOT NULL THEN
            (SELECT min(building) FROM atom_buildings b WHERE b.atom = t.id) END, -1),
        CASE WHEN t.id <> t.foot THEN 0.0 ELSE
            greatest(ST_Perimeter(t.geom) * sqrt(t.area / ST_Area(t.geom)) - coalesce((
                SELECT sum(e.length) FROM (
                    SELECT length FROM edges WHERE low = t.id AND high = ANY (:atoms)
                    UNION ALL SELECT length FROM edges WHERE high = t.id AND low = ANY (:atoms)
                ) AS e), 0.0), 0.0) END
    FROM atoms t WHERE t.id = ANY (:atoms) ORDER BY t.id
""")


def grids_of(conn: Connection, plan: int, atoms: Collection[int]) -> dict[int, int]:
    """Grid of each of some atoms; those the plan does not hold are left out."""
    rows = conn.execute(
        select(assignments.c.atom, assignments.c.grid).where(
            assignments.c.plan == plan, assignments.c.atom == func.any(list(atoms))
        )
    )
    return {row.atom: row.grid for row in rows}


def grids_in(conn: Connection, plan: int, community: str) -> set[int]:
    """Live grids of a community by its code.

    Raises
    ------
    NotFoundError
        The plan does not cover the community.
    """
    query = (
        select(grids.c.id)
        .join(communities, communities.c.id == grids.c.community)
        .where(grids.c.plan == plan, grids.c.live, communities.c.code == community)
    )
    found = set(conn.execute(query).scalars())
    if not found:
        raise NotFoundError(
            f"the plan does not cover community {community}", f"方案不包含社区{community}"
        )
    return found


def atoms_of(
    conn: Connection, plan: int, *, grid: int | None = None, site: int | None = None
) -> list[int]:
    """Atoms of a grid, or those on a site by its position in the dataset."""
    query = select(assignments.c.atom).where(assignments.c.plan == plan)
    if grid is not None:
        query = query.where(assignments.c.grid == grid)
    if site is not None:
        query = query.join(atoms, atoms.c.id == assignments.c.atom).where(atoms.c.site == site)
    return list(conn.execute(query.order_by(assignments.c.atom)).scalars())


def size(conn: Connection, plan: int, numbers: Collection[int]) -> int:
    """Number of atoms in some grids."""
    query = select(func.count()).where(
        assignments.c.plan == plan, assignments.c.grid == func.any(list(numbers))
    )
    return int(conn.execute(query).scalar_one())


def lock_grids(conn: Connection, plan: int, numbers: Collection[int]) -> dict[int, int]:
    """Lock grids in the order of their numbers; version of each one's last change.

    The order is the same for everybody, so two edits wait for each other but never in a ring.
    """
    rows = conn.execute(
        select(grids.c.id, grids.c.version)
        .where(grids.c.plan == plan, grids.c.id == func.any(sorted(numbers)))
        .order_by(grids.c.id)
        .with_for_update(key_share=True)
    )
    return {row.id: row.version for row in rows}


def load_scene(conn: Connection, plan: int, numbers: Collection[int], rules: Rules) -> Scene:
    """Atoms of some grids with their borders, their units, and the codes in their communities."""
    given = {"plan": plan, "grids": sorted(numbers)}
    held = _columns(conn.execute(ATOMS, given).all(), "iiiiiiii")
    edges = _columns(conn.execute(EDGES, given).all(), "iiffbb")
    named = _units(conn, grids, plan, numbers, GRID_FIELDS, "id")
    return Scene(
        **dict(zip(ATOM_FIELDS, held, strict=True)),
        low=np.searchsorted(held[0], edges[0]),
        high=np.searchsorted(held[0], edges[1]),
        length=edges[2],
        cost=edges[3],
        passable=edges[4],
        reachable=edges[5],
        grids=named,
        microgrids=_units(conn, microgrids, plan, numbers, MICROGRID_FIELDS, "grid"),
        communities=_communities(conn, plan, {unit["community"] for unit in named.values()}),
        rules=rules,
        scheme=CODE_SCHEMES[rules.code_scheme],
        new_id=_numbers(conn).__next__,
    )


def grounds(conn: Connection, scene: Scene) -> pd.DataFrame:
    """``shape`` (in the CRS of the dataset) and ``floor_from`` (0 for all) of a scene's atoms."""
    query = (
        select(atoms.c.id, func.ST_AsBinary(atoms.c.geom), atoms.c.floor_from)
        .where(atoms.c.id == func.any(scene.atom.tolist()))
        .order_by(atoms.c.id)
    )
    rows = conn.execute(query).all()
    shapes = shapely.from_wkb([bytes(row[1]) for row in rows])
    floors = [row[2] or 0 for row in rows]
    return pd.DataFrame({"shape": np.asarray(shapes, dtype=object), "floor_from": floors})


def details(conn: Connection, scene: Scene) -> pd.DataFrame:
    """What the partitioner must know besides: ``area``, ``rim``, ``floor_from``, ``building``.

    ``rim`` counts metres of border to anything beyond the scene, ``building`` is the number of
    one cut by staircases and -1 elsewhere.
    """
    rows = conn.execute(DETAILS, {"atoms": scene.atom.tolist()}).all()
    return pd.DataFrame(rows, columns=["atom", "area", "floor_from", "building", "rim"])


def _columns(rows: Sequence[Row[Any]], kinds: str) -> list[Any]:
    types = {"i": np.int64, "f": np.float64, "b": np.bool_}
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    return [np.array(c, dtype=types[k]) for c, k in zip(columns, kinds, strict=True)]


def _units(
    conn: Connection,
    table: Any,
    plan: int,
    numbers: Collection[int],
    fields: tuple[str, ...],
    by: str,
) -> Mapping[int, Mapping[str, Any]]:
    rows = conn.execute(
        select(table.c.id, *(table.c[name] for name in fields)).where(
            table.c.plan == plan, table.c[by] == func.any(sorted(numbers))
        )
    )
    return {row.id: {name: getattr(row, name) for name in fields} for row in rows}


def _communities(conn: Connection, plan: int, numbers: Collection[int]) -> Mapping[int, Community]:
    wanted = sorted(numbers)
    rows = conn.execute(select(communities).where(communities.c.id == func.any(wanted)))
    codes = conn.execute(
        select(grids.c.community, grids.c.code).where(
            grids.c.plan == plan, grids.c.community == func.any(wanted), grids.c.live
        )
    ).all()
    return {
        row.id: Community(
            row.id, row.code, row.name, row.kind == "rural",
            frozenset(unit.code for unit in codes if unit.community == row.id),
        )
        for row in rows
    }  # fmt: skip


def _numbers(conn: Connection) -> Iterator[int]:
    while True:
        first = reserve(conn, "units", AHEAD)
        yield from range(first, first + AHEAD)
