"""Uploads over HTTP: files are looked at, checked with decisions, and imported as they were."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from gis.model import ROOT, Grant, Role
from gis.workflow import uploads
from tests.faults import hostile
from tests.integration.api.world import Visitor, member
from tests.places import FIXTURES
from tests.unit.files import towns

SOUND = FIXTURES / "broken" / "sound.gpkg"
PATIENCE = 60.0
UPLOADS, DATASETS = "/api/v1/uploads", "/api/v1/datasets"


@pytest.fixture(scope="module")
def stranger(engine: Engine) -> int:
    with engine.begin() as conn:
        return member(conn, "stranger", [Grant(Role.PLANNER, ROOT)], home=ROOT)


def send(visitor: Visitor, *paths: Path) -> Any:
    files = [("file", (path.name, path.read_bytes())) for path in paths]
    return visitor.ask("POST", UPLOADS, files=files)


def ended(visitor: Visitor, job: int) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE
    while True:
        told: dict[str, Any] = visitor.ask("GET", f"/api/v1/jobs/{job}").json()
        if told["ended_at"]:
            return told
        assert time.monotonic() < end, f"the job stays {told}"
        time.sleep(0.1)


def looked_at(visitor: Visitor, *paths: Path) -> tuple[str, dict[str, Any]]:
    answer = send(visitor, *paths)
    assert answer.status_code == 202, answer.text
    token = answer.json()["upload"]
    assert answer.headers["location"] == f"{UPLOADS}/{token}"
    job = ended(visitor, answer.json()["id"])
    assert (job["kind"], job["state"], job["error"]) == ("inspect", "done", None)
    return token, job["result"]


def gone(data: Path, token: str) -> bool:
    """Whether an upload is removed; the supervisor does so just after a job's end."""
    end = time.monotonic() + 5
    while (uploads.place(data) / token).exists():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def stored(engine: Engine) -> int:
    with engine.connect() as conn:
        return conn.scalar(text("select count(*) from datasets")) or 0


@pytest.mark.usefixtures("at_work")
def test_files_are_looked_at_checked_and_imported_without_sending_them_again(
    visitor: Visitor, engine: Engine, data: Path
) -> None:
    before = stored(engine)
    token, told = looked_at(visitor, SOUND)
    assert (told["errors"], told["upload"]) == (0, token)
    shown = visitor.ask("GET", f"{UPLOADS}/{token}").json()
    assert shown["files"] == ["sound.gpkg"]
    assert [one["guess"] for one in shown["inspection"]["layers"]] == [
        "communities", "buildings", "barriers",
    ]  # fmt: skip
    mapping = shown["inspection"]["mapping"]
    answer = visitor.ask("POST", f"{UPLOADS}/{token}/check", json=mapping)
    assert answer.status_code == 202, answer.text
    checked = ended(visitor, answer.json()["id"])["result"]
    assert (checked["errors"], checked["counts"]["buildings"]) == (0, 9)
    assert stored(engine) == before
    asked = {"name": "先看后导", "upload": token, **mapping}
    answer = visitor.ask("POST", DATASETS, json=asked)
    assert answer.status_code == 202, answer.text
    job = ended(visitor, answer.json()["id"])
    assert (job["state"], job["error"]) == ("done", None)
    assert job["result"]["counts"]["buildings"] == 9
    assert gone(data, token)
    assert visitor.ask("GET", f"{UPLOADS}/{token}").status_code == 404


@pytest.mark.usefixtures("at_work")
def test_a_layer_is_seen_on_the_map_under_each_crs_that_is_tried(
    visitor: Visitor, tmp_path: Path
) -> None:
    whole = {"buildings": towns.buildings(), "communities": towns.communities()}
    bare = {name: frame.set_crs(None, allow_override=True) for name, frame in whole.items()}
    token, told = looked_at(visitor, towns.write(tmp_path, **bare))
    number = next(one["index"] for one in told["layers"] if one["layer"] == "buildings")
    address = f"{UPLOADS}/{token}/preview"

    def shown(**query: Any) -> Any:
        return visitor.ask("GET", address, params={"layer": number, **query})

    first = shown(crs="EPSG:4549").json()["features"][0]["geometry"]["coordinates"][0][0]
    assert first == pytest.approx([120.0, 27.1], abs=0.05)
    assert shown().status_code == 422
    assert shown(crs="EPSG:99999").status_code == 422
    assert shown(crs="/etc/passwd").status_code == 422
    assert shown(layer=99).status_code == 404


