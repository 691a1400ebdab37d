"""The log of a plan: every operation with its rows before and after, hashes chained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from gis.editing.delta import Delta
from gis.errors import ConflictError, NotFoundError
from gis.model import OperationKind, PlanState
from gis.store import events
from gis.store.tables import operations, plans

GENESIS = bytes(32)
"""What the first operation of a plan is chained to."""


@dataclass(frozen=True)
class Entry:
    """An operation about to be logged.

    Parameters
    ----------
    key
        Chosen by the caller; the same key is never applied twice.
    request
        What was asked for.
    target
        The operation that an undo takes back or a redo does again.
    """

    plan: int
    key: str
    kind: OperationKind
    actor: str
    request: Mapping[str, Any]
    delta: Delta
    target: int | None = None


def canonical(value: Any) -> bytes:
    """JSON that is the same for equal values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chained(previous: bytes, version: int, entry: Entry, result: Mapping[str, Any]) -> bytes:
    """SHA-256 over the previous hash and everything the operation says."""
    said = {
        "plan": entry.plan, "version": version, "key": entry.key, "kind": entry.kind.value,
        "actor": entry.actor, "request": entry.request, "delta": entry.delta.to_json(),
        "result": result, "target": entry.target,
    }  # fmt: skip
    return hashlib.sha256(previous + canonical(said)).digest()


def find(conn: Connection, plan: int, key: str) -> Mapping[str, Any] | None:
    """The operation logged under a key: kind, actor, request and result; None without."""
    row = conn.execute(
        select(
            operations.c.kind, operations.c.actor, operations.c.request, operations.c.result
        ).where(operations.c.plan == plan, operations.c.key == key)
    ).one_or_none()
    return None if row is None else row._asdict()


def next_version(conn: Connection, plan: int) -> tuple[int, bytes]:
    """Lock the plan for logging: the version to come, and the hash to chain to.

    Raises
    ------
    ConflictError
        If the plan is no draft.
    """
    row = conn.execute(
        select(plans.c.version, plans.c.head, plans.c.state)
        .where(plans.c.id == plan)
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no plan {plan}")
    if row.state != PlanState.DRAFT:
        raise ConflictError(f"plan {plan} is {row.state}; only drafts can be edited")
    return row.version + 1, row.head


def append(
    conn: Connection, entry: Entry, version: int, previous: bytes, result: Mapping[str, Any]
) -> None:
    """Log an operation as ``version`` of its plan, which is locked, and tell who follows it."""
    head = chained(previous, version, entry, result)
    conn.execute(
        insert(operations).values(
            plan=entry.plan, version=version, key=entry.key, kind=entry.kind.value,
            actor=entry.actor, request=entry.request, delta=entry.delta.to_json(),
            result=result, target=entry.target, previous=previous, hash=head,
        )
    )  # fmt: skip
    conn.execute(update(plans).where(plans.c.id == entry.plan).values(version=version, head=head))
    events.announce_plan(conn, entry.plan, version)


def take_turn(conn: Connection, plan: int, actor: str) -> None:
    """Let others of the actor's steps through the history wait until this transaction ends."""
    turn = func.hashtextextended(f"steps {plan} {actor}", 0)
    conn.execute(select(func.pg_advisory_xact_lock(turn)))


def undoable(conn: Connection, plan: int, actor: str) -> tuple[list[int], list[int]]:
    """Versions the actor may take back and those to do again, the next one last in each.

    Only one's own operations: what others did meanwhile stays.
    """
    rows = conn.execute(
        select(operations.c.version, operations.c.kind, operations.c.target)
        .where(operations.c.plan == plan, operations.c.actor == actor, operations.c.version > 0)
        .order_by(operations.c.version)
    )
    done: list[int] = []
    undone: list[int] = []
    for row in rows:
        if row.kind == OperationKind.UNDO:
            done.remove(row.target)
            undone.append(row.target)
        elif row.kind == OperationKind.REDO:
            undone.remove(row.target)
            done.append(row.target)
        else:
            done.append(row.version)
            undone.clear()
    return done, undone


@dataclass(frozen=True)
class Step:
    """An operation that would be taken back or done again."""

    version: int
    kind: OperationKind
    created_at: datetime


@dataclass(frozen=True)
class Steps:
    """What somebody's next undo and redo would be about; None where there is nothing."""

    undo: Step | None
    redo: Step | None


def next_steps(conn: Connection, plan: int, actor: str) -> Steps:
    """The operations that an undo and a redo of the actor would be about; none if no draft."""
    state = conn.execute(select(plans.c.state).where(plans.c.id == plan)).scalar_one_or_none()
    if state != PlanState.DRAFT:
        return Steps(None, None)
    turns = [versions[-1] if versions else None for versions in undoable(conn, plan, actor)]
    rows = conn.execute(
        select(operations.c.version, operations.c.kind, operations.c.created_at).where(
            operations.c.plan == plan,
            operations.c.version.in_([turn for turn in turns if turn is not None]),
        )
    )
    found = {
        row.version: Step(row.version, OperationKind(row.kind), row.created_at) for row in rows
    }
    done, undone = (None if turn is None else found[turn] for turn in turns)
    return Steps(done, undone)


def deltas(conn: Connection, plan: int, after: int, until: int | None = None) -> list[Delta]:
    """What the operations after a version changed, in order."""
    query = select(operations.c.delta).where(
        operations.c.plan == plan, operations.c.version > after
    )
    if until is not None:
        query = query.where(operations.c.version <= until)
    rows = conn.execute(query.order_by(operations.c.version))
    return [Delta.of_json(value) for value in rows.scalars()]


@dataclass(frozen=True)
class Logged:
    """An operation as the history shows it."""

    version: int
    kind: OperationKind
    actor: str
    created_at: datetime
    request: Mapping[str, Any]
    result: Mapping[str, Any]
    target: int | None
    hash: str


def listing(
    conn: Connection, plan: int, *, before: int | None, limit: int, grid: int | None = None
) -> Sequence[Logged]:
    """Operations of a plan, newest first, from below version ``before``; those on one grid."""
    query = select(operations).where(operations.c.plan == plan)
    if before is not None:
        query = query.where(operations.c.version < before)
    if grid is not None:
        query = query.where(operations.c.result["grids"].contains([{"id": grid}]))
    rows = conn.execute(query.order_by(operations.c.version.desc()).limit(limit))
    return [
        Logged(
            row.version, OperationKind(row.kind), row.actor, row.created_at, row.request,
            row.result, row.target, row.hash.hex(),
        )
        for row in rows
    ]  # fmt: skip
