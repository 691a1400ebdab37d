"""The map in a real browser: it opens, asks nobody for anything, and answers clicks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from gis.maps.page import render
from gis.model import Rules
from tests.unit.maps import plan

pytestmark = pytest.mark.e2e

ATTACK = "</script><img src=x onerror=\"document.title='hacked'\">"


@dataclass
class View:
    """An open page with everything it said and asked for."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def layer(self, key: str) -> Any:
        return self.page.locator(f"input[data-layer={key}]")

    def tab(self, key: str) -> None:
        self.page.click(f"[data-tab={key}]")

    def ink(self, pane: str) -> int:
        """Number of painted pixels on the canvases of a pane."""
        count: int = self.page.evaluate(
            """(pane) => [
                 ...document.querySelectorAll(`.leaflet-${pane}-pane canvas`)
               ].map((each) => {
                 const { data } = each.getContext("2d").getImageData(0, 0, each.width, each.height);
                 let painted = 0;
                 for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
                 return painted;
               }).reduce((a, b) => a + b, 0)""",
            pane,
        )
        return count

    def picture(self) -> list[int]:
        """How much colour lies on each canvas of the map."""
        sums: list[int] = self.page.evaluate(
            """() => [...document.querySelectorAll(".folium-map canvas")].map((each) =>
                 each.getContext("2d").getImageData(0, 0, each.width, each.height).data.reduce(
                   (sum, value) => sum + value, 0))"""
        )
        return sums

    def settle(self) -> None:
        """Let the canvases catch up: they paint on the next frame."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )


@pytest.fixture
def view(browser: Any, tmp_path: Path) -> Iterator[Callable[..., View]]:
    opened = []

    def show(text: str, width: int = 1366, height: int = 768) -> View:
        file = tmp_path / "map.html"
        file.write_text(text, encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": height})
        opened.append(page)
        seen = View(page)
        page.on("console", lambda said: seen.errors.append(said.text))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=yes]", timeout=20_000)
        seen.settle()
        return seen

    yield show
    for page in opened:
        page.close()


def page_of(**changes: Any) -> str:
    arguments: dict[str, Any] = {"lang": "zh"} | changes
    return render(plan.town(), plan.proposal(), plan.findings(), Rules(), **arguments)


def test_it_opens_without_an_error_or_a_request(view: Callable[..., View]) -> None:
    seen = view(page_of())
    assert seen.errors == []
    assert [url for url in seen.requests if not url.endswith("/map.html")] == []
    assert seen.page.inner_text("h1") == "青石镇"
    assert seen.ink("ground") > 50_000
    assert seen.ink("labels") > 500


def test_a_layer_switches_off_and_on_again(view: Callable[..., View]) -> None:
    seen = view(page_of())
    full = seen.ink("backdrop")
    seen.layer("buildings").uncheck()
    seen.settle()
    without = seen.ink("backdrop")
    assert without < full
    seen.layer("buildings").check()
    seen.settle()
    assert seen.ink("backdrop") == full


@pytest.mark.parametrize("key", ["base", "dedicated", "communities", "barriers", "labels", "error"])
def test_every_switch_changes_the_picture(view: Callable[..., View], key: str) -> None:
    seen = view(page_of())
    full = seen.picture()
    seen.layer(key).uncheck()
    seen.settle()
    changes = [abs(now - then) for now, then in zip(seen.picture(), full, strict=True)]
    assert max(changes) > 20_000
    seen.layer(key).check()
    seen.settle()
    # Painting a part of a canvas again may round the edge of a line by one level of colour.
    assert seen.picture() == pytest.approx(full, rel=0, abs=2_000)


def test_a_click_on_a_grid_tells_about_it(view: Callable[..., View]) -> None:
    seen = view(page_of())
    box = seen.page.locator(".folium-map").bounding_box()
    # The second of three columns in the lower of two rows: short of households, with a reason.
    seen.page.mouse.click(box["x"] + box["width"] / 2 + 30, box["y"] + box["height"] * 0.62)
    card = seen.page.inner_text(".leaflet-popup")
    for text in (
        "第2网格",
        "330100000001002",
        "比下限 300 少 50",
        "社区总量",
        "东至解放路",
        "1–9 层",
    ):
        assert text in card


def test_the_list_of_grids_leads_to_them_worst_first(view: Callable[..., View]) -> None:
    seen = view(page_of(lang="en"))
    seen.tab("grids")
    rows = seen.page.locator(".row")
    assert [rows.nth(i).locator("b").inner_text() for i in range(2)] == ["Grid 4", "Grid 2"]
    rows.nth(0).click()
    card = seen.page.inner_text(".leaflet-popup")
    assert "60 above the upper limit of 500" in card
    assert "No reason excuses this" in card


def test_the_list_can_be_filtered(view: Callable[..., View]) -> None:
    seen = view(page_of())
    seen.tab("grids")
    seen.page.fill("input[type=search]", "西街")
    assert seen.page.locator(".row").count() == 3
    seen.page.fill("input[type=search]", "nowhere")
    assert seen.page.locator(".row").count() == 0
    assert "没有符合条件" in seen.page.inner_text(".body")


def test_a_finding_is_shown_where_it_lies(view: Callable[..., View]) -> None:
    seen = view(page_of())
    seen.tab("findings")
    rows = seen.page.locator(".row.finding")
    assert rows.count() == 3
    rows.nth(0).click()
    assert "有空隙" in seen.page.inner_text(".leaflet-popup")
    assert rows.nth(2).is_disabled()


def test_the_page_speaks_both_languages(view: Callable[..., View]) -> None:
    seen = view(page_of())
    seen.tab("grids")
    seen.page.locator(".row").nth(0).click()
    seen.page.click(".languages button[lang=en]")
    assert "Base grids" in seen.page.inner_text("#panel")
    assert "households" in seen.page.inner_text(".leaflet-popup")
    assert seen.page.evaluate("document.documentElement.lang") == "en"
    seen.page.click(".languages button[lang=zh]")
    assert "基础网格" in seen.page.inner_text("#panel")
    assert "比上限 500 多 60" in seen.page.inner_text(".leaflet-popup")


def test_hostile_names_stay_names(view: Callable[..., View]) -> None:
    text = render(
        plan.town(ATTACK, ATTACK, ATTACK), plan.proposal(ATTACK), plan.findings(ATTACK), Rules(),
        lang="zh",
    )  # fmt: skip
    seen = view(text)
    for tab in ("grids", "findings"):
        seen.tab(tab)
        assert "<img" in seen.page.inner_text(".body")
        seen.page.locator(".row").nth(0).click()
        assert "<img" in seen.page.inner_text(".leaflet-popup")
    assert seen.page.locator("img").count() == 0
    assert seen.page.title() != "hacked"
    assert seen.errors == []


def test_a_plan_without_grids_or_findings_says_so(view: Callable[..., View]) -> None:
    full = plan.proposal()
    empty = replace(full, grids=full.grids.iloc[:0], microgrids=full.microgrids.iloc[:0])
    seen = view(render(plan.town(), empty, plan.findings().iloc[:0], Rules(), lang="zh"))
    assert "没有发现问题" in seen.page.inner_text(".legend")
    seen.tab("grids")
    assert "没有网格" in seen.page.inner_text(".body")
    seen.tab("findings")
    assert "没有发现问题" in seen.page.inner_text(".body")
    assert seen.errors == []


def test_nothing_sticks_out_of_the_panel(view: Callable[..., View]) -> None:
    long = "青石镇" + "很长的名字" * 12
    for lang in ("zh", "en"):
        text = render(
            plan.town(long, long + "二"), plan.proposal(long), plan.findings(long * 2), Rules(),
            lang=lang,
        )  # fmt: skip
        seen = view(text)
        for tab in ("layers", "grids", "findings"):
            seen.tab(tab)
            wide = seen.page.evaluate(
                """() => [...document.querySelectorAll("#panel *")].filter((each) =>
                     each.getBoundingClientRect().right > 345).map((each) => each.outerHTML)"""
            )
            assert wide == []


def test_a_town_of_ten_thousand_houses_stays_small_and_is_drawn(view: Callable[..., View]) -> None:
    proposal = replace(plan.proposal(), buildings=plan.many_houses(10_000))
    text = render(plan.town(), proposal, None, Rules(), lang="zh")
    assert len(text) < 2_000_000
    seen = view(text)
    assert seen.errors == []
    full = seen.ink("backdrop")
    seen.layer("buildings").uncheck()
    seen.settle()
    assert seen.ink("backdrop") < full - 10_000
