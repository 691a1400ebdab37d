"""A real browser in front of the real service on the real PostGIS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gis import database as databases
from gis.api.routes.page import BUILT
from gis.database import Cluster
from gis.store.engine import open_engine
from gis.workflow.fsck import fsck
from tests import clusters, services
from tests.e2e import chromium
from tests.e2e import site as sites
from tests.e2e.site import Visit
from tests.services import Service


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last of all: an open browser keeps an event loop running, which other tests want to begin."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a window."""
    if chromium.FOUND is None:
        pytest.skip(f"no Chromium on this machine; {chromium.INSTALL}")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with chromium.running() as running:
        yield running


@pytest.fixture(scope="session")
def town(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Name of a database with a whole town in it, for copying."""
    if not BUILT.joinpath("index.html").is_file():
        pytest.fail("the page is not built: make web")
    name = clusters.unique("e2e_town")
    addresses = cluster.addresses(name)
    databases.create_database(addresses, name, template=template)
    sites.found(addresses.service, tmp_path_factory.mktemp("town"))
    yield name
    databases.drop_database(addresses, name)


@pytest.fixture(scope="module")
def service(
    cluster: Cluster, town: str, request: pytest.FixtureRequest, tmp_path_factory: Any
) -> Iterator[Service]:
    """The service on a copy of the town, for one module; its plans are sound afterwards."""
    folder: Path = tmp_path_factory.mktemp("service")
    name = clusters.unique(f"e2e_{request.node.name.removesuffix('.py')}")
    with clusters.fresh(cluster, town, name) as addresses:
        with services.serving(addresses.service, folder) as running:
            yield running
        engine = open_engine(addresses.service)
        found = fsck(engine)
        engine.dispose()
        assert found == []


@pytest.fixture
def visit(browser: Any, service: Service) -> Iterator[Visit]:
    """Let a person in: ``visit("planner")``; see ``tests.e2e.site``."""
    with sites.visiting(browser, f"http://127.0.0.1:{service.port}") as let_in:
        yield let_in
