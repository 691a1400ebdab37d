"""Gateways gone bad while people look: they get an error in time, and everybody else is served."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from gis.database import Addresses
from gis.model import ROOT, Grant, Role
from gis.store import cameras, jurisdictions, sessions, users
from gis.store.engine import open_engine
from gis.workflow import access
from gis.workflow.fetching import PATIENCE
from gis.workflow.gateway import LONGEST_PIECE
from gis.workflow.viewing import MOST
from tests.gateways import Gateway, gateway
from tests.services import Client, Service, serving

LOOKING = 48
"""More than the service asks gateways for at once, and than its threads."""
GOOD = b"HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n"


@pytest.fixture(scope="module")
def served() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


@pytest.fixture(scope="module")
def service(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("service")
    with serving(database.service, folder, camera_networks="127.0.0.1") as running:
        yield running


class People:
    """Sessions, and cameras with streams of one's choice."""

    def __init__(self, database: Addresses, service: Service) -> None:
        self._engine, self._port = open_engine(database.service), service.port
        self._stack = ExitStack()
        with self._engine.begin() as conn:
            jurisdictions.ensure_root(conn)

    def camera(self, stream: str) -> int:
        row = {
            "code": secrets.token_hex(8), "scheme": "own", "name": "camera", "department": "d",
            "kind": "fixed", "public_space": True, "jurisdiction": ROOT, "stream": stream,
            "lon": 104.0, "lat": 30.0,
        }  # fmt: skip
        with self._engine.begin() as conn:
            return cameras.save(conn, [row])[0].id

    def client(self) -> Client:
        token = secrets.token_urlsafe(32)
        with self._engine.begin() as conn:
            number = users.add(conn, f"u{token[:8]}", ROOT, None, one_time=False)
            users.grant(conn, number, Grant(Role.COMMANDER, ROOT))
            sessions.add(conn, number, access.digest(token))
        client = self._stack.enter_context(Client(self._port, ""))
        client.headers = {"Cookie": f"wangge={token}", "Sec-Fetch-Site": "same-origin"}
        return client

    def look(self, client: Client, camera: int) -> str:
        """Path of the stream of a viewing that has begun."""
        granted = client.post(f"/api/v1/cameras/{camera}/view", {"reason": "look"})
        assert granted.status == 201, granted
        return str(text(client, granted.body["url"])[1].decode().splitlines()[-1])

    def close(self) -> None:
        self._stack.close()
        self._engine.dispose()


def text(client: Client, path: str) -> tuple[int, bytes]:
    """Status and body of an answer that is no JSON; what came of it where it broke off."""
    line = HTTPConnection("127.0.0.1", client._connection.port, timeout=40)  # noqa: SLF001
    line.request("GET", path, headers=client.headers)
    answer = line.getresponse()
    body = bytearray()
    try:
        while piece := answer.read1(1 << 16):
            body += piece
    except (HTTPException, OSError):
        return 0, bytes(body)
    finally:
        answer.close()
        line.close()
    return answer.status, bytes(body)


@pytest.fixture(scope="module")
def people(database: Addresses, service: Service) -> Iterator[People]:
    made = People(database, service)
    yield made
    made.close()


def playlist(served: Gateway, name: str) -> str:
    return served.serve(f"/{name}/i.m3u8", f"#EXTM3U\n#EXTINF:2,\n{name}.ts\n")


def piece_of(client: Client, stream: str) -> str:
    status, body = text(client, stream)
    assert status == 200, body
    return stream.replace("index.m3u8", body.decode().splitlines()[-1])


def memory(service: Service) -> int:
    """Bytes that the service holds."""
    status = Path(f"/proc/{service.process.pid}/status").read_text("ascii")
    (line,) = (one for one in status.splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) << 10


def test_a_piece_without_end_is_cut_off_and_never_held_in_memory(
    people: People, service: Service, served: Gateway
) -> None:
    camera = people.camera(playlist(served, "endless"))
    served.flood("/endless/endless.ts", GOOD)
    client = people.client()
    path = piece_of(client, people.look(client, camera))
    before = memory(service)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: text(client, path), range(4)))

    # What was promised cannot be taken back, so the line is cut: nobody takes it for a whole one.
    assert {status for status, _ in found} == {0}
    assert all(len(body) <= LONGEST_PIECE for _, body in found)
    assert memory(service) - before < 64 << 20
    assert text(client, path.rsplit("/", 1)[0] + "/index.m3u8")[0] == 200


def test_gateways_that_drip_hold_up_nobody_but_who_looks_through_them(
    people: People, service: Service, served: Gateway
) -> None:
    slow = people.camera(served.drip("/slow.m3u8", b"HTTP/1.0 200 OK\r\n\r\n#EXTM3U\n"))
    good = people.camera(playlist(served, "good"))
    served.serve("/good/good.ts", b"G" * 188, Content_Type="video/mp2t")
    streams: list[tuple[Client, str]] = []
    while len(streams) < LOOKING:
        client = people.client()
        streams += [(client, people.look(client, slow)) for _ in range(MOST)]
    own = people.client()
    path = piece_of(own, people.look(own, good))

    def timed(one: tuple[Client, str]) -> tuple[float, int]:
        begun = time.monotonic()
        return text(*one)[0], int((time.monotonic() - begun) * 1000)

    with ThreadPoolExecutor(LOOKING) as crowd, Client(service.port, "") as looker:
        waiting = [crowd.submit(timed, one) for one in streams]
        time.sleep(0.3)
        healthy, played = [], list[Any]()
        while not all(one.done() for one in waiting):
            begun = time.monotonic()
            assert looker.get("/healthz").status == 200
            assert own.get("/api/v1/cameras?limit=1").status == 200
            healthy.append(time.monotonic() - begun)
            played.append(text(own, path)[0])
            time.sleep(0.1)
        answers = [one.result() for one in waiting]

    assert {status for status, _ in answers} <= {502, 503}
    assert any(status == 502 for status, _ in answers)
    assert max(took for _, took in answers) < 1000 * (2 * PATIENCE + 2)
    assert len(healthy) > 5
    assert max(healthy) < 1.5
    assert set(played) <= {200, 503}


def test_the_service_tells_of_no_defect(service: Service) -> None:
    assert "defect" not in service.log.read_text("utf-8")
