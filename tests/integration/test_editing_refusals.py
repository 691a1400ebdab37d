from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from gis.database import Addresses
from gis.errors import EditError, NotFoundError, TornError
from gis.model.wishes import (
    Attributes,
    Dedicate,
    Merge,
    Move,
    NewGrid,
    Renumber,
    Resolve,
    Restore,
    SplitAtom,
    SplitGrid,
    SplitTower,
    Undedicate,
    Wish,
)
from gis.store.datasets import Saved
from gis.store.engine import open_engine
from tests.integration import soundness
from tests.integration.desk import Desk
from tests.integration.plots import Plots
from tests.integration.wishes import (
    across,
)


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def dataset(engine: Engine) -> Saved:
    with engine.begin() as conn:
        return Plots().save(conn)


@pytest.fixture
def desk(engine: Engine, dataset: Saved) -> Desk:
    with engine.begin() as conn:
        plan = Plots().begin(conn, dataset)
    return Desk(engine, plan)


# ---------------------------------------------------------------------------------- refused
REFUSED: dict[str, tuple[Callable[[Desk], Wish], type[Exception]]] = {
    "a move that tears the source": (
        lambda d: Move([*d.stack(), d.atom(1, 1)], d.grid(0, 2)), TornError),
    "a move to a grid far away": (lambda d: Move([d.atom(0, 1)], d.grid(2, 0)), TornError),
    "a merge across a river": (
        lambda d: Merge([d.grid(4, 0), d.grid(6, 0)], d.grid(4, 0)), TornError),
    "a merge of grids that do not touch": (
        lambda d: Merge([d.grid(0, 0), d.grid(2, 2)], d.grid(0, 0)), TornError),
    "a move to another community": (lambda d: Move([d.atom(3, 0)], d.grid(4, 0)), EditError),
    "a merge with another community": (
        lambda d: Merge([d.grid(2, 0), d.grid(4, 0)], d.grid(2, 0)), EditError),
    "a grid of two communities": (lambda d: NewGrid([d.atom(3, 0), d.atom(4, 0)]), EditError),
    "a micro-grid of two grids": (
        lambda d: NewGrid([d.atom(1, 0), d.atom(2, 0)], "microgrid"), EditError),
    "a move of nothing": (lambda d: Move([], d.grid(0, 0)), EditError),
    "a move of no such atom": (lambda d: Move([10**9], d.grid(0, 0)), NotFoundError),
    "a move to no such grid": (lambda d: Move([d.atom(0, 1)], 10**8), NotFoundError),
    "a move to a micro-grid elsewhere": (
        lambda d: Move([d.atom(0, 1)], d.grid(0, 0), d.place(d.atom(2, 0))[1]), NotFoundError),
    "a merge with nothing": (lambda d: Merge([], d.grid(0, 0)), EditError),
    "a line through a building": (
        lambda d: SplitAtom(d.atom(1, 1), d.plots.line((0.9, 1.4), (2.1, 1.4))), EditError),
    "a line that ends inside": (
        lambda d: SplitAtom(d.atom(1, 1), d.plots.line((0.9, 1.15), (1.6, 1.15))), EditError),
    "a line elsewhere": (
        lambda d: SplitAtom(d.atom(1, 1), d.plots.line((3.0, 3.1), (4.0, 3.1))), EditError),
    "a line of one place": (
        lambda d: SplitAtom(d.atom(1, 1), d.plots.line((1.0, 1.1))), EditError),
    "a line nowhere": (
        lambda d: SplitAtom(d.atom(1, 1), [(1e300, 0.0), (0.0, 1e300)]), EditError),
    "a cut through a tower's floors": (lambda d: SplitAtom(d.stack()[0], across(d, 0, 0)),
        EditError),
    "floors above the roof": (lambda d: SplitTower(d.stack()[1], [11]), EditError),
    "floors that do not ascend": (lambda d: SplitTower(d.stack()[1], [8, 7]), EditError),
    "staircases nobody counted": (lambda d: SplitTower(d.atom(1, 1)), EditError),
    "an atom nobody knows": (lambda d: SplitAtom(10**9, across(d, 1, 1)), NotFoundError),
    "a line that divides no grid": (
        lambda d: SplitGrid(d.grid(0, 2), d.plots.line((-1.0, 2.5), (0.5, 2.5))), EditError),
    "a grid no longer dedicated": (lambda d: Undedicate(d.grid(0, 0)), EditError),
    "a site and a grid": (
        lambda d: Dedicate("school", "x", grid=d.grid(0, 0), site=0), EditError),
    "a site nobody knows": (lambda _: Dedicate("school", "x", site=9), NotFoundError),
    "a code in use": (
        lambda d: Attributes(d.grid(0, 0), code=f"{d.plots.codes[0]}002"), EditError),
    "a code of another community": (
        lambda d: Attributes(d.grid(0, 0), code=f"{d.plots.codes[1]}009"), EditError),
    "a community elsewhere": (lambda _: Renumber("110101001001"), NotFoundError),
    "a version to come": (lambda d: Restore(d.version + 1), NotFoundError),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_is_refused_and_changes_nothing(
    engine: Engine, dataset: Saved, refusing: list[int], name: str
) -> None:
    del dataset
    desk = Desk(engine, refusing[0])
    wish, error = REFUSED[name]
    before = desk.state()
    with pytest.raises(error):
        desk.do(wish(desk))
    assert desk.version == 0
    assert soundness.same(before, desk.state())


@pytest.fixture(scope="module")
def refusing(engine: Engine, dataset: Saved) -> Iterator[list[int]]:
    """A plan that nobody manages to change."""
    with engine.begin() as conn:
        plan = Plots().begin(conn, dataset)
    yield [plan]
    assert soundness.faults(engine, plan) == []


def test_a_grid_of_one_plot_cannot_be_divided(desk: Desk) -> None:
    desk.do(NewGrid([desk.atom(3, 3)]))
    with pytest.raises(EditError, match="one building"):
        desk.do(SplitGrid(desk.grid(3, 3)))


def test_a_torn_grid_is_shown_in_its_pieces(desk: Desk) -> None:
    with pytest.raises(TornError) as raised:
        desk.do(Move([desk.atom(2, 1), desk.atom(3, 1)], desk.grid(0, 2)))
    pieces = raised.value.pieces
    assert raised.value.grid == f"{desk.plots.codes[0]}002"
    assert {frozenset(piece) for piece in pieces} >= {frozenset({desk.atom(2, 1), desk.atom(3, 1)})}


def test_a_locked_grid_neither_gives_nor_takes_until_it_is_unlocked(desk: Desk) -> None:
    locked = desk.grid(0, 0)
    desk.do(Attributes(locked, locked=True))
    for wish in (
        Move([desk.atom(2, 0), desk.atom(2, 1)], locked),
        Move([desk.atom(1, 0), desk.atom(1, 1)], desk.grid(2, 0)),
        NewGrid([desk.atom(1, 0)]),
        NewGrid([desk.atom(1, 0)], "microgrid"),
        Merge([locked, desk.grid(2, 0)], desk.grid(2, 0)),
        SplitGrid(locked),
        Dedicate("market", "市场", grid=locked),
        SplitTower(desk.stack()[1], [7], microgrids=True),
    ):
        with pytest.raises(EditError, match="locked"):
            desk.do(wish)
    desk.do(Resolve([locked, desk.grid(2, 0), desk.grid(0, 2)]))
    assert desk.grid(1, 1) == locked
    desk.do(Attributes(locked, locked=False))
    desk.do(Move([desk.atom(1, 0), desk.atom(1, 1)], desk.grid(2, 0)))
    assert desk.faults() == []
