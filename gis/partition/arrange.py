"""The search for one community: grids, their micro-grids, and the ground of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.geometry.borders import Ints
from gis.geometry.cover import union_groups
from gis.geometry.outline import outlines
from gis.geometry.plane import Geometries
from gis.partition.atoms import Atoms
from gis.partition.grids import Grids
from gis.partition.microgrids import Pieces, divide_grid
from gis.partition.tasks import Task


@dataclass(frozen=True)
class Micro:
    """Micro-grids of one community.

    pieces, stacked
        Per grid its pieces, and the micro-grid 0..m-1 of each within the community.
    grid_of
        (m,) grid of each micro-grid.
    """

    pieces: list[Pieces]
    stacked: list[Ints]
    grid_of: Ints

    @classmethod
    def of(cls, pieces: list[Pieces]) -> Micro:
        """Number micro-grids through, grid by grid."""
        counts = np.array([len(piece.reasons) for piece in pieces])
        first = np.cumsum(counts) - counts
        stacked = [piece.microgrid + start for piece, start in zip(pieces, first, strict=True)]
        return cls(pieces, stacked, np.repeat(np.arange(len(pieces)), counts))


def divide_all(
    task: Task, atoms: Atoms, grids: Grids, rng: np.random.Generator, *, joint: bool = False
) -> list[Pieces]:
    """Divide every grid into micro-grids; ``joint`` as in divide_grid."""
    order = np.argsort(grids.of_atom, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(grids.of_atom))[:-1])
    return [
        divide_grid(atoms, own, task.buildings, kind, task.params, rng, joint=joint)
        for own, kind in zip(members, grids.kind, strict=True)
    ]


@dataclass(frozen=True)
class Patches:
    """Ground of micro-grids, straightened.

    polygon
        (p,) polygons that tile the community, one for each set of stacked micro-grids.
    rows
        (r, 2) pairs (micro-grid, patch), sorted.
    """

    polygon: Geometries
    rows: Ints

    @classmethod
    def of(cls, task: Task, atoms: Atoms, micro: Micro) -> Patches:
        """Draw the outlines."""
        label, rows = _patches(micro, atoms.size)
        polygon = outlines(
            atoms.polygon, label, atoms.edges, atoms.kind.open_ground,
            atoms.footprint, task.polygon,
        )  # fmt: skip
        return cls(polygon, rows)

    def microgrids(self) -> Geometries:
        """(m,) polygons of the micro-grids."""
        return union_groups(self.polygon[self.rows[:, 1]], self.rows[:, 0])

    def grids(self, grid_of: Ints) -> Geometries:
        """(g,) polygons of the grids; ``grid_of`` is (m,) the grid of each micro-grid."""
        label = np.empty(len(self.polygon), dtype=np.int64)
        label[self.rows[:, 1]] = grid_of[self.rows[:, 0]]
        return union_groups(self.polygon, label)


def _patches(micro: Micro, count: int) -> tuple[Ints, Ints]:
    """Patch of each atom, one for each set of micro-grids; rows (micro-grid, patch)."""
    atom = np.concatenate([piece.atom for piece in micro.pieces])
    rows = np.unique(np.column_stack([atom, np.concatenate(micro.stacked)]), axis=0)
    sets = np.split(rows[:, 1], np.cumsum(np.bincount(rows[:, 0], minlength=count))[:-1])
    names: dict[tuple[int, ...], int] = {}
    patch = np.array([names.setdefault(tuple(own.tolist()), len(names)) for own in sets])
    pairs = [(number, at) for own, at in names.items() for number in own]
    return patch, np.array(sorted(pairs), dtype=np.int64)
