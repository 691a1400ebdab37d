"""axe-core looks at every screen, in both languages, in light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

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
PANELS = ("grids", "band", "findings", "history", "compare", "plan")


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


def test_a_plan_with_each_of_its_panels(reader: Callable[[str], Visitor]) -> None:
    visitor = reader("planner")
    visitor.open_plan(2)
    assert faults(visitor) == []
    for panel in visitor.page.locator("wg-plan-page nav button").all():
        panel.click()
        visitor.page.wait_for_selector("wg-plan-page aside .panel *")
        assert faults(visitor) == []
