"""A camera with a stream, the service before it, and people with sessions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.model import Role
from gis.workflow.fetching import parse_networks
from tests.gateways import PLAYLIST, Gateway, gateway
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.lookers import PIECE, Crew
from tests.integration.monitoring.test_cameras import camera


@pytest.fixture(scope="module")
def served() -> Iterator[Gateway]:
    with gateway() as made:
        made.serve("/cam/index.m3u8", PLAYLIST)
        made.serve("/cam/seg7.ts", PIECE, Content_Type="video/mp2t")
        made.serve("/cam/seg8.ts", PIECE, Content_Type="text/html")
        made.serve("/other/secret.ts", b"another camera")
        yield made


@pytest.fixture(scope="module")
def app(engine: Engine, plan: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The service; nobody polls, so that the gateway is only asked for views."""
    del plan
    made = create_app(
        ServiceConfig(
            engine, tmp_path_factory.mktemp("live"), camera_networks=parse_networks("127.0.0.1")
        )
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gis.workflow.polling.Poller.turn", lambda _: 0)
        with TestClient(made, base_url="http://127.0.0.1"):
            yield made


@pytest.fixture(scope="module")
def crew(app: FastAPI, engine: Engine) -> Crew:
    return Crew(app, engine)


@pytest.fixture(scope="module")
def ann(crew: Crew) -> TestClient:
    return crew("ann", Role.COMMANDER)


@pytest.fixture(scope="module")
def lens(desks: Desks, served: Gateway) -> int:
    """A camera with a stream."""
    told = camera("live", 1.0, 1.05, stream=served.url("/cam/index.m3u8"))
    return int(desks["admin"].post("/api/v1/cameras", json=told).json()[0]["id"])
