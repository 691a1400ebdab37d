"""One community from task to plan: the unit of work that runs in parallel."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import shapely

from gis.geometry.borders import Floats, Ints, sums
from gis.geometry.cover import union_groups
from gis.geometry.plane import Geometries
from gis.model import CODE_SCHEMES, Kind, Reason
from gis.partition.arrange import Micro, Patches, divide_all
from gis.partition.atoms import Atoms, above_band, make_atoms
from gis.partition.describe import Words, names_of_grids, texts
from gis.partition.grids import Grids, make_grids
from gis.partition.neighbours import border_tables
from gis.partition.numbering import grid_codes, heirs, households_moved, overlap
from gis.partition.parts import Parts, split_buildings
from gis.partition.quality import Borderline, borderline
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
    moved
        Households that left their existing grid; None where there are no existing grids.
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
    moved: int | None
    borderline: Borderline
    seconds: dict[str, float]


def plan_community(task: Task) -> CommunityPlan:
    """Propose grids, micro-grids, outlines, codes and descriptions for one community."""
    clock = [time.perf_counter()]
    rng = np.random.default_rng([task.params.seed, int(task.code)])
    atoms = make_atoms(task, above_band(task))
    clock.append(time.perf_counter())
    grids = make_grids(task, atoms, rng)
    clock.append(time.perf_counter())
    micro = Micro.of(divide_all(task, atoms, grids, rng))
    clock.append(time.perf_counter())
    ground = Patches.of(task, atoms, micro)
    clock.append(time.perf_counter())
    own = np.nonzero(~task.buildings.foreign)[0]
    parts, microgrid = split_buildings(task, atoms, micro.pieces, micro.stacked)
    codes, moved = _codes(task, atoms, grids, own)
    edges, rims = border_tables(task, atoms, atoms.edges)
    steps = ("atoms", "grids", "microgrids", "outlines", "descriptions")
    clock.append(time.perf_counter())
    return CommunityPlan(
        ground.polygon, ground.rows, codes, grids.kind, grids.reason,
        sums(grids.of_atom, atoms.load),
        names_of_grids(task, grids, codes, compound_share(task, atoms, grids)),
        texts(edges, rims, grids.of_atom, codes), grids.site,
        micro.grid_of, tuple(reason for piece in micro.pieces for reason in piece.reasons),
        task.buildings.row[own], grids.of_atom[atoms.of_building[own]], microgrid[own],
        parts, grids.torn, moved,
        borderline(atoms.edges, atoms.kind, grids.of_atom),
        dict(zip(steps, np.diff(clock).tolist(), strict=True)),
    )  # fmt: skip


def _codes(task: Task, atoms: Atoms, grids: Grids, own: Ints) -> tuple[tuple[str, ...], int | None]:
    """Codes of the grids, and the households that left their existing grid.

    Existing grids' codes stay where most of their households do.
    """
    polygons = union_groups(atoms.polygon, grids.of_atom)
    kept: dict[int, str] = {}
    moved = None
    if len(task.existing):
        share = overlap(
            task.existing,
            shapely.point_on_surface(task.buildings.footprint[own]),
            task.buildings.households[own].astype(float),
            grids.of_atom[atoms.of_building[own]],
        )
        kept = {new: task.existing_codes[old] for new, old in heirs(share).items()}
        moved = households_moved(share)
    scheme = CODE_SCHEMES[task.params.rules.code_scheme]
    inherited = tuple(kept.get(number) for number in range(len(polygons)))
    return grid_codes(task.code, polygons, grids.kind, inherited, scheme), moved


def compound_share(task: Task, atoms: Atoms, grids: Grids) -> Floats:
    """(g, c) share of each grid's households that lives in each compound with a polygon."""
    homes = task.buildings.households.astype(float)
    grid = grids.of_atom[atoms.of_building]
    total = np.bincount(grid, weights=homes, minlength=len(grids.kind))
    share = np.zeros((len(grids.kind), len(task.compound_rows)))
    inside = np.isin(task.buildings.compound, task.compound_rows)
    column = np.searchsorted(task.compound_rows, task.buildings.compound[inside])
    np.add.at(share, (grid[inside], column), homes[inside])
    return share / np.maximum(total, 1.0)[:, None]
