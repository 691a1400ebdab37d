"""What all tests share: where the data lie, how `gis` is called, how much Hypothesis tries."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from gis import database as databases
from gis.database import Addresses, Cluster
from tests import clusters
from tests.places import FIXTURES, ROOT, SHARED_DATA, Run

# No deadline: the first example of a property pays for compiling the kernels.
settings.register_profile(
    "default", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci", settings.get_profile("default"), max_examples=60, derandomize=True, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real towns, which may not be part of the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no real data in {SHARED_DATA}; name their folder in WANGGE_DATA")
    return SHARED_DATA


@pytest.fixture(scope="session")
def town_file() -> Path:
    """The sample town that lies in the repository."""
    return FIXTURES / "town.gpkg"


@pytest.fixture(scope="session")
def run_gis() -> Run:
    """Run the installed command as a person would; returns the finished process."""
    command = Path(sys.executable).with_name("gis")

    def run(*arguments: object, timeout: float = 900) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 -- our own command, our own arguments
            [str(command), *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running private cluster. Without PostgreSQL tests fail and name what to install."""
    with clusters.shared_cluster(ROOT / ".data" / "test") as running:
        yield running


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> Iterator[str]:
    """Name of a database with all tables and no rows, for copying; nobody may connect to it."""
    name = clusters.unique("template")
    addresses = clusters.migrated(cluster, name)
    yield name
    databases.drop_database(addresses, name)


@pytest.fixture(scope="module")
def database(
    cluster: Cluster, template: str, request: pytest.FixtureRequest
) -> Iterator[Addresses]:
    """A fresh database with all tables, one for each test module."""
    name = clusters.unique(request.node.name.removesuffix(".py"))
    with clusters.fresh(cluster, template, name) as addresses:
        yield addresses
