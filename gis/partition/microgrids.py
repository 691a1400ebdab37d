"""Micro-grids: the same search inside each grid, with towers unfolded into floors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.geometry.borders import Floats, Ints
from gis.model import Kind, Reason, Rules
from gis.partition.atoms import Atoms
from gis.partition.search import Goal, Schedule, Solution, solve, unexcused
from gis.partition.tasks import Buildings
from gis.partition.towers import Stack, torn_towers, unfold

FINER_SPLITS = (25.0, 40.0, 15.0, 8.0)
"""Where whole buildings leave a micro-grid out of band, those above such a load may be split."""
NEVER = 1000
"""A floor range with a hole outweighs any number of micro-grids out of band."""
ROOM = (0.7, 1.35)
"""Band around the mean, as factors, where the number of micro-grids is fixed instead."""


@dataclass(frozen=True)
class Pieces:
    """Pieces of the atoms of one grid and their micro-grids.

    atom
        (m,) atom of each piece.
    building, floor
        (m,) building and floor of a piece of a tower, -1 and 0 for a whole atom.
    load
        (m,) load of each piece.
    microgrid
        (m,) number of its micro-grid, 0..k-1.
    reasons
        k reasons, None where the micro-grid is in band.
    """

    atom: Ints
    building: Ints
    floor: Ints
    load: Floats
    microgrid: Ints
    reasons: tuple[Reason | None, ...]


def micro_goal(rules: Rules, load: float) -> tuple[Goal, range | None]:
    """Band, target and (where it is ruled) the numbers of micro-grids for a grid's load."""
    if rules.micro_band:
        band = rules.micro_band
        return Goal(band.lower, band.upper, (band.lower + band.upper) / 2), None
    assert rules.micro_count is not None
    least, most = rules.micro_count
    mean = max(load, 1.0) / ((least + most) / 2)
    return Goal(mean * ROOM[0], mean * ROOM[1], mean), range(least, most + 1)


def divide_grid(  # noqa: PLR0913
    atoms: Atoms,
    members: Ints,
    buildings: Buildings,
    kind: Kind,
    rules: Rules,
    schedule: Schedule,
    rng: np.random.Generator,
) -> Pieces:
    """Divide one grid (its atoms, sorted) into micro-grids."""
    graph = atoms.graph.subgraph(members)
    load = float(graph.load.sum())
    goal, counts = micro_goal(rules, load)
    if load == 0 or (counts is None and load <= goal.upper):
        whole = unfold(graph, {})
        alone = Solution(np.zeros(graph.size, dtype=np.int64), 0.0)
        return _pieces(whole, alone, members, goal, kind, counts)
    best: tuple[tuple[float, float], Stack, Solution] | None = None
    for limit, patience, open_floors in _attempts(goal):
        stack = unfold(graph, _tall(atoms, members, buildings, limit), open_floors=open_floors)
        if counts is not None and stack.graph.size < counts.start:
            continue
        found = solve(stack.graph, goal, schedule.longer(patience), rng, counts)
        failing = unexcused(found, stack.graph.load, goal, counts).sum()
        failing += NEVER * torn_towers(stack, found.labels)
        if best is None or (failing, found.price) < best[0]:
            best = (failing, found.price), stack, found
        if not failing:
            break
    if best is None:
        whole = unfold(graph, _tall(atoms, members, buildings, 0.0))
        best = (0.0, 0.0), whole, solve(whole.graph, goal, schedule, rng, counts)
    return _pieces(best[1], best[2], members, goal, kind, counts)


def _attempts(goal: Goal) -> tuple[tuple[float, int, bool], ...]:
    """Load above which buildings are unfolded, patience, and whether upper floors join neighbours."""
    whole = [(goal.upper, 1, False), (goal.upper, 10, False)]
    return (*whole, *((limit, 20, True) for limit in FINER_SPLITS))


def _tall(
    atoms: Atoms, members: Ints, buildings: Buildings, limit: float
) -> dict[int, list[tuple[int, int, float]]]:
    """Nodes above ``limit`` and their buildings as (building, floors, load), fullest first."""
    tall: dict[int, list[tuple[int, int, float]]] = {}
    for node in np.nonzero((atoms.load[members] > limit) & (atoms.structure[members] >= 0))[0]:
        atom = members[node]
        inside = np.nonzero(atoms.structure_of == atoms.structure[atom])[0]
        inside = inside[buildings.load[inside] > 0]
        inside = inside[np.argsort(-buildings.load[inside], kind="stable")]
        share = atoms.load[atom] / buildings.load[inside].sum()
        contents = [
            (int(b), int(buildings.floors[b]), float(buildings.load[b] * share)) for b in inside
        ]
        if sum(floors for _, floors, _ in contents) > 1:
            tall[int(node)] = contents
    return tall


def _pieces(  # noqa: PLR0913
    stack: Stack, found: Solution, members: Ints, goal: Goal, kind: Kind, counts: range | None
) -> Pieces:
    load = stack.graph.load
    return Pieces(
        members[stack.node], stack.building, stack.floor, load, found.labels,
        _reasons(found, load, goal, kind, counts),
    )  # fmt: skip


def _reasons(
    found: Solution, load: Floats, goal: Goal, kind: Kind, counts: range | None
) -> tuple[Reason | None, ...]:
    loads = found.loads(load)
    if counts is not None:
        return (None,) * len(loads)
    feasible = bool(goal.counts(float(load.sum())))
    total = Reason.DEDICATED if kind is Kind.DEDICATED else Reason.GRID_TOTAL
    excuse = Reason.ATOM_TOO_LARGE if feasible else total
    return tuple(None if goal.fits(part) else excuse for part in loads)
