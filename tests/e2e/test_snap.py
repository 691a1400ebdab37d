"""Snap and report on a phone: residents without login, grid workers with, good and bad networks."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from PIL import ExifTags, Image

from tests.e2e.site import ANSWERING, LOADING, Visit, Visitor
from tests.e2e.test_accessibility import faults

pytestmark = pytest.mark.e2e

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LATITUDE_AND_LONGITUDE = ((30.0, 34.0, 1.2), (113.0, 51.0, 3.4))
SENT = ".receipt.good"
WAITING = ".receipt.wait"
Walk = Callable[..., Visitor]


def photo(width: int = 2400, height: int = 1800) -> bytes:
    """A photo of a phone: with its place, its maker, its time."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Phone of somebody"
    exif[ExifTags.Base.DateTime] = "2026:03:01 08:00:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitude: LATITUDE_AND_LONGITUDE[0],
         ExifTags.GPS.GPSLongitude: LATITUDE_AND_LONGITUDE[1]}
    )  # fmt: skip
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def middle(visit: Visit) -> tuple[float, float]:
    """The middle of the town: longitude and latitude."""
    west, south, east, north = visit("commander").get("/api/v1/command")["bounds"]
    return (west + east) / 2, (south + north) / 2


@pytest.fixture
def walk(visit: Visit, middle: tuple[float, float]) -> Walk:
    """Let somebody with a phone into the street."""
    place = {"longitude": middle[0], "latitude": middle[1], "accuracy": 9}

    def take(name: str = "", *, knows_its_place: bool = True, **options: Any) -> Visitor:
        granted = {"geolocation": place, "permissions": ["geolocation"]} if knows_its_place else {}
        visitor = visit(name, **{**PHONE, **granted, "reduced_motion": "reduce", **options})
        visitor.open("/snap")
        visitor.page.wait_for_selector("wg-category-field .tiles button", timeout=LOADING)
        return visitor

    return take


def choose(page: Any, words: str) -> None:
    """Choose a category by searching for it."""
    page.locator("wg-category-field .tiles button").last.click()
    page.locator("wg-category-field input[type=search]").fill(words)
    page.locator("wg-category-field .list button").first.click()


def write(page: Any, words: str, *, category: str = "暴露垃圾") -> None:
    """Fill the form and send it."""
    choose(page, category)
    page.locator("wg-snap-form textarea").fill(words)
    page.locator("wg-snap-form .send button").click()


def wait(page: Any, asked: str) -> None:
    """Ask until the answer, which comes later, is yes."""
    deadline = time.monotonic() + ANSWERING / 1000
    while not page.evaluate(asked):
        assert time.monotonic() < deadline, asked
        page.wait_for_timeout(100)


def tickets(visitor: Visitor) -> list[Any]:
    """The newest tickets of the town."""
    found: list[Any] = visitor.get("/api/v1/tickets?limit=5&channel=snap")["tickets"]
    return [visitor.get(f"/api/v1/tickets/{one['id']}") for one in found]


def test_a_resident_reports_with_a_photo_and_follows_it_by_the_receipt(
    walk: Walk, visit: Visit, middle: tuple[float, float]
) -> None:
    page = walk().page
    page.wait_for_selector("wg-pin-map[ready]", timeout=LOADING)
    assert "9" in page.locator("wg-place-field .line.good").inner_text()
    page.set_input_files(
        "wg-photo-field input.chosen",
        files=[{"name": "DCIM.jpg", "mimeType": "image/jpeg", "buffer": photo()}],
    )
    page.wait_for_selector("wg-photo-field img")

    write(page, "垃圾箱旁堆满了袋子")

    page.wait_for_selector(SENT)
    receipt = page.locator(".receipt .number").inner_text()
    commander = visit("commander")
    ticket = next(one for one in tickets(commander) if one["description"] == "垃圾箱旁堆满了袋子")
    assert (ticket["channel"], ticket["category"], ticket["position"]) == (
        "snap", "暴露垃圾", "good",
    )  # fmt: skip
    assert (ticket["lon"], ticket["lat"]) == pytest.approx(middle, abs=1e-5)
    assert ticket["grid"]
    (shown,) = ticket["photos"]
    assert (shown["width"], shown["height"]) == (1600, 1200)
    address = f"{commander.origin}/api/v1/tickets/{ticket['id']}/photos/{shown['id']}"
    image = Image.open(io.BytesIO(commander.page.request.get(address).body()))
    assert not image.getexif()

    commander.post(f"/api/v1/tickets/{ticket['id']}/transitions", {"act": "accept"})
    page.goto(f"{commander.origin}/snap/{receipt}")
    page.wait_for_selector("wg-progress li:nth-child(2)")
    assert "已受理" in page.locator("wg-progress ol").inner_text()


