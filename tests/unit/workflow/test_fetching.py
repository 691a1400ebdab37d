"""Only gateways in allowed networks are asked, and none of them for long."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from gis.workflow import fetching
from gis.workflow.fetching import FetchError, fetch, parse_networks
from tests.gateways import Gateway, gateway

HERE = parse_networks("127.0.0.0/8")


@pytest.fixture
def served() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


def reason(url: str, networks: fetching.Networks = HERE, **more: Any) -> str:
    """Why there is no answer."""
    begun = time.monotonic()
    with pytest.raises(FetchError) as caught:
        fetch(url, networks, **{"limit": 1000, "seconds": 1.0, **more})
    assert time.monotonic() - begun < 1.5
    return caught.value.reason


def test_an_answer_in_an_allowed_network_is_brought(served: Gateway) -> None:
    found = fetch(served.serve("/a", "hello"), HERE, limit=100)

    assert (found.status, found.body, found.url) == (200, b"hello", served.url("/a"))


def test_nobody_is_asked_where_no_network_is_allowed_or_another_one(served: Gateway) -> None:
    url = served.serve("/a", "hello")

    assert reason(url, ()) == fetching.NOT_ALLOWED
    assert reason(url, parse_networks("10.0.0.0/8,::1")) == fetching.NOT_ALLOWED
    assert reason(f"http://localhost:{served.server_port}/a", parse_networks("10.0.0.0/8")) == (
        fetching.NOT_ALLOWED
    )
    assert served.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://127.0.0.1/a", "rtsp://127.0.0.1/a", "//127.0.0.1/a", "http://",
        "http://127.0.0.1:0/", "http://127.0.0.1/\r\nX: 1", "http://[::1", "http://0.0.0.0/",
        "http://127.0.0.1 /", "http://例.cn/", "gopher://127.0.0.1/",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_not_asked(url: str) -> None:
    assert reason(url, parse_networks("0.0.0.0/0")) in {fetching.NOT_ALLOWED, fetching.NO_NAME}


def test_other_spellings_of_an_address_are_the_same_address(served: Gateway) -> None:
    served.serve("/a", "hello")
    port = served.server_port
    for host in ("2130706433", "127.1", "0x7f000001", "[::ffff:127.0.0.1]"):
        url = f"http://{host}:{port}/a"
        assert reason(url, parse_networks("10.0.0.0/8")) == fetching.NOT_ALLOWED
        assert fetch(url, HERE, limit=100).body == b"hello"


def test_a_name_is_resolved_once_and_what_it_says_later_is_no_matter(
    served: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, asked = socket.getaddrinfo, list[str]()

    def changing(host: str, port: int, **more: Any) -> Any:
        asked.append(host)
        return told("127.0.0.1" if len(asked) == 1 else "169.254.169.254", port, **more)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    served.redirect("/a", "/b")
    served.serve("/b", "hello")

    found = fetch(f"http://camera.example:{served.server_port}/a", HERE, limit=100)

    assert found.body == b"hello"
    assert asked == ["camera.example"]


def test_a_name_that_resolves_to_somewhere_else_is_not_asked(
    served: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _, port, **more: told("127.0.0.1", port, **more)
    )

    url = f"http://camera.example:{served.server_port}/a"
    assert reason(url, parse_networks("10.0.0.0/8")) == fetching.NOT_ALLOWED
    assert served.asked == []


def test_a_name_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))

    assert reason("http://camera.example/a") == fetching.NO_ANSWER


def test_a_redirect_on_the_same_host_is_followed_and_no_other(served: Gateway) -> None:
    with gateway() as inner:
        inner.serve("/secret", "secret")
        served.serve("/b", "hello")
        assert fetch(served.redirect("/a", "/b"), HERE, limit=100).url == served.url("/b")
        for to in (
            inner.url("/secret"),
            f"http://localhost:{served.server_port}/b",
            "http://169.254.169.254/latest/meta-data",
            f"https://127.0.0.1:{served.server_port}/b",
        ):
            assert reason(served.redirect("/c", to)) == fetching.ELSEWHERE
        assert reason(served.redirect("/c", "file:///etc/passwd")) == fetching.NOT_ALLOWED
        assert reason(served.redirect("/d", "/d")) == fetching.ELSEWHERE
        assert inner.asked == []


def test_however_slowly_the_other_side_sends_it_is_over_in_time(served: Gateway) -> None:
    good = b"HTTP/1.0 200 OK\r\nContent-Length: 50\r\n\r\n"

    assert reason(served.drip("/line", b"HT")) == fetching.NO_ANSWER
    assert reason(served.drip("/headers", b"HTTP/1.0 200 OK\r\nX-A: ")) == fetching.NO_ANSWER
    assert reason(served.drip("/body", good)) == fetching.NO_ANSWER
    assert reason(served.drip("/silent", b"", pause=3, times=1)) == fetching.NO_ANSWER


def test_what_is_too_long_or_cut_off_or_no_answer_is_not_taken(served: Gateway) -> None:
    good = b"HTTP/1.0 200 OK\r\n"

    assert reason(served.flood("/flood", good + b"\r\n")) == fetching.TOO_LONG
    assert reason(served.flood("/headers", good + b"X-A: ")) == fetching.BROKEN
    assert reason(served.serve("/long", "x" * 1001)) == fetching.TOO_LONG
    assert reason(served.serve("/cut", "short", Content_Length="50")) == fetching.BROKEN
    assert reason(served.drip("/odd", b"SSH-2.0-OpenSSH\r\n\r\n", times=1)) == fetching.BROKEN


def test_a_machine_that_refuses_is_told_from_one_that_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert reason(f"http://127.0.0.1:{port}/") == fetching.REFUSED


def test_networks_are_read_from_a_list() -> None:
    assert [str(one) for one in parse_networks(" 10.0.0.0/8, 127.0.0.1 ,fd00::/8,")] == [
        "10.0.0.0/8", "127.0.0.1/32", "fd00::/8",
    ]  # fmt: skip
    assert parse_networks("") == ()
    for wrong in ("10.0.0.1/8", "everywhere", "10.0.0.0/33"):
        with pytest.raises(ValueError, match=r".+"):
            parse_networks(wrong)