@pytest.mark.usefixtures("at_work")
def test_a_failed_import_keeps_the_upload_for_another_decision(
    visitor: Visitor, engine: Engine, data: Path, tmp_path: Path
) -> None:
    before = stored(engine)
    path = towns.write(tmp_path, buildings=towns.buildings(业主=["张三", "李四", "王五"]))
    token, told = looked_at(visitor, path)
    assert [one["code"] for one in told["problems"]] == ["personal"]
    asked = {"name": "again", "upload": token, **told["mapping"]}
    failed = ended(visitor, visitor.ask("POST", DATASETS, json=asked).json()["id"])
    assert failed["state"] == "failed"
    assert stored(engine) == before
    time.sleep(1)
    assert visitor.ask("GET", f"{UPLOADS}/{token}").status_code == 200
    asked["drop_personal"] = True
    done = ended(visitor, visitor.ask("POST", DATASETS, json=asked).json()["id"])
    assert (done["state"], stored(engine)) == ("done", before + 1)
    assert gone(data, token)


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    "make",
    [hostile.bomb_zip, hostile.nested_geojson, hostile.virtual_geopackage, hostile.disguised_vrt,
     hostile.torn_geopackage, hostile.bomb_parquet, hostile.empty, hostile.noise(".zip")],
    ids=lambda make: make.__name__,
)  # fmt: skip
def test_a_hostile_file_is_told_in_both_languages_and_harms_nothing(
    make: hostile.Maker, visitor: Visitor, data: Path, tmp_path: Path
) -> None:
    answer = send(visitor, make(tmp_path))
    assert answer.status_code == 202, answer.text
    job = ended(visitor, answer.json()["id"])
    if job["state"] == "failed":
        assert [fault["remedy"] for fault in job["error"]["faults"]]
        assert gone(data, answer.json()["upload"])
    else:
        refused = [one for file in job["result"]["files"] for one in file["problems"]]
        assert refused or job["result"]["errors"]
        assert all(one["zh"] != one["en"] for one in refused)
    assert str(data) not in json.dumps(job)


@pytest.mark.usefixtures("idle")
def test_an_upload_belongs_to_who_sent_it(
    visitor: Visitor, stranger: int, planner: int, data: Path
) -> None:
    token = send(visitor, SOUND).json()["upload"]
    mapping = {"layers": {"buildings": {"file": "sound.gpkg", "layer": "buildings"}}}
    visitor.session(stranger)
    for method, path, body in (
        ("GET", f"{UPLOADS}/{token}", None),
        ("GET", f"{UPLOADS}/{token}/preview?layer=0", None),
        ("POST", f"{UPLOADS}/{token}/check", mapping),
        ("DELETE", f"{UPLOADS}/{token}", None),
        ("POST", DATASETS, {"name": "n", "upload": token, **mapping}),
    ):
        assert visitor.ask(method, path, json=body).status_code == 404, path
    visitor.session(planner)
    assert visitor.ask("DELETE", f"{UPLOADS}/{token}").status_code == 204
    assert not (uploads.place(data) / token).exists()
    assert visitor.ask("DELETE", f"{UPLOADS}/{token}").status_code == 404


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize(
    "layers",
    [
        {},
        {"people": {"file": "sound.gpkg"}},
        {"buildings": {"file": "../held.json"}},
        {"buildings": {"file": "other.gpkg"}},
        {"buildings": {"file": "sound.gpkg", "columns": {"owner": "name"}}},
        {"buildings": {"file": "sound.gpkg", "crs": "+proj=longlat"}},
        {"buildings": {"file": "sound.gpkg", "colour": "red"}},
        {"buildings": {}},
    ],
)
def test_decisions_that_cannot_be_are_refused_at_once(
    layers: dict[str, Any], visitor: Visitor
) -> None:
    token = send(visitor, SOUND).json()["upload"]
    body = {"layers": layers}
    assert visitor.ask("POST", f"{UPLOADS}/{token}/check", json=body).status_code == 422
    asked = {"name": "n", "upload": token, **body}
    answer = visitor.ask("POST", DATASETS, json=asked)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize(
    ("files", "fields"),
    [
        ([], {"name": "n"}),
        ([("file", ("town.exe", b"MZ"))], {}),
        ([("file", ("town.shx", b""))], {}),
        ([("buildings", ("town.gpkg", b""))], {}),
        ([("file", ("town.gpkg", b""))], {"name": "n"}),
    ],
)
def test_an_upload_that_makes_no_sense_is_refused_and_removed(
    files: list[Any], fields: dict[str, str], visitor: Visitor, data: Path
) -> None:
    before = set(uploads.place(data).iterdir())
    answer = visitor.ask("POST", UPLOADS, files=files or {"x": ("x", b"")}, data=fields)
    assert answer.status_code == 422, answer.text
    assert set(uploads.place(data).iterdir()) == before


