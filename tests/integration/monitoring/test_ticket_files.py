"""Tickets in files by the service: exports that come back as they were, imports as jobs."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from gis.store import ticket_reads
from gis.workflow.supervisor import Supervisor
from tests.integration import drawn
from tests.integration.monitoring import reports
from tests.integration.monitoring.desk import Desks

URL = "/api/v1/tickets"
PATIENCE = 600
"""Tenths of a second that a job may take."""
CHINESE = """工单编号,上报时间,小类名称,类型,经度,纬度,问题描述,承办单位,状态
A1,2026年3月3日 8:30,积水,事件,{lon},{lat},路口积水 13800138000,水务局,处置中
A2,2026-03-04 09:00:00,暴露垃圾,事件,0,0,=1+1,环卫所,
A3,2026/3/5,积水,事件,,,没有位置,,
A4,某一天,积水,事件,{lon},{lat},,,
A5,2026-03-05 10:00,没有的类别,事件,{lon},{lat},,,
A6,2026-03-05 10:00,积水,事件,{lon},{lat},,,已结案
A1,2026年3月3日 8:30,积水,事件,{lon},{lat},路口积水 13800138000,水务局,处置中
A1,2026年3月3日 8:30,积水,事件,{lon},{lat},又来了,水务局,处置中
"""


@pytest.fixture(scope="module")
def worker(engine: Engine, desks: Desks) -> Iterator[Supervisor]:
    """What does the jobs."""
    running = Supervisor(engine, desks.folder, slots=1)
    running.start()
    yield running
    running.stop()


def imported(desks: Desks, name: str, content: bytes, **fields: str) -> dict[str, Any]:
    """Import a file by the service and wait for the end of the job."""
    files = {"file": (name, content)}
    answer = desks["commander"].post(f"{URL}/import", files=files, data=fields)
    assert answer.status_code == 202, answer.text
    place = answer.headers["location"]

    for _ in range(PATIENCE):
        job: dict[str, Any] = desks["commander"].get(place).json()
        if job["state"] in {"done", "failed"}:
            return job
        time.sleep(0.1)
    raise AssertionError(job)


def test_a_chinese_table_is_taken_in_row_by_row(desks: Desks, worker: Supervisor) -> None:
    del worker
    lon, lat = drawn.spot(2.51234, 0.51234)
    content = CHINESE.format(lon=lon, lat=lat).encode("gb18030")
    job = imported(desks, "工单.csv", content, source="城管平台")
    assert job["state"] == "done", job["error"]
    told = job["result"]
    assert told["rows"] == {"read": 8, "new": 3, "known": 1, "changed": 1, "refused": 3}
    assert told["positions"] == {
        "good": 3, "missing": 1, "zero": 1, "rounded": 0, "swapped": 0, "outside": 0, "piled": 0,
    }  # fmt: skip
    assert [(one["reason"], one["rows"]) for one in told["refused"]] == [
        ("it is closed, but does not say when", [7]),
        ("nobody can read when it was reported", [5]),
        ("there is no such category: 没有的类别", [6]),
    ]
    listed = desks["commander"].get(f"{URL}/imports").json()["items"]
    assert listed[-1]["report"]["rows"] == told["rows"]
    page = desks["commander"].get(URL, params={"unit": "水务局"}).json()
    (ticket,) = page["tickets"]
    assert ticket["grid"] == f"{drawn.CODES[0]}002"
    detail = desks["commander"].get(f"{URL}/{ticket['id']}").json()
    assert (detail["stage"], detail["description"]) == ("handling", "又来了")
    assert detail["reported_at"] == "2026-03-03T00:30:00Z"


def test_columns_on_persons_are_refused_unless_they_are_dropped(
    desks: Desks, worker: Supervisor
) -> None:
    del worker
    content = (
        "编号,上报时间,类别,上报人,联系电话\nB1,2026-03-03 08:00,积水,张三,13800138000\n".encode()
    )
    job = imported(desks, "a.csv", content, source="persons")
    assert job["state"] == "failed"
    assert {one["field"] for one in job["error"]["faults"]} == {"上报人", "联系电话"}
    job = imported(desks, "a.csv", content, source="persons", drop_personal="true")
    assert job["result"]["rows"]["new"] == 1
    assert len(job["result"]["notices"]) == 2


@pytest.mark.parametrize("form", ["csv", "geojson", "parquet"])
def test_what_is_exported_is_known_when_it_comes_back(
    desks: Desks, worker: Supervisor, engine: Engine, form: str
) -> None:
    del worker
    source = f"export {form}"
    with engine.begin() as conn:
        rows = [reports.row(n % 8 + 0.31234, 0.51234, source=source, unit=source,
                            description=f'"a,\n {n}"') for n in range(9)]  # fmt: skip
        rows.append(reports.row(source=source, unit=source, position="missing", lon=None, lat=None))
        ids = reports.put(conn, *rows)
        before = ticket_reads.of(conn, ids)
    answer = desks["commander"].get(f"{URL}/export", params={"format": form, "unit": source})
    assert answer.status_code == 200
    job = imported(desks, f"back.{form}", answer.content, source=source)
    assert job["state"] == "done", job["error"]
    told = job["result"]["rows"]
    assert told == {"read": 10, "new": 0, "known": 10, "changed": 0, "refused": 0}
    with engine.connect() as conn:
        after = ticket_reads.of(conn, ids)
    assert [one["grid"] for one in after] == [one["grid"] for one in before]


def test_spreadsheets_calculate_nothing(desks: Desks) -> None:
    lon, lat = drawn.spot(1.51234, 0.51234)
    report = {"kind": "matter", "code": "01004", "lon": lon, "lat": lat, "unit": "formulas",
              "description": "=cmd()"}  # fmt: skip
    assert desks["commander"].post(URL, json=report).status_code == 201
    answer = desks["commander"].get(f"{URL}/export", params={"unit": "formulas"})
    table = pd.read_csv(io.BytesIO(answer.content), dtype=str)
    assert table["description"].tolist() == ["'=cmd()"]


def test_an_import_is_refused_before_it_begins(desks: Desks) -> None:
    client = desks["commander"]
    files = {"file": ("a.csv", b"x")}
    wrongs = {"crs": "nowhere", "mapping": "[]", "zone": "Moon/Base", "extent": "1,2",
              "drop_personal": "perhaps", "more": "y", "source": ""}  # fmt: skip
    for name, value in wrongs.items():
        data = {"source": "x", name: value}
        assert client.post(f"{URL}/import", files=files, data=data).status_code == 422, data
    wrong = {"file": ("a.exe", b"x")}
    assert client.post(f"{URL}/import", files=wrong, data={"source": "x"}).status_code == 422
    asked = {"source": "x", "new_categories": "true"}
    assert client.post(f"{URL}/import", files=files, data=asked).status_code == 403
    asked = {"source": "x", "jurisdiction": "990122"}
    assert client.post(f"{URL}/import", files=files, data=asked).status_code == 404
    assert not list(Path(desks.folder, "uploads").glob("*/file/a.exe"))


def test_geojson_of_an_export_can_be_read(desks: Desks) -> None:
    answer = desks["commander"].get(f"{URL}/export", params={"format": "geojson"})
    told = json.loads(answer.content)
    assert told["type"] == "FeatureCollection"
