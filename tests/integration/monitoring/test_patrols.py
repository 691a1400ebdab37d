"""Remote patrols on the drawn town: a tour, a run, a finding that becomes a ticket."""

from __future__ import annotations

import secrets
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from gis.model import Grant, Role
from gis.store import sessions, users
from gis.workflow import access
from gis.workflow.patrols import in_order
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.test_cameras import camera

WEST, EAST = drawn.CODES
GRID = f"{WEST}001"
PATROLS = "/api/v1/patrols"


@pytest.fixture(scope="module")
def lenses(desks: Desks) -> dict[str, int]:
    """Three cameras of one grid in a row, told in disorder; one private, one elsewhere."""
    told = [
        camera("middle", 1.0, 1.0), camera("west", 0.1, 1.0), camera("east", 1.9, 1.0),
        camera("private", 1.2, 1.0, public_space=False), camera("far", 5.0, 1.0),
    ]  # fmt: skip
    found = desks["admin"].post("/api/v1/cameras", json=told).json()
    return {one["code"]: one["id"] for one in found}


def browser(desks: Desks, engine: Engine, role: Role, place: str = drawn.STREET) -> TestClient:
    """Somebody with a session: keys go on no patrols."""
    token = secrets.token_urlsafe(32)
    with engine.begin() as conn:
        number = users.add(conn, f"{role} {token[:8]}", place, None, one_time=False)
        users.grant(conn, number, Grant(role, place))
        sessions.add(conn, number, access.digest(token))
    client = TestClient(desks.app, "http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    client.cookies.set("wangge", token)
    return client


@pytest.fixture(scope="module")
def ann(desks: Desks, engine: Engine) -> TestClient:
    return browser(desks, engine, Role.COMMANDER)


@pytest.fixture(scope="module")
def tour(ann: TestClient, lenses: dict[str, int]) -> dict[str, Any]:
    del lenses
    answer = ann.post(PATROLS, json={"name": "夜间", "grid": GRID, "seconds": 10})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_tour_passes_the_public_cameras_of_its_grid_on_a_short_way(
    tour: dict[str, Any], lenses: dict[str, int]
) -> None:
    assert [stop["camera"] for stop in tour["stops"]] == [
        lenses["west"], lenses["middle"], lenses["east"],
    ]  # fmt: skip
    assert (tour["seconds"], tour["jurisdiction"], tour["grid"]) == (30, WEST, GRID)


def test_a_tour_can_be_chosen(ann: TestClient, lenses: dict[str, int]) -> None:
    stops = [{"camera": lenses["far"], "seconds": 20}, {"camera": lenses["west"]}]

    made = ann.post(PATROLS, json={"name": "both", "stops": stops}).json()

    assert [stop["camera"] for stop in made["stops"]] == [lenses["far"], lenses["west"]]
    assert (made["seconds"], made["jurisdiction"]) == (35, drawn.STREET)


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "x", "grid": GRID, "stops": [{"camera": 1}]},
        {"name": "", "grid": GRID},
        {"name": "x", "stops": []},
        {"name": "x", "stops": [{"camera": 999_999}]},
        {"name": "x", "grid": GRID, "seconds": 1},
    ],
)
def test_what_is_no_tour_is_refused(ann: TestClient, body: dict[str, Any]) -> None:
    assert ann.post(PATROLS, json=body).status_code == 422


def test_nobody_patrols_where_they_may_not(
    ann: TestClient, desks: Desks, engine: Engine, tour: dict[str, Any], lenses: dict[str, int]
) -> None:
    east = browser(desks, engine, Role.COMMANDER, EAST)
    worker = browser(desks, engine, Role.WORKER)

    assert ann.post(PATROLS, json={"name": "x", "grid": "nowhere"}).status_code == 404
    assert east.post(PATROLS, json={"name": "x", "grid": GRID}).status_code in {403, 404, 409}
    stops = [{"camera": lenses["west"]}]
    assert east.post(PATROLS, json={"name": "x", "stops": stops}).status_code == 422
    private = [{"camera": lenses["private"]}]
    assert ann.post(PATROLS, json={"name": "x", "stops": private}).status_code == 422
    assert east.get(f"{PATROLS}/{tour['id']}").status_code == 404
    assert east.post(f"{PATROLS}/{tour['id']}/runs").status_code == 404
    assert worker.get(f"{PATROLS}/{tour['id']}").status_code == 200
    assert worker.post(f"{PATROLS}/{tour['id']}/runs").status_code == 403
    assert tour["id"] not in {one["id"] for one in east.get(PATROLS).json()}


