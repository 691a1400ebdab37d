"""A service that takes files, its worker, and a planner who sends them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.database import Addresses
from gis.model import ROOT, Grant, Role
from gis.store.engine import open_engine
from gis.workflow.supervisor import Supervisor
from tests.integration.api.world import Visitor, member
from tests.places import FIXTURES


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    with opened.begin() as conn:
        conn.execute(text("insert into jurisdictions (code, name, level) values ('0','','root')"))
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder from which files may be imported by path."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "2026").mkdir()
    (folder / "2026" / "town.gpkg").write_bytes((FIXTURES / "broken" / "sound.gpkg").read_bytes())
    (folder / "way out").symlink_to("/etc")
    (folder / "loop").symlink_to("loop")
    return folder


@pytest.fixture(scope="module")
def app(engine: Engine, data: Path, shelf: Path) -> FastAPI:
    limit = 8 * 2**20
    return create_app(
        ServiceConfig(engine, data, imports=shelf, upload_limit=limit, body_limit=2**16)
    )


@pytest.fixture(scope="module")
def planner(engine: Engine) -> int:
    with engine.begin() as conn:
        return member(conn, "planner", [Grant(Role.PLANNER, ROOT)], home=ROOT)


@pytest.fixture
def visitor(app: FastAPI, engine: Engine, planner: int) -> Iterator[Visitor]:
    with Visitor(app, engine) as one:
        yield one.session(planner)


@pytest.fixture
def at_work(engine: Engine, data: Path) -> Iterator[None]:
    supervisor = Supervisor(engine, data)
    supervisor.start()
    yield
    supervisor.stop()


@pytest.fixture
def idle(engine: Engine) -> Iterator[None]:
    yield
    with engine.begin() as conn:
        conn.execute(text("update jobs set state = 'cancelled' where state = 'queued'"))
