"""``gis demo`` on a machine that has nothing, and again."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gis import database
from gis.errors import CredentialsError
from gis.store import plans
from gis.store.engine import open_engine
from gis.workflow import access
from tests import clusters
from tests.places import Run

QUICK = 60
"""Seconds that a second run may take on a busy machine; an idle one needs five."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder of its own; whatever runs in it is stopped."""
    folder = tmp_path_factory.mktemp("demo")
    # Whoever runs the database for root must get in.
    for part in (folder, *folder.parents):
        if part.owner() == folder.owner() and part.stat().st_mode & 0o777 == 0o700:
            part.chmod(0o711)
    yield folder
    database.down(database.at(folder), clusters.silent)


@pytest.fixture(scope="module")
def first(data: Path, run_gis: Run) -> subprocess.CompletedProcess[str]:
    return run_gis("demo", "--no-serve", "--data", data)


def passwords(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return dict(re.findall(r"log in as (\w+) +with the one-time password (\S+)", done.stdout))


def stored(data: Path) -> list[tuple[int, str, str]]:
    """Number, name and state of every plan."""
    engine = open_engine(database.at(data).addresses().service)
    with engine.connect() as conn:
        found = plans.listing(conn, scope=("0",), public=(), before=None, limit=100)
    engine.dispose()
    return [(plan.id, plan.name, str(plan.state)) for plan in found]


@pytest.mark.slow
def test_the_first_run_publishes_a_plan_and_opens_a_draft_on_it(
    data: Path, first: subprocess.CompletedProcess[str]
) -> None:
    assert first.returncode == 0, first.stderr
    assert "plan 1 is in force, plan 2 is a draft on it" in first.stdout
    assert [state for _, _, state in stored(data)] == ["draft", "published"]
    assert set(passwords(first)) == {"planner", "publisher", "commander", "worker", "checker"}
    page = (data / "demo" / "map.html").read_text("utf-8")
    assert "<html" in page
    assert (data / "demo" / "map.html").as_uri() in first.stdout


@pytest.mark.slow
def test_the_next_run_takes_seconds_and_only_makes_new_passwords(
    data: Path, first: subprocess.CompletedProcess[str], run_gis: Run
) -> None:
    before, begun = stored(data), time.monotonic()

    again = run_gis("demo", "--no-serve", "--data", data)

    assert time.monotonic() - begun < QUICK
    assert again.returncode == 0, again.stderr
    assert stored(data) == before
    old, new = passwords(first), passwords(again)
    assert set(old) == set(new)
    assert set(old.values()).isdisjoint(new.values())
    assert again.stderr.strip() == ""


@pytest.mark.slow
def test_only_the_newest_password_opens_and_only_once(
    data: Path, first: subprocess.CompletedProcess[str], run_gis: Run
) -> None:
    now = passwords(run_gis("demo", "--no-serve", "--data", data))["planner"]
    engine = open_engine(database.at(data).addresses().service)
    with pytest.raises(CredentialsError):
        access.log_in(engine, "planner", passwords(first)["planner"])
    caller, _ = access.log_in(engine, "planner", now)
    assert caller.name == "planner"
    with pytest.raises(CredentialsError):
        access.log_in(engine, "planner", now)
    engine.dispose()


@pytest.mark.slow
@pytest.mark.usefixtures("first")
def test_a_draft_that_was_submitted_makes_room_for_a_new_one(data: Path, run_gis: Run) -> None:
    assert (
        run_gis("publish", 2, "--as", "planner", "--step", "submit", "--data", data).returncode == 0
    )
    assert run_gis("publish", 2, "--as", "planner", "--data", data).returncode == 2

    for _ in range(2):
        again = run_gis("demo", "--no-serve", "--data", data)
        assert "plan 1 is in force, plan 3 is a draft on it" in again.stdout
    assert [state for _, _, state in stored(data)] == ["draft", "submitted", "published"]
