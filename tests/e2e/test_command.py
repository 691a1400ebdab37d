"""The command centre: the map, the timeline, playback, two windows, and tickets as they come."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.site import ANSWERING, LOADING, Visit, Visitor
from tests.e2e.test_accessibility import faults

pytestmark = pytest.mark.e2e
NEW = 20
LOOKS = [("zh", "dark"), ("en", "light")]
STRIP = "wg-timeline .u-over"


@pytest.fixture
def commander(visit: Visit) -> Visitor:
    """Somebody of the command centre, before a screen like theirs."""
    return visit("commander", width=1920, color_scheme="dark")


def open_centre(visitor: Visitor, query: str = "") -> Any:
    """Open the command centre and wait until its map shows something."""
    visitor.open(f"/command{query and '?' + query}")
    visitor.page.wait_for_selector("wg-command-map[ready]", timeout=LOADING)
    visitor.page.wait_for_selector(STRIP, timeout=LOADING)
    return visitor.page


def count(page: Any, name: str) -> int:
    """A key figure, once it is there."""
    tile = page.locator("wg-figures a", has_text=name).locator("strong")
    tile.filter(has_text=re.compile(r"\d")).wait_for()
    return int(tile.inner_text().replace(",", ""))


def dragged(page: Any, start: float, end: float, *, key: str | None = None) -> None:
    """Draw a window on the timeline, from one share of its width to another."""
    box = page.locator(STRIP).bounding_box()
    row = box["y"] + box["height"] / 2
    if key:
        page.keyboard.down(key)
    page.mouse.move(box["x"] + start * box["width"], row)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], row, steps=4)
    page.mouse.up()
    if key:
        page.keyboard.up(key)


def ticket(number: int, place: dict[str, Any]) -> dict[str, Any]:
    """One more ticket of a grid, reported now."""
    return {
        "kind": "matter",
        "code": place["code"],
        "source": "browser",
        "external": f"B-{number}",
        "reported_at": datetime.now(UTC).isoformat(),
        "lon": place["lon"],
        "lat": place["lat"],
    }


def place(visitor: Visitor) -> dict[str, Any]:
    """Where a ticket lies, and what it is about."""
    listed = visitor.get("/api/v1/tickets?limit=100&category=matter")["tickets"]
    return next(one for one in listed if one["lon"] is not None)


@pytest.mark.parametrize(("language", "scheme"), LOOKS, ids="-".join)
def test_every_content_of_the_map_is_there_and_everybody_can_read_it(
    visit: Visit, language: str, scheme: str
) -> None:
    api = pytest.importorskip("playwright.sync_api")
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    visitor = visit("commander", width=1920, locale=locale, color_scheme=scheme)
    page = open_centre(visitor, "when=30d")
    for layer in page.locator("wg-layer-bar button").all():
        layer.click()
        api.expect(layer).to_have_attribute("aria-pressed", "true", timeout=ANSWERING)
        # Time to be drawn, for the errors that may come of it.
        page.wait_for_timeout(300)
    for panel in page.locator("wg-command-page nav button[aria-keyshortcuts]").all():
        panel.click()
        page.wait_for_selector("wg-command-page .panel > *")
        assert faults(visitor) == []


def test_the_legend_says_what_the_colours_are_against(commander: Visitor) -> None:
    page = open_centre(commander, "when=30d")
    rates = commander.get("/api/v1/heat/grids?from=2026-01-01")
    assert rates["grids"]
    legend = page.locator("wg-command-legend")
    legend.get_by_text("每千户事件数").wait_for()
    legend.get_by_text(re.compile(r"与全部网格的平均 [\d.]+ 件相比")).wait_for()
    page.keyboard.press("l")
    legend.get_by_text("每个六边形的事件数").wait_for()


def test_a_figure_leads_to_the_tickets_behind_it(commander: Visitor) -> None:
    page = open_centre(commander, "when=year")
    opened, every = count(page, "未结"), count(page, "事件")
    assert 0 < opened < every
    page.locator("wg-figures a", has_text="未结").click()
    page.wait_for_url("**status=open**")
    status = page.locator("wg-live-list [role=status]")
    status.filter(has_text=re.compile(rf"\b{opened} 件")).wait_for()
    page.locator("wg-filters .chip", has_text="未结").click()
    page.wait_for_url(re.compile("^((?!status).)*$"))


def test_a_category_narrows_everything_and_its_address_can_be_sent(
    commander: Visitor, visit: Visit
) -> None:
    page = open_centre(commander, "when=year")
    every = count(page, "事件")
    page.locator("wg-filters li.depth1 label").first.click()
    page.wait_for_url("**category=matter**")
    page.wait_for_function(
        """before => {
            const app = document.querySelector('wg-app').shadowRoot;
            const page = app.querySelector('wg-command-page').shadowRoot;
            const figures = page.querySelector('wg-figures').shadowRoot;
            const now = figures.querySelector('strong').textContent.replaceAll(',', '').trim();
            return Number(now) > 0 && Number(now) < before;
        }""",
        arg=every,
    )
    few = count(page, "事件")
    other = visit("commander", width=1920)
    other.open(page.url.removeprefix(other.origin))
    assert count(other.page, "事件") == few


def test_a_window_is_drawn_moved_and_stepped_by_keys(commander: Visitor) -> None:
    page = open_centre(commander, "when=30d")
    dragged(page, 0.3, 0.5)
    page.wait_for_url("**from=**")
    first = page.url
    page.get_by_role("button", name="后一段").click()
    page.wait_for_function("before => location.href !== before", arg=first)
    page.get_by_role("slider", name="时间窗终点", exact=True).focus()
    moved = page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => location.href !== before", arg=moved)
    page.go_back()
    page.wait_for_function("now => location.href === now", arg=moved)


def test_a_window_is_played_back_frame_by_frame(commander: Visitor) -> None:
    page = open_centre(commander, "when=30d")
    page.get_by_role("button", name="回放", exact=True).click()
    player = page.locator("wg-player")
    player.get_by_role("button", name="暂停").click()
    shown = player.locator(".now")
    before = shown.inner_text()
    player.get_by_role("button", name="下一帧").click()
    assert shown.inner_text() != before
    player.get_by_role("button", name="累计").click()
    summed = int(re.sub(r"\D", "", shown.inner_text().split("·")[1]))
    assert summed >= int(re.sub(r"\D", "", before.split("·")[1]))
    page.locator("wg-command-legend").get_by_text("回放：每个六边形的事件数").wait_for()
    player.get_by_role("button", name="结束回放").click()
    page.locator("wg-command-legend").get_by_text("每千户事件数").wait_for()


def test_two_windows_are_compared_on_the_map_and_in_a_table(commander: Visitor) -> None:
    page = open_centre(commander, "when=30d")
    page.locator("wg-command-page nav button", has_text="对比").click()
    page.get_by_role("button", name="与上一时段对比").click()
    page.wait_for_url("**layer=ratio**")
    table = page.locator("wg-windows-panel tbody tr")
    table.first.wait_for()
    before = page.url
    dragged(page, 0.1, 0.2, key="Alt")
    page.wait_for_function("before => location.href !== before", arg=before)
    asked = dict(re.findall(r"[?&](from2|to2|from|to)=([^&]+)", page.url))
    assert {"from2", "to2"} <= asked.keys()
    table.first.wait_for()


def test_twenty_new_tickets_are_seen_at_once_and_none_is_missed(commander: Visitor) -> None:
    page = open_centre(commander, "when=24h")
    page.locator("wg-timeline .pulse.live").wait_for()
    where, before = place(commander), count(page, "事件")
    reported = [ticket(number, where) for number in range(NEW)]
    taken = commander.post("/api/v1/tickets", reported[: NEW // 2])
    taken += [commander.post("/api/v1/tickets", one)[0] for one in reported[NEW // 2 :]]
    wanted = sorted(one["id"] for one in taken)
    assert len(set(wanted)) == NEW
    page.wait_for_function(
        """async wanted => {
            const { store } = document.querySelector('wg-app').shadowRoot
                .querySelector('wg-command-page');
            return wanted.every((id) => store.ticket(id));
        }""",
        arg=wanted,
    )
    # Figures follow with patience.
    page.wait_for_function(
        """wanted => {
            const app = document.querySelector('wg-app').shadowRoot;
            const page = app.querySelector('wg-command-page').shadowRoot;
            const figures = page.querySelector('wg-figures').shadowRoot;
            const now = figures.querySelector('strong').textContent.replaceAll(',', '').trim();
            return Number(now) === wanted;
        }""",
        arg=before + NEW,
    )


def test_after_an_interruption_nothing_is_missing(commander: Visitor) -> None:
    page = open_centre(commander, "when=24h")
    page.locator("wg-timeline .pulse.live").wait_for()
    where = place(commander)
    page.context.set_offline(True)
    page.locator("wg-timeline .pulse.away").wait_for()
    [taken] = commander.post("/api/v1/tickets", ticket(NEW, where))
    page.context.set_offline(False)
    page.wait_for_function(
        """id => {
            const { store } = document.querySelector('wg-app').shadowRoot
                .querySelector('wg-command-page');
            return store.ticket(id) !== undefined;
        }""",
        arg=taken["id"],
    )
    commander.said[:] = [line for line in commander.said if "ERR_INTERNET" not in line]


def test_a_grid_of_the_ranking_is_chosen_and_leads_to_its_report(commander: Visitor) -> None:
    page = open_centre(commander, "when=30d&panel=ranking")
    page.locator("wg-ranking-panel td.name button").first.click()
    page.wait_for_url("**grid=**")
    report = page.locator("wg-grid-card a").get_attribute("href")
    assert re.fullmatch(r"/report\?grid=\d+&month=\d{4}-\d{2}", report)
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("^((?!grid=).)*$"))


def test_a_wall_shows_no_buttons_and_the_time(commander: Visitor) -> None:
    page = open_centre(commander, "wall=1")
    assert page.locator("wg-bar").count() == 0
    assert page.locator("wg-layer-bar").count() == 0
    shown = page.locator("wg-wall-clock time").inner_text()
    assert re.fullmatch(r"[0-2]\d:[0-5]\d", shown)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert faults(commander) == []
    page.keyboard.press("w")
    page.wait_for_selector("wg-bar")


def test_who_sees_no_tickets_still_sees_where_they_are(visit: Visit) -> None:
    visitor = visit("viewer", width=1920)
    since = (datetime.now(UTC) - timedelta(days=1)).date()
    page = open_centre(visitor, f"when=year&layer=hexes&from={since}")
    page.locator("wg-command-legend").get_by_text("每个六边形的事件数").wait_for()
    visitor.said.clear()
