"""Check a delta that is known already, when it is taken back or done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gis.editing.delta import Delta
from gis.editing.scene import Scene
from gis.editing.sketch import refuse_locked
from gis.errors import ConflictError, TornError
from gis.geometry.borders import Ints


def refuse_locks(before: Scene, delta: Delta) -> None:
    """Raise EditError if atoms of a locked grid would move, unless the delta unlocks it."""
    places = [place for move in delta.atoms for place in (move.before, move.after) if place]
    unlocked = {unit.id for unit in delta.grids if unit.before.get("locked")}
    moved = {grid for grid, _ in places} - unlocked
    refuse_locked(before, np.array(sorted(moved), dtype=np.int64))


def recount(after: Scene, delta: Delta, before: Mapping[int, int]) -> Delta:
    """The delta with the parts that its grids have now.

    Parameters
    ----------
    after
        The scene once the delta was applied.
    before
        Grid -> parts it had.

    Raises
    ------
    TornError
        If a grid has more parts than it had, and more than the delta left it with once.
    ConflictError
        If a unit would stay without atoms, or a dissolved one get some, by what others did.
    """
    _refuse_ghosts(after.grids, after.grid)
    _refuse_ghosts(after.microgrids, after.microgrid)
    pieces = {}
    for grid, (_, known) in delta.pieces.items():
        parts = after.pieces(after.grid, grid)
        if len(parts) > max(1, before.get(grid, 0), known):
            code = after.grids[grid]["code"]
            raise TornError(code, [after.atom[part].tolist() for part in parts])
        pieces[grid] = (before.get(grid, 0), len(parts))
    return replace(delta, pieces=pieces)


def _refuse_ghosts(units: Mapping[int, Mapping[str, Any]], label: Ints) -> None:
    """Raise ConflictError unless exactly the live ones of some units have atoms."""
    used = set(np.unique(label).tolist())
    for number, unit in units.items():
        if unit["live"] != (number in used):
            code = unit["code"]
            raise ConflictError(
                f"others have changed {code} since; this would leave it without any ground, or"
                " give ground to what they dissolved",
                f"{code}此后已被他人修改，此操作会使其没有范围，或使已撤销的网格重新有范围",
            )
