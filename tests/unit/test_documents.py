"""The READMEs name what exists: every layer, column, reason, category, class, rule and option."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from fastapi.routing import APIRoute

from gis.api.routes import ROUTERS
from gis.cli import app
from gis.files.guard import FORMATS
from gis.frames import (
    INPUT_LAYERS,
    OUT_BUILDING_PARTS,
    OUT_BUILDINGS,
    OUT_GRIDS,
    OUT_MICROGRIDS,
)
from gis.model import (
    BARRIER_CLASSES,
    CATEGORIES,
    CODE_SCHEMES,
    HouseholdsSource,
    OperationKind,
    Reason,
    Role,
)
from gis.settings import Settings
from tests.places import ROOT, Run

READMES = ["README.md", "README.zh-CN.md"]
MANUALS = ["docs/operating.md", "docs/operating.zh-CN.md"]
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


def commands() -> set[str]:
    """Every command, as "db up" or "serve"."""
    top = typer.main.get_command(app)
    assert isinstance(top, typer.core.TyperGroup)
    names = set()
    for name, command in top.commands.items():
        below = getattr(command, "commands", None)
        names |= {f"{name} {one}" for one in below} if below else {name}
    return names


def named_commands(text: str) -> set[str]:
    """The commands that a document calls; in the cells of tables several of one group."""
    groups = {name.split()[0] for name in commands() if " " in name}
    found = set()
    for row in re.findall(r"^\| (`gis .*?) \|", text, re.MULTILINE):
        first, *others = re.findall(r"`(?:gis )?([a-z]+(?: [a-z]+)?)", row)
        group = first.split()[0]
        names = [first, *(f"{group} {one}" for one in others)] if group in groups else [group]
        found |= set(names)
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    for first, second in re.findall(r"\bgis ([a-z]+)(?: ([a-z]+)\b)?", blocks):
        found.add(f"{first} {second}" if first in groups else first)
    return found


def test_every_command_is_named_and_every_command_named_exists(readme: str) -> None:
    assert named_commands(readme) ^ commands() == set()


@pytest.mark.parametrize("name", [*MANUALS, "docs/api.md"])
def test_manuals_call_only_commands_that_exist(name: str) -> None:
    called = named_commands((ROOT / name).read_text("utf-8"))
    assert called
    assert called - commands() == set()


def test_every_operation_of_an_editor_is_explained(readme: str) -> None:
    asked = set(OperationKind) - {OperationKind.CREATE}
    assert [kind for kind in sorted(asked) if f"`{kind}`" not in readme] == []


def test_every_address_of_the_readme_is_answered(readme: str) -> None:
    known = {
        (method, route.path_format)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    rows = re.findall(r"^\| `([A-Z ]+) (/\S+)` \|", readme, re.MULTILINE)
    told = {(method, path) for methods, path in rows for method in methods.split()}
    assert len(told) > 20
    assert told - known == set()


def test_every_role_has_its_column(readme: str) -> None:
    head = next(line for line in readme.splitlines() if line.startswith("| | viewer"))
    assert sorted(re.findall(r"[a-z]{2,}", head)) == sorted(Role)


@pytest.mark.parametrize("name", MANUALS)
def test_every_setting_is_explained_and_no_other(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    told = set(re.findall(r"^\| `WANGGE_([A-Z_]+)`", text, re.MULTILINE))
    assert told == {field.upper() for field in Settings.model_fields}
