"""A town of squares to break services on, and a cluster of its own to break databases."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gis import database as databases
from gis.database import Addresses, Cluster
from gis.store.engine import open_engine
from tests import clusters, squares
from tests.squares import Stored

COMMUNITIES = 4


@pytest.fixture(scope="module")
def stored(database: Addresses) -> Stored:
    """A plan on the town of squares in the module's database."""
    return fill(database)


@pytest.fixture(scope="session")
def own() -> Iterator[Cluster]:
    """A cluster that tests may maltreat, as long as ``up`` brings it back."""
    made = Path(tempfile.mkdtemp(prefix="wangge-test-"))
    made.chmod(0o755)
    cluster = databases.at(made)
    databases.up(cluster, clusters.silent)
    yield cluster
    databases.down(cluster, clusters.silent)
    shutil.rmtree(made)


def fill(database: Addresses) -> Stored:
    """Put a plan on the town of squares into an empty database."""
    engine = open_engine(database.service, patient=True)
    with engine.begin() as conn:
        made = squares.store(conn, COMMUNITIES)
    engine.dispose()
    return made
