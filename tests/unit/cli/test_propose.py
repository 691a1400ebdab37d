"""``gis propose``: what is asked for is checked before any database is brought up."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gis.cli import app

NOWHERE = "postgresql://wangge_app:none@127.0.0.1:1/none"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with nothing in it."""
    return tmp_path / "data"


def propose(data: Path, *arguments: object) -> Result:
    """Propose for dataset 1 as somebody."""
    given = ["propose", "1", "--name", "First", "--as", "wang", "--data", data, *arguments]
    return CliRunner().invoke(app, [str(one) for one in given])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--band", "many"], "--band 'many'"),
        (["--band", "500:300"], "500:300"),
        (["--micro-band", "50-80"], "--micro-band '50-80'"),
        (["--micro-band", "50:80", "--micro-count", "3:6"], "micro"),
        (["--target", "900"], "900"),
        (["--by", "floors"], "--by 'floors'"),
        (["--code-scheme", "roman"], "roman"),
        (["--in", "Qingyang"], "--in 'Qingyang'"),
        (["--lock", "990121100001001"], "--close-to"),
        (["--lock", "x", "--close-to", "1"], "--lock 'x'"),
    ],
)
def test_what_makes_no_sense_is_told_by_its_option(
    data: Path, arguments: list[str], told: str
) -> None:
    answer = propose(data, *arguments)
    assert answer.exit_code == 2
    assert told in answer.stderr
    assert "Traceback" not in answer.output
    assert not data.exists()


@pytest.mark.parametrize("left_out", ["--name", "--as"])
def test_a_name_and_a_user_must_be_given(left_out: str) -> None:
    given = {"--name": "First", "--as": "wang"}
    del given[left_out]
    words = [word for pair in given.items() for word in pair]
    answer = CliRunner().invoke(app, ["propose", "1", *words])
    assert answer.exit_code == 2
    assert left_out in answer.stderr


def test_a_database_that_does_not_answer_is_no_fault_of_the_plan() -> None:
    answer = CliRunner().invoke(
        app, ["propose", "1", "--name", "x", "--as", "wang", "--database", NOWHERE]
    )
    assert answer.exit_code in {2, 3}
    assert "does not answer" in answer.stderr
    assert "Traceback" not in answer.output
