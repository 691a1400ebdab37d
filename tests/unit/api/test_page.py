"""The first page: in the reader's language, without anything that the rules for scripts forbid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import gis
from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.store.engine import open_engine
from tests.places import ROOT

NOWHERE = "postgresql://nobody:none@127.0.0.1:1/none"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """The service without a database, which the page does not need."""
    engine = open_engine(NOWHERE)
    yield TestClient(create_app(ServiceConfig(engine, tmp_path)), base_url="http://localhost")
    engine.dispose()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB, zh;q=0.5", "en"), ("fr", "en"), ("", "en")],
)
def test_the_browser_chooses_the_language(client: TestClient, accepted: str, language: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}' in answer.text
    assert "Accept-Language" in answer.headers["vary"]


def test_the_address_can_name_the_language(client: TestClient) -> None:
    answer = client.get("/?lang=zh", headers={"Accept-Language": "en"})
    assert answer.headers["content-language"] == "zh"
    assert client.get("/?lang=xx").status_code == 422


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_holds_no_script_no_style_and_nothing_from_elsewhere(
    client: TestClient, language: str
) -> None:
    text = client.get(f"/?lang={language}").text
    assert re.findall(r"<script|<style|\sstyle=|\son\w+=|javascript:", text) == []
    assert re.findall(r"https?://", text) == []
    assert gis.__version__ in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_of_it_leads_somewhere(client: TestClient, language: str) -> None:
    text = client.get(f"/?lang={language}").text
    links = set(re.findall(r'(?:href|src)="([^"]+)"', text)) - {"/readyz"}
    assert {"/api/v1/openapi.json", "/healthz", "/assets/page.css"} <= links
    assert [link for link in sorted(links) if client.get(link).status_code != 200] == []
    documents = re.findall(r"<dt><code>([^<]+)</code>", text)
    assert documents
    assert [name for name in documents if not (ROOT / name).exists()] == []


def test_what_the_browser_holds_already_is_not_sent_again(client: TestClient) -> None:
    for address in ("/", "/assets/page.css", "/assets/town.svg"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["home.en.html", "..%2fapp.py", "%2e%2e%2fpage.py", "none.css"])
def test_nothing_else_of_the_package_can_be_read(client: TestClient, name: str) -> None:
    answer = client.get(f"/assets/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
