"""`gis serve` in a process of its own, and a small client for it."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL

from gis.database import Addresses
from gis.model import ROOT, Grant, Role
from gis.model.wishes import Wish
from gis.store.engine import open_engine
from gis.workflow import access

GIS = Path(sys.executable).with_name("gis")
STARTING = 120


@dataclass(frozen=True)
class Service:
    """A running service."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()


def keys_of(database: Addresses, count: int, role: Role = Role.PLANNER) -> list[str]:
    """Keys of so many new users, each with the role everywhere."""
    engine = open_engine(database.service)
    keys = []
    with engine.begin() as conn:
        for number in range(count):
            name = f"{role} {number} {secrets.token_hex(4)}"
            given = [Grant(role, ROOT)]
            user, _ = access.add_user(conn, "admin", name, ROOT, given, machine=True)
            keys.append(access.add_key(conn, "admin", user.id, "test", [role], None)[1])
    engine.dispose()
    return keys


@contextmanager
def serving(url: URL, folder: Path, *, port: int = 0, **settings: str) -> Iterator[Service]:
    """A service on this machine only; it is told to stop afterwards.

    Parameters
    ----------
    url
        Its database.
    folder
        For its data and its log.
    settings
        Further settings by name.
    """
    service = start(url, folder, port=port, **settings)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.process.send_signal(signal.SIGTERM)
            try:
                service.process.wait(20)
            except subprocess.TimeoutExpired:
                service.kill()


def start(url: URL, folder: Path, *, port: int = 0, **settings: str) -> Service:
    """Start a service and wait until it answers; the caller ends it."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "serve.log"
    environment = {
        **os.environ,
        "WANGGE_DATABASE": url.render_as_string(hide_password=False),
        "WANGGE_DATA_FOLDER": str(folder),
        **{f"WANGGE_{name.upper()}": value for name, value in settings.items()},
    }
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [str(GIS), "serve", "--port", str(port)], stdout=file, stderr=file, env=environment
        )
    end = time.monotonic() + STARTING
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"serving on http://127\.0\.0\.1:(\d+)", log.read_text("utf-8"))
        if found and alive(int(found[1])):
            return Service(int(found[1]), process, log)
        time.sleep(0.05)
    process.kill()
    process.wait()
    raise AssertionError(log.read_text("utf-8"))


def alive(port: int) -> bool:
    """Whether the service answers at all."""
    try:
        with Client(port, "") as client:
            return client.get("/healthz").status == 200
    except OSError:
        return False


@dataclass(frozen=True)
class Answer:
    """What was answered; ``body`` is None for what is no JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Client:
    """One caller with one connection that is kept open; ``headers`` go with every request.

    Raises
    ------
    OSError, HTTPException
        From every method, where no answer came.
    """

    def __init__(self, port: int, key: str, *, timeout: float = 30) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str) -> Answer:
        """Ask for something."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Send JSON; underscores in names of headers stand for hyphens."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask("POST", path, body, told)

    def edit(self, plan: int, key: str, based_on: int, wish: Wish) -> Answer:
        """Ask for an operation."""
        path = f"/api/v1/plans/{plan}/operations"
        return self.post(path, asdict(wish), Idempotency_Key=key, If_Match=f'"{based_on}"')

    def move(self, plan: int, key: str, based_on: int, wish: Wish) -> Answer:
        """Like ``edit``, where it must succeed."""
        answer = self.edit(plan, key, based_on, wish)
        assert answer.status == 200, answer
        return answer

    def undo(self, plan: int, key: str) -> Answer:
        """Take back one's last operation."""
        return self.post(f"/api/v1/plans/{plan}/undo", Idempotency_Key=key)

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        data = None if body is None else json.dumps(body)
        if data is not None:
            headers = {**headers, "Content-Type": "application/json"}
        try:
            self._connection.request(method, path, data, {**self.headers, **headers})
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            # The next request opens a connection of its own.
            self._connection.close()
            raise
        told = {name.lower(): value for name, value in answer.getheaders()}
        is_json = "json" in told.get("content-type", "")
        return Answer(answer.status, told, json.loads(content) if is_json else None)
