"""Two streets with the same things in each, users of the one, and the service over both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.database import Addresses
from gis.store.engine import open_engine
from tests.integration.api.world import Visitor, World, populate


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def world(engine: Engine, database: Addresses) -> World:
    with engine.begin() as conn:
        return populate(conn, database)


@pytest.fixture(scope="module")
def app(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(ServiceConfig(engine, tmp_path_factory.mktemp("data"), requests=10**6))


@pytest.fixture
def visitor(app: FastAPI, engine: Engine) -> Iterator[Visitor]:
    with Visitor(app, engine) as one:
        yield one
