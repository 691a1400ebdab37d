"""Imports over HTTP: uploads and files of the server become datasets, or problems."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import Engine, text

from gis.model import Grant, Role
from gis.workflow import imports, uploads
from tests.integration.api.world import Visitor, member
from tests.places import FIXTURES
from tests.unit.files import towns

SOUND = FIXTURES / "broken" / "sound.gpkg"
BROKEN = [
    FIXTURES / "broken" / f"{name}.gpkg"
    for name in ("bow_tie", "missing_crs", "nan_coordinate", "overlapping_communities")
]
PATIENCE = 60.0
Files = list[tuple[str, tuple[str, bytes]]]


def upload(visitor: Visitor, files: Files, **fields: str) -> Any:
    return visitor.ask("POST", "/api/v1/datasets", files=files, data=fields)


def whole(path: Path) -> Files:
    return [("file", (path.name, path.read_bytes()))]


def ended(visitor: Visitor, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/jobs/{answer.json()['id']}"
    end = time.monotonic() + PATIENCE
    while True:
        job: dict[str, Any] = visitor.ask("GET", answer.headers["location"]).json()
        if job["ended_at"]:
            return job
        assert time.monotonic() < end, f"the job stays {job}"
        time.sleep(0.1)


def stored(engine: Engine) -> tuple[int, ...]:
    tables = ("datasets", "communities", "buildings", "atoms", "features", "edges")
    with engine.connect() as conn:
        return tuple(conn.scalar(text(f"select count(*) from {t}")) or 0 for t in tables)  # noqa: S608


def cleared(data: Path) -> bool:
    """Whether no upload is left; the supervisor removes them just after a job's end."""
    end = time.monotonic() + 5
    while any(uploads.place(data).iterdir()):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.usefixtures("at_work")
def test_an_upload_becomes_a_dataset_and_the_same_one_again_is_recognised(
    visitor: Visitor, engine: Engine, data: Path
) -> None:
    job = ended(visitor, upload(visitor, whole(SOUND), name="水乡"))
    assert (job["state"], job["error"]) == ("done", None)
    number = job["result"]["dataset"]
    assert job["result"]["counts"]["buildings"] == len(gpd.read_file(SOUND, layer="buildings"))
    dataset = visitor.ask("GET", f"/api/v1/datasets/{number}").json()
    assert (dataset["name"], dataset["version"], dataset["created_by"]) == ("水乡", 1, "planner")
    assert list(dataset["digests"]) == ["sound.gpkg"]
    before = stored(engine)
    again = ended(visitor, upload(visitor, whole(SOUND), name="水乡"))
    assert (again["result"]["dataset"], again["result"]["existing"]) == (number, True)
    assert stored(engine) == before
    assert cleared(data)
    listed = visitor.ask("GET", "/api/v1/datasets").json()["items"]
    assert number in [one["id"] for one in listed]


@pytest.mark.usefixtures("at_work")
def test_layers_come_in_files_of_their_own_also_as_shapefiles(
    visitor: Visitor, tmp_path: Path
) -> None:
    towns.buildings().to_file(tmp_path / "楼栋.shp", encoding="utf-8")
    parts = [(path.name, path.read_bytes()) for path in tmp_path.glob("楼栋.*")]
    packed = io.BytesIO()
    towns.communities().to_file(tmp_path / "communities.shp", encoding="utf-8")
    with zipfile.ZipFile(packed, "w") as package:
        for path in tmp_path.glob("communities.*"):
            package.write(path, path.name)
    files: Files = [("buildings", part) for part in parts]
    files.append(("communities", ("c.zip", packed.getvalue())))
    sites = towns.sites().to_crs("OGC:CRS84").to_json().encode()
    files.append(("sites", ("../../sites.geojson", sites)))
    job = ended(visitor, upload(visitor, files, name="shapes"))
    assert job["error"] is None
    counts = job["result"]["counts"]
    assert (counts["communities"], counts["buildings"], counts["sites"]) == (2, 3, 2)


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_fails_with_its_faults_and_leaves_nothing(
    path: Path, visitor: Visitor, engine: Engine, data: Path
) -> None:
    before = stored(engine)
    begun = time.monotonic()
    job = ended(visitor, upload(visitor, whole(path), name="broken"))
    # About a second where nothing else runs; the rest is for busy machines.
    assert time.monotonic() - begun < 10
    assert job["state"] == "failed"
    assert job["error"]["type"] == "urn:wangge:problem:unusable-input"
    assert job["error"]["zh"]["detail"].startswith("文件无法使用")
    assert all(fault["remedy"] for fault in job["error"]["faults"])
    assert str(data) not in str(job["error"])
    assert stored(engine) == before
    assert cleared(data)


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize(
    ("files", "fields", "status"),
    [
        ([("file", ("town.gpkg", b""))], {}, 422),
        ([("file", ("town.gpkg", b""))], {"name": "  "}, 422),
        ([("file", ("town.gpkg", b""))], {"name": "x" * 201}, 422),
        ([("file", ("town.gpkg", b""))], {"name": "a\x00b"}, 400),
        ([("file", ("town.gpkg", b""))], {"name": "x" * 5000}, 400),
        ([("file", ("town.gpkg", b""))], {"name": "n", "drop_personal": "perhaps"}, 422),
        ([("file", ("town.gpkg", b""))], {"name": "n", "by": "residents"}, 422),
        ([("file", ("town.exe", b"MZ"))], {"name": "n"}, 422),
        ([("file", ("town.vrt", b"<OGRVRTDataSource/>"))], {"name": "n"}, 422),
        ([("people", ("town.gpkg", b""))], {"name": "n"}, 422),
        ([("../file", ("town.gpkg", b""))], {"name": "n"}, 400),
        ([("file", ("a.gpkg", b"")), ("file", ("b.gpkg", b""))], {"name": "n"}, 422),
        ([("file", ("a.gpkg", b"")), ("file", ("a.gpkg", b""))], {"name": "n"}, 400),
        ([("file", (f"{i}.shp", b"")) for i in range(70)], {"name": "n"}, 400),
    ],
)
def test_an_upload_that_makes_no_sense_is_refused_at_once(
    files: Files, fields: dict[str, str], status: int, visitor: Visitor, data: Path
) -> None:
    answer = upload(visitor, files, **fields)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert cleared(data)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data", b"", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken", 400),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="f', 400),
        ("multipart/form-data; boundary=x", b"--y--\r\n", 400),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--\r\n", 400),
        ("application/json", b"{}", 422),
        ("text/plain", b"x", 415),
    ],
)
def test_a_body_that_is_no_upload_is_refused(
    kind: str, body: bytes, status: int, visitor: Visitor, data: Path
) -> None:
    answer = visitor.ask(
        "POST", "/api/v1/datasets", content=body or b"-", headers={"Content-Type": kind}
    )
    assert answer.status_code == status, answer.text
    assert not uploads.place(data).exists() or cleared(data)