@pytest.mark.usefixtures("idle")
def test_the_parts_of_a_shapefile_are_one_file(visitor: Visitor, tmp_path: Path) -> None:
    towns.buildings().to_file(tmp_path / "楼栋.shp", encoding="utf-8")
    (tmp_path / "楼栋.shp.xml").write_text("<metadata/>", encoding="utf-8")
    token = send(visitor, *sorted(tmp_path.iterdir())).json()["upload"]
    assert visitor.ask("GET", f"{UPLOADS}/{token}").json()["files"] == ["楼栋.shp"]


@pytest.mark.usefixtures("idle")
def test_the_same_upload_is_not_imported_twice_at_once(visitor: Visitor) -> None:
    token = send(visitor, SOUND).json()["upload"]
    asked = {"name": "twice", "upload": token,
             "layers": {"buildings": {"file": "sound.gpkg", "layer": "buildings"}}}  # fmt: skip
    assert visitor.ask("POST", DATASETS, json=asked).status_code == 202
    assert visitor.ask("POST", DATASETS, json=asked).status_code == 409


@pytest.mark.usefixtures("idle")
def test_a_body_that_is_too_large_or_no_json_is_refused(visitor: Visitor) -> None:
    kind = {"Content-Type": "application/json"}
    for body, status in ((b"{" + b" " * 2**17, 413), (b"{", 400), (b"[]", 422)):
        answer = visitor.ask("POST", DATASETS, content=body, headers=kind)
        assert answer.status_code == status, answer.text


@pytest.mark.usefixtures("idle")
def test_the_oldest_uploads_go_when_too_many_are_held(
    visitor: Visitor, engine: Engine, data: Path
) -> None:
    tokens = []
    for _ in range(uploads.MOST_HELD + 2):
        tokens.append(send(visitor, SOUND).json()["upload"])
        with engine.begin() as conn:
            conn.execute(text("update jobs set state = 'cancelled' where state = 'queued'"))
    left = {folder.name for folder in uploads.place(data).iterdir()}
    assert tokens[0] not in left
    assert set(tokens[-uploads.MOST_HELD :]) <= left


@pytest.mark.usefixtures("idle")
def test_what_is_held_is_swept_a_day_later(visitor: Visitor, data: Path) -> None:
    token = send(visitor, SOUND).json()["upload"]
    folder = uploads.place(data) / token
    for age, there in ((uploads.KEPT - 600, True), (uploads.KEPT + 600, False)):
        past = time.time() - age
        for path in (*folder.rglob("*"), folder):
            os.utime(path, (past, past))
        uploads.sweep(data, set())
        assert folder.exists() is there
