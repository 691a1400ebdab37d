"""Micro-grids: the same search inside each grid, with towers unfolded into floors."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gis.geometry.borders import Floats, Ints, sums
from gis.model import Kind, Reason, Rules
from gis.partition.atoms import Atoms
from gis.partition.graph import SHORTEST_CONTACT, Graph
from gis.partition.households import largest_remainder
from gis.partition.params import Effort, Params, Trade
from gis.partition.search import MIXING, SCHEDULES, Goal, Schedule, Solution, solve, unexcused
from gis.partition.tasks import Buildings
from gis.partition.towers import Stack, over_floors, torn_towers, unfold

FINER_SPLITS = (25.0, 40.0, 15.0, 8.0)
"""Where whole buildings leave a micro-grid out of band, those above such a load may be split."""
FINER_MIXING = 1.0
"""Price of floors of two towers in one micro-grid, where nothing else meets the band."""
PATIENT = SCHEDULES[Effort.FAST]
"""What is searched longer where the first search leaves a micro-grid out of band."""
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
    microgrid
        (m,) number of its micro-grid, 0..k-1.
    reasons
        k reasons, None where the micro-grid is in band.
    """

    atom: Ints
    building: Ints
    floor: Ints
    microgrid: Ints
    reasons: tuple[Reason | None, ...]


def micro_goal(
    rules: Rules, load: float, trade: Trade = Trade.BALANCED
) -> tuple[Goal, range | None]:
    """Band, target and (where it is ruled) the numbers of micro-grids for a grid's load."""
    if rules.micro_band:
        band = rules.micro_band
        return Goal(band.lower, band.upper, (band.lower + band.upper) / 2, trade), None
    least, most = rules.micro_count or (1, 1)
    mean = max(load, 1.0) / ((least + most) / 2)
    return Goal(mean * ROOM[0], mean * ROOM[1], mean, trade), range(least, most + 1)


@dataclass(frozen=True)
class _Part:
    """Connected atoms of one grid, to be divided into micro-grids.

    With ``joint`` overlapping buildings are one tower: a floor is that of all of them.
    """

    atoms: Atoms
    buildings: Buildings
    members: Ints
    graph: Graph
    goal: Goal
    counts: range | None
    joint: bool

    def divide(self, schedule: Schedule, rng: np.random.Generator) -> tuple[Stack, Solution]:
        """Whole buildings first; where that leaves a micro-grid out of band, ever finer floors."""
        if self.graph.load.sum() == 0 or self._is_one():
            return unfold(self.graph, {}), Solution(np.zeros(self.graph.size, dtype=np.int64), 0.0)
        best: list[tuple[float, float, Stack, Solution]] = []
        for limit, patience, finer in _attempts(self.goal):
            stack = unfold(self.graph, self._tall(limit), open_floors=finer)
            longer = schedule if patience == 1 else PATIENT.longer(patience)
            mixing = FINER_MIXING if finer else MIXING
            found = solve(stack.graph, self.goal, longer, rng, self.counts, mixing)
            failing = unexcused(found, stack.graph.load, self.goal, self.counts).sum()
            failing += NEVER * torn_towers(stack, found.labels)
            best.append((float(failing), found.price, stack, found))
            if not failing:
                break
        _, _, stack, found = min(best, key=lambda trial: trial[:2])
        return stack, found

    def _is_one(self) -> bool:
        load = float(self.graph.load.sum())
        return load <= self.goal.upper if self.counts is None else self.counts.stop <= 2

    def _tall(self, limit: float) -> dict[int, list[tuple[int, Floats]]]:
        """Nodes above ``limit``, their buildings and the load of each floor, fullest first."""
        atoms, load = self.atoms, self.buildings.load
        structure = atoms.structure[self.members]
        tall: dict[int, list[tuple[int, Floats]]] = {}
        for node in np.nonzero((atoms.load[self.members] > limit) & (structure >= 0))[0].tolist():
            inside = np.nonzero(atoms.structure_of == structure[node])[0]
            inside = inside[load[inside] > 0]
            inside = inside[np.argsort(-load[inside], kind="stable")]
            share = atoms.load[self.members[node]] / load[inside].sum()
            contents = [
                (int(b), over_floors(float(load[b] * share), int(self.buildings.floors[b])))
                for b in inside
            ]
            if self.joint:
                contents = [(contents[0][0], _stacked([floors for _, floors in contents]))]
            if sum(len(floors) for _, floors in contents) > 1:
                tall[node] = contents
        return tall


