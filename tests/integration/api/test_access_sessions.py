"""Logging in, staying in and being put out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.errors import BusyError, CredentialsError
from gis.model import Grant, Role
from gis.store import events, users
from gis.workflow import access, passwords
from tests.integration.api.world import OWN, Visitor, World, member

GOOD = "a long enough password"
LOGIN = "/api/v1/session"


@pytest.fixture(scope="module")
def stored() -> str:
    return passwords.hashed(GOOD)


@pytest.fixture
def person(engine: Engine, world: World, stored: str, request: pytest.FixtureRequest) -> str:
    """Name of a planner with a password, one for each test."""
    del world
    name = f"p {request.node.name}"[:60]
    with engine.begin() as conn:
        member(conn, name, [Grant(Role.PLANNER, OWN)], password=stored)
    return name


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        yield client


def log_in(client: TestClient, name: str, password: str = GOOD) -> int:
    return client.post(LOGIN, json={"user": name, "password": password}).status_code


def number_of(engine: Engine, name: str) -> int:
    with engine.begin() as conn:
        user = users.by_name(conn, name)
    assert user is not None
    return user.id


def shift(engine: Engine, name: str, column: str, interval: str) -> None:
    """Let time pass for a user's sessions, and for what is remembered for a second."""
    query = (
        f"update sessions set {column} = {column} - cast(:interval as interval) where user_id = :id"  # noqa: S608
    )
    with engine.begin() as conn:
        number = number_of(engine, name)
        conn.execute(text(query), {"interval": interval, "id": number})
        events.announce_access(conn, number)


def test_a_login_tells_who_one_is(browser: TestClient, person: str) -> None:
    assert log_in(browser, person) == 200

    me = browser.get(LOGIN).json()

    assert me["user"] == person
    assert me["grants"] == [{"role": "planner", "jurisdiction": OWN}]


