"""Photograph the demo's map for the READMEs: ``make demo picture``."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / ".data" / "demo"
GIS = Path(sys.executable).with_name("gis")
SETTLED = 3000
"""Milliseconds until the map has drawn its last label."""


def main() -> None:
    """Draw the map in both languages and take a picture of each."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("no Chromium found; sudo apt-get install chromium fonts-noto-cjk")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for lang in ("zh", "en"):
            page = Path(folder) / f"{lang}.html"
            subprocess.run(  # noqa: S603 -- our own command
                [GIS, "map", DEMO / "town.gpkg", DEMO / "plan.gpkg", "--out", page, "--lang", lang],
                check=True,
            )
            tab = browser.new_page(viewport={"width": 1366, "height": 768})
            tab.goto(page.as_uri())
            tab.wait_for_timeout(SETTLED)
            tab.screenshot(path=ROOT / "docs" / "img" / f"map-{lang}.png")
        browser.close()


if __name__ == "__main__":
    main()
