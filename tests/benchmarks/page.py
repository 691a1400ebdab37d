"""How the page feels with a plan of 100,000 atoms: frames, and how soon the counts follow a hand.

The real service serves the plan to the browser of the tests. All its communities are brought into
the page's worker, then the map is panned and zoomed while the time between frames is taken, and a
border is swept to and fro while the time from a move of the pointer to changed counts is taken.
An empty page in the same browser tells what this machine's frames cost at least.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gis.model import Role
from gis.store.engine import open_engine
from tests.benchmarks.stock import copies, record, seconds
from tests.benchmarks.stored import FOLDER
from tests.e2e import chromium
from tests.e2e.site import Visitor, admit, visiting
from tests.services import serving
from tests.squares import HIGH, WIDE, Stored, code

DOCUMENT = Path("docs/benchmarks.md")
WHO = "planner"
MOVES = 60
STREET, DISTRICT = 17, 14
"""Zooms: some grids, and half of the plan."""
GIVE_UP = 600_000
"""Milliseconds for the whole plan to come into the worker."""

FRAMES = """async (seconds) => {
    const began = performance.now();
    const frames = [];
    let last = began;
    while (last - began < 1000 * seconds) {
        const now = await new Promise(requestAnimationFrame);
        frames.push(now - last);
        last = now;
    }
    return frames.slice(1);
}"""
WANDER = """async (element, [zoom, seconds]) => {
    const { map } = element.planMap;
    map.jumpTo({ zoom });
    await new Promise((done) => { map.once('idle', done); map.triggerRepaint(); });
    const middle = map.getCenter();
    const steps = [[250, 0, 0], [0, 200, 0.6], [-250, 0, -0.6], [0, -200, 0]];
    let going = true;
    const wander = (async () => {
        for (let at = 0; going; at = (at + 1) % steps.length) {
            const [x, y, closer] = steps[at];
            const center = map.unproject(map.project(middle).add({ x, y }));
            map.easeTo({ center, zoom: zoom + closer, duration: 700, easing: (t) => t });
            await new Promise((done) => map.once('moveend', done));
        }
    })();
    const frames = await (FRAMES)(seconds);
    going = false;
    await wander;
    map.jumpTo({ center: middle, zoom });
    return frames;
}""".replace("FRAMES", FRAMES)
WATCH = """(element) => {
    const told = [];
    let moved = null;
    addEventListener('pointermove', (event) => { moved ??= event.timeStamp; }, true);
    new MutationObserver(() => {
        if (moved !== null) {
            told.push(performance.now() - moved);
            moved = null;
        }
    }).observe(element.shadowRoot.querySelector('.docked'), {
        subtree: true, childList: true, characterData: true });
    window.told = told;
}"""
TOLD = """async (known) => {
    while (told.length === known) await new Promise(requestAnimationFrame);
}"""
RENDERER = """() => {
    const gl = document.createElement('canvas').getContext('webgl2');
    const named = gl?.getExtension('WEBGL_debug_renderer_info');
    return named ? gl.getParameter(named.UNMASKED_RENDERER_WEBGL) : 'none';
}"""


@dataclass(frozen=True)
class Figures:
    """What was measured, in milliseconds unless named otherwise."""

    renderer: str
    version: str
    empty: list[float]
    frames: dict[str, list[float]]
    chips: list[float]
    opened: float
    loaded: float


def main() -> None:
    """Measure and write the figures into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communities", type=int, default=40)
    parser.add_argument("--side", type=int, default=50, help="squares along a side of one")
    parser.add_argument("--seconds", type=float, default=10.0, help="of panning at each zoom")
    chosen = parser.parse_args()
    with copies(chosen.communities, 1, chosen.side) as ((database,), stored):
        engine = open_engine(database.service, patient=True)
        with engine.begin() as conn:
            _admit(conn)
        engine.dispose()
        with (
            serving(database.service, FOLDER, log_level="warning") as service,
            chromium.running() as browser,
            visiting(browser, f"http://127.0.0.1:{service.port}") as visit,
        ):
            figures = _measure(visit(WHO), stored, chosen.seconds, browser.version)
    record(DOCUMENT, f"The page with a plan of {stored.atoms.size:,} atoms", _told(figures, stored))


