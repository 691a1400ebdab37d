from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from gis.database import Addresses
from gis.errors import ConflictError, EditError, NotFoundError, StaleError, TornError
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
from gis.store import scenes
from gis.store.datasets import Saved
from gis.store.engine import open_engine
from gis.workflow import draw as drawings
from gis.workflow import edit, plans
from tests.integration import soundness
from tests.integration.desk import Desk
from tests.integration.plots import DEGREES, Plots

OTHER = "bea"


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
    "move pieces": lambda d: Move([max(d.stack(1, 1))], d.grid(2, 0)),
    "move staircases": lambda d: NewGrid([d.stack(3, 3)[0]], "microgrid"),
    "split beside what is cut": lambda d: SplitAtom(d.stack(2, 1)[0], across(d, 2, 1)),
    "merge a dedicated grid": lambda d: Merge([d.grid(7, 3), d.grid(6, 2)], d.grid(6, 2)),
    "restore": lambda _: Restore(1),
}


# ------------------------------------------------------------------------------ every wish
@pytest.mark.parametrize("name", WISHES)
def test_every_wish_keeps_the_plan_sound_and_can_be_taken_back(desk: Desk, name: str) -> None:
    for preparation in PREPARATIONS.get(name, []):
        desk.do(preparation(desk))
    before, version = desk.state(), desk.version
    wish = WISHES[name](desk)

    done = desk.do(wish)
    assert done["version"] == desk.version == version + 1
    assert desk.faults() == []
    after = desk.state()
    assert not soundness.same(before, after)

    assert desk.undo()["version"] == version + 2
    assert soundness.same(before, desk.state())

    assert desk.redo()["version"] == version + 3
    assert soundness.same(after, desk.state())
    assert desk.faults() == []


@pytest.mark.parametrize("name", ["split atom", "split atom at the rim", "split by staircases"])
def test_plots_are_cut_as_exactly_in_degrees(engine: Engine, name: str) -> None:
    plots = Plots(srid=DEGREES)
    with engine.begin() as conn:
        plan = plots.begin(conn, plots.save(conn, "degrees"))
    desk = Desk(engine, plan, plots)
    for column in (1, 2):
        desk.do(SplitAtom(desk.stack(column, 2)[0], across(desk, column, 2)))
    desk.do(WISHES[name](desk))
    assert desk.faults() == []


def test_a_tower_goes_to_another_grid_with_all_its_floors(desk: Desk) -> None:
    lower, upper = desk.stack()
    homes = desk.place(lower)[1], desk.place(upper)[1]
    desk.do(Move([upper, desk.atom(0, 1)], desk.grid(0, 2)))
    assert {desk.place(atom)[0] for atom in (lower, upper)} == {desk.grid(0, 2)}
    assert desk.place(upper)[1] == homes[1]
    assert desk.place(lower)[1] == homes[0]


def test_pieces_of_a_cut_plot_hold_its_buildings_and_its_ground(desk: Desk) -> None:
    query = (
        "select a.households, a.residents, a.buildings, a.area from atoms a where a.id = any(:ids)"
    )
    atom = desk.atom(3, 3)
    ((households, residents, _, area),) = desk.rows(query, ids=[atom])
    desk.do(SplitTower(atom))
    pieces = [
        number
        for (number,) in desk.rows(
            "select s.atom from assignments s join atoms a on a.id = s.atom"
            " where s.plan = :plan and a.staircase is not null order by a.staircase"
        )
    ]
    rows = desk.rows(query, ids=pieces)
    assert len(rows) == 3
    assert sum(row.households for row in rows) == households
    assert sum(row.residents for row in rows) == residents
    assert sum(row.area for row in rows) == pytest.approx(area, abs=0.1)
    ((whole, held),) = desk.rows(
        "select ST_Area(c.geom), sum(a.area) from assignments s join atoms a on a.id = s.atom"
        " join communities c on c.id = a.community where s.plan = :plan and a.foot = a.id"
        " and s.community = (select community from atoms where id = any(:ids)) group by c.id",
        ids=[atom],
    )
    assert held == pytest.approx(whole, abs=1e-5)
    assert max(row.households for row in rows) - min(row.households for row in rows) <= 1


