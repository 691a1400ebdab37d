"""The map of those who report without login: the town, nothing of its plans, while it is open."""

from __future__ import annotations

import math
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests import mvt
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.test_snap import SNAP, switch

ZOOM = 16


def tile_of(client: TestClient) -> Any:
    """The tile in the middle of the drawing, at the address that the service tells."""
    lon, lat = drawn.spot(0.5, 0.5)
    across, radians = 2**ZOOM, math.radians(lat)
    x = int((lon + 180) / 360 * across)
    y = int((1 - math.asinh(math.tan(radians)) / math.pi) / 2 * across)
    return client.get(f"/tiles/snap/{ZOOM}/{x}/{y}.mvt")


def test_everybody_sees_the_town_while_everybody_may_report(engine: Engine, desks: Desks) -> None:
    switch(engine, enabled=True)
    nobody = desks.anybody()

    assert nobody.get(SNAP).json()["tiles"] == "/tiles/snap/{z}/{x}/{y}.mvt"
    answer = tile_of(nobody)

    assert answer.status_code == 200
    layers = mvt.decoded(answer.content)
    assert len(layers["buildings"]) > 0
    told = {name for layer in layers.values() for name in layer.columns}
    assert told.isdisjoint({"households", "residents", "grid", "microgrid"})


def test_a_town_that_takes_no_reports_shows_nothing(engine: Engine, desks: Desks) -> None:
    switch(engine, enabled=False)
    nobody = desks.anybody()

    assert nobody.get(SNAP).json()["tiles"] is None
    assert tile_of(nobody).status_code == 403


@pytest.mark.parametrize("address", ["31/0/0", "3/9/0", "x/0/0"])
def test_an_address_that_is_none_is_refused(engine: Engine, desks: Desks, address: str) -> None:
    switch(engine, enabled=True)
    assert desks.anybody().get(f"/tiles/snap/{address}.mvt").status_code in {404, 422}
