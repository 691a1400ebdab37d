"""More callers than connections, and a database that is not there."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.database import Addresses
from gis.store.engine import open_engine
from tests.integration.api.world import Visitor, World


def test_who_finds_no_connection_is_told_to_come_again(
    database: Addresses, engine: Engine, world: World, tmp_path: Path
) -> None:
    small = open_engine(database.service, pool_size=2)
    with (
        Visitor(create_app(ServiceConfig(small, tmp_path)), engine) as visitor,
        ExitStack() as all_,
    ):
        visitor.session(world.members["planner"])
        held = [all_.enter_context(small.connect()) for _ in range(2)]

        began = time.monotonic()
        answer = visitor.ask("GET", "/api/v1/jurisdictions")
        took = time.monotonic() - began

        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        assert answer.headers["content-type"] == "application/problem+json"
        assert took < 3
        assert visitor.ask("GET", "/healthz").status_code == 200
        assert visitor.ask("GET", "/readyz").status_code == 503
        held[0].close()
        assert visitor.ask("GET", "/api/v1/jurisdictions").status_code == 200
    small.dispose()


def test_without_a_database_the_answer_does_not_tell_where_it_is(tmp_path: Path) -> None:
    nowhere = open_engine("postgresql://app:hidden@127.0.0.1:1/nowhere")
    client = TestClient(create_app(ServiceConfig(nowhere, tmp_path)), base_url="http://localhost")

    answer = client.post("/api/v1/session", json={"user": "a", "password": "b"})

    assert answer.status_code == 503
    assert client.get("/healthz").status_code == 200
    for told in ("127.0.0.1", "hidden", "nowhere", "refused"):
        assert told not in answer.text


def test_a_database_of_another_form_is_not_ready(
    engine: Engine, world: World, tmp_path: Path
) -> None:
    del world
    client = TestClient(
        create_app(ServiceConfig(engine, tmp_path, revision="9999")), base_url="http://localhost"
    )

    assert client.get("/readyz").status_code == 503
    assert "9999" in client.get("/readyz").json()["reason"]


def test_a_body_that_is_too_large_is_refused_before_it_is_read(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://localhost")
    limit = app.state.config.body_limit

    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        headers = {"Content-Type": kind}
        told = client.post("/api/v1/session", content=b" " * (limit + 1), headers=headers)
        assert told.status_code == 413
        assert told.headers["content-type"] == "application/problem+json"

    answer = client.post("/api/v1/session", content=b"{" * limit, headers=headers)
    assert answer.status_code in {415, 422}


def test_an_answer_says_nothing_of_what_it_is_made_with(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://localhost")

    answer = client.get("/api/v1/plans/1", headers={"Accept-Language": "zh"})

    assert answer.status_code == 401
    assert answer.json()["title"] == "请先登录"
    assert answer.headers["content-language"] == "zh"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] == answer.json()["request"]
    assert "server" not in answer.headers