def _admit(conn: Connection) -> None:
    admit(conn, WHO, [Role.PLANNER])


def _measure(visitor: Visitor, stored: Stored, length: float, version: str) -> Figures:
    page = visitor.page
    page.goto("about:blank")
    empty = page.evaluate(FRAMES, length / 2)
    renderer = page.evaluate(RENDERER)
    opened = seconds(lambda: visitor.open_plan(stored.plan))
    page.set_default_timeout(GIVE_UP)
    loaded = seconds(lambda: _load(page))
    town = page.locator("wg-map")
    _go(page, stored, 0.5)
    frames = {
        "half of the plan, zoom 14": town.evaluate(WANDER, [DISTRICT, length]),
        "streets, zoom 17": town.evaluate(WANDER, [STREET, length]),
    }
    chips = _sweep(page, stored)
    return Figures(renderer, version, empty, frames, chips, opened, loaded)


def _load(page: Any) -> None:
    page.locator("wg-plan-page").evaluate(
        """async ({ store }) => {
            for (const { code } of store.communities.get()) await store.load(code);
            await store.graph.assignment();
        }"""
    )


def _go(page: Any, stored: Stored, column: float) -> tuple[float, float]:
    """Go to a border in the middle community; where it is on the screen."""
    community = code(len(stored.atoms) // 2)
    side = stored.atoms.shape[1]
    share = [(WIDE * 2 + column) / side, HIGH * 0.5 / side]
    x, y = page.locator("wg-plan-page").evaluate(
        """async ({ store, shadowRoot }, [community, share, zoom]) => {
            const { bbox } = store.communities.get().find((one) => one.code === community);
            const at = [0, 1].map((i) => bbox[i] + share[i] * (bbox[i + 2] - bbox[i]));
            const element = shadowRoot.querySelector('wg-map');
            const { map } = element.planMap;
            map.jumpTo({ center: at, zoom });
            await new Promise((done) => { map.once('idle', done); map.triggerRepaint(); });
            const { left, top } = element.getBoundingClientRect();
            const { x, y } = map.project(at);
            return [left + x, top + y];
        }""",
        [community, share, STREET],
    )
    return x, y


def _sweep(page: Any, stored: Stored) -> list[float]:
    """Take hold of a border, and lead it to and fro."""
    page.get_by_role("button", name="推边界").click()
    x, y = _go(page, stored, 0.0)
    page.locator("wg-chips").evaluate(WATCH)
    page.mouse.move(x, y)
    page.mouse.down()
    # A square is 29 pixels wide here: each move turns over a column, or gives it back.
    for step in range(MOVES):
        known = page.evaluate("told.length")
        page.mouse.move(x + (40 if step % 2 else 75), y)
        page.evaluate(TOLD, known)
    told: list[float] = page.evaluate("told")
    page.keyboard.press("Escape")
    page.mouse.up()
    return told[-(MOVES - 1) :]


def _told(figures: Figures, stored: Stored) -> list[str]:
    base = statistics.median(figures.empty)
    communities, side, _ = stored.atoms.shape
    lines = [
        (
            f"{communities} communities of {side * side:,} atoms, all in the page's worker; "
            f"Chromium {figures.version} without a window, 1366 x 768, drawn by "
            f"{figures.renderer}{_without_card(figures.renderer)}."
        ),
        "",
        "| | median, ms | 95 %, ms | x empty page |",
        "|---|---|---|---|",
    ]
    named = {"an empty page, between frames": figures.empty}
    named |= {f"panning and zooming, {name}": frames for name, frames in figures.frames.items()}
    named[f"pointer moved until counts changed ({len(figures.chips)} moves)"] = figures.chips
    for name, values in named.items():
        middle, late = statistics.median(values), statistics.quantiles(values, n=20)[-1]
        lines.append(f"| {name} | {middle:.1f} | {late:.1f} | {middle / base:.1f} |")
    lines += [
        "",
        (
            f"The map can be worked on {figures.opened:.1f} s after its address was entered; all "
            f"{communities} communities are in the worker {figures.loaded:.1f} s later (the page "
            "itself loads only those in view)."
        ),
    ]
    return lines


def _without_card(renderer: str) -> str:
    return ", which is the processor: there is no graphics card" if "Swift" in renderer else ""


if __name__ == "__main__":
    main()
