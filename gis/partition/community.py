"""One community from task to plan: the unit of work that runs in parallel."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import shapely

from gis.geometry.borders import Floats, Ints, sums
from gis.geometry.cover import union_groups
from gis.geometry.outline import outlines
from gis.geometry.plane import Geometries
from gis.model import CODE_SCHEMES, Kind, Reason
from gis.partition.atoms import Atoms, make_atoms
from gis.partition.describe import Words, boundary_texts, names_of_grids
from gis.partition.grids import Grids, make_grids
from gis.partition.microgrids import Pieces, divide_grid
from gis.partition.numbering import grid_codes, keep_codes
from gis.partition.parts import Parts, split_buildings
from gis.partition.quality import Borderline, borderline
from gis.partition.search import SCHEDULES
from gis.partition.tasks import Task


@dataclass(frozen=True)
class CommunityPlan:
    """The plan of one community; polygons in metres.

    patch, patch_of
        (p,) polygons that tile the community, and (r, 2) rows (micro-grid, patch): stacked
        micro-grids share a patch.
    codes, kind, reason, loads, names, borders, site
        (g,) of the grids.
    grid_of, microgrid_reason
        (m,) grid of each micro-grid, and why it lies out of band.
    rows, grid, microgrid
        (n,) rows of the community's own buildings, their grid, and their micro-grid (-1 where
        the building is split).
    parts
        Pieces of split buildings.
    torn
        Compounds torn to meet the band.
    borderline
        Figures of the borders between grids.
    seconds
        Time of each step.
    """

    patch: Geometries
    patch_of: Ints
    codes: tuple[str, ...]
    kind: tuple[Kind, ...]
    reason: tuple[Reason | None, ...]
    loads: Floats
    names: list[Words]
    borders: list[Words]
    site: Ints
    grid_of: Ints
    microgrid_reason: tuple[Reason | None, ...]
    rows: Ints
    grid: Ints
    microgrid: Ints
    parts: Parts
    torn: tuple[int, ...]
    borderline: Borderline
    seconds: dict[str, float]


def plan_community(task: Task) -> CommunityPlan:
    """Propose grids, micro-grids, outlines, codes and descriptions for one community."""
    clock = [time.perf_counter()]
    rng = np.random.default_rng([task.params.seed, int(task.code)])
    schedule = SCHEDULES[task.params.effort]
    atoms = make_atoms(task)
    clock.append(time.perf_counter())
    grids = make_grids(task, atoms, schedule, rng)
    clock.append(time.perf_counter())
    order = np.argsort(grids.of_atom, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(grids.of_atom))[:-1])
    pieces = [
        divide_grid(atoms, own, task.buildings, kind, task.params.rules, schedule, rng)
        for own, kind in zip(members, grids.kind, strict=True)
    ]
    clock.append(time.perf_counter())
    grid_of, stacked = _number(pieces)
    patch_of_atom, patch_of = _patches(pieces, stacked, atoms.size)
    patch = outlines(
        atoms.polygon, patch_of_atom, atoms.edges, atoms.kind.open_ground,
        atoms.footprint, task.polygon,
    )  # fmt: skip
    clock.append(time.perf_counter())
    own = np.nonzero(~task.buildings.foreign)[0]
    building_grid = grids.of_atom[atoms.of_building[own]]
    parts, microgrid = split_buildings(task, atoms, pieces, stacked)
    codes = _codes(task, atoms, grids, own)
    share = _compound_share(task, atoms, grids)
    steps = ("atoms", "grids", "microgrids", "outlines", "descriptions")
    clock.append(time.perf_counter())
    return CommunityPlan(
        patch, patch_of, codes, grids.kind, grids.reason,
        sums(grids.of_atom, atoms.load),
        names_of_grids(task, grids, codes, share),
        boundary_texts(task, atoms.edges, atoms.kind, grids, codes), grids.site,
        grid_of, tuple(reason for piece in pieces for reason in piece.reasons),
        task.buildings.row[own], building_grid, microgrid[own], parts, grids.torn,
        borderline(atoms.edges, atoms.kind, grids.of_atom),
        dict(zip(steps, np.diff(clock).tolist(), strict=True)),
    )  # fmt: skip


def _number(pieces: list[Pieces]) -> tuple[Ints, list[Ints]]:
    """Grid of each micro-grid of the community, and the micro-grid of each piece, grid by grid."""
    counts = np.array([len(piece.reasons) for piece in pieces])
    first = np.cumsum(counts) - counts
    stacked = [piece.microgrid + start for piece, start in zip(pieces, first, strict=True)]
    return np.repeat(np.arange(len(pieces)), counts), stacked


def _patches(pieces: list[Pieces], stacked: list[Ints], count: int) -> tuple[Ints, Ints]:
    """Patch of each atom, one for each set of micro-grids; rows (micro-grid, patch)."""
    atom = np.concatenate([piece.atom for piece in pieces])
    rows = np.unique(np.column_stack([atom, np.concatenate(stacked)]), axis=0)
    sets = np.split(rows[:, 1], np.cumsum(np.bincount(rows[:, 0], minlength=count))[:-1])
    names: dict[tuple[int, ...], int] = {}
    patch = np.array([names.setdefault(tuple(own.tolist()), len(names)) for own in sets])
    pairs = [(micro, number) for own, number in names.items() for micro in own]
    return patch, np.array(sorted(pairs), dtype=np.int64)


def _codes(task: Task, atoms: Atoms, grids: Grids, own: Ints) -> tuple[str, ...]:
    """Codes of the grids; existing grids' codes stay where most of their households do."""
    polygons = union_groups(atoms.polygon, grids.of_atom)
    kept: dict[int, str] = {}
    if len(task.existing):
        kept = keep_codes(
            task.existing,
            task.existing_codes,
            shapely.point_on_surface(task.buildings.footprint[own]),
            task.buildings.households[own].astype(float),
            grids.of_atom[atoms.of_building[own]],
        )
    scheme = CODE_SCHEMES[task.params.rules.code_scheme]
    inherited = tuple(kept.get(number) for number in range(len(polygons)))
    return grid_codes(task.code, polygons, grids.kind, inherited, scheme)


def _compound_share(task: Task, atoms: Atoms, grids: Grids) -> Floats:
    """(g, c) share of each grid's households that lives in each compound with a polygon."""
    homes = task.buildings.households.astype(float)
    grid = grids.of_atom[atoms.of_building]
    total = np.bincount(grid, weights=homes, minlength=len(grids.kind))
    share = np.zeros((len(grids.kind), len(task.compound_rows)))
    inside = np.isin(task.buildings.compound, task.compound_rows)
    column = np.searchsorted(task.compound_rows, task.buildings.compound[inside])
    np.add.at(share, (grid[inside], column), homes[inside])
    return share / np.maximum(total, 1.0)[:, None]
