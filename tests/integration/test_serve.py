"""``gis serve`` as people start and stop it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from gis.database import Addresses
from gis.store.engine import open_engine
from gis.workflow import access
from tests.places import Run

GIS = Path(sys.executable).with_name("gis")


@contextmanager
def serving(database: Addresses, folder: Path, *more: str) -> Iterator[tuple[str, Path]]:
    """A service in a process of its own; gives its address and the file of its log."""
    log = folder / "serve.log"
    environment = {
        **os.environ,
        "WANGGE_DATABASE": database.service.render_as_string(hide_password=False),
        "WANGGE_DATA_FOLDER": str(folder),
    }
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [str(GIS), "serve", *more], stderr=file, stdout=file, env=environment
        )
    try:
        yield _address(process, log), log
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"serving on (\S+)", log.read_text("utf-8"))
        if found:
            with contextlib.suppress(httpx2.TransportError):
                httpx2.get(f"{found[1]}/healthz").raise_for_status()
                return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_service_starts_lets_one_in_and_stops_when_told(
    database: Addresses, tmp_path: Path
) -> None:
    engine = open_engine(database.service)
    with engine.begin() as conn:
        _, password = access.add_user(conn, "test", "somebody", "0")
    engine.dispose()

    with (
        serving(database, tmp_path, "--port", "0") as (address, log),
        httpx2.Client(base_url=address) as client,
    ):
        assert client.get("/readyz").json() == {"status": "ready"}
        login = {"user": "somebody", "password": password}
        assert client.post("/api/v1/session", json=login).status_code == 200
        assert client.get("/api/v1/session").json()["user"] == "somebody"
        assert "wangge_requests_total" in client.get("/metrics").text
        forwarded = {"X-Forwarded-For": "10.9.8.7"}
        outside = httpx2.get(f"{address}/metrics", headers=forwarded)
        assert outside.status_code == 401

    told = log.read_text("utf-8")
    assert password is not None
    for private in (password, "somebody", "127.0.0.1:5", "10.9.8.7"):
        assert private not in told.partition("\n")[2]


def test_the_next_free_port_is_taken_where_none_was_asked_for(
    database: Addresses, tmp_path: Path
) -> None:
    with serving(database, tmp_path) as (first, _):
        folder = tmp_path / "other"
        folder.mkdir()
        with serving(database, folder) as (second, _):
            assert first != second


def test_a_port_that_was_asked_for_is_not_swapped(run_gis: Run, taken: int) -> None:
    done = run_gis("serve", "--port", taken, "--database", "postgresql://a:b@127.0.0.1:1/c")

    assert done.returncode == 2
    assert f"127.0.0.1:{taken}" in done.stderr
    assert "Traceback" not in done.stderr


def test_beyond_this_machine_a_careless_service_does_not_start(run_gis: Run) -> None:
    done = run_gis(
        "serve",
        "--host",
        "0.0.0.0",  # noqa: S104
        "--database",
        "postgresql://a:b@127.0.0.1:1/c",
    )

    assert done.returncode == 2
    assert "WANGGE_SECRET" in done.stderr
    assert "WANGGE_ORIGIN" in done.stderr
