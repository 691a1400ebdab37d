"""Heat by HTTP, counted by the database and by the copy in memory."""

from __future__ import annotations

import base64
import math
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import h3
import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from gis.monitor import hex_tiles
from gis.workflow.packs import Packs
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.tickets_made import made, store
from tests.mvt import decoded

CHINA = timezone(timedelta(hours=8))
WINDOW = "from=2025-12-01&to=2026-03-15"
GRIDS = [f"{drawn.CODES[n // 2]}{n % 2 + 1:03}" for n in range(4)]
HOUSEHOLDS = dict.fromkeys(GRIDS, 240)


def scattered() -> list[dict[str, Any]]:
    """Tickets over the drawn town: every third one in its first grid, some without a place."""
    rng = np.random.default_rng(11)
    found = made(300, rng)
    for number, one in enumerate(found):
        grid = 0 if number % 3 == 0 else int(rng.integers(4))
        column = 2 * grid + rng.uniform(0.05, 1.95)
        one["lon"], one["lat"] = drawn.spot(column, rng.uniform(0.05, 1.95))
        one["position"], one["grid"] = "good", GRIDS[grid]
        one["jurisdiction"], one["microgrid"] = GRIDS[grid][:12], None
        if number % 25 == 0:
            one |= {"lon": None, "lat": None, "position": "zero", "grid": None}
        place = one["lat"], one["lon"]
        one["hex"] = None if place[0] is None else h3.str_to_int(h3.latlng_to_cell(*place, 10))
    return found


MADE = scattered()
PLACED = [one for one in MADE if one["hex"] is not None]


@pytest.fixture(scope="module", autouse=True)
def stored(engine: Engine, plan: int) -> None:
    assert plan
    with engine.begin() as conn:
        store(conn, MADE)
        conn.execute(text("update ticket_clock set number = 1"))


@pytest.fixture(scope="module", params=["database", "memory"])
def served(request: pytest.FixtureRequest, desks: Desks, engine: Engine) -> Iterator[Desks]:
    """The service, once with the copy of the tickets and once without."""
    packs = Packs(engine, least=0 if request.param == "memory" else 10**9)
    before, desks.app.state.packs = desks.app.state.packs, packs
    packs.start()
    packs.wait()
    assert packs.loaded == (request.param == "memory")
    yield desks
    packs.stop()
    desks.app.state.packs = before


@pytest.fixture
def commander(served: Desks) -> TestClient:
    return served["commander"]


@pytest.fixture
def viewer(served: Desks) -> TestClient:
    return served["viewer"]


