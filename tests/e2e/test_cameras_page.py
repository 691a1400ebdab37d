"""Cameras in the browser: a real stream after a reason was given, a patrol, the register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gis.database import Cluster
from gis.store.engine import open_engine
from gis.workflow import camera_check, simulator
from gis.workflow.fetching import parse_networks
from tests import clusters, services
from tests.e2e.site import LOADING, Visit, Visitor
from tests.e2e.test_accessibility import faults
from tests.services import Service

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(simulator.encoder() is None, reason=simulator.MISSING),
]

PLAYING = ".frame[data-phase=playing]"
MOVES = """async (video) => {
    const before = video.currentTime;
    for (let tries = 0; tries < 100 && video.currentTime <= before + 0.2; tries += 1) {
        await new Promise((done) => setTimeout(done, 100));
    }
    return [video.videoWidth > 0, video.currentTime > before];
}"""
CAMERAS = 4
"""Of the register that show a picture."""
HERE = "127.0.0.1"


@pytest.fixture(scope="module")
def service(
    cluster: Cluster, town: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The service on a copy of the town whose first cameras are simulated."""
    folder: Path = tmp_path_factory.mktemp("service")
    with (
        clusters.fresh(cluster, town, clusters.unique("e2e_cameras")) as addresses,
        simulator.simulated(CAMERAS) as made,
    ):
        engine = open_engine(addresses.service)
        assert camera_check.point_at(engine, made.stream, CAMERAS) == CAMERAS
        camera_check.check(engine, parse_networks(HERE), progress=lambda *_: None)
        engine.dispose()
        with services.serving(addresses.service, folder, camera_networks=HERE) as running:
            yield running


def online(visitor: Visitor) -> Any:
    """A camera that shows a picture."""
    cameras = visitor.get("/api/v1/cameras?status=online&limit=10")["cameras"]
    return next(one for one in cameras if one["has_stream"])


def look(page: Any, reason: str) -> None:
    """Give a reason and wait for the picture."""
    page.locator("wg-view-dialog textarea").fill(reason)
    page.locator("wg-view-dialog footer button.primary").click()
    page.wait_for_selector(f"wg-live-view {PLAYING}", timeout=LOADING)


def test_the_picture_comes_after_a_reason_was_given_and_the_register_keeps_it(
    visit: Visit,
) -> None:
    commander = visit("commander")
    page = commander.page
    commander.open("/cameras")
    page.wait_for_selector("wg-camera-table tbody tr", timeout=LOADING)
    name = online(commander)["name"]
    row = page.locator("wg-camera-table tr", has_text=name).filter(has_text="在线").first
    row.get_by_role("button", name=re.compile("调看")).click()
    assert page.locator("wg-view-dialog footer button.primary").is_disabled()

    look(page, "核实路口积水情况")

    assert page.locator("wg-live-view video").evaluate(MOVES) == [True, True]
    auditor = visit("planner")
    (entry,) = auditor.get("/api/v1/cameras/viewings")
    assert (entry["user_name"], entry["reason"]) == ("commander", "核实路口积水情况")
    assert entry["begun_at"] is not None
    assert entry["ended_at"] is None

    with page.expect_response("**/end"):
        page.get_by_role("button", name="结束观看").click()
    page.wait_for_selector("wg-live-view", state="detached")
    auditor.open("/cameras/viewings")
    line = auditor.page.locator("wg-viewings-table tbody tr")
    line.wait_for(timeout=LOADING)
    assert "核实路口积水情况" in line.inner_text()
    assert re.search(r"\d:\d\d", line.locator("td").last.inner_text())


def test_who_only_looks_at_tickets_gets_no_picture(visit: Visit) -> None:
    worker = visit("worker")
    worker.open("/cameras/patrols")
    worker.page.wait_for_selector("wg-camera-table tbody tr", timeout=LOADING)
    assert worker.page.get_by_role("button", name=re.compile("调看")).count() == 0
    assert worker.page.get_by_role("link", name="远程巡检").count() == 0


def test_a_patrol_goes_from_camera_to_camera_and_a_finding_becomes_a_ticket(visit: Visit) -> None:
    commander = visit("commander")
    page = commander.page
    camera = online(commander)
    tour = {"name": "夜间巡检", "stops": [{"camera": camera["id"], "seconds": 600}]}
    commander.post("/api/v1/patrols", tour)
    commander.open("/cameras/patrols")
    page.locator("wg-patrols tr", has_text="夜间巡检").get_by_role(
        "button", name="开始巡检"
    ).click()
    page.wait_for_selector(f"wg-patrol-player {PLAYING}", timeout=LOADING)

    page.locator("wg-patrol-player .marks button.danger").click()
    page.locator("wg-finding-dialog select").select_option("matter:01004")
    page.locator("wg-finding-dialog textarea").fill("路口积水")
    page.locator("wg-finding-dialog footer button.primary").click()

    summary = page.locator("wg-patrol-player .summary .danger dd")
    summary.wait_for()
    assert summary.inner_text() == "1"
    newest = commander.get("/api/v1/tickets?limit=1&channel=patrol")["tickets"][0]
    assert newest["code"] == "01004"
    assert (newest["lon"], newest["lat"]) == pytest.approx((camera["lon"], camera["lat"]), abs=1e-6)
    assert page.locator("wg-live-view").count() == 0


@pytest.mark.parametrize(
    ("locale", "scheme"),
    [("zh-CN", "light"), ("en-GB", "dark"), ("zh-CN", "dark"), ("en-GB", "light")],
)
def test_everybody_can_use_it(visit: Visit, locale: str, scheme: str) -> None:
    visitor = visit("commander", locale=locale, color_scheme=scheme, reduced_motion="reduce")
    page = visitor.page
    visitor.open("/cameras")
    page.wait_for_selector("wg-camera-table tbody tr", timeout=LOADING)
    title = {"zh-CN": "摄像头", "en-GB": "Cameras"}[locale]
    assert page.locator("wg-cameras-page h1").inner_text() == title
    assert faults(visitor) == []
    page.locator("wg-camera-table td button:enabled").first.click()
    page.wait_for_selector("wg-view-dialog textarea")
    assert faults(visitor) == []
    look(page, "everybody" if locale == "en-GB" else "人人可用")
    assert faults(visitor) == []
    visitor.open("/cameras/patrols")
    page.wait_for_selector("wg-patrols .frame")
    assert faults(visitor) == []
    auditor = visit("planner", locale=locale, color_scheme=scheme, reduced_motion="reduce")
    auditor.open("/cameras/viewings")
    auditor.page.wait_for_selector("wg-viewings-table tbody tr", timeout=LOADING)
    assert faults(auditor) == []
