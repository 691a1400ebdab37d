from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from gis.database import Addresses
from gis.errors import ConflictError, EditError, StaleError
from gis.model.wishes import (
    Attributes,
    NewGrid,
    SplitAtom,
    SplitGrid,
)
from gis.store.datasets import Saved
from gis.store.engine import open_engine
from gis.workflow import draw as drawings
from gis.workflow import edit
from tests.integration.desk import Desk
from tests.integration.plots import Plots
from tests.integration.wishes import (
    OTHER,
    WISHES,
    across,
    just_before_locking,
    small_move,
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


# ------------------------------------------------------------------------- keys and versions
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