def test_reports_written_without_network_are_kept_and_go_once(walk: Walk, visit: Visit) -> None:
    visitor = walk()
    page = visitor.page
    # The page and its files are kept on the phone.
    page.wait_for_function("navigator.serviceWorker.controller !== null", timeout=LOADING)
    wait(page, KEPT)
    page.context.set_offline(True)
    page.wait_for_selector("wg-snap-page .offline")
    write(page, "没有网络时的第一条")
    page.wait_for_selector(WAITING)
    page.locator(".receipt .primary").click()
    write(page, "没有网络时的第二条", category="路灯")
    page.wait_for_selector(WAITING)

    page.reload()
    page.wait_for_selector("wg-category-field .tiles button", timeout=LOADING)
    page.locator("wg-snap-page button.tab").nth(1).click()
    page.wait_for_selector("wg-my-reports li[data-state=waiting]")
    assert page.locator("wg-my-reports li[data-state=waiting]").count() == 2

    page.context.set_offline(False)
    page.wait_for_selector("wg-my-reports li[data-state=waiting]", state="detached")
    assert page.locator("wg-my-reports li[data-state=sent]").count() == 2
    told = [one["description"] for one in tickets(visit("commander"))]
    assert sorted(one for one in told if one and one.startswith("没有网络")) == [
        "没有网络时的第一条",
        "没有网络时的第二条",
    ]
    # Whoever has no network is told so by the browser, too.
    visitor.said = [line for line in visitor.said if "net::ERR_" not in line]


KEPT = """async () => {
    const cache = await caches.open('wangge-snap-1');
    return (await cache.match('/snap')) !== undefined && (await cache.keys()).length > 5;
}"""


def test_what_was_written_is_still_there_when_the_page_was_closed(walk: Walk) -> None:
    page = walk().page
    choose(page, "路灯")
    page.locator("wg-snap-form textarea").fill("写到一半")
    wait(page, DRAFTED)

    page.reload()
    page.wait_for_selector("wg-category-field [aria-pressed=true]", timeout=LOADING)

    assert page.locator("wg-snap-form textarea").input_value() == "写到一半"


DRAFTED = """() => new Promise((done) => {
    const asked = indexedDB.open('wangge-reports', 1);
    asked.onsuccess = () => {
        const all = asked.result.transaction('drafts').objectStore('drafts').getAll();
        all.onsuccess = () => done(all.result.some((one) => one.description === '写到一半'));
    };
})"""


def test_without_a_position_one_points_at_the_map_or_describes_the_place(walk: Walk) -> None:
    page = walk(knows_its_place=False).page
    page.wait_for_selector("wg-place-field .line.rough")
    choose(page, "路灯")
    page.locator("wg-snap-form .send button").click()
    page.wait_for_selector("wg-snap-form .error")

    page.wait_for_selector("wg-pin-map[ready]", timeout=LOADING)
    page.locator("wg-pin-map").click(position={"x": 150, "y": 90})
    page.wait_for_selector("wg-place-field .line.good")
    before = page.locator("wg-pin-map").evaluate("map => map.at")
    page.locator("wg-pin-map .pin").press("ArrowRight")
    after = page.locator("wg-pin-map").evaluate("map => map.at")
    assert after[0] > before[0]
    assert after[1] == pytest.approx(before[1], abs=1e-9)
    page.locator("wg-snap-form .send button").click()
    page.wait_for_selector(SENT)