def test_only_a_hash_of_the_token_is_stored(
    browser: TestClient, person: str, engine: Engine
) -> None:
    log_in(browser, person)
    token = browser.cookies["wangge"]

    with engine.begin() as conn:
        stored = {bytes(one) for one in conn.execute(text("select token from sessions")).scalars()}

    assert hashlib.sha256(token.encode()).digest() in stored
    assert token.encode() not in stored
    assert len(token) >= 43


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: TestClient, person: str
) -> None:
    answer = browser.post(LOGIN, json={"user": person, "password": GOOD})
    cookie = answer.headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "domain" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(
    engine: Engine, app: FastAPI, person: str
) -> None:
    config: ServiceConfig = app.state.config
    secure = create_app(ServiceConfig(engine, config.data, origin="https://grids.example.gov"))
    with TestClient(secure, base_url="https://grids.example.gov") as client:
        answer = client.post(LOGIN, json={"user": person, "password": GOOD})
        cookie = answer.headers["set-cookie"]

        assert cookie.startswith("__Host-wangge=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert client.get(LOGIN).json()["user"] == person
        assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize("password", ["wrong", GOOD + " ", "", "x" * 256])
def test_a_wrong_password_and_an_unknown_name_sound_the_same(
    password: str, browser: TestClient, person: str
) -> None:
    wrong = browser.post(LOGIN, json={"user": person, "password": password})
    unknown = browser.post(LOGIN, json={"user": "no such person", "password": password})

    for answer in (wrong, unknown):
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
    assert {**wrong.json(), "request": ""} == {**unknown.json(), "request": ""}


def test_an_unknown_name_costs_a_hash_as_well(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    del world
    hashes: list[str] = []
    verify = passwords._hasher.verify  # noqa: SLF001 -- what takes the time

    def counted(password: str, stored: str) -> bool:
        hashes.append(password)
        return verify(password, stored)

    monkeypatch.setattr(passwords._hasher, "verify", counted)  # noqa: SLF001
    log_in(browser, "no such person at all", "secret")

    assert hashes == ["secret"]


def test_a_login_rotates_the_token(browser: TestClient, person: str) -> None:
    log_in(browser, person)
    first = browser.cookies["wangge"]
    log_in(browser, person)
    second = browser.cookies["wangge"]

    assert first != second
    browser.cookies.clear()
    assert browser.get(LOGIN, headers={"Cookie": f"wangge={first}"}).status_code == 401
    assert browser.get(LOGIN, headers={"Cookie": f"wangge={second}"}).status_code == 200


def test_logging_out_ends_the_session_at_once(browser: TestClient, person: str) -> None:
    log_in(browser, person)
    token = browser.cookies["wangge"]

    assert browser.delete(LOGIN).status_code == 204
    assert browser.get(LOGIN, headers={"Cookie": f"wangge={token}"}).status_code == 401


def test_an_idle_session_ends_after_half_an_hour(
    browser: TestClient, person: str, engine: Engine
) -> None:
    log_in(browser, person)
    shift(engine, person, "seen_at", "29 minutes")
    assert browser.get(LOGIN).status_code == 200
    # That request was seen: the half hour begins anew.
    shift(engine, person, "seen_at", "29 minutes")
    assert browser.get(LOGIN).status_code == 200
    shift(engine, person, "seen_at", "31 minutes")
    assert browser.get(LOGIN).status_code == 401


def test_no_session_lasts_longer_than_twelve_hours(
    browser: TestClient, person: str, engine: Engine
) -> None:
    log_in(browser, person)
    shift(engine, person, "expires_at", "11 hours 59 minutes")
    assert browser.get(LOGIN).status_code == 200
    shift(engine, person, "expires_at", "2 minutes")
    assert browser.get(LOGIN).status_code == 401


def test_who_is_disabled_is_out_at_the_next_request(
    browser: TestClient, person: str, engine: Engine
) -> None:
    log_in(browser, person)
    with engine.begin() as conn:
        users.set_disabled(conn, number_of(engine, person), disabled=True)

    assert browser.get(LOGIN).status_code == 401
    assert log_in(browser, person) == 401


def test_a_role_that_is_revoked_is_gone_at_the_next_request(
    browser: TestClient, person: str, engine: Engine, world: World
) -> None:
    log_in(browser, person)
    address = f"/api/v1/plans/{world.of(OWN, 'plan')}/history"
    assert browser.get(address).status_code == 200

    with engine.begin() as conn:
        access.revoke(conn, "test", number_of(engine, person), Grant(Role.PLANNER, OWN))

    assert browser.get(address).status_code == 404
    assert browser.get("/api/v1/where", params={"lon": 104, "lat": 30}).status_code == 403


def test_a_one_time_password_serves_once(browser: TestClient, engine: Engine, world: World) -> None:
    del world
    with engine.begin() as conn:
        _, password = access.add_user(conn, "test", "once", OWN)
    assert password is not None

    assert log_in(browser, "once", password) == 200
    assert log_in(browser, "once", password) == 401


def test_of_many_logins_at_once_one_gets_the_one_time_password(
    engine: Engine, world: World
) -> None:
    del world
    with engine.begin() as conn:
        _, password = access.add_user(conn, "test", "race", OWN)
    assert password is not None
    begin = threading.Barrier(4)

    def race(_: int) -> bool:
        begin.wait()
        try:
            access.log_in(engine, "race", password)
        except CredentialsError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(race, range(4)))

    assert sum(won) == 1


def test_after_a_one_time_password_one_sets_ones_own(
    browser: TestClient, engine: Engine, world: World
) -> None:
    del world
    with engine.begin() as conn:
        _, password = access.add_user(conn, "test", "newcomer", OWN)
    assert password is not None
    begun = browser.post(LOGIN, json={"user": "newcomer", "password": password}).json()
    assert begun["password_needed"]

    assert browser.put(f"{LOGIN}/password", json={"new": "short"}).status_code == 422
    assert browser.get(LOGIN).json()["password_needed"]
    assert browser.put(f"{LOGIN}/password", json={"new": GOOD}).status_code == 204
    assert not browser.get(LOGIN).json()["password_needed"]
    assert log_in(browser, "newcomer") == 200


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(
    browser: TestClient, app: FastAPI, person: str
) -> None:
    elsewhere = TestClient(app, base_url="http://127.0.0.1:8000")
    log_in(elsewhere, person)
    log_in(browser, person)
    change = {"new": "another long password"}

    assert browser.put(f"{LOGIN}/password", json=change).status_code == 401
    wrong = {**change, "old": "not this one"}
    assert browser.put(f"{LOGIN}/password", json=wrong).status_code == 401
    assert elsewhere.get(LOGIN).status_code == 200
    right = {**change, "old": GOOD}
    assert browser.put(f"{LOGIN}/password", json=right).status_code == 204

    assert browser.get(LOGIN).status_code == 200
    assert elsewhere.get(LOGIN).status_code == 401


def test_only_so_many_hashes_run_and_wait_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()
    full = threading.Event()

    def slow(password: str, stored: str) -> bool:
        nonlocal running, most
        del password, stored
        with lock:
            running += 1
            most = max(most, running)
        full.wait(2)
        with lock:
            running -= 1
        return True

    monkeypatch.setattr(passwords._hasher, "verify", slow)  # noqa: SLF001

    def ask(_: int) -> bool:
        try:
            return passwords.verify("x", "y")
        except BusyError:
            # Somebody was sent away; the others may go on.
            full.set()
            return False

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(16)))

    assert most == 2
    assert sum(answers) >= 10
    assert not all(answers)


def test_too_many_failed_logins_of_a_name_have_to_wait(
    engine: Engine, app: FastAPI, person: str
) -> None:
    config: ServiceConfig = app.state.config
    strict = create_app(ServiceConfig(engine, config.data, logins=3))
    with TestClient(strict, base_url="http://127.0.0.1:8000") as client:
        assert [log_in(client, person, "wrong") for _ in range(4)] == [401, 401, 401, 429]
        refused = client.post(LOGIN, json={"user": person, "password": GOOD})

    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 15 * 60


def test_too_many_requests_have_to_wait(engine: Engine, app: FastAPI, world: World) -> None:
    config: ServiceConfig = app.state.config
    strict = create_app(ServiceConfig(engine, config.data, requests=5))
    with Visitor(strict, engine) as visitor:
        visitor.session(world.members["viewer"])
        answers = [visitor.ask("GET", LOGIN).status_code for _ in range(6)]
        assert answers == [200] * 5 + [429]
        # Others are not concerned.
        assert visitor.session(world.members["auditor"]).ask("GET", LOGIN).status_code == 200
