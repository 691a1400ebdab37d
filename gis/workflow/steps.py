"""Steps through the history of a plan: take back, do again, restore."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gis.editing.delta import Delta, compose
from gis.editing.known import refuse_locks
from gis.errors import CollisionError, ConflictError, NotFoundError
from gis.store import operations, scenes
from gis.store.snapshots import Head
from gis.workflow.draw import rules_of


@dataclass(frozen=True)
class Drawn:
    """A delta ready to be applied.

    Parameters
    ----------
    before
        For a delta that was known already, grid -> parts before it is applied again: others may
        have changed the rest of the grids, so the parts are counted afterwards.
    target
        The operation it takes back or does again.
    check
        Called with the version to come once nobody else can log any more; raises CollisionError
        if the delta was read from a log that has become another.
    """

    delta: Delta
    before: Mapping[int, int] | None = None
    target: int | None = None
    check: Callable[[Connection, int], None] = lambda _conn, _version: None


Draw = Callable[[Connection, Head], Drawn]


def restore(version: int) -> Draw:
    """Bring the plan back to what it was at a version."""

    def draw(conn: Connection, head: Head) -> Drawn:
        if not 0 <= version <= head.version:
            raise NotFoundError(
                f"plan {head.id} has no version {version}",
                f"方案{head.id}没有版本{version}",
            )
        since = operations.deltas(conn, head.id, version)
        drawn = _known(conn, head, compose(since).inverse())

        def check(_: Connection, coming: int) -> None:
            if coming != version + len(since) + 1:
                raise _overtaken()

        return replace(drawn, check=check)

    return draw


def _overtaken() -> CollisionError:
    return CollisionError("the plan was changed at the same moment", "方案刚刚被修改")


def back(actor: str) -> Draw:
    """Take back the actor's last operation that is still in effect."""
    return _next_of(actor, 0, "there is nothing to undo", "没有可撤销的操作")


def forth(actor: str) -> Draw:
    """Do again what the actor took back last."""
    return _next_of(actor, 1, "there is nothing to redo", "没有可重做的操作")


def _next_of(actor: str, which: int, nothing: str, zh: str) -> Draw:
    """Take back (0) or do again (1) what is next in turn, as long as it is."""

    def turn(conn: Connection, plan: int) -> int | None:
        versions = operations.undoable(conn, plan, actor)[which]
        return versions[-1] if versions else None

    def draw(conn: Connection, head: Head) -> Drawn:
        operations.take_turn(conn, head.id, actor)
        target = turn(conn, head.id)
        if target is None:
            raise ConflictError(nothing, zh)
        (delta,) = operations.deltas(conn, head.id, target - 1, target)
        drawn = _known(conn, head, delta if which else delta.inverse(), target)

        def check(conn: Connection, _: int) -> None:
            if turn(conn, head.id) != target:
                raise _overtaken()

        return replace(drawn, check=check)

    return draw


def _known(conn: Connection, head: Head, delta: Delta, target: int | None = None) -> Drawn:
    """Lock what a known delta touches, and note how it is now."""
    touched = delta.touched()
    scenes.lock_grids(conn, head.id, touched)
    scene = scenes.load_scene(conn, head.id, touched, rules_of(head))
    refuse_locks(scene, delta)
    before = {grid: len(scene.pieces(scene.grid, grid)) for grid in delta.pieces}
    return Drawn(delta, before, target)
