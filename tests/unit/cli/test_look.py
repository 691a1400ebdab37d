"""``gis import --check``: what files hold is told, and nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from gis.cli import app
from tests.places import FIXTURES
from tests.unit.files import towns

BROKEN = FIXTURES / "broken"


def check(*arguments: object) -> Result:
    """Look at files, with a terminal wide enough for every word."""
    given = ["import", "--check", *map(str, arguments)]
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, given)


def test_layers_and_guesses_are_told_without_any_database(tmp_path: Path) -> None:
    homes = towns.buildings().rename(columns={"households": "户数"})
    told = check(towns.write(tmp_path, buildings=homes))
    assert told.exit_code == 0, told.output
    assert "households = 户数" in told.output
    assert "EPSG:4549" in told.output
    assert "nothing was stored" in told.output


def test_problems_are_told_with_their_places(tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    told = check(BROKEN / "bow_tie.gpkg", "--json", file)
    assert told.exit_code == 2
    assert "B3 geometry" in told.output
    assert "at 113.866" in told.output
    assert json.loads(file.read_text(encoding="utf-8"))["errors"] == 1


def test_a_guessed_crs_is_told_with_its_reason(tmp_path: Path) -> None:
    bare = towns.communities().set_crs(None, allow_override=True)
    told = check(towns.write(tmp_path, communities=bare))
    assert "EPSG:4549, guessed" in told.output
    assert "no band number" in told.output


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    path.write_bytes(b"")
    told = check(path)
    assert told.exit_code == 2
    assert "the file is empty" in told.output


def test_an_import_needs_a_name() -> None:
    told = CliRunner().invoke(app, ["import", str(BROKEN / "sound.gpkg")])
    assert told.exit_code == 2
    assert "--name" in told.output
