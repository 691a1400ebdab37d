"""Several planners on one draft, and what an interruption leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.desk import Desk, Move
from tests.e2e.site import Visit

pytestmark = pytest.mark.e2e
OPERATIONS = "**/operations"


def open_both(visit: Visit) -> tuple[Desk, Desk, Move]:
    """Two planners look at the same border of a new draft."""
    one, other = visit("planner"), visit("second")
    plan = one.branch(2)
    mine, theirs = Desk(one, plan), Desk(other, plan)
    move = next(mine.ground().moves(mine.bases()))
    view = f"at={move.atom.at[0]:.6f},{move.atom.at[1]:.6f},16.5"
    one.open_plan(plan, view)
    other.open_plan(plan, view)
    return mine, theirs, move


def open_one(visit: Visit) -> tuple[Desk, Move]:
    """A planner looks at a border of a new draft."""
    visitor = visit("planner")
    desk = Desk(visitor, visitor.branch(2))
    move = next(desk.ground().moves(desk.bases()))
    visitor.open_plan(desk.plan, f"at={move.atom.at[0]:.6f},{move.atom.at[1]:.6f},16.5")
    return desk, move


def paint(desk: Desk, move: Move) -> None:
    """Paint an atom into the grid of its neighbour."""
    desk.take("笔刷")
    desk.drag(desk.pixel(move.beside.at), desk.pixel(move.atom.at))


def operations(desk: Desk) -> list[dict[str, Any]]:
    """The log of the plan."""
    found: list[dict[str, Any]] = desk.get("/operations")
    return found


def saved(desk: Desk) -> None:
    """Wait until the toolbar says that nothing is on its way."""
    desk.page.locator("wg-toolbar").get_by_text("已保存", exact=True).wait_for()


def test_each_sees_what_the_other_does_and_where(visit: Visit) -> None:
    mine, theirs, move = open_both(visit)
    mine.page.get_by_text("second").first.wait_for()
    with mine.applied() as told:
        paint(mine, move)
    theirs.page.locator("wg-plan-page").evaluate(
        """async ({ store }, [atom, grid, version]) => {
            while (store.version.get() < version || (await store.graph.atom(atom)).grid !== grid)
                await new Promise(requestAnimationFrame);
        }""",
        [move.atom.id, move.beside.grid, told["version"]],
    )


def test_a_conflict_is_explained_and_can_be_tried_again(visit: Visit) -> None:
    mine, theirs, move = open_both(visit)
    # The second does not hear of the first's edit before trying on his own.
    theirs.page.route("**/events*", lambda route: route.abort())
    others = [
        one
        for one in mine.ground().moves(mine.bases())
        if one.grids == move.grids and one.atom.id != move.atom.id
    ]
    theirs.page.route(OPERATIONS, lambda route: _after(route, lambda: _do(mine, others[0])))
    paint(theirs, move)
    dialog = theirs.page.get_by_role("dialog", name="这些网格刚被他人修改")
    dialog.wait_for()
    dialog.get_by_text("planner").wait_for()
    theirs.page.unroute(OPERATIONS)
    with theirs.applied():
        dialog.get_by_role("button", name="在新版本上重试").click()
    ground = mine.ground()
    assert ground.atoms[move.atom.id].grid == move.beside.grid
    assert ground.atoms[others[0].atom.id].grid == move.beside.grid


def _do(desk: Desk, move: Move) -> None:
    """Move an atom past the page, as somebody else's page would."""
    desk.visitor.post(
        f"/api/v1/plans/{desk.plan}/operations",
        {"type": "move", "atoms": [move.atom.id], "grid": move.beside.grid},
        Idempotency_Key=f"past-the-page-{desk.plan}",
        If_Match=f'"{desk.version}"',
    )


def _after(route: Any, first: Any) -> None:
    first()
    route.continue_()


def test_a_reload_while_an_edit_is_on_its_way_loses_nothing_and_doubles_nothing(
    visit: Visit,
) -> None:
    desk, move = open_one(visit)
    before = len(operations(desk))
    held: list[Any] = []
    desk.page.route(OPERATIONS, lambda route: _hold(route, held))
    paint(desk, move)
    desk.page.locator("wg-toolbar").get_by_text("保存中").wait_for()
    assert held
    desk.page.unroute(OPERATIONS)
    with desk.page.expect_response(OPERATIONS) as again:
        desk.page.reload()
    assert again.value.ok
    saved(desk)
    assert desk.ground().atoms[move.atom.id].grid == move.beside.grid
    assert len(operations(desk)) == before + 1


def _hold(route: Any, held: list[Any]) -> None:
    # The service gets it, the page never hears of it.
    if not held:
        route.fetch()
    held.append(route)


def test_edits_made_offline_are_kept_and_sent_when_the_service_is_back(visit: Visit) -> None:
    desk, move = open_one(visit)
    desk.page.context.set_offline(True)
    paint(desk, move)
    desk.page.locator("wg-toolbar").get_by_text("离线 1").wait_for()
    assert desk.ground().atoms[move.atom.id].grid == move.atom.grid
    with desk.applied():
        desk.page.context.set_offline(False)
    saved(desk)
    assert desk.ground().atoms[move.atom.id].grid == move.beside.grid
    desk.visitor.said[:] = [line for line in desk.visitor.said if "ERR_INTERNET" not in line]


def test_undo_and_redo_survive_a_reload(visit: Visit) -> None:
    desk, move = open_one(visit)
    with desk.applied():
        paint(desk, move)
    desk.page.reload()
    desk.page.wait_for_selector("wg-map[ready]")
    with desk.applied("/undo"):
        desk.page.get_by_role("button", name="撤销").click()
    assert desk.ground().atoms[move.atom.id].grid == move.atom.grid
    desk.page.reload()
    desk.page.wait_for_selector("wg-map[ready]")
    with desk.applied("/redo"):
        desk.page.get_by_role("button", name="重做").click()
    assert desk.ground().atoms[move.atom.id].grid == move.beside.grid
