"""A plan at its head as tables: units, the atoms assigned to them, and what stands on those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Numeric,
    Select,
    and_,
    func,
    select,
    text,
)

from gis.errors import NotFoundError
from gis.model import PlanState
from gis.store.tables import (
    assignments,
    atom_buildings,
    atoms,
    buildings,
    communities,
    datasets,
    edges,
    grids,
    microgrids,
    plan_communities,
    plans,
    rims,
)

BORDER = ("length", "east", "south", "west", "north", "along", "along_en")


@dataclass(frozen=True, slots=True)
class Head:
    """What a plan is at the moment; ``rules`` as ``files.proposal.rules_as_json`` gives them."""

    id: int
    dataset: int
    srid: int
    name: str
    jurisdiction: str
    state: PlanState
    version: int
    rules: dict[str, Any]
    params: dict[str, Any]
    created_by: str
    submitted_by: str | None
    approved_by: str | None


@dataclass(frozen=True)
class Snapshot:
    """Everything that a plan's frames are made of; tables have a RangeIndex.

    communities
        ``id``, ``code``; sorted by code.
    grids, microgrids
        Live units sorted by code, with the columns of their tables; ``community`` of a grid is
        its code.
    atoms
        ``atom``, ``foot``, ``grid``, ``microgrid``, ``households``, ``residents``, ``area``,
        and ``floor_from``, ``floor_to``, ``staircase`` as Int32; sorted by ``atom``.
    ground
        Polygons by number of the foot, in the dataset's CRS.
    members
        ``atom``, ``building``, ``households``, ``residents``.
    buildings
        ``id``, ``name``, ``households``, ``residents``, ``source``, ``floors``.
    """

    communities: pd.DataFrame
    grids: pd.DataFrame
    microgrids: pd.DataFrame
    atoms: pd.DataFrame
    ground: pd.Series
    members: pd.DataFrame
    buildings: pd.DataFrame


def head(conn: Connection, plan: int, *, lock: bool = False) -> Head:
    """The plan's row; with ``lock`` nobody edits or publishes it before the transaction ends.

    Raises
    ------
    NotFoundError
        There is no such plan.
    """
    names = [name for name in Head.__slots__ if name != "srid"]
    wanted = (
        select(datasets.c.srid, *(plans.c[name] for name in names))
        .join(datasets, datasets.c.id == plans.c.dataset)
        .where(plans.c.id == plan)
    )
    if lock:
        wanted = wanted.with_for_update(key_share=True, of=plans)
    row = conn.execute(wanted).mappings().first()
    if row is None:
        raise NotFoundError(f"there is no plan {plan}")
    return Head(**{**row, "state": PlanState(row["state"])})


def take_time(conn: Connection) -> None:
    """Let this transaction read large plans, and compute for minutes between statements.

    Nobody waits for it: it only reads, or the plan that it locks is frozen anyway.
    """
    conn.execute(text("set local idle_in_transaction_session_timeout = 0"))
    conn.execute(text("set local statement_timeout = '120s'"))


def size(conn: Connection, plan: int) -> int:
    """Number of atoms of a plan."""
    wanted = select(func.count()).select_from(assignments).where(assignments.c.plan == plan)
    return int(conn.execute(wanted).scalar_one())


def snapshot(conn: Connection, plan: int) -> Snapshot:
    """Read a plan; the caller sees to it that its version stays the same meanwhile."""
    placed = assignments.c.plan == plan
    foot = conn.execute(
        select(atoms.c.id, func.ST_AsBinary(atoms.c.geom))
        .join(assignments, and_(placed, assignments.c.atom == atoms.c.id))
        .where(atoms.c.id == atoms.c.foot)
        .order_by(atoms.c.id)
    ).all()
    shapes = shapely.from_wkb([bytes(shape) for _, shape in foot])
    return Snapshot(
        communities=table(conn, _communities(plan)),
        grids=table(conn, _grids(plan)),
        microgrids=table(
            conn,
            select(microgrids)
            .where(microgrids.c.plan == plan, microgrids.c.live)
            .order_by(microgrids.c.code),
        ),
        atoms=_atoms(conn, plan),
        ground=pd.Series(shapes, index=[number for number, _ in foot], dtype=object),
        members=table(
            conn,
            select(atom_buildings)
            .join(assignments, and_(placed, assignments.c.atom == atom_buildings.c.atom))
            .order_by(atom_buildings.c.building, atom_buildings.c.atom),
        ),
        buildings=table(conn, _buildings(plan)),
    )


def borders(conn: Connection, plan: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Edges between atoms of a plan, and rims of its atoms; atoms by number."""
    return _borders(conn, select(assignments.c.atom).where(assignments.c.plan == plan))


