"""Grids of one community: dedicated parts, then base grids in every component."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gis.geometry.borders import Floats, Ints, sums
from gis.model import Kind, Reason, Rules
from gis.partition.atoms import NONE, Atoms
from gis.partition.bundles import bundle, villages
from gis.partition.dedicated import separate
from gis.partition.graph import Graph
from gis.partition.params import Params
from gis.partition.search import SCHEDULES, Goal, Schedule, solve, unexcused
from gis.partition.tasks import Task

ABSORBED = 80.0
"""A corner that sites cut off joins the site up to this load: less than one micro-grid."""
RURAL_TARGET = 0.2
"""Target in villages, as a share of the band above its lower end (about 300 households)."""
MOST_TRIED = 12
"""How many compounds to try to tear one by one before all of them may be."""
PATIENCE = 7
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
    """Band and target of a community's base grids."""
    return goal_for(task.params, rural=task.rural)


def goal_for(params: Params, *, rural: bool) -> Goal:
    """Band and target of base grids; in villages the target lies near the lower end."""
    band, target = params.rules.band, params.target
    if target is None:
        middle = (band.lower + band.upper) / 2
        target_load = band.lower + RURAL_TARGET * (band.upper - band.lower) if rural else middle
    else:
        target_load = float(target)
    return Goal(band.lower, band.upper, target_load, params.trade)


def connected_labels(graph: Graph, label: Ints) -> Ints | None:
    """Labels (n,) 0..k-1 if the nodes of each connect, else None."""
    names, own = np.unique(label, return_inverse=True)
    same = graph.passable & (own[graph.low] == own[graph.high])
    parts = int(replace(graph, passable=same).components().max()) + 1
    return own.astype(np.int64) if parts == len(names) else None


def make_grids(
    task: Task,
    atoms: Atoms,
    rng: np.random.Generator,
    reference: Ints | None = None,
    settled: Floats | None = None,
) -> Grids:
    """Assign every atom of a community to a grid.

    Parameters
    ----------
    task, atoms
        The community, or what is to be divided of it.
    rng
        Source of all randomness.
    reference
        (a,) grid of each atom in a plan to begin with, NONE in none.
    settled
        Loads of base grids of the community that stay as they are; their atoms are not among
        ``atoms``. What they leave over is a pocket, unless the community as a whole is to blame.
    """
    goal, schedule = goal_of(task), SCHEDULES[task.params.effort]
    held = np.zeros(0) if settled is None else settled
    bonds = Bonds(atoms, _wholes(task, atoms), goal)
    group, graph = bonds.draw(frozenset())
    site = np.full(graph.size, NONE, dtype=np.int64)
    np.maximum.at(site, group, atoms.site)
    division = separate(graph, site, _absorbed(task.params.rules))
    base = division.site[division.part] < 0
    feasible = bool(goal.counts(float(graph.load[base].sum() + held.sum())))
    of_atom = np.full(atoms.size, NONE, dtype=np.int64)
    kinds: list[Kind] = []
    sites: list[int] = []
    reasons: list[Reason | None] = []
    for part, own_site in enumerate(division.site.tolist()):
        members = np.nonzero(division.part[group] == part)[0]
        if own_site >= 0:
            of_atom[members] = len(kinds)
            kinds.append(Kind.DEDICATED)
            reasons.append(Reason.DEDICATED)
            sites.append(own_site)
            continue
        component = _Component(bonds, members, reference)
        labels = component.divide(schedule, rng, keep=task.params.keep_compounds)
        of_atom[members] = len(kinds) + labels
        cut_off = division.pocket[part] or settled is not None
        excuse = Reason.POCKET if feasible and cut_off else Reason.COMMUNITY_TOTAL
        reasons += component.reasons(labels, excuse, keep=task.params.keep_compounds)
        kinds += [Kind.BASE] * (int(labels.max()) + 1)
        sites += [NONE] * (int(labels.max()) + 1)
    grids = np.array(sites)
    torn = _torn(atoms, of_atom, grids, goal)
    return Grids(of_atom, tuple(kinds), grids, tuple(reasons), torn)


def _torn(atoms: Atoms, of_atom: Ints, site: Ints, goal: Goal) -> tuple[int, ...]:
    """Compounds spread over several base grids although one could hold them."""
    homes = (atoms.compound >= 0) & (atoms.load > 0) & (site[of_atom] < 0)
    rows = np.unique(np.column_stack([atoms.compound[homes], of_atom[homes]]), axis=0)
    names, spread = np.unique(rows[:, 0], return_counts=True)
    load = np.bincount(atoms.compound[homes], weights=atoms.load[homes])
    return tuple(int(name) for name in names[(spread > 1) & (load[names] <= goal.upper)])


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


