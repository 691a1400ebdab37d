"""Simulated cameras, watched through the service as a browser would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.workflow import simulator
from gis.workflow.fetching import FetchError, fetch, parse_networks
from gis.workflow.gateway import Gateway
from gis.workflow.simulator import EVERY_DEAD, Simulator, is_dead, simulated
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.test_cameras import camera
from tests.places import Run

HERE = parse_networks("127.0.0.1")
PACKET = 188
"""Bytes of a packet of MPEG-TS; each begins with G."""

pytestmark = pytest.mark.skipif(simulator.encoder() is None, reason=simulator.MISSING)


@pytest.fixture(scope="module")
def cameras() -> Iterator[Simulator]:
    with simulated(EVERY_DEAD + 3) as made:
        yield made


def test_a_simulated_camera_plays_real_pictures(cameras: Simulator) -> None:
    gateway = Gateway(HERE)
    playlist = gateway.playlist(1, cameras.stream(1))
    piece = gateway.piece(1, cameras.stream(1), playlist.splitlines()[-1])
    data = b"".join(piece.pieces())
    piece.close()

    assert len(data) > 1000
    assert len(data) % PACKET == 0
    assert set(data[::PACKET]) == {ord("G")}


def test_streams_go_on_and_old_pieces_are_dropped(cameras: Simulator) -> None:
    before = fetch(cameras.stream(1), HERE, limit=10_000).body
    deadline = time.monotonic() + 8
    while fetch(cameras.stream(1), HERE, limit=10_000).body == before:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_some_are_dead_and_others_are_none(cameras: Simulator) -> None:
    dead = [number for number in range(1, EVERY_DEAD + 4) if is_dead(number)]

    assert dead == [EVERY_DEAD]
    for number in (EVERY_DEAD, EVERY_DEAD + 4, 0):
        assert fetch(cameras.stream(number), HERE, limit=1000).status == 404
    for path in ("/cam/1/../../etc/passwd", "/cam/1/log", "/", "/cam/1/"):
        url = cameras.stream(1).removesuffix("/cam/1/index.m3u8") + path
        try:
            assert fetch(url, HERE, limit=1000).status == 404
        except FetchError as error:
            pytest.fail(error.reason)


def test_the_command_registers_checks_and_leaves_nothing_running(
    desks: Desks, engine: Engine, database: Addresses, run_gis: Run
) -> None:
    told = [camera(f"cam {n}", 0.2 + n / 10, 1.0) for n in range(EVERY_DEAD)]
    assert desks["admin"].post("/api/v1/cameras", json=told).status_code == 201
    url = database.service.render_as_string(hide_password=False)
    program = "from gis.cli import main; main()"
    options = ("--cameras", str(EVERY_DEAD), "--port", "0", "--register", "--database", url)
    command = [sys.executable, "-c", program, "cameras", "simulate", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline().startswith("cameras 1 to 12: http://127.0.0.1:")
        checked = run_gis("cameras", "check", "--networks", "127.0.0.1", "--database", url)
        own = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        children = own.read_text(encoding="ascii").split()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0

    # One of them is dead on purpose.
    assert checked.returncode == 1, checked.stderr
    assert "status 404" in checked.stderr
    assert len(children) == len(simulator.PATTERNS)
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(int(child), 0)
    with engine.connect() as conn:
        found = conn.execute(
            text("select status, count(*) from cameras where name like 'camera cam %'"
                 " group by status order by status")
        ).all()  # fmt: skip
    assert [tuple(row) for row in found] == [("offline", 1), ("online", EVERY_DEAD - 1)]


def test_without_ffmpeg_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(Exception, match="apt-get install ffmpeg"), simulated(1):
        pass
