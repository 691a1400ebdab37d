"""Files of every format, and files that must not be opened."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, MultiPolygon, Point, box

from gis.errors import UnusableInputError
from gis.files import read_town, write_layers
from gis.files.guard import DEEPEST
from tests.unit.files.towns import X, Y, buildings, communities, only_fault, write


def _with_buildings(folder: Path, file: str) -> dict[str, str]:
    """The options of a town whose communities are in a GeoPackage and buildings elsewhere."""
    write_layers(folder / "land.gpkg", {"communities": communities()})
    return {"communities": str(folder / "land.gpkg"), "buildings": str(folder / file)}


def _refusal(folder: Path, file: str) -> str:
    """Why a file of buildings is refused."""
    fault = only_fault(None, layers=_with_buildings(folder, file))
    assert (fault.layer, fault.field) == ("buildings", "file")
    assert file in fault.value
    return fault.remedy


def _shapefile(folder: Path, encoding: str, frame: gpd.GeoDataFrame | None = None) -> Path:
    path = folder / "houses.shp"
    named = buildings().rename(columns={"households": "户数"}).assign(小区=["春晓苑", "", "文苑"])
    pyogrio.write_dataframe(named if frame is None else frame, path, encoding=encoding)
    return path


@pytest.mark.parametrize(
    ("ending", "save"),
    [
        ("gpkg", pyogrio.write_dataframe),
        ("geojson", lambda frame, path: pyogrio.write_dataframe(frame.to_crs(4326), path)),
        ("json", lambda frame, path: path.write_text(frame.to_crs(4326).to_json())),
        ("shp", pyogrio.write_dataframe),
        ("fgb", pyogrio.write_dataframe),
        ("parquet", lambda frame, path: frame.to_parquet(path)),
        ("geoparquet", lambda frame, path: frame.to_parquet(path)),
    ],
)
def test_every_format_gives_the_same_buildings(
    tmp_path: Path, ending: str, save: Callable[[gpd.GeoDataFrame, Path], object]
) -> None:
    save(buildings(floors=[6, 6, 11]), tmp_path / f"houses.{ending}")
    town = read_town(None, layers=_with_buildings(tmp_path, f"houses.{ending}"))
    assert town.buildings["id"].tolist() == ["a", "b", "c"]
    assert town.buildings["floors"].tolist() == [6.0, 6.0, 11.0]
    assert town.buildings.geometry.hausdorff_distance(buildings().geometry).max() < 1e-2
    assert town.notices == ()
    assert str(tmp_path / f"houses.{ending}") in town.digests


@pytest.mark.parametrize("declared", [None, "UTF-8", "GBK", "936"])
def test_a_gbk_shapefile_is_read_whatever_it_says_of_itself(
    tmp_path: Path, declared: str | None
) -> None:
    sidecar = _shapefile(tmp_path, "GBK").with_suffix(".cpg")
    sidecar.unlink()
    if declared:
        sidecar.write_text(declared)
    town = read_town(None, layers=_with_buildings(tmp_path, "houses.shp"))
    assert town.buildings["households"].tolist() == [10.0, 20.0, 30.0]
    assert town.buildings["compound"].tolist() == ["春晓苑", None, "文苑"]
    told = [notice for notice in town.notices if "GB18030" in notice]
    assert bool(told) == (declared not in {"GBK", "936"})


def test_a_utf8_shapefile_without_cpg_is_read(tmp_path: Path) -> None:
    _shapefile(tmp_path, "UTF-8").with_suffix(".cpg").unlink()
    town = read_town(None, layers=_with_buildings(tmp_path, "houses.shp"))
    assert town.buildings["compound"].tolist() == ["春晓苑", None, "文苑"]


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    frame = buildings().assign(place=["Café", "x", "y"])
    _shapefile(tmp_path, "ISO-8859-1", frame).with_suffix(".cpg").unlink()
    assert "encoding" in _refusal(tmp_path, "houses.shp")


def test_a_shapefile_without_its_attributes_is_refused(tmp_path: Path) -> None:
    _shapefile(tmp_path, "UTF-8").with_suffix(".dbf").unlink()
    assert "lacks houses.dbf" in _refusal(tmp_path, "houses.shp")


def test_every_part_of_a_shapefile_has_its_digest(tmp_path: Path) -> None:
    _shapefile(tmp_path, "UTF-8")
    town = read_town(None, layers=_with_buildings(tmp_path, "houses.shp"))
    endings = {Path(name).suffix for name in town.digests}
    assert endings == {".gpkg", ".shp", ".shx", ".dbf", ".prj", ".cpg"}


def _zip(folder: Path, prefix: str = "") -> zipfile.ZipFile:
    _shapefile(folder, "GBK")
    package = zipfile.ZipFile(folder / "houses.zip", "w", zipfile.ZIP_DEFLATED)
    for part in folder.glob("houses.*"):
        if part.suffix != ".zip":
            package.write(part, f"{prefix}{part.name}")
    return package


def test_a_zipped_shapefile_is_read(tmp_path: Path) -> None:
    _zip(tmp_path, "导出/").close()
    town = read_town(None, layers=_with_buildings(tmp_path, "houses.zip"))
    assert town.buildings["compound"].tolist() == ["春晓苑", None, "文苑"]


@pytest.mark.parametrize("member", ["../evil.shp", "/etc/evil.dbf", "a\\..\\..\\evil.shp"])
def test_an_archive_that_leads_outside_is_refused(tmp_path: Path, member: str) -> None:
    with _zip(tmp_path) as package:
        package.writestr(member, b"x")
    assert "leads out of the archive" in _refusal(tmp_path, "houses.zip")
    assert not (tmp_path.parent / "evil.shp").exists()


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    with _zip(tmp_path) as package:
        package.writestr("bomb.dbf", bytes(40_000_000))
    assert "would unpack to" in _refusal(tmp_path, "houses.zip")


def test_an_archive_without_a_shapefile_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "houses.zip", "w") as package:
        package.writestr("readme.txt", "nothing")
    assert "no Shapefile" in _refusal(tmp_path, "houses.zip")


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "houses.zip").write_bytes(b"PK\x03\x04 and no more")
    assert "cannot be unpacked" in _refusal(tmp_path, "houses.zip")


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("houses.csv", b"id\n1\n", "unknown format"),
        ("houses.vrt", b"<OGRVRTDataSource/>", "unknown format"),
        ("houses.geojson", b"", "empty"),
        ("houses.gpkg", b"not SQLite at all", "no GeoPackage"),
        ("houses.gpkg", b"SQLite format 3\x00 and no more", "damaged"),
        ("houses.fgb", b"xxxxxxxx", "no FlatGeobuf"),
        ("houses.fgb", b"fgb\x03fgb\x00", "cannot be read"),
        ("houses.parquet", b"PAR1PAR1", "cannot be read"),
        ("houses.shp", b"xxxx", "no Shapefile"),
        ("houses.geojson", b'{"type":"FeatureCollection","features":[', "cannot be read"),
        ("houses.geojson", '{"type":"文苑"}'.encode("gbk"), "UTF-8"),
        ("houses.geojson", b"<OGRVRTDataSource></OGRVRTDataSource>", "cannot be read"),
        ("houses.geojson", b'{"type":"gdal_streamed_alg","command_line":"x"}', "cannot be read"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, file: str, content: bytes, words: str
) -> None:
    (tmp_path / file).write_bytes(content)
    remedy = _refusal(tmp_path, file)
    assert words.removeprefix("no ") in remedy


def test_a_geojson_that_hides_a_virtual_format_opens_no_other_file(tmp_path: Path) -> None:
    secret = _shapefile(tmp_path, "UTF-8")
    layer = f'<OGRVRTLayer name="houses"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    hidden = tmp_path / "hidden.geojson"
    hidden.write_text(f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")
    assert len(pyogrio.read_dataframe(hidden)) == 3, "the danger is real"
    assert "cannot be read" in _refusal(tmp_path, "hidden.geojson")


@pytest.mark.parametrize(
    "name",
    ["https://example.org/town.gpkg", "/vsicurl/x.gpkg", "/vsizip/a.zip/b.shp", "\\\\host\\a.gpkg"],
)
def test_addresses_and_virtual_paths_are_refused(name: str) -> None:
    fault = only_fault(name)
    assert "no addresses" in fault.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in only_fault(tmp_path / "nowhere.gpkg").remedy


def test_deeply_nested_geojson_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    deep = '{"type":"GeometryCollection","geometries":[' * 100_000
    (tmp_path / "houses.geojson").write_text(deep + "]}" * 100_000)
    assert "200000 deep" in _refusal(tmp_path, "houses.geojson")


def test_brackets_in_texts_are_not_nesting(tmp_path: Path) -> None:
    frame = buildings(note=["[" * (DEEPEST + 1), '{"' * 50, "\\"]).to_crs(4326)
    pyogrio.write_dataframe(frame, tmp_path / "houses.geojson")
    town = read_town(None, layers=_with_buildings(tmp_path, "houses.geojson"))
    assert town.buildings["note"].tolist() == frame["note"].tolist()


def test_nested_geometry_in_geoparquet_is_refused(tmp_path: Path) -> None:
    nested = GeometryCollection([GeometryCollection([Point(X, Y)])])
    shapes = [nested, Point(X, Y), Point(X, Y)]
    buildings().set_geometry(shapes, crs=4549).to_parquet(tmp_path / "houses.parquet")
    assert "collections within collections" in _refusal(tmp_path, "houses.parquet")


def test_multipolygons_in_geoparquet_are_read(tmp_path: Path) -> None:
    parts = MultiPolygon([box(X, Y, X + 4, Y + 4), box(X + 8, Y, X + 12, Y + 4)])
    shapes = [parts, shapely.force_3d(parts, 7.0), Point(X, Y)]
    buildings().set_geometry(shapes, crs=4549).to_parquet(tmp_path / "houses.parquet")
    town = read_town(None, layers=_with_buildings(tmp_path, "houses.parquet"))
    assert town.buildings.geometry[0].equals(parts)


def test_a_parquet_file_without_geometry_is_refused(tmp_path: Path) -> None:
    buildings().drop(columns="geometry").to_parquet(tmp_path / "houses.parquet")
    assert "no geometry" in _refusal(tmp_path, "houses.parquet")


def test_a_table_without_geometry_is_refused(tmp_path: Path) -> None:
    pyogrio.write_dataframe(buildings().drop(columns="geometry"), tmp_path / "houses.gpkg")
    assert "no geometry" in _refusal(tmp_path, "houses.gpkg")


def test_sqlite_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "houses.gpkg")) as database:
        database.execute("create table houses (id text)")
    assert "no GeoPackage" in _refusal(tmp_path, "houses.gpkg")


def test_a_virtual_table_in_a_geopackage_is_refused(tmp_path: Path) -> None:
    pyogrio.write_dataframe(buildings(), tmp_path / "houses.gpkg")
    with closing(sqlite3.connect(tmp_path / "houses.gpkg")) as database:
        database.execute("pragma writable_schema = on")
        sql = "create virtual table other using VirtualOGR('/etc/passwd')"
        row = ("table", "other", "other", 0, sql)
        database.execute("insert into sqlite_master values (?, ?, ?, ?, ?)", row)
        database.commit()
    assert "'other' is virtual" in _refusal(tmp_path, "houses.gpkg")


def _bend(path: Path, kind: int, table: str) -> None:
    """Put a circle of the curve type ``kind`` in place of the first feature."""
    xy = [(X + 20, Y + 20), (X + 30, Y + 30), (X + 40, Y + 20), (X + 30, Y + 10), (X + 20, Y + 20)]
    ring = struct.pack("<BII", 1, kind, len(xy)) + b"".join(struct.pack("<2d", *p) for p in xy)
    with closing(sqlite3.connect(path)) as database:
        (old,) = database.execute(f"select geom from {table} where fid = 1").fetchone()  # noqa: S608
        shape = b"GP\x00\x01" + old[4:8] + struct.pack("<BII", 1, 10, 1) + ring
        database.execute(f"update {table} set geom = ? where fid = 1", (shape,))  # noqa: S608
        database.commit()


def _loose(path: Path) -> None:
    options = {"SPATIAL_INDEX": "NO"}
    pyogrio.write_dataframe(buildings(), path, geometry_type="Unknown", layer_options=options)


def test_curves_are_refused(tmp_path: Path) -> None:
    _loose(tmp_path / "houses.gpkg")
    _bend(tmp_path / "houses.gpkg", 8, "houses")
    assert "1 features hold arcs" in _refusal(tmp_path, "houses.gpkg")


def test_a_curve_type_of_straight_pieces_is_read(tmp_path: Path) -> None:
    _loose(tmp_path / "houses.gpkg")
    _bend(tmp_path / "houses.gpkg", 2, "houses")
    town = read_town(None, layers=_with_buildings(tmp_path, "houses.gpkg"))
    assert town.buildings.geometry[0].geom_type == "Polygon"


def test_a_layer_is_chosen_by_name(tmp_path: Path) -> None:
    many = tmp_path / "many.gpkg"
    write_layers(many, {"old": buildings().iloc[:1], "new": buildings()})
    options = _with_buildings(tmp_path, "many.gpkg")
    town = read_town(None, layers={**options, "buildings": f"{many}:new"})
    assert len(town.buildings) == 3
    fault = only_fault(None, layers=options)
    assert "it has old, new" in fault.remedy


def test_a_layers_own_file_goes_before_the_input(tmp_path: Path) -> None:
    path = write(tmp_path)
    write_layers(tmp_path / "one.gpkg", {"buildings": buildings().iloc[:1]})
    town = read_town(path, layers={"buildings": str(tmp_path / "one.gpkg")})
    assert len(town.buildings) == 1


def test_layers_may_have_chinese_names(tmp_path: Path) -> None:
    write_layers(tmp_path / "town.gpkg", {"社区": communities(), "楼栋": buildings()})
    town = read_town(tmp_path / "town.gpkg")
    assert len(town.communities) == 2
    assert any("layer '楼栋'" in notice for notice in town.notices)


def test_missing_layers_are_named_with_those_there(tmp_path: Path) -> None:
    write_layers(tmp_path / "town.gpkg", {"communities": communities(), "trees": buildings()})
    fault = only_fault(tmp_path / "town.gpkg")
    assert fault.layer == "buildings"
    assert "trees" in fault.remedy
    assert "--buildings" in fault.remedy


def test_without_any_file_both_layers_are_asked_for() -> None:
    with pytest.raises(Exception, match=r"(?s)communities.*INPUT.*buildings"):
        read_town(None)


def test_a_colon_in_a_file_name_is_no_layer(tmp_path: Path) -> None:
    odd = tmp_path / "town:old.gpkg"
    write(tmp_path).rename(odd)
    assert (
        len(read_town(None, layers=dict.fromkeys(("communities", "buildings"), str(odd))).buildings)
        == 3
    )


def test_values_of_odd_types_are_passed_through_as_text(tmp_path: Path) -> None:
    features = json.loads(buildings().to_crs(4326).to_json())
    for number, feature in enumerate(features["features"]):
        feature["properties"]["tags"] = ["old", number]
    (tmp_path / "houses.geojson").write_text(json.dumps(features))
    town = read_town(None, layers=_with_buildings(tmp_path, "houses.geojson"))
    assert all(isinstance(tags, str) for tags in town.buildings["tags"])


@given(
    ending=st.sampled_from(["gpkg", "geojson", "shp", "dbf", "prj", "fgb", "parquet"]),
    place=st.floats(0, 1, exclude_max=True),
    noise=st.binary(min_size=1, max_size=40),
    overwrite=st.booleans(),
)
def test_a_damaged_file_is_read_or_refused_but_never_breaks_the_reader(
    sound_files: Path, ending: str, place: float, noise: bytes, overwrite: bool
) -> None:
    damaged = sound_files / f"houses.{ending}"
    sound = damaged.read_bytes()
    at = int(place * len(sound))
    damaged.write_bytes(sound[:at] + noise + sound[at + len(noise) * overwrite :])
    file = "houses.shp" if ending in {"dbf", "prj"} else damaged.name
    try:
        town = read_town(None, layers=_with_buildings(sound_files, file))
    except UnusableInputError as refused:
        assert refused.faults  # noqa: PT017 -- both outcomes are right
    else:
        assert town.buildings.geometry.is_valid.all()
    finally:
        damaged.write_bytes(sound)


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same buildings in every format."""
    folder = tmp_path_factory.mktemp("sound")
    for ending in ("gpkg", "fgb", "shp"):
        pyogrio.write_dataframe(buildings(), folder / f"houses.{ending}")
    pyogrio.write_dataframe(buildings().to_crs(4326), folder / "houses.geojson")
    buildings().to_parquet(folder / "houses.parquet")
    return folder
