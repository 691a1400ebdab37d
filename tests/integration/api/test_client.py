from __future__ import annotations

from dataclasses import replace

from fastapi import FastAPI
from fastapi.testclient import TestClient

import gis
from gis.api.app import create_app
from gis.api.backcloth import Backcloth

TILES = "https://tiles.example.gov/base/{z}/{x}/{y}.png"


def test_the_page_is_told_of_no_basemap_by_itself(app: FastAPI) -> None:
    answer = TestClient(app, base_url="http://localhost").get("/api/v1/client")

    assert answer.json() == {"version": gis.__version__, "basemap": None}
    assert "example" not in answer.headers["content-security-policy"]


def test_the_page_is_told_of_the_basemap_that_its_rules_allow(app: FastAPI) -> None:
    outside = create_app(replace(app.state.config, basemap=Backcloth.of(TILES, "影像")))
    answer = TestClient(outside, base_url="http://localhost").get("/api/v1/client")

    assert answer.json()["basemap"] == {"name": "影像", "tiles": TILES}
    rules = answer.headers["content-security-policy"]
    assert rules.count("https://tiles.example.gov") == 2
