"""The queue of findings: audit, the next and the one before, a fix, an exception."""

from __future__ import annotations

import pytest

from tests.e2e.desk import Desk
from tests.e2e.site import LOADING, Visit

pytestmark = pytest.mark.e2e


def audited(visit: Visit) -> Desk:
    """A draft in which a grid was made far too small, audited from the panel."""
    visitor = visit("planner")
    desk = Desk(visitor, visitor.branch(2))
    move = next(desk.ground().moves(desk.bases()))
    visitor.post(
        f"/api/v1/plans/{desk.plan}/operations",
        {"type": "new_grid", "atoms": [move.atom.id], "level": "grid"},
        Idempotency_Key=f"too-small-{desk.plan}",
        If_Match=f'"{desk.version}"',
    )
    visitor.open_plan(desk.plan, "panel=findings")
    panel = desk.page.locator("wg-findings-panel")
    panel.get_by_role("button", name="审核", exact=True).first.click()
    panel.locator("ol > li").first.wait_for(timeout=LOADING)
    return desk


def test_keys_lead_through_the_findings_and_a_suggestion_is_applied(visit: Visit) -> None:
    desk = audited(visit)
    rows = desk.page.locator("wg-findings-panel ol > li")
    desk.page.keyboard.press("j")
    rows.locator("[aria-current=true], [aria-expanded=true]").first.wait_for()
    if rows.count() > 1:
        desk.page.keyboard.press("j")
        desk.page.keyboard.press("k")
    version = desk.version
    desk.page.keyboard.press("f")
    desk.page.locator("wg-remedy").get_by_role("radio").first.wait_for(timeout=LOADING)
    with desk.applied() as told:
        desk.page.keyboard.press("Enter")
    assert told["version"] == version + 1


def test_an_exception_takes_a_finding_out_of_the_queue(visit: Visit) -> None:
    desk = audited(visit)
    rows = desk.page.locator("wg-findings-panel ol > li")
    desk.page.keyboard.press("j")
    open_before = rows.count()
    desk.page.keyboard.press("x")
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("理由").fill("待小区交付后再合并")
    with desk.page.expect_response(
        lambda told: told.request.method == "POST" and "exceptions" in told.url
    ) as held:
        dialog.get_by_role("button", name="豁免").click()
    assert held.value.ok
    rows.nth(open_before - 1).wait_for(state="detached")