@dataclass(frozen=True)
class Bonds:
    """What holds atoms together when grids are drawn.

    ``whole`` is (a,) the compound or natural village of each atom, NONE without.
    """

    atoms: Atoms
    whole: Ints
    goal: Goal

    def draw(self, torn: frozenset[int]) -> tuple[Ints, Graph]:
        """Groups (a,) of atoms that stay together, and their graph; ``torn`` may be divided."""
        atoms = self.atoms
        base = np.where(atoms.site < 0, self.whole, NONE)
        group = bundle(atoms.graph, atoms.structure, base, self.goal.upper, torn)
        strict, loose = atoms.seams.graph(group), atoms.seams.graph(group, loose=True)
        return group, strict.joined(loose, lambda load: bool(self.goal.counts(load)))


@dataclass(frozen=True)
class _Component:
    """Base atoms that can reach each other; ``reference`` as in make_grids."""

    bonds: Bonds
    members: Ints
    reference: Ints | None

    def divide(self, schedule: Schedule, rng: np.random.Generator, *, keep: bool) -> Ints:
        """Labels (members,) 0..k-1 of the grids; compounds are torn only where the band asks.

        First the search goes on longer; then one compound at a time may be torn, at last all
        of those near the grids out of band.
        """
        trials = [self._solve(frozenset(), schedule, rng)]
        if trials[0][0] and len(self._drawn(frozenset())[0]) > 1:
            longer = schedule.longer(PATIENCE)
            trials.append(self._solve(frozenset(), longer, rng))
            suspects = [] if keep or not trials[-1][0] else self._suspects(trials[-1][2])
            single = [frozenset({name}) for name in suspects[:MOST_TRIED]]
            for torn in [*single, frozenset(suspects)] if suspects else []:
                trials.append(self._solve(torn, longer, rng))
                if not trials[-1][0]:
                    break
        return min(trials, key=lambda trial: trial[:2])[2]

    def _solve(
        self, torn: frozenset[int], schedule: Schedule, rng: np.random.Generator
    ) -> tuple[int, int, Ints]:
        """How many grids fail, how many compounds may be torn, and the labels."""
        nodes, graph = self._drawn(torn)
        if graph.components().max(initial=0) > 0:
            # Without its compound's gates a part would be cut off: no way to search here.
            return len(nodes) + 1, len(torn), np.zeros(len(nodes), dtype=np.int64)
        begin = self._begin(nodes, graph)
        found = solve(graph, self.bonds.goal, schedule, rng, start=begin)
        failing = unexcused(found, graph.load, self.bonds.goal)
        return int(failing.sum()), len(torn), found.labels[nodes]

    def _drawn(self, torn: frozenset[int]) -> tuple[Ints, Graph]:
        """Node (members,) of each member, and the graph of the nodes."""
        group, graph = self.bonds.draw(torn)
        names, nodes = np.unique(group[self.members], return_inverse=True)
        return nodes, graph.subgraph(names)

    def _begin(self, nodes: Ints, graph: Graph) -> Ints | None:
        """Labels of the nodes as the reference has them; None where its parts do not connect."""
        if self.reference is None:
            return None
        old, weight = self.reference[self.members], self.bonds.atoms.load[self.members]
        order = np.lexsort((weight, nodes))
        main = order[np.append(np.diff(nodes[order]) > 0, True)]
        if (old[main] < 0).any():
            return None
        return connected_labels(graph, old[main])

    def _suspects(self, labels: Ints) -> list[int]:
        """Compounds and villages in the failing grids and beside them, largest first."""
        graph = self.bonds.atoms.graph.subgraph(self.members)
        whole = self.bonds.whole[self.members]
        loads = sums(labels, graph.load)
        goal = self.bonds.goal
        bad = np.array([not goal.fits(load) for load in loads], dtype=bool)[labels]
        near = bad.copy()
        near[graph.low[bad[graph.high]]] = True
        near[graph.high[bad[graph.low]]] = True
        concerned = np.isin(labels, labels[near]) & (whole >= 0)
        load = sums(whole[concerned], graph.load[concerned])
        names = np.unique(whole[concerned])
        order = np.lexsort((names, -load[names], ~np.isin(names, whole[bad])))
        return [int(name) for name in names[order] if load[name] <= goal.upper]

    def reasons(self, labels: Ints, excuse: Reason, *, keep: bool) -> list[Reason | None]:
        """Why each part lies out of band; None where it is in band or without an excuse."""
        goal, atoms = self.bonds.goal, self.bonds.atoms
        load = atoms.load[self.members]
        loads = np.bincount(labels, weights=load)
        structure = atoms.structure[self.members]
        built = structure >= 0
        total = np.bincount(structure[built], weights=load[built])
        large = np.zeros(len(loads), dtype=bool)
        large[np.unique(labels[built][total[structure[built]] > goal.upper])] = True
        feasible = bool(goal.counts(float(load.sum())))
        last = Reason.COMPOUND_KEPT_WHOLE if keep else None
        return [
            None if goal.fits(value)
            else Reason.ATOM_TOO_LARGE if large[part]
            else last if feasible
            else excuse
            for part, value in enumerate(loads)
        ]  # fmt: skip
