"""Remedies for micro-grids: within one grid, tried out before anybody sees them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Literal

import numpy as np
from sqlalchemy import Connection

from gis.editing import moves
from gis.editing.board import bits
from gis.editing.delta import Delta
from gis.editing.floors import cut_floors
from gis.editing.repair import repairs
from gis.editing.sketch import Sketch
from gis.editing.towers import own_microgrids
from gis.errors import CapacityError, EditError
from gis.geometry.borders import Ints
from gis.model.wishes import Move, Resolve, SplitTower, Wish
from gis.partition.resolve import floor_cuts
from gis.store import neighbourhoods, surroundings
from gis.store.snapshots import Head
from gis.workflow.ideas import Kind
from gis.workflow.remedies import Remedy
from gis.workflow.resolve import resolved
from gis.workflow.stage import Stage

TRIALS: tuple[tuple[Literal["fast", "balanced"], int], ...] = (
    ("fast", 0), ("fast", 1), ("balanced", 0), ("balanced", 1),
)  # fmt: skip
"""Divisions of a grid that are tried: effort and seed."""


def microremedies(
    conn: Connection, head: Head, stage: Stage, grid: int, microgrid: int | None
) -> list[Remedy]:
    """What brings the micro-grids of a grid nearer to their band, the best first.

    Parameters
    ----------
    stage
        The grid alone.
    microgrid
        The one that is to be mended; None for whatever is wrong with their number or band.
    """
    found = [
        _sketched(stage, grid, microgrid, *one) for one in _drawn(conn, stage, grid, microgrid)
    ]
    if microgrid is not None:
        found += _towers(conn, head, stage, grid, microgrid)
    helping = [remedy for remedy in found if remedy]
    unique = {_sameness(remedy): remedy for remedy in reversed(helping)}
    return sorted(unique.values(), key=lambda remedy: remedy.rank)


def _sameness(remedy: Remedy) -> object:
    """Equal for remedies that come to the same."""
    cut = isinstance(remedy.wish, SplitTower)
    return repr(remedy.wish) if cut else remedy.microgrid.tobytes()


def _drawn(
    conn: Connection, stage: Stage, grid: int, microgrid: int | None
) -> Iterator[tuple[Kind, Wish, Sketch]]:
    band = stage.scene.rules.micro_band
    if microgrid is not None and band:
        board, own = stage.microboard(grid, band)
        for state in repairs(board, microgrid):
            targets = {target for _, _, target in state.shifts}
            if len(targets) == 1:
                atoms = stage.scene.atom[own[list(bits(state.moved))]].tolist()
                (target,) = targets
                with suppress(EditError):
                    yield (
                        "move",
                        Move(atoms, grid, target),
                        moves.move(stage.scene, atoms, grid, target),
                    )
    for effort, seed in TRIALS:
        wish = Resolve([grid], "microgrid", effort, seed)
        with suppress(EditError, CapacityError):
            yield "resplit", wish, resolved(conn, stage.scene, wish)


def _sketched(
    stage: Stage, grid: int, microgrid: int | None, kind: Kind, wish: Wish, sketch: Sketch
) -> Remedy | None:
    try:
        delta = sketch.finish()
    except (EditError, CapacityError):
        return None
    left = _left(stage, grid, microgrid, sketch.microgrid)
    if left is None:
        return None
    scene = stage.scene
    moved = int(scene.households[sketch.microgrid != scene.microgrid].sum())
    return Remedy(
        kind, "microgrid", wish, sketch.grid, sketch.microgrid, delta, left, 0, moved
    )  # fmt: skip


def _left(stage: Stage, grid: int, microgrid: int | None, places: Ints) -> float | None:
    """How far what was to be mended is from its band; None where nothing got better."""
    scene, among = stage.scene, np.array([grid])
    before = stage.micro_excess(scene.microgrid, scene.grid, among)
    after = stage.micro_excess(places, scene.grid, among)
    band = scene.rules.micro_band
    if after >= before:
        return None
    if microgrid is None or band is None:
        return after
    own = places == microgrid
    return float(band.distance(float(stage.load[own].sum()))) if own.any() else 0.0


def _towers(
    conn: Connection, head: Head, stage: Stage, grid: int, microgrid: int
) -> Iterator[Remedy]:
    """Towers too large for a micro-grid, cut between floors."""
    scene, band = stage.scene, stage.scene.rules.micro_band
    own = np.flatnonzero((scene.microgrid == microgrid) & (scene.grid == grid))
    if band is None or scene.grids[grid]["locked"]:
        return
    large = own[stage.load[own] > band.upper]
    heights = surroundings.towers(conn, scene.atom[large].tolist())
    for at in large.tolist():
        atom, load = int(scene.atom[at]), float(stage.load[at])
        if atom not in heights:
            continue
        lowest, highest = heights[atom]
        cuts = floor_cuts(load, highest - lowest + 1, band)
        if len(cuts) < 2:
            continue
        wish = SplitTower(atom, [lowest - 1 + top for _, top in cuts[:-1]], microgrids=True)
        with suppress(EditError, CapacityError):
            remedy = _cut(conn, head, stage, wish, at)
            if remedy:
                yield remedy


def _cut(conn: Connection, head: Head, stage: Stage, wish: SplitTower, at: int) -> Remedy | None:
    """A tower cut as the edit would do it, without writing anything."""
    scene, band = stage.scene, stage.scene.rules.micro_band
    if band is None:
        return None
    hood = neighbourhoods.load(conn, head.id, wish.atom, head.srid)
    surgery = cut_floors(hood, wish.atom, wish.floors)
    delta: Delta = own_microgrids(scene, surgery)
    loads = surgery.atoms.loc[list(surgery.pieces), scene.rules.by].tolist()
    rest = (scene.microgrid == scene.microgrid[at]) & (np.arange(len(scene.atom)) != at)
    whole = band.distance(float(stage.load[scene.microgrid == scene.microgrid[at]].sum()))
    left = sum(band.distance(load) for load in loads)
    if rest.any():
        left += band.distance(float(stage.load[rest].sum()))
    if left >= whole:
        return None
    moved = int(scene.households[at])
    return Remedy(
        "split_tower", "microgrid", wish, scene.grid, scene.microgrid, delta, float(left), 0, moved
    )  # fmt: skip
