"""The READMEs name what exists: every layer, column, reason, category, class, rule and option."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gis.files.guard import FORMATS
from gis.frames import (
    INPUT_LAYERS,
    OUT_BUILDING_PARTS,
    OUT_BUILDINGS,
    OUT_GRIDS,
    OUT_MICROGRIDS,
)
from gis.model import BARRIER_CLASSES, CATEGORIES, CODE_SCHEMES, HouseholdsSource, Reason
from tests.places import ROOT, Run

READMES = ["README.md", "README.zh-CN.md"]
COLUMNS = {*OUT_GRIDS, *OUT_MICROGRIDS, *OUT_BUILDINGS, *OUT_BUILDING_PARTS}


@pytest.fixture(params=READMES)
def readme(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return (ROOT / name).read_text("utf-8")


def test_every_column_of_a_proposal_is_explained(readme: str) -> None:
    assert [name for name in sorted(COLUMNS) if f"`{name}`" not in readme] == []


def test_every_layer_and_column_of_an_input_is_explained(readme: str) -> None:
    names = set(INPUT_LAYERS) | {name for columns in INPUT_LAYERS.values() for name in columns}
    assert [name for name in sorted(names) if f"`{name}`" not in readme] == []


def test_every_word_a_column_may_hold_is_listed(readme: str) -> None:
    words = [*Reason, *HouseholdsSource, *CATEGORIES, *BARRIER_CLASSES]
    assert [word for word in words if word not in readme] == []


def test_every_format_is_named(readme: str) -> None:
    names = {name.removeprefix("zipped ") for name, _ in FORMATS.values()}
    assert [name for name in sorted(names) if name not in readme] == []


def test_the_length_of_codes_is_that_of_the_standard_scheme(readme: str) -> None:
    scheme = CODE_SCHEMES["standard"]
    assert re.search(rf"`code` \| {scheme.grid_length} ?(digits|位)", readme)
    assert re.search(rf"`code` ?[((]{scheme.microgrid_length} ?(digits|位)", readme)
    assert f"{scheme.dedicated_from}" in readme


@pytest.mark.parametrize("command", ["partition", "audit", "map", "sample"])
def test_every_option_shown_exists(command: str, readme: str, run_gis: Run) -> None:
    shown = re.search(
        rf"^gis {command} \S+\.gpkg .*?(?=^gis |^```)", readme, re.MULTILINE | re.DOTALL
    )
    options = set(re.findall(r"--[a-z-]+", shown[0] if shown else ""))
    told = run_gis(command, "--help").stdout
    assert options
    assert sorted(option for option in options if option not in told) == []


def test_both_readmes_link_only_to_files_that_exist(readme: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_decisions_are_listed() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text("utf-8")
    names = [path.name for path in sorted(Path(folder).glob("0*.md"))]
    assert names
    assert [name for name in names if name not in index] == []
