"""The command line: options, exit statuses and messages; the work itself is stood in for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import gis
from gis.audit.report import Report
from gis.cli import app
from gis.files import digest, read_proposal, write_layers
from gis.frames import Proposal, Town
from gis.model import Band, Finding, Rules, Severity
from gis.partition.params import Effort, Params, Trade
from tests.unit.files.towns import CRS, X, Y, barriers, buildings, communities, write


def run(*arguments: object) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def one_grid_each(town: Town) -> Proposal:
    """The simplest plan: each community is one grid and one micro-grid."""
    land = town.communities
    code = land["code"] + "001"
    grids = gpd.GeoDataFrame(
        {"code": code, "community": land["code"], "kind": "base", "households": [30, 30]},
        geometry=land.geometry,
    )
    grids["reason"] = pd.Series(["community_total", None], dtype=object)
    micro = gpd.GeoDataFrame({"code": code + "01", "grid": code}, geometry=land.geometry)
    houses = town.buildings[["id", "households", "geometry"]]
    return Proposal(grids, micro, houses, gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=CRS)))


class StandIn:
    """Takes the place of partition and audit, and remembers how it was called."""

    def __init__(self) -> None:
        self.params = Params()
        self.rules = Rules()
        self.unmet: tuple[str, ...] = ()
        self.findings: tuple[Finding, ...] = ()
        self.error: Exception | None = None

    def partition(
        self,
        town: Town,
        params: Params,
        *,
        run: Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]],
        progress: Callable[[str, int, int], None] | None,
    ) -> SimpleNamespace:
        if self.error:
            raise self.error
        self.params = params
        assert progress is not None
        progress("searching", len(list(run(abs, [-1, -2]))), 2)
        quality = {"grids": 2, "cv": float("nan")}
        return SimpleNamespace(
            proposal=one_grid_each(town), quality=quality, unmet=self.unmet, notices=()
        )

    def audit(self, town: Town, _: Proposal, rules: Rules, *, progress: Any) -> Report:
        if self.error:
            raise self.error
        self.rules = rules
        progress("gap", 1, 1)
        return Report(self.findings, None, {"gap": 1, "band": 1}, town.communities.crs)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put the stand-in where the commands look for partition and audit."""
    stand_in = StandIn()
    for name in ("partition.solve", "audit.run"):
        module = ModuleType(f"gis.{name}")
        verb = name.split(".")[0]
        setattr(module, verb, getattr(stand_in, verb))
        monkeypatch.setitem(sys.modules, f"gis.{name}", module)
    return stand_in


@pytest.fixture
def planned(tmp_path: Path, work: StandIn) -> tuple[Path, Path]:
    """A town and its proposal."""
    del work
    town, out = write(tmp_path), tmp_path / "out.gpkg"
    assert run("partition", town, "--out", out, "--jobs", 1, "--band", "20:40").exit_code == 0
    return town, out


def finding(severity: Severity) -> Finding:
    """A gap of the given severity."""
    return Finding("f1", "gap", severity, ("330106001001",), None, "有缝隙。", "There is a gap.")


def test_the_version_is_told() -> None:
    answer = run("--version")
    assert (answer.exit_code, answer.stdout.strip()) == (0, f"gis {gis.__version__}")


@pytest.mark.parametrize("command", ["partition", "audit", "map", "sample"])
def test_every_command_explains_itself(command: str) -> None:
    answer = run(command, "--help")
    assert answer.exit_code == 0
    assert "--" in answer.stdout


def test_a_partition_writes_the_plan_its_rules_and_its_figures(
    tmp_path: Path, work: StandIn
) -> None:
    town, out, figures = write(tmp_path), tmp_path / "out.gpkg", tmp_path / "quality.json"
    options = "--band 200:400 --target 350 --micro-count 3:6 --by residents --effort best"
    more = "--seed 7 --code-scheme wide --keep-compounds --jobs 1 --trade even"
    answer = run("partition", town, "--out", out, "--json", figures, *f"{options} {more}".split())
    assert answer.exit_code == 0, answer.output
    rules = Rules(Band(200, 400), None, (3, 6), "residents", "wide")
    assert work.params == Params(rules, 350, Effort.BEST, 7, keep_compounds=True, trade=Trade.EVEN)
    assert read_proposal(out)[1] == rules
    told = json.loads(figures.read_text(encoding="utf-8"))
    assert told["inputs"] == {"town.gpkg": digest(town)}
    assert told["version"] == gis.__version__
    assert told["parameters"]["seed"] == 7
    assert told["parameters"]["band"] == "200:400"
    assert told["cv"] is None
    assert "文苑社区" in answer.stdout
    assert "searching" in answer.stderr


def test_without_options_the_usual_rules_hold(tmp_path: Path, work: StandIn) -> None:
    assert run("partition", write(tmp_path), "--out", tmp_path / "o.gpkg").exit_code == 0
    assert work.params == Params()


