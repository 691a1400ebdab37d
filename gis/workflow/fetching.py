"""Ask gateways inside networks that the operator named, and nobody else.

A name is resolved once, and the connection goes to the address that was checked: nothing a name
server says later leads elsewhere. A redirect to another host is not followed. However slowly the
other side sends, all is over at the deadline; what is too long is cut off with an error.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from gis.workflow.deadlines import Clock, Timed

Network = IPv4Network | IPv6Network
Networks = tuple[Network, ...]

PATIENCE = 3.0
"""Seconds from the question until the answer begins, or for all of a short one."""
HOPS = 3
"""Redirects on the same host."""
CHUNK = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Resolvers cannot be told to hurry; who waits for a dead one waits here.
_resolvers = ThreadPoolExecutor(8, thread_name_prefix="resolve")


class FetchError(Exception):
    """There is no answer to be had; ``reason`` is one of a few words, for states and logs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


NOT_ALLOWED = "not in an allowed network"
NO_NAME = "name not resolved"
REFUSED = "connection refused"
NO_ANSWER = "no answer in time"
ELSEWHERE = "redirected elsewhere"
BROKEN = "broken answer"
TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer that is there as a whole.

    Parameters
    ----------
    url
        Where it came from in the end; on the host that was asked.
    """

    status: int
    url: str
    body: bytes


class Opened:
    """An answer that is read piece by piece, until its deadline or its most bytes."""

    def __init__(self, answer: http.client.HTTPResponse, url: str, limit: int) -> None:
        self.status, self.url = answer.status, url
        self.media_type = answer.headers.get_content_type()
        self._answer, self._limit = answer, limit

    @property
    def length(self) -> int | None:
        """Bytes that were announced."""
        return self._answer.length

    def pieces(self) -> Iterator[bytes]:
        """The body; FetchError where it does not come in time or is too long."""
        taken = 0
        with _told():
            while piece := self._answer.read1(CHUNK):
                taken += len(piece)
                if taken > self._limit:
                    raise FetchError(TOO_LONG)
                yield piece
            if self._answer.length:
                raise FetchError(BROKEN)

    def close(self) -> None:
        """Hang up."""
        self._answer.close()


def parse_networks(text: str) -> Networks:
    """Read ``10.0.0.0/8,127.0.0.1``; ValueError for what is no network."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def fetch(url: str, networks: Networks, *, limit: int, seconds: float = PATIENCE) -> Fetched:
    """Ask for something short.

    Raises
    ------
    FetchError
        It is nowhere that may be asked, or did not come as a whole within ``seconds``.
    """
    with opened(url, networks, limit=limit, seconds=seconds) as answer:
        return Fetched(answer.status, answer.url, b"".join(answer.pieces()))


@contextmanager
def opened(
    url: str,
    networks: Networks,
    *,
    limit: int,
    seconds: float = PATIENCE,
    whole: float | None = None,
) -> Iterator[Opened]:
    """Ask for something that may be long.

    Parameters
    ----------
    limit
        Bytes of the body.
    seconds
        Until the answer begins.
    whole
        Until it ends; None: ``seconds``, too.

    Raises
    ------
    FetchError
        Here, and while it is read.
    """
    answer = ask(url, networks, limit=limit, seconds=seconds, whole=whole)
    try:
        yield answer
    finally:
        answer.close()


def ask(
    url: str,
    networks: Networks,
    *,
    limit: int,
    seconds: float = PATIENCE,
    whole: float | None = None,
) -> Opened:
    """Like ``opened``, for who closes the answer himself."""
    clock = Clock(time.monotonic() + seconds)
    parts = _checked(url)
    address = _resolved(parts, networks, clock)
    for _ in range(HOPS + 1):
        connection = _connected(parts, address, clock)
        try:
            answer = _asked(connection, parts)
            where = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not where:
                if whole is not None:
                    clock.end = time.monotonic() + whole
                return Opened(answer, urlunsplit(parts), limit)
        except BaseException:
            connection.close()
            raise
        answer.close()
        following = _checked(urljoin(urlunsplit(parts), where))
        if origin(following) != origin(parts):
            raise FetchError(ELSEWHERE)
        parts = following
    raise FetchError(ELSEWHERE)


def origin(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port."""
    usual = 443 if parts.scheme == "https" else 80
    return parts.scheme, (parts.hostname or "").lower(), parts.port or usual


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if not fine or not url.isascii() or not url.isprintable() or " " in url:
        raise FetchError(NOT_ALLOWED)
    return parts._replace(fragment="")


def _resolved(parts: SplitResult, networks: Networks, clock: Clock) -> tuple[Any, ...]:
    """Family and address to connect to: the first that lies in an allowed network."""
    if not networks:
        raise FetchError(NOT_ALLOWED)
    _, host, port = origin(parts)
    asked = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = asked.result(clock.left())
    except TimeoutError:
        raise FetchError(NO_ANSWER) from None
    except (OSError, UnicodeError):
        raise FetchError(NO_NAME) from None
    for family, _, _, _, address in found:
        if _allowed(str(address[0]), networks):
            return family, address
    raise FetchError(NOT_ALLOWED)


def _allowed(text: str, networks: Networks) -> bool:
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_unspecified or address.is_multicast:
        return False
    return any(address.version == one.version and address in one for one in networks)


def _connected(
    parts: SplitResult, address: tuple[Any, ...], clock: Clock
) -> http.client.HTTPConnection:
    family, where = address
    scheme, host, port = origin(parts)
    with _told():
        line = socket.socket(family, socket.SOCK_STREAM)
        try:
            line.settimeout(clock.left())
            line.connect(where)
            if scheme == "https":
                context = ssl.create_default_context()
                line = context.wrap_socket(line, server_hostname=host)
        except BaseException:
            line.close()
            raise
    connection = http.client.HTTPConnection(host, port)
    connection.sock = Timed(line, clock)
    return connection


def _asked(connection: http.client.HTTPConnection, parts: SplitResult) -> http.client.HTTPResponse:
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = {
        "Host": parts.netloc,
        "User-Agent": "wangge",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    with _told():
        connection.request("GET", path, headers=headers)
        return connection.getresponse()


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the line as ours."""
    try:
        yield
    except TimeoutError:
        raise FetchError(NO_ANSWER) from None
    except ConnectionRefusedError:
        raise FetchError(REFUSED) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise FetchError(BROKEN) from None
