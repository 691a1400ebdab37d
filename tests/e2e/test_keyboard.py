"""The same gestures with nothing but keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely

from tests.e2e import site
from tests.e2e.desk import Desk, Ground, Move, Place
from tests.services import Service

pytestmark = pytest.mark.e2e

STEP = 16
"""Pixels that an arrow moves the pen."""


@pytest.fixture(scope="module")
def desk(browser: Any, service: Service) -> Iterator[Desk]:
    """A draft of one's own, for hands that have no mouse."""
    with site.visiting(browser, f"http://127.0.0.1:{service.port}") as let_in:
        visitor = let_in("planner")
        plan = visitor.branch(2)
        visitor.open_plan(plan)
        yield Desk(visitor, plan)


@pytest.fixture
def walk(desk: Desk) -> tuple[Ground, Move]:
    """An atom that may change grids in the middle of the map, which has the focus."""
    ground = desk.ground()
    move = next(ground.moves(desk.bases()))
    desk.go(move.atom.at)
    desk.page.locator("wg-map canvas").focus()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Escape")
    return ground, move


def heard(desk: Desk, text: str) -> None:
    """Wait until the live region says it."""
    desk.page.locator("wg-app > [aria-live], wg-app p[role=status]").filter(
        has_text=text
    ).first.wait_for(state="attached")


def reach(desk: Desk, atom: int) -> None:
    """The first arrow shows where one stands: in the middle of the map."""
    desk.page.keyboard.press("ArrowLeft")
    desk.page.wait_for_url(f"**atoms={atom}*")


def test_arrows_walk_over_atoms_and_enter_carries_one_to_another_grid(
    desk: Desk, walk: tuple[Ground, Move]
) -> None:
    ground, move = walk
    reach(desk, move.atom.id)
    heard(desk, f"{move.atom.households}户")
    desk.page.keyboard.press("Enter")
    heard(desk, "已拿起1个基本单元")
    # The neighbour lies in one of four directions; walking there and back is allowed.
    for arrow, back in (
        ("ArrowLeft", "ArrowRight"), ("ArrowUp", "ArrowDown"),
        ("ArrowRight", "ArrowLeft"), ("ArrowDown", "ArrowUp"),
    ):  # fmt: skip
        desk.page.keyboard.press(arrow)
        if shown(desk):
            break
        desk.page.keyboard.press(back)
    with desk.applied() as told:
        desk.page.keyboard.press("Enter")
    after = desk.ground()
    assert after.atoms[move.atom.id].grid != ground.atoms[move.atom.id].grid
    assert after.atoms[move.atom.id].grid in {grid["id"] for grid in told["grids"]}


def shown(desk: Desk) -> bool:
    """Whether counts before and after are shown, none of them a refusal."""
    desk.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150)))"
    )
    text: str = desk.chips.inner_text()
    return "→" in text and "拆" not in text


def test_a_border_is_moved_by_plus_and_saved_by_enter(
    desk: Desk, walk: tuple[Ground, Move]
) -> None:
    ground, move = walk
    reach(desk, move.atom.id)
    desk.page.keyboard.press("b")
    desk.page.keyboard.press("n")
    heard(desk, "的边界")
    desk.page.keyboard.press("+")
    desk.chips.get_by_text("→").first.wait_for()
    with desk.applied():
        desk.page.keyboard.press("Enter")
    after = desk.ground()
    moved = [one for one, atom in after.atoms.items() if atom.grid != ground.atoms[one].grid]
    assert moved
    assert all(after.atoms[one].grid == ground.atoms[move.atom.id].grid for one in moved)


def test_undo_and_redo_have_keys(desk: Desk, walk: tuple[Ground, Move]) -> None:
    del walk
    version = desk.version
    with desk.applied("/undo"):
        desk.page.keyboard.press("Control+z")
    desk.page.get_by_role("button", name="重做", disabled=False).wait_for()
    with desk.applied("/redo"):
        desk.page.keyboard.press("Control+Shift+z")
    assert desk.version == version + 2


def draw_down(desk: Desk, tool: str, middle: Place, reach: tuple[float, float]) -> None:
    """Take a tool by its key, and draw a line from north to south through the middle of the map.

    Parameters
    ----------
    reach
        Latitudes, south and north, that the line must cross.
    """
    lon, _ = middle
    (_, centre), (_, bottom), (_, top) = map(desk.pixel, (middle, *((lon, lat) for lat in reach)))
    up, down = int((centre - top) / STEP) + 2, int((bottom - centre) / STEP) + 2
    keys = desk.page.keyboard
    keys.press(tool)
    desk.page.get_by_text("逐点画线").wait_for()
    for _step in range(up):
        keys.press("ArrowUp")
    keys.press("Enter")
    for _step in range(up + down):
        keys.press("ArrowDown")
    with desk.applied():
        keys.press("Enter")
        keys.press("Enter")