def test_the_last_plot_that_leaves_dissolves_the_grid(desk: Desk) -> None:
    gone, heir = desk.grid(2, 0), desk.grid(0, 0)
    desk.do(Move([desk.atom(c, r) for c in (2, 3) for r in (0, 1)], heir))
    assert desk.rows("select live, atoms from grids where plan = :plan and id = :id", id=gone) == [
        (False, 0)
    ]
    assert desk.rows(
        "select count(*) from microgrids where plan = :plan and live and grid = :id", id=gone
    ) == [(0,)]


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
    "a grid of one plot to be split": (lambda d: SplitGrid(d.grid(3, 3)), EditError),
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


# ------------------------------------------------------------------------- keys and versions
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


def test_the_same_key_is_applied_once_and_answered_the_same(desk: Desk) -> None:
    wish, order = small_move(desk), desk.order("once")
    first = edit.edit(desk.engine, order, wish)
    assert edit.edit(desk.engine, order, wish) == first
    assert desk.version == 1


def test_a_key_used_for_something_else_is_refused(desk: Desk) -> None:
    order = desk.order("once")
    edit.edit(desk.engine, order, small_move(desk))
    with pytest.raises(ConflictError, match="already used"):
        edit.edit(desk.engine, order, NewGrid([desk.atom(0, 1)]))
    with pytest.raises(ConflictError, match="already used"):
        edit.undo(desk.engine, order)
    with pytest.raises(ConflictError, match="already used"):
        edit.edit(desk.engine, replace(order, actor=OTHER), small_move(desk))
    assert desk.version == 1


def test_undo_and_redo_under_one_key_are_not_taken_for_each_other(desk: Desk) -> None:
    desk.do(small_move(desk))
    order = desk.order("back and forth")
    first = edit.undo(desk.engine, order)
    assert edit.undo(desk.engine, order) == first
    with pytest.raises(ConflictError, match="already used"):
        edit.redo(desk.engine, order)
    assert desk.version == 2


@pytest.mark.parametrize("name", ["move", "split grid", "split atom", "renumber", "undo"])
def test_the_same_key_sent_by_several_ways_at_once_is_applied_once(desk: Desk, name: str) -> None:
    desk.do(Attributes(desk.grid(4, 0), name="else"))
    desk.do(Attributes(desk.grid(0, 0), code=f"{desk.plots.codes[0]}500"))
    order = desk.order("raced")

    def send(_: int) -> Any:
        return (
            edit.undo(desk.engine, order) if name == "undo" else edit.edit(desk.engine, order, wish)
        )

    wish = small_move(desk) if name == "undo" else WISHES[name](desk)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert desk.version == 3
    assert desk.faults() == []


def test_an_edit_on_top_of_what_others_changed_is_refused_and_told_what(desk: Desk) -> None:
    seen = desk.order()
    desk.other(OTHER).do(small_move(desk))
    with pytest.raises(StaleError) as raised:
        edit.edit(desk.engine, seen, NewGrid([desk.atom(0, 1)]))
    assert raised.value.version == 1
    assert [unit["id"] for unit in raised.value.changed] == [desk.grid(0, 0)]
    assert desk.version == 1


def test_an_edit_beside_what_others_changed_is_accepted(desk: Desk) -> None:
    seen = desk.order()
    desk.other(OTHER).do(small_move(desk))
    assert edit.edit(desk.engine, seen, NewGrid([desk.atom(5, 3)]))["version"] == 2
    assert desk.faults() == []


def test_nobody_outruns_others_by_a_version_to_come(desk: Desk) -> None:
    """An order on top of a version that is not yet is one on top of what is."""
    wish, order = small_move(desk), desk.order(based_on=10**6)
    other = desk.other(OTHER)
    with (
        just_before_locking(lambda: other.do(Attributes(desk.grid(0, 0), name="x"))),
        pytest.raises(StaleError),
    ):
        edit.edit(desk.engine, order, wish)
    assert edit.edit(desk.engine, order, wish)["version"] == 2


