"""Ways to damage a clean plan, each with the rules that must find it and the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from shapely.geometry import Point

from gis.frames import Proposal, Town
from tests.unit.audit.plans import reshaped

Damage = Callable[[Town, Proposal], tuple[Town, Proposal]]


@dataclass(frozen=True)
class Mutation:
    """A damage; ``rules`` must all report it and no other may; ``place`` in the drawing."""

    name: str
    rules: frozenset[str]
    place: Point | None
    damage: Damage


class Mutations:
    """A list that damages are added to by decorating them."""

    def __init__(self) -> None:
        self.all: list[Mutation] = []

    def add(
        self, *rules: str, x: float | None = None, y: float = 0.0
    ) -> Callable[[Damage], Damage]:
        """Register a damage of the clean plan, near (x, y) of the drawing."""

        def register(damage: Damage) -> Damage:
            place = None if x is None else Point(x, y)
            name = damage.__name__.replace("_", " ")
            self.all.append(Mutation(name, frozenset(rules), place, damage))
            return damage

        return register


def both(proposal: Proposal, grid: str, micro: str, change: Any) -> Proposal:
    """The same change to a grid and to the micro-grid at its rim."""
    return replace(
        proposal,
        grids=reshaped(proposal.grids, grid, change),
        microgrids=reshaped(proposal.microgrids, micro, change),
    )
