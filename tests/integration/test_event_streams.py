"""Event streams over real connections: who may listen, until when, and clients that freeze."""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine, text

from gis.api import streams
from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.database import Addresses
from gis.model import JobKind, Role
from gis.store import events, jobs, sessions
from gis.store.engine import open_engine
from gis.workflow import access, follow, hub
from tests.integration.api.world import FOREIGN, OWN, Visitor, World, populate
from tests.integration.test_events import operate

PATIENCE = 20.0


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def world(engine: Engine, database: Addresses) -> World:
    with engine.begin() as conn:
        return populate(conn, database)


@pytest.fixture(scope="module")
def app(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(ServiceConfig(engine, tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="module")
def port(app: FastAPI) -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    end = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < end
        time.sleep(0.02)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats, checks and patience of tenths of a second."""
    monkeypatch.setattr(follow, "BEAT", 0.1)
    monkeypatch.setattr(streams, "CHECK", 0.2)
    monkeypatch.setattr(streams, "STALLED", 0.5)


class Line:
    """A connection that asked for events, read by hand."""

    def __init__(self, port: int, query: str, token: str, header: str = "") -> None:
        self.socket = socket.socket()
        # A small window: what is not read stays with the service.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(
            f"GET /api/v1/events?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Cookie: wangge={token}\r\n{header}\r\n".encode()
        )
        self.heard = bytearray()

    def until(self, wanted: bytes) -> bytes:
        """Read until some bytes came."""
        tail = self.heard
        while wanted not in tail:
            piece = self.socket.recv(65536)
            assert piece, self.heard[-2000:]
            self.heard += piece
            tail = tail[-len(wanted) :] + piece
        return bytes(self.heard)

    def rest(self) -> bytes:
        """Read to the end."""
        while piece := self.socket.recv(65536):
            self.heard += piece
        return bytes(self.heard)


@contextmanager
def line(port: int, query: str, token: str, header: str = "") -> Iterator[Line]:
    made = Line(port, query, token, header)
    with closing(made.socket):
        yield made


def login(engine: Engine, world: World, role: Role) -> str:
    token = secrets.token_urlsafe(32)
    with engine.begin() as conn:
        sessions.add(conn, world.members[role], access.digest(token))
    return token


def followers(app: FastAPI) -> int:
    served: hub.Hub = app.state.hub
    return served.followers


def awaited_followers(app: FastAPI, count: int) -> bool:
    end = time.monotonic() + PATIENCE
    while followers(app) != count:
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_a_browser_that_comes_back_names_the_last_event_and_is_told_the_rest(
    port: int, engine: Engine, world: World
) -> None:
    plan, token = world.of(OWN, "plan"), login(engine, world, Role.PLANNER)
    first = operate(engine, plan)
    with line(port, f"plan={plan}", token) as live:
        live.until(b"event: state")
        second = operate(engine, plan, "wang")
        told = live.until(b"id: %d\n" % second)
    assert b"content-type: text/event-stream" in told
    assert b'"actor": "wang"' in told
    third = operate(engine, plan)
    with line(port, f"plan={plan}", token, f"Last-Event-ID: {first}\r\n") as again:
        told = again.until(b"id: %d\n" % third)
    assert told.count(b"event: operation") == 2


@pytest.mark.usefixtures("quick")
def test_a_stream_ends_soon_after_its_session_is_revoked(
    port: int, engine: Engine, world: World, app: FastAPI
) -> None:
    token = login(engine, world, Role.PLANNER)
    with line(port, f"plan={world.of(OWN, 'plan')}", token) as live:
        live.until(b": ping")
        with engine.begin() as conn:
            sessions.remove(conn, access.digest(token))
        assert live.rest().endswith(b"0\r\n\r\n")
    assert awaited_followers(app, 0)


@pytest.mark.usefixtures("quick")
def test_a_stream_ends_soon_after_a_role_is_revoked_and_does_not_keep_its_session_alive(
    port: int, engine: Engine, world: World
) -> None:
    token = login(engine, world, Role.AUDITOR)
    seen = text("select seen_at from sessions where token = :token")
    old = text("update sessions set seen_at = now() - interval '20 min' where token = :token")
    given = {"token": access.digest(token)}
    with line(port, f"plan={world.of(OWN, 'plan')}", token) as live:
        live.until(b": ping")
        with engine.begin() as conn:
            conn.execute(old, given)
            before = conn.scalar(seen, given)
        live.until(b": ping\n\n\r\n" * 1)
        time.sleep(0.5)
        with engine.begin() as conn:
            assert conn.scalar(seen, given) == before
            conn.execute(text("delete from grants where user_id = :id"),
                         {"id": world.members[Role.AUDITOR]})  # fmt: skip
        live.rest()


@pytest.mark.usefixtures("quick")
def test_a_frozen_client_is_dropped_and_others_hear_everything(
    port: int, engine: Engine, world: World, app: FastAPI
) -> None:
    plan, token = world.of(OWN, "plan"), login(engine, world, Role.PLANNER)
    begin = operate(engine, plan)
    with line(port, f"plan={plan}", token) as frozen, line(port, f"plan={plan}", token) as live:
        frozen.until(b"event: state")
        live.until(b"event: state")
        assert awaited_followers(app, 2)
        with ThreadPoolExecutor() as reading:
            told = reading.submit(live.until, b"id: %d\n" % (begin + 80))
            # Eight megabytes: more than the buffers of both ends hold.
            for _ in range(80):
                operate(engine, plan, size=100_000)
            assert told.result().count(b"event: operation") == 80
        assert awaited_followers(app, 1)
    assert awaited_followers(app, 0)


def test_a_client_that_hangs_up_is_forgotten(
    port: int, engine: Engine, world: World, app: FastAPI
) -> None:
    with line(port, f"plan={world.of(OWN, 'plan')}", login(engine, world, Role.PLANNER)) as live:
        live.until(b"event: state")
        assert awaited_followers(app, 1)
    assert awaited_followers(app, 0)


@pytest.fixture
def visitor(app: FastAPI, port: int, engine: Engine) -> Visitor:
    """Without the start of the app, which runs already."""
    del port
    return Visitor(app, engine)


@pytest.mark.parametrize(
    ("role", "street", "variant", "status"),
    [
        (Role.PLANNER, FOREIGN, "plain", 404),
        (Role.VIEWER, OWN, "plain", 404),
        # What is in force is seen by all, but drafts and exact counts of its history are not.
        (Role.VIEWER, OWN, "published", 403),
        (Role.ADMIN, OWN, "published", 404),
    ],
)
def test_only_those_who_may_see_its_history_follow_a_plan(
    role: Role, street: str, variant: str, status: int, visitor: Visitor, world: World
) -> None:
    visitor.session(world.members[role])
    answer = visitor.ask("GET", f"/api/v1/events?plan={world.of(street, 'plan', variant)}")
    assert answer.status_code == status


@pytest.mark.parametrize("query", ["", "plan=1&job=1", "plan=0", "job=x", "plan=1&after=-1"])
def test_a_request_that_follows_nothing_or_two_things_is_refused(
    query: str, visitor: Visitor, world: World
) -> None:
    visitor.session(world.members[Role.PLANNER])
    assert visitor.ask("GET", f"/api/v1/events?{query}").status_code == 422


def test_a_job_is_followed_by_its_owner_only_and_a_browser_is_told_to_stop(
    visitor: Visitor, engine: Engine, world: World
) -> None:
    with engine.begin() as conn:
        job = jobs.enqueue(conn, JobKind.IMPORT, {"name": "n"}, by=str(Role.PLANNER))
        job = jobs.cancel(conn, job.id)
    visitor.session(world.members[Role.AUDITOR])
    assert visitor.ask("GET", f"/api/v1/events?job={job.id}").status_code == 404
    visitor.session(world.members[Role.PLANNER])
    told = visitor.ask("GET", f"/api/v1/events?job={job.id}")
    assert told.status_code == 200
    assert '"state": "cancelled"' in told.text
    again = visitor.ask(
        "GET", f"/api/v1/events?job={job.id}", headers={"Last-Event-ID": str(job.revision)}
    )
    assert again.status_code == 204


def test_presence_needs_the_right_to_edit(visitor: Visitor, world: World, engine: Engine) -> None:
    plan = world.of(OWN, "plan")
    body = {"community": "990121100201"}
    visitor.session(world.members[Role.PLANNER])
    before = _version(engine, plan)
    assert visitor.ask("POST", f"/api/v1/plans/{plan}/presence", json=body).status_code == 204
    assert _version(engine, plan) == before
    visitor.session(world.members[Role.PUBLISHER])
    assert visitor.ask("POST", f"/api/v1/plans/{plan}/presence", json=body).status_code == 403


def _version(engine: Engine, plan: int) -> int:
    with engine.connect() as conn:
        return events.head(conn, plan).version
