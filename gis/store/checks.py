"""What ``gis fsck`` reads of a plan, as tables: the log, what follows from it, what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, and_, exists, func, select

from gis.editing.delta import Delta
from gis.model import OperationKind
from gis.store.operations import Entry, canonical, chained
from gis.store.snapshots import table
from gis.store.tables import (
    assignments,
    atom_buildings,
    atoms,
    communities,
    grids,
    microgrids,
    operations,
    origins,
    outlines,
    plan_communities,
    plans,
    publications,
)


@dataclass(frozen=True, slots=True)
class Logged:
    """An operation as it was read back.

    Parameters
    ----------
    faithful
        Whether its hash is that of what it says, chained to ``previous``.
    """

    version: int
    previous: bytes
    hash: bytes
    faithful: bool
    delta: Delta


def every_plan(conn: Connection) -> list[int]:
    """Numbers of all plans."""
    return list(conn.execute(select(plans.c.id).order_by(plans.c.id)).scalars())


def ends(conn: Connection, plan: int) -> tuple[int, bytes]:
    """Version of a plan, and the hash of its last operation, as the plan's row has them."""
    row = conn.execute(select(plans.c.version, plans.c.head).where(plans.c.id == plan)).one()
    return row.version, bytes(row.head)


def log(conn: Connection, plan: int) -> Iterator[Logged]:
    """Operations of a plan in their order."""
    wanted = select(operations).where(operations.c.plan == plan).order_by(operations.c.version)
    for row in conn.execute(wanted.execution_options(yield_per=500)):
        delta = Delta.of_json(row.delta)
        entry = Entry(
            row.plan, row.key, OperationKind(row.kind), row.actor, row.request, delta, row.target
        )
        previous, kept = bytes(row.previous), bytes(row.hash)
        same = canonical(delta.to_json()) == canonical(row.delta)
        faithful = same and chained(previous, row.version, entry, row.result) == kept
        yield Logged(row.version, previous, kept, faithful, delta)


def began(conn: Connection, plan: int) -> dict[int, tuple[int, int]]:
    """Grid and micro-grid of each atom at version 0."""
    columns = (origins.c.atom, origins.c.grid, origins.c.microgrid)
    rows = conn.execute(select(*columns).where(origins.c.plan == plan))
    return {row.atom: (row.grid, row.microgrid) for row in rows}


def placed(conn: Connection, plan: int) -> pd.DataFrame:
    """Assignments with what their atoms hold.

    Returns
    -------
    ``atom``, ``foot``, ``community`` (code), ``grid``, ``microgrid``, ``households``,
    ``residents``, ``area``, and ``own_foot``, the foot that the atom itself names.
    """
    own = [assignments.c[name] for name in ("atom", "foot", "grid", "microgrid")]
    held = [atoms.c[name] for name in ("households", "residents", "area")]
    wanted = (
        select(*own, communities.c.code.label("community"), *held, atoms.c.foot.label("own_foot"))
        .join(atoms, atoms.c.id == assignments.c.atom)
        .join(communities, communities.c.id == assignments.c.community)
        .where(assignments.c.plan == plan)
        .order_by(assignments.c.atom)
    )
    return table(conn, wanted)


def standing(conn: Connection, plan: int) -> pd.DataFrame:
    """Buildings on the atoms of a plan: ``atom``, ``building``, ``households``, ``residents``."""
    wanted = (
        select(atom_buildings)
        .join(
            assignments,
            and_(assignments.c.plan == plan, assignments.c.atom == atom_buildings.c.atom),
        )
        .order_by(atom_buildings.c.atom, atom_buildings.c.building)
    )
    return table(conn, wanted)


def whole(conn: Connection, plan: int) -> pd.DataFrame:
    """What each community of a plan held when it was imported.

    Returns
    -------
    ``community`` (code), ``households``, ``residents``, ``area`` in square metres.
    """
    ground = func.sum(atoms.c.area).filter(atoms.c.id == atoms.c.foot)
    wanted = (
        select(
            communities.c.code.label("community"),
            func.sum(atoms.c.households).label("households"),
            func.sum(atoms.c.residents).label("residents"),
            ground.label("area"),
        )
        .join(plan_communities, plan_communities.c.community == communities.c.id)
        .join(atoms, and_(atoms.c.community == communities.c.id, atoms.c.plan.is_(None)))
        .where(plan_communities.c.plan == plan)
        .group_by(communities.c.code)
    )
    return table(conn, wanted)


def units(conn: Connection, plan: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All grids and micro-grids of a plan, dead ones too, by number."""
    return (
        table(conn, select(grids).where(grids.c.plan == plan).order_by(grids.c.id)),
        table(conn, select(microgrids).where(microgrids.c.plan == plan).order_by(microgrids.c.id)),
    )


def outline_codes(conn: Connection, plan: int) -> pd.DataFrame:
    """``level`` and ``code`` of the plan's published outlines."""
    wanted = (
        select(outlines.c.level, outlines.c.code)
        .join(publications, publications.c.id == outlines.c.publication)
        .where(publications.c.plan == plan)
    )
    return table(conn, wanted)


def unpublished(conn: Connection, plan: int) -> list[str]:
    """Codes of communities of a plan for which no publication of it was stored."""
    known = exists().where(
        publications.c.plan == plan, publications.c.community == communities.c.code
    )
    wanted = (
        select(communities.c.code)
        .join(plan_communities, plan_communities.c.community == communities.c.id)
        .where(plan_communities.c.plan == plan, ~known)
        .order_by(communities.c.code)
    )
    return list(conn.execute(wanted).scalars())
