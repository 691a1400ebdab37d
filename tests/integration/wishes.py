"""Every wish once, told by plots, with what must be done before it makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from gis.model.wishes import (
    Attributes,
    Dedicate,
    Merge,
    Move,
    NewGrid,
    Reassign,
    Renumber,
    Resolve,
    Restore,
    Share,
    SplitAtom,
    SplitGrid,
    SplitTower,
    Undedicate,
    Wish,
)
from gis.store import scenes
from tests.integration.desk import Desk

OTHER = "bea"


def across(desk: Desk, column: int, row: int) -> list[tuple[float, float]]:
    """A line from west to east over a plot, south of its building."""
    return desk.plots.line((column - 0.1, row + 0.13), (column + 1.1, row + 0.16))


def school(_: Desk) -> Dedicate:
    return Dedicate("school", "小学", site=0)


WISHES: dict[str, Callable[[Desk], Wish]] = {
    "move": lambda d: Move([d.atom(2, 0), d.atom(2, 1)], d.grid(0, 0)),
    "move a micro-grid": lambda d: Move([d.atom(1, 0), d.atom(1, 1)], d.grid(2, 0)),
    "move one plot of a micro-grid": lambda d: Move([d.atom(1, 1)], d.grid(2, 0)),
    "move between micro-grids": lambda d: Move(
        [d.atom(1, 0)], d.grid(0, 0), d.place(d.stack(0, 0)[0])[1]
    ),
    "move a tower": lambda d: Move([d.stack()[1], *d.stack(0, 1)], d.grid(0, 2)),
    "move a floor": lambda d: Move([d.stack()[1]], d.grid(0, 0), d.place(d.atom(1, 0))[1]),
    "swap": lambda d: Reassign(
        [Share([d.atom(1, 1)], d.grid(2, 0)), Share([d.atom(2, 0)], d.grid(0, 0))]
    ),
    "exchange two whole grids": lambda d: Reassign(
        [Share(d.all_of(0, 0), d.grid(0, 2)), Share(d.all_of(0, 2), d.grid(0, 0))]
    ),
    "reassign with a new grid and new micro-grids": lambda d: Reassign(
        [Share([d.atom(1, 1)], d.grid(2, 0)), Share([d.atom(0, 2), d.atom(0, 3)])],
        microgrids=True,
    ),
    "new grid": lambda d: NewGrid([d.stack()[0], d.atom(0, 1)], name="塔楼网格"),
    "new grid of a plot": lambda d: NewGrid([d.atom(3, 0)]),
    "new micro-grid": lambda d: NewGrid([d.atom(3, 0), d.atom(2, 0)], "microgrid"),
    "split grid": lambda d: SplitGrid(d.grid(4, 2)),
    "split grid by a line": lambda d: SplitGrid(
        d.grid(2, 2), d.plots.line((1.9, 3.04), (4.1, 2.96))
    ),
    "merge": lambda d: Merge([d.grid(0, 0), d.grid(0, 2), d.grid(2, 0)], d.grid(0, 0)),
    "split atom": lambda d: SplitAtom(d.atom(1, 1), across(d, 1, 1)),
    "split atom at the rim": lambda d: SplitAtom(d.atom(7, 0), across(d, 7, 0)),
    "split atom from corner to corner": lambda d: SplitAtom(
        d.stack(4, 3)[0],
        d.plots.line(d.plots.corner(4, 3), (4.5, 3.15), d.plots.corner(5, 3)),
    ),
    "split atom beside the tower": lambda d: SplitAtom(
        d.atom(0, 1), d.plots.line((0.1, 0.9), (0.12, 2.1))
    ),
    "split tower by floors": lambda d: SplitTower(d.stack()[1], [7, 9]),
    "split tower into micro-grids": lambda d: SplitTower(d.stack()[0], [2], microgrids=True),
    "split whole house by floors": lambda d: SplitTower(d.atom(2, 2), [1]),
    "split by staircases": lambda d: SplitTower(d.atom(3, 3)),
    "split by staircases into micro-grids": lambda d: SplitTower(d.atom(3, 3), microgrids=True),
    "dedicate a site": school,
    "dedicate a grid": lambda d: Dedicate("market", "市场", grid=d.grid(4, 0)),
    "dedicate atoms": lambda d: Dedicate("hospital", "医院", atoms=[d.atom(4, 3)]),
    "resolve grids": lambda d: Resolve([d.grid(0, 0), d.grid(2, 0), d.grid(0, 2)], seed=3),
    "resolve micro-grids": lambda d: Resolve([d.grid(0, 0), d.grid(4, 2)], "microgrid"),
    "renumber": lambda d: Renumber(d.plots.codes[0]),
    "attributes": lambda d: Attributes(
        d.grid(0, 0), f"{d.plots.codes[0]}777", "新名", "New name", "网格长一", locked=True
    ),
}
PREPARATIONS: dict[str, list[Callable[[Desk], Wish]]] = {
    "renumber": [
        lambda d: Attributes(d.grid(2, 2), code=f"{d.plots.codes[0]}500"),
        lambda d: NewGrid([d.atom(0, 0 + 1)]),
    ],
    "undedicate": [school],
    "split what is cut": [lambda d: SplitAtom(d.atom(1, 1), across(d, 1, 1))],
    "split land without a house": [lambda d: SplitAtom(d.atom(1, 1), across(d, 1, 1))],
    "move pieces": [lambda d: SplitAtom(d.atom(1, 1), across(d, 1, 1))],
    "move staircases": [lambda d: SplitTower(d.atom(3, 3))],
    "split beside what is cut": [lambda d: SplitAtom(d.atom(1, 1), across(d, 1, 1))],
    "merge a dedicated grid": [school],
    "restore": [
        lambda d: Merge([d.grid(0, 0), d.grid(2, 0)], d.grid(2, 0)),
        lambda d: SplitAtom(d.atom(1, 1), across(d, 1, 1)),
        lambda d: NewGrid(d.stack(1, 1)),
        lambda d: SplitTower(d.stack()[1], [8], microgrids=True),
    ],
}
WISHES |= {
    "undedicate": lambda d: Undedicate(d.grid(7, 3)),
    "split what is cut": lambda d: SplitAtom(
        d.stack(1, 1)[0], d.plots.line((1.1, 1.1), (1.1, 2.1))
    ),
    "split land without a house": lambda d: SplitAtom(
        d.stack(1, 0.55)[0], d.plots.line((1.5, 0.9), (1.51, 1.3))
    ),
    "move pieces": lambda d: Move([max(d.stack(1, 1))], d.grid(2, 0)),
    "move staircases": lambda d: NewGrid([d.stack(3, 3)[0]], "microgrid"),
    "split beside what is cut": lambda d: SplitAtom(d.stack(2, 1)[0], across(d, 2, 1)),
    "merge a dedicated grid": lambda d: Merge([d.grid(7, 3), d.grid(6, 2)], d.grid(6, 2)),
    "restore": lambda _: Restore(1),
}


def small_move(desk: Desk) -> Move:
    return Move([*desk.stack(1, 0), *desk.stack(1, 1)], desk.grid(2, 0))


@contextmanager
def just_before_locking(action: Callable[[], object]) -> Iterator[None]:
    """Somebody does something when the next edit has read, and has locked nothing yet."""
    locks, due = scenes.lock_grids, [action]

    def overtaken(*given: Any) -> Any:
        if due:
            due.pop()()
        return locks(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenes, "lock_grids", overtaken)
        yield
    assert not due
