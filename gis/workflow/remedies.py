"""Remedies for grids: edits that might help, tried out on a copy before anybody sees them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from sqlalchemy import Connection

from gis.editing import moves
from gis.editing.delta import Delta
from gis.editing.repair import Board, State, bits, repairs
from gis.editing.sketch import Sketch
from gis.errors import CapacityError, EditError
from gis.geometry.borders import Ints
from gis.model.wishes import Merge, Move, Reassign, Share, Wish
from gis.partition.params import Params
from gis.partition.resolve import resolve
from gis.workflow.resolve import FAST, part_of, reassigned
from gis.workflow.stage import Stage

Kind = Literal["move", "swap", "resplit", "merge", "split_tower", "renumber"]
Level = Literal["grid", "microgrid"]
FIRST_NEW = -10_000
"""Numbers of new grids in ideas, downwards."""
ENOUGH = 3
"""Ways of mending a grid after which the partitioner is not asked."""
MOST_PAIRS = 6
"""Neighbours that are divided anew together with a grid."""


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
class Task:
    """What is to be mended.

    Parameters
    ----------
    target
        A grid out of band, or None.
    gather
        Atoms that belong into one grid, or none.
    pieces
        A grid in several parts, or None.
    """

    target: int | None = None
    gather: tuple[int, ...] = ()
    pieces: int | None = None


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
        for shifted in _shifted(stage, task, fine=fine):
            take(*shifted)
        if any(idea.left == 0 and idea.torn <= 0 for idea in found.values()):
            break
    if task.target is not None:
        for merged in _merged(stage, task.target):
            take(*merged)
        if len({_ways(stage, idea.grid) for idea in found.values() if idea.left == 0}) < ENOUGH:
            for divided in _divided(stage, task.target):
                take(*divided)
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
            anew = Reassign(_shares(stage, idea.grid), microgrids=True)
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


def _shares(stage: Stage, grid: Ints) -> list[Share]:
    """Atoms that change hands by where they go; new grids are negative."""
    moved = grid != stage.scene.grid
    return [
        Share(stage.scene.atom[moved & (grid == name)].tolist(), name if name >= 0 else None)
        for name in sorted(np.unique(grid[moved]).tolist())
    ]


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


def _shifted(
    stage: Stage, task: Task, *, fine: bool
) -> Iterator[tuple[Kind, Move | Reassign, Ints]]:
    """Moves, chains and swaps of pieces at the border."""
    group = stage.groups(fine=fine)
    board = stage.board(group)
    if task.target is not None and task.target not in board.free:
        return
    states = (
        repairs(board, task.target)
        if task.target is not None
        else [
            s for begun in _starts(stage, task, board, group) for s in repairs(board, None, begun)
        ]
    )
    for state in states:
        yield _told(stage, state, group)


def _starts(stage: Stage, task: Task, board: Board, group: Ints) -> Iterator[State]:
    """Boards on which what belongs together was brought together."""
    origin = board.origin
    if task.pieces is not None:
        parts = [
            sum(1 << piece for piece in set(group[part].tolist()))
            for part in stage.pieces(stage.scene.grid, task.pieces)[1:]
        ]
        yield from _given_away(board, task.pieces, parts)
        yield from _given_away(board, task.pieces, parts[-1:])
        return
    wanted = stage.scene.positions(np.array(task.gather))
    mask = sum(1 << piece for piece in set(group[wanted].tolist()))
    for home in sorted({board.label[piece] for piece in bits(mask)} & board.free):
        state = origin
        for unit, held in origin.masks.items():
            if unit != home and held & mask:
                state = state.after(board, held & mask, unit, home)
        yield state


def _given_away(board: Board, unit: int, parts: Sequence[int]) -> Iterator[State]:
    """Each part in one of the grids beside it."""
    choices = []
    for part in parts:
        around = board.around(part)
        choices.append([
            other for other in sorted(board.free)
            if other != unit and board.origin.masks[other] & around
        ])  # fmt: skip
    for chosen in itertools.islice(itertools.product(*choices), 8):
        state = board.origin
        for part, other in zip(parts, chosen, strict=True):
            state = state.after(board, part, unit, other)
        yield state


def _told(stage: Stage, state: State, group: Ints) -> tuple[Kind, Move | Reassign, Ints]:
    """A repair as an editor asks for it."""
    goes: dict[int, int] = {}
    for pieces, _, target in state.shifts:
        goes |= dict.fromkeys(bits(pieces), target)
    homes = np.array([goes.get(piece, -1) for piece in range(int(group.max()) + 1)])[group]
    grid = np.where(homes >= 0, homes, stage.scene.grid)
    ways = {(source, to) for _, source, to in state.shifts}
    kind: Kind = "swap" if any((to, source) in ways for source, to in ways) else "move"
    shares = _shares(stage, grid)
    if len(shares) == 1 and shares[0].grid is not None:
        return kind, Move(shares[0].atoms, shares[0].grid), grid
    return kind, Reassign(shares), grid


def _beside(stage: Stage, unit: int) -> list[int]:
    """Free grids across a passable border, the longest border first."""
    scene = stage.scene
    metres: dict[int, float] = {}
    for own, other in ((scene.low, scene.high), (scene.high, scene.low)):
        rim = scene.passable & (scene.grid[own] == unit) & (scene.grid[other] != unit)
        for name, length in zip(scene.grid[other[rim]].tolist(), scene.length[rim], strict=True):
            metres[name] = metres.get(name, 0.0) + float(length)
    near = [name for name in metres if name in stage.free]
    return sorted(near, key=lambda name: (-metres[name], name))


def _merged(stage: Stage, target: int) -> Iterator[tuple[Kind, Merge, Ints]]:
    """The grid and a neighbour as one; the fuller of them stays."""
    if target not in stage.free:
        return
    scene = stage.scene
    own = stage.load[scene.grid == target].sum()
    for other in _beside(stage, target):
        load = stage.load[scene.grid == other].sum()
        if own + load <= stage.band.upper:
            into = target if own > load else other
            grid = np.where(np.isin(scene.grid, [target, other]), into, scene.grid)
            yield "merge", Merge([target, other], into), grid


def _divided(stage: Stage, target: int) -> Iterator[tuple[Kind, Reassign, Ints]]:
    """The grid alone, with a neighbour, or with two, divided anew by the partitioner."""
    if target not in stage.free:
        return
    near = _beside(stage, target)[:MOST_PAIRS]
    alone = [(target,)] if stage.excess(stage.scene.grid)[target] else []
    pairs = [(target, other) for other in near]
    threes = [(target, *pair) for pair in itertools.combinations(near[:3], 2)]
    for among in [*alone, *pairs, *threes]:
        grid = _anew(stage, among)
        if grid is not None and (grid != stage.scene.grid).any():
            yield "resplit", Reassign(_shares(stage, grid), microgrids=True), grid


def _anew(stage: Stage, among: tuple[int, ...]) -> Ints | None:
    """Grid (n,) of each atom once some grids are divided anew; None where that cannot be."""
    scene = stage.scene
    positions = np.flatnonzero(np.isin(scene.grid, among))
    whole = replace(stage.whole, building=stage.bundles(fine=False))
    params = Params(scene.rules, effort=FAST)
    community = scene.communities[scene.grids[among[0]]["community"]]
    labels = resolve(
        part_of(whole, positions), params, rural=community.rural, current=scene.grid[positions]
    )
    with suppress(EditError, CapacityError):
        grid = moves.relabel(scene, positions, labels).grid
        # New grids are named alike however often the partitioner was asked.
        new, first = np.unique(grid[grid < 0], return_index=True)
        for number, name in enumerate(new[np.argsort(first)].tolist()):
            grid[grid == name] = FIRST_NEW - number
        return grid
    return None
