"""Grids of one community: dedicated parts, then base grids in every component."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.geometry.borders import Ints
from gis.model import Kind, Reason, Rules
from gis.partition.atoms import NONE, Atoms
from gis.partition.bundles import bundle, villages
from gis.partition.dedicated import Division, separate
from gis.partition.graph import Graph
from gis.partition.search import Goal, Schedule, Solution, solve, unexcused
from gis.partition.tasks import Task

ABSORBED = 80.0
"""A corner that sites cut off joins the site up to this load: less than one micro-grid."""
RURAL_TARGET = 0.2
"""Target in villages, as a share of the band above its lower end (about 300 households)."""
PATIENCE = 6
"""How much longer to search before a compound is torn."""


@dataclass(frozen=True)
class Grids:
    """Grids of one community.

    of_atom
        (a,) grid of each atom, 0..g-1.
    kind, site, reason
        (g,) kind, index of the site (NONE for base grids), reason for lying out of band.
    torn
        Rows of compounds that had to be torn to meet the band.
    """

    of_atom: Ints
    kind: tuple[Kind, ...]
    site: Ints
    reason: tuple[Reason | None, ...]
    torn: tuple[int, ...]


def goal_of(task: Task) -> Goal:
    """Band and target of base grids; in villages the target lies near the lower end."""
    band, target = task.params.rules.band, task.params.target
    if target is None:
        middle = (band.lower + band.upper) / 2
        target_load = (
            band.lower + RURAL_TARGET * (band.upper - band.lower) if task.rural else middle
        )
    else:
        target_load = float(target)
    return Goal(band.lower, band.upper, target_load)


def make_grids(
    task: Task, atoms: Atoms, schedule: Schedule, rng: np.random.Generator
) -> Grids:
    """Assign every atom of a community to a grid."""
    division = separate(atoms.graph, atoms.site, _absorbed(task.params.rules))
    whole = _wholes(task, atoms)
    goal = goal_of(task)
    base_load = float(atoms.load[division.site[division.part] < 0].sum())
    feasible = bool(goal.counts(base_load))
    of_atom = np.full(atoms.size, NONE, dtype=np.int64)
    kinds: list[Kind] = []
    sites: list[int] = []
    reasons: list[Reason | None] = []
    torn: list[int] = []
    for part, site in enumerate(division.site.tolist()):
        nodes = np.nonzero(division.part == part)[0]
        if site >= 0:
            of_atom[nodes] = len(kinds)
            kinds.append(Kind.DEDICATED)
            reasons.append(Reason.DEDICATED)
            sites.append(site)
            continue
        graph = atoms.graph.subgraph(nodes)
        component = _Component(graph, atoms.structure[nodes], whole[nodes], goal)
        found, torn_here = component.divide(task.params.keep_compounds, schedule, rng)
        of_atom[nodes] = len(kinds) + found.labels
        torn += torn_here
        excuse = _excuse(feasible, division, part)
        reasons += component.reasons(found, excuse, task.params.keep_compounds)
        kinds += [Kind.BASE] * (int(found.labels.max()) + 1)
        sites += [NONE] * (int(found.labels.max()) + 1)
    compounds = tuple(sorted(i for i in set(torn) if i < _first_village(atoms)))
    return Grids(of_atom, tuple(kinds), np.array(sites), tuple(reasons), compounds)


def _absorbed(rules: Rules) -> float:
    return float(rules.micro_band.upper) if rules.micro_band else ABSORBED


def _first_village(atoms: Atoms) -> int:
    return int(atoms.compound.max(initial=-1)) + 1


def _wholes(task: Task, atoms: Atoms) -> Ints:
    """(a,) compound of each atom; in rural communities natural villages where there is none."""
    whole = atoms.compound.copy()
    if task.rural:
        homes = task.buildings.households > 0
        village = villages(task.buildings.footprint, homes)
        free = (village >= 0) & (whole[atoms.of_building] < 0)
        whole[atoms.of_building[free]] = village[free] + _first_village(atoms)
    return whole


def _excuse(feasible: bool, division: Division, part: int) -> Reason:
    if feasible and division.pocket[part]:
        return Reason.POCKET
    return Reason.COMMUNITY_TOTAL


@dataclass(frozen=True)
class _Component:
    """Base atoms that can reach each other."""

    graph: Graph
    structure: Ints
    whole: Ints
    goal: Goal

    def divide(
        self, keep: bool, schedule: Schedule, rng: np.random.Generator
    ) -> tuple[Solution, list[int]]:
        """Labels of the nodes and the compounds that were torn for the band's sake."""
        torn: frozenset[int] = frozenset()
        best: tuple[tuple[int, int], Solution, list[int]] | None = None
        for attempt in range(4):
            group = bundle(self.graph, self.structure, self.whole, self.goal.upper, torn)
            graph = self.graph.contract(group)
            found = solve(graph, self.goal, schedule.longer(1 + PATIENCE * attempt), rng)
            failing = unexcused(found, graph.load, self.goal)
            labels = Solution(found.labels[group], found.price)
            rank = int(failing.sum()), len(torn)
            if best is None or rank < best[0]:
                best = rank, labels, sorted(torn)
            if not failing.any():
                break
            if attempt:
                if keep:
                    break
                torn |= self._suspects(labels, failing)
        assert best is not None
        return best[1], best[2]

    def _suspects(self, found: Solution, failing: np.ndarray) -> frozenset[int]:
        """Compounds and villages in the failing parts and beside them."""
        bad = failing[found.labels]
        near = bad.copy()
        near[self.graph.low[bad[self.graph.high]]] = True
        near[self.graph.high[bad[self.graph.low]]] = True
        parts = np.isin(found.labels, found.labels[near])
        return frozenset(self.whole[parts & (self.whole >= 0)].tolist())

    def reasons(self, found: Solution, excuse: Reason, keep: bool) -> list[Reason | None]:
        """Why each part lies out of band; None where it is in band or without an excuse."""
        loads = found.loads(self.graph.load)
        building = self._loads_of_structures()
        large = np.bincount(found.labels, weights=building > self.goal.upper) > 0
        feasible = bool(self.goal.counts(float(self.graph.load.sum())))
        reasons: list[Reason | None] = []
        for part, load in enumerate(loads):
            if self.goal.fits(load):
                reasons.append(None)
            elif large[part]:
                reasons.append(Reason.ATOM_TOO_LARGE)
            elif not feasible:
                reasons.append(excuse)
            else:
                reasons.append(Reason.COMPOUND_KEPT_WHOLE if keep else None)
        return reasons

    def _loads_of_structures(self) -> np.ndarray:
        """(n,) load of the whole structure on each node."""
        built = self.structure >= 0
        total = np.bincount(self.structure[built], weights=self.graph.load[built])
        return np.where(built, np.append(total, 0)[self.structure], 0.0)