def test_an_edit_drawn_ahead_takes_another_code_if_its_own_was_taken(desk: Desk) -> None:
    """Who splits a grid chooses a code before anything is locked."""
    drawn = drawings.drawing
    late = list[object]()

    def overtaken(*given: Any) -> Any:
        planned = drawn(*given)

        def draw() -> Any:
            delta = planned.draw()
            if not late:
                late.append(None)
                desk.other(OTHER).do(NewGrid([desk.atom(3, 0)]))
            return delta

        return replace(planned, draw=draw)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edit, "drawing", overtaken)
        desk.do(SplitGrid(desk.grid(0, 2)))
    codes = desk.rows("select code from grids where plan = :plan and live")
    assert len(set(codes)) == len(codes) == 10
    assert desk.faults() == []


def test_a_line_through_the_meridian_of_greenwich_keeps_the_log_readable(desk: Desk) -> None:
    line = [*across(desk, 1, 1), (-0.0, 51.0)]
    with pytest.raises(EditError):
        desk.do(SplitAtom(desk.atom(1, 1), [(-0.0, 51.0), (0.0, 51.0)]))
    desk.do(SplitAtom(desk.atom(1, 1), line))
    assert desk.faults() == []


# ----------------------------------------------------------------------------- undo and redo
def test_undo_takes_back_ones_own_operations_only(desk: Desk) -> None:
    other = desk.other(OTHER)
    desk.do(Attributes(desk.grid(0, 0), name="mine"))
    other.do(Attributes(desk.grid(2, 0), name="theirs"))
    desk.undo()
    names = {row.name for row in desk.rows("select name from grids where plan = :plan")}
    assert "mine" not in names
    assert "theirs" in names
    with pytest.raises(ConflictError, match="nothing to undo"):
        desk.undo()
    with pytest.raises(ConflictError, match="nothing to redo"):
        other.redo()


def test_undo_under_a_later_change_of_others_is_refused(desk: Desk) -> None:
    desk.do(small_move(desk))
    desk.other(OTHER).do(Move([desk.atom(1, 0)], desk.grid(0, 0)))
    before = desk.state()
    with pytest.raises(ConflictError):
        desk.undo()
    assert soundness.same(before, desk.state())
    assert desk.faults() == []


def test_a_cut_is_not_taken_back_once_others_moved_a_piece(desk: Desk) -> None:
    desk.do(SplitAtom(desk.atom(1, 1), across(desk, 1, 1)))
    north = desk.place(max(desk.stack(1, 1)))
    desk.other(OTHER).do(Move(desk.stack(1, 1), desk.grid(2, 0)))
    before = desk.state()
    assert desk.place(desk.stack(1, 1)[0]) != north
    with pytest.raises(ConflictError):
        desk.undo()
    assert soundness.same(before, desk.state())
    assert desk.faults() == []


def test_a_cut_is_not_taken_back_once_others_cut_beside_it(desk: Desk) -> None:
    desk.do(SplitAtom(desk.atom(1, 1), across(desk, 1, 1)))
    desk.other(OTHER).do(SplitAtom(desk.stack(2, 1)[0], across(desk, 2, 1)))
    with pytest.raises(ConflictError):
        desk.undo()
    assert desk.faults() == []


def test_undo_that_would_tear_what_others_made_whole_is_refused(desk: Desk) -> None:
    desk.do(Move([desk.atom(2, 0), desk.atom(2, 1)], desk.grid(0, 0)))
    desk.other(OTHER).do(Move([desk.atom(3, 0), desk.atom(3, 1)], desk.grid(0, 0)))
    # Taken back, two plots would come back to a grid that is no more; the second goes first.
    with pytest.raises((TornError, ConflictError)):
        desk.undo()
    assert desk.faults() == []
    desk.other(OTHER).undo()
    desk.undo()
    assert desk.faults() == []


def test_all_that_was_done_can_be_taken_back_and_done_again(desk: Desk) -> None:
    states = [desk.state()]
    for name in ("split atom", "move a tower", "new micro-grid", "dedicate a site", "renumber"):
        desk.do(WISHES[name](desk))
        states.append(desk.state())
    for known in reversed(states[:-1]):
        desk.undo()
        assert soundness.same(known, desk.state())
    for known in states[1:]:
        desk.redo()
        assert soundness.same(known, desk.state())
    with pytest.raises(ConflictError):
        desk.redo()
    assert desk.faults() == []


