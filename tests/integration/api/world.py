"""What the tests of the service find in the database, and how they ask it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Connection, Engine, text

from gis.database import Addresses
from gis.model import ROOT, Grant, JobState, PlanState, Role
from gis.store import jurisdictions, keys, sessions, users, viewings
from gis.workflow import access

OWN, FOREIGN, COUNTY = "990121100", "990121200", "990121"
COMMUNITIES = {OWN: "990121100201", FOREIGN: "990121200201"}


@dataclass
class World:
    """Numbers of the things in each street, by kind; ``members`` are users by what they are."""

    things: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)

    def of(self, street: str, kind: str, variant: str = "plain") -> Any:
        """Number or code of one thing."""
        return self.things[street][kind][variant]


def populate(conn: Connection, database: Addresses) -> World:
    """Fill an empty database."""
    del database
    world = World()
    jurisdictions.ensure(conn, {code: f"community {code}" for code in COMMUNITIES.values()})
    for street in COMMUNITIES:
        world.things[street] = _street(conn, street)
    world.members["nobody"] = member(conn, "nobody", [])
    world.members["root"] = member(conn, "root", [Grant(Role.ADMIN, ROOT)], home=ROOT)
    for role in Role:
        world.members[role] = member(conn, str(role), [Grant(role, OWN)])
    return world


def member(
    conn: Connection,
    name: str,
    given: Iterable[Grant],
    *,
    home: str = OWN,
    password: str | None = None,
) -> int:
    """Add a user; returns the number."""
    number = users.add(conn, name, home, password, one_time=False)
    for one in given:
        users.grant(conn, number, one)
    return number


def _street(conn: Connection, street: str) -> dict[str, dict[str, Any]]:
    dataset = _insert(
        conn, "datasets", name=f"town {street}", version=1, jurisdiction=street, srid=4547,
        digests="{}", notices="[]", software="test", totals="{}", columns="{}",
        created_by="somebody",
    )  # fmt: skip
    plans = {
        variant: _insert(
            conn, "plans", dataset=dataset, name=variant, jurisdiction=street, state=state,
            version=0, rules="{}", params="{}", quality="{}", head=b"", next_grid=1,
            next_microgrid=1, created_by="somebody",
        )
        for variant, state in (("plain", PlanState.DRAFT), ("published", PlanState.PUBLISHED))
    }  # fmt: skip
    exception = _insert(
        conn, "exceptions", jurisdiction=street, finding="f", reason="r",
        expires_at="2999-01-01", created_by="somebody",
    )  # fmt: skip
    job = _insert(
        conn, "jobs", kind="import", state=JobState.DONE, jurisdiction=street, params="{}",
        created_by="somebody",
    )  # fmt: skip
    neighbour = member(conn, f"neighbour {street}", [Grant(Role.VIEWER, street)], home=street)
    key = keys.add(conn, neighbour, "k", secrets.token_bytes(32), {Role.VIEWER}, None)
    return {
        "dataset": {"plain": dataset},
        "plan": plans,
        "exception": {"plain": exception},
        "job": {"plain": job},
        "user": {"plain": neighbour},
        "key": {"plain": key.id},
        "jurisdiction": {"plain": street},
        "alert": {"plain": _alert(conn, street)},
        "ticket": {"plain": _ticket(conn, street)},
        "post": {"plain": _post(conn, street)},
        **_watch(conn, street, neighbour),
    }


def _watch(conn: Connection, street: str, user: int) -> dict[str, dict[str, Any]]:
    """A camera, who looks through it, and a patrol that passes it."""
    camera = _insert(
        conn, "cameras", code=street, scheme="own", name="camera", department="police",
        kind="fixed", jurisdiction=street, geom="srid=4326;point(113.9 30.6)",
    )  # fmt: skip
    token = secrets.token_urlsafe(32)
    viewing = _insert(
        conn, "viewings", camera=camera, user_id=user, user_name="somebody", unit="u", reason="r",
        jurisdiction=street, token=viewings.digest(token), expires_at="2999-01-01",
    )  # fmt: skip
    patrol = _insert(
        conn, "patrols", name="patrol", jurisdiction=street, stops="[]", created_by="somebody"
    )
    run = _insert(conn, "patrol_runs", patrol=patrol, post="commander")
    return {
        "camera": {"plain": camera},
        "viewing": {"plain": viewing},
        "stream": {"plain": token},
        "patrol": {"plain": patrol},
        "patrol_run": {"plain": run},
    }


def _alert(conn: Connection, street: str) -> int:
    return _insert(
        conn, "alerts", kind="surge", key=f"surge:{street}", jurisdiction=street,
        window_from="2026-03-03", window_to="2026-03-04", numbers="{}", reason_zh="", reason_en="",
    )  # fmt: skip


def _ticket(conn: Connection, street: str) -> int:
    conn.execute(text("select open_ticket_months('2026-03-01', '2026-03-01')"))
    row = (
        "insert into tickets (id, reported_at, source, external, category, channel, stage,"
        " stage_since, position, jurisdiction, change)"
        " values (nextval('ticket_numbers'), '2026-03-03', 'test', :street, 1, 'hotline',"
        " 'reported', '2026-03-03', 'missing', :street, 0) returning id"
    )
    return int(conn.execute(text(row), {"street": street}).scalar_one())


def _post(conn: Connection, street: str) -> int:
    query = (
        "insert into posts (name, kind, category, jurisdiction, created_by, geom) values"
        " ('post', 'post', 'police', :street, 'somebody', 'srid=4326;point(113.9 30.6)')"
        " returning id"
    )
    return int(conn.execute(text(query), {"street": street}).scalar_one())


def _insert(conn: Connection, table: str, **values: Any) -> int:
    present = conn.execute(
        text("select column_name from information_schema.columns where table_name = :table"),
        {"table": table},
    ).scalars()
    known = set(present)
    row = {name: value for name, value in values.items() if name in known}
    columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    query = f"insert into {table} ({columns}) values ({marks}) returning id"  # noqa: S608
    return int(conn.execute(text(query), row).scalar_one())


class Visitor:
    """A browser or a machine that asks the service."""

    def __init__(self, app: FastAPI, engine: Engine) -> None:
        self._client = TestClient(
            app,
            base_url="http://127.0.0.1:8000",
            client=("10.1.2.3", 50000),
            raise_server_exceptions=False,
        )
        self._engine = engine
        self.headers: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._client.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._client.__exit__(*error)

    def nobody(self) -> Visitor:
        """Come without anything."""
        self.headers = {}
        self._client.cookies.clear()
        return self

    def session(self, user: int) -> Visitor:
        """Come with a session of a user, from the service's own page."""
        token = secrets.token_urlsafe(32)
        with self._engine.begin() as conn:
            sessions.add(conn, user, access.digest(token))
        self.nobody()
        self.headers = {"Cookie": f"wangge={token}", "Sec-Fetch-Site": "same-origin"}
        return self

    def key(self, user: int, roles: Iterable[Role] = tuple(Role)) -> Visitor:
        """Come with an API key of a user."""
        with self._engine.begin() as conn:
            _, secret = access.add_key(conn, "test", user, "test", set(roles), None)
        self.nobody()
        self.headers = {"Authorization": f"Bearer {secret}"}
        return self

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Response:
        """Ask the service."""
        return self._client.request(
            method, path, headers={**self.headers, **(headers or {})}, **more
        )
