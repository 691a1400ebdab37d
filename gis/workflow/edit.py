"""Use case: edit a draft, once, on top of what the editor saw, and take edits back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine

from gis.editing.delta import Delta
from gis.editing.known import recount
from gis.errors import CollisionError, ConflictError, EditError, NotFoundError, StaleError
from gis.model import OperationKind, PlanState
from gis.model.wishes import Reassign, Resolve, Restore, SplitGrid, Wish
from gis.store import edits, operations, scenes, snapshots
from gis.store.operations import Entry
from gis.store.snapshots import Head
from gis.workflow.draw import drawing, rules_of
from gis.workflow.steps import Draw, Drawn, back, forth, restore

TRIES = 3
"""How often an edit is drawn again when another took the code it chose."""
MOST_ATOMS = 20_000
"""What the partitioner may divide anew while somebody waits."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who edits which plan, under which key, on top of which version.

    The same key is never applied twice: a repetition gets the first answer. ``based_on`` is the
    plan's version that the editor saw; only what changed since in the grids concerned matters.
    Undo and redo need none: they compare row by row.
    """

    plan: int
    actor: str
    key: str
    based_on: int | None = None


def edit(engine: Engine, order: Order, wish: Wish) -> Mapping[str, Any]:
    """Carry out an operation; returns the plan's version and the changed units with counts.

    Raises
    ------
    NotFoundError
        The plan, or something the wish names, is not there.
    ConflictError
        The plan is no draft, or the key was used for something else.
    StaleError
        A grid concerned has changed since ``order.based_on``.
    EditError, TornError
        The edit may not be.
    """
    if isinstance(wish, Restore):
        return _logged(engine, order, wish.type, _request(order, wish), restore(wish.version))

    request = _request(order, wish)
    if isinstance(wish, Reassign | Resolve | SplitGrid):
        with engine.connect() as conn:
            seen = _seen(conn, order, wish.type, request)
        return seen or _logged(engine, order, wish.type, request, _ahead(engine, order, wish))
    return _logged(engine, order, wish.type, request, _within(order, wish))


def apply(conn: Connection, order: Order, wish: Wish) -> Mapping[str, Any]:
    """Carry out an operation within a transaction of the caller's, who holds the plan alone.

    Raises
    ------
    ConflictError, EditError, NotFoundError
        As ``edit``.
    """
    return _attempt(conn, order, wish.type, _request(order, wish), _within(order, wish))


def _within(order: Order, wish: Wish) -> Draw:
    """Draw and lock in one go."""

    def draw(conn: Connection, head: Head) -> Drawn:
        planned = drawing(wish, conn, head)
        _lock(conn, head, order, planned.grids)
        return Drawn(_inside(planned.draw(), planned.grids))

    return draw


def undo(engine: Engine, order: Order) -> Mapping[str, Any]:
    """Take back the actor's last operation that is still in effect.

    Raises
    ------
    ConflictError
        There is none, or others changed the same since.
    """
    return _logged(engine, order, OperationKind.UNDO, _request(order), back(order.actor))


def redo(engine: Engine, order: Order) -> Mapping[str, Any]:
    """Do again what the actor took back last; like ``undo``."""
    return _logged(engine, order, OperationKind.REDO, _request(order), forth(order.actor))


def _logged(
    engine: Engine, order: Order, kind: OperationKind, request: Mapping[str, Any], draw: Draw
) -> Mapping[str, Any]:
    """Carry it out, unless the same request came by another way and was faster."""
    try:
        return _tried(engine, order, kind, request, draw)
    except (ConflictError, EditError, NotFoundError):
        # What stands in its way may be its own effect: then the first answer is the right one.
        with engine.connect() as conn:
            seen = _seen(conn, order, kind, request)
        if seen is None:
            raise
        return seen


def _tried(
    engine: Engine, order: Order, kind: OperationKind, request: Mapping[str, Any], draw: Draw
) -> Mapping[str, Any]:
    """Try again where another took the same code, or stored something in between."""
    for _ in range(TRIES - 1):
        with suppress(CollisionError), engine.begin() as conn:
            return _attempt(conn, order, kind, request, draw)
    with engine.begin() as conn:
        return _attempt(conn, order, kind, request, draw)


def _attempt(
    conn: Connection, order: Order, kind: OperationKind, request: Mapping[str, Any], draw: Draw
) -> Mapping[str, Any]:
    """One transaction: seen before? lock, draw, change, log."""
    seen = _seen(conn, order, kind, request)
    if seen is not None:
        return seen
    head = snapshots.head(conn, order.plan)
    if head.state is not PlanState.DRAFT:
        raise ConflictError(
            f"plan {order.plan} is {head.state}; only drafts can be edited",
            f"方案{order.plan}不是草案，不能编辑",
        )
    drawn = draw(conn, head)
    delta = drawn.delta
    ahead = drawn.before is None and not delta.exclusive
    if ahead:
        # Others of the plan log meanwhile; the grids are ours.
        edits.apply(conn, order.plan, delta)
    version, previous = operations.next_version(conn, order.plan)
    drawn.check(conn, version)
    if not ahead:
        edits.apply(conn, order.plan, delta)
    if drawn.before is not None:
        after = scenes.load_scene(conn, order.plan, delta.touched(), rules_of(head))
        delta = recount(after, delta, drawn.before)
        edits.set_pieces(conn, order.plan, delta)
    result = {"version": version, **edits.stamp(conn, order.plan, delta, version)}
    entry = Entry(order.plan, order.key, kind, order.actor, request, delta, drawn.target)
    operations.append(conn, entry, version, previous, result)
    return result


def _seen(
    conn: Connection, order: Order, kind: OperationKind, request: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """The answer to the same request of the same person; None where the key is new."""
    known = operations.find(conn, order.plan, order.key)
    if known is None:
        return None
    same = operations.canonical(known["request"]) == operations.canonical(request)
    if not same or (known["kind"], known["actor"]) != (kind, order.actor):
        raise ConflictError(
            f"the key {order.key} was already used for another operation",
            f"幂等键{order.key}已用于其他操作",
        )
    result: Mapping[str, Any] = known["result"]
    return result


def _request(order: Order, wish: Wish | None = None) -> dict[str, Any]:
    asked = asdict(wish) if wish else {}
    text = json.dumps({**asked, "based_on": order.based_on})
    # The database knows no negative zero, and the hash must hold for what it gives back.
    plain: dict[str, Any] = json.loads(text, parse_float=lambda number: float(number) + 0.0)
    return plain


def _inside(delta: Delta, locked: set[int]) -> Delta:
    """The delta, if it keeps to the locked grids: what lay beside them may have moved since.

    Raises
    ------
    CollisionError
        It does not; drawn again, it may.
    """
    if delta.existing() - locked:
        raise CollisionError(
            "somebody else moved what lies beside this", "相邻的基本单元刚被他人移动"
        )
    return delta


def _lock(conn: Connection, head: Head, order: Order, numbers: set[int]) -> None:
    """Lock the grids concerned, and see that nobody changed them since."""
    versions = scenes.lock_grids(conn, order.plan, numbers)
    if missing := numbers - versions.keys():
        number = min(missing)
        raise NotFoundError(f"the plan has no grid {number}", f"方案中没有网格{number}")
    # Nobody has seen a version to come; what changes from here on counts in any case.
    based_on = head.version if order.based_on is None else min(order.based_on, head.version)
    stale = [number for number, version in versions.items() if version > based_on]
    if stale:
        changed = edits.changed_grids(conn, order.plan, stale)
        codes = ", ".join(unit["code"] for unit in changed)
        raise StaleError(
            f"somebody else changed grid {codes} since version {based_on}",
            f"自版本{based_on}以来，网格{codes}已被他人修改",
            head.version,
            changed,
        )


def _ahead(engine: Engine, order: Order, wish: Wish) -> Draw:
    """Draw what takes long before anything is locked; who changed the grids meanwhile wins."""
    drawn = iter([_drawn_ahead(engine, order, wish)])

    def draw(conn: Connection, head: Head) -> Drawn:
        # Tried again, it is drawn again: a code that it chose was taken meanwhile.
        grids, seen, delta = next(drawn, None) or _drawn_ahead(engine, order, wish)
        _lock(conn, head, replace(order, based_on=seen), grids)
        return Drawn(delta)

    return draw


def _drawn_ahead(engine: Engine, order: Order, wish: Wish) -> tuple[set[int], int, Delta]:
    """The grids concerned, the version that must still hold for them, and what changes."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as conn:
        head = snapshots.head(conn, order.plan)
        planned = drawing(wish, conn, head)
        if scenes.size(conn, order.plan, planned.grids) > MOST_ATOMS:
            raise EditError(
                f"this concerns over {MOST_ATOMS} atoms; propose a new plan close to this one",
                f"涉及超过{MOST_ATOMS}个基本单元，请改为生成新方案",
            )
        delta = planned.draw()
    seen = head.version if order.based_on is None else min(order.based_on, head.version)
    return planned.grids, seen, delta
