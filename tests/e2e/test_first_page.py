"""The first page in a real browser, under the service's own rules for what a page may load."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.store.engine import open_engine

pytestmark = pytest.mark.e2e

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ORIGIN = "http://localhost"
UNSENT = {"content-encoding", "content-length"}
Open = Callable[..., Any]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open the page in a window; what it says on the console fails the test."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; install it with: apt-get install chromium")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    engine = open_engine("postgresql://nobody:none@127.0.0.1:1/none")
    client = TestClient(create_app(ServiceConfig(engine, tmp_path)), base_url=ORIGIN)
    said: list[str] = []

    def answer(route: Any) -> None:
        asked = route.request
        assert asked.url.startswith(f"{ORIGIN}/")
        got = client.get(asked.url.removeprefix(ORIGIN), headers=dict(asked.headers))
        headers = {name: one for name, one in got.headers.items() if name not in UNSENT}
        route.fulfill(status=got.status_code, headers=headers, body=got.content)

    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )

        def show(width: int, **context: Any) -> Any:
            page = browser.new_context(
                viewport={"width": width, "height": 768}, **context
            ).new_page()
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.route("**/*", answer)
            page.goto(ORIGIN)
            return page

        yield show
        browser.close()
    engine.dispose()
    assert said == []


@pytest.mark.parametrize("width", [1366, 390])
def test_it_is_styled_and_never_wider_than_the_window(opened: Open, width: int) -> None:
    page = opened(width, locale="zh-CN")
    assert page.title().startswith("网格规划")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    assert page.evaluate("document.querySelector('.town').naturalWidth") > 0


def test_it_is_dark_where_the_screen_is(opened: Open) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = opened(1366, color_scheme="light").evaluate(ground)
    dark = opened(1366, color_scheme="dark").evaluate(ground)
    brightness = [
        sum(map(int, one.removeprefix("rgb(").rstrip(")").split(","))) for one in (light, dark)
    ]
    assert brightness[0] > 600
    assert brightness[1] < 150
