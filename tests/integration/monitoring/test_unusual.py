"""Routes about what is unusual: hot spots, expected counts, concentration, alerts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import esda
import numpy as np
import pytest
from libpysal.graph import Graph
from sqlalchemy import Engine

from gis.api import routes
from gis.api.routes.hotspots import HotSpots
from gis.database import Addresses
from gis.model import Grant, Role
from gis.store.engine import open_engine
from gis.store.tallies import SqlTallies
from gis.workflow import hotspots
from gis.workflow.alerts import Watch
from gis.workflow.ground import Grounds
from tests.integration.monitoring import unusual_town as town
from tests.integration.monitoring.callers import Callers
from tests.integration.monitoring.unusual_town import FLOOD, LAMP, LITTER, NOW
from tests.places import Run

PILE, HERE = (18, 19, 22), 13
WEEK = {"from": "2026-07-14", "to": "2026-07-22"}
YEAR = {"from": "2025-08-01", "to": "2026-07-01"}


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    """The town with floods in a few grids of one community, and one alert."""
    opened = open_engine(database.service)
    rng = np.random.default_rng(3)
    with opened.begin() as conn:
        town.build(conn)
        for grid, number in zip(PILE, (30, 25, 20), strict=True):
            town.put(conn, rng, grid, FLOOD, town.recently(rng, number, timedelta(days=5)))
        town.put(conn, rng, HERE, LITTER, town.recently(rng, 12, timedelta(minutes=50)))
        Watch(Grounds(), SqlTallies).check(conn, NOW)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def callers(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callers:
    given = {
        "viewer": Grant(Role.VIEWER, town.COUNTY),
        "commander": Grant(Role.COMMANDER, town.COUNTY),
        "elsewhere": Grant(Role.COMMANDER, "990121100201"),
    }
    return Callers(engine, tmp_path_factory.mktemp("data"), given)


def get(callers: Callers, who: str, what: str, **query: Any) -> Any:
    answer = callers[who].get(f"/api/v1/{what}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_hot_spots_are_found_where_they_were_put_as_esda_would(callers: Callers) -> None:
    told = get(callers, "commander", "hotspots", category="matter:01", **WEEK)

    HotSpots.model_validate(told)
    spots = told["spots"]
    assert len(spots) == town.GRIDS
    assert {one["key"] for one in spots if one["level"] == "hot"} == set(map(town.code, PILE))
    assert {one["trend"] for one in spots if one["level"] == "hot"} <= {
        "new", "consecutive", "sporadic", "persistent", "intensifying", "diminishing", None,
    }  # fmt: skip
    assert told["method"] == "Getis-Ord Gi*"
    assert told["total"] == sum(one["count"] for one in spots) + told["elsewhere"]
    assert all(113 < one["lon"] < 115 and 30 < one["lat"] < 32 for one in spots)
    with callers.engine.connect() as conn:
        neighbours = Grounds().of(conn).neighbours
    counts = np.array([one["count"] for one in spots], dtype=float)
    graph = Graph.from_sparse(neighbours)
    theirs = esda.G_Local(counts, graph, transform="B", star=True, permutations=0)
    assert [one["z"] for one in spots] == pytest.approx(theirs.Zs, abs=1e-4)


def test_an_ordinary_year_has_no_hot_spot(callers: Callers) -> None:
    told = get(callers, "commander", "hotspots", category="matter:06", **YEAR)

    assert told["step"] == "month"
    assert sum(one["level"] != "none" for one in told["spots"]) <= 2
    assert sum(one["trend"] is not None for one in told["spots"]) <= 2


def test_of_too_many_units_and_days_no_history_is_told_but_the_same_hot_spots(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"category": "matter:01", **WEEK}
    before = get(callers, "commander", "hotspots", **query)
    monkeypatch.setattr(hotspots, "MOST_BY_DAY", 10)
    after = get(callers, "commander", "hotspots", **query)
    long = get(callers, "commander", "hotspots", **YEAR)

    assert (before["step"], after["step"], long["step"]) == ("day", None, "month")
    assert after["spots"] == [{**one, "trend": None} for one in before["spots"]]


def test_hexagons_and_rates_are_compared_too(callers: Callers) -> None:
    hexes = get(callers, "commander", "hotspots", category="matter:01", by="hex", **WEEK)
    rates = get(callers, "commander", "hotspots", category="matter:01", rate="households", **WEEK)

    assert any(one["level"] == "hot" for one in hexes["spots"])
    assert all(len(one["key"]) == 15 for one in hexes["spots"])
    assert hexes["elsewhere"] == 0
    assert {one["key"] for one in rates["spots"] if one["level"] == "hot"} == set(
        map(town.code, PILE)
    )
    refused = callers["commander"].get(
        "/api/v1/hotspots", params={"by": "hex", "rate": "households"}
    )
    assert refused.status_code == 422
    assert "户数" in refused.json()["zh"]["detail"]


def test_small_counts_are_hidden_from_viewers_and_cannot_be_solved_for(callers: Callers) -> None:
    told = get(callers, "viewer", "hotspots", category="matter:01", **WEEK)
    exact = get(callers, "commander", "hotspots", category="matter:01", **WEEK)

    for hidden, shown in zip(told["spots"], exact["spots"], strict=True):
        if shown["count"] < 5:
            assert hidden["few"]
            assert hidden["count"] is hidden["z"] is hidden["p"] is hidden["q"] is None
        else:
            assert hidden["count"] == shown["count"]
            assert hidden["z"] == pytest.approx(shown["z"], abs=0.051)
        assert hidden["level"] == shown["level"]
    HotSpots.model_validate(told)
    hexes = get(callers, "viewer", "hotspots", category="matter:01", by="hex", **WEEK)
    assert all(one["count"] >= 5 for one in hexes["spots"])


def test_one_sees_ones_own_jurisdiction_only(callers: Callers) -> None:
    told = get(callers, "elsewhere", "hotspots", **YEAR)
    assert {one["key"][:12] for one in told["spots"]} == {"990121100201"}
    assert get(callers, "elsewhere", "alerts")["alerts"] == []
    foreign = callers["elsewhere"].get("/api/v1/hotspots", params={"jurisdiction": "990121100202"})
    assert foreign.status_code == 404


def test_expected_counts_are_those_of_the_past(callers: Callers) -> None:
    quiet = get(callers, "commander", "expected", category="matter:06", **{
        "from": "2026-06-01", "to": "2026-07-01"})  # fmt: skip
    assert quiet["expected"] == pytest.approx(town.DAILY * 0.73 * 30, rel=0.1)
    assert quiet["p"] > 0.001
    assert quiet["ratio"] == pytest.approx(quiet["observed"] / quiet["expected"], rel=0.01)

    flood = get(callers, "commander", "expected", category="matter:01", **WEEK)
    assert flood["observed"] >= 75
    assert flood["ratio"] > 5
    assert flood["p"] < 1e-6

    night, noon = (
        get(
            callers, "commander", "expected", **{"from": f"2026-07-01T{a}", "to": f"2026-07-01T{b}"}
        )
        for a, b in (("01:00", "03:00"), ("09:00", "11:00"))
    )
    assert noon["expected"] > 20 * night["expected"]


def test_without_a_past_nothing_is_expected(callers: Callers) -> None:
    told = get(callers, "commander", "expected", **{"from": "2025-07-10", "to": "2025-07-11"})

    assert told["observed"] > 0
    assert told["expected"] is told["ratio"] is told["p"] is None
    assert told["since"].startswith("2025-07-01") or told["since"].startswith("2025-06-30T16")
    refused = callers["commander"].get("/api/v1/expected", params={"open_at": "2026-01-01"})
    assert refused.status_code == 422


def test_concentration_is_told_with_its_rows(callers: Callers) -> None:
    even = get(callers, "commander", "concentration", category="matter:06", **YEAR)
    piled = get(callers, "commander", "concentration", category="matter:01", **WEEK)

    assert even["units"] == town.GRIDS
    assert even["gini"] == pytest.approx(even["gini_by_chance"], abs=0.02)
    assert piled["gini"] > piled["gini_by_chance"] + 0.1
    assert piled["top_share"] > 0.7
    assert [one["key"] for one in piled["rows"][:3]] == [town.code(one) for one in PILE]
    assert piled["rows"][-1]["cumulative"] == pytest.approx(1.0)
    assert sum(one["count"] for one in even["rows"]) == even["total"]
    short = get(callers, "commander", "concentration", limit=10, **YEAR)
    assert (len(short["rows"]), short["more"]) == (10, town.GRIDS - 10)


def test_quotients_say_what_one_place_or_topic_has_more_of(callers: Callers) -> None:
    grid = town.code(PILE[0])
    topics = get(callers, "commander", "concentration", by="category", within=grid, **WEEK)
    grids = get(callers, "commander", "concentration", within="matter:01", **WEEK)

    rows = {one["key"]: one for one in topics["rows"]}
    assert rows["matter:01004"]["quotient"] > 2
    assert rows["matter:01004"]["q"] < 1e-6
    assert grids["rows"][0]["key"] == grid
    # Hardly any flood is expected in the others.
    assert grids["rows"][-1]["quotient"] is None
    unknown = callers["commander"].get(
        "/api/v1/concentration", params={"by": "category", "within": "990121100201999"}
    )
    assert unknown.status_code == 404
    assert callers["commander"].get(
        "/api/v1/concentration", params={"within": "matter:99"}
    ).status_code == 422  # fmt: skip


def test_units_and_small_counts_of_concentration(callers: Callers) -> None:
    nobody = get(callers, "commander", "concentration", by="unit", **WEEK)
    assert (nobody["units"], nobody["gini"], nobody["rows"]) == (0, None, [])

    hidden = get(callers, "viewer", "concentration", category="matter:01", **WEEK)
    for one in hidden["rows"]:
        assert one["few"] == (one["count"] is None)
        assert one["count"] is None or one["count"] >= 5


def test_an_alert_is_listed_with_its_place_and_acknowledged_once(callers: Callers) -> None:
    listed = get(callers, "commander", "alerts", open=1)["alerts"]
    surge = next(one for one in listed if one["grid"] == town.code(HERE))

    assert surge["kind"] == "surge"
    assert surge["category"] == "matter:06010"
    assert surge["grid_name"] == "第14网格"
    assert 113 < surge["lon"] < 115
    assert "Tuesday" in surge["reason"]["en"]
    path = f"/api/v1/alerts/{surge['id']}/acknowledge"
    assert callers["viewer"].post(path, json={"note": "x"}).status_code == 404
    assert callers["commander"].post(path, json={"note": ""}).status_code == 422
    done = callers["commander"].post(path, json={"note": "已派环卫所"})
    assert done.json()["acknowledged_by"] == "commander"
    assert callers["commander"].post(path, json={"note": "again"}).status_code == 409
    still = get(callers, "commander", "alerts", open=1)["alerts"]
    assert surge["id"] not in {one["id"] for one in still}
    first = get(callers, "commander", "alerts", limit=1)
    assert first["next"] == first["alerts"][0]["id"]
    after = get(callers, "commander", "alerts", before=first["next"])["alerts"]
    assert all(one["id"] < first["next"] for one in after)


def test_the_service_looks_by_itself(
    callers: Callers, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes.alerts, "EVERY", 0.05)
    now = datetime.now(UTC)
    at, due = [now - timedelta(hours=1)] * 6, now - timedelta(minutes=1)
    with engine.begin() as conn:
        town.put(conn, np.random.default_rng(1), HERE, LAMP, at, unit="路灯所", due_at=due)

    def told() -> list[Any]:
        listed = get(callers, "commander", "alerts", open=1)["alerts"]
        return [one for one in listed if one["kind"] == "overdue"]

    with callers["commander"]:
        patience = time.monotonic() + 20
        while not told() and time.monotonic() < patience:
            time.sleep(0.05)

    assert [one["numbers"]["unit"] for one in told()] == ["路灯所"]


def test_one_can_look_by_hand_at_any_time(
    database: Addresses, engine: Engine, run_gis: Run
) -> None:
    at = NOW - timedelta(days=30)
    with engine.begin() as conn:
        times = [at - timedelta(minutes=minute) for minute in range(1, 13)]
        town.put(conn, np.random.default_rng(1), 50, LAMP, times)
    url = database.service.render_as_string(hide_password=False)

    first = run_gis("alerts", "check", "--at", at.isoformat(), "--database", url)
    again = run_gis("alerts", "check", "--at", at.isoformat(), "--database", url)

    assert first.returncode == again.returncode == 0, first.stderr
    assert "12 tickets in the last hour, mostly Street lamp" in first.stdout
    assert again.stdout.strip() == "nothing new is unusual"
