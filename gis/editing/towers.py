"""Give each part of a tower that was just cut a micro-grid of its own."""

from __future__ import annotations

from dataclasses import replace

from gis.editing.delta import Delta
from gis.editing.scene import Scene
from gis.editing.sketch import Sketch, refuse_locked
from gis.editing.surgery import Surgery


def own_microgrids(scene: Scene, surgery: Surgery) -> Delta:
    """The surgery's delta with every piece in a new micro-grid of the same grid.

    ``scene`` is the grid as it was. A micro-grid that held nothing else comes to its end.
    """
    sketch = Sketch(scene)
    (place,) = {move.after for move in surgery.delta.atoms if move.atom in surgery.pieces}
    grid, old = place or (0, 0)
    refuse_locked(scene, scene.grid[scene.grid == grid][:1])
    homes = {piece: (grid, sketch.new_microgrid(grid)) for piece in surgery.pieces}
    left = [move for move in surgery.delta.atoms if move.after == place and move.atom not in homes]
    gone = {move.atom for move in surgery.delta.atoms if move.after is None}
    stay = set(scene.atom[scene.microgrid == old].tolist()) - gone
    if not left and not stay:
        sketch.set_microgrid(old, live=False)
    atoms = tuple(
        replace(move, after=homes[move.atom]) if move.atom in homes else move
        for move in surgery.delta.atoms
    )
    return replace(surgery.delta, atoms=atoms, microgrids=sketch.microgrid_changes())
