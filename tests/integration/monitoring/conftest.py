"""A drawn town with a plan in force, tickets in it, and callers with every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from gis.database import Addresses
from gis.store.engine import open_engine
from tests.integration import drawn
from tests.integration.monitoring import reports
from tests.integration.monitoring.desk import Desks


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    """As the service; categories are there, nothing else."""
    opened = open_engine(database.service)
    with opened.begin() as conn:
        reports.categories(conn)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def plan(engine: Engine) -> int:
    """A plan of the drawing, in force since now."""
    with engine.begin() as conn:
        number = drawn.store(conn)
        reports.publish(conn, number)
    return number


@pytest.fixture
def conn(engine: Engine, plan: int) -> Iterator[Connection]:
    """The town with its plan, in a transaction that is rolled back."""
    del plan
    with engine.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def desks(engine: Engine, plan: int, tmp_path_factory: pytest.TempPathFactory) -> Desks:
    """The service, and somebody of every role at the street."""
    del plan
    return Desks(engine, tmp_path_factory.mktemp("data"))