def test_what_is_found_on_a_run_becomes_a_ticket_at_the_camera(
    ann: TestClient, engine: Engine, tour: dict[str, Any], lenses: dict[str, int]
) -> None:
    run = ann.post(f"{PATROLS}/{tour['id']}/runs").json()
    path = f"{PATROLS}/runs/{run['id']}"
    finding = {"kind": "matter", "code": "01004", "description": "路面积水"}

    normal = ann.post(f"{path}/seen", json={"camera": lenses["west"], "result": "normal"})
    found = ann.post(
        f"{path}/seen", json={"camera": lenses["middle"], "result": "finding", "ticket": finding}
    )
    dark = {"camera": lenses["east"], "result": "no_picture", "note": "黑屏"}
    assert ann.post(f"{path}/seen", json=dark).status_code == 201

    assert normal.json() == {"ticket": None}
    assert found.status_code == 201, found.text
    number = found.json()["ticket"]
    with engine.connect() as conn:
        ticket = conn.execute(
            text("select *, ST_X(geom) as lon, ST_Y(geom) as lat from tickets where id = :id"),
            {"id": number},
        ).one()  # fmt: skip
    assert (ticket.channel, ticket.stage, ticket.grid) == ("patrol", "reported", GRID)
    assert (ticket.description, ticket.jurisdiction) == ("路面积水", WEST)
    assert (ticket.lon, ticket.lat) == pytest.approx(drawn.spot(1.0, 1.0))

    ended = ann.post(f"{path}/end").json()
    assert [(one["camera"], one["result"], one["ticket"]) for one in ended["seen"]] == [
        (lenses["west"], "normal", None),
        (lenses["middle"], "finding", number),
        (lenses["east"], "no_picture", None),
    ]
    assert ended["ended_at"] is not None
    assert ended["post"] == f"commander {drawn.STREET}"
    shown = ann.get(f"{PATROLS}/{tour['id']}").json()
    assert [one["id"] for one in shown["runs"]] == [run["id"]]


def test_two_findings_at_one_camera_are_two_tickets(
    ann: TestClient, tour: dict[str, Any], lenses: dict[str, int]
) -> None:
    run = ann.post(f"{PATROLS}/{tour['id']}/runs").json()["id"]
    finding = {"kind": "matter", "code": "06010", "description": "垃圾"}
    told = {"camera": lenses["west"], "result": "finding", "ticket": finding}

    numbers = [ann.post(f"{PATROLS}/runs/{run}/seen", json=told).json()["ticket"] for _ in range(2)]

    assert len(set(numbers)) == 2
    known = {"camera": lenses["west"], "result": "finding", "ticket": numbers[0]}
    assert ann.post(f"{PATROLS}/runs/{run}/seen", json=known).json() == {"ticket": numbers[0]}


def test_what_cannot_have_been_seen_is_refused(
    ann: TestClient, tour: dict[str, Any], lenses: dict[str, int]
) -> None:
    run = ann.post(f"{PATROLS}/{tour['id']}/runs").json()["id"]
    path, west = f"{PATROLS}/runs/{run}", lenses["west"]
    unknown = {"kind": "matter", "code": "99999", "description": "x"}
    for body in (
        {"camera": lenses["far"], "result": "normal"},
        {"camera": west, "result": "fine"},
        {"camera": west, "result": "finding", "ticket": unknown},
    ):
        assert ann.post(f"{path}/seen", json=body).status_code == 422
    gone = {"camera": west, "result": "finding", "ticket": 2**40}
    assert ann.post(f"{path}/seen", json=gone).status_code == 404
    assert ann.post(f"{path}/end").json()["seen"] == []

    late = ann.post(f"{path}/seen", json={"camera": west, "result": "normal"})
    assert late.status_code == 409
    assert ann.post(f"{path}/end").status_code == 200


def test_a_patrol_that_was_given_up_is_gone_on_no_more_and_stays_on_record(
    ann: TestClient, lenses: dict[str, int]
) -> None:
    made = ann.post(PATROLS, json={"name": "old", "stops": [{"camera": lenses["west"]}]}).json()
    path = f"{PATROLS}/{made['id']}"

    assert ann.delete(path).status_code == 204

    assert ann.post(f"{path}/runs").status_code == 409
    assert ann.get(path).json()["live"] is False
    assert made["id"] not in {one["id"] for one in ann.get(PATROLS).json()}


@given(st.lists(st.tuples(st.floats(100, 100.1), st.floats(30, 30.1)), min_size=1, max_size=30))
def test_a_way_passes_every_place_once_and_is_not_longer_than_any_turned_part_of_it(
    spots: list[tuple[float, float]],
) -> None:
    lon, lat = zip(*spots, strict=True)
    way = in_order(lon, lat)
    at = np.column_stack([np.array(lon) * np.cos(np.radians(np.mean(lat))), lat])

    def length(order: list[int]) -> float:
        return float(np.hypot(*np.diff(at[order], axis=0).T).sum())

    assert sorted(way) == list(range(len(spots)))
    for first in range(1, len(way)):
        for last in range(first + 1, len(way) + 1):
            turned = [*way[:first], *way[first:last][::-1], *way[last:]]
            assert length(way) <= length(turned) + 1e-9