def test_a_new_operation_ends_what_could_be_done_again(desk: Desk) -> None:
    desk.do(small_move(desk))
    desk.undo()
    desk.do(Attributes(desk.grid(0, 0), name="x"))
    with pytest.raises(ConflictError, match="nothing to redo"):
        desk.redo()


@pytest.mark.parametrize("step", ["undo", "redo"])
def test_a_step_that_an_operation_of_ones_own_overtakes_counts_from_there(
    desk: Desk, step: str
) -> None:
    """Two windows of one person: history stays one that can be walked."""
    desk.do(small_move(desk))
    if step == "redo":
        desk.undo()
    with just_before_locking(lambda: desk.do(Attributes(desk.grid(6, 2), name="meanwhile"))):
        if step == "undo":
            desk.undo()
            assert desk.rows("select count(*) from grids where name = 'meanwhile'") == [(0,)]
        else:
            with pytest.raises(ConflictError, match="nothing to redo"):
                desk.redo()
    desk.undo()
    with pytest.raises(ConflictError, match="nothing to undo"):
        desk.undo()
    assert desk.faults() == []


def test_two_undos_at_once_take_back_two_operations(desk: Desk) -> None:
    before = desk.state()
    for _ in range(4):
        desk.do(Attributes(desk.grid(0, 0), name=f"{desk.version}"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: desk.undo(), range(4)))
    assert soundness.same(before, desk.state())
    with pytest.raises(ConflictError):
        desk.undo()
    assert desk.faults() == []


# --------------------------------------------------------------------- versions and branches
def test_every_version_can_be_restored_and_the_restoring_taken_back(desk: Desk) -> None:
    states = [desk.state()]
    names = ("split atom", "merge", "dedicate a site", "split tower by floors")
    for name in names:
        desk.do(WISHES[name](desk))
        states.append(desk.state())
    for version in (2, 0, 4, 1, 3):
        desk.do(Restore(version))
        assert soundness.same(states[version], desk.state())
    assert desk.faults() == []
    desk.undo()
    assert soundness.same(states[1], desk.state())


def test_restoring_waits_for_no_operation_that_came_between(desk: Desk) -> None:
    before = desk.state()
    desk.do(small_move(desk))
    other = desk.other(OTHER)
    with just_before_locking(lambda: other.do(Attributes(desk.grid(6, 2), name="meanwhile"))):
        desk.do(Restore(0))
    assert soundness.same(before, desk.state())


def test_a_branch_begins_where_its_parent_is_and_goes_its_own_way(desk: Desk) -> None:
    for name in ("split atom", "split tower by floors", "dedicate a site"):
        desk.do(WISHES[name](desk))
    with desk.engine.begin() as conn:
        plan = plans.branch(conn, desk.plan, "branch", OTHER)
    branch = desk.on(plan.id)
    assert (plan.parent, plan.parent_version, plan.version) == (desk.plan, 3, 0)
    assert soundness.same(desk.state(), branch.state())
    parent = desk.state()
    branch.do(Merge([branch.grid(0, 0), branch.grid(2, 0)], branch.grid(0, 0)))
    branch.do(SplitTower(branch.stack()[0], [2]))
    branch.do(SplitAtom(branch.stack(1, 1)[0], branch.plots.line((1.1, 0.5), (1.1, 2.5))))
    assert soundness.same(parent, desk.state())
    desk.do(small_move(desk))
    assert desk.faults() == branch.faults() == []
    branch.do(Restore(0))
    assert soundness.same(parent, branch.state())


def test_a_branch_of_a_plan_under_edit_is_whole(desk: Desk) -> None:
    def edits(_: int) -> None:
        for _ in range(6):
            desk.do(small_move(desk))
            desk.undo()

    with ThreadPoolExecutor(1) as pool:
        running = pool.map(edits, [0])
        branches = []
        for number in range(6):
            with desk.engine.begin() as conn:
                branches.append(plans.branch(conn, desk.plan, f"{number}", OTHER))
        list(running)
    for plan in branches:
        assert desk.on(plan.id).faults() == []
        # Every other version is as it was at first.
        moved = desk.on(plan.id).grid(1, 0) == desk.on(plan.id).grid(2, 0)
        assert moved == bool((plan.parent_version or 0) % 2)
