"""Requests that another site makes a browser send, and hosts that are none of ours."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from tests.integration.api.world import Visitor, World

NAME = "/api/v1/jurisdictions/990121100"
RENAMED = {"name": "a street"}


@pytest.mark.parametrize(
    "sent",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "https://127.0.0.1:8000"},
        {"Origin": "null"},
    ],
)
def test_what_does_not_come_from_our_own_page_changes_nothing(
    sent: dict[str, str], world: World, visitor: Visitor
) -> None:
    visitor.session(world.members["root"])
    del visitor.headers["Sec-Fetch-Site"]
    before = visitor.ask("GET", NAME).json()

    answer = visitor.ask("PATCH", NAME, json=RENAMED, headers=sent)

    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:wangge:problem:cross-origin"
    assert visitor.ask("GET", NAME).json() == before


@pytest.mark.parametrize(
    "sent", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://127.0.0.1:8000"}, {}]
)
def test_our_own_page_and_programs_may(
    sent: dict[str, str], world: World, visitor: Visitor
) -> None:
    visitor.session(world.members["root"])
    del visitor.headers["Sec-Fetch-Site"]

    assert visitor.ask("PATCH", NAME, json=RENAMED, headers=sent).status_code == 200


def test_behind_a_proxy_the_origin_is_the_public_one(
    engine: Engine, app: FastAPI, world: World
) -> None:
    config: ServiceConfig = app.state.config
    served = create_app(ServiceConfig(engine, config.data, origin="https://grids.example.gov"))
    with Visitor(served, engine) as visitor:
        visitor.session(world.members["root"])
        del visitor.headers["Sec-Fetch-Site"]
        visitor.headers["Cookie"] = visitor.headers["Cookie"].replace("wangge", "__Host-wangge")
        for origin, status in (
            ("https://grids.example.gov", 200),
            ("http://grids.example.gov", 403),
            ("http://127.0.0.1:8000", 403),
        ):
            sent = {"Origin": origin}
            assert visitor.ask("PATCH", NAME, json=RENAMED, headers=sent).status_code == status


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_cannot_speak_for_a_page(kind: str, world: World, visitor: Visitor) -> None:
    visitor.session(world.members["root"])

    answer = visitor.ask(
        "PATCH", NAME, content=b'{"name": "a street"}', headers={"Content-Type": kind}
    )

    assert answer.status_code == 415


def test_an_api_key_needs_no_page(world: World, visitor: Visitor) -> None:
    visitor.key(world.members["root"])

    assert visitor.ask("PATCH", NAME, json=RENAMED).status_code == 200


def test_another_site_cannot_log_somebody_in(visitor: Visitor, world: World) -> None:
    del world
    answer = visitor.nobody().ask(
        "POST", "/api/v1/session", json={"user": "a", "password": "b"},
        headers={"Origin": "http://evil.example"},
    )  # fmt: skip

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""]
)
def test_a_foreign_name_for_this_machine_is_not_served(host: str, visitor: Visitor) -> None:
    answer = visitor.ask("GET", "/healthz", headers={"Host": host})

    assert answer.status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8123", "[::1]:8000"])
def test_this_machines_own_names_are(host: str, visitor: Visitor) -> None:
    assert visitor.ask("GET", "/healthz", headers={"Host": host}).status_code == 200


def test_figures_are_for_this_machine_and_for_administrators(
    world: World, visitor: Visitor
) -> None:
    assert visitor.nobody().ask("GET", "/metrics").status_code == 401
    assert visitor.session(world.members["planner"]).ask("GET", "/metrics").status_code == 403
    assert visitor.session(world.members["admin"]).ask("GET", "/metrics").status_code == 200