@pytest.mark.parametrize(
    ("locale", "scheme"),
    [("zh-CN", "light"), ("en-GB", "dark"), ("zh-CN", "dark"), ("en-GB", "light")],
)
def test_everybody_can_use_it(walk: Walk, locale: str, scheme: str) -> None:
    visitor = walk("worker", locale=locale, color_scheme=scheme)
    page = visitor.page
    page.wait_for_selector("wg-pin-map[ready]", timeout=LOADING)
    title = {"zh-CN": "随手拍", "en-GB": "Snap and report"}[locale]
    assert page.locator("wg-snap-page h1").inner_text() == title
    assert faults(visitor) == []

    page.locator("wg-category-field .tiles button").last.click()
    page.wait_for_selector("wg-category-field .list button")
    assert faults(visitor) == []
    page.keyboard.press("Escape")
    for tab, there in ((1, "wg-my-reports .empty"), (2, "wg-my-tickets .summary")):
        page.locator("wg-snap-page button.tab").nth(tab).click()
        page.wait_for_selector(there)
        assert faults(visitor) == []

    small = page.evaluate(SMALL)
    assert small == []


SMALL = """() => {
    const [controls, apart] = [
        'button, a[href], input:not([hidden]), select', '.visually-hidden, .skip, .receipt',
    ];
    const found = [];
    const look = (root) => {
        for (const one of root.querySelectorAll('*')) {
            if (one.shadowRoot) look(one.shadowRoot);
            const { width, height } = one.getBoundingClientRect();
            const small = width > 0 && height > 0 && Math.min(width, height) < 40;
            if (small && one.matches(controls) && !one.matches(apart)) {
                found.push(`${one.outerHTML.slice(0, 80)} ${width}x${height}`);
            }
        }
    };
    look(document);
    return found;
}"""
"""Targets too small for a thumb."""


def test_a_grid_worker_handles_a_ticket_and_feeds_back_with_a_photo(
    walk: Walk, visit: Visit, middle: tuple[float, float]
) -> None:
    commander = visit("commander")
    told = {"external": "worker-e2e", "kind": "matter", "code": "06010", "lon": middle[0],
            "lat": middle[1], "description": "给网格员的事件", "channel": "hotline"}  # fmt: skip
    number = commander.post("/api/v1/tickets", told)[0]["id"]
    commander.post(f"/api/v1/tickets/{number}/transitions", {"act": "accept"})
    given = {"act": "assign", "units": ["环卫所"]}
    commander.post(f"/api/v1/tickets/{number}/transitions", given)
    page = walk("worker").page
    page.locator("wg-snap-page button.tab").nth(2).click()
    card = page.locator(f"wg-my-tickets li[data-ticket='{number}']")
    card.locator(".summary").click()
    card.locator(".body").wait_for()
    assert "给网格员的事件" in card.inner_text()

    for act in ("派遣", "处置", "办结"):
        card.get_by_role("button", name=re.compile(act)).click()
        if act == "办结":
            page.set_input_files(
                "wg-act-dialog wg-photo-field input.chosen",
                files=[{"name": "after.jpg", "mimeType": "image/jpeg", "buffer": photo(800, 600)}],
            )
            page.wait_for_selector("wg-act-dialog wg-photo-field img")
        page.locator("wg-act-dialog textarea").fill(f"{act}好了")
        page.locator("wg-act-dialog footer button.primary").click()
        page.wait_for_selector("wg-act-dialog", state="detached")

    ticket = commander.get(f"/api/v1/tickets/{number}")
    assert [step["act"] for step in ticket["steps"]][-3:] == ["dispatch", "handle", "finish"]
    assert len(ticket["photos"]) == 1
    assert ticket["desks"][0]["state"] == "done"
