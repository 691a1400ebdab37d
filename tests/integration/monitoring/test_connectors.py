"""Other platforms report in their own words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration import drawn
from tests.integration.monitoring.desk import Desks

URL = "/api/v1/tickets/connectors"
LON, LAT = drawn.spot(2.51234, 0.51234)
OPEN311 = {
    "service_request_id": 638344, "service_code": "01004", "lat": str(LAT), "long": str(LON),
    "requested_datetime": "2026-03-03T08:30:00+08:00", "description": "路口积水",
    "first_name": "三", "phone": "13800138000",
}  # fmt: skip
HOTLINE = {
    "source": "12345",
    "items": "data.list",
    "fields": {
        "external": "no", "code": "type.code", "reported_at": "time", "lon": "place.0",
        "lat": "place.1", "stage": "state", "kind": "type.kind",
    },
    "words": {"kind": {"事件": "matter"}, "stage": {"办理中": "handling"}},
    "constants": {"channel": "hotline"},
}  # fmt: skip


def body(**more: Any) -> dict[str, Any]:
    item = {
        "no": "H1", "type": {"code": "06010", "kind": "事件"}, "time": "2026年3月3日 8:30",
        "place": [LON, LAT], "state": "办理中", "contact": {"name": "x", "tel": "y"},
    }  # fmt: skip
    return {"code": 0, "data": {"list": [{**item, **more}]}}


@pytest.fixture
def hotline(desks: Desks) -> str:
    assert desks["admin"].put(f"{URL}/hotline", json=HOTLINE).status_code == 204
    return f"{URL}/hotline"


def test_a_report_of_open311_is_a_ticket_without_its_reporter(desks: Desks) -> None:
    first = desks["commander"].post(f"{URL}/open311", json=OPEN311)
    assert first.status_code == 201, first.text
    assert first.json()["dropped"] == ["first_name", "phone"]
    (taken,) = first.json()["tickets"]
    assert (taken["external"], taken["grid"]) == ("638344", f"{drawn.CODES[0]}002")
    again = desks["commander"].post(f"{URL}/open311", json=[OPEN311])
    assert again.status_code == 200
    detail = desks["commander"].get(f"/api/v1/tickets/{taken['id']}").json()
    assert detail["reported_at"] == "2026-03-03T00:30:00Z"
    assert detail["source"] == "open311"
    assert "三" not in str(detail)


def test_a_platform_is_read_as_its_connector_says(desks: Desks, hotline: str) -> None:
    answer = desks["commander"].post(hotline, json=body())
    assert answer.status_code == 201, answer.text
    assert answer.json()["dropped"] == ["contact", "tel"]
    number = answer.json()["tickets"][0]["id"]
    detail = desks["commander"].get(f"/api/v1/tickets/{number}").json()
    assert (detail["code"], detail["stage"], detail["channel"]) == ("06010", "handling", "hotline")
    assert detail["reported_at"] == "2026-03-03T00:30:00Z"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"no": None}, "external"),
        ({"time": "yesterday"}, "reported_at"),
        ({"place": ["here", 30.1]}, "lon"),
        ({"state": "unheard of"}, "stage"),
        ({"type": {"code": ["06010"], "kind": "事件"}}, "code"),
    ],
)
def test_what_cannot_be_read_is_told_by_field(
    desks: Desks, hotline: str, more: dict[str, Any], field: str
) -> None:
    answer = desks["commander"].post(hotline, json=body(**more))
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["faults"]] == [field]


@pytest.mark.parametrize("sent", [{}, [], "text", None, {"data": {"list": {"no": 1}}}, [[]]])
def test_any_other_body_is_refused(desks: Desks, hotline: str, sent: object) -> None:
    assert desks["commander"].post(hotline, json=sent).status_code == 422


def test_there_is_no_connector_of_another_name(desks: Desks) -> None:
    assert desks["commander"].post(f"{URL}/nobody", json={}).status_code == 404
    assert {"open311"} <= desks["commander"].get(URL).json().keys()


def test_a_connector_fills_only_what_there_is(desks: Desks) -> None:
    wrong = {**HOTLINE, "fields": {"external": "no", "reporter": "name"}}
    assert desks["admin"].put(f"{URL}/wrong", json=wrong).status_code == 422
    assert desks["commander"].put(f"{URL}/wrong", json=HOTLINE).status_code == 403
