from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from starlette.testclient import TestClient

from gis.api import tiles as service
from gis.api.app import create_app
from gis.api.cache import Remembered
from gis.api.config import ServiceConfig
from gis.database import Addresses
from gis.model import Role
from gis.store.editions import Edition
from gis.store.engine import open_engine
from gis.store.tile_layers import Source
from gis.store.tiles import TILES, tile
from gis.workflow.shapes import freshen
from tests.integration import seeding
from tests.integration.seeding import DATASET, PLAN, Land
from tests.integration.test_tiles import middle, over
from tests.mvt import decoded

SECOND = 2
"""A plan that is published."""


@dataclass
class Service:
    """The app, its database, and how its clients come in."""

    app: Any
    engine: Engine
    tokens: dict[str, str]
    drawn: Land

    def client(self, who: str | None) -> TestClient:
        client = TestClient(self.app, "http://127.0.0.1")
        if who is not None:
            client.cookies.set("wangge", self.tokens[who])
        return client

    def path(self, layer: str, zoom: int = 15) -> str:
        at = over(middle(self.drawn), zoom)
        return f"/tiles/{layer}/{at.z}/{at.x}/{at.y}.mvt"


@pytest.fixture(scope="module")
def served(
    database: Addresses, town_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    drawn = seeding.land(town_file)
    owner = open_engine(database.owner, role=None)
    with owner.begin() as connection:
        seeding.store(connection, drawn)
        seeding.plan(connection, drawn, SECOND)
        tokens = {
            role.value: seeding.session(connection, role.value, role)
            for role in (Role.PLANNER, Role.VIEWER, Role.COMMANDER)
        }
        community = drawn.communities["code"][0]
        tokens["stranger"] = seeding.session(connection, "stranger", Role.PLANNER, community)
        source = Source(DATASET, SECOND)
        freshen(connection, source, "grids")
        freshen(connection, source, "microgrids")
        seeding.publish(connection, SECOND)
    owner.dispose()
    engine = open_engine(database.service)
    app = create_app(ServiceConfig(engine, tmp_path_factory.mktemp("data")))
    yield Service(app, engine, tokens, drawn)
    engine.dispose()


@pytest.fixture(params=[False, True], ids=["asked", "remembered"])
def ask(served: Service, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Get an address as somebody; the service has forgotten what it has made.

    With and without remembering who asks, which lets hot tiles take the short way.
    """
    served.app.state.tiles = service.Tiles(served.engine)
    served.app.state.memory.listen(listening=request.param)

    def get(who: str | None, path: str, **headers: str) -> Any:
        return served.client(who).get(path, headers=headers)

    return get


def test_a_tile_says_what_it_is_and_how_long_it_may_be_kept(
    served: Service, ask: Callable[..., Any]
) -> None:
    answer = ask("planner", f"{served.path('grids')}?plan={PLAN}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert {"Cookie", "Authorization"} <= set(answer.headers["vary"].split(", "))
    assert set(decoded(answer.content)) == {"grids", "grid_points"}
    version = answer.headers["etag"].split("-")[1]
    named = ask("planner", f"{served.path('grids')}?plan={PLAN}&version={version}")
    assert named.headers["cache-control"] == "private, max-age=86400, immutable"
    old = ask("planner", f"{served.path('grids')}?plan={SECOND}&version=5")
    assert old.headers["cache-control"] == "private, no-cache"


def test_a_client_without_gzip_gets_the_same_tile(served: Service, ask: Callable[..., Any]) -> None:
    path = f"{served.path('grids')}?plan={PLAN}"
    plain = ask("planner", path, **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == ask("planner", path).content


def test_nothing_to_see_is_answered_shortly(ask: Callable[..., Any]) -> None:
    answer = ask("planner", f"/tiles/grids/14/0/0.mvt?plan={PLAN}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["etag"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/rivers/14/0/0.mvt?plan=1", 404),
        ("/tiles/grids/23/0/0.mvt?plan=1", 404),
        ("/tiles/grids/-1/0/0.mvt?plan=1", 404),
        ("/tiles/grids/2/4/0.mvt?plan=1", 404),
        ("/tiles/grids/2/0/-1.mvt?plan=1", 404),
        ("/tiles/grids/two/0/0.mvt?plan=1", 422),
        ("/tiles/grids/2/0/99999999999999999999999.mvt?plan=1", 404),
        ("/tiles/grids/2/0/0.mvt", 422),
        ("/tiles/grids/2/0/0.mvt?plan=99999999999", 422),
        ("/tiles/grids/2/0/0.mvt?plan=1&version=-1", 422),
        ("/tiles/grids/2/0/0.mvt?plan=77", 404),
        ("/tiles/datasets/1/grids/2/0/0.mvt", 404),
        ("/tiles/rivers.json?plan=1", 404),
    ],
)
def test_a_tile_that_cannot_be_is_refused(ask: Callable[..., Any], path: str, status: int) -> None:
    answer = ask("planner", path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_may_not_see_a_plan_does_not_see_its_tiles(
    served: Service, ask: Callable[..., Any]
) -> None:
    for name in TILES:
        path = f"{served.path(name)}?plan="
        assert ask(None, f"{path}{PLAN}").status_code == 401
        assert ask("viewer", f"{path}{PLAN}").status_code == 404
        assert ask("stranger", f"{path}{PLAN}").status_code == 404
        assert ask("viewer", f"{path}{SECOND}").status_code in {200, 204}
    assert ask("viewer", f"/tiles/grids.json?plan={PLAN}").status_code == 404
    assert ask("viewer", "/tiles/datasets/1/basemap.json").status_code == 404


@pytest.mark.parametrize("order", [("planner", "viewer"), ("viewer", "planner")])
def test_no_answer_made_for_one_scope_serves_the_other(
    served: Service, ask: Callable[..., Any], order: tuple[str, str]
) -> None:
    path = f"{served.path('buildings')}?plan={SECOND}&version=0"
    got: dict[str, str] = {}
    for who in (*order, *order):
        answer = ask(who, path)
        tag, layer = answer.headers["etag"], decoded(answer.content)["buildings"]
        assert got.setdefault(who, tag) == tag
        if who == "viewer":
            assert layer["households"].min() >= 10
            assert (layer["households_text"] == "<10").any()
        else:
            assert layer["households"].min() < 10
            assert "households_text" not in layer
    assert got["viewer"] != got["planner"]
    for who, other in (order, order[::-1]):
        foreign = ask(who, path, **{"If-None-Match": got[other]})
        assert foreign.status_code == 200
        assert foreign.headers["etag"] == got[who]


def test_a_commander_shares_the_tiles_of_viewers(served: Service, ask: Callable[..., Any]) -> None:
    path = f"{served.path('buildings')}?plan={SECOND}"
    assert ask("commander", path).headers["etag"] == ask("viewer", path).headers["etag"]


def test_what_is_kept_is_not_drawn_again(served: Service, ask: Callable[..., Any]) -> None:
    path = f"{served.path('atoms')}?plan={PLAN}"
    first = ask("planner", path)
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(served.engine, "before_cursor_execute", note)
    try:
        again = ask("planner", path)
        short = ask("planner", path, **{"If-None-Match": first.headers["etag"]})
    finally:
        event.remove(served.engine, "before_cursor_execute", note)
    assert again.content == first.content
    assert (short.status_code, short.content) == (304, b"")
    # Who asks and what they may see may be looked up each time; tiles and versions are not.
    assert not [one for one in asked if "st_asmvt" in one or "plans.version" in one]


def test_those_who_ask_together_have_one_tile_drawn(
    served: Service, ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, begun = [], threading.Event()

    def slow(*given: Any) -> bytes:
        drawn.append(given)
        begun.wait(0.5)
        return tile(*given)

    monkeypatch.setattr(service, "tile", slow)
    path = f"{served.path('grids')}?plan={PLAN}"
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask("planner", path), range(4)))
    assert len({answer.content for answer in answers}) == len(drawn) == 1


def test_an_edit_shows_at_once_to_who_knows_of_it_and_soon_to_others(
    served: Service, ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{served.path('grids')}?plan={PLAN}"
    clock = [0.0]
    heads = Remembered[int, Edition](1.0, clock=lambda: clock[0])
    monkeypatch.setattr(served.app.state.tiles, "_heads", heads)
    before = ask("planner", path)
    with served.engine.begin() as connection:
        seeding.move(connection, *seeding.movable(served.drawn, community=2))
    assert ask("planner", path).headers["etag"] == before.headers["etag"]
    version = int(before.headers["etag"].split("-")[1]) + 1
    clock[0] = 1.5
    later = ask("planner", path)
    assert later.headers["etag"].split("-")[1] == str(version)
    assert later.content != before.content
    with served.engine.begin() as connection:
        connection.execute(text("update plans set version = version + 1 where id = 1"))
    known = ask("planner", f"{path}&version={version + 1}")
    assert known.headers["etag"].split("-")[1] == str(version + 1)
    with served.engine.begin() as connection:
        connection.execute(text("update plans set version = version + 1 where id = 1"))
    served.app.state.tiles.changed(PLAN)
    assert ask("planner", path).headers["etag"].split("-")[1] == str(version + 2)


@pytest.mark.parametrize("layer", TILES)
def test_tilejson_describes_what_the_tiles_hold(
    served: Service, ask: Callable[..., Any], layer: str
) -> None:
    for who in ("planner", "viewer"):
        told = ask(who, f"/tiles/{layer}.json?plan={SECOND}").json()
        assert told["tilejson"] == "3.0.0"
        at = over(middle(served.drawn), 15)
        template = told["tiles"][0]
        assert template.startswith("http://127.0.0.1/tiles/")
        path = template.format(z=at.z, x=at.x, y=at.y).removeprefix("http://127.0.0.1")
        layers = {one["id"]: one for one in told["vector_layers"]}
        for name, features in decoded(ask(who, path).content).items():
            assert set(features.columns) <= {*layers[name]["fields"], "geometry"}
            assert told["minzoom"] <= layers[name]["minzoom"] <= layers[name]["maxzoom"]
        west, south, east, north = told["bounds"]
        land = served.drawn.communities.to_crs(4326).total_bounds
        assert [west, south, east, north] == pytest.approx(list(land), abs=1e-6)


def test_a_dataset_is_drawn_before_there_is_a_plan(
    served: Service, ask: Callable[..., Any]
) -> None:
    told = ask("planner", f"/tiles/datasets/{DATASET}/basemap.json").json()
    at = over(middle(served.drawn), 15)
    path = told["tiles"][0].format(z=at.z, x=at.x, y=at.y)
    answer = ask("planner", path)
    assert "buildings" in decoded(answer.content)
    assert "immutable" in answer.headers["cache-control"]
