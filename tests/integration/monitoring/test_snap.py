"""Snap and report: without login, where the town wants it."""

from __future__ import annotations

import asyncio
import io
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import Engine, text

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.model.monitoring import Monitoring, Snap
from gis.store import configuration
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks

SNAP = "/api/v1/snap"


def switch(engine: Engine, **snap: Any) -> None:
    with engine.begin() as conn:
        configuration.put_monitoring(
            conn, replace(Monitoring(), snap=Snap(**{"reports": 10_000, **snap})), "test"
        )


@pytest.fixture
def on(engine: Engine, plan: int) -> Iterator[None]:
    """Everybody may report."""
    del plan
    switch(engine, enabled=True)
    yield
    switch(engine, enabled=False)


def told(**more: Any) -> dict[str, Any]:
    lon, lat = drawn.spot(0.5, 0.5)
    return {"external": str(uuid.uuid4()), "kind": "matter", "code": "06010", "lon": str(lon),
            "lat": str(lat), "description": "垃圾满了，电话 13800138000", **more}  # fmt: skip


def send(client: TestClient, fields: dict[str, Any], *photos: bytes, **headers: str) -> Any:
    files: list[Any] = [("photo", (f"{n}.jpg", one, "image/jpeg")) for n, one in enumerate(photos)]
    # As a form with parts, also without a photo.
    files += [(name, (None, value)) for name, value in fields.items()]
    return client.post(SNAP, files=files, headers=headers)


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (9, 99, 9)).save(out, "JPEG")
    return out.getvalue()


def newest(desks: Desks) -> Any:
    found = desks["commander"].get("/api/v1/tickets?limit=1").json()["tickets"][0]["id"]
    return desks["commander"].get(f"/api/v1/tickets/{found}").json()


def count(engine: Engine) -> int:
    with engine.connect() as conn:
        return int(conn.execute(text("select count(*) from tickets")).scalar_one())


@pytest.mark.usefixtures("on")
def test_a_report_becomes_a_ticket_and_its_receipt_shows_stages_and_times(desks: Desks) -> None:
    nobody, fields = desks.anybody(), told()

    answer = send(nobody, fields, photo())

    assert answer.status_code == 201, answer.text
    taken = answer.json()
    assert taken["external"] == fields["external"]
    assert taken["position"] == "good"
    ticket = newest(desks)
    assert (ticket["channel"], ticket["source"], ticket["stage"]) == ("snap", "snap", "reported")
    assert ticket["description"] == "垃圾满了，电话 ***"
    assert ticket["grid_name"] == taken["grid_name"] is not None
    assert len(ticket["photos"]) == 1
    assert ticket["stage_due"] is not None
    desks["commander"].post(
        f"/api/v1/tickets/{ticket['id']}/transitions", json={"act": "note", "note": "内部说明"}
    )
    desks["commander"].post(f"/api/v1/tickets/{ticket['id']}/transitions", json={"act": "accept"})

    shown = nobody.get(f"{SNAP}/{taken['receipt']}")

    assert shown.headers["cache-control"] == "no-store"
    progress = shown.json()
    assert set(progress) == {"stage", "at", "steps"}
    assert [set(step) for step in progress["steps"]] == [{"stage", "at"}] * 2
    assert [step["stage"] for step in progress["steps"]] == ["reported", "accepted"]
    assert progress["stage"] == "accepted"


@pytest.mark.usefixtures("on")
def test_a_report_that_is_sent_again_is_the_same_report(engine: Engine, desks: Desks) -> None:
    fields = told()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send(desks.anybody(), fields, photo()), range(4)))
    before, ticket = count(engine), newest(desks)
    again = send(desks.anybody(), fields | {"description": "别的", "lon": "0", "lat": "0"})

    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert again.status_code == 200
    assert len({one.json()["receipt"] for one in [*answers, again]}) == 1
    assert count(engine) == before
    assert newest(desks) == ticket
    assert len(ticket["photos"]) == 1


@pytest.mark.usefixtures("on")
def test_neither_the_stored_id_nor_the_stored_receipt_leads_to_the_receipt(
    engine: Engine, desks: Desks
) -> None:
    fields = told()
    receipt = send(desks.anybody(), fields).json()["receipt"]
    with engine.connect() as conn:
        stored = conn.execute(text("select token from ticket_receipts")).scalars().all()
        keys = conn.execute(text("select external from ticket_keys")).scalars().all()

    assert receipt.encode() not in {bytes(one) for one in stored}
    assert not {receipt, fields["external"]} & set(keys)


@pytest.mark.usefixtures("on")
def test_a_receipt_that_nobody_has_shows_nothing(desks: Desks) -> None:
    assert desks.anybody().get(f"{SNAP}/{'A' * 32}").status_code == 404
    assert desks.anybody().get(f"{SNAP}/1").status_code == 422


def test_nobody_reports_where_the_town_does_not_want_it(engine: Engine, desks: Desks) -> None:
    before = count(engine)

    assert desks.anybody().get(SNAP).json()["enabled"] is False
    assert send(desks.anybody(), told()).status_code == 403
    assert send(desks["auditor"], told()).status_code == 403
    assert count(engine) == before


def test_a_grid_worker_reports_also_where_others_may_not(desks: Desks) -> None:
    answer = send(desks["worker"], told(code="01003", kind="component"))

    assert answer.status_code == 201, answer.text
    assert newest(desks)["channel"] == "grid_worker"


