"""Engines on the module's database, and the town drawn by hand in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from gis.database import Addresses
from gis.store.engine import open_engine
from tests.integration import drawn


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    """As the service."""
    made = open_engine(database.service)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def owner(database: Addresses) -> Iterator[Engine]:
    """As the owner of the tables."""
    made = open_engine(database.owner, role=None)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def plan(engine: Engine) -> int:
    """A draft of the drawing, committed."""
    with engine.begin() as conn:
        return drawn.store(conn)


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    """As the service, in a transaction that is rolled back."""
    with engine.connect() as connection:
        yield connection