def test_several_processes_give_the_same_file(tmp_path: Path, work: StandIn) -> None:
    del work
    town = write(tmp_path)
    for jobs in (1, 2):
        assert (
            run("partition", town, "--out", tmp_path / f"{jobs}.gpkg", "--jobs", jobs).exit_code
            == 0
        )
    assert digest(tmp_path / "1.gpkg") == digest(tmp_path / "2.gpkg")


def test_a_hard_rule_that_is_not_met_gives_status_1(tmp_path: Path, work: StandIn) -> None:
    work.unmet = ("community 330106001001: two grids out of band",)
    answer = run("partition", write(tmp_path), "--out", tmp_path / "out.gpkg", "--jobs", 1)
    assert answer.exit_code == 1
    assert (tmp_path / "out.gpkg").exists()
    assert "not met: community 330106001001: two grids out of band" in answer.stderr


def test_each_layer_may_have_its_own_file(tmp_path: Path, work: StandIn) -> None:
    del work
    write_layers(tmp_path / "land.gpkg", {"land": communities(), "lines": barriers()})
    write_layers(tmp_path / "houses.gpkg", {"houses": buildings()})
    layers = {
        "communities": "land.gpkg:land",
        "barriers": "land.gpkg:lines",
        "buildings": "houses.gpkg",
    }
    options = [text for k, v in layers.items() for text in (f"--{k}", str(tmp_path / v))]
    figures = tmp_path / "quality.json"
    out = tmp_path / "out.gpkg"
    answer = run("partition", *options, "--out", out, "--json", figures, "--jobs", 1)
    assert answer.exit_code == 0, answer.output
    assert set(json.loads(figures.read_text())["inputs"]) == {"land.gpkg", "houses.gpkg"}
    assert run("audit", out, *options).exit_code == 0


def test_every_fault_is_printed_and_written(tmp_path: Path, work: StandIn) -> None:
    del work
    town = write(tmp_path, buildings=buildings(households=[-1, 2.5, 3]))
    answer = run("partition", town, "--out", tmp_path / "o.gpkg", "--json", tmp_path / "f.json")
    assert answer.exit_code == 2
    assert "buildings a households = '-1.0': a number below 0" in answer.stderr
    assert "buildings b households = '2.5': only whole numbers" in answer.stderr
    assert "Traceback" not in answer.output
    told = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert told["status"] == 2
    assert [fault["feature"] for fault in told["faults"]] == ["a", "b"]
    assert set(told["faults"][0]) == {"layer", "feature", "field", "value", "remedy"}
    assert not (tmp_path / "o.gpkg").exists()


def test_a_long_list_of_faults_is_cut_on_the_screen_only(tmp_path: Path, work: StandIn) -> None:
    del work
    many = pd.concat([buildings(households=[-1, -1, -1])] * 70, ignore_index=True)
    many["id"] = [str(number) for number in range(210)]
    town = write(tmp_path, buildings=many)
    answer = run("partition", town, "--out", tmp_path / "o.gpkg", "--json", tmp_path / "f.json")
    assert "210 faults" in answer.stderr
    assert "and 10 more" in answer.stderr
    assert answer.stderr.count("below 0") == 200
    assert len(json.loads((tmp_path / "f.json").read_text())["faults"]) == 210


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--band 500", "LOWER:UPPER"),
        ("--band 500:300", "lower <= upper"),
        ("--micro-band x:y", "LOWER:UPPER"),
        ("--micro-band 50:80 --micro-count 3:6", "not both"),
        ("--target 900", "outside the band"),
        ("--code-scheme nice", "known: standard, wide"),
        ("--effort heroic", "balanced"),
        ("--seed -1", "greater than or equal to 0"),
        ("--jobs 0", "greater than or equal to 1"),
    ],
)
def test_senseless_options_give_status_2(
    tmp_path: Path, work: StandIn, options: str, words: str
) -> None:
    del work
    answer = run("partition", write(tmp_path), "--out", tmp_path / "o.gpkg", *options.split())
    assert answer.exit_code == 2
    assert words in " ".join(answer.stderr.split())
    assert not (tmp_path / "o.gpkg").exists()


def test_an_input_is_never_overwritten(tmp_path: Path, planned: tuple[Path, Path]) -> None:
    town, out = planned
    before = digest(town), digest(out)
    link = tmp_path / "link.gpkg"
    link.symlink_to(town)
    for arguments in (
        ("partition", town, "--out", town),
        ("partition", town, "--out", link),
        ("partition", town, "--out", tmp_path / "o.gpkg", "--json", town),
        ("audit", town, out, "--out", out),
        ("audit", town, out, "--json", town),
        ("map", town, out, "--out", town),
    ):
        answer = run(*arguments)
        assert answer.exit_code == 2, arguments
        assert "give another file" in answer.stderr
    assert (digest(town), digest(out)) == before


def test_two_results_in_one_file_are_refused(tmp_path: Path, work: StandIn) -> None:
    del work
    same = tmp_path / "same"
    answer = run("partition", write(tmp_path), "--out", same, "--json", same)
    assert answer.exit_code == 2


@pytest.mark.parametrize(("name", "words"), [("", "is a folder"), ("no/o.gpkg", "does not exist")])
def test_a_target_that_cannot_be_written_is_told_at_once(
    tmp_path: Path, work: StandIn, name: str, words: str
) -> None:
    del work
    answer = run("partition", write(tmp_path), "--out", tmp_path / name)
    assert answer.exit_code == 2
    assert words in answer.stderr


