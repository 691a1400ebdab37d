"""Edits in which the partitioner divides a part of a plan anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from sqlalchemy import Connection

from gis.editing import moves
from gis.editing.scene import Scene
from gis.editing.sketch import Sketch
from gis.errors import EditError, ParameterError
from gis.geometry.borders import Ints
from gis.model import Kind, Rules, wishes
from gis.partition.params import Effort, Params
from gis.partition.resolve import Selection, micro, resolve, split_in_two
from gis.store import scenes


def resolved(conn: Connection, scene: Scene, wish: wishes.Resolve) -> Sketch:
    """Divide the ground of some grids, or each of them into micro-grids.

    Locked and dedicated grids among them stay as they are when grids are divided.

    Raises
    ------
    EditError
        If the grids lie in several communities, or none is left to divide.
    """
    params = Params(scene.rules, effort=Effort(wish.effort), seed=wish.seed)
    whole = _selection(conn, scene)
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
    labels = resolve(_part(whole, positions), params, rural=rural, current=scene.grid[positions])
    sketch = moves.relabel(scene, positions, labels)
    _divide(sketch, whole, np.unique(sketch.grid[positions]).tolist(), params)
    return sketch


def halved(conn: Connection, scene: Scene, grid: int) -> Sketch:
    """Divide a grid in two as evenly as its borders allow; the first half keeps the grid.

    Raises
    ------
    EditError
        If the grid holds a single building or piece of land.
    """
    moves.live_grid(scene, grid)
    params = Params(scene.rules, effort=Effort.FAST)
    whole = _selection(conn, scene)
    rural = scene.communities[scene.grids[grid]["community"]].rural
    try:
        labels = split_in_two(whole, params, rural=rural)
    except ParameterError as error:
        zh = "仅含一栋楼或一块用地的网格不能再分；请先分割其基本单元"
        raise EditError(str(error), zh) from error
    sketch = moves.relabel(scene, np.arange(len(scene.atom)), labels)
    _divide(sketch, whole, np.unique(sketch.grid).tolist(), params)
    return sketch


def warm() -> None:
    """Have the kernels compiled before somebody waits for them with a transaction open."""
    ones, row = np.ones(4), np.arange(4)
    chain = Selection(
        ones * 100, ones, ones, row, row * 0, row * 0 - 1, row[:3], row[1:], ones[:3], ones[:3],
        ones[:3] > 0,
    )  # fmt: skip
    split_in_two(chain, Params(Rules(), effort=Effort.FAST))


def _is_free(scene: Scene, number: int) -> bool:
    unit = moves.live_grid(scene, number)
    return not unit["locked"] and unit["kind"] == Kind.BASE


def _divide(sketch: Sketch, whole: Selection, numbers: Iterable[int], params: Params) -> None:
    """Divide each grid as drawn so far into micro-grids."""
    for number in numbers:
        own = np.nonzero(sketch.grid == number)[0]
        found = micro(_part(whole, own), params, Kind(sketch.unit(number)["kind"]))
        moves.relabel_microgrids(sketch, number, own, found.labels, found.reasons)


def _selection(conn: Connection, scene: Scene) -> Selection:
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


def _part(whole: Selection, positions: Ints) -> Selection:
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
