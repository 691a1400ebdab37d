"""Grids that stay as they are: what is to be divided without them, and their part of the plan."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.frames import Held
from gis.geometry.borders import Ints
from gis.model import Kind, Reason
from gis.partition.arrange import Micro
from gis.partition.atoms import NONE, Atoms
from gis.partition.describe import Words
from gis.partition.grids import Grids
from gis.partition.microgrids import Pieces
from gis.partition.tasks import Buildings, Task


@dataclass(frozen=True)
class Lock:
    """One grid that stays as it is.

    site
        Its position in the town, -1 without.
    pieces
        Its atoms within the community, towers floor by floor, and their micro-grids.
    microgrid_codes
        Of those micro-grids.
    """

    code: str
    kind: Kind
    category: str | None
    name: Words
    reason: Reason | None
    site: int
    pieces: Pieces
    microgrid_codes: tuple[str, ...]

    @property
    def atoms(self) -> Ints:
        """Its atoms, sorted."""
        return np.unique(self.pieces.atom)


def locks_of(held: Held, community: int, first: int) -> tuple[Lock, ...]:
    """The locks in one community, whose atoms count from ``first`` in the ground."""
    own = held.grids.index[held.grids["community"] == community]
    return tuple(_lock(held, int(grid), first) for grid in own)


def _lock(held: Held, grid: int, first: int) -> Lock:
    row = held.grids.loc[grid]
    inside = held.microgrids[held.microgrids["grid"] == grid]
    number = pd.Series(np.arange(len(inside)), index=inside.index)
    atoms = held.atoms[held.atoms["microgrid"].isin(inside.index)]
    floors = _floor_by_floor(held.floors[held.floors["microgrid"].isin(inside.index)])
    whole = np.full(len(atoms), -1)
    pieces = Pieces(
        np.concatenate([atoms["atom"], floors["atom"]]).astype(np.int64) - first,
        np.concatenate([whole, np.zeros(len(floors))]).astype(np.int64),
        np.concatenate([np.zeros(len(atoms)), floors["floor"]]).astype(np.int64),
        pd.concat([atoms["microgrid"], floors["microgrid"]]).map(number).to_numpy(np.int64),
        tuple(_reason(value) for value in inside["reason"]),
    )
    return Lock(
        row["code"], Kind(row["kind"]), None if pd.isna(row["category"]) else row["category"],
        Words(row["name"], row["name_en"]), _reason(row["reason"]),
        -1 if pd.isna(row["site"]) else int(row["site"]), pieces, tuple(inside["code"]),
    )  # fmt: skip


def _floor_by_floor(floors: pd.DataFrame) -> pd.DataFrame:
    """One row for each floor of some ranges."""
    low, high = floors["floor_from"].to_numpy(int), floors["floor_to"].to_numpy(int)
    rows = floors[["atom", "microgrid"]].loc[floors.index.repeat(high - low + 1)]
    numbers = [np.arange(one, other + 1) for one, other in zip(low, high, strict=True)]
    return rows.assign(floor=np.concatenate([np.zeros(0, dtype=int), *numbers]))


def _reason(value: Any) -> Reason | None:
    return None if pd.isna(value) else Reason(value)


@dataclass(frozen=True)
class AllGrids:
    """New and locked grids of a community, the locked ones last.

    of_atom
        (a,) grid of each atom.
    kind, category, names, reason, site, codes
        (g,) of the grids; ``site`` is the position in the town, -1 without.
    micro
        Their micro-grids.
    torn
        How many compounds were torn.
    """

    of_atom: Ints
    kind: tuple[Kind, ...]
    category: tuple[str | None, ...]
    names: tuple[Words, ...]
    reason: tuple[Reason | None, ...]
    site: Ints
    codes: tuple[str, ...]
    micro: Micro
    torn: int


def with_locks(
    task: Task,
    locks: tuple[Lock, ...],
    count: int,
    free: Ints,
    grids: Grids | None,
    pieces: list[Pieces],
    codes: tuple[str, ...],
    names: list[Words],
) -> AllGrids:
    """New grids, then the locked ones."""
    of_atom = np.full(count, NONE, dtype=np.int64)
    kind: tuple[Kind, ...] = ()
    reason: tuple[Reason | None, ...] = ()
    site, torn = np.zeros(0, dtype=np.int64), 0
    if grids:
        of_atom[free] = grids.of_atom
        kind, reason, torn = grids.kind, grids.reason, len(grids.torn)
        site = np.append(task.site_rows, NONE)[grids.site]
    sites = {int(row): own for row, own in zip(task.site_rows, task.sites, strict=True)}
    for number, lock in enumerate(locks, start=len(kind)):
        of_atom[lock.atoms] = number
    return AllGrids(
        of_atom,
        (*kind, *(lock.kind for lock in locks)),
        (
            *(sites[row].category if row >= 0 else None for row in site.tolist()),
            *(lock.category for lock in locks),
        ),
        (*names, *(lock.name for lock in locks)),
        (*reason, *(lock.reason for lock in locks)),
        np.array([*site, *(lock.site for lock in locks)], dtype=np.int64),
        (*codes, *(lock.code for lock in locks)),
        Micro.of(
            [replace(piece, atom=free[piece.atom]) for piece in pieces]
            + [lock.pieces for lock in locks]
        ),
        torn,
    )


def without(task: Task, atoms: Atoms, gone: NDArray[np.bool_]) -> tuple[Task, Atoms]:
    """What is left of a community and its atoms when some atoms (a,) are ``gone``."""
    kept = ~gone
    here = kept[atoms.of_building]
    buildings = Buildings(*(getattr(task.buildings, f.name)[here] for f in fields(Buildings)))
    seams = atoms.seams.without(gone)
    every = np.arange(int(kept.sum()))
    edges, kind = seams.borders(every)
    per_atom = ("polygon", "load", "households", "piece", "structure", "staircase", "site",
                "compound")  # fmt: skip
    return replace(task, buildings=buildings), replace(
        atoms,
        **{name: getattr(atoms, name)[kept] for name in per_atom},
        of_building=(np.cumsum(kept) - 1)[atoms.of_building[here]],
        structure_of=atoms.structure_of[here],
        edges=edges,
        kind=kind,
        seams=seams,
        graph=seams.graph(every),
    )
