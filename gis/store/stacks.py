"""Floors of towers as atoms of their own, as a plan begins with them."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, text

from gis.store.copying import copy, reserve

ATOMS = text("""
    INSERT INTO atoms (id, community, foot, households, residents, buildings, area, floor_from,
        floor_to, staircase, site, compound, plan, geom)
    SELECT n.id, g.community, n.foot, n.households, n.residents, n.buildings, g.area, n.floor_from,
        n.floor_to, g.staircase, g.site, g.compound, :plan, g.geom
    FROM unnest(CAST(:id AS bigint[]), CAST(:ground AS bigint[]), CAST(:foot AS bigint[]),
        CAST(:households AS int[]), CAST(:residents AS int[]), CAST(:buildings AS int[]),
        CAST(:floor_from AS int[]), CAST(:floor_to AS int[]))
        AS n (id, ground, foot, households, residents, buildings, floor_from, floor_to)
    JOIN atoms g ON g.id = n.ground
""")
EDGES = text("""
    WITH m AS (SELECT * FROM unnest(CAST(:ground AS bigint[]), CAST(:foot AS bigint[]))
        AS m (ground, foot))
    INSERT INTO edges (low, high, length, cost, passable, reachable, east, south, west, north,
        along, along_en)
    SELECT least(l, h), greatest(l, h), length, cost, passable, reachable,
        CASE WHEN l < h THEN east ELSE west END, CASE WHEN l < h THEN south ELSE north END,
        CASE WHEN l < h THEN west ELSE east END, CASE WHEN l < h THEN north ELSE south END,
        along, along_en
    FROM (
        SELECT e.*, coalesce(ml.foot, e.low) AS l, coalesce(mh.foot, e.high) AS h
        FROM edges e
        JOIN atoms al ON al.id = e.low AND al.plan IS NULL
        JOIN atoms ah ON ah.id = e.high AND ah.plan IS NULL
        LEFT JOIN m ml ON ml.ground = e.low LEFT JOIN m mh ON mh.ground = e.high
        WHERE e.low = ANY (:ground) OR e.high = ANY (:ground)
    ) AS renamed
""")
RIMS = text("""
    INSERT INTO rims (atom, part, length, east, south, west, north, along, along_en)
    SELECT m.foot, r.part, r.length, r.east, r.south, r.west, r.north, r.along, r.along_en
    FROM unnest(CAST(:ground AS bigint[]), CAST(:foot AS bigint[])) AS m (ground, foot)
    JOIN rims r ON r.atom = m.ground
""")


def add_stacks(
    conn: Connection, plan: int, floors: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Insert the floors of towers; returns their ``atom``, ``foot``, ``grid``, ``microgrid``.

    The lowest range of each tower is its foot and has the borders of the ground.

    Parameters
    ----------
    floors
        ``ground`` number of the whole atom, ``floor_from``, ``floor_to``, ``households``,
        ``residents``, ``grid``, ``microgrid``.
    people
        ``row`` of floors, ``building`` number, ``households``, ``residents``.
    """
    floors = floors.reset_index(drop=True)
    if floors.empty:
        return pd.DataFrame(columns=["atom", "foot", "grid", "microgrid"])
    floors["id"] = reserve(conn, "atoms_id_seq", len(floors)) + floors.index
    lowest = floors.sort_values("floor_from").drop_duplicates("ground").set_index("ground")["id"]
    floors["foot"] = floors["ground"].map(lowest)
    standing = people.groupby("row").size().reindex(floors.index, fill_value=0)
    floors["buildings"] = standing.to_numpy()
    names = (
        "id", "ground", "foot", "households", "residents", "buildings", "floor_from", "floor_to",
    )  # fmt: skip
    conn.execute(ATOMS, {"plan": plan, **{name: floors[name].tolist() for name in names}})
    feet = {"ground": lowest.index.tolist(), "foot": lowest.tolist()}
    conn.execute(EDGES, feet)
    conn.execute(RIMS, feet)
    members = people.assign(atom=floors["id"].to_numpy()[people["row"].to_numpy(int)])
    copy(conn, "atom_buildings", members[["atom", "building", "households", "residents"]])
    return floors.rename(columns={"id": "atom"})[["atom", "foot", "grid", "microgrid"]]