def ask(client: TestClient, what: str) -> Any:
    answer = client.get(f"/api/v1/heat/{what}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def box() -> str:
    (west, south), (east, north) = drawn.spot(-0.5, -0.5), drawn.spot(8.5, 2.5)
    return f"{west},{south},{east},{north}"


def tile_over_town(z: int) -> str:
    lon, lat = drawn.spot(1, 1)
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return f"/tiles/heat/{z}/{int((lon + 180) / 360 * 2**z)}/{int(row * 2**z)}.mvt"


def test_hexagons_tell_every_placed_ticket_once(commander: TestClient) -> None:
    told = ask(commander, f"hexes?{WINDOW}&zoom=13&bbox={box()}")

    cells = (h3.int_to_str(one["hex"]) for one in PLACED)
    wanted = Counter(h3.cell_to_parent(cell, told["resolution"]) for cell in cells)
    assert dict(told["hexes"]) == wanted


def test_rates_are_those_of_the_households_in_force(commander: TestClient) -> None:
    told = ask(commander, f"grids?{WINDOW}")

    wanted = Counter(one["grid"] for one in MADE)
    assert {row["grid"]: row["count"] for row in told["grids"]} == {g: wanted[g] for g in GRIDS}
    assert told["total"] == len(MADE)
    assert told["elsewhere"] == wanted[None]
    first = next(row for row in told["grids"] if row["grid"] == GRIDS[0])
    assert first["households"] == HOUSEHOLDS[GRIDS[0]]
    assert first["rate"] == pytest.approx(wanted[GRIDS[0]] / 240 * 1000, abs=0.01)
    assert first["level"] == "high"
    assert first["low"] < first["rate"] < first["high"]
    overall = 1000 * sum(wanted[g] for g in GRIDS) / sum(HOUSEHOLDS.values())
    assert told["overall_rate"] == pytest.approx(overall, abs=0.01)


def test_on_another_plan_tickets_are_counted_by_their_place(
    commander: TestClient, plan: int
) -> None:
    told = ask(commander, f"grids?{WINDOW}&plan={plan}")

    wanted = Counter(one["grid"] for one in PLACED)
    assert {row["grid"]: row["count"] for row in told["grids"]} == {g: wanted[g] for g in GRIDS}
    assert commander.get("/api/v1/heat/grids?plan=999999").status_code == 404


def test_a_density_keeps_what_it_spreads(commander: TestClient) -> None:
    west, south = drawn.spot(-8, -8)
    east, north = drawn.spot(16, 10)
    told = ask(commander, f"density?bbox={west},{south},{east},{north}&bandwidth=150&size=200")

    raw = np.frombuffer(base64.b64decode(told["values"]), "<u2")
    values = raw.reshape(told["height"], told["width"]) * told["scale"]
    side = (told["bounds"][2] - told["bounds"][0]) / told["width"]
    ground = (side * math.cos(math.radians((south + north) / 2)) / 1000) ** 2
    assert values.sum() * ground == pytest.approx(len(PLACED), rel=0.005)
    assert told["unit"] == "tickets per km2"


def test_frames_add_up_to_the_whole(commander: TestClient) -> None:
    told = ask(commander, f"frames?{WINDOW}&step=week&resolution=9")

    assert sum(frame["total"] for frame in told["frames"]) == len(PLACED)
    assert sum(count for frame in told["counts"] for _, count in frame) == len(PLACED)
    assert {frame["at"][11:] for frame in told["frames"]} == {"00:00:00+08:00"}


def test_cumulative_frames_end_with_everything(commander: TestClient) -> None:
    told = ask(commander, f"frames?{WINDOW}&step=day&resolution=9&cumulative=1")

    now: dict[int, int] = {}
    for frame, counts in zip(told["frames"], told["counts"], strict=True):
        now |= dict(map(tuple, counts))
        assert sum(now.values()) == frame["total"]
    assert sum(now.values()) == len(PLACED)


@pytest.mark.parametrize("step", ["hour", "day", "week", "month"])
def test_a_timeline_has_no_gaps(commander: TestClient, step: str) -> None:
    told = ask(commander, f"timeline?from=2025-12-01&to=2026-01-01&step={step}")

    assert len(told["at"]) == {"hour": 744, "day": 31, "week": 5, "month": 1}[step]
    december = [one for one in MADE if one["reported_at"].astimezone(CHINA).month == 12]
    if step != "week":
        assert sum(told["counts"]) == len(december)
    if step == "day":
        days = Counter(one["reported_at"].astimezone(CHINA).day for one in december)
        assert told["counts"] == [days[day] for day in range(1, 32)]


def test_two_windows_are_compared_by_their_length(commander: TestClient) -> None:
    windows = "from=2025-12-01&to=2026-01-01&from2=2026-01-01&to2=2026-03-01"
    told = ask(commander, f"compare?{windows}&by=grid")["rows"]

    for row in told:
        times = [one["reported_at"].astimezone(CHINA) for one in MADE if one["grid"] == row["key"]]
        first = sum(time.month == 12 for time in times)
        second = sum(time.month in {1, 2} for time in times)
        assert (row["first"], row["second"]) == (first, second)
        assert row["ratio"] == pytest.approx(second / 59 / (first / 31), rel=1e-3)
    assert len(told) == 4


def test_windows_without_an_end_are_not_compared(commander: TestClient) -> None:
    answer = commander.get("/api/v1/heat/compare?from2=2026-01-01&to2=2026-02-01")

    assert answer.status_code == 422


def test_clusters_say_how_their_tickets_stand(commander: TestClient) -> None:
    told = ask(commander, f"clusters?{WINDOW}&bbox={box()}&zoom=10")["clusters"]

    stages = sum((Counter(one["stages"]) for one in told), Counter())
    assert stages == Counter(one["stage"] for one in PLACED)
    open_ones = sum(one["green"] + one["yellow"] + one["red"] for one in told)
    assert open_ones == sum(one["stage"] != "closed" for one in PLACED)


def test_near_the_ground_each_place_names_its_tickets(commander: TestClient) -> None:
    told = ask(commander, f"clusters?{WINDOW}&bbox={box()}&zoom=18")["clusters"]

    assert sorted(number for one in told for number in one["ids"]) == [one["id"] for one in PLACED]


@pytest.mark.parametrize("zoom", [8, 12, 14])
def test_tiles_count_as_hexes_do(commander: TestClient, zoom: int) -> None:
    answer = commander.get(f"{tile_over_town(zoom)}?{WINDOW}")
    layer = decoded(answer.content)["heat"]

    cells = [h3.int_to_str(one["hex"]) for one in PLACED]
    resolution = hex_tiles.resolution_of(zoom)
    wanted = Counter(h3.cell_to_parent(cell, resolution) for cell in cells)
    assert Counter(layer["count"]) == Counter(wanted.values())


def test_deep_tiles_show_the_tickets_themselves_to_those_who_may(
    commander: TestClient, viewer: TestClient
) -> None:
    path = f"{tile_over_town(15)}?{WINDOW}"
    shown, hidden = (decoded(one.get(path).content) for one in (commander, viewer))

    tickets = shown["tickets"]
    assert set(tickets.columns) >= {"stage", "colour", "category"}
    assert set(tickets.index) <= {one["id"] for one in PLACED}
    assert len(tickets) > 10
    assert "tickets" not in hidden


def test_viewers_see_no_small_counts(viewer: TestClient) -> None:
    hexes = ask(viewer, f"hexes?{WINDOW}&zoom=14&bbox={box()}")["hexes"]
    day = "from=2026-01-05&to=2026-01-07"
    grids = ask(viewer, f"grids?{day}")["grids"]
    timeline = ask(viewer, f"timeline?{WINDOW}&step=day")["counts"]
    tile = decoded(viewer.get(f"{tile_over_town(14)}?{WINDOW}").content)["heat"]
    frames = ask(viewer, f"frames?{WINDOW}&step=day&resolution=7")["counts"]
    clusters = ask(viewer, f"clusters?{WINDOW}&bbox={box()}&zoom=18")["clusters"]

    assert all(count >= 5 for _, count in hexes)
    assert any(row["few"] for row in grids)
    for row in grids:
        assert row["few"] == (row["count"] is None)
        assert row["few"] <= (row["rate"] is None and row["p"] is None)
    assert None in timeline
    assert all(count is None or count >= 5 for count in timeline)
    assert tile["count"].min() >= 5
    assert all(count >= 5 for frame in frames for _, count in frame)
    assert clusters == []


def test_the_same_tile_is_told_unchanged_until_a_ticket_comes(
    commander: TestClient, engine: Engine
) -> None:
    path = f"{tile_over_town(9)}?category=component&category=matter"
    first = commander.get(path)
    assert commander.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304

    with engine.begin() as conn:
        conn.execute(text("update ticket_clock set number = number + 1"))
    commander.app.state.packs.heard()  # type: ignore[attr-defined]

    again = commander.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code in {200, 204}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("hexes?from=yesterday", 422),
        ("hexes?from=2026-02-01&to=2026-01-01", 422),
        ("hexes?category=matter:nothing", 422),
        ("hexes?status=lost", 422),
        ("hexes?channel=pigeon", 422),
        ("hexes?bbox=1,2,3", 422),
        ("hexes?jurisdiction=999999", 404),
        ("frames?step=hour&from=1990-01-01&to=2026-01-01", 422),
        ("density?bbox=100,10,120,40", 422),
    ],
)
def test_what_makes_no_sense_is_refused(commander: TestClient, asked: str, status: int) -> None:
    assert commander.get(f"/api/v1/heat/{asked}").status_code == status


def test_a_question_ends_where_the_callers_place_does(served: Desks) -> None:
    told = ask(served["stranger"], f"grids?{WINDOW}")

    assert {row["community"] for row in told["grids"]} == {drawn.CODES[1]}
    assert told["total"] == sum(one["jurisdiction"] == drawn.CODES[1] for one in MADE)
    foreign = f"/api/v1/heat/hexes?jurisdiction={drawn.CODES[0]}"
    assert served["stranger"].get(foreign).status_code == 404


def test_open_ones_at_an_instant_are_counted_as_of_then(commander: TestClient) -> None:
    at = datetime(2026, 1, 10, tzinfo=UTC)
    told = ask(commander, "grids?open_at=2026-01-10T00:00:00Z")["total"]

    assert told == sum(
        one["reported_at"] <= at and (one["closed_at"] is None or one["closed_at"] > at)
        for one in MADE
    )
