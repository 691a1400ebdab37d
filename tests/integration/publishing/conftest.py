"""A drawn town with plans to be published, and callers with every role in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from gis.database import Addresses
from gis.store.engine import open_engine
from tests.integration import drawn
from tests.integration.served import Callers


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    with opened.begin() as conn:
        drawn.store(conn)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def callers(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callers:
    return Callers(engine, tmp_path_factory.mktemp("data"))