def _stacked(towers: list[Floats]) -> Floats:
    """Sum of towers floor by floor."""
    total = np.zeros(max(len(floors) for floors in towers))
    for floors in towers:
        total[: len(floors)] += floors
    return total


def divide_grid(
    atoms: Atoms,
    members: Ints,
    buildings: Buildings,
    kind: Kind,
    params: Params,
    rng: np.random.Generator,
    *,
    joint: bool = False,
) -> Pieces:
    """Divide one grid (its atoms, sorted) into micro-grids.

    With ``joint`` floors of overlapping buildings go together, so that each floor of the atom
    has one micro-grid.
    """
    schedule = SCHEDULES[params.effort]
    graph = atoms.graph.subgraph(members)
    touching = replace(graph, passable=graph.length >= SHORTEST_CONTACT)
    # Land without homes goes with what lies beside it, whatever wall stands between.
    graph = graph.joined(touching, lambda load: load > 0)
    goal, counts = micro_goal(params.rules, float(graph.load.sum()), params.trade)
    component = graph.components()
    load = sums(component, graph.load)
    pieces = []
    for number, own_counts in enumerate(shared_counts(counts, load)):
        nodes = np.nonzero(component == number)[0]
        own = graph.subgraph(nodes)
        part = _Part(atoms, buildings, members[nodes], own, goal, own_counts, joint)
        stack, found = part.divide(schedule, rng)
        reasons = micro_reasons(found, stack.graph.load, goal, kind, counts, float(load.sum()))
        atom = part.members[stack.node]
        pieces.append(Pieces(atom, stack.building, stack.floor, found.labels, reasons))
    return _together(pieces)


def shared_counts(counts: range | None, load: Floats) -> list[range | None]:
    """The numbers of micro-grids for each component: a ruled number is shared out by load."""
    if counts is None or len(load) == 1:
        return [counts] * len(load)
    spare = np.array([max(0.0, (counts.start + counts.stop - 1) / 2 - len(load))])
    extra = largest_remainder(spare, np.zeros(len(load), dtype=np.int64), load + 1e-9)
    return [range(1 + int(more), 2 + int(more)) for more in extra]


def _together(pieces: list[Pieces]) -> Pieces:
    """Pieces of the components of one grid as one, micro-grids numbered through."""
    counts = [len(piece.reasons) for piece in pieces]
    first = np.cumsum([0, *counts[:-1]])
    return Pieces(
        np.concatenate([piece.atom for piece in pieces]),
        np.concatenate([piece.building for piece in pieces]),
        np.concatenate([piece.floor for piece in pieces]),
        np.concatenate([p.microgrid + start for p, start in zip(pieces, first, strict=True)]),
        tuple(reason for piece in pieces for reason in piece.reasons),
    )


def _attempts(goal: Goal) -> tuple[tuple[float, int, bool], ...]:
    """Load above which buildings are unfolded, patience, and whether any means is welcome.

    Such means: upper floors that join neighbours, floors of several towers in one micro-grid.
    """
    whole = [(goal.upper, 1, False), (goal.upper, 5, False)]
    finer = [(limit, patience, True) for patience in (5, 20) for limit in FINER_SPLITS]
    return (*whole, *finer)


def micro_reasons(
    found: Solution,
    load: Floats,
    goal: Goal,
    kind: Kind,
    counts: range | None,
    whole: float,
) -> tuple[Reason | None, ...]:
    """Why each micro-grid lies out of band; ``whole`` is the load of the grid."""
    loads = found.loads(load)
    if counts is not None:
        return (None,) * len(loads)
    excuse = Reason.ATOM_TOO_LARGE
    if not goal.counts(float(load.sum())):
        excuse = Reason.POCKET if goal.counts(whole) else Reason.GRID_TOTAL
        excuse = Reason.DEDICATED if kind is Kind.DEDICATED else excuse
    return tuple(None if goal.fits(part) else excuse for part in loads)
