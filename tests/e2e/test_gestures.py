"""Each gesture by mouse, and what the service says of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e import site
from tests.e2e.desk import Desk, Ground, Move
from tests.services import Service

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def desk(browser: Any, service: Service) -> Iterator[Desk]:
    """A draft of one's own, open on the map for all gestures."""
    with site.visiting(browser, f"http://127.0.0.1:{service.port}") as let_in:
        visitor = let_in("planner")
        plan = visitor.branch(2)
        visitor.open_plan(plan)
        yield Desk(visitor, plan)


def a_move(desk: Desk) -> tuple[Ground, Move]:
    """An atom that may change grids, brought into the middle of the map."""
    ground = desk.ground()
    move = next(ground.moves(desk.bases()))
    desk.go(move.atom.at)
    return ground, move


def test_a_click_chooses_a_grid_and_with_alt_an_atom(desk: Desk) -> None:
    _, move = a_move(desk)
    desk.take("选择")
    x, y = desk.pixel(move.atom.at)
    desk.page.mouse.click(x, y)
    desk.page.wait_for_url(f"**grids={move.atom.grid}*")
    desk.page.keyboard.down("Alt")
    desk.page.mouse.click(x, y)
    desk.page.keyboard.up("Alt")
    desk.page.wait_for_url(f"**atoms={move.atom.id}*")
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_function("!location.search.includes('atoms')")


def test_a_border_is_swept_over_an_atom(desk: Desk) -> None:
    ground, move = a_move(desk)
    desk.take("推边界")
    start, end = desk.border(move), desk.pixel(move.atom.at)
    desk.press(start, end)
    gives, takes = move.grids
    before, after = ground.households(gives), ground.households(gives) - move.atom.households
    desk.chips.get_by_text(str(before)).first.wait_for()
    with desk.applied() as told:
        desk.page.mouse.up()
    now = desk.ground()
    assert now.atoms[move.atom.id].grid == takes
    assert now.households(gives) <= after
    assert {grid["id"] for grid in told["grids"]} == set(move.grids)


def test_escape_leaves_a_sweep_undone(desk: Desk) -> None:
    _, move = a_move(desk)
    desk.take("推边界")
    version = desk.version
    desk.press(desk.border(move), desk.pixel(move.atom.at))
    desk.chips.get_by_text("→").first.wait_for()
    desk.page.keyboard.press("Escape")
    desk.page.mouse.up()
    desk.chips.get_by_text("→").first.wait_for(state="detached")
    assert desk.version == version


def test_the_brush_paints_atoms_into_a_grid(desk: Desk) -> None:
    _, move = a_move(desk)
    desk.take("笔刷")
    with desk.applied():
        desk.drag(desk.pixel(move.beside.at), desk.pixel(move.atom.at))
    assert desk.ground().atoms[move.atom.id].grid == move.beside.grid


def test_undo_and_redo_are_a_click_each(desk: Desk) -> None:
    _, move = a_move(desk)
    desk.take("笔刷")
    with desk.applied():
        desk.drag(desk.pixel(move.beside.at), desk.pixel(move.atom.at))
    with desk.applied("/undo"):
        desk.page.get_by_role("button", name="撤销").click()
    assert desk.ground().atoms[move.atom.id].grid == move.atom.grid
    with desk.applied("/redo"):
        desk.page.get_by_role("button", name="重做").click()
    assert desk.ground().atoms[move.atom.id].grid == move.beside.grid
