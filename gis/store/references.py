"""A stored plan in terms of its dataset's own atoms: what a new proposal may keep of it."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Executable, func, select, text

from gis.errors import NotFoundError, ParameterError
from gis.frames import Held
from gis.store.datasets import Ids
from gis.store.tables import assignments, atoms, grids, microgrids

# Ground that the plan cut up is found again by a point inside.
PLACES = text("""
    WITH own AS (
        SELECT t.id, t.geom FROM plan_communities p JOIN atoms t ON t.community = p.community
        WHERE p.plan = :plan AND t.plan IS NULL
    ), fresh AS (
        SELECT s.atom, s.grid, t.geom FROM assignments s JOIN atoms t ON t.id = s.atom
        WHERE s.plan = :plan AND s.atom = s.foot AND t.plan IS NOT NULL
    )
    SELECT own.id, coalesce(s.grid, fresh.grid) AS grid, fresh.atom AS foot
    FROM own LEFT JOIN assignments s ON s.plan = :plan AND s.atom = own.id
    LEFT JOIN fresh ON s.atom IS NULL AND ST_Covers(fresh.geom, ST_PointOnSurface(own.geom))
    WHERE coalesce(s.grid, fresh.grid) IS NOT NULL
""")


def codes_by_atom(conn: Connection, plan: int, ids: Ids) -> pd.DataFrame:
    """``atom`` position in the dataset's ground, and ``code`` of its grid in the plan."""
    rows = conn.execute(PLACES, {"plan": plan}).all()
    frame = pd.DataFrame(rows, columns=["id", "grid", "foot"]).drop_duplicates("id")
    query = select(grids.c.id, grids.c.code).where(grids.c.plan == plan)
    code = {row.id: row.code for row in conn.execute(query)}
    return pd.DataFrame(
        {
            "atom": np.searchsorted(ids.atoms, frame["id"].to_numpy(np.int64)),
            "code": frame["grid"].map(code),
        }
    ).sort_values("atom", ignore_index=True)


def hold(conn: Connection, plan: int, codes: Collection[str], ids: Ids) -> Held:
    """Grids of a plan, to stay exactly as they are in a new proposal.

    Raises
    ------
    NotFoundError
        The plan has no such grid.
    ParameterError
        A grid holds atoms that were cut by a drawn line; a proposal knows only whole ones.
    """
    units = _table(conn, select(grids).where(grids.c.plan == plan, grids.c.live,
                                             grids.c.code == func.any(list(codes))))  # fmt: skip
    if missing := set(codes) - set(units["code"]):
        named = ", ".join(sorted(missing))
        raise NotFoundError(f"plan {plan} has no grid {named}", f"方案{plan}没有网格{named}")
    numbers = units["id"].tolist()
    micro = _table(conn, select(microgrids).where(
        microgrids.c.plan == plan, microgrids.c.live, microgrids.c.grid == func.any(numbers)
    ))  # fmt: skip
    held = _table(conn, select(
        assignments.c.atom, assignments.c.foot, assignments.c.grid, assignments.c.microgrid,
        atoms.c.floor_from, atoms.c.floor_to, atoms.c.plan,
    ).join(atoms, atoms.c.id == assignments.c.atom).where(
        assignments.c.plan == plan, assignments.c.grid == func.any(numbers)
    ))  # fmt: skip
    cut = held[held["plan"].notna() & held["floor_from"].isna()]
    if len(cut):
        named = ", ".join(sorted(units.set_index("id")["code"][cut["grid"].unique()]))
        raise ParameterError(
            f"grids {named} hold atoms that were cut by a line; they cannot be kept locked",
            f"网格{named}含有按线分割的基本单元，无法在新方案中锁定",
        )
    return _held(conn, plan, ids, units.set_index("id"), micro.set_index("id"), held)


def _held(
    conn: Connection, plan: int, ids: Ids, units: pd.DataFrame, micro: pd.DataFrame,
    held: pd.DataFrame,
) -> Held:  # fmt: skip
    rows = conn.execute(PLACES, {"plan": plan}).all()
    ground = {row.foot: row.id for row in rows if row.foot is not None}
    below = held["foot"].map(ground).where(held["plan"].notna(), held["atom"]).to_numpy(np.int64)
    held = held.assign(atom=np.searchsorted(ids.atoms, below))
    whole = held["plan"].isna()
    community = np.searchsorted(ids.communities, units["community"].to_numpy(np.int64))
    site = units["site"].astype("Int32")
    return Held(
        units.assign(community=community, site=site),
        micro[["grid", "code", "reason"]],
        held.loc[whole, ["atom", "microgrid"]].reset_index(drop=True),
        held.loc[~whole, ["atom", "floor_from", "floor_to", "microgrid"]].reset_index(drop=True),
    )


def _table(conn: Connection, query: Executable) -> pd.DataFrame:
    result = conn.execute(query)
    return pd.DataFrame(result.all(), columns=list(result.keys()))
