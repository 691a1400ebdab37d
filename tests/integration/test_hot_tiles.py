"""A tile that is in memory takes a short way, and nothing that changed is overlooked on it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, Engine, event, text
from starlette.testclient import TestClient

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.api.limits import Limits
from gis.api.memory import Memory
from gis.api.tiles import Tiles
from gis.database import Addresses
from gis.model import Grant, Role
from gis.store import events, keys, sessions, users
from gis.store.engine import open_engine
from gis.workflow import access
from tests.integration import seeding
from tests.integration.seeding import PLAN, STREET, Land
from tests.integration.test_tiles import middle, over

PLANNER = Grant(Role.PLANNER, STREET)
ROUTE = "/tiles/{layer}/{z}/{x}/{y}.mvt"


@pytest.fixture(scope="module")
def land(database: Addresses, town_file: Path) -> Land:
    drawn = seeding.land(town_file)
    owner = open_engine(database.owner, role=None)
    with owner.begin() as connection:
        seeding.store(connection, drawn)
    owner.dispose()
    return drawn


@pytest.fixture
def other(database: Addresses) -> Iterator[Engine]:
    """The connections of another process, such as `gis user`."""
    opened = open_engine(database.service)
    yield opened
    opened.dispose()


@dataclass
class Hot:
    """The service with its listener, somebody with a session and a key, and a tile's address."""

    app: FastAPI
    client: TestClient
    engine: Engine
    user: int
    key: int
    session: str
    secret: str
    path: str

    def get(self, path: str = "", *, key: bool = False, **headers: str) -> Any:
        """Ask for the tile, or something else."""
        how = f"Bearer {self.secret}" if key else ""
        told = {"Authorization": how} if key else {"Cookie": f"wangge={self.session}"}
        return self.client.get(path or self.path, headers=told | headers)


@pytest.fixture
def hot(database: Addresses, land: Land, tmp_path: Path) -> Iterator[Hot]:
    engine = open_engine(database.service)
    app = create_app(ServiceConfig(engine, tmp_path))
    # So long that nothing in a test is forgotten by itself.
    app.state.memory = Memory(seconds=600)
    name = f"ann {time.time_ns()}"
    with engine.begin() as conn:
        session = seeding.session(conn, name, Role.PLANNER)
        known = users.by_name(conn, name)
        assert known is not None
        made, secret = access.add_key(conn, name, known.id, "test", [Role.PLANNER], None)
    at = over(middle(land), 15)
    path = f"/tiles/buildings/{at.z}/{at.x}/{at.y}.mvt?plan={PLAN}"
    with TestClient(app, "http://127.0.0.1") as client:
        service = Hot(app, client, engine, known.id, made.id, session, secret, path)
        until(lambda: app.state.memory.listening)
        for key in (False, True):
            assert service.get(key=key).status_code == 200
        yield service
    engine.dispose()


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("key", [False, True])
def test_who_asked_a_moment_ago_gets_a_tile_from_memory_without_any_question(
    hot: Hot, *, key: bool
) -> None:
    with statements(hot.engine) as asked:
        assert hot.get(key=key).status_code == 200
    assert asked == []


@pytest.mark.parametrize("key", [False, True])
@pytest.mark.parametrize("version", ["", "&version=0", "&version=5"])
@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "identity"}, {"If-None-Match": "*"}])
def test_the_short_way_answers_like_the_usual_one(
    hot: Hot, version: str, headers: dict[str, str], *, key: bool
) -> None:
    empty = f"/tiles/grids/15/0/0.mvt?plan={PLAN}"
    for path in (hot.path + version, empty + version):
        answers = []
        for listening in (False, True):
            hot.app.state.memory.listen(listening=listening)
            hot.get(path, key=key)
            with statements(hot.engine) as asked:
                answers.append(hot.get(path, key=key, **headers))
            # A version that is not there yet is looked for.
            assert bool(asked) == (not listening or version == "&version=5")
        usual, short = answers
        assert short.status_code == usual.status_code
        assert short.content == usual.content
        told = [[(k, v) for k, v in a.headers.raw if k != b"x-request-id"] for a in answers]
        assert sorted(told[0]) == sorted(told[1])


def _revoke_role(conn: Connection, hot: Hot) -> None:
    access.revoke(conn, "admin", hot.user, PLANNER)


def _disable(conn: Connection, hot: Hot) -> None:
    access.set_disabled(conn, "admin", hot.user, disabled=True)


def _end_session(conn: Connection, hot: Hot) -> None:
    sessions.remove(conn, access.digest(hot.session))


def _end_all_sessions(conn: Connection, hot: Hot) -> None:
    sessions.remove_all(conn, hot.user)


def _revoke_key(conn: Connection, hot: Hot) -> None:
    keys.revoke(conn, hot.key)


