"""Each gesture by mouse, and what the service says of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely

from tests.e2e import site
from tests.e2e.desk import Atom, Desk, Ground, Move
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
    desk.page.wait_for_url(lambda address: "atoms=" not in address)


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


def around(desk: Desk, atom: Atom, pixels: float = 30) -> list[tuple[float, float]]:
    """A ring on the screen around the point of an atom, closed; the map goes close to it."""
    desk.go(atom.at, 18.5)
    x, y = desk.pixel(atom.at)
    ring = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [(x + pixels * u, y + pixels * v) for u, v in ring]


def actions(desk: Desk) -> Any:
    """The bar with what can be done with what is chosen."""
    return desk.page.get_by_role("toolbar", name="对所选的操作")


def choose_atom(desk: Desk, atom: Atom) -> None:
    """Choose one atom by a click."""
    desk.go(atom.at)
    desk.take("选择")
    desk.page.mouse.click(*desk.pixel(atom.at))
    desk.page.keyboard.down("Alt")
    desk.page.mouse.click(*desk.pixel(atom.at))
    desk.page.keyboard.up("Alt")
    desk.page.wait_for_url(f"**atoms={atom.id}*")


def choose_grids(desk: Desk, *grids: int) -> None:
    """Choose grids by clicks into them, all but the first with Shift."""
    ground = desk.ground()
    desk.take("选择")
    desk.page.keyboard.press("Escape")
    chosen = [ground.atoms[min(ground.grids[grid])] for grid in grids]
    lon, lat = zip(*(atom.at for atom in chosen), strict=True)
    desk.go((sum(lon) / len(lon), sum(lat) / len(lat)), 15.5)
    desk.page.mouse.click(*desk.pixel(chosen[0].at))
    desk.page.keyboard.down("Shift")
    for atom in chosen[1:]:
        desk.page.mouse.click(*desk.pixel(atom.at))
    desk.page.keyboard.up("Shift")
    desk.page.wait_for_url(f"**grids={'.'.join(map(str, grids))}*")


def test_a_loop_chooses_atoms_that_then_join_a_neighbour(desk: Desk) -> None:
    _, move = a_move(desk)
    desk.take("套索")
    desk.drag(*around(desk, move.atom))
    desk.page.wait_for_url(f"**atoms={move.atom.id}*")
    actions(desk).get_by_role("button", name="移到……").click()
    code = desk.grids()[move.beside.grid]["code"][-3:]
    with desk.applied():
        desk.page.get_by_role("menuitem", name=code).click()
    assert desk.ground().atoms[move.atom.id].grid == move.beside.grid


def test_a_new_grid_is_made_of_chosen_atoms(desk: Desk) -> None:
    _, move = a_move(desk)
    known = set(desk.grids())
    choose_atom(desk, move.atom)
    with desk.applied():
        actions(desk).get_by_role("button", name="新建网格").click()
    (made,) = set(desk.grids()) - known
    assert desk.ground().grids[made] == {move.atom.id}


def test_grids_are_merged_and_the_chosen_one_keeps_its_code(desk: Desk) -> None:
    ground = desk.ground()
    bases = desk.bases()
    move = next(ground.moves(bases))
    choose_grids(desk, *move.grids)
    actions(desk).get_by_role("button", name="合并").click()
    dialog = desk.page.get_by_role("dialog", name="合并2个网格")
    code = desk.grids()[move.beside.grid]["code"][-3:]
    dialog.get_by_label(code).check()
    with desk.applied():
        dialog.get_by_role("button", name="合并").click()
    after = desk.ground()
    assert move.atom.grid not in after.grids
    assert (
        after.grids[move.beside.grid]
        == ground.grids[move.atom.grid] | ground.grids[move.beside.grid]
    )


def test_a_line_splits_a_grid_in_two(desk: Desk) -> None:
    ground = desk.ground()
    grid, lon = ground.halves(desk.bases())
    lats = [ground.atoms[atom].at[1] for atom in ground.grids[grid]]
    community = ground.atoms[min(ground.grids[grid])].community
    _, south, _, north = desk.shapes("grids", community)[grid].bounds
    choose_grids(desk, grid)
    desk.go((lon, sum(lats) / len(lats)), 15)
    desk.take("分网格")
    x, top = desk.pixel((lon, north))
    _, bottom = desk.pixel((lon, south))
    desk.page.mouse.click(x, top - 10)
    desk.page.mouse.move(x, bottom + 10, steps=4)
    with desk.applied():
        desk.page.mouse.click(x, bottom + 10)
        desk.page.mouse.click(x, bottom + 10)
    after = desk.ground()
    west = {atom for atom in ground.grids[grid] if ground.atoms[atom].at[0] < lon}
    assert {after.atoms[atom].grid for atom in west} != {
        after.atoms[atom].grid for atom in ground.grids[grid] - west
    }
    assert len(after.grids) == len(ground.grids) + 1


def test_a_line_cuts_an_atom(desk: Desk) -> None:
    ground = desk.ground()
    whole = {atom.foot for atom in ground.atoms.values() if atom.foot == atom.id}
    empty = [ground.atoms[one] for one in whole if ground.atoms[one].households == 0]
    shapes = {
        number: shape
        for code in {atom.community for atom in empty}
        for number, shape in desk.shapes("atoms", code).items()
    }
    houses = shapely.union_all(
        [
            house
            for code in {atom.community for atom in empty}
            for house in desk.shapes("buildings", code).values()
        ]
    )
    atom = next(one for one in empty if not shapes[one.id].intersects(houses))
    _, south, _, north = shapes[atom.id].bounds
    lon, _ = atom.at
    desk.go(atom.at)
    desk.take("切单元")
    x, top = desk.pixel((lon, north))
    _, bottom = desk.pixel((lon, south))
    desk.page.mouse.click(x, top - 6)
    desk.page.mouse.move(x, bottom + 6, steps=4)
    with desk.applied():
        desk.page.mouse.click(x, bottom + 6)
        desk.page.mouse.click(x, bottom + 6)
    after = desk.ground()
    assert len(after.atoms) == len(ground.atoms) + 1


def test_a_tower_is_split_by_floors(desk: Desk) -> None:
    ground = desk.ground()
    stacked = {atom.foot for atom in ground.atoms.values() if atom.foot != atom.id}
    atom = max(
        (one for one in ground.atoms.values() if one.foot == one.id and one.id not in stacked),
        key=lambda one: one.households,
    )
    choose_atom(desk, atom)
    actions(desk).get_by_role("button", name="拆分楼栋").click()
    dialog = desk.page.get_by_role("dialog", name="拆分楼栋")
    dialog.get_by_label("按楼层拆分").check()
    with desk.applied():
        dialog.get_by_role("button", name="拆分", exact=True).click()
    after = desk.ground()
    floors = [after.atoms[one] for one in set(after.atoms) - set(ground.atoms)]
    assert len(floors) == 2
    assert len({one.foot for one in floors}) == 1
    assert sum(one.households for one in floors) == atom.households


def test_a_dedicated_grid_is_made_by_drawing_its_ground(desk: Desk) -> None:
    _, move = a_move(desk)
    desk.page.keyboard.press("Escape")
    desk.take("专属")
    *ring, _ = around(desk, move.atom)
    for place in ring:
        desk.page.mouse.move(*place)
        desk.page.mouse.click(*place)
    desk.page.mouse.click(*ring[0])
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("名称").fill("澄溪中学")
    dialog.get_by_label("类型").select_option("school")
    with desk.applied():
        dialog.get_by_role("button", name="设为专属网格").click()
    made = desk.grids()[desk.ground().atoms[move.atom.id].grid]
    assert (made["kind"], made["category"], made["name"]) == ("dedicated", "school", "澄溪中学")


def test_an_imported_site_becomes_a_dedicated_grid_again(desk: Desk) -> None:
    sites = desk.get("/sites")["features"]
    site_ = next(one for one in sites if one["properties"]["dedicated"])
    grid = site_["properties"]["grid"]
    choose_grids(desk, grid)
    with desk.applied():
        actions(desk).get_by_role("button", name="改为基础网格").click()
    (now,) = [one for one in desk.get("/sites")["features"] if one["id"] == site_["id"]]
    assert not now["properties"]["dedicated"]
    desk.page.keyboard.press("Escape")
    desk.take("专属")
    chooser = desk.page.get_by_label("或选择已导入的专属对象")
    chooser.select_option(str(site_["id"]))
    desk.page.get_by_role("button", name="设为专属", exact=True).click()
    with desk.applied():
        desk.page.get_by_role("dialog").get_by_role("button", name="设为专属网格").click()
    (again,) = [one for one in desk.get("/sites")["features"] if one["id"] == site_["id"]]
    assert again["properties"]["dedicated"]


def test_a_locked_grid_refuses_what_is_drawn_in_words(desk: Desk) -> None:
    _, move = a_move(desk)
    choose_grids(desk, move.beside.grid)
    with desk.applied():
        actions(desk).get_by_role("button", name="锁定").click()
    assert desk.grids()[move.beside.grid]["locked"]
    version = desk.version
    desk.go(move.atom.at)
    desk.take("笔刷")
    desk.page.keyboard.press("Escape")
    desk.press(desk.pixel(move.beside.at), desk.pixel(move.atom.at))
    desk.page.get_by_text("锁定").first.wait_for()
    desk.page.mouse.up()
    assert desk.version == version
