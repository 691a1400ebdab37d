"""axe-core looks at every screen, in both languages, in light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.desk import Desk
from tests.e2e.site import Visit, Visitor
from tests.places import ROOT

pytestmark = pytest.mark.e2e

AXE = ROOT / "gis/maps/web/node_modules/axe-core/axe.min.js"
LOOK = """async () => {
    const { violations } = await axe.run(document, {
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations
        .filter((one) => one.impact === 'serious' || one.impact === 'critical')
        .flatMap((one) => one.nodes.map((node) =>
            `${one.id}: ${node.target.flat().join(' ')}: ${node.any[0]?.message ?? one.help}`));
}"""
LOOKS = [("zh", "light"), ("en", "light"), ("zh", "dark"), ("en", "dark")]
OPENS = {
    "wg-merge-dialog": re.compile("^(合并|Merge)$"),
    "wg-dedicate-dialog": re.compile("^(设为专属|Dedicate)$"),
    "wg-tower-dialog": re.compile("^(拆分楼栋|Split tower)$"),
}
"""Dialogs and the buttons that open them."""


@pytest.fixture(params=LOOKS, ids="-".join)
def reader(request: pytest.FixtureRequest, visit: Visit) -> Callable[[str], Visitor]:
    """Let someone in who reads in one of the languages, in light or dark."""
    language, scheme = request.param
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]

    def let_in(name: str) -> Visitor:
        return visit(name, locale=locale, color_scheme=scheme, reduced_motion="reduce")

    return let_in


def faults(visitor: Visitor) -> list[str]:
    """What axe-core finds serious or critical on the screen as it is now."""
    page: Any = visitor.page
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8") + "; 0")
    found: list[str] = page.evaluate(LOOK)
    return found


def test_logging_in(reader: Callable[[str], Visitor]) -> None:
    visitor = reader("")
    visitor.open("/plans")
    visitor.page.wait_for_selector("wg-login-form")
    assert faults(visitor) == []
    visitor.page.get_by_role("button", name="登录").or_(
        visitor.page.get_by_role("button", name="Log in")
    ).click()
    assert faults(visitor) == []


def test_plans_jobs_and_help(reader: Callable[[str], Visitor]) -> None:
    visitor = reader("planner")
    visitor.open("/plans")
    visitor.page.wait_for_selector("wg-plan-table tbody tr")
    assert faults(visitor) == []
    visitor.page.keyboard.press("?")
    visitor.page.wait_for_selector("wg-help-dialog dialog[open]")
    assert faults(visitor) == []
    visitor.page.keyboard.press("Escape")
    visitor.open("/jobs")
    visitor.page.wait_for_selector("wg-jobs-page")
    assert faults(visitor) == []


def test_the_dialog_of_a_proposal(reader: Callable[[str], Visitor]) -> None:
    visitor = reader("planner")
    visitor.open("/plans")
    visitor.page.get_by_role("button", name=re.compile("生成方案|Propose")).first.click()
    visitor.page.wait_for_selector("wg-proposal-dialog dialog[open]")
    visitor.page.wait_for_selector("wg-proposal-form")
    assert faults(visitor) == []


def test_a_plan_with_each_of_its_panels(reader: Callable[[str], Visitor]) -> None:
    visitor = reader("planner")
    visitor.open_plan(2)
    assert faults(visitor) == []
    for panel in visitor.page.locator("wg-plan-page nav button").all():
        panel.click()
        visitor.page.wait_for_selector("wg-plan-page aside .panel *")
        assert faults(visitor) == []


def test_the_import_and_a_sheet(reader: Callable[[str], Visitor]) -> None:
    visitor = reader("planner")
    visitor.open("/import")
    visitor.page.wait_for_selector("wg-drop-zone")
    assert faults(visitor) == []
    grid = visitor.get("/api/v1/plans/1/grids?limit=1")["features"][0]["id"]
    visitor.open(f"/plans/1/sheet/{grid}")
    visitor.page.wait_for_selector("wg-sheet-page button.primary:not([disabled])")
    assert faults(visitor) == []


def test_dialogs_of_the_tools(reader: Callable[[str], Visitor]) -> None:
    visitor = reader("planner")
    desk = Desk(visitor, visitor.branch(2))
    move = next(desk.ground().moves(desk.bases()))
    bar = visitor.page.locator("wg-actions [role=toolbar]")
    for chosen, dialog in (
        (f"grids={move.grids[0]}.{move.grids[1]}", "wg-merge-dialog"),
        (f"grids={move.grids[0]}", "wg-dedicate-dialog"),
        (f"atoms={move.atom.id}", "wg-tower-dialog"),
    ):
        visitor.open_plan(desk.plan, f"{chosen}&at={move.atom.at[0]},{move.atom.at[1]},16")
        assert faults(visitor) == []
        bar.get_by_role("button", name=OPENS[dialog]).click()
        visitor.page.wait_for_selector(f"{dialog} dialog[open]")
        assert faults(visitor) == []
