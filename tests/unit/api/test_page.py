"""The page's document and files, without a database."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.api.routes import page
from gis.store.engine import open_engine

NOWHERE = "postgresql://nobody:none@127.0.0.1:1/none"
SCRIPT = "console.log(1)\n" * 200


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page of three files."""
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets.parent / "index.html").write_text("<!doctype html>", "utf-8")
    (assets / "index-1a2b.js").write_text(SCRIPT, "utf-8")
    (assets / "letters-3c4d.woff2").write_bytes(b"w" * 2000)
    monkeypatch.setattr(page, "BUILT", assets.parent)
    return assets.parent


@pytest.fixture
def client(tmp_path: Path, built: Path) -> Iterator[TestClient]:
    assert built.is_dir()
    engine = open_engine(NOWHERE)
    yield TestClient(create_app(ServiceConfig(engine, tmp_path)), base_url="http://localhost")
    engine.dispose()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/plans",
        "/plans/7/sheet/3",
        "/import",
        "/jobs",
        "/command",
        "/report",
        "/snap/k7-Wq",
        "/cameras",
        "/cameras/viewings",
    ],
)
def test_every_address_of_the_page_is_the_document(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.text, answer.headers["cache-control"]) == ("<!doctype html>", "no-cache")
    assert answer.headers["content-type"].startswith("text/html")


def test_files_are_kept_for_ever_and_packed_where_it_pays(client: TestClient) -> None:
    script = client.get("/assets/index-1a2b.js")
    assert script.text == SCRIPT
    assert script.headers["content-encoding"] == "gzip"
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    letters = client.get("/assets/letters-3c4d.woff2")
    assert (letters.content, letters.headers["content-type"]) == (b"w" * 2000, "font/woff2")
    assert "content-encoding" not in letters.headers


def test_who_cannot_unpack_gets_it_plain(client: TestClient) -> None:
    answer = client.get("/assets/index-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert answer.content == SCRIPT.encode()
    assert len(gzip.compress(answer.content)) < len(answer.content)


def test_what_the_browser_holds_already_is_not_sent_again(client: TestClient) -> None:
    for address in ("/", "/assets/index-1a2b.js"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_page_built_anew_is_sent_anew(client: TestClient, built: Path) -> None:
    client.get("/")
    document = built / "index.html"
    document.write_text("<!doctype html><p>", "utf-8")
    os.utime(document, ns=(1, 1))
    assert client.get("/").text == "<!doctype html><p>"


@pytest.mark.parametrize(
    "name", ["none.js", "..%2findex.html", "..%5cindex.html", "%2e%2e%2fpage.py", "a" * 300]
)
def test_nothing_else_can_be_read(client: TestClient, name: str) -> None:
    answer = client.get(f"/assets/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_page_that_is_not_built_says_so(client: TestClient, built: Path) -> None:
    (built / "index.html").unlink()
    answer = client.get("/")
    assert answer.status_code == 503
    assert "make web" in answer.json()["en"]["detail"]


def test_the_worker_of_the_phone_is_never_an_old_one(client: TestClient, built: Path) -> None:
    assert client.get("/snap-worker.js").status_code == 404
    (built / "snap-worker.js").write_text("// works", "utf-8")

    answer = client.get("/snap-worker.js")

    assert (answer.text, answer.headers["cache-control"]) == ("// works", "no-cache")
    assert answer.headers["content-type"].startswith("text/javascript")
