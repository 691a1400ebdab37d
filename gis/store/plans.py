"""Plans: begun from a draft or as a branch of another, and listed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select, func, insert, literal, select, text

from gis.editing.delta import Changed, Delta
from gis.errors import NotFoundError
from gis.frames import Draft
from gis.geometry.borders import Ints
from gis.model import OperationKind, PlanState
from gis.store import edits, jurisdictions
from gis.store.copying import analyze, copy, reserve
from gis.store.datasets import Ids
from gis.store.operations import GENESIS, Entry, append
from gis.store.pieces import count_pieces
from gis.store.scenes import GRID_FIELDS, MICROGRID_FIELDS
from gis.store.scopes import IN_PUBLIC, within
from gis.store.stacks import add_stacks
from gis.store.tables import (
    assignments,
    communities,
    datasets,
    grids,
    microgrids,
    operations,
    plan_communities,
    plans,
)

FIRST_KEY = "create"
"""Key of the operation that every plan begins with."""
ORIGINS = text("""
    INSERT INTO origins (plan, atom, grid, microgrid)
    SELECT plan, atom, grid, microgrid FROM assignments WHERE plan = :plan
""")


@dataclass(frozen=True)
class Beginning:
    """What a new plan is called and made with.

    Parameters
    ----------
    rules
        As ``files.proposal.rules_as_json`` gives them.
    params
        Parameters, seed and whatever else made it, for the record.
    """

    dataset: int
    name: str
    rules: Mapping[str, Any]
    params: Mapping[str, Any]
    created_by: str
    quality: Mapping[str, Any] = field(default_factory=dict)
    parent: int | None = None
    parent_version: int | None = None


@dataclass(frozen=True)
class Plan:
    """A plan as lists show it; ``communities`` are codes.

    ``edited_by`` and ``edited_at`` are of the last operation, None where the plan is as it began.
    """

    id: int
    dataset: int
    dataset_name: str
    name: str
    jurisdiction: str
    state: PlanState
    version: int
    rules: Mapping[str, Any]
    params: Mapping[str, Any]
    quality: Mapping[str, Any]
    parent: int | None
    parent_version: int | None
    communities: Sequence[str]
    grids: int
    edited_by: str | None
    edited_at: datetime | None
    created_by: str
    created_at: datetime
    submitted_by: str | None
    submitted_at: datetime | None
    approved_by: str | None
    published_at: datetime | None


def begin(conn: Connection, beginning: Beginning, draft: Draft, ids: Ids) -> int:
    """Store a draft as a plan of version 0; returns its number.

    ``ids`` are those of the whole dataset. That every atom is assigned is checked by the
    database when the transaction ends.
    """
    plan = _insert(conn, beginning, ids.communities[list(draft.communities)].tolist())
    grid_ids = _reserved(conn, len(draft.grids))
    micro_ids = _reserved(conn, len(draft.microgrids))
    _copy_units(conn, plan, draft, ids, grid_ids, micro_ids)

    def placed(rows: pd.DataFrame) -> pd.DataFrame:
        microgrid = rows["microgrid"].to_numpy(int)
        grid = grid_ids[draft.microgrids["grid"].to_numpy(int)[microgrid]]
        return rows.assign(
            atom=ids.atoms[rows["atom"].to_numpy(int)], grid=grid, microgrid=micro_ids[microgrid]
        )

    whole = placed(draft.atoms)
    building = ids.buildings[draft.floor_members["building"].to_numpy(int)]
    stacked = add_stacks(
        conn, plan, placed(draft.floors).rename(columns={"atom": "ground"}),
        draft.floor_members.assign(building=building),
    )  # fmt: skip
    rows = pd.concat([whole.assign(foot=whole["atom"]), *([stacked] if len(stacked) else [])])
    community = ids.communities[draft.grids["community"].to_numpy(int)]
    home = pd.Series(community, index=grid_ids)
    rows = rows.assign(plan=plan, community=rows["grid"].map(home))
    names = ["plan", "atom", "foot", "community", "grid", "microgrid"]
    copy(conn, "assignments", rows[names])
    _settle(conn, plan, beginning)
    return plan


def branch(conn: Connection, parent: Plan, name: str, actor: str) -> int:
    """A draft that begins where another plan is now; returns its number.

    Grids and micro-grids keep their numbers, so that the two can be compared.
    """
    plan, version = conn.execute(_copy_of(parent.id, name, actor)).one()
    beginning = Beginning(
        parent.dataset, name, parent.rules, parent.params, actor, parent.quality,
        parent.id, version,
    )  # fmt: skip
    _settle(conn, int(plan), beginning)
    return int(plan)


def _copy_of(parent: int, name: str, actor: str) -> Select[Any]:
    """Copy a plan; gives the number of the copy and the version it was taken from.

    One statement, hence one snapshot: others may edit the plan meanwhile.
    """
    given = {
        "name": literal(name), "state": literal(PlanState.DRAFT.value), "version": literal(0),
        "head": literal(GENESIS), "created_by": literal(actor),
        "parent": plans.c.id, "parent_version": plans.c.version,
    }  # fmt: skip
    kept = {n: plans.c[n] for n in ("dataset", "jurisdiction", "rules", "params", "quality")}
    values: list[Any] = [*given.values(), *kept.values()]
    row = select(*values).where(plans.c.id == parent)
    made = insert(plans).from_select([*given, *kept], row)
    fresh = made.returning(plans.c.id, plans.c.parent, plans.c.parent_version).cte("fresh")
    copies = []
    for table in (plan_communities, grids, microgrids, assignments):
        columns = [column for column in table.c if column.name != "plan"]
        # The copy counts its versions from nought, plan and grids alike.
        begun = [literal(0) if column.name == "version" else column for column in columns]
        rows = select(fresh.c.id, *begun)
        # Said twice: one joins, the other lets the planner see how much it is.
        rows = rows.where(table.c.plan == fresh.c.parent, table.c.plan == parent)
        if "live" in table.c:
            rows = rows.where(table.c.live)
        names = ["plan", *(column.name for column in columns)]
        copies.append(insert(table).from_select(names, rows).cte(f"copied_{table.name}"))
    return select(fresh.c.id, fresh.c.parent_version).add_cte(*copies)


def get(conn: Connection, number: int) -> Plan:
    """A plan by its number.

    Raises
    ------
    NotFoundError
        There is none.
    """
    row = conn.execute(_plans().where(plans.c.id == number)).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no plan {number}", f"没有方案{number}")
    return _plan(row)


def listing(
    conn: Connection, *, scope: Collection[str], public: Collection[str], before: int | None,
    limit: int,
) -> list[Plan]:  # fmt: skip
    """Plans, newest first, from below number ``before``.

    Parameters
    ----------
    scope, public
        Jurisdictions in which all plans, and those that are or were in force, may be seen.
    """
    seen = within(plans.c.jurisdiction, scope)
    published = within(plans.c.jurisdiction, public) & plans.c.state.in_(IN_PUBLIC)
    query = _plans().where(seen | published)
    if before is not None:
        query = query.where(plans.c.id < before)
    rows = conn.execute(query.order_by(plans.c.id.desc()).limit(limit))
    return [_plan(row) for row in rows]


def _plans() -> Select[Any]:
    codes = (
        select(func.array_agg(communities.c.code))
        .join(plan_communities, plan_communities.c.community == communities.c.id)
        .where(plan_communities.c.plan == plans.c.id)
        .scalar_subquery()
    )
    live = select(func.count()).where(grids.c.plan == plans.c.id, grids.c.live).scalar_subquery()
    last = (operations.c.plan == plans.c.id) & (operations.c.version == plans.c.version)
    return (
        select(
            plans, codes.label("communities"), live.label("grids"),
            datasets.c.name.label("dataset_name"), operations.c.actor.label("edited_by"),
            operations.c.created_at.label("edited_at"),
        )
        .join(datasets, datasets.c.id == plans.c.dataset)
        .outerjoin(operations, last & (operations.c.version > 0))
    )  # fmt: skip


def _plan(row: Any) -> Plan:
    values = {f.name: getattr(row, f.name) for f in fields(Plan)}
    held = sorted(values["communities"])
    return Plan(**{**values, "state": PlanState(row.state), "communities": held})


def _insert(conn: Connection, beginning: Beginning, held: list[int]) -> int:
    codes = conn.execute(select(communities.c.code).where(communities.c.id == func.any(held)))
    values = {f.name: getattr(beginning, f.name) for f in fields(Beginning)}
    plan: int = conn.execute(
        insert(plans)
        .values(
            **values, jurisdiction=jurisdictions.common(codes.scalars().all()),
            state=PlanState.DRAFT.value, version=0, head=GENESIS,
        )
        .returning(plans.c.id)
    ).scalar_one()  # fmt: skip
    rows = [{"plan": plan, "community": community} for community in held]
    conn.execute(insert(plan_communities), rows)
    return plan


def _reserved(conn: Connection, count: int) -> Ints:
    return reserve(conn, "units", count) + np.arange(count, dtype=np.int64)


def _copy_units(
    conn: Connection, plan: int, draft: Draft, ids: Ids, grid_ids: Ints, micro_ids: Ints
) -> None:
    counts = {"households": 0, "residents": 0, "atoms": 0}
    frame = draft.grids.assign(
        plan=plan, id=grid_ids, community=ids.communities[draft.grids["community"].to_numpy(int)],
        post=None, locked=False, live=True, version=0, buildings=0, pieces=0, **counts,
    )  # fmt: skip
    copy(conn, "grids", frame[[column.name for column in grids.c]])
    frame = draft.microgrids.assign(
        plan=plan, id=micro_ids, grid=grid_ids[draft.microgrids["grid"].to_numpy(int)],
        live=True, **counts,
    )  # fmt: skip
    copy(conn, "microgrids", frame[[column.name for column in microgrids.c]])


def _settle(conn: Connection, plan: int, beginning: Beginning) -> None:
    """Keep what the plan begins with, count it, and log the operation that made it."""
    conn.execute(ORIGINS, {"plan": plan})
    analyze(conn, "assignments", "grids", "microgrids", "atoms", "edges")
    created = []
    for table, names in ((grids, GRID_FIELDS), (microgrids, MICROGRID_FIELDS)):
        query = select(table.c.id, *(table.c[name] for name in names))
        rows = conn.execute(query.where(table.c.plan == plan).order_by(table.c.id))
        created.append(
            tuple(
                Changed(row.id, {"live": False}, {name: getattr(row, name) for name in names})
                for row in rows
            )
        )
    edits.count(conn, plan, [unit.id for unit in created[0]])
    pieces = count_pieces(conn, plan)
    edits.keep_pieces(conn, plan, pieces)
    delta = Delta((), created[0], created[1], {grid: (0, n) for grid, n in pieces.items()})
    request = {
        "params": beginning.params, "parent": beginning.parent,
        "parent_version": beginning.parent_version,
    }  # fmt: skip
    entry = Entry(plan, FIRST_KEY, OperationKind.CREATE, beginning.created_by, request, delta)
    append(conn, entry, 0, GENESIS, {"version": 0})
