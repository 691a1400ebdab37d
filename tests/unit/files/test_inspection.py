"""What a look at files tells: layers, guesses, samples and problems with places."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from gis.errors import ParameterError
from gis.files import preview, read_town
from gis.files.inspection import check_files, inspect
from gis.files.reading import Reading
from gis.files.writing import write_layers
from tests.places import FIXTURES
from tests.unit.files import towns

BROKEN = FIXTURES / "broken"
ZH = {"households": "户数", "id": "楼栋编号", "floors": "层数"}


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def chinese_shapefiles(folder: Path, *, prj: bool = False) -> str:
    """A zip of two Shapefiles with Chinese names in GBK, as offices send them."""
    homes = towns.buildings(户主姓名=["张三", "李四", "王五"]).rename(
        columns={ours: theirs for ours, theirs in ZH.items() if ours != "floors"}
    )
    homes["层数"] = [6, 2, 1]
    land = towns.communities().rename(columns={"code": "社区编码", "name": "社区名称"})
    for name, frame in (("现状楼栋", homes), ("村社区界", land)):
        frame.to_file(folder / f"{name}.shp", encoding="gbk")
    with zipfile.ZipFile(folder / "town.zip", "w") as package:
        for path in sorted(folder.glob("*.*")):
            if path.suffix in {".shp", ".shx", ".dbf"} or (prj and path.suffix == ".prj"):
                package.write(path, path.name)
    return "town.zip"


def layer(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in told["layers"] if one["layer"] == name)


def test_layers_columns_and_samples_of_a_sound_file_are_told(tmp_path: Path) -> None:
    towns.write(tmp_path)
    told = inspect(["town.gpkg"]).told
    assert json.loads(json.dumps(told)) == told
    homes = layer(told, "buildings")
    assert (homes["guess"], homes["geometry"], homes["features"]) == ("buildings", "Polygon", 3)
    assert homes["crs"]["code"] == "EPSG:4549"
    assert homes["crs"]["guessed"] is False
    households = next(one for one in homes["columns"] if one["name"] == "households")
    assert (households["type"], households["samples"]) == ("integer", ["10", "20", "30"])
    west, south, east, north = homes["bbox"]
    assert 119.9 < west < east < 120.1
    assert 27.0 < south < north < 27.2
    assert (told["errors"], told["problems"]) == (0, [])


def test_chinese_shapefiles_without_prj_are_understood(tmp_path: Path) -> None:
    told = inspect([chinese_shapefiles(tmp_path)]).told
    homes, land = layer(told, "现状楼栋"), layer(told, "村社区界")
    assert (homes["guess"], land["guess"]) == ("buildings", "communities")
    assert {one["name"]: one["guess"] for one in homes["columns"]} == {
        "楼栋编号": "id", "户数": "households", "户主姓名": None, "层数": "floors",
    }  # fmt: skip
    # The province of the codes tells the meridian, and the communities tell it to the buildings.
    assert (land["crs"]["code"], homes["crs"]["code"]) == ("EPSG:4549", "EPSG:4549")
    assert land["crs"]["guessed"]
    assert told["mapping"]["layers"]["buildings"]["crs"] == "EPSG:4549"
    assert {one["code"] for one in told["problems"] if one["severity"] == "error"} == {"personal"}


def test_nothing_about_persons_is_kept_as_a_sample(tmp_path: Path) -> None:
    told = inspect([chinese_shapefiles(tmp_path)]).told
    owner = next(one for one in layer(told, "现状楼栋")["columns"] if one["name"] == "户主姓名")
    assert (owner["personal"], owner["samples"]) == (True, [])
    assert "张三" not in json.dumps(told, ensure_ascii=False)


def test_what_was_guessed_can_be_imported_as_it_is(tmp_path: Path) -> None:
    told = inspect([chinese_shapefiles(tmp_path)]).told
    layers = {n: Reading.of_json(one) for n, one in told["mapping"]["layers"].items()}
    assert check_files(layers, drop_personal=True)["errors"] == 0
    town = read_town(None, layers=layers, drop_personal=True)
    assert town.buildings["households"].tolist() == [10, 20, 30]
    assert town.communities.crs.to_epsg() == 4549
    assert "户主姓名" not in town.buildings


def test_a_decision_about_columns_goes_before_their_names(tmp_path: Path) -> None:
    towns.write(tmp_path, buildings=towns.buildings(户数=[1, 2, 3]))
    land = Reading("town.gpkg", "communities", {"code": "code"})
    homes = Reading("town.gpkg", "buildings", {"id": "id", "households": "户数"})
    town = read_town(None, layers={"communities": land, "buildings": homes})
    assert town.buildings["households"].tolist() == [1, 2, 3]
    assert town.buildings["households_input"].tolist() == [10, 20, 30]
    # What was not chosen is not read, whatever it is called.
    assert town.communities["name"].tolist() == town.communities["code"].tolist()


def test_a_decision_about_the_crs_goes_before_what_the_file_says(tmp_path: Path) -> None:
    towns.write(tmp_path)
    layers = {n: Reading("town.gpkg", n, None, "EPSG:4546") for n in ("communities", "buildings")}
    town = read_town(None, layers=layers)
    assert town.communities.to_crs(4326).total_bounds[0] == pytest.approx(111.0, abs=0.01)


def test_a_column_that_is_not_there_and_a_strange_crs_are_faults(tmp_path: Path) -> None:
    towns.write(tmp_path)
    layers = {
        "communities": Reading("town.gpkg", "communities", {"name": "name"}, "EPSG:999999"),
        "buildings": Reading("town.gpkg", "buildings", {"households": "户"}),
        "sites": Reading("town.gpkg", "公园"),
    }
    codes = {(one["layer"], one["code"])
             for one in check_files(layers, drop_personal=False)["problems"]}  # fmt: skip
    assert codes >= {
        ("communities", "crs-unknown"), ("communities", "column-missing"),
        ("buildings", "column-missing"), ("sites", "no-layer"),
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.gpkg")), ids=lambda path: path.stem)
def test_a_check_finds_what_an_import_refuses(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    told = inspect([path.name]).told
    if path.stem == "sound":
        assert told["errors"] == 0
        return
    refused = towns.faults_of(path.name)
    errors = [one for one in told["problems"] if one["severity"] == "error"]
    assert {(one["layer"], one["feature"], one["field"]) for one in errors} >= {
        (one.layer, one.feature, one.field) for one in refused if one.layer
    } - {(one.layer, "", "") for one in refused}
    assert all(one["code"] != "other" for one in errors)
    assert told["errors"] > 0


def test_problems_are_where_they_are_on_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    (bow,) = inspect(["bow_tie.gpkg"]).told["problems"]
    crossing = gpd.GeoSeries([shapely.Point(487160, 3385036)], crs=4547).to_crs(4326).iloc[0]
    assert (bow["lon"], bow["lat"]) == pytest.approx((crossing.x, crossing.y), abs=1e-6)
    (overlap,) = inspect(["overlapping_communities.gpkg"]).told["problems"]
    land = gpd.read_file("overlapping_communities.gpkg", layer="communities").to_crs(4326)
    shared = shapely.intersection(*land.geometry)
    assert shapely.distance(shared, shapely.Point(overlap["lon"], overlap["lat"])) < 1e-6


def test_the_same_fault_of_many_features_is_counted_and_told_in_part(tmp_path: Path) -> None:
    many = 700
    homes = gpd.GeoDataFrame(
        {"id": [str(n) for n in range(many)], "households": [-1] * many},
        geometry=[shapely.box(x, towns.Y + 5, x + 0.5, towns.Y + 9)
                  for x in (towns.X + 1 + n for n in range(many))],
        crs=towns.CRS,
    )  # fmt: skip
    towns.write(tmp_path, buildings=homes)
    told = inspect(["town.gpkg"]).told
    assert (told["errors"], len(told["problems"])) == (many, 500)
    assert all(one["lon"] for one in told["problems"])


def test_communities_elsewhere_are_told_at_once(tmp_path: Path) -> None:
    towns.write(tmp_path)
    told = inspect(["town.gpkg"], ["110101"]).told
    assert [one["code"] for one in told["problems"]] == ["foreign", "foreign"]
    assert all(one["lon"] for one in told["problems"])
    assert inspect(["town.gpkg"], ["330106"]).told["errors"] == 0


def test_what_cannot_be_read_is_told_beside_what_can(tmp_path: Path) -> None:
    towns.write(tmp_path)
    (tmp_path / "roads.geojson").write_bytes(b"")
    files = {one["file"]: one for one in inspect(["roads.geojson", "town.gpkg"]).told["files"]}
    assert [one["code"] for one in files["roads.geojson"]["problems"]] == ["empty-file"]
    assert files["town.gpkg"]["problems"] == []


def test_a_layer_is_recognised_by_its_columns_where_its_name_says_nothing(tmp_path: Path) -> None:
    land = towns.communities().rename(columns={"code": "区划代码"})
    write_layers(tmp_path / "export.gpkg", {"layer1": towns.buildings(层数=[1, 2, 3]), "l2": land})
    told = inspect(["export.gpkg"]).told
    assert [one["guess"] for one in told["layers"]] == ["buildings", "communities"]


def test_no_layer_of_ours_is_guessed_twice(tmp_path: Path) -> None:
    homes = towns.buildings()
    write_layers(
        tmp_path / "t.gpkg", {"楼栋": homes, "楼栋备份": homes, "社区": towns.communities()}
    )
    guesses = {one["layer"]: one["guess"] for one in inspect(["t.gpkg"]).told["layers"]}
    assert guesses == {"楼栋": "buildings", "楼栋备份": None, "社区": "communities"}


def test_a_preview_moves_with_the_crs_that_is_tried(tmp_path: Path) -> None:
    path = preview.place(tmp_path, 0)
    preview.write(path, towns.buildings().set_crs(None, allow_override=True), "buildings")
    shown = preview.read(path, "EPSG:4549")
    assert [one["properties"]["households"] for one in shown["features"]] == ["10", "20", "30"]
    lon, lat = shown["features"][0]["geometry"]["coordinates"][0][0]
    assert (lon, lat) == pytest.approx((120.0, 27.11), abs=0.02)
    lon = preview.read(path, "EPSG:4546")["features"][0]["geometry"]["coordinates"][0][0][0]
    assert lon == pytest.approx(111.0, abs=0.02)
    with pytest.raises(ParameterError):
        preview.read(path, None)
    with pytest.raises(ParameterError):
        preview.read(path, "EPSG:1")


def test_a_preview_is_small_and_leaves_out_what_has_no_place(tmp_path: Path) -> None:
    shapes = [shapely.Point(120 + n / 1e4, 30).buffer(1e-4, 64) for n in range(5000)]
    shapes += [None, shapely.Polygon(), shapely.Point(float("nan"), 1)]
    path = preview.place(tmp_path, 3)
    preview.write(path, gpd.GeoDataFrame(geometry=shapes, crs=4326), None)
    shown = preview.read(path, None)
    assert (shown["total"], shown["lost"], len(shown["features"])) == (5003, 0, 3000)
    assert path.stat().st_size < 2_000_000
    away = preview.read(path, "EPSG:4549")
    assert away["lost"] + len(away["features"]) == 3000
