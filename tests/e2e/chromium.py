"""The browser that tests and benchmarks look at the page with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

FOUND = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
INSTALL = "install it with: apt-get install chromium"
FLAGS = (
    "--no-sandbox",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
)


@contextmanager
def running() -> Iterator[Any]:
    """Debian's Chromium, without a window; maps are drawn by the processor."""
    # Playwright is for tests only, and slow to import.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=FOUND, args=list(FLAGS))
        yield browser
        browser.close()
