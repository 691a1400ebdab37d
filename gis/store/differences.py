"""What two plans of one dataset make of the same buildings and the same ground."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, select, text

from gis.store.crs import crs_of
from gis.store.tables import grids

SHARES = text("""
    SELECT b.building, s.grid, sum(b.households) AS households, sum(b.residents) AS residents
    FROM assignments s JOIN atom_buildings b ON b.atom = s.atom
    WHERE s.plan = :plan GROUP BY b.building, s.grid
""")
# Atoms that one plan cut and the other did not are compared by a point inside.
GROUND = text("""
    WITH a AS (SELECT s.atom, s.grid, t.geom FROM assignments s JOIN atoms t ON t.id = s.atom
            WHERE s.plan = :before AND s.atom = s.foot),
        b AS (SELECT s.atom, s.grid, t.geom FROM assignments s JOIN atoms t ON t.id = s.atom
            WHERE s.plan = :after AND s.atom = s.foot)
    SELECT a.grid AS before, b.grid AS after, ST_AsBinary(b.geom) AS shape
    FROM a JOIN b USING (atom)
    UNION ALL
    SELECT a.grid, b.grid, ST_AsBinary(b.geom)
    FROM b JOIN a ON ST_Covers(a.geom, ST_PointOnSurface(b.geom))
    WHERE NOT EXISTS (SELECT FROM a AS same WHERE same.atom = b.atom)
        AND NOT EXISTS (SELECT FROM b AS same WHERE same.atom = a.atom)
""")


def shares(conn: Connection, plan: int) -> pd.DataFrame:
    """What of each building lies in each grid: ``building``, ``grid``, counts."""
    rows = conn.execute(SHARES, {"plan": plan}).all()
    columns = ["building", "grid", "households", "residents"]
    return pd.DataFrame(rows, columns=columns).astype("int64")


def codes(conn: Connection, plan: int) -> dict[int, str]:
    """Code of each live grid."""
    query = select(grids.c.id, grids.c.code).where(grids.c.plan == plan, grids.c.live)
    return {row.id: row.code for row in conn.execute(query)}


def ground(conn: Connection, before: int, after: int, srid: int) -> gpd.GeoDataFrame:
    """Ground of the second plan's atoms with the grid in either: ``before``, ``after``."""
    rows = conn.execute(GROUND, {"before": before, "after": after}).all()
    shapes = shapely.from_wkb([bytes(row.shape) for row in rows])
    return gpd.GeoDataFrame(
        {
            "before": np.array([row.before for row in rows], dtype=np.int64),
            "after": np.array([row.after for row in rows], dtype=np.int64),
        },
        geometry=np.asarray(shapes, dtype=object),
        crs=crs_of(conn, srid),
    )
