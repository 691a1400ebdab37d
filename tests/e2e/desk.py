"""A plan on the map under a planner's hands: where atoms lie on the screen, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import shape

from tests.e2e.site import Visitor

Pixel = tuple[float, float]
Place = tuple[float, float]
CLOSE = 16.5
"""A zoom at which single atoms can be pointed at."""

GO = """async (element, [center, zoom]) => {
    const { map } = element.planMap;
    map.jumpTo({ center, zoom });
    await new Promise((done) => { map.once('idle', done); map.triggerRepaint(); });
}"""
PIXEL = """(element, at) => {
    const { left, top } = element.getBoundingClientRect();
    const { x, y } = element.planMap.map.project(at);
    return [left + x, top + y];
}"""
BORDER = """(element, [a, b, from, to]) => {
    const { planMap } = element;
    const [one, other] = [from, to].map((at) => planMap.map.project(at));
    const { left, top } = element.getBoundingClientRect();
    for (let step = 0; step <= 200; step += 1) {
        const [x, y] = ['x', 'y'].map((i) => one[i] + (other[i] - one[i]) * step / 200);
        const found = planMap.borderAt([x, y], 6);
        if (found && [found.a, found.b].includes(a) && [found.a, found.b].includes(b)) {
            return [left + x, top + y];
        }
    }
    return null;
}"""


@dataclass(frozen=True)
class Atom:
    """One atom as the service tells it; ``at`` is a point inside, longitude and latitude."""

    id: int
    foot: int
    grid: int
    households: int
    at: Place
    site: int | None
    community: str


@dataclass(frozen=True)
class Move:
    """An atom that may leave its grid for that of a neighbour without tearing it."""

    atom: Atom
    beside: Atom

    @property
    def grids(self) -> tuple[int, int]:
        """The grid that gives, the grid that takes."""
        return self.atom.grid, self.beside.grid


class Ground:
    """The atoms of a plan as they are assigned now."""

    def __init__(self, atoms: dict[int, Atom], edges: Iterable[tuple[int, int]]) -> None:
        self.atoms = atoms
        self.near: dict[int, set[int]] = defaultdict(set)
        for low, high in edges:
            self.near[low].add(high)
            self.near[high].add(low)

    @cached_property
    def grids(self) -> dict[int, set[int]]:
        """Atoms on the ground by grid."""
        found: dict[int, set[int]] = defaultdict(set)
        for atom in self.atoms.values():
            if atom.foot == atom.id:
                found[atom.grid].add(atom.id)
        return found

    def households(self, grid: int) -> int:
        """How many a grid has."""
        return sum(atom.households for atom in self.atoms.values() if atom.grid == grid)

    def whole(self, atoms: set[int]) -> bool:
        """Whether there are any, and one can walk to all of them."""
        seen, waiting = set[int](), list(atoms)[:1]
        while waiting:
            atom = waiting.pop()
            if atom not in seen:
                seen.add(atom)
                waiting.extend(self.near[atom] & atoms)
        return bool(atoms) and seen == atoms

    def halves(self, bases: set[int]) -> tuple[int, float]:
        """A grid, and a longitude that cuts it into two that hang together each."""
        for grid in sorted(bases, key=lambda one: -len(self.grids[one])):
            atoms = self.grids[grid]
            lons = sorted(self.atoms[atom].at[0] for atom in atoms)
            for lon in ((low + high) / 2 for low, high in pairwise(lons)):
                west = {atom for atom in atoms if self.atoms[atom].at[0] < lon}
                if min(len(west), len(atoms - west)) > 1 and all(
                    map(self.whole, (west, atoms - west))
                ):
                    return grid, lon
        raise AssertionError(bases)

    def moves(self, bases: set[int]) -> Iterator[Move]:
        """Moves of inhabited atoms between base grids that tear nothing."""
        stacked = {atom.foot for atom in self.atoms.values() if atom.foot != atom.id}
        for atom in self.atoms.values():
            if atom.id in stacked or atom.foot != atom.id or atom.households == 0:
                continue
            for near in sorted(self.near[atom.id]):
                beside = self.atoms[near]
                if (
                    beside.grid != atom.grid
                    and {atom.grid, beside.grid} <= bases
                    and self.whole(self.grids[atom.grid] - {atom.id})
                ):
                    yield Move(atom, beside)


class Desk:
    """A visitor at the map of a plan."""

    def __init__(self, visitor: Visitor, plan: int) -> None:
        self.visitor, self.page, self.plan = visitor, visitor.page, plan
        self.map = self.page.locator("wg-map")
        self.chips = self.page.locator("wg-chips .docked")

    def get(self, path: str) -> Any:
        """What the service says of the plan."""
        return self.visitor.get(f"/api/v1/plans/{self.plan}{path}")

    @property
    def version(self) -> int:
        """How many operations the plan has seen."""
        found: int = self.get("")["version"]
        return found

    def grids(self) -> dict[int, dict[str, Any]]:
        """Live grids by id."""
        found = self.get("/grids?limit=1000")
        return {one["id"]: one["properties"] for one in found["features"]}

    def bases(self) -> set[int]:
        """Ids of the base grids."""
        return {grid for grid, told in self.grids().items() if told["kind"] == "base"}

    def ground(self) -> Ground:
        """How atoms are assigned now, as the service has it."""
        atoms: dict[int, Atom] = {}
        edges: list[tuple[int, int]] = []
        for community in self.get("/communities"):
            graph = self.get(f"/graph?community={community['code']}")
            told, sides = graph["atoms"], graph["edges"]
            ids = told["id"]
            for at, atom in enumerate(ids):
                atoms[atom] = Atom(
                    atom, ids[told["foot"][at]], told["grid"][at], told["households"][at],
                    (told["lon"][at], told["lat"][at]), told["site"][at], community["code"],
                )  # fmt: skip
            edges += [
                (ids[low], ids[high])
                for low, high, passable in zip(
                    sides["low"], sides["high"], sides["passable"], strict=True
                )
                if passable
            ]
        return Ground(atoms, edges)

    def shapes(self, layer: str, community: str) -> dict[int, shapely.Geometry]:
        """Outlines of a layer by id, longitude and latitude."""
        found = self.get(f"/{layer}?community={community}&limit=1000")
        return {one["id"]: shape(one["geometry"]) for one in found["features"]}

    def go(self, at: Place, zoom: float = CLOSE) -> None:
        """Bring a place into the middle, and wait until it is drawn and can be worked on."""
        self.map.evaluate(GO, [at, zoom])
        self.page.wait_for_selector("wg-map[ready]")

    def pixel(self, at: Place) -> Pixel:
        """Where a place lies on the screen."""
        x, y = self.map.evaluate(PIXEL, at)
        return x, y

    def border(self, move: Move) -> Pixel:
        """Where on the way from one atom to the other their grids' border can be taken."""
        found = self.map.evaluate(BORDER, [*move.grids, move.atom.at, move.beside.at])
        assert found is not None, move
        return found[0], found[1]

    def take(self, tool: str) -> None:
        """Take a tool by its name on the toolbar."""
        self.page.locator("wg-toolbar").get_by_role("button", name=tool, exact=True).click()

    def drag(self, *way: Pixel) -> None:
        """Press, lead the pointer along, and let go."""
        self.press(*way)
        self.page.mouse.up()

    def press(self, *way: Pixel) -> None:
        """Press, and lead the pointer along."""
        self.page.mouse.move(*way[0])
        self.page.mouse.down()
        for place in way[1:]:
            self.page.mouse.move(*place, steps=6)

    @contextmanager
    def applied(self, path: str = "/operations") -> Iterator[dict[str, Any]]:
        """Do something that the service is asked for; gets its answer afterwards."""
        answer: dict[str, Any] = {}
        with self.page.expect_response(
            lambda told: told.request.method == "POST" and told.url.endswith(path)
        ) as held:
            yield answer
        assert held.value.ok, held.value.text()
        answer.update(held.value.json())
