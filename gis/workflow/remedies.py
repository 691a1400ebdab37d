"""Remedies for grids: edits that might help, tried out on a copy before anybody sees them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from sqlalchemy import Connection

from gis.editing import moves
from gis.editing.delta import Delta
from gis.editing.sketch import Sketch
from gis.errors import CapacityError, EditError
from gis.geometry.borders import Ints
from gis.model.wishes import Merge, Move, Reassign, Wish
from gis.workflow.ideas import Kind, Task, divided, merged, shares, shifted
from gis.workflow.resolve import reassigned
from gis.workflow.stage import Stage

Level = Literal["grid", "microgrid"]
ENOUGH = 3
"""Ways of mending a grid after which the partitioner is not asked."""


@dataclass(frozen=True)
class Remedy:
    """An edit that was tried out and helps.

    Parameters
    ----------
    wish
        The edit, as an editor asks for it.
    grid, microgrid
        (n,) places of the stage's atoms after it.
    delta
        What it changes.
    left
        How far what was to be mended still lies outside its band.
    torn
        Compounds that it tears, less those that it mends.
    moved
        Households that change hands.
    frays
        Whether micro-grids lie farther out of their band afterwards.
    """

    kind: Kind
    level: Level
    wish: Wish
    grid: Ints
    microgrid: Ints
    delta: Delta
    left: float
    torn: int
    moved: int
    frays: bool = False

    @property
    def rank(self) -> tuple[bool, bool, float, int]:
        """The best first: done, nothing torn, few households moved, few atoms."""
        return self.left > 0, self.torn > 0, self.moved + self.left, len(self.delta.atoms)

    @property
    def pairs(self) -> frozenset[tuple[int, int]]:
        """Between which units something moves."""
        at = int(self.level == "microgrid")
        return frozenset(
            (move.before[at], move.after[at])
            for move in self.delta.atoms
            if move.before and move.after and move.before[at] != move.after[at]
        )


@dataclass(frozen=True)
class Idea:
    """An edit that might help, judged by where the atoms would be; not tried out yet.

    ``grid`` is (n,); the other fields are those of the remedy it may become.
    """

    kind: Kind
    wish: Move | Reassign | Merge
    grid: Ints
    left: float
    torn: int
    moved: int

    @property
    def rank(self) -> tuple[bool, bool, float, int]:
        """The best first: done, nothing torn, few households moved."""
        return self.left > 0, self.torn > 0, self.moved + self.left, self.torn


def remedies(conn: Connection, stage: Stage, task: Task, most: int) -> list[Remedy]:
    """Up to ``most`` edits that help, the best first and first those of different ways.

    Each was drawn as the edit itself is; empty where nothing was found.
    """
    found: list[Remedy] = []
    ways: set[object] = set()
    waiting: list[Idea] = []
    for idea in _ideas(stage, task):
        way = (idea.kind, _ways(stage, idea.grid))
        if way in ways:
            waiting.append(idea)
        elif remedy := _tried(conn, stage, task, idea):
            found.append(remedy)
            ways.add(way)
        if len(found) == most:
            break
    for idea in waiting:
        if len(found) < most and (remedy := _tried(conn, stage, task, idea)):
            found.append(remedy)
    return sorted(found, key=lambda remedy: remedy.rank)


def _ideas(stage: Stage, task: Task) -> list[Idea]:
    """Everything that seems to help, the best first, each once."""
    found: dict[bytes, Idea] = {}

    def take(kind: Kind, wish: Move | Reassign | Merge, grid: Ints) -> None:
        left = _left(stage, task, grid)
        if left is not None:
            torn = stage.torn(grid) - stage.torn(stage.scene.grid)
            moved = int(stage.scene.households[grid != stage.scene.grid].sum())
            found.setdefault(grid.tobytes(), Idea(kind, wish, grid, left, torn, moved))

    for fine in (False, True):
        for shift in shifted(stage, task, fine=fine):
            take(*shift)
        if any(idea.left == 0 and idea.torn <= 0 for idea in found.values()):
            break
    if task.target is not None:
        for merger in merged(stage, task.target):
            take(*merger)
        if len({_ways(stage, idea.grid) for idea in found.values() if idea.left == 0}) < ENOUGH:
            for division in divided(stage, task.target):
                take(*division)
    return sorted(found.values(), key=lambda idea: idea.rank)


def _ways(stage: Stage, grid: Ints) -> frozenset[tuple[int, int]]:
    """Between which grids something moves."""
    moved = grid != stage.scene.grid
    pairs = zip(stage.scene.grid[moved].tolist(), grid[moved].tolist(), strict=True)
    return frozenset(pairs)


def _tried(conn: Connection, stage: Stage, task: Task, idea: Idea) -> Remedy | None:
    """The remedy that an idea is; None where it is refused or does not help.

    Where an edit leaves the micro-grids worse than before, they are divided anew along with it.
    """
    with suppress(EditError, CapacityError):
        wish, scene = idea.wish, stage.scene
        sketch = _drawn(conn, stage, wish)
        delta = sketch.finish()
        touched = np.array(sorted(delta.pieces), dtype=np.int64)
        before = stage.micro_excess(scene.microgrid, scene.grid, touched)
        frays = stage.micro_excess(sketch.microgrid, sketch.grid, touched) > before
        if frays and not (isinstance(wish, Reassign) and wish.microgrids):
            anew = Reassign(shares(stage, idea.grid), microgrids=True)
            return _tried(conn, stage, task, replace(idea, wish=anew))
        left = _left(stage, task, sketch.grid)
        if left is None:
            return None
        torn = stage.torn(sketch.grid) - stage.torn(scene.grid)
        moved = int(scene.households[sketch.grid != scene.grid].sum())
        return Remedy(
            idea.kind, "grid", wish, sketch.grid, sketch.microgrid, delta, left, torn, moved, frays
        )
    return None


def _drawn(conn: Connection, stage: Stage, wish: Move | Reassign | Merge) -> Sketch:
    if isinstance(wish, Move):
        return moves.move(stage.scene, wish.atoms, wish.grid)
    if isinstance(wish, Merge):
        return moves.merge(stage.scene, wish.grids, wish.into)
    return reassigned(conn, stage.scene, wish)


def _left(stage: Stage, task: Task, grid: Ints) -> float | None:
    """How far what was to be mended is from it; None where an edit does not help, or harms."""
    before, after = stage.excess(stage.scene.grid), stage.excess(grid)
    if any(excess > before.get(unit, 0.0) for unit, excess in after.items()):
        return None
    if task.target is not None:
        better = sum(after.values()) < sum(before.values())
        return after.get(task.target, 0.0) if better else None
    if task.pieces is not None:
        was = len(stage.pieces(stage.scene.grid, task.pieces))
        now = len(stage.pieces(grid, task.pieces))
        return float(max(0, now - 1)) if now < was else None
    homes = grid[stage.scene.positions(np.array(task.gather))]
    return 0.0 if len(np.unique(homes)) == 1 else None
