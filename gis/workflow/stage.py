"""Some grids and their surroundings, ready for looking what could be mended."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis.editing.board import Board
from gis.editing.scene import Scene
from gis.geometry.borders import Floats, Ints, sums
from gis.model import Band, Kind, Rules
from gis.partition.resolve import Selection
from gis.store import scenes, surroundings
from gis.workflow.resolve import selection

MOST_GRIDS = 14
"""Grids looked at around one: its neighbours, then theirs."""


@dataclass(frozen=True)
class Stage:
    """A scene with what the partitioner and the search for repairs must know of it.

    compound
        (n,) number of the compound of each atom, -1 without.
    names
        Names of the compounds.
    """

    scene: Scene
    whole: Selection
    compound: Ints
    names: tuple[str, ...]

    @property
    def load(self) -> Floats:
        """(n,) what the rules balance."""
        return self.whole.load

    @property
    def band(self) -> Band:
        """Band of base grids."""
        return self.scene.rules.band

    @cached_property
    def free(self) -> frozenset[int]:
        """Base grids that are not locked."""
        return frozenset(
            number for number, unit in self.scene.grids.items()
            if unit["live"] and unit["kind"] == Kind.BASE and not unit["locked"]
        )  # fmt: skip

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """(c,) compounds that one grid could hold."""
        inside = self.compound >= 0
        total = np.bincount(self.compound[inside], self.load[inside], len(self.names))
        return total <= self.band.upper

    def bundles(self, *, fine: bool) -> Ints:
        """(n,) a name for what belongs together, -1 for none; ``fine`` divides compounds."""
        if fine:
            return self.whole.building
        together = self.compound >= 0
        together[together] = self.kept[self.compound[together]]
        first = int(self.whole.building.max(initial=-1)) + 1
        return np.where(together, first + self.compound, self.whole.building)

    def groups(self, *, fine: bool) -> Ints:
        """(n,) number of the indivisible piece of ground that each atom is of."""
        pairs = np.column_stack([self.bundles(fine=fine), self.scene.grid])
        _, name = np.unique(pairs, axis=0, return_inverse=True)
        name = np.where(pairs[:, 0] >= 0, name.ravel(), -1)
        return replace(self.whole, building=name).whole_buildings()

    def board(self, group: Ints) -> Board:
        """Pieces of ground, and which base grid has which."""
        scene, count = self.scene, int(group.max(initial=-1)) + 1
        label = np.zeros(count, dtype=np.int64)
        label[group] = scene.grid
        ends = np.column_stack([group[scene.low], group[scene.high]])[scene.passable]
        return Board(
            sums(group, self.load, count).tolist(),
            sums(group, scene.households.astype(float), count).tolist(),
            label.tolist(),
            _near(count, ends, scene.length[scene.passable]),
            self.free,
            self.band,
        )

    def microboard(self, grid: int, band: Band) -> tuple[Board, Ints]:
        """Atoms of one grid and their micro-grids, with the positions of the atoms.

        Floors of a tower are held: taken one by one they would leave holes.
        """
        scene = self.scene
        own = np.flatnonzero(scene.grid == grid)
        slot = np.full(len(scene.atom), -1, dtype=np.int64)
        slot[own] = np.arange(len(own))
        inner = scene.reachable & (slot[scene.low] >= 0) & (slot[scene.high] >= 0)
        ends = np.column_stack([slot[scene.low], slot[scene.high]])[inner]
        _, foot, floors = np.unique(scene.foot[own], return_inverse=True, return_counts=True)
        stacked = np.flatnonzero(floors[foot.ravel()] > 1)
        below = slot[scene.ground[own[stacked]]]
        ends = np.concatenate([ends, np.column_stack([below, stacked])])
        metres = np.concatenate([scene.length[inner], np.ones(len(stacked))])
        names = scene.microgrid[own].tolist()
        board = Board(
            self.load[own].tolist(), scene.households[own].astype(float).tolist(), names,
            _near(len(own), ends, metres), frozenset(names), band,
            sum(1 << int(piece) for piece in stacked),
        )  # fmt: skip
        return board, own

    def pieces(self, grid: Ints, unit: int) -> list[Ints]:
        """Positions of the parts of a unit between which nobody gets round, largest first.

        What only the wall of a compound parts hangs together by its gate.
        """
        return replace(self.scene, passable=self.scene.reachable).pieces(grid, unit)

    def excess(self, grid: Ints) -> dict[int, float]:
        """How far each base grid of a labelling (n,) lies outside the band."""
        names, at = np.unique(grid, return_inverse=True)
        loads = np.bincount(at.ravel(), self.load)
        base = {n for n, unit in self.scene.grids.items() if unit["kind"] != Kind.BASE}
        return {
            name: self.band.distance(load)
            for name, load in zip(names.tolist(), loads.tolist(), strict=True)
            if name not in base
        }

    def torn(self, grid: Ints) -> int:
        """How many compounds that one grid could hold lie in several base grids."""
        homes = (self.compound >= 0) & (self.load > 0)
        homes[homes] &= self.kept[self.compound[homes]]
        rows = np.unique(np.column_stack([self.compound[homes], grid[homes]]), axis=0)
        return int((np.unique(rows[:, 0], return_counts=True)[1] > 1).sum())

    def micro_excess(self, microgrid: Ints, grid: Ints, among: Ints) -> float:
        """How far the micro-grids of some grids lie outside their band, or their number does."""
        rules, own = self.scene.rules, np.isin(grid, among)
        if rules.micro_band:
            at = np.unique(microgrid[own], return_inverse=True)[1].ravel()
            loads = np.bincount(at, self.load[own])
            return float(sum(rules.micro_band.distance(load) for load in loads.tolist()))
        least, most = rules.micro_count or (1, 1)
        pairs = np.unique(np.column_stack([grid[own], microgrid[own]]), axis=0)
        counts = np.unique(pairs[:, 0], return_counts=True)[1].tolist()
        return float(sum(max(least - n, n - most, 0) for n in counts))


def stage_of(conn: Connection, plan: int, rules: Rules, grids: Collection[int]) -> Stage:
    """Read some grids of a plan; numbers of new units are made up and negative."""
    scene = scenes.load_scene(conn, plan, grids, rules)
    scene = replace(scene, new_id=itertools.count(-1, -1).__next__)
    found = surroundings.compounds(conn, scene.atom.tolist())
    names = sorted({name for name in found if name is not None})
    number = {name: at for at, name in enumerate(names)}
    compound = np.array([number.get(name, -1) if name else -1 for name in found], dtype=np.int64)
    return Stage(scene, selection(conn, scene), compound, tuple(names))


def around(conn: Connection, plan: int, grids: Collection[int]) -> set[int]:
    """Some grids with their neighbours, and theirs as far as there is room."""
    found = dict.fromkeys(sorted(grids))
    fresh = set(found)
    for _ in range(2):
        beside = [other for _, other in surroundings.beside(conn, plan, fresh)]
        fresh = set(beside) - found.keys()
        for other in beside:
            if len(found) < MOST_GRIDS:
                found.setdefault(other)
    return set(found)


def _near(count: int, ends: Ints, metres: Floats) -> list[dict[int, float]]:
    near: list[dict[int, float]] = [{} for _ in range(count)]
    for (one, other), length in zip(ends.tolist(), metres.tolist(), strict=True):
        if one != other:
            near[one][other] = near[one].get(other, 0.0) + length
            near[other][one] = near[other].get(one, 0.0) + length
    return near
