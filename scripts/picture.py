"""Photograph the demo for the READMEs, its map and its pages: ``make demo picture``.

An argument names another data folder.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from gis import database
from gis.store import users
from gis.store.engine import open_engine
from tests import services
from tests.e2e import chromium
from tests.e2e.desk import Desk
from tests.e2e.site import LOADING, settle, visiting

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".data"
PICTURES = ROOT / "docs" / "img"
GIS = Path(sys.executable).with_name("gis")
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
COMMAND = {"viewport": {"width": 1600, "height": 900}, "color_scheme": "dark"}
SETTLED = 3000
"""Milliseconds until a map has drawn its last label."""
FAR, HOUSEHOLDS = 1.3, 20
"""How far beyond the middle of an atom a border is pushed, and the least that live there."""


def main() -> None:
    """Take a picture of the map and of the pages in both languages."""
    with chromium.running() as browser:
        for lang in LOCALES:
            photograph_map(browser, lang)
        photograph_pages(browser)


def photograph_map(browser: Any, lang: str) -> None:
    """The map that needs no server."""
    with tempfile.TemporaryDirectory() as folder:
        page, demo = Path(folder) / "map.html", DATA / "demo"
        subprocess.run(  # noqa: S603 -- our own command
            [GIS, "map", demo / "town.gpkg", demo / "plan.gpkg", "--out", page, "--lang", lang],
            check=True,
        )
        tab = browser.new_page(viewport={"width": 1366, "height": 768})
        tab.goto(page.as_uri())
        tab.wait_for_timeout(SETTLED)
        tab.screenshot(path=PICTURES / f"map-{lang}.png")
        tab.close()


def photograph_pages(browser: Any) -> None:
    """The planner's map while a border is moved, never sent; the command centre."""
    addresses = database.up(database.at(DATA), lambda _: None)
    engine = open_engine(addresses.service)
    with engine.begin() as conn:
        if users.by_name(conn, "planner") is None:
            sys.exit("no demonstration here; make demo first")
        for name in ("planner", "commander"):
            settle(conn, name)
    engine.dispose()
    with (
        tempfile.TemporaryDirectory() as folder,
        services.serving(addresses.service, Path(folder)) as service,
        visiting(browser, f"http://127.0.0.1:{service.port}") as visit,
    ):
        for lang, locale in LOCALES.items():
            visitor = visit("planner", locale=locale)
            visitor.open_plan(2)
            push(Desk(visitor, 2))
            visitor.page.screenshot(path=PICTURES / f"page-{lang}.png")
            commander = visit("commander", **COMMAND, locale=locale)
            commander.open("/command?when=30d&cameras=1")
            commander.page.wait_for_selector("wg-command-map[ready]", timeout=LOADING)
            commander.page.wait_for_timeout(2 * SETTLED)
            commander.page.screenshot(path=PICTURES / f"command-{lang}.png")


def push(desk: Desk) -> None:
    """Push a border across an atom, and hold it there."""
    move = next(
        one for one in desk.ground().moves(desk.bases()) if one.atom.households > HOUSEHOLDS
    )
    desk.go(move.atom.at, 16.2)
    desk.page.keyboard.press("b")
    (x, y), (far_x, far_y) = desk.border(move), desk.pixel(move.atom.at)
    desk.press((x, y), (x + FAR * (far_x - x), y + FAR * (far_y - y)))
    desk.page.wait_for_timeout(SETTLED)


if __name__ == "__main__":
    main()
