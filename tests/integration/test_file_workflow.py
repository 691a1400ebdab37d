"""The commands on real files of several formats, with the real partition and audit behind them."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import LineString, box

from gis.files import digest, read_proposal, read_town, write_layers
from tests.places import Run

CRS = "EPSG:4549"
X, Y = 500_000.0, 3_000_000.0
LAYERS = ("grids", "microgrids", "buildings", "building_parts")
QUICK = ("--effort", "fast", "--jobs", "1")


def _town() -> dict[str, gpd.GeoDataFrame]:
    """Two communities of 36 slabs each, a road between the rows, a school, a tower."""
    land = gpd.GeoDataFrame(
        {
            "code": ["330106001001", "330106001202"],
            "name": ["文苑社区", "青枫村"],
            "kind": ["urban", "rural"],
        },
        geometry=[box(X, Y, X + 600, Y + 600), box(X + 600, Y, X + 1200, Y + 600)],
        crs=CRS,
    )
    column, row = np.meshgrid(np.arange(12), np.arange(6))
    west, south = X + 15 + 100 * column.ravel(), Y + 15 + 100 * row.ravel()
    houses = gpd.GeoDataFrame(
        {
            "id": [f"B{number:02d}" for number in range(72)],
            "households": np.where(np.arange(72) == 30, 120, 24),
            "floors": np.where(np.arange(72) == 30, 30, 6),
            "use": "residential",
        },
        geometry=[box(x, y, x + 60, y + 15) for x, y in zip(west, south, strict=True)],
        crs=CRS,
    )
    road = LineString([(X, Y + 300), (X + 1200, Y + 300)])
    roads = gpd.GeoDataFrame({"class": ["primary"], "name": ["人民路"]}, geometry=[road], crs=CRS)
    school = box(X + 210, Y + 440, X + 290, Y + 500)
    sites = gpd.GeoDataFrame(
        {"id": ["s1"], "category": ["school"], "name": ["实验小学"]}, geometry=[school], crs=CRS
    )
    return {"communities": land, "buildings": houses, "barriers": roads, "sites": sites}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, run_gis: Run) -> Path:
    """A folder with ``town.gpkg`` and its plan ``out.gpkg``."""
    folder = tmp_path_factory.mktemp("workflow")
    write_layers(folder / "town.gpkg", _town())
    done = run_gis(
        "partition", folder / "town.gpkg", "--out", folder / "out.gpkg",
        "--json", folder / "quality.json", *QUICK,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def _same_layers(first: Path, second: Path) -> bool:
    return all(
        pyogrio.read_dataframe(first, layer=layer).equals(
            pyogrio.read_dataframe(second, layer=layer)
        )
        for layer in LAYERS
    )


def test_a_plan_is_written_audited_and_drawn(folder: Path, run_gis: Run) -> None:
    town, out = folder / "town.gpkg", folder / "out.gpkg"
    audited = run_gis("audit", town, out, "--out", folder / "f.gpkg", "--json", folder / "f.json")
    assert audited.returncode == 0, audited.stdout + audited.stderr
    assert json.loads((folder / "f.json").read_text(encoding="utf-8"))["status"] == 0
    drawn = run_gis("map", town, out, "--out", folder / "map.html", "--lang", "en")
    assert drawn.returncode == 0, drawn.stderr
    assert "文苑社区" in (folder / "map.html").read_text(encoding="utf-8")
    figures = json.loads((folder / "quality.json").read_text(encoding="utf-8"))
    assert figures["inputs"] == {"town.gpkg": digest(town)}
    households = read_town(town).buildings["households"].sum()
    assert read_proposal(out)[0].grids["households"].sum() == households


def test_several_processes_and_another_order_change_no_byte(folder: Path, run_gis: Run) -> None:
    town, out = folder / "town.gpkg", folder / "out.gpkg"
    twice = run_gis("partition", town, "--out", folder / "2.gpkg", "--effort", "fast", "--jobs", 2)
    assert twice.returncode == 0, twice.stderr
    assert digest(folder / "2.gpkg") == digest(out)
    mixed = {name: frame.sample(frac=1, random_state=3) for name, frame in _town().items()}
    write_layers(folder / "mixed.gpkg", mixed)
    again = run_gis("partition", folder / "mixed.gpkg", "--out", folder / "3.gpkg", *QUICK)
    assert again.returncode == 0, again.stderr
    assert _same_layers(out, folder / "3.gpkg")


def test_layers_from_files_of_several_formats_give_the_same_plan(
    folder: Path, run_gis: Run
) -> None:
    frames = _town()
    roads = frames["barriers"].rename(columns={"class": "类别", "name": "路名"})
    pyogrio.write_dataframe(
        roads.replace({"类别": {"primary": "主干路"}}), folder / "roads.shp", encoding="GBK"
    )
    (folder / "roads.cpg").unlink()
    frames["buildings"].to_parquet(folder / "houses.parquet")
    pyogrio.write_dataframe(frames["communities"], folder / "land.fgb")
    pyogrio.write_dataframe(frames["sites"], folder / "sites.gpkg", layer="专属对象")
    done = run_gis(
        "partition", "--communities", folder / "land.fgb", "--buildings",
        folder / "houses.parquet", "--barriers", folder / "roads.shp", "--sites",
        f"{folder / 'sites.gpkg'}:专属对象", "--out", folder / "formats.gpkg", *QUICK,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "GB18030" in done.stderr
    assert _same_layers(folder / "out.gpkg", folder / "formats.gpkg")


def test_a_damaged_plan_gives_findings(folder: Path, run_gis: Run) -> None:
    proposal, _ = read_proposal(folder / "out.gpkg")
    frames = {layer: getattr(proposal, layer) for layer in LAYERS}
    frames["grids"] = frames["grids"].iloc[1:]
    write_layers(folder / "damaged.gpkg", frames)
    audited = run_gis("audit", folder / "town.gpkg", folder / "damaged.gpkg")
    assert audited.returncode == 1, audited.stderr
    assert "gap" in audited.stdout


def test_another_column_can_be_balanced(folder: Path, run_gis: Run) -> None:
    frames = _town()
    frames["buildings"]["voters"] = pd.Series(range(72)).astype(float)
    write_layers(folder / "voters.gpkg", frames)
    done = run_gis(
        "partition", folder / "voters.gpkg", "--out", folder / "by.gpkg", "--by", "voters",
        "--band", "300:700", "--micro-count", "2:6", *QUICK,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert read_proposal(folder / "by.gpkg")[1].by == "voters"


@pytest.mark.parametrize("command", ["partition", "audit", "map"])
def test_bad_input_is_told_within_seconds_and_without_traceback(
    folder: Path, run_gis: Run, command: str
) -> None:
    frames = _town()
    frames["communities"]["code"] = "33"
    write_layers(folder / "bad.gpkg", frames)
    plan = [] if command == "partition" else [folder / "out.gpkg"]
    done = run_gis(command, folder / "bad.gpkg", *plan, "--out", folder / "none.out")
    assert done.returncode == 2
    assert "communities 33 code = '33'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "none.out").exists()


def test_the_sample_town_is_the_same_every_time(tmp_path: Path, run_gis: Run) -> None:
    for name in ("first.gpkg", "second.gpkg"):
        done = run_gis("sample", tmp_path / name, "--seed", 5, "--buildings", 300)
        assert done.returncode == 0, done.stderr
    assert digest(tmp_path / "first.gpkg") == digest(tmp_path / "second.gpkg")
    assert len(read_town(tmp_path / "first.gpkg").buildings) > 100
