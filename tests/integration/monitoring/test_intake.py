"""Tickets reported one by one or together, again, differently, and where nobody may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from httpx2 import Response

from gis.geometry import gcj02
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.reports import MATTER

URL = "/api/v1/tickets"
WEST, EAST = drawn.CODES
NOW = datetime.now(tz=UTC)


def body(column: float = 2.31234, line: float = 0.51234, **more: Any) -> dict[str, Any]:
    lon, lat = drawn.spot(column, line)
    return {"kind": MATTER[0], "code": MATTER[1], "lon": lon, "lat": lat, **more}


def sent(desks: Desks, what: object, who: str = "commander") -> Response:
    return desks[who].post(URL, json=what)


def test_a_report_is_answered_with_its_grid(desks: Desks) -> None:
    answer = sent(desks, body(external="one"), "worker")
    assert answer.status_code == 201, answer.text
    (taken,) = answer.json()
    assert taken["known"] is False
    assert taken["position"] == "good"
    assert taken["grid"] == f"{WEST}002"
    assert taken["microgrid"].startswith(f"{WEST}002")


def test_the_same_report_again_is_the_same_ticket(desks: Desks) -> None:
    report = body(external="twice", reported_at=NOW.isoformat())
    first = sent(desks, report)
    again = sent(desks, report)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == [{**first.json()[0], "known": True}]


def test_what_is_said_differently_is_changed_and_what_is_left_unsaid_stays(desks: Desks) -> None:
    first = body(external="changing", description="积水", unit="水务局")
    (taken,) = sent(desks, first).json()
    moved = {**body(6.51234, external="changing"), "description": "积水已漫过路面"}
    (again,) = sent(desks, moved).json()
    assert (again["id"], again["grid"]) == (taken["id"], f"{EAST}002")
    detail = desks["commander"].get(f"{URL}/{taken['id']}").json()
    assert (detail["description"], detail["unit"]) == ("积水已漫过路面", "水务局")


def test_one_bad_report_and_nothing_of_the_list_is_stored(desks: Desks) -> None:
    good, bad = body(external="good one"), body(external="bad one", code="99999", crs="nowhere")
    answer = sent(desks, [good, bad])
    assert answer.status_code == 422
    faults = answer.json()["faults"]
    assert {(one["feature"], one["field"]) for one in faults} == {("1", "code"), ("1", "crs")}
    assert sent(desks, good).json()[0]["known"] is False


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"reported_at": (NOW + timedelta(days=1)).isoformat()}, "reported_at"),
        ({"reported_at": "1901-01-01T00:00:00Z"}, "reported_at"),
        ({"stage": "closed"}, "closed_at"),
        ({"closed_at": (NOW - timedelta(days=1)).isoformat()}, "closed_at"),
        ({"stage": "handling", "closed_at": NOW.isoformat(),
          "reported_at": (NOW - timedelta(days=1)).isoformat()}, "stage"),
        ({"jurisdiction": "123456"}, "jurisdiction"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field(desks: Desks, more: dict[str, Any], field: str) -> None:
    answer = sent(desks, body(**more))
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["faults"]] == [field]


def test_only_those_who_import_say_how_far_a_ticket_has_come(desks: Desks) -> None:
    report = body(stage="handling", external="handled elsewhere")
    assert sent(desks, report, "worker").status_code == 422
    (taken,) = sent(desks, report).json()
    detail = desks["commander"].get(f"{URL}/{taken['id']}").json()
    assert detail["stage"] == "handling"


@pytest.mark.parametrize(
    ("more", "position"),
    [
        ({"lon": None}, "missing"),
        ({"lon": 0, "lat": 0}, "zero"),
        ({"lon": 114, "lat": 30.6}, "rounded"),
        ({"lon": 100.123456, "lat": 30.654321}, "outside"),
    ],
)
def test_a_bad_place_is_kept_and_named(desks: Desks, more: dict[str, Any], position: str) -> None:
    answer = sent(desks, body(**more))
    (taken,) = answer.json()
    assert (taken["position"], taken["grid"], taken["lon"]) == (position, None, None)
    assert taken["notices"]
    detail = desks["commander"].get(f"{URL}/{taken['id']}").json()
    assert detail["jurisdiction"] == drawn.STREET
    if more["lon"] is not None:
        assert (detail["given"]["x"], detail["given"]["y"]) == (more["lon"], more["lat"])


def test_swapped_coordinates_are_recognised(desks: Desks) -> None:
    report = body()
    report["lon"], report["lat"] = report["lat"], report["lon"]
    assert sent(desks, report).json()[0]["position"] == "swapped"


def test_coordinates_of_web_maps_find_their_way_back(desks: Desks) -> None:
    report = body()
    shifted = gcj02.from_wgs84(np.array([[report["lon"], report["lat"]]]))[0]
    answer = sent(desks, {**report, "lon": shifted[0], "lat": shifted[1], "crs": "GCJ-02"})
    (taken,) = answer.json()
    assert taken["grid"] == f"{WEST}002"
    assert taken["lon"] == pytest.approx(report["lon"], abs=1e-8)


def test_many_on_one_point_stand_for_unknown(desks: Desks) -> None:
    def positions(count: int, **more: Any) -> list[str]:
        reports = [body(3.11234, 1.41234, source="pile", **more) for _ in range(count)]
        return [one["position"] for one in sent(desks, reports).json()]

    assert set(positions(30)) == {"good"}
    assert set(positions(20)) == {"good"}
    assert set(positions(1)) == {"piled"}
    assert set(positions(3, channel="sensor")) == {"good"}


def test_phone_numbers_are_taken_out_of_texts(desks: Desks) -> None:
    (taken,) = sent(desks, body(description="请联系 13800138000，积水")).json()
    assert len(taken["notices"]) == 1
    detail = desks["commander"].get(f"{URL}/{taken['id']}").json()
    assert detail["description"] == "请联系 ***，积水"


def test_nobody_reports_for_others(desks: Desks) -> None:
    answer = sent(desks, body(2.51234, 0.51234), "stranger")
    assert answer.status_code == 422
    assert sent(desks, body(6.51234, 0.51234, external="own"), "stranger").status_code == 201
    (taken,) = sent(desks, body(1.51234, external="of the street", source="hotline")).json()
    again = body(6.51234, external="of the street", source="hotline", description="mine now")
    assert sent(desks, again, "stranger").status_code == 422
    detail = desks["commander"].get(f"{URL}/{taken['id']}").json()
    assert detail["description"] is None


def test_fields_that_nobody_knows_are_refused(desks: Desks) -> None:
    assert sent(desks, body(reporter="somebody")).status_code == 422


@pytest.mark.parametrize("sort", ["reported_at", "due_at"])
def test_pages_of_a_list_hold_every_ticket_once(desks: Desks, sort: str) -> None:
    reports = [
        body(0.6 + n % 7, 0.51234, source=f"listed {sort}", unit=f"listed {sort}",
             reported_at=(NOW - timedelta(hours=n // 2)).isoformat())
        for n in range(11)
    ]  # fmt: skip
    assert sent(desks, reports).status_code == 201
    client, seen = desks["commander"], []
    address: str | None = f"{URL}?unit=listed {sort}&sort={sort}&limit=4"
    while address:
        page = client.get(address).json()
        assert page["matched"] == 11
        seen += page["tickets"]
        address = page["next"]
    assert len({one["id"] for one in seen}) == len(seen) == 11
    times = [one[sort] for one in seen]
    assert times == sorted(times, reverse=sort == "reported_at")
    assert not {"description", "address", "source", "external"} & seen[0].keys()


def test_a_list_is_cut_to_a_box_and_to_what_the_caller_may_see(desks: Desks) -> None:
    sent(desks, [body(1.51234, unit="boxed"), body(6.51234, unit="boxed")])
    west, east = drawn.spot(1.4, 0.4), drawn.spot(1.6, 0.6)
    box = f"{west[0]},{west[1]},{east[0]},{east[1]}"
    inside = desks["commander"].get(URL, params={"unit": "boxed", "bbox": box}).json()
    assert [one["grid"] for one in inside["tickets"]] == [f"{WEST}001"]
    foreign = desks["stranger"].get(URL, params={"unit": "boxed"}).json()
    assert [one["jurisdiction"] for one in foreign["tickets"]] == [EAST]
    assert desks["viewer"].get(URL).status_code == 403
