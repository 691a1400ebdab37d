"""Pieces of ground and the units they belong to, as sets that can be shifted quickly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gis.model import Band


@dataclass(frozen=True)
class Board:
    """Indivisible pieces of ground and the units they belong to; sets of pieces are bit masks.

    load
        (n,) what the band is about.
    cost
        (n,) households that move when the piece does.
    label
        (n,) unit of each piece.
    near
        (n,) neighbours across borders one can pass -> metres.
    free
        Units that may give and take.
    band
        Where the load of each unit should lie.
    held
        Mask of pieces that stay where they are.
    """

    load: Sequence[float]
    cost: Sequence[float]
    label: Sequence[int]
    near: Sequence[Mapping[int, float]]
    free: frozenset[int]
    band: Band
    held: int = 0

    @cached_property
    def adjacent(self) -> list[int]:
        """Mask of the neighbours of each piece."""
        return [sum(1 << other for other in others) for others in self.near]

    @cached_property
    def origin(self) -> State:
        """The board as it is."""
        masks: dict[int, int] = {}
        loads: dict[int, float] = {}
        for piece, unit in enumerate(self.label):
            masks[unit] = masks.get(unit, 0) | 1 << piece
            loads[unit] = loads.get(unit, 0.0) + self.load[piece]
        return State(masks, loads)

    @cached_property
    def known(self) -> dict[int, int]:
        """Connected parts of each unit as it is; a repair never makes more of them."""
        return {unit: len(self.parts(mask)) for unit, mask in self.origin.masks.items()}

    def parts(self, mask: int) -> list[int]:
        """Connected parts of some pieces, greatest load first."""
        found = []
        while mask:
            part = self.reached(mask & -mask, mask)
            found.append(part)
            mask &= ~part
        return sorted(found, key=lambda part: (-self.weight(part), part & -part))

    def reached(self, start: int, within: int, goal: int = 0) -> int:
        """Pieces reached from ``start``; the walk ends early once it has met all of ``goal``."""
        seen = fresh = start
        while fresh and not (goal and not goal & ~seen):
            fresh = self.around(fresh) & within & ~seen
            seen |= fresh
        return seen

    def around(self, mask: int) -> int:
        """Neighbours of some pieces, these included where they touch each other."""
        found = 0
        for piece in bits(mask):
            found |= self.adjacent[piece]
        return found

    def weight(self, mask: int) -> float:
        """Load of some pieces."""
        return sum(self.load[piece] for piece in bits(mask))

    def price(self, mask: int) -> float:
        """Households on some pieces."""
        return sum(self.cost[piece] for piece in bits(mask))


@dataclass(frozen=True, slots=True)
class State:
    """Units under a repair; ``shifts`` are (pieces, from, to) and ``moved`` all their pieces."""

    masks: Mapping[int, int]
    loads: Mapping[int, float]
    shifts: tuple[tuple[int, int, int], ...] = ()
    moved: int = 0

    def after(self, board: Board, pieces: int, source: int, target: int) -> State:
        """The state with some pieces in another unit."""
        load = board.weight(pieces)
        held = {source: self.masks[source] & ~pieces, target: self.masks[target] | pieces}
        loads = {source: self.loads[source] - load, target: self.loads[target] + load}
        return State(
            {**self.masks, **held}, {**self.loads, **loads},
            (*self.shifts, (pieces, source, target)), self.moved | pieces,
        )  # fmt: skip


def bits(mask: int) -> Iterator[int]:
    """Positions of the set bits, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
