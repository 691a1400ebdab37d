"""The part of a plan that an edit sees: atoms of a few grids, their borders, their units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.geometry.borders import Floats, Ints
from gis.model import CodeScheme, Rules

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Community:
    """A community as edits need it; ``taken`` are the codes of its live grids."""

    id: int
    code: str
    name: str
    rural: bool
    taken: frozenset[str]


@dataclass(frozen=True)
class Scene:
    """Atoms and units of a few grids of one plan.

    atom, foot, community, grid, microgrid
        (n,) numbers, sorted by atom; ``foot`` is the ground of a stack of floors.
    households, residents, buildings
        (n,) counts.
    low, high
        (e,) positions of atoms that share a border, both feet; each pair once.
    length, cost, passable, reachable
        (e,) metres, metres times price, whether one can cross, and whether one can at least get
        round by a gate of the same block.
    grids, microgrids
        Units by number as field -> value; those of the atoms and any other the edit names.
    rules, scheme
        What the plan must obey, and how its codes are formed.
    new_id
        Gives a number that no unit has had.
    """

    atom: Ints
    foot: Ints
    community: Ints
    grid: Ints
    microgrid: Ints
    households: Ints
    residents: Ints
    buildings: Ints
    low: Ints
    high: Ints
    length: Floats
    cost: Floats
    passable: Bools
    reachable: Bools
    grids: Mapping[int, Mapping[str, Any]]
    microgrids: Mapping[int, Mapping[str, Any]]
    communities: Mapping[int, Community]
    rules: Rules
    scheme: CodeScheme
    new_id: Callable[[], int]

    @property
    def ground(self) -> Ints:
        """(n,) position of the foot of each atom."""
        return np.searchsorted(self.atom, self.foot)

    def positions(self, atoms: NDArray[np.int64]) -> Ints:
        """Positions of atoms by number; -1 for those not in the scene."""
        if not len(self.atom):
            return np.full(len(atoms), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.atom, atoms), len(self.atom) - 1)
        return np.where(self.atom[at] == atoms, at, -1)

    def pieces(self, label: Ints, name: int) -> list[Ints]:
        """Positions of each connected part of one grid under ``label`` (n,), largest first.

        Atoms connect across passable borders; floors of a stack connect to each other.
        """
        return self._parts(label == name, self.passable)

    def touching(self, members: Bools) -> list[Ints]:
        """Positions of each part of ``members`` that hangs together by any border."""
        return self._parts(members, np.ones(len(self.low), dtype=bool))

    def _parts(self, members: Bools, usable: Bools) -> list[Ints]:
        if not members.any():
            return []
        ground = self.ground
        nodes, slot = np.unique(ground[members], return_inverse=True)
        index = np.full(len(self.atom), -1, dtype=np.int64)
        index[nodes] = np.arange(len(nodes))
        low, high = index[self.low[usable]], index[self.high[usable]]
        inner = (low >= 0) & (high >= 0)
        links = coo_array(
            (np.ones(int(inner.sum())), (low[inner], high[inner])), shape=(len(nodes), len(nodes))
        )
        count, part = connected_components(links, directed=False)
        own = np.nonzero(members)[0]
        parts = [own[part[slot] == number] for number in range(count)]
        return sorted(
            parts, key=lambda piece: (-self.households[piece].sum(), -len(piece), piece[0])
        )

    def contact(self, members: Ints, label: Ints) -> dict[int, float]:
        """Metres of border between ``members`` (positions) and each label beyond them."""
        inside = np.zeros(len(self.atom), dtype=bool)
        inside[self.ground[members]] = True
        metres: dict[int, float] = {}
        for own, other in ((self.low, self.high), (self.high, self.low)):
            rim = inside[own] & ~inside[other]
            for name, length in zip(label[other[rim]].tolist(), self.length[rim], strict=True):
                metres[name] = metres.get(name, 0.0) + float(length)
        return metres