REVOCATIONS = [
    (_revoke_role, False, 404),
    (_revoke_role, True, 404),
    (_disable, False, 401),
    (_disable, True, 401),
    (_end_session, False, 401),
    (_end_all_sessions, False, 401),
    (_revoke_key, True, 401),
]


@pytest.mark.parametrize(("revoke", "key", "status"), REVOCATIONS)
def test_what_this_process_revokes_is_refused_at_the_next_request(
    hot: Hot, revoke: Callable[[Connection, Hot], None], status: int, *, key: bool
) -> None:
    # Without the notices: only what the process hears of itself.
    hot.app.state.hub._hearer = None  # noqa: SLF001 -- takes away its ears
    with hot.engine.begin() as conn:
        revoke(conn, hot)
    assert hot.get(key=key).status_code == status


@pytest.mark.parametrize(("revoke", "key", "status"), REVOCATIONS)
def test_what_another_process_revokes_is_refused_as_soon_as_its_notice_comes(
    hot: Hot, other: Engine, revoke: Callable[[Connection, Hot], None], status: int, *, key: bool
) -> None:
    with other.begin() as conn:
        revoke(conn, hot)
    until(lambda: hot.get(key=key).status_code == status, 5)


def test_a_role_that_is_given_holds_at_the_next_request(hot: Hot) -> None:
    for _ in range(3):
        with hot.engine.begin() as conn:
            access.revoke(conn, "admin", hot.user, PLANNER)
        assert hot.get().status_code == 404
        with hot.engine.begin() as conn:
            access.grant(conn, "admin", hot.user, PLANNER)
        assert hot.get().status_code == 200


def test_what_is_rolled_back_changes_nothing(hot: Hot, other: Engine) -> None:
    for engine in (hot.engine, other):
        with engine.connect() as conn:
            access.revoke(conn, "admin", hot.user, PLANNER)
        assert hot.get().status_code == 200


def test_without_a_listener_nothing_is_remembered_until_there_is_one_again(
    hot: Hot, other: Engine
) -> None:
    memory = hot.app.state.memory
    with other.begin() as conn:
        conn.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'wangge events' and datname = current_database()"
            )
        )
    until(lambda: not memory.listening)
    with statements(hot.engine) as asked:
        assert hot.get().status_code == 200
    assert asked
    until(lambda: memory.listening)
    hot.get()
    with statements(hot.engine) as asked:
        assert hot.get().status_code == 200
    assert not asked


def test_a_new_version_of_a_plan_shows_at_the_next_request(
    hot: Hot, other: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gis.api.tiles.HEADS_LAST", 600)
    hot.app.state.tiles = Tiles(hot.engine)
    for engine, at_once in ((hot.engine, True), (other, False)):
        before = hot.get().headers["etag"]
        with engine.begin() as conn:
            query = "update plans set version = version + 1 where id = :plan returning version"
            version = conn.execute(text(query), {"plan": PLAN}).scalar_one()
            events.announce_plan(conn, PLAN, version)
        if not at_once:
            until(lambda seen=before: hot.get().headers["etag"] != seen, 5)  # type: ignore[misc]
        assert hot.get().headers["etag"].split("-")[1] == str(version)


def test_the_short_way_is_counted_logged_and_protected(
    hot: Hot, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "gis.access"), statements(hot.engine) as asked:
        answer = hot.get(**{"X-Request-ID": "abcdefgh-1"}, key=False)
    assert asked == []
    told = caplog.records[-1].told  # type: ignore[attr-defined]
    assert (told["route"], told["user"], told["status"]) == (ROUTE, hot.user, 200)
    assert told["request"] == answer.headers["x-request-id"] == "abcdefgh-1"
    assert told["bytes"] == int(answer.headers["content-length"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    figures = hot.app.state.metrics.registry
    labels = {"method": "GET", "route": ROUTE, "status": "200"}
    assert figures.get_sample_value("wangge_requests_total", labels) == 3
    assert hot.client.get(hot.path, headers={"Host": "evil.example"}).status_code == 421


def test_the_short_way_counts_against_the_limit_of_a_caller(
    hot: Hot, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(ServiceConfig(hot.engine, Path(), requests=3))
    monkeypatch.setattr(hot.app.state, "limits", limits)
    assert [hot.get().status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/tiles/grids/23/0/0.mvt?plan={PLAN}", 404),
        (f"/tiles/rivers/15/0/0.mvt?plan={PLAN}", 404),
        ("/tiles/grids/15/0/0.mvt?plan=77", 404),
        ("/tiles/grids/15/0/0.mvt?plan=0", 422),
        (f"/tiles/grids/15/0/0.mvt?plan={PLAN}&version=-1", 422),
    ],
)
def test_what_is_refused_is_refused_on_the_usual_way(hot: Hot, path: str, status: int) -> None:
    for _ in range(2):
        answer = hot.get(path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
