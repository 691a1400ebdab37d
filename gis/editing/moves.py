"""Edits that hand atoms from one grid or micro-grid to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gis.editing.scene import Scene
from gis.editing.sketch import Sketch
from gis.errors import EditError, NotFoundError
from gis.geometry.borders import Ints
from gis.model import Kind, Reason


def located(scene: Scene, atoms: Sequence[int]) -> Ints:
    """Positions of atoms by number.

    Raises
    ------
    NotFoundError
        With the numbers that the plan does not hold.
    EditError
        If there are none.
    """
    if not atoms:
        raise EditError("no atoms were given", "未指定基本单元")
    wanted = np.unique(np.asarray(atoms, dtype=np.int64))
    positions = scene.positions(wanted)
    if (positions < 0).any():
        missing = ", ".join(str(atom) for atom in wanted[positions < 0][:10])
        raise NotFoundError(f"the plan holds no atoms {missing}", f"方案中没有基本单元{missing}")
    return positions


def move(scene: Scene, atoms: Sequence[int], grid: int, microgrid: int | None = None) -> Sketch:
    """Atoms to a grid and, where given, to one of its micro-grids.

    Towers go to another grid as a whole: all floors on the ground of a given atom go along.
    """
    sketch = Sketch(scene)
    positions = located(scene, atoms)
    target = live_grid(scene, grid)
    if microgrid is not None:
        unit = scene.microgrids.get(microgrid)
        if unit is None or not unit["live"] or unit["grid"] != grid:
            code = target["code"]
            raise NotFoundError(
                f"grid {code} has no micro-grid {microgrid}", f"网格{code}没有微网格{microgrid}"
            )
    _same_community(sketch.community_of(positions).id, target)
    hand_over(sketch, positions, grid, microgrid)
    return sketch


def hand_over(sketch: Sketch, positions: Ints, grid: int, microgrid: int | None = None) -> None:
    """Bring atoms to a grid; micro-grids that come whole stay whole, others find a new one."""
    scene = sketch.scene
    across = positions[sketch.grid[positions] != grid]
    wanted = np.isin(scene.foot, scene.foot[across])
    wanted[positions] = True
    moving = np.nonzero(wanted)[0]
    sources = np.unique(sketch.microgrid[moving]).tolist()
    if microgrid is not None:
        sketch.grid[moving], sketch.microgrid[moving] = grid, microgrid
    else:
        moving = moving[sketch.grid[moving] != grid]
        loose = _carry_whole(sketch, moving, grid)
        _find_microgrids(sketch, loose, grid)
    for source in sources:
        mend(sketch, source)


def reassign(scene: Scene, shares: Sequence[tuple[Sequence[int], int | None]]) -> Sketch:
    """Atoms to several grids at once; a share without a grid founds a new one.

    Raises
    ------
    EditError
        If an atom, or the tower it belongs to, is to go to two grids.
    """
    sketch = Sketch(scene)
    named = np.zeros(len(scene.atom), dtype=bool)
    for atoms, grid in shares:
        positions = located(scene, atoms)
        own = np.isin(scene.foot, scene.foot[positions])
        if (own & named).any():
            raise EditError(
                "an atom or a tower can only go to one grid",
                "同一基本单元或同一楼栋只能划入一个网格",
            )
        named |= own
        community = sketch.community_of(positions)
        if grid is None:
            found_grid(sketch, positions, sketch.new_grid(community))
            continue
        _same_community(community.id, live_grid(scene, grid))
        hand_over(sketch, positions, grid)
    return sketch


def _same_community(community: int, target: Mapping[str, Any]) -> None:
    if community != target["community"]:
        raise EditError(
            "a grid lies in exactly one community; these atoms lie in another",
            "一个网格只能属于一个社区；所选基本单元属于另一社区",
        )


def _carry_whole(sketch: Sketch, moving: Ints, grid: int) -> Ints:
    """Hand over the micro-grids that move as a whole; returns the atoms of others."""
    inside = np.zeros(len(sketch.grid), dtype=bool)
    inside[moving] = True
    loose = []
    for number in np.unique(sketch.microgrid[moving]).tolist():
        own = sketch.microgrid == number
        if inside[own].all():
            sketch.carry(number, grid)
        else:
            loose.append(np.nonzero(own & inside)[0])
    return np.concatenate(loose) if loose else np.zeros(0, dtype=np.int64)


def _find_microgrids(sketch: Sketch, loose: Ints, grid: int) -> None:
    """Each part of the loose atoms joins the micro-grid of the grid it borders on most."""
    scene = sketch.scene
    members = np.zeros(len(scene.atom), dtype=bool)
    members[loose] = True
    sketch.grid[loose] = grid
    homes = np.where((sketch.grid == grid) & ~members, sketch.microgrid, -1)
    for part in scene.touching(members):
        metres = scene.contact(part, homes)
        metres.pop(-1, None)
        known = np.unique(homes[homes >= 0])
        if metres:
            chosen = min(metres, key=lambda name: (-metres[name], name))
        elif len(known):
            loads = [int(scene.households[homes == name].sum()) for name in known]
            chosen = int(known[int(np.argmin(loads))])
        else:
            chosen = sketch.new_microgrid(grid)
            homes[part] = chosen
        sketch.microgrid[part] = chosen


def mend(sketch: Sketch, microgrid: int) -> None:
    """What an edit cut off from a micro-grid joins its neighbour in the same grid."""
    scene = sketch.scene
    allowed = max(1, len(scene.touching(scene.microgrid == microgrid)))
    parts = scene.touching(sketch.microgrid == microgrid)
    for part in parts[allowed:]:
        grid = int(sketch.grid[part[0]])
        homes = np.where(sketch.grid == grid, sketch.microgrid, -1)
        metres = scene.contact(part, homes)
        metres = {n: m for n, m in metres.items() if n not in (-1, microgrid)}
        if metres:
            sketch.microgrid[part] = min(metres, key=lambda name: (-metres[name], name))


def new_grid(scene: Scene, atoms: Sequence[int], **fields: Any) -> Sketch:
    """Atoms to a grid of their own; ``fields`` replace the usual ones of a new grid."""
    sketch = Sketch(scene)
    positions = located(scene, atoms)
    found_grid(sketch, positions, sketch.new_grid(sketch.community_of(positions), **fields))
    return sketch


def found_grid(sketch: Sketch, positions: Ints, grid: int) -> None:
    """Fill a grid that has no atoms yet; parts of torn micro-grids become micro-grids."""
    scene = sketch.scene
    moving = np.nonzero(np.isin(scene.foot, scene.foot[positions]))[0]
    sources = np.unique(sketch.microgrid[moving]).tolist()
    loose = _carry_whole(sketch, moving, grid)
    for number in np.unique(sketch.microgrid[loose]).tolist():
        part = loose[sketch.microgrid[loose] == number]
        sketch.grid[part], sketch.microgrid[part] = grid, sketch.new_microgrid(grid)
    for source in sources:
        mend(sketch, source)


def new_microgrid(scene: Scene, atoms: Sequence[int]) -> Sketch:
    """Atoms of one grid to a micro-grid of their own."""
    sketch = Sketch(scene)
    positions = located(scene, atoms)
    homes = np.unique(scene.grid[positions])
    if len(homes) != 1:
        raise EditError(
            "a micro-grid lies in exactly one grid; these atoms lie in several",
            "一个微网格只能属于一个网格；所选基本单元分属多个网格",
        )
    sources = np.unique(scene.microgrid[positions]).tolist()
    sketch.microgrid[positions] = sketch.new_microgrid(int(homes[0]))
    for source in sources:
        mend(sketch, source)
    return sketch


def merge(scene: Scene, grids: Sequence[int], into: int) -> Sketch:
    """Several grids become one, which keeps its code, name and kind."""
    sketch = Sketch(scene)
    target = live_grid(scene, into)
    others = [number for number in dict.fromkeys(grids) if number != into]
    if not others:
        raise EditError("merging needs at least two grids", "合并至少需要两个网格")
    for number in others:
        if live_grid(scene, number)["community"] != target["community"]:
            raise EditError(
                "grids of different communities cannot be merged", "不同社区的网格不能合并"
            )
        hand_over(sketch, np.nonzero(scene.grid == number)[0], into)
    return sketch


def dedicate(
    scene: Scene, atoms: Sequence[int], category: str, name: str, site: int | None = None
) -> Sketch:
    """Atoms to a dedicated grid of their own, with a code of the range of such grids."""
    return new_grid(
        scene, atoms, kind=Kind.DEDICATED.value, reason=Reason.DEDICATED.value,
        category=category, site=site, name=name, name_en=name,
    )  # fmt: skip


def undedicate(scene: Scene, grid: int) -> Sketch:
    """The ground of a dedicated grid becomes a base grid with a code of that range."""
    if live_grid(scene, grid)["kind"] != Kind.DEDICATED:
        code = scene.grids[grid]["code"]
        raise EditError(f"grid {code} is no dedicated grid", f"网格{code}不是专属网格")
    return new_grid(scene, scene.atom[scene.grid == grid].tolist())


def relabel(scene: Scene, positions: Ints, labels: Ints) -> Sketch:
    """Atoms to grids by label (n,) 0..k-1, as a solver gives them.

    A label takes the grid that holds most of its households before; further labels found new
    grids, grids left over come to their end.
    """
    sketch = Sketch(scene)
    heirs = _heirs(scene, positions, labels, scene.grid[positions])
    community = sketch.community_of(positions)
    for label in range(int(labels.max()) + 1):
        own = positions[labels == label]
        grid = heirs.get(label)
        if grid is None:
            found_grid(sketch, own, sketch.new_grid(community))
        else:
            hand_over(sketch, own, grid)
    return sketch


def relabel_microgrids(
    sketch: Sketch, grid: int, positions: Ints, labels: Ints, reasons: Sequence[str | None]
) -> None:
    """All atoms of a grid to micro-grids by label 0..k-1, with the reason of each label."""
    heirs = _heirs(sketch.scene, positions, labels, sketch.microgrid[positions])
    for label, reason in enumerate(reasons):
        number = heirs.get(label)
        if number is None:
            number = sketch.new_microgrid(grid)
        sketch.microgrid[positions[labels == label]] = number
        sketch.judge_microgrid(number, reason and str(reason))


def _heirs(scene: Scene, positions: Ints, labels: Ints, units: Ints) -> dict[int, int]:
    """Label -> the unit it continues: pairs by households shared, most first."""
    weight = scene.households[positions] + 1e-6 * scene.buildings[positions] + 1e-9
    pairs, at = np.unique(np.column_stack([labels, units]), axis=0, return_inverse=True)
    shared = np.bincount(at.ravel(), weights=weight)
    heirs: dict[int, int] = {}
    for row in np.argsort(-shared, kind="stable").tolist():
        label, unit = (int(value) for value in pairs[row])
        if label not in heirs and unit not in heirs.values():
            heirs[label] = unit
    return heirs


def live_grid(scene: Scene, grid: int) -> Any:
    """Fields of a live grid, or NotFoundError."""
    unit = scene.grids.get(grid)
    if unit is None or not unit["live"]:
        raise NotFoundError(f"the plan has no grid {grid}", f"方案中没有网格{grid}")
    return unit
