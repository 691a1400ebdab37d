"""What the command centre begins with, and the grids in force as tiles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sqlalchemy import Engine

from tests.integration import drawn
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.tickets_made import made, store
from tests.mvt import decoded

MADE = made(20, np.random.default_rng(1))


EAST = drawn.CODES[1]


@pytest.fixture(scope="module", autouse=True)
def stored(engine: Engine, plan: int) -> None:
    assert plan
    with engine.begin() as conn:
        store(conn, MADE)


def tile_over_town(z: int) -> str:
    lon, lat = drawn.spot(4, 1)
    scale = 2**z
    x = int((lon + 180) / 360 * scale)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * scale)
    return f"/tiles/inforce/{z}/{x}/{y}.mvt"


def test_the_command_centre_is_told_what_is_in_force_and_since_when(
    desks: Desks, plan: int
) -> None:
    told = desks["commander"].get("/api/v1/command").json()

    assert told["plans"] == [
        {"plan": plan, "version": 0, "dataset": 1, "name": "drawn by hand", "communities": 2}
    ]
    west, south, east, north = told["bounds"]
    lon, lat = drawn.spot(4, 1)
    assert west < lon < east
    assert south < lat < north
    assert told["roles"] == ["commander"]
    times = [one["reported_at"] for one in MADE if one["jurisdiction"].startswith(drawn.STREET)]
    assert told["first"][:19] == min(times).isoformat()[:19]
    assert told["last"][:19] == max(times).isoformat()[:19]


def test_whoever_watches_a_community_is_told_of_it_alone(desks: Desks) -> None:
    told = desks["stranger"].get("/api/v1/command").json()

    assert [one["communities"] for one in told["plans"]] == [1]
    assert told["bounds"][0] == pytest.approx(drawn.spot(4, 0)[0], abs=1e-4)


def test_an_administrator_of_users_watches_nothing(desks: Desks) -> None:
    assert desks["admin"].get("/api/v1/command").status_code == 403
    assert desks["admin"].get(tile_over_town(14)).status_code == 403


@pytest.mark.parametrize("zoom", [9, 11, 13, 15])
def test_tiles_show_the_grids_in_force(desks: Desks, zoom: int) -> None:
    answer = desks["planner"].get(tile_over_town(zoom))

    assert answer.status_code == 200
    layers = decoded(answer.content)
    grids = layers["grids"].set_index("code")
    assert len(grids) > 0
    assert set(grids.index) <= {f"{code}{n:03}" for code in drawn.CODES for n in (1, 2)}
    assert set(grids["households"]) <= {240, 180, 210, 480, 90}
    assert ("microgrids" in layers) == (zoom >= 13)


def test_tiles_end_where_the_callers_place_does(desks: Desks) -> None:
    grids = decoded(desks["stranger"].get(tile_over_town(13)).content)["grids"]

    assert {code[:12] for code in grids["code"]} == {EAST}


def test_a_tile_that_the_browser_holds_is_not_sent_again(desks: Desks) -> None:
    client = desks["commander"]
    first = client.get(tile_over_town(13))
    again = client.get(tile_over_town(13), headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    other = desks["stranger"].get(tile_over_town(13))
    assert other.headers["etag"] != first.headers["etag"]
