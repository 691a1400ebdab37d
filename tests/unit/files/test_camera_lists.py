"""Lists of cameras as files: columns by many names, and files that are none."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gis.errors import UnusableInputError
from gis.files.cameras import NAMES, CameraList, columns_of, read_cameras
from gis.files.sentences import said


def test_columns_are_known_by_many_names_and_each_is_read_once() -> None:
    found = columns_of(
        ["国标编码", "编码", "设备 名称", "PTZ_Type", "Camera:Direction", "联系电话"]
    )

    assert found == {
        "国标编码": "code", "设备 名称": "name", "PTZ_Type": "ptz_type",
        "Camera:Direction": "camera_direction",
    }  # fmt: skip


def test_no_column_of_ours_means_what_another_one_means() -> None:
    known = [other for names in NAMES.values() for other in names]
    assert len(columns_of(known)) == len(NAMES)


def test_rows_that_are_too_short_are_told_of_and_the_others_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        "编码,名称,电话\r\n1, 甲 ,13800000000\r\n2\r\n\r\n3,,\r\n".encode("gbk")
    )

    found = read_cameras(tmp_path / "a.csv")

    assert found.rows == [{"code": "1", "name": "甲"}, {"code": "2"}, {"code": "3"}]
    assert found.faults == {1: "1 fields instead of 3"}
    assert (found.left, found.located) == (["电话"], False)
    assert CameraList.of_json(found.as_json()) == found


def test_layers_are_brought_to_degrees_and_what_is_no_point_is_told_of(tmp_path: Path) -> None:
    shapes = [shapely.Point(500_000, 3_390_000), shapely.box(0, 0, 1, 1), None]
    frame = gpd.GeoDataFrame({"code": ["1", "2", "3"], "x": [7, 8, 9]}, geometry=shapes, crs=4547)
    frame.to_file(tmp_path / "a.gpkg")

    found = read_cameras(tmp_path / "a.gpkg")

    degrees = gpd.GeoSeries(shapes[:1], crs=4547).to_crs(4326).iloc[0]
    assert float(found.rows[0]["lon"]) == pytest.approx(degrees.x)
    assert float(found.rows[0]["lat"]) == pytest.approx(degrees.y)
    assert found.rows[1:] == [{"code": "2"}, {"code": "3"}]
    assert set(found.faults) == {1, 2}
    assert found.located


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\x00\x01\x02", "UTF-8 or GB 18030"),
        ("a.csv", b"\xff\xfe\xff\xff\xff", "UTF-8 or GB 18030"),
        ("a.csv", b"code,name\r\n", "no cameras"),
        ("a.csv", b'code,name\r\n"open', "cannot be read"),
        ("a.csv", b"code\r\n" + b"1\r\n" * 20_001, "more than 20000"),
        ("a.geojson", b"<OGRVRTDataSource/>", "cannot be read"),
        ("a.geojson", b"[" * 100_000, "nested"),
        ("a.gpkg", b"SQLite format 3\x00", "damaged"),
        ("a.exe", b"MZ", "unknown format"),
        ("/vsicurl/a.csv", None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(
    tmp_path: Path, name: str, data: bytes | None, why: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(UnusableInputError, match=why) as caught:
        read_cameras(path)
    assert said(caught.value.faults[0].remedy).code != "other"