def test_a_grid_is_split_by_a_line_drawn_with_arrows(desk: Desk, walk: tuple[Ground, Move]) -> None:
    ground, _ = walk
    grid, lon = ground.halves(desk.bases())
    community = ground.atoms[min(ground.grids[grid])].community
    _, south, _, north = desk.shapes("grids", community)[grid].bounds
    lat = (south + north) / 2
    desk.go((lon, lat), 14.2)
    known = set(desk.grids())
    draw_down(desk, "s", (lon, lat), (south, north))
    assert len(set(desk.grids()) - known) == 1


def test_grids_chosen_by_keys_are_merged(desk: Desk, walk: tuple[Ground, Move]) -> None:
    _, move = walk
    keys = desk.page.keyboard
    keys.press("v")
    desk.page.goto(f"{desk.page.url.split('?')[0]}?grids={move.grids[0]}.{move.grids[1]}")
    desk.page.wait_for_selector("wg-map[ready]")
    keys.press("m")
    desk.page.get_by_role("dialog").wait_for()
    known = set(desk.grids())
    with desk.applied():
        keys.press("Enter")
    assert len(known - set(desk.grids())) == 1


def chosen_by_address(desk: Desk, atom: int) -> Any:
    """Choose an atom; returns the bar of what can be done with it."""
    desk.page.goto(f"{desk.page.url.split('?')[0]}?atoms={atom}")
    desk.page.wait_for_selector("wg-map[ready]")
    return desk.page.locator("wg-actions")


def test_a_tower_is_split_by_floors_without_a_mouse(desk: Desk, walk: tuple[Ground, Move]) -> None:
    del walk
    ground = desk.ground()
    stacked = {atom.foot for atom in ground.atoms.values() if atom.foot != atom.id}
    tower = max(
        (one for one in ground.atoms.values() if one.foot == one.id and one.id not in stacked),
        key=lambda one: one.households,
    )
    chosen_by_address(desk, tower.id).get_by_role("button", name="拆分楼栋").press("Enter")
    dialog = desk.page.get_by_role("dialog", name="拆分楼栋")
    dialog.get_by_label("按楼层拆分").press("Space")
    with desk.applied():
        dialog.get_by_role("button", name="拆分", exact=True).press("Enter")
    after = desk.ground()
    floors = [after.atoms[one] for one in set(after.atoms) - set(ground.atoms)]
    assert sum(one.households for one in floors) == tower.households


def test_a_dedicated_grid_is_made_without_a_mouse(desk: Desk, walk: tuple[Ground, Move]) -> None:
    del walk
    move = next(desk.ground().moves(desk.bases()))
    chosen_by_address(desk, move.atom.id).get_by_role("button", name="设为专属").press("Enter")
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("名称").press_sequentially("Clinic")
    dialog.get_by_label("类型").press("h")
    with desk.applied():
        dialog.get_by_role("button", name="设为专属网格").press("Enter")
    made = desk.grids()[desk.ground().atoms[move.atom.id].grid]
    assert (made["kind"], made["name"]) == ("dedicated", "Clinic")


def test_an_atom_is_cut_by_a_line_drawn_with_arrows(desk: Desk, walk: tuple[Ground, Move]) -> None:
    del walk
    ground = desk.ground()
    empty = [one for one in ground.atoms.values() if one.foot == one.id and one.households == 0]
    codes = {one.community for one in empty}
    shapes = {n: shape for code in codes for n, shape in desk.shapes("atoms", code).items()}
    houses = shapely.union_all(
        [house for code in codes for house in desk.shapes("buildings", code).values()]
    )
    atom = next(one for one in empty if not shapes[one.id].intersects(houses))
    _, south, _, north = shapes[atom.id].bounds
    desk.go(atom.at)
    draw_down(desk, "c", atom.at, (south, north))
    assert len(desk.ground().atoms) == len(ground.atoms) + 1


def test_an_atom_walked_to_becomes_a_grid(desk: Desk, walk: tuple[Ground, Move]) -> None:
    _, move = walk
    known = set(desk.grids())
    desk.page.keyboard.press("v")
    reach(desk, move.atom.id)
    with desk.applied():
        desk.page.locator("wg-actions").get_by_role("button", name="新建网格").press("Enter")
    (made,) = set(desk.grids()) - known
    assert move.atom.id in desk.ground().grids[made]
