"""Edits in which the partitioner divides a part of a plan anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import Connection

from gis.editing import moves
from gis.editing.scene import Scene
from gis.editing.sketch import Sketch
from gis.errors import EditError, ParameterError, TornError
from gis.geometry.borders import Ints, sums
from gis.model import Kind, Rules, wishes
from gis.partition.params import Effort, Params
from gis.partition.resolve import Micro, Selection, micro, resolve, split_in_two
from gis.store import scenes

FAST = Effort.FAST
"""For edits somebody waits for."""


def resolved(conn: Connection, scene: Scene, wish: wishes.Resolve) -> Sketch:
    """Divide the ground of some grids, or each of them into micro-grids.

    Locked and dedicated grids among them stay as they are when grids are divided.

    Raises
    ------
    EditError
        If the grids lie in several communities, or none is left to divide.
    """
    params = Params(scene.rules, effort=Effort(wish.effort), seed=wish.seed)
    whole = selection(conn, scene)
    sketch = Sketch(scene)
    if wish.level == "microgrid":
        numbers = [number for number in wish.grids if moves.live_grid(scene, number)]
        _divide(sketch, whole, numbers, params)
        return sketch
    free = [number for number in wish.grids if _is_free(scene, number)]
    positions = np.nonzero(np.isin(scene.grid, free))[0]
    if not len(positions):
        raise EditError(
            "all of these grids are locked or dedicated", "所选网格均已锁定或为专属网格"
        )
    rural = sketch.community_of(positions).rural
    labels = resolve(part_of(whole, positions), params, rural=rural, current=scene.grid[positions])
    sketch = moves.relabel(scene, positions, labels)
    _divide(sketch, whole, np.unique(sketch.grid[positions]).tolist(), params)
    return sketch


def reassigned(conn: Connection, scene: Scene, wish: wishes.Reassign) -> Sketch:
    """Bring atoms to several grids, and divide those anew into micro-grids where asked.

    Raises
    ------
    EditError
        If an atom is named twice, or its community is another.
    """
    sketch = moves.reassign(scene, [(share.atoms, share.grid) for share in wish.moves])
    if wish.microgrids:
        moved = sketch.grid != scene.grid
        touched = np.unique(np.concatenate([sketch.grid[moved], scene.grid[moved]]))
        left = touched[np.isin(touched, sketch.grid)]
        _divide(sketch, selection(conn, scene), left.tolist(), Params(scene.rules, effort=FAST))
    return sketch


def halved(conn: Connection, scene: Scene, grid: int) -> Sketch:
    """Divide a grid in two as evenly as its borders allow; the first half keeps the grid.

    Raises
    ------
    EditError
        If the grid holds a single building or piece of land.
    """
    moves.live_grid(scene, grid)
    params = Params(scene.rules, effort=FAST)
    whole = selection(conn, scene)
    # Walls as what they are first: halves that only a gate elsewhere joins would be refused.
    for part in (replace(whole, passable=scene.passable), whole):
        sketch = _halved(scene, part, params, grid)
        with suppress(TornError):
            sketch.finish()
            break
    _divide(sketch, whole, np.unique(sketch.grid).tolist(), params)
    return sketch


def _halved(scene: Scene, whole: Selection, params: Params, grid: int) -> Sketch:
    rural = scene.communities[scene.grids[grid]["community"]].rural
    try:
        labels = split_in_two(whole, params, rural=rural)
    except ParameterError as error:
        zh = "仅含一栋楼或一块用地的网格不能再分；请先分割其基本单元"
        raise EditError(str(error), zh) from error
    return moves.relabel(scene, np.arange(len(scene.atom)), labels)


def warm() -> None:
    """Have the kernels compiled before somebody waits for them with a transaction open."""
    ones, row = np.ones(4), np.arange(4)
    chain = Selection(
        ones * 100, ones, ones, row, row * 0, row * 0 - 1, row[:3], row[1:], ones[:3], ones[:3],
        ones[:3] > 0,
    )  # fmt: skip
    split_in_two(chain, Params(Rules(), effort=FAST))


def _is_free(scene: Scene, number: int) -> bool:
    unit = moves.live_grid(scene, number)
    return not unit["locked"] and unit["kind"] == Kind.BASE


def _divide(sketch: Sketch, whole: Selection, numbers: Iterable[int], params: Params) -> None:
    """Divide each grid as drawn so far into micro-grids."""
    for number in numbers:
        own = np.nonzero(sketch.grid == number)[0]
        found = _microgrids(sketch.scene, part_of(whole, own), own, params, sketch.unit(number))
        moves.relabel_microgrids(sketch, number, own, found.labels, found.reasons)


def _microgrids(
    scene: Scene, part: Selection, own: Ints, params: Params, unit: Mapping[str, Any]
) -> Micro:
    """Micro-grids of one grid, with walls as what they are or with the gates of their block.

    The gate by which one gets round a wall may come to lie in another micro-grid; but without
    gates the band can be met more rarely. What leaves less to be mended is taken.
    """
    kind = Kind(unit["kind"])
    inner = np.isin(scene.low, own) & np.isin(scene.high, own)
    strict = replace(part, passable=scene.passable[inner])
    found = [micro(strict, params, kind)]
    if (strict.passable != part.passable).any():
        found.append(micro(part, params, kind))
    return min(found, key=lambda one: _flaws(strict, one, params))


def _flaws(strict: Selection, found: Micro, params: Params) -> int:
    """Micro-grids out of band without a reason, and parts that a wall cuts off homes."""
    loads = sums(found.labels, strict.load, len(found.reasons))
    band = params.rules.micro_band
    wrong = sum(
        reason is None and band is not None and load not in band
        for load, reason in zip(loads.tolist(), found.reasons, strict=True)
    )
    graph = strict.graph(np.arange(strict.size))
    same = graph.passable & (found.labels[graph.low] == found.labels[graph.high])
    part = replace(graph, passable=same).components()
    homes = strict.load > 0
    pairs = np.unique(np.column_stack([found.labels[homes], part[homes]]), axis=0)
    return wrong + len(pairs) - len(np.unique(pairs[:, 0]))


def selection(conn: Connection, scene: Scene) -> Selection:
    """A scene as the partitioner takes it."""
    held = scenes.details(conn, scene)
    return Selection(
        load=getattr(scene, scene.rules.by).astype(float),
        area=held["area"].to_numpy(float),
        rim=held["rim"].to_numpy(float),
        foot=scene.ground,
        floor=held["floor_from"].to_numpy(int),
        building=held["building"].to_numpy(int),
        low=scene.low,
        high=scene.high,
        length=scene.length,
        cost=scene.cost,
        passable=scene.reachable,
    )


def part_of(whole: Selection, positions: Ints) -> Selection:
    """Some atoms, with all floors of their towers; borders to others become rim."""
    slot = np.full(whole.size, -1, dtype=np.int64)
    slot[positions] = np.arange(len(positions))
    low, high = slot[whole.low], slot[whole.high]
    inner = (low >= 0) & (high >= 0)
    rim = whole.rim[positions].copy()
    for own, other in ((low, high), (high, low)):
        cut = (own >= 0) & (other < 0)
        np.add.at(rim, own[cut], whole.length[cut])
    names = ("load", "area", "floor", "building")
    return replace(
        whole, **{name: getattr(whole, name)[positions] for name in names},
        rim=rim, foot=slot[whole.foot[positions]], low=low[inner], high=high[inner],
        **{name: getattr(whole, name)[inner] for name in ("length", "cost", "passable")},
    )  # fmt: skip