def test_an_upload_above_the_limit_is_refused_and_removed(visitor: Visitor, data: Path) -> None:
    answer = upload(visitor, [("file", ("town.gpkg", bytes(9 * 2**20)))], name="large")
    assert answer.status_code == 413
    assert cleared(data)


def test_an_upload_of_unknown_length_is_stopped_at_the_limit(visitor: Visitor, data: Path) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.gpkg"\r\n\r\n'
    sent = []

    def endless() -> Iterator[bytes]:
        yield head
        for _ in range(100):
            sent.append(1)
            yield bytes(2**20)

    answer = visitor.ask(
        "POST", "/api/v1/datasets", content=endless(),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    assert answer.status_code == 413
    assert cleared(data)


@pytest.mark.usefixtures("at_work")
def test_communities_of_other_jurisdictions_are_refused(visitor: Visitor, engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(text(
            "insert into jurisdictions (code, name, level, parent) values"
            " ('110101', '', 'county', '0') on conflict do nothing"))  # fmt: skip
        foreign = member(conn, "foreigner", [Grant(Role.PLANNER, "110101")], home="110101")
    visitor.session(foreign)
    job = ended(visitor, upload(visitor, whole(SOUND), name="elsewhere"))
    assert job["state"] == "failed"
    assert "may not import" in job["error"]["faults"][0]["remedy"]


@pytest.mark.usefixtures("idle")
def test_too_many_jobs_of_one_user_are_refused(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    monkeypatch.setattr(imports, "MOST_WAITING", 1)
    assert cleared(data)
    first = upload(visitor, whole(SOUND), name="one")
    assert first.status_code == 202
    second = upload(visitor, whole(SOUND), name="two")
    assert second.status_code == 429
    assert second.headers["retry-after"]
    kept = {folder.name for folder in uploads.place(data).iterdir()}
    assert len(kept) == 1


@pytest.mark.usefixtures("at_work")
def test_a_file_of_the_server_is_imported_by_path(visitor: Visitor, shelf: Path) -> None:
    body = {"name": "by path", "path": "2026/town.gpkg"}
    job = ended(visitor, visitor.ask("POST", "/api/v1/datasets/by-path", json=body))
    assert job["state"] == "done"
    assert (shelf / "2026" / "town.gpkg").exists()


@pytest.mark.parametrize(
    "body",
    [
        {"path": "/etc/passwd"},
        {"path": "../secret.gpkg"},
        {"path": "way out/passwd"},
        {"path": "/vsicurl/http://127.0.0.1/x.gpkg"},
        {"path": "http://127.0.0.1/x.gpkg"},
        {"path": "2026"},
        {"path": "missing.gpkg"},
        {"path": "x" * 300},
        {"path": "loop/x.gpkg"},
        {},
        {"path": "2026/town.gpkg", "layers": {"sites": "/etc/passwd"}},
        {"path": "2026/town.gpkg", "layers": {"people": "2026/town.gpkg"}},
    ],
)
def test_other_files_of_the_server_do_not_exist(body: dict[str, Any], visitor: Visitor) -> None:
    answer = visitor.ask("POST", "/api/v1/datasets/by-path", json={"name": "n", **body})
    assert answer.status_code == 422, answer.text


def test_abandoned_uploads_are_swept_and_needed_ones_kept(tmp_path: Path) -> None:
    make: Callable[[], Path] = lambda: uploads.new_folder(tmp_path)  # noqa: E731
    needed, fresh, old = make(), make(), make()
    uploads.sweep(tmp_path, {needed.name, fresh.name}, older=-1)
    assert (needed.exists(), fresh.exists(), old.exists()) == (True, True, False)
    uploads.sweep(tmp_path, set())
    assert fresh.exists()


@pytest.mark.usefixtures("idle")
def test_a_waiting_job_is_cancelled_over_http(visitor: Visitor) -> None:
    answer = upload(visitor, whole(SOUND), name="never")
    cancelled = visitor.ask("DELETE", answer.headers["location"])
    assert (cancelled.status_code, cancelled.json()["state"]) == (202, "cancelled")
    assert visitor.ask("DELETE", answer.headers["location"]).status_code == 409
    newest = visitor.ask("GET", "/api/v1/jobs", params={"limit": 1}).json()
    assert newest["items"][0]["id"] == answer.json()["id"]
    assert newest["next"]
