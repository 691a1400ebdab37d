from __future__ import annotations

import pytest

from gis.api.backcloth import Backcloth
from gis.api.middleware import content_rules
from gis.errors import ParameterError


def test_an_xyz_template_is_taken_as_it_is() -> None:
    found = Backcloth.of("https://Tiles.example.gov:8443/a/{z}/{x}/{y}.png?k=1", " 影像 ")

    assert found.name == "影像"
    assert found.tiles == "https://Tiles.example.gov:8443/a/{z}/{x}/{y}.png?k=1"
    assert found.origin == "https://tiles.example.gov:8443"


def test_a_wmts_template_becomes_an_xyz_one() -> None:
    template = "http://map.example.gov/wmts/base/w/{TileMatrix}/{TileRow}/{TileCol}.jpg"

    assert (
        Backcloth.of(template, "底图").tiles == "http://map.example.gov/wmts/base/w/{z}/{y}/{x}.jpg"
    )


@pytest.mark.parametrize(
    "template",
    [
        "",
        "/tiles/{z}/{x}/{y}.png",
        "ftp://tiles.example.gov/{z}/{x}/{y}.png",
        "https://tiles.example.gov/{z}/{x}.png",
        "https://tiles.example.gov/{z}/{x}/{y}/{y}.png",
        "https://{s}.example.gov/{z}/{x}/{y}.png",
        "https://tiles.example.gov/{s}/{z}/{x}/{y}.png",
        "https://tiles.example.gov/{z}/{x}/{-y}.png",
        "https://user:word@tiles.example.gov/{z}/{x}/{y}.png",
        "https://tiles.example.gov; script-src */{z}/{x}/{y}.png",
        "https://*.example.gov/{z}/{x}/{y}.png",
        "https://tiles.example.gov/{z}/{x}/{y}.png ; x",
    ],
)
def test_what_is_no_address_of_tiles_is_refused(template: str) -> None:
    with pytest.raises(ParameterError, match="basemap"):
        Backcloth.of(template, "底图")


def test_a_basemap_needs_a_name() -> None:
    with pytest.raises(ParameterError, match="name"):
        Backcloth.of("https://tiles.example.gov/{z}/{x}/{y}.png", " ")


def test_the_rules_for_content_name_no_other_origin_by_themselves() -> None:
    rules = dict(rule.split(" ", 1) for rule in content_rules(None).split("; "))

    assert rules["default-src"] == "'self'"
    assert rules["connect-src"] == "'self'"
    assert rules["worker-src"] == "'self'"
    assert "http" not in content_rules(None)
    assert "unsafe" not in content_rules(None)


def test_an_outside_basemap_widens_images_and_requests_only() -> None:
    wide = dict(rule.split(" ", 1) for rule in content_rules("https://a.example").split("; "))
    narrow = dict(rule.split(" ", 1) for rule in content_rules(None).split("; "))

    assert {name for name in wide if wide[name] != narrow[name]} == {"img-src", "connect-src"}
    assert wide["img-src"] == f"{narrow['img-src']} https://a.example"
    assert wide["connect-src"] == "'self' https://a.example"
