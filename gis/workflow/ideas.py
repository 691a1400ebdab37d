"""Edits that might help a grid, none of them tried out: moves, swaps, mergers, new divisions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gis.editing import moves
from gis.editing.board import Board, State, bits
from gis.editing.repair import repairs
from gis.errors import CapacityError, EditError
from gis.geometry.borders import Ints
from gis.model.wishes import Merge, Move, Reassign, Share
from gis.partition.params import Params
from gis.partition.resolve import resolve
from gis.workflow.resolve import FAST, part_of
from gis.workflow.stage import Stage

Kind = Literal["move", "swap", "resplit", "merge", "split_tower", "renumber"]
FIRST_NEW = -10_000
"""Numbers of new grids in ideas, downwards."""
MOST_PAIRS = 6
"""Neighbours that are divided anew together with a grid."""


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


def shifted(
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
    parts = shares(stage, grid)
    if len(parts) == 1 and parts[0].grid is not None:
        return kind, Move(parts[0].atoms, parts[0].grid), grid
    return kind, Reassign(parts), grid


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


def merged(stage: Stage, target: int) -> Iterator[tuple[Kind, Merge, Ints]]:
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


def divided(stage: Stage, target: int) -> Iterator[tuple[Kind, Reassign, Ints]]:
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
            yield "resplit", Reassign(shares(stage, grid), microgrids=True), grid


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


def shares(stage: Stage, grid: Ints) -> list[Share]:
    """Atoms that change hands by where they go; new grids are negative."""
    moved = grid != stage.scene.grid
    return [
        Share(stage.scene.atom[moved & (grid == name)].tolist(), name if name >= 0 else None)
        for name in sorted(np.unique(grid[moved]).tolist())
    ]
