"""Live view: a reason buys one look, through our own address, by the one who asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.database import Addresses
from gis.model import Grant, Role
from gis.store import viewings
from gis.store.engine import open_engine
from gis.workflow import access
from gis.workflow import gateway as gateways
from tests.gateways import PLAYLIST, Gateway, gateway
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.lookers import PIECE, Crew, ask, begun, last_line, row
from tests.integration.monitoring.test_cameras import camera


def test_a_reason_buys_a_stream_through_our_own_address(
    ann: TestClient, served: Gateway, lens: int
) -> None:
    granted = ask(ann, lens)
    assert granted.status_code == 201, granted.text
    master = ann.get(granted.json()["url"])
    stream = last_line(master)
    playlist = ann.get(stream)
    piece = ann.get(stream.replace("index.m3u8", last_line(playlist)))

    assert piece.status_code == 200
    assert piece.content == PIECE
    assert piece.headers["content-type"] == "video/mp2t"
    for answer in (granted, master, playlist, piece):
        if answer is not granted:
            assert answer.headers["cache-control"] == "no-store"
        for secret in (f"127.0.0.1:{served.server_port}", "seg7", "/cam/"):
            assert secret not in answer.text[:2000]
            assert secret not in str(answer.headers)


def test_a_ticket_is_good_once(ann: TestClient, lens: int) -> None:
    url = ask(ann, lens).json()["url"]

    assert ann.get(url).status_code == 200
    assert ann.get(url).status_code == 409


def test_a_ticket_is_good_for_a_minute(
    ann: TestClient, engine: Engine, database: Addresses, lens: int
) -> None:
    granted = ask(ann, lens).json()
    until = row(engine, granted["viewing"])
    assert (until.expires_at - until.created_at).total_seconds() == pytest.approx(60, abs=1)
    # The service itself may not change it.
    owner = open_engine(database.owner, role=None)
    late = "update viewings set expires_at = now() - interval '1 second' where id = :id"
    with owner.begin() as conn:
        conn.execute(text(late), {"id": granted["viewing"]})
    owner.dispose()

    assert ann.get(granted["url"]).status_code == 409
    assert row(engine, granted["viewing"]).begun_at is None


def test_a_ticket_and_a_stream_are_of_use_to_nobody_else(
    ann: TestClient, crew: Crew, engine: Engine, lens: int
) -> None:
    eve = crew("eve", Role.COMMANDER)
    granted = ask(ann, lens).json()

    assert eve.get(granted["url"]).status_code == 404
    stream = last_line(ann.get(granted["url"]))
    assert eve.get(stream).status_code == 404
    assert eve.post(f"/api/v1/cameras/viewings/{granted['viewing']}/end").status_code == 404
    assert row(engine, granted["viewing"]).ended_at is None
    assert TestClient(ann.app, "http://127.0.0.1").get(stream).status_code == 401
    assert ann.get(stream).status_code == 200


def test_only_who_may_view_gets_a_ticket_and_a_key_never(
    crew: Crew, desks: Desks, lens: int
) -> None:
    assert ask(crew("wes", Role.WORKER), lens).status_code == 403
    assert ask(crew("vic", Role.VIEWER), lens).status_code == 404
    assert ask(crew("fay", Role.COMMANDER, drawn.CODES[1]), lens).status_code == 404
    assert ask(desks["commander"], lens).status_code == 403


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x"}, {"reason": "fine", "a": 1}])
def test_without_a_reason_nobody_looks(ann: TestClient, lens: int, body: dict[str, Any]) -> None:
    assert ann.post(f"/api/v1/cameras/{lens}/view", json=body).status_code == 422


def test_a_viewing_on_account_of_a_ticket_needs_one_that_is_there(
    ann: TestClient, lens: int
) -> None:
    assert ask(ann, lens, ticket=2**40).status_code == 404


def test_a_role_that_is_revoked_ends_the_stream_at_the_next_request(
    crew: Crew, engine: Engine, lens: int
) -> None:
    bob = crew("bob", Role.COMMANDER)
    _, stream = begun(bob, lens)
    assert bob.get(stream).status_code == 200

    with engine.begin() as conn:
        access.revoke(conn, "admin", crew.numbers["bob"], Grant(Role.COMMANDER, drawn.STREET))

    assert bob.get(stream).status_code in {403, 404}


def test_a_viewing_ends_when_it_is_ended_left_or_as_long_as_it_may(
    ann: TestClient, engine: Engine, lens: int
) -> None:
    ended, one = begun(ann, lens)
    assert ann.post(f"/api/v1/cameras/viewings/{ended}/end").status_code == 204
    assert ann.post(f"/api/v1/cameras/viewings/{ended}/end").status_code == 204
    left, two = begun(ann, lens)
    _date(engine, left, "seen_at = now() - interval '1 minute'")
    long, three = begun(ann, lens)
    _date(engine, long, "begun_at = now() - interval '10 minutes'")

    assert [ann.get(url).status_code for url in (one, two, three)] == [409, 409, 409]
    with engine.begin() as conn:
        assert viewings.end_left(conn) >= 2
    assert row(engine, left).ended_at == row(engine, left).seen_at
    assert all(row(engine, number).ended_at is not None for number in (ended, left, long))


def test_only_what_the_cameras_own_playlist_names_is_handed_on(
    ann: TestClient, served: Gateway, lens: int
) -> None:
    _, stream = begun(ann, lens)
    assert ann.get(stream).status_code == 200
    asked = len(served.asked)

    for name in ("0" * 24 + ".ts", "seg7.ts", "..%2Fother%2Fsecret.ts", "index.m3u8.bak"):
        assert ann.get(stream.replace("index.m3u8", name)).status_code in {404, 422}

    assert "/other/secret.ts" not in served.asked[asked:]


def test_another_process_finds_a_piece_by_the_playlist(
    ann: TestClient, app: FastAPI, lens: int
) -> None:
    _, stream = begun(ann, lens)
    name = last_line(ann.get(stream))
    app.state.gateway = gateways.Gateway(app.state.config.camera_networks)

    assert ann.get(stream.replace("index.m3u8", name)).content == PIECE


def test_a_gateway_that_fails_is_told_as_such_and_nothing_of_where_it_is(
    ann: TestClient, desks: Desks, served: Gateway
) -> None:
    with gateway() as inner:
        inner.serve("/i.m3u8", PLAYLIST)
        bad = {
            "gone": served.url("/nothing"),
            "elsewhere": served.redirect("/moved", inner.url("/i.m3u8")),
            "segments elsewhere": served.serve(
                "/odd", f"#EXTM3U\n#EXTINF:1,\n{inner.url('/a.ts')}\n"
            ),
            "no playlist": served.serve("/html", "<html>"),
            "outside": "http://192.0.2.1/i.m3u8",
            "flood": served.flood("/flood", b"HTTP/1.0 200 OK\r\n\r\n#EXTM3U\n"),
        }
        for code, stream in bad.items():
            told = camera(code, 1.0, 1.05, stream=stream)
            number = desks["admin"].post("/api/v1/cameras", json=told).json()[0]["id"]
            viewing, url = begun(ann, number)
            answer = ann.get(url)
            assert answer.status_code == 502, (code, answer.text)
            assert answer.json()["type"] == "urn:wangge:problem:unreachable"
            assert "127.0.0.1" not in answer.text
            assert "192.0.2.1" not in answer.text
            ann.post(f"/api/v1/cameras/viewings/{viewing}/end")
        assert inner.asked == []


def test_a_camera_without_stream_or_taken_down_cannot_be_viewed(
    ann: TestClient, desks: Desks, served: Gateway
) -> None:
    (bare,) = desks["admin"].post("/api/v1/cameras", json=camera("bare", 1.0, 1.0)).json()
    told = camera("going", 1.0, 1.0, stream=served.url("/cam/index.m3u8"))
    (going,) = desks["admin"].post("/api/v1/cameras", json=told).json()

    assert ask(ann, bare["id"]).status_code == 409
    _, stream = begun(ann, going["id"])
    assert ann.get(stream).status_code == 200
    desks["admin"].delete(f"/api/v1/cameras/{going['id']}")
    assert ann.get(stream).status_code == 409
    assert ask(ann, going["id"]).status_code == 409


def test_without_allowed_networks_nobody_looks(
    engine: Engine, tmp_path: Path, crew: Crew, lens: int
) -> None:
    with TestClient(create_app(ServiceConfig(engine, tmp_path)), "http://127.0.0.1") as client:
        client.cookies.set("wangge", crew("cid", Role.COMMANDER).cookies["wangge"])
        client.headers["Sec-Fetch-Site"] = "same-origin"
        assert ask(client, lens).status_code == 409


def test_one_person_looks_through_so_many_cameras_and_no_more(crew: Crew, lens: int) -> None:
    many = crew("many", Role.COMMANDER)
    granted = [ask(many, lens) for _ in range(17)]

    assert [one.status_code for one in granted] == [201] * 16 + [429]
    number = granted[0].json()["viewing"]
    many.post(f"/api/v1/cameras/viewings/{number}/end")
    assert ask(many, lens).status_code == 201


def test_pages_may_play_what_they_put_together_in_memory(ann: TestClient) -> None:
    rules = ann.get("/healthz").headers["content-security-policy"]

    assert "media-src 'self' blob:" in rules
    assert "worker-src 'self';" in rules


def _date(engine: Engine, number: int, change: str) -> None:
    with engine.begin() as conn:
        conn.execute(text(f"update viewings set {change} where id = :id"), {"id": number})  # noqa: S608