def test_an_audit_keeps_the_rules_of_the_plan_unless_told(
    planned: tuple[Path, Path], work: StandIn
) -> None:
    assert run("audit", *planned).exit_code == 0
    assert work.rules == Rules(Band(20, 40))
    assert run("audit", *planned, "--micro-count", "1:2", "--by", "residents").exit_code == 0
    assert work.rules == Rules(Band(20, 40), None, (1, 2), "residents")


@pytest.mark.parametrize(
    ("severity", "status"), [(Severity.INFO, 0), (Severity.WARNING, 1), (Severity.ERROR, 1)]
)
def test_only_findings_that_matter_give_status_1(
    tmp_path: Path, planned: tuple[Path, Path], work: StandIn, severity: Severity, status: int
) -> None:
    work.findings = (finding(severity),)
    layer, report = tmp_path / "findings.gpkg", tmp_path / "report.json"
    answer = run("audit", *planned, "--out", layer, "--json", report)
    assert answer.exit_code == status, answer.output
    assert gpd.read_file(layer, layer="findings")["rule"].tolist() == ["gap"]
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["status"] == status
    assert set(told["inputs"]) == {"town.gpkg", "out.gpkg"}
    assert told["rules_applied"]["band"] == "20:40"
    assert ("There is a gap." in answer.stdout) == bool(status)


def test_findings_are_told_in_chinese_where_asked(
    planned: tuple[Path, Path], work: StandIn
) -> None:
    work.findings = (finding(Severity.ERROR),)
    assert "有缝隙。" in run("audit", *planned, "--lang", "zh").stdout


def test_a_proposal_that_is_none_gives_status_2(tmp_path: Path, work: StandIn) -> None:
    del work
    town = write(tmp_path)
    answer = run("audit", town, town)
    assert answer.exit_code == 2
    assert "is it a proposal?" in answer.stderr


def test_three_files_are_too_many(planned: tuple[Path, Path]) -> None:
    answer = run("audit", *planned, planned[0])
    assert answer.exit_code == 2
    assert "[INPUT] OUT" in answer.stderr


def test_a_defect_is_told_apart_from_bad_input(tmp_path: Path, work: StandIn) -> None:
    work.error = ZeroDivisionError("of ours")
    answer = run("partition", write(tmp_path), "--out", tmp_path / "out.gpkg", "--jobs", 1)
    assert answer.exit_code == 3
    assert "ZeroDivisionError: of ours" in answer.stderr
    assert "gis/workflow/propose.py" in answer.stderr
    assert not (tmp_path / "out.gpkg").exists()


def test_a_full_disk_is_no_defect_of_the_input(tmp_path: Path, work: StandIn) -> None:
    work.error = OSError(28, "No space left on device")
    answer = run("partition", write(tmp_path), "--out", tmp_path / "out.gpkg", "--jobs", 1)
    assert answer.exit_code == 3
    assert "No space left on device" in answer.stderr


def test_personal_columns_can_be_dropped(tmp_path: Path, work: StandIn) -> None:
    del work
    town, out = write(tmp_path, buildings=buildings(姓名=list("xyz"))), tmp_path / "out.gpkg"
    refused = run("partition", town, "--out", out)
    assert refused.exit_code == 2
    assert "--drop-personal" in refused.stderr
    assert run("partition", town, "--out", out, "--drop-personal", "--jobs", 1).exit_code == 0


def test_notices_are_told(tmp_path: Path, work: StandIn) -> None:
    del work
    town = write(tmp_path, buildings=buildings(use=["laboratory", None, None]))
    answer = run("partition", town, "--out", tmp_path / "out.gpkg", "--jobs", 1)
    assert "note: buildings: use 'laboratory' is taken as not known (1: a)" in answer.stderr


def test_coordinates_are_not_taken_for_markup(tmp_path: Path, work: StandIn) -> None:
    del work
    town = write(tmp_path, communities=communities(code=["[red]1[/red]", "330106001202"]))
    answer = run("partition", town, "--out", tmp_path / "out.gpkg")
    assert "[red]1[/red]" in answer.stderr


def test_a_map_is_drawn_in_the_language_asked(
    planned: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ModuleType("gis.maps.page")
    told: list[str] = []

    def render(*_: object, lang: str) -> str:
        told.append(lang)
        return "<html>网格</html>"

    page.render = render  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gis.maps.page", page)
    for options in ((), ("--lang", "en")):
        answer = run("map", *planned, "--out", tmp_path / "map.html", *options)
        assert answer.exit_code == 0, answer.output
    assert told == ["zh", "en"]
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == "<html>网格</html>"


def test_the_plane_of_the_town_is_that_of_the_plan(planned: tuple[Path, Path]) -> None:
    proposal, _ = read_proposal(planned[1])
    assert proposal.grids.crs == CRS
    assert proposal.grids.total_bounds.tolist() == [X, Y, X + 2000, Y + 1000]
