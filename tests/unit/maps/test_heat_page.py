"""The heat map needs no network, runs no text of the data and says what its colours mean."""

from __future__ import annotations

import re
from importlib.resources import files

import numpy as np
import pytest

from gis.maps.heat_page import SCRIPTS, WORDS, render
from tests.unit.maps.heats import HEXES, heat
from tests.unit.maps.test_page import Tags, data_of

SOURCE = "\n".join(
    (files("gis.maps") / "templates" / f"{name}.js").read_text("utf-8") for name in SCRIPTS
)


def test_the_page_names_no_address() -> None:
    page = render(heat())
    tags = Tags(page).found

    assert not [tag for tag, attrs in tags if attrs.keys() & {"src", "href"}]
    assert any((attrs.get("content") or "").startswith("default-src 'none'") for _, attrs in tags)


def test_the_same_heat_makes_the_same_page() -> None:
    assert render(heat()) == render(heat())


def test_counts_come_by_hexagon_and_by_grid_never_by_ticket() -> None:
    data = data_of(render(heat()))

    assert len(data["hexes"]) == len(HEXES)
    assert all(len(ring) == 2 * 6 for ring in data["hexes"])
    assert data["counts"] == [[0, 4, 1, 6], [], [2, 50]]
    assert data["grid_counts"] == [[0, 8], [], [0, 40, 1, 10]]
    assert [one["households"] for one in data["grids"]] == [400, None]


def test_texts_of_the_data_open_no_script() -> None:
    page = render(heat())
    assert "</script><b>" not in page
    assert len(Tags(page).scripts) == page.count("<script")


def test_a_time_without_tickets_is_a_page_all_the_same() -> None:
    none = np.empty(0, dtype=np.uint64)
    page = render(
        heat(at=[], until=[], totals=[], hexes=none, counts=[], grid_counts=[],
             grids=heat().grids.iloc[:0])
    )  # fmt: skip
    assert data_of(page)["at"] == []


@pytest.mark.parametrize("key", WORDS)
def test_texts_have_the_same_fillings_in_both_languages(key: str) -> None:
    chinese, english = (set(re.findall(r"\{(\w+)\}", text)) for text in WORDS[key])
    assert chinese == english


def test_every_text_that_the_script_names_is_known() -> None:
    asked = set(re.findall(r'say\("(\w+)"', SOURCE)) - {"square_kilometres"}
    assert len(asked) > 8
    assert asked <= set(WORDS)
