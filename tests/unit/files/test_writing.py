"""What is written: the same bytes for the same content, complete or not at all."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, box

from gis.files import digest, read_proposal, write_json, write_layers, write_proposal
from gis.files.proposal import load_rules, rules_as_json
from gis.frames import OUT_BUILDING_PARTS, OUT_BUILDINGS, OUT_GRIDS, OUT_MICROGRIDS, Proposal
from gis.model import Band, Rules
from tests.unit.files.towns import CRS, X, Y, buildings, communities, faults_of, write


def _proposal() -> Proposal:
    square = box(X, Y, X + 100, Y + 100)
    grids = gpd.GeoDataFrame(
        {
            "code": ["330106001001001"], "community": ["330106001001"], "kind": ["base"],
            "category": [None], "name": ["文苑第一网格"], "name_en": ["Wenyuan 1"],
            "households": [360], "residents": pd.array([None], dtype="Int64"), "buildings": [9],
            "area_m2": [1e4], "estimated_share": [0.25], "reason": [None],
            "boundary_text": ["东至人民路"], "boundary_text_en": ["east: Renmin Road"],
        },
        geometry=[square], crs=CRS,
    )  # fmt: skip
    microgrids = gpd.GeoDataFrame(
        {
            "code": ["33010600100100101"], "grid": ["330106001001001"], "households": [70],
            "floor_from": pd.array([None], dtype="Int32"),
            "floor_to": pd.array([None], dtype="Int32"), "reason": [None],
        },
        geometry=[square], crs=CRS,
    )  # fmt: skip
    houses = gpd.GeoDataFrame(
        {
            "id": ["1"], "grid": ["330106001001001"], "microgrid": [None], "households": [70],
            "households_source": ["surveyed"], "voters": [3],
        },
        geometry=[Point(X, Y)], crs=CRS,
    )  # fmt: skip
    parts = gpd.GeoDataFrame(
        {
            "building": ["1"], "part": [1], "floor_from": [1], "floor_to": [6],
            "staircase": pd.array([None], dtype="Int32"), "households": [70],
            "microgrid": ["33010600100100101"],
        },
        geometry=[square], crs=CRS,
    )  # fmt: skip
    return Proposal(grids, microgrids, houses, parts)


def test_the_same_frames_give_the_same_bytes_at_any_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first.gpkg", tmp_path / "second.gpkg"
    write_proposal(first, _proposal(), Rules(), {"VERSION": "1"})
    time.sleep(1.1)
    write_proposal(second, _proposal(), Rules(), {"VERSION": "1"})
    assert digest(first) == digest(second)


def test_a_proposal_comes_back_as_it_was(tmp_path: Path) -> None:
    rules = Rules(Band(200, 400), None, (3, 6), "voters", "wide")
    write_proposal(tmp_path / "out.gpkg", _proposal(), rules)
    proposal, promised = read_proposal(tmp_path / "out.gpkg")
    assert promised == rules
    assert tuple(proposal.grids.columns[:-1]) == OUT_GRIDS
    assert tuple(proposal.microgrids.columns[:-1]) == OUT_MICROGRIDS
    assert tuple(proposal.buildings.columns[:-1]) == (*OUT_BUILDINGS, "voters")
    assert tuple(proposal.building_parts.columns[:-1]) == OUT_BUILDING_PARTS
    grid = proposal.grids.iloc[0]
    assert (grid["households"], grid["category"], grid["name"]) == (360, None, "文苑第一网格")
    assert proposal.grids["residents"].isna().all()
    assert proposal.microgrids["floor_from"].dtype == "Int32"
    assert proposal.buildings["microgrid"].tolist() == [None]
    assert proposal.building_parts["floor_to"].tolist() == [6]


@pytest.mark.parametrize(
    "rules",
    [Rules(), Rules(Band(100, 200), Band(10, 20)), Rules(micro_band=None, micro_count=(3, 6))],
)
def test_rules_survive_json(rules: Rules) -> None:
    assert load_rules(json.dumps(rules_as_json(rules))) == rules


def test_grids_alone_are_a_proposal_by_the_usual_rules(tmp_path: Path) -> None:
    drawn = communities()[["code", "geometry"]]
    write_layers(tmp_path / "drawn.gpkg", {"grids": drawn})
    proposal, rules = read_proposal(tmp_path / "drawn.gpkg")
    assert rules == Rules()
    assert proposal.grids["households"].isna().all()
    assert proposal.microgrids.empty
    assert proposal.microgrids.crs == drawn.crs


def _refusal_of_proposal(path: Path) -> str:
    from gis.errors import UnusableInputError  # noqa: PLC0415 -- beside its only use

    with pytest.raises(UnusableInputError) as refused:
        read_proposal(path)
    return str(refused.value)


def test_a_file_without_grids_is_no_proposal(tmp_path: Path) -> None:
    assert "no layer grids, only communities" in _refusal_of_proposal(write(tmp_path))


def test_a_missing_proposal_is_named(tmp_path: Path) -> None:
    assert "no such file" in _refusal_of_proposal(tmp_path / "out.gpkg")


def test_grids_without_codes_are_refused(tmp_path: Path) -> None:
    write_layers(tmp_path / "out.gpkg", {"grids": communities()[["name", "geometry"]]})
    assert "grids code" in _refusal_of_proposal(tmp_path / "out.gpkg")


def test_households_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    drawn = communities(households=["many", "12.5"])
    write_layers(tmp_path / "out.gpkg", {"grids": drawn})
    text = _refusal_of_proposal(tmp_path / "out.gpkg")
    assert "row 1 households = 'many'" in text
    assert "row 2 households = '12.5'" in text


@pytest.mark.parametrize("stored", ["{", '{"band": "500:300"}', "[1]", '{"micro_count": 3}'])
def test_damaged_rules_are_refused(tmp_path: Path, stored: str) -> None:
    drawn = communities()[["code", "geometry"]]
    write_layers(tmp_path / "out.gpkg", {"grids": drawn}, {"RULES": stored})
    assert "rules stored with the proposal" in _refusal_of_proposal(tmp_path / "out.gpkg")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.gpkg"
    write_layers(path, {"grids": communities()})
    before = digest(path)
    whole = pyogrio.write_dataframe

    def fail_at_second(frame: gpd.GeoDataFrame, *args: Any, **options: Any) -> None:
        if options["layer"] == "second":
            raise OSError("disk full")
        whole(frame, *args, **options)

    monkeypatch.setattr(pyogrio, "write_dataframe", fail_at_second)
    with pytest.raises(OSError, match="disk full"):
        write_layers(path, {"first": communities(), "second": communities()})
    assert digest(path) == before
    assert [file.name for file in tmp_path.iterdir()] == ["out.gpkg"]


def test_a_mixture_of_types_and_an_empty_layer_are_written(tmp_path: Path) -> None:
    mixed = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"]},
        geometry=[Point(X, Y), LineString([(X, Y), (X, Y + 1)]), None],
        crs=CRS,
    )
    path = tmp_path / "out.gpkg"
    write_layers(path, {"findings": mixed, "none": mixed.iloc[:0]})
    back = pyogrio.read_dataframe(path, layer="findings")
    assert back["id"].tolist() == ["a", "b", "c"]
    assert len(pyogrio.read_dataframe(path, layer="none")) == 0


def test_polygons_and_multipolygons_share_a_layer(tmp_path: Path) -> None:
    parts = MultiPolygon([box(X, Y, X + 1, Y + 1), box(X + 2, Y, X + 3, Y + 1)])
    frame = buildings().set_geometry([parts, box(X, Y, X + 1, Y + 1), parts], crs=CRS)
    write_layers(tmp_path / "out.gpkg", {"buildings": frame})
    info = pyogrio.read_info(tmp_path / "out.gpkg", layer="buildings")
    assert info["geometry_type"] == "MultiPolygon"


def test_reading_leaves_no_file_beside_the_input(tmp_path: Path) -> None:
    write_proposal(tmp_path / "out.gpkg", _proposal(), Rules())
    read_proposal(tmp_path / "out.gpkg")
    assert [file.name for file in tmp_path.iterdir()] == ["out.gpkg"]


def test_json_is_sorted_readable_and_without_nan(tmp_path: Path) -> None:
    values: dict[str, Any] = {
        "b": np.float64("nan"), "a": "网格", "c": (np.int64(3), np.array([1.5]), pd.NA, True),
    }  # fmt: skip
    write_json(tmp_path / "out.json", values)
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"a": "网格", "b": None, "c": [3, [1.5], None, True]}
    assert "网格" in text
    assert text.index('"a"') < text.index('"b"')


def test_the_file_name_of_a_missing_town_is_told(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "town.gpkg")
    assert fault.value == str(tmp_path / "town.gpkg")
