"""One community's part of a draft: the unit of work that runs in parallel."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from gis.errors import ParameterError
from gis.geometry.borders import Floats, Ints, sums
from gis.geometry.cover import union_groups
from gis.geometry.plane import Geometries
from gis.model import CODE_SCHEMES, Kind, Reason
from gis.partition.arrange import Patches, divide_all
from gis.partition.atoms import NONE, Atoms, favour
from gis.partition.community import compound_share
from gis.partition.describe import Words, names_of_grids
from gis.partition.floors import FloorTables, floor_tables
from gis.partition.grids import Grids, goal_of, make_grids
from gis.partition.ground import digest_of, ground_atoms
from gis.partition.held import AllGrids, Lock, with_locks, without
from gis.partition.numbering import (
    grid_codes,
    heirs,
    households_moved,
    microgrid_numbers,
    overlap,
)
from gis.partition.quality import GridFigures, borderline, community_figures, unmet
from gis.partition.tasks import Task


@dataclass(frozen=True)
class Job:
    """What one community's draft depends on.

    digest
        Of its atoms, as the ground has it.
    reference, reference_codes
        (a,) grid of each atom in the plan to stay close to, NONE in none, and the codes of those
        grids; None without such a plan.
    locks
        Grids that stay as they are.
    """

    task: Task
    digest: str
    reference: Ints | None
    reference_codes: tuple[str, ...]
    locks: tuple[Lock, ...]

    def size(self) -> int:
        """How much work it is."""
        return self.task.size()


@dataclass(frozen=True)
class Sketch:
    """Grids, micro-grids and memberships of one community, sorted by code.

    codes, kind, category, names, reason, site
        (g,) of the grids; ``site`` is the position in the town, -1 without.
    grid_of, microgrid_codes, microgrid_reason
        (m,) of the micro-grids.
    microgrid
        (a,) micro-grid of each atom, NONE for towers in several.
    floors
        Those towers.
    households
        (g,) of the grids.
    figures, unmet, seconds
        What is to be said.
    """

    codes: tuple[str, ...]
    kind: tuple[Kind, ...]
    category: tuple[str | None, ...]
    names: tuple[Words, ...]
    reason: tuple[Reason | None, ...]
    site: Ints
    grid_of: Ints
    microgrid_codes: tuple[str, ...]
    microgrid_reason: tuple[Reason | None, ...]
    microgrid: Ints
    floors: FloorTables
    households: Ints
    figures: dict[str, Any]
    unmet: tuple[str, ...]
    seconds: dict[str, float]


def sketch(job: Job) -> Sketch:
    """Propose grids and micro-grids for one community, in terms of its ground's atoms.

    Raises
    ------
    ParameterError
        If its atoms are not those the ground was cut into.
    """
    task, clock = job.task, [time.perf_counter()]
    if job.reference is not None:
        nothing = np.empty(0, dtype=object)
        task = replace(task, existing=nothing, existing_codes=())
    atoms = ground_atoms(task)
    if digest_of(atoms) != job.digest:
        raise ParameterError(
            f"community {task.code} {task.name}: this dataset was cut by another version of the "
            "software and must be imported again",
            f"社区{task.code}{task.name}:该数据集由其他版本的软件划分基本单元,须重新导入",
        )
    clock.append(time.perf_counter())
    found = _find(job, task, atoms)
    clock.append(time.perf_counter())
    ground = Patches.of(task, atoms, found.micro)
    floors, microgrid = floor_tables(task, atoms, found.micro)
    micro_codes = _microgrid_codes(job, found, ground.microgrids(), floors)
    clock.append(time.perf_counter())
    figures = _figures(job, task, atoms, found, ground.grids(found.micro.grid_of))
    steps = ("atoms", "grids", "outlines")
    seconds = dict(zip(steps, np.diff(clock).tolist(), strict=True))
    return _sorted(job, atoms, found, micro_codes, microgrid, floors, figures, seconds)


def _find(job: Job, task: Task, atoms: Atoms) -> AllGrids:
    """Divide what no lock holds, and put the locks beside it."""
    favoured, rng = atoms, np.random.default_rng([task.params.seed, int(task.code)])
    if job.reference is not None:
        favoured = favour(atoms, job.reference, task.params.trade)
    gone = np.zeros(atoms.size, dtype=bool)
    for lock in job.locks:
        gone[lock.atoms] = True
    free = np.nonzero(~gone)[0]
    rest, reference, settled = task, job.reference, None
    if job.locks:
        rest, favoured = without(task, favoured, gone)
        reference = None if reference is None else reference[free]
        settled = np.array(
            [atoms.load[lock.atoms].sum() for lock in job.locks if lock.kind is Kind.BASE]
        )
    if not len(free):
        return with_locks(job.task, job.locks, atoms.size, free, None, [], (), [])
    grids = make_grids(rest, favoured, rng, reference, settled)
    pieces = divide_all(rest, favoured, grids, rng, joint=True)
    codes = _codes(job, rest, favoured, grids, free)
    names = names_of_grids(rest, grids, codes, compound_share(rest, favoured, grids))
    return with_locks(job.task, job.locks, atoms.size, free, grids, pieces, codes, names)


def _codes(job: Job, task: Task, atoms: Atoms, grids: Grids, free: Ints) -> tuple[str, ...]:
    """Codes of new grids; those of the reference stay where most of their households do."""
    share, old_codes = _shares(job, task, atoms, grids.of_atom, free)
    locked = {lock.code for lock in job.locks}
    kept = {new: old_codes[old] for new, old in heirs(share).items()}
    return grid_codes(
        task.code,
        union_groups(atoms.polygon, grids.of_atom),
        grids.kind,
        tuple(
            code if (code := kept.get(number)) not in locked else None
            for number in range(len(grids.kind))
        ),
        CODE_SCHEMES[task.params.rules.code_scheme],
        frozenset(locked | set(job.reference_codes)),
    )


def _shares(
    job: Job, task: Task, atoms: Atoms, of_atom: Ints, free: Ints
) -> tuple[Floats, tuple[str, ...]]:
    """Households (e, g) that grids have in common with those there were, and their codes."""
    if job.reference is not None:
        old = job.reference[free]
        share = np.zeros((len(job.reference_codes), int(of_atom.max()) + 1))
        np.add.at(share, (old[old >= 0], of_atom[old >= 0]), atoms.households[old >= 0])
        return share, job.reference_codes
    own = np.nonzero(~task.buildings.foreign)[0]
    spots = shapely.point_on_surface(task.buildings.footprint[own])
    households = task.buildings.households[own].astype(float)
    grid = of_atom[atoms.of_building[own]]
    return overlap(task.existing, spots, households, grid), task.existing_codes


def _microgrid_codes(
    job: Job, found: AllGrids, polygon: Geometries, floors: FloorTables
) -> tuple[str, ...]:
    """Codes of the micro-grids, those of locked grids as they were."""
    scheme = CODE_SCHEMES[job.task.params.rules.code_scheme]
    new = len(found.codes) - len(job.locks)
    lowest = floors.ranges.groupby("microgrid")["floor_from"].min()
    floor_from = lowest.reindex(range(len(found.micro.grid_of)), fill_value=0).to_numpy(int)
    codes: list[str] = []
    for grid in range(new):
        own = np.nonzero(found.micro.grid_of == grid)[0]
        running = microgrid_numbers(polygon[own], floor_from[own])
        codes += [scheme.microgrid(found.codes[grid], int(number)) for number in running]
    return (*codes, *(code for lock in job.locks for code in lock.microgrid_codes))


def _figures(
    job: Job, task: Task, atoms: Atoms, found: AllGrids, polygon: Geometries
) -> dict[str, Any]:
    loads = sums(found.of_atom, atoms.load, len(found.codes))
    households = sums(found.of_atom, atoms.households, len(found.codes)).astype(int)
    grids = GridFigures(polygon, loads, found.kind, found.reason, households)
    border = borderline(atoms.edges, atoms.kind, found.of_atom)
    figures = {
        "name": task.name,
        "microgrids": len(found.micro.grid_of),
        **community_figures(grids, border, goal_of(task), found.torn),
    }
    if job.reference is not None or len(task.existing):
        share, _ = _shares(job, task, atoms, found.of_atom, np.arange(atoms.size))
        figures["households_moved"] = households_moved(share)
    return figures


def _sorted(
    job: Job,
    atoms: Atoms,
    found: AllGrids,
    micro_codes: tuple[str, ...],
    microgrid: Ints,
    floors: FloorTables,
    figures: dict[str, Any],
    seconds: dict[str, float],
) -> Sketch:
    """Grids and micro-grids by code."""
    order = np.argsort(np.array(found.codes), kind="stable")
    rank = np.append(np.argsort(order), NONE)
    micro_order = np.argsort(np.array(micro_codes), kind="stable")
    micro_rank = np.append(np.argsort(micro_order), NONE)
    reasons = [reason for piece in found.micro.pieces for reason in piece.reasons]
    loads = sums(found.of_atom, atoms.load, len(found.codes))
    ranges = floors.ranges.assign(microgrid=micro_rank[floors.ranges["microgrid"]])

    def by_code(values: Any) -> tuple[Any, ...]:
        return tuple(values[i] for i in order.tolist())

    label = f"{job.task.code} {job.task.name}"
    return Sketch(
        by_code(found.codes), by_code(found.kind), by_code(found.category),
        by_code(found.names), by_code(found.reason), found.site[order],
        rank[found.micro.grid_of[micro_order]],
        tuple(micro_codes[i] for i in micro_order.tolist()),
        tuple(reasons[i] for i in micro_order.tolist()),
        micro_rank[microgrid], replace(floors, ranges=ranges),
        sums(found.of_atom, atoms.households, len(found.codes)).astype(np.int64)[order],
        figures,
        tuple(unmet(
            label, goal_of(job.task), found.torn, by_code(found.codes), loads[order],
            by_code(found.reason),
        )),
        seconds,
    )  # fmt: skip
