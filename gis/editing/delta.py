"""What an operation changes: rows before and after, so that it can be taken back and replayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Place = tuple[int, int]
"""A grid and a micro-grid in it."""
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """One atom's place; None before where the atom was cut out, None after where it was cut up."""

    atom: int
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True)
class Changed:
    """Fields of a grid or micro-grid before and after.

    A unit that comes into being has ``before == {"live": False}`` and all of its fields after.
    """

    id: int
    before: Fields
    after: Fields

    @property
    def takes_code(self) -> bool:
        """Whether its code must be free: a new one, or that of a unit which lives again."""
        return "code" in self.after or bool(self.after.get("live"))


@dataclass(frozen=True)
class Delta:
    """Everything an operation changes.

    atoms
        Moved, cut up and new atoms, each once.
    grids, microgrids
        Changed units, each once.
    pieces
        Grid -> connected parts before and after, for every grid whose atoms changed.
    """

    atoms: tuple[Moved, ...] = ()
    grids: tuple[Changed, ...] = ()
    microgrids: tuple[Changed, ...] = ()
    pieces: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.atoms or self.grids or self.microgrids)

    @property
    def exclusive(self) -> bool:
        """Whether it takes what others might take at the same moment: codes, or whole atoms."""
        units = (*self.grids, *self.microgrids)
        return any(unit.takes_code for unit in units) or any(
            move.before is None or move.after is None for move in self.atoms
        )

    def existing(self) -> set[int]:
        """Numbers of the grids concerned that were there before."""
        new = {unit.id for unit in self.grids if unit.before == {"live": False}}
        return self.touched() - new

    def touched(self) -> set[int]:
        """Numbers of all grids concerned, new ones included."""
        places = (place for move in self.atoms for place in (move.before, move.after) if place)
        homes = (
            fields["grid"]
            for unit in self.microgrids
            for fields in (unit.before, unit.after)
            if "grid" in fields
        )
        return {grid for grid, _ in places} | {unit.id for unit in self.grids} | set(homes)

    def inverse(self) -> Delta:
        """What takes this back."""
        return Delta(
            tuple(Moved(move.atom, move.after, move.before) for move in self.atoms),
            tuple(Changed(unit.id, unit.after, unit.before) for unit in self.grids),
            tuple(Changed(unit.id, unit.after, unit.before) for unit in self.microgrids),
            {grid: (after, before) for grid, (before, after) in self.pieces.items()},
        )

    def to_json(self) -> dict[str, Any]:
        """As lists and numbers; ``of_json`` reads it back."""
        none = (None, None)
        return {
            "atoms": [
                [move.atom, *(move.before or none), *(move.after or none)] for move in self.atoms
            ],
            "grids": [[u.id, dict(u.before), dict(u.after)] for u in self.grids],
            "microgrids": [[u.id, dict(u.before), dict(u.after)] for u in self.microgrids],
            "pieces": [[grid, *counts] for grid, counts in sorted(self.pieces.items())],
        }

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> Delta:
        """Read what ``to_json`` gave."""
        return cls(
            tuple(
                Moved(atom, _place(g0, m0), _place(g1, m1))
                for atom, g0, m0, g1, m1 in value["atoms"]
            ),
            tuple(Changed(*unit) for unit in value["grids"]),
            tuple(Changed(*unit) for unit in value["microgrids"]),
            {grid: (before, after) for grid, before, after in value["pieces"]},
        )


def _place(grid: int | None, microgrid: int | None) -> Place | None:
    return None if grid is None or microgrid is None else (grid, microgrid)


def compose(deltas: Iterable[Delta]) -> Delta:
    """One delta that does what these do one after the other; what cancels out is dropped."""
    atoms: dict[int, Moved] = {}
    grids: dict[int, Changed] = {}
    microgrids: dict[int, Changed] = {}
    pieces: dict[int, tuple[int, int]] = {}
    for delta in deltas:
        for move in delta.atoms:
            first = atoms.get(move.atom, move)
            atoms[move.atom] = Moved(move.atom, first.before, move.after)
        for known, units in ((grids, delta.grids), (microgrids, delta.microgrids)):
            for unit in units:
                first_unit = known.get(unit.id, Changed(unit.id, {}, {}))
                # What an earlier delta left says nothing of how it was before them all.
                fresh = {n: v for n, v in unit.before.items() if n not in first_unit.after}
                before = {**fresh, **first_unit.before}
                known[unit.id] = Changed(unit.id, before, {**first_unit.after, **unit.after})
        for grid, (before_count, after_count) in delta.pieces.items():
            pieces[grid] = (pieces.get(grid, (before_count, 0))[0], after_count)
    whole = Delta(
        tuple(move for move in atoms.values() if move.before != move.after),
        _effective(grids.values()),
        _effective(microgrids.values()),
    )
    touched = whole.touched()
    return replace(whole, pieces={grid: n for grid, n in pieces.items() if grid in touched})


def _effective(units: Iterable[Changed]) -> tuple[Changed, ...]:
    """Units without the fields that end as they began; those that only came and went are gone."""
    kept = []
    for unit in units:
        if unit.before == {"live": False} and not unit.after.get("live", True):
            continue
        names = {n for n in {*unit.before, *unit.after} if unit.before.get(n) != unit.after.get(n)}
        if names:
            before = {n: v for n, v in unit.before.items() if n in names}
            after = {n: v for n, v in unit.after.items() if n in names}
            kept.append(Changed(unit.id, before, after))
    return tuple(kept)