def community_borders(
    conn: Connection, plan: int, community: str
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[pd.DataFrame, pd.DataFrame]]:
    """Grids (``id``, ``code``) of a community by code, its atoms (``atom``, ``grid``), ``borders``.

    Raises
    ------
    NotFoundError
        There is no such plan, or it has no such community.
    """
    head(conn, plan)
    number = conn.execute(
        select(communities.c.id)
        .join(plan_communities, plan_communities.c.community == communities.c.id)
        .where(plan_communities.c.plan == plan, communities.c.code == community)
    ).scalar_one_or_none()
    if number is None:
        raise NotFoundError(
            f"plan {plan} has no community {community}", f"方案{plan}中没有社区{community}"
        )
    here = and_(assignments.c.plan == plan, assignments.c.community == number)
    units = select(grids.c.id, grids.c.code).where(
        grids.c.plan == plan, grids.c.community == number, grids.c.live
    )
    placed = select(assignments.c.atom, assignments.c.grid).where(here)
    return (
        table(conn, units.order_by(grids.c.code)),
        table(conn, placed.order_by(assignments.c.atom)),
        _borders(conn, select(assignments.c.atom).where(here)),
    )


def _borders(conn: Connection, own: Select[tuple[int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    inner = select(*(edges.c[name] for name in ("low", "high", *BORDER))).where(
        edges.c.low.in_(own), edges.c.high.in_(own)
    )
    outer = select(*(rims.c[name] for name in ("atom", "part", *BORDER))).where(
        rims.c.atom.in_(own)
    )
    return (
        table(conn, inner.order_by(edges.c.low, edges.c.high)),
        table(conn, outer.order_by(rims.c.atom, rims.c.part)),
    )


def table(conn: Connection, wanted: Select[Any]) -> pd.DataFrame:
    """Rows of a query as a frame; without rows numbers are numbers all the same."""
    rows = conn.execute(wanted).all()
    columns = wanted.selected_columns
    if rows:
        values = zip(*rows, strict=True)
        return pd.DataFrame(dict(zip(columns.keys(), map(list, values), strict=True)))
    return pd.DataFrame({c.key: pd.Series([], dtype=_dtype(c)) for c in columns})


def _dtype(column: ColumnElement[Any]) -> str:
    if isinstance(column.type, Boolean):
        return "bool"
    if isinstance(column.type, Integer):
        return "int64"
    return "float64" if isinstance(column.type, Numeric) else "object"


def _communities(plan: int) -> Select[Any]:
    return (
        select(communities.c.id, communities.c.code)
        .join(plan_communities, plan_communities.c.community == communities.c.id)
        .where(plan_communities.c.plan == plan)
        .order_by(communities.c.code)
    )


def _grids(plan: int) -> Select[Any]:
    columns = [column for column in grids.c if column.name != "community"]
    return (
        select(*columns, communities.c.code.label("community"))
        .join(communities, communities.c.id == grids.c.community)
        .where(grids.c.plan == plan, grids.c.live)
        .order_by(grids.c.code)
    )


def _atoms(conn: Connection, plan: int) -> pd.DataFrame:
    own = [assignments.c[name] for name in ("atom", "foot", "grid", "microgrid")]
    names = ("households", "residents", "area", "floor_from", "floor_to", "staircase")
    wanted = (
        select(*own, *(atoms.c[name] for name in names))
        .join(atoms, atoms.c.id == assignments.c.atom)
        .where(assignments.c.plan == plan)
        .order_by(assignments.c.atom)
    )
    return table(conn, wanted).astype(dict.fromkeys(names[3:], "Int32"))


def _buildings(plan: int) -> Select[Any]:
    names = ("id", "name", "households", "residents", "source", "floors")
    return (
        select(*(buildings.c[name] for name in names))
        .join(plan_communities, plan_communities.c.community == buildings.c.community)
        .where(plan_communities.c.plan == plan)
        .order_by(buildings.c.id)
    )
