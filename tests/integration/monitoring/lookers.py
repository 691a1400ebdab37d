"""People with sessions who look through a camera."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from gis.model import Grant, Role
from gis.store import sessions, users
from gis.workflow import access
from tests.integration import drawn

PIECE = bytes(range(256)) * 1000
"""What the gateway serves as a piece of a stream."""


class Crew:
    """Browsers of people, each with a session."""

    def __init__(self, app: FastAPI, engine: Engine) -> None:
        self._app, self._engine = app, engine
        self.numbers: dict[str, int] = {}

    def __call__(self, name: str, role: Role, place: str = drawn.STREET) -> TestClient:
        token = secrets.token_urlsafe(32)
        with self._engine.begin() as conn:
            number = users.add(conn, name, place, None, one_time=False)
            users.grant(conn, number, Grant(role, place))
            sessions.add(conn, number, access.digest(token))
        self.numbers[name] = number
        client = TestClient(
            self._app, "http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"}
        )
        client.cookies.set("wangge", token)
        return client


def ask(client: TestClient, lens: int, **more: Any) -> Any:
    return client.post(f"/api/v1/cameras/{lens}/view", json={"reason": "核实积水", **more})


def begun(client: TestClient, lens: int) -> tuple[int, str]:
    """Number of a viewing that runs, and the address of its stream."""
    granted = ask(client, lens).json()
    return granted["viewing"], last_line(client.get(granted["url"]))


def last_line(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.text.splitlines()[-1])


def row(engine: Engine, number: int) -> Any:
    with engine.connect() as conn:
        return conn.execute(text("select * from viewings where id = :id"), {"id": number}).one()
