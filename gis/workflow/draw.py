"""From a wish to a delta: which grids to lock, and what to draw once they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np
from pyproj import Transformer
from sqlalchemy import Connection

from gis.editing import moves
from gis.editing.delta import Delta
from gis.editing.floors import cut_floors
from gis.editing.grounds import cut_atom, cut_staircases
from gis.editing.scene import Scene
from gis.editing.sketch import Sketch
from gis.editing.surgery import Surgery
from gis.editing.towers import own_microgrids
from gis.errors import EditError, NotFoundError
from gis.files.proposal import load_rules
from gis.geometry.borders import Floats
from gis.model import Kind, wishes
from gis.store import neighbourhoods, scenes
from gis.store.crs import crs_of
from gis.store.snapshots import Head
from gis.workflow.redraw import divided, renumbered
from gis.workflow.resolve import halved, reassigned, resolved


@dataclass(frozen=True)
class Drawing:
    """What an edit is about to do.

    grids
        The grids it concerns, to be locked before ``draw`` is called.
    draw
        Says what changes; writes the new atoms where some are cut.
    """

    grids: set[int]
    draw: Callable[[], Delta]


@singledispatch
def drawing(wish: wishes.Wish, conn: Connection, head: Head) -> Drawing:
    """Find out what a wish concerns.

    Raises
    ------
    NotFoundError
        The plan does not hold what the wish names.
    """
    raise TypeError(wish, conn, head)


@drawing.register
def _move(wish: wishes.Move, conn: Connection, head: Head) -> Drawing:
    grids = _homes(conn, head.id, wish.atoms) | {wish.grid}
    return _sketched(
        conn, head, grids, lambda scene: moves.move(scene, wish.atoms, wish.grid, wish.microgrid)
    )


@drawing.register
def _reassign(wish: wishes.Reassign, conn: Connection, head: Head) -> Drawing:
    atoms = [atom for share in wish.moves for atom in share.atoms]
    targets = {share.grid for share in wish.moves if share.grid is not None}
    if not atoms:
        raise EditError("no atoms were given", "未指定基本单元")
    grids = _homes(conn, head.id, atoms) | targets
    return _sketched(conn, head, grids, lambda scene: reassigned(conn, scene, wish))


@drawing.register
def _new_grid(wish: wishes.NewGrid, conn: Connection, head: Head) -> Drawing:
    names = {"name": wish.name, "name_en": wish.name} if wish.name else {}

    def sketch(scene: Scene) -> Sketch:
        if wish.level == "microgrid":
            return moves.new_microgrid(scene, wish.atoms)
        return moves.new_grid(scene, wish.atoms, **names)

    return _sketched(conn, head, _homes(conn, head.id, wish.atoms), sketch)


@drawing.register
def _split_grid(wish: wishes.SplitGrid, conn: Connection, head: Head) -> Drawing:
    def sketch(scene: Scene) -> Sketch:
        if wish.line is None:
            return halved(conn, scene, wish.grid)
        return divided(conn, scene, wish.grid, _line(conn, head, wish.line))

    return _sketched(conn, head, {wish.grid}, sketch)


@drawing.register
def _merge(wish: wishes.Merge, conn: Connection, head: Head) -> Drawing:
    return _sketched(
        conn, head, {*wish.grids, wish.into}, lambda s: moves.merge(s, wish.grids, wish.into)
    )


@drawing.register
def _dedicate(wish: wishes.Dedicate, conn: Connection, head: Head) -> Drawing:
    atoms = _dedicated_atoms(conn, head.id, wish)
    return _sketched(
        conn, head, _homes(conn, head.id, atoms),
        lambda scene: moves.dedicate(scene, atoms, wish.category, wish.name, wish.site),
    )  # fmt: skip


@drawing.register
def _undedicate(wish: wishes.Undedicate, conn: Connection, head: Head) -> Drawing:
    return _sketched(conn, head, {wish.grid}, lambda scene: moves.undedicate(scene, wish.grid))


@drawing.register
def _resolve(wish: wishes.Resolve, conn: Connection, head: Head) -> Drawing:
    return _sketched(conn, head, set(wish.grids), lambda scene: resolved(conn, scene, wish))


@drawing.register
def _renumber(wish: wishes.Renumber, conn: Connection, head: Head) -> Drawing:
    grids = scenes.grids_in(conn, head.id, wish.community)
    return _sketched(conn, head, grids, lambda scene: renumbered(conn, scene, head.srid))


@drawing.register
def _attribute(wish: wishes.Attributes, conn: Connection, head: Head) -> Drawing:
    return _sketched(conn, head, {wish.grid}, lambda scene: _attributes(scene, wish))


@drawing.register
def _split_atom(wish: wishes.SplitAtom, conn: Connection, head: Head) -> Drawing:
    line = _line(conn, head, wish.line)
    return _cut(conn, head, wish.atom, lambda hood: cut_atom(hood, wish.atom, line))


def _sketched(
    conn: Connection, head: Head, grids: set[int], sketch: Callable[[Scene], Sketch]
) -> Drawing:
    def draw() -> Delta:
        return sketch(scenes.load_scene(conn, head.id, grids, rules_of(head))).finish()

    return Drawing(grids, draw)


def rules_of(head: Head) -> Any:
    """The rules a stored plan must obey."""
    return load_rules(json.dumps(head.rules))


def _homes(conn: Connection, plan: int, atoms: list[int]) -> set[int]:
    found = scenes.grids_of(conn, plan, atoms)
    if missing := sorted(set(atoms) - found.keys()):
        named = ", ".join(map(str, missing[:10]))
        raise NotFoundError(f"the plan holds no atoms {named}", f"方案中没有基本单元{named}")
    return set(found.values())


def _line(conn: Connection, head: Head, positions: list[wishes.Position]) -> Floats:
    """A drawn line (m, 2) in the CRS of the dataset."""
    if len(positions) < 2:
        raise EditError("a line needs at least two positions", "线至少需要两个点")
    change = Transformer.from_crs("EPSG:4326", crs_of(conn, head.srid), always_xy=True)
    line = np.column_stack(change.transform(*np.asarray(positions, dtype=float).T))
    if not np.isfinite(line).all():
        raise EditError("the line lies outside the CRS of the data", "线超出数据坐标系范围")
    return line


def _dedicated_atoms(conn: Connection, plan: int, wish: wishes.Dedicate) -> list[int]:
    given = [bool(wish.atoms), wish.grid is not None, wish.site is not None]
    if sum(given) != 1:
        raise EditError(
            "give either atoms, a grid or a site to dedicate", "请指定基本单元、网格或专属对象之一"
        )
    if wish.atoms:
        return wish.atoms
    found = scenes.atoms_of(conn, plan, grid=wish.grid, site=wish.site)
    if not found:
        raise NotFoundError("the plan holds no ground of this grid or site", "方案中没有相应用地")
    return found


def _attributes(scene: Scene, wish: wishes.Attributes) -> Sketch:
    sketch = Sketch(scene)
    unit = moves.live_grid(scene, wish.grid)
    given = {
        name: value
        for name in ("name", "name_en", "locked")
        if (value := getattr(wish, name)) is not None
    }
    if wish.post is not None:
        given["post"] = wish.post or None
    sketch.set_grid(wish.grid, **given)
    if wish.code is not None and wish.code != unit["code"]:
        community = scene.communities[unit["community"]]
        if not scene.scheme.fits(wish.code, community.code, Kind(unit["kind"])):
            raise EditError(
                f"{wish.code} is no code of a {unit['kind']} grid of {community.code}",
                f"{wish.code}不符合社区{community.code}的网格编码规则",
            )
        if wish.code in community.taken:
            raise EditError(f"the code {wish.code} is in use", f"编码{wish.code}已被使用")
        sketch.recode(wish.grid, wish.code)
    return sketch


def _cut(conn: Connection, head: Head, atom: int, operate: Callable[[Any], Surgery]) -> Drawing:
    def draw() -> Delta:
        return _operated(conn, head, atom, operate).delta

    feet = neighbourhoods.feet_around(conn, head.id, atom)
    return Drawing(neighbourhoods.grids_on(conn, head.id, feet), draw)


def _operated(
    conn: Connection, head: Head, atom: int, operate: Callable[[Any], Surgery]
) -> Surgery:
    surgery = operate(neighbourhoods.load(conn, head.id, atom, head.srid))
    neighbourhoods.write(conn, head.id, surgery, head.srid)
    return surgery


@drawing.register
def _split_tower(wish: wishes.SplitTower, conn: Connection, head: Head) -> Drawing:
    def operate(hood: Any) -> Surgery:
        if wish.floors:
            return cut_floors(hood, wish.atom, wish.floors)
        return cut_staircases(hood, wish.atom)

    def draw() -> Delta:
        scene = scenes.load_scene(conn, head.id, home, rules_of(head))
        surgery = _operated(conn, head, wish.atom, operate)
        return own_microgrids(scene, surgery) if wish.microgrids else surgery.delta

    home = _homes(conn, head.id, [wish.atom])
    feet = neighbourhoods.feet_around(conn, head.id, wish.atom)
    return Drawing(neighbourhoods.grids_on(conn, head.id, feet), draw)
