"""The heat map in a real browser without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gis.maps.heat_page import render
from tests.unit.maps.heats import heat

pytestmark = pytest.mark.e2e

DRAWING = 20_000
"""Milliseconds within which a loaded machine draws the map."""
MANY = 99


@pytest.fixture
def seen(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """The page as it opens, and all that it says and asks for."""
    file = tmp_path / "heat.html"
    file.write_text(render(heat()), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.said, page.asked = [], []
    page.on("console", lambda one: page.said.append(one.text))
    page.on("pageerror", lambda one: page.said.append(str(one)))
    page.on("request", lambda one: page.asked.append(one.url))
    page.goto(file.as_uri())
    yield page
    # Chromium remarks on tests that look at the canvas more than once.
    assert [one for one in page.said if "willReadFrequently" not in one] == []
    assert page.asked == [file.as_uri()]
    context.close()


def shows(page: Any, least: int, most: int) -> None:
    """Wait until so many colours of the scale lie on the map, after it was drawn anew."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    page.wait_for_function(
        """([least, most]) => {
             const canvas = document.querySelector(".folium-map canvas");
             const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width,
               canvas.height);
             const found = {};
             for (let i = 0; i < data.length; i += 4) {
               if (data[i + 3] > 200 && data[i] > data[i + 2] + 25) {
                 const key = `${data[i]},${data[i + 1]},${data[i + 2]}`;
                 found[key] = (found[key] || 0) + 1;
               }
             }
             const colours = Object.values(found).filter((pixels) => pixels > 1500).length;
             return least <= colours && colours <= most;
           }""",
        arg=[least, most],
        timeout=DRAWING,
    )


def test_it_opens_on_the_last_month_and_says_what_is_shown(seen: Any) -> None:
    assert seen.inner_text("h1") == "东街街道"
    assert seen.inner_text("output b") == "2026-03-01 – 2026-03-31"
    assert "每个六边形的事件件数" in seen.inner_text(".scale")
    assert "每月" in seen.inner_text(".scale")
    shows(seen, 1, 1)


def test_the_slider_goes_back_in_time(seen: Any) -> None:
    slider = seen.get_by_label("时间")
    slider.fill("1")
    assert seen.inner_text("output") == "2026-02-01 – 2026-02-28\n0 件"
    shows(seen, 0, 0)
    slider.fill("0")
    assert seen.inner_text("output span") == "10 件"
    shows(seen, 1, MANY)


def test_gathered_months_are_told_together(seen: Any) -> None:
    seen.get_by_label("累计").check()

    assert seen.inner_text("output") == "2026-01-01 – 2026-03-31\n60 件"
    assert "自起始时间累计" in seen.inner_text(".scale")
    shows(seen, 2, MANY)


def test_rates_leave_out_grids_whose_households_nobody_knows(seen: Any) -> None:
    seen.get_by_label("每千户件数（网格）").check()

    assert "每千户事件件数" in seen.inner_text(".scale")
    shows(seen, 1, 1)
    box = seen.locator(".folium-map").bounding_box()
    seen.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + box["height"] / 2)
    assert "每千户 100 件" in seen.inner_text(".leaflet-tooltip")


def test_it_plays_to_the_end_and_stops(seen: Any) -> None:
    seen.evaluate(
        """() => {
             const output = document.querySelector("output");
             window.told = [];
             new MutationObserver(() => {
               const month = output.querySelector("b").textContent.slice(0, 7);
               if (window.told.at(-1) !== month) window.told.push(month);
             }).observe(output, { childList: true, characterData: true, subtree: true });
           }"""
    )
    seen.get_by_label("播放").click()
    seen.wait_for_function("() => window.told.length === 3", timeout=DRAWING)
    seen.wait_for_selector("[aria-label=播放]", timeout=DRAWING)
    assert seen.evaluate("window.told") == ["2026-01", "2026-02", "2026-03"]


def test_it_speaks_english(seen: Any) -> None:
    seen.get_by_text("EN", exact=True).click()

    assert seen.inner_text("h1") == "East Street"
    assert "Tickets in each hexagon" in seen.inner_text(".scale")
    assert seen.evaluate("document.documentElement.lang") == "en"
