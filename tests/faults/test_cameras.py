"""Cameras that are down, slow, endless or lead inward: nobody waits, nothing inside is asked."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from gis.model.cameras import CameraStatus
from gis.store.camera_states import Due, Look
from gis.workflow.fetching import PATIENCE, parse_networks
from gis.workflow.polling import look, look_at
from tests.gateways import PLAYLIST, Gateway, gateway

HERE = parse_networks("127.0.0.1")
GRACE = 0.5
OFFLINE, UNKNOWN = CameraStatus.OFFLINE, CameraStatus.UNKNOWN


@pytest.fixture(scope="module")
def served() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


@pytest.fixture
def inner() -> Iterator[Gateway]:
    """What lies inside and must never be asked."""
    with gateway() as made:
        made.serve("/i.m3u8", PLAYLIST)
        yield made


def timed(url: str) -> Look:
    begun = time.monotonic()
    found = look(url, HERE)
    assert time.monotonic() - begun < PATIENCE + GRACE
    return found


def test_a_camera_that_plays_is_online(served: Gateway) -> None:
    assert timed(served.serve("/i.m3u8", PLAYLIST)).status is CameraStatus.ONLINE


def test_a_gateway_that_is_down_or_has_no_stream_of_a_camera_says_it_is_offline(
    served: Gateway,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    assert timed(f"http://127.0.0.1:{port}/i.m3u8").status is OFFLINE
    assert timed(served.url("/nothing")).status is OFFLINE
    assert timed(served.serve("/broken", "", 503)).status is OFFLINE


def test_a_gateway_that_is_silent_or_drips_tells_nothing_and_keeps_nobody_waiting(
    served: Gateway,
) -> None:
    good = b"HTTP/1.0 200 OK\r\n\r\n#EXTM3U\n"
    with socket.create_server(("127.0.0.1", 0), backlog=1) as silent:
        bad = [
            Due(1, f"http://127.0.0.1:{silent.getsockname()[1]}/i.m3u8"),
            Due(2, served.drip("/drip", good)),
            Due(3, served.drip("/headers", b"HTTP/1.0 200 OK\r\nX-A: ")),
            Due(4, served.flood("/flood", good)),
        ]
        begun = time.monotonic()
        found = look_at(bad, HERE)

    assert time.monotonic() - begun < PATIENCE + 2 * GRACE
    assert {one.camera: one.status for one in found} == dict.fromkeys((1, 2, 3, 4), UNKNOWN)


def test_one_slow_camera_does_not_hold_up_the_others(served: Gateway) -> None:
    many = [Due(number, served.serve(f"/{number}", PLAYLIST)) for number in range(20)]
    slow = Due(99, served.drip("/slow", b"HTTP/1.0 200 OK\r\n\r\n"))

    begun = time.monotonic()
    found = look_at([slow, *many], HERE)

    assert time.monotonic() - begun < PATIENCE + 2 * GRACE
    assert sum(one.status is CameraStatus.ONLINE for one in found) == 20


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_camera_that_redirects_inward_is_unknown_and_nothing_inside_is_asked(
    served: Gateway, inner: Gateway, status: int
) -> None:
    for to in (
        inner.url("/i.m3u8"),
        f"//127.0.0.1:{inner.server_port}/i.m3u8",
        f"http://localhost:{inner.server_port}/i.m3u8",
        f"http://127.0.0.1.:{inner.server_port}/i.m3u8",
        f"http://[::ffff:127.0.0.1]:{inner.server_port}/i.m3u8",
        f"http://user@127.0.0.1:{inner.server_port}/i.m3u8",
    ):
        url = served.serve("/moved", "", status, Location=to)
        assert timed(url).status is UNKNOWN

    assert inner.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/i.m3u8",
        "http://[::1]/i.m3u8",
        "http://0.0.0.0/i.m3u8",
        "file:///etc/passwd",
        "http://camera.invalid/i.m3u8",
    ],
)
def test_a_camera_outside_of_the_allowed_networks_is_never_asked(url: str) -> None:
    assert timed(url).status is UNKNOWN


def test_what_is_no_playlist_is_no_camera_that_plays(served: Gateway) -> None:
    assert timed(served.serve("/page", "<html>log in</html>")).status is UNKNOWN
    assert timed(served.serve("/barred", "", 401)).status is UNKNOWN
    assert timed(served.drip("/odd", b"SSH-2.0\r\n", times=1)).status is UNKNOWN