@pytest.mark.usefixtures("on")
def test_from_one_address_come_so_many_reports_an_hour(engine: Engine, desks: Desks) -> None:
    switch(engine, enabled=True, reports=2)
    client = TestClient(desks.app, base_url="http://localhost", client=("10.9.8.7", 4711))
    other = TestClient(desks.app, base_url="http://localhost", client=("10.9.8.8", 4711))

    answers = [send(client, told()) for _ in range(3)]

    assert [one.status_code for one in answers] == [201, 201, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
    assert send(other, told()).status_code == 201


@pytest.mark.usefixtures("on")
def test_a_subscriber_with_many_addresses_is_one(engine: Engine, desks: Desks) -> None:
    switch(engine, enabled=True, reports=1)
    answers = [
        send(TestClient(desks.app, base_url="http://localhost", client=(address, 1)), told())
        for address in ("2001:db8::1", "2001:db8::2:1", "2001:db8:0:1::1", "::ffff:10.3.2.1",
                        "::ffff:10.3.2.2", "10.3.2.2")
    ]  # fmt: skip

    assert [one.status_code for one in answers] == [201, 429, 201, 201, 201, 429]


@pytest.mark.usefixtures("on")
def test_another_site_cannot_make_browsers_report(desks: Desks) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        assert send(desks.anybody(), told(), **headers).status_code == 403
    assert send(desks.anybody(), told(), **{"Sec-Fetch-Site": "same-origin"}).status_code == 201


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize(
    "more",
    [
        {"external": "short"},
        {"kind": "person"},
        {"code": "99999"},
        {"kind": "component", "code": "01003"},
        {"lon": "nan"},
        {"lon": "somewhere"},
        {"crs": "EPSG:1"},
        {"name": "张三"},
        {"description": "长" * 1001},
    ],
)
def test_what_cannot_be_is_refused_with_its_field_and_nothing_is_stored(
    more: dict[str, str], engine: Engine, desks: Desks
) -> None:
    before = count(engine)

    answer = send(desks.anybody(), told(**more))

    assert answer.status_code == 422, answer.text
    assert answer.json()["faults"]
    assert count(engine) == before


@pytest.mark.usefixtures("on")
def test_a_report_with_a_broken_photo_is_refused_as_a_whole(engine: Engine, desks: Desks) -> None:
    before = count(engine)

    assert send(desks.anybody(), told(), b"no photo").status_code == 422
    assert send(desks.anybody(), told(), *[photo()] * 4).status_code == 422
    assert desks.anybody().post(SNAP, json=told()).status_code in {400, 415}
    assert count(engine) == before


@pytest.mark.usefixtures("on")
def test_a_vague_place_counts_as_none_and_the_town_sees_to_it(engine: Engine, desks: Desks) -> None:
    taken = send(desks.anybody(), told(accuracy="4000")).json()

    assert (taken["position"], taken["grid_name"]) == ("missing", None)
    with engine.connect() as conn:
        last = conn.execute(text("select jurisdiction from tickets order by id desc limit 1"))
        assert last.scalar_one() == drawn.STREET[:6]


@pytest.mark.usefixtures("on")
def test_a_phone_without_network_says_when_it_was(desks: Desks) -> None:
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)
    send(desks.anybody(), told(external="made-five-hours-ago", reported_at=made.isoformat()))
    found = desks["commander"].get("/api/v1/tickets", params={"from": made.isoformat(),
                                   "to": (made + timedelta(seconds=1)).isoformat()})  # fmt: skip
    assert len(found.json()["tickets"]) == 1

    receipt = send(desks.anybody(), told(reported_at="2001-01-01T00:00:00Z")).json()["receipt"]
    at = datetime.fromisoformat(desks.anybody().get(f"{SNAP}/{receipt}").json()["at"])
    assert datetime.now(UTC) - at < timedelta(minutes=1)


def test_what_can_be_reported_is_what_the_town_says(engine: Engine, desks: Desks) -> None:
    switch(engine, enabled=True)
    everything = desks.anybody().get(SNAP).json()
    switch(engine, enabled=True, categories=("matter:06", "component:01003"))
    some = desks.anybody().get(SNAP).json()
    switch(engine, enabled=False)

    assert {one["kind"] for one in everything["categories"]} == {"matter"}
    assert {(one["kind"], one["code"]) for one in some["categories"]} == {
        ("matter", "06010"), ("component", "01003"),
    }  # fmt: skip
    assert some["limits"]["reports"] == 10_000
    west, south, east, north = some["bounds"]
    assert west < east
    assert south < north


def test_a_slow_line_keeps_nobody_waiting(engine: Engine, tmp_path: Path) -> None:
    app = create_app(ServiceConfig(engine, tmp_path, room=1))
    switch(engine, enabled=True)

    async def ask(method: str, path: str, receive: Any) -> int:
        seen: list[int] = []
        headers = [(b"host", b"localhost"), (b"content-type", b"multipart/form-data; boundary=b")]
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(),
                 "query_string": b"", "headers": headers, "client": ("10.1.1.1", 1),
                 "scheme": "http", "server": ("localhost", 80), "http_version": "1.1"}  # fmt: skip

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen.append(message["status"])

        await app(scope, receive, send)
        return seen[0]

    async def go() -> tuple[int, int]:
        arrived, over = asyncio.Event(), asyncio.Event()

        async def slowly() -> dict[str, Any]:
            arrived.set()
            await over.wait()
            return {"type": "http.request", "body": b"--b--", "more_body": False}

        async def at_once() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        slow = asyncio.create_task(ask("POST", SNAP, slowly))
        await arrived.wait()
        other = await ask("GET", "/api/v1/client", at_once)
        over.set()
        return other, await slow

    assert asyncio.run(go()) == (200, 422)
    switch(engine, enabled=False)
