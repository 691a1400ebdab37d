"""Every town there is, through the commands, judged by the independent oracle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest

from tests.oracle import counts, reasons, tiling
from tests.oracle.case import HOMES, Case, load, rows
from tests.places import FIXTURES, SHARED_DATA, Run

CASES = {"sample": FIXTURES / "town.gpkg"} | {
    file.parent.name: file for file in sorted(SHARED_DATA.glob("*/case.gpkg"))
}
CHECKS = [*tiling.CHECKS, *counts.CHECKS, *reasons.CHECKS]
Check = Callable[[Case], Iterator[str]]


@dataclass(frozen=True)
class Planned:
    """A town with its proposal, the figures and what the commands answered."""

    case: Case
    quality: dict[str, Any]
    findings: dict[str, Any]
    statuses: tuple[int, int]
    messages: str


@pytest.fixture(scope="session")
def planned(run_gis: Run, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Planned]:
    """Partition and audit a case by its name, once in a session."""
    done: dict[str, Planned] = {}

    def plan(name: str) -> Planned:
        if name not in done:
            done[name] = _plan(CASES[name], run_gis, tmp_path_factory.mktemp(name))
        return done[name]

    return plan


def _plan(town: Path, run_gis: Run, folder: Path) -> Planned:
    out, quality, findings = folder / "plan.gpkg", folder / "quality.json", folder / "findings.json"
    first = run_gis("partition", town, "--out", out, "--json", quality)
    assert first.returncode in {0, 1}, first.stderr
    second = run_gis("audit", town, out, "--json", findings)
    assert second.returncode in {0, 1}, second.stderr
    return Planned(
        load(town, out),
        json.loads(quality.read_text("utf-8")),
        json.loads(findings.read_text("utf-8")),
        (first.returncode, second.returncode),
        first.stderr + second.stderr + second.stdout,
    )


def test_there_are_real_towns_to_judge(shared_data: Path) -> None:
    assert list(shared_data.glob("*/case.gpkg")), f"{shared_data} holds no case.gpkg"


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_the_commands_find_nothing_to_complain_of(
    name: str, planned: Callable[[str], Planned]
) -> None:
    plan = planned(name)
    assert plan.statuses == (0, 0), plan.messages


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", CASES)
def test_the_oracle_agrees(name: str, check: Check, planned: Callable[[str], Planned]) -> None:
    faults = list(check(planned(name).case))
    assert not faults, f"{len(faults)} faults, the first: " + "; ".join(faults[:5])


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_the_figures_of_quality_are_those_of_the_layers(
    name: str, planned: Callable[[str], Planned]
) -> None:
    plan = planned(name)
    base = plan.case.grids[plan.case.grids["kind"] == "base"]
    overall = plan.quality["overall"]
    counted = {
        "grids": len(base),
        "in_band": int(base["households"].between(*HOMES).sum()),
        "dedicated_grids": len(plan.case.grids) - len(base),
        "microgrids": len(plan.case.microgrids),
        "households_min": base["households"].min(),
        "households_median": base["households"].median(),
        "households_max": base["households"].max(),
        "cut_buildings": 0,
    }
    assert {key: overall[key] for key in counted} == counted
    reasons_given = base["reason"][~base["households"].between(*HOMES)].value_counts()
    assert overall["out_of_band"] == reasons_given.to_dict()
    assert set(plan.quality["communities"]) == set(plan.case.communities["code"])


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ("sample", "monaco") if name in CASES])
def test_neither_processes_nor_the_order_of_features_change_a_byte(
    name: str, run_gis: Run, tmp_path: Path
) -> None:
    shuffled = tmp_path / "shuffled.gpkg"
    _shuffle(CASES[name], shuffled)
    stored = []
    for town, jobs in ((CASES[name], 1), (CASES[name], 2), (shuffled, 2)):
        out = tmp_path / f"{town.stem}{jobs}.gpkg"
        done = run_gis("partition", town, "--out", out, "--effort", "fast", "--jobs", jobs)
        assert done.returncode in {0, 1}, done.stderr
        stored.append(rows(out))
    assert stored[0] == stored[1], "--jobs 2 differs from --jobs 1"
    assert stored[0] == stored[2], "the order of the features makes a difference"


def _shuffle(source: Path, target: Path) -> None:
    for number, layer in enumerate(pyogrio.list_layers(source)[:, 0]):
        frame = gpd.read_file(source, layer=layer)
        mixed = frame.sample(frac=1, random_state=number)
        mixed.to_file(target, layer=layer, driver="GPKG")
