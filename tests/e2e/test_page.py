"""The page as a browser gets it: one document, its files, and rules it keeps."""

from __future__ import annotations

import pytest

from tests.e2e.site import Visit

pytestmark = pytest.mark.e2e


def test_who_is_not_logged_in_is_asked_to(visit: Visit) -> None:
    visitor = visit("")
    visitor.open("/plans")
    visitor.page.wait_for_selector("wg-login")


def test_the_rules_for_content_allow_nothing_inline_and_nothing_from_elsewhere(
    visit: Visit,
) -> None:
    visitor = visit("")
    rules: dict[str, str] = visitor.page.request.get(visitor.origin).headers
    assert "unsafe" not in rules["content-security-policy"]
    assert "default-src 'self'" in rules["content-security-policy"]
    visitor.open("/")
    # Later, as what a test sends is exempt from the rules while it runs.
    tried = """() => new Promise((done) => setTimeout(() => {
        try { new Function("return 1")(); done("allowed"); } catch { done("refused"); }
    }))"""
    assert visitor.page.evaluate(tried) == "refused"
    # Chromium tells of what it refused: that is what was wanted here.
    visitor.said.clear()
