"""Lists of cameras come in with an account of every row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.geometry import gcj02
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks
from tests.places import Run

WEST, EAST = drawn.CODES
IMPORT = "/api/v1/cameras/import"
HEAD = "设备编码,设备名称,经度,纬度,PTZ类型,监视方位,所属部门,安装地址,联系人"


def number(at: int, kind: str = "132") -> str:
    """A code after GB/T 28181."""
    return f"9901990000{kind}0{at:06d}"


def table(rows: Sequence[Sequence[Any]], head: str = HEAD, codec: str = "utf-8") -> bytes:
    lines = [head, *(",".join(map(str, row)) for row in rows)]
    return "\r\n".join(lines).encode(codec)


def send(desks: Desks, name: str, data: bytes, who: str = "admin", **fields: str) -> Any:
    return desks[who].post(IMPORT, files={"file": (name, data)}, data=fields)


def report(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    counted = sum(told[name] for name in ("new", "known", "changed", "refused"))
    assert counted == told["read"]
    assert len(told["refusals"]) == told["refused"]
    return told


def stored(desks: Desks, code: str) -> dict[str, Any]:
    with desks.app.state.config.engine.connect() as conn:
        number = conn.scalar(text("select id from cameras where code = :code"), {"code": code})
    found = desks["admin"].get(f"/api/v1/cameras/{number}")
    assert found.status_code == 200, code
    return dict(found.json())


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030"])
def test_an_export_of_a_platform_comes_in_whatever_its_encoding(desks: Desks, codec: str) -> None:
    at = 10 if codec == "gb18030" else 20
    spots = [drawn.spot(0.5 + n, 1.0) for n in range(3)]
    rows = [
        (number(at + 1), "人民路路口", *spots[0], 1, 5, "公安局", "人民路1号", "张三"),
        (number(at + 2), "学校门口", *spots[1], 3, "北", "教育局", "", "李四"),
        (number(at + 3), "市场", *spots[2], 2, "", "城管局", "", ""),
    ]

    told = report(send(desks, "通道.csv", table(rows, codec=codec)))

    assert (told["new"], told["refused"]) == (3, 0)
    assert told["notices"][0]["zh"] == "未读取的列：安装地址, 联系人"
    one, two, three = (stored(desks, number(at + n)) for n in (1, 2, 3))
    assert (one["name"], one["kind"], one["direction"]) == ("人民路路口", "panning", 135)
    assert (two["kind"], two["direction"], two["given_direction"]) == ("fixed", 0, "北")
    assert (three["kind"], three["direction"], three["scheme"]) == ("dome", None, "gbt28181")
    assert (one["grid"], one["department"]) == (f"{WEST}001", "公安局")


def test_the_same_list_again_is_known_and_a_changed_row_changes(desks: Desks) -> None:
    lon, lat = drawn.spot(1.0, 1.05)
    rows = [(number(30 + n), f"n{n}", lon, lat, 3, 1, "公安局", "", "") for n in range(3)]

    first = report(send(desks, "a.csv", table(rows)))
    rows[1] = (number(31), "renamed", lon, lat, 3, 1, "公安局", "", "")
    again = report(send(desks, "a.csv", table(rows)))

    assert first["new"] == 3
    assert (again["new"], again["known"], again["changed"]) == (0, 2, 1)


def test_every_row_that_is_refused_is_told_with_the_reason(desks: Desks) -> None:
    lon, lat = drawn.spot(1.0, 1.05)
    good = (number(40), "good", lon, lat, 3, 1, "公安局", "", "")
    bad = {
        "19 digits": (number(41)[:-1] + " ", "x", lon, lat, 3, 1, "d", "", ""),
        "NVR": (number(42, "118"), "x", lon, lat, 3, 1, "d", "", ""),
        "no code": ("", "x", lon, lat, 3, 1, "d", "", ""),
        "no numbers": (number(43), "x", "", lat, 3, 1, "d", "", ""),
        "0, 0": (number(44), "x", 0, 0, 3, 1, "d", "", ""),
        "swapped": (number(45), "x", lat, lon, 3, 1, "d", "", ""),
        "no community": (number(46), "x", 10, 50, 3, 1, "d", "", ""),
        "department": (number(47), "x", lon, lat, 3, 1, "", "", ""),
        "row 1 has the same": good,
        "fields": (number(48), "x", lon, lat),
    }
    rows = [good, *bad.values()]

    told = report(send(desks, "bad.csv", table(rows)))

    assert (told["read"], told["new"]) == (len(rows), 1)
    assert [one["row"] for one in told["refusals"]] == list(range(2, len(rows) + 1))
    for (part, _), refusal in zip(bad.items(), told["refusals"], strict=True):
        assert part in refusal["reason"]["en"], refusal
        assert refusal["reason"]["zh"]


def test_rows_outside_of_every_community_go_where_the_list_belongs(desks: Desks) -> None:
    rows = [(number(50), "far", 10, 50, 3, 1, "d", "", "")]

    assert send(desks, "a.csv", table(rows), jurisdiction="110101").status_code == 404
    assert send(desks, "a.csv", table(rows), jurisdiction="990121").status_code == 403
    told = report(send(desks, "a.csv", table(rows), jurisdiction=drawn.STREET))
    assert told["new"] == 1
    assert stored(desks, number(50))["jurisdiction"] == drawn.STREET


def test_coordinates_of_chinese_web_maps_are_brought_back(desks: Desks) -> None:
    lon, lat = drawn.spot(0.5, 1.0)
    shifted = gcj02.from_wgs84(np.array([[lon, lat]]))[0]
    rows = [(number(60), "x", *shifted.tolist(), 3, 1, "d", "", "")]

    report(send(desks, "a.csv", table(rows), crs="gcj02"))

    found = stored(desks, number(60))
    assert (found["lon"], found["lat"]) == pytest.approx((lon, lat), abs=1e-7)
    assert send(desks, "a.csv", table(rows), crs="mars").status_code == 422


def test_tags_of_openstreetmap_are_read_with_all_their_oddities(
    desks: Desks, tmp_path: Path
) -> None:
    tags = [
        {"osm_id": 1, "camera:direction": "190-100", "camera:type": "fixed",
         "surveillance": "public"},
        {"osm_id": 2, "camera:direction": "90;160;270", "surveillance": "outdoor",
         "surveillance:zone": "town"},
        {"osm_id": 3, "camera:direction": "360", "camera:type": "dome", "surveillance": "indoor"},
        {"osm_id": 4, "camera:direction": "somewhere", "camera:type": "weird"},
        {"osm_id": 5, "camera:direction": "-90", "direction": "45", "camera:angle": "30"},
        {"osm_id": 6, "direction": "NW"},
        {"osm_id": 7, "surveillance:type": "guard"},
        {"osm_id": 8, "surveillance": "fake"},
    ]  # fmt: skip
    features: list[dict[str, Any]] = [
        {"type": "Feature", "properties": {"surveillance": "outdoor", **one},
         "geometry": {"type": "Point", "coordinates": drawn.spot(0.3 + n / 20, 1.0)}}
        for n, one in enumerate(tags)
    ]  # fmt: skip
    features.append({"type": "Feature", "properties": {"osm_id": 9}, "geometry": None})
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()

    told = report(send(desks, "osm.geojson", data))

    assert (told["read"], told["new"], told["refused"]) == (9, 6, 3)
    assert {form: n for form, n in told["directions"].items() if n} == {
        "range": 1, "several": 1, "all_round": 1, "unreadable": 1, "negative": 1, "compass": 1,
    }  # fmt: skip
    said = " ".join(one["en"] for one in told["notices"])
    assert "'somewhere'" in said
    assert "'weird'" in said
    found = {n: stored(desks, f"osm:{n}") for n in range(1, 7)}
    assert [(found[n]["direction"], found[n]["fov"]) for n in (1, 2, 3, 4, 5, 6)] == [
        (325, 270), (180, None), (0, 360), (None, None), (270, None), (315, None),
    ]  # fmt: skip
    assert [found[n]["public_space"] for n in (1, 2, 3)] == [True, True, False]
    del tmp_path


def test_the_cameras_of_the_sample_town_come_in_as_they_are(
    desks: Desks, town_file: Path, tmp_path: Path
) -> None:
    layers = {str(name) for name in gpd.list_layers(town_file)["name"]}
    if "cameras" not in layers:
        pytest.skip("the sample town was made before it had cameras")
    cameras = gpd.read_file(town_file, layer="cameras")
    cameras.to_file(tmp_path / "cameras.gpkg", layer="cameras")
    data = (tmp_path / "cameras.gpkg").read_bytes()

    told = report(send(desks, "cameras.gpkg", data, jurisdiction=drawn.STREET))

    assert (told["new"], told["refused"]) == (len(cameras), 0)


def test_all_real_cameras_come_in_with_each_direction_accounted_for(
    desks: Desks, shared_data: Path
) -> None:
    data = (shared_data / "cameras_swiss.gpkg").read_bytes()

    told = report(send(desks, "swiss.gpkg", data, jurisdiction=drawn.STREET))

    # Two guards and a dummy are no cameras.
    assert told["read"] == 2144
    reasons = {one["reason"]["en"] for one in told["refusals"]}
    assert reasons == {"surveillance:type: it is a guard, no camera",
                       "surveillance: it is a dummy, no camera"}  # fmt: skip
    assert told["new"] == 2144 - told["refused"]
    assert told["refused"] == 3
    assert sum(told["directions"].values()) == told["new"]
    written = {form: n for form, n in told["directions"].items() if form != "none"}
    frame = pyogrio.read_dataframe(shared_data / "cameras_swiss.gpkg")
    directed = frame["camera_direction"].notna() | frame["direction"].notna()
    refused = sum(bool(directed.iloc[one["row"] - 1]) for one in told["refusals"])
    assert sum(written.values()) + refused == directed.sum() == 529
    assert written["unreadable"] == 0


def test_a_file_that_is_no_list_is_refused_and_nothing_is_stored(
    desks: Desks, engine: Engine
) -> None:
    with engine.connect() as conn:
        before = conn.scalar(text("select count(*) from cameras"))
    for name, data in (("a.csv", b"\x00"), ("a.geojson", b"[" * 100_000), ("a.exe", b"MZ")):
        answer = send(desks, name, data)
        assert answer.status_code == 422, answer.text
        assert answer.json()["faults"]
    with engine.connect() as conn:
        assert conn.scalar(text("select count(*) from cameras")) == before


def test_only_who_manages_cameras_imports_them(desks: Desks) -> None:
    for who in ("commander", "planner", "viewer"):
        assert send(desks, "a.csv", b"x", who).status_code == 403
    assert desks["admin"].post(IMPORT, json={}).status_code == 415
    assert send(desks, "a.csv", b"x", colour="red").status_code == 422


def test_nothing_of_an_upload_is_left(desks: Desks) -> None:
    send(desks, "a.csv", b"\x00")
    folder = desks.app.state.config.data / "uploads"

    assert list(folder.iterdir()) == []


def test_the_command_line_tells_the_same(
    database: Addresses, desks: Desks, run_gis: Run, tmp_path: Path
) -> None:
    lon, lat = drawn.spot(1.0, 1.05)
    rows = [(number(70), "x", lon, lat, 3, 1, "d", "", ""), ("", "x", lon, lat, 3, 1, "d", "", "")]
    (tmp_path / "a.csv").write_bytes(table(rows, codec="gb18030"))
    url = database.service.render_as_string(hide_password=False)

    done = run_gis("cameras", "import", tmp_path / "a.csv", "--database", url, "--json",
                   tmp_path / "report.json")  # fmt: skip

    assert done.returncode == 1, done.stderr
    told = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (told["read"], told["new"], told["refused"]) == (2, 1, 1)
    assert "row 2" in done.stderr
    assert stored(desks, number(70))["name"] == "x"
    missing = run_gis("cameras", "import", tmp_path / "b.csv", "--database", url)
    assert missing.returncode == 2
    nobody = run_gis("cameras", "import", tmp_path / "a.csv", "--as", "nobody", "--database", url)
    assert nobody.returncode == 2


def test_a_view_of_a_real_list_is_sound(engine: Engine) -> None:
    with engine.connect() as conn:
        shapes = [shapely.from_wkb(bytes(row[0])) for row in conn.execute(
            text("select ST_AsBinary(view) from cameras where view is not null")
        )]  # fmt: skip
    assert shapes
    assert all(shape.is_valid and shape.area > 0 for shape in shapes)
