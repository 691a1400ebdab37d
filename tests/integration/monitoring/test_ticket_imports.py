"""Tables of tickets: real ones with every row accounted for, Chinese ones, again, interrupted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from tests.places import Run

BALTIMORE = "-76.8,39.15,-76.4,39.45"


@pytest.fixture
def bring_in(run_gis: Run, database: Addresses, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Import a file by the command line; returns the account of its rows."""

    def run(file: Path, *options: object) -> dict[str, Any]:
        told = tmp_path / "told.json"
        url = database.service.render_as_string(hide_password=False)
        done = run_gis("tickets", "import", file, *options, "--json", told, "--database", url)
        assert done.returncode == 0, done.stderr
        account: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        return account

    return run


def sums_up(account: dict[str, Any]) -> None:
    rows = account["rows"]
    assert rows["read"] == rows["new"] + rows["known"] + rows["changed"] + rows["refused"]
    assert sum(account["positions"].values()) == rows["read"] - rows["refused"]
    assert sum(one["count"] for one in account["refused"]) == rows["refused"]


def test_every_row_of_a_real_city_is_accounted_for(
    bring_in: Callable[..., dict[str, Any]], engine: Engine, shared_data: Path
) -> None:
    file = shared_data / "tickets_baltimore.parquet"
    options = ("--source", "baltimore", "--new-categories", "--jurisdiction", "240510",
               "--zone", "America/New_York", "--extent", BALTIMORE)  # fmt: skip
    account = bring_in(file, *options)
    sums_up(account)
    raw = pd.read_parquet(file)
    lon, lat = raw["Longitude"], raw["Latitude"]
    missing, coarse = lon.isna() | lat.isna(), (lon % 1 == 0) & (lat % 1 == 0)
    west, south, east, north = map(float, BALTIMORE.split(","))
    inside = lon.between(west, east) & lat.between(south, north)
    assert account["rows"] == {
        "read": 10_000,
        "new": 10_000,
        "known": 0,
        "changed": 0,
        "refused": 0,
    }
    assert account["positions"] == {
        "good": int((inside & ~coarse).sum()),
        "missing": 590,
        "zero": 0,
        "rounded": 892,
        "swapped": 0,
        "outside": int((~inside & ~missing & ~coarse).sum()),
        "piled": 0,
    }
    assert (int(missing.sum()), int(coarse.sum())) == (590, 892)
    assert len(account["new_categories"]) == 231
    with engine.connect() as conn:
        told = pd.read_sql(
            text("select t.*, c.name, ST_X(geom) as lon from tickets t"
                 " join ticket_categories c on c.id = t.category where source = 'baltimore'"),
            conn,
        )  # fmt: skip
    told = told.set_index("external").reindex(raw["ServiceRequestNum"])
    assert told["name"].tolist() == raw["SRType"].tolist()
    created = raw["created"].dt.tz_localize("America/New_York", ambiguous=False)
    assert (told["reported_at"].to_numpy() == created.to_numpy()).all()
    assert (told["closed_at"].isna().to_numpy() == raw["closed"].isna().to_numpy()).all()
    good = told["position"].to_numpy() == "good"
    assert np.allclose(told["lon"][good], lon[good], atol=1e-12)
    assert told["grid"].isna().all()
    assert set(told["jurisdiction"]) == {"240510"}
    again = bring_in(file, *options)
    sums_up(again)
    assert (again["rows"]["known"], again["rows"]["new"]) == (10_000, 0)
    assert again["positions"] == account["positions"]


def test_tickets_leave_by_the_command_line_and_are_known_when_they_return(
    bring_in: Callable[..., dict[str, Any]], run_gis: Run, engine: Engine, database: Addresses,
    tmp_path: Path,
) -> None:  # fmt: skip
    del engine
    table, out = tmp_path / "工单.csv", tmp_path / "out.parquet"
    rows = ["编号,上报时间,小类名称,经度,纬度", "1,2026-03-03 08:00,积水,113.91234,30.61234",
            "2,2026-03-04 08:00,没有的类别,,"]  # fmt: skip
    table.write_text("\n".join(rows), encoding="gb18030")
    account = bring_in(table, "--source", "hotline", "--column", "external=编号")
    sums_up(account)
    assert (account["rows"]["new"], account["rows"]["refused"]) == (1, 1)
    assert account["refused"][0]["reason_zh"] == "没有类别“没有的类别”"
    url = database.service.render_as_string(hide_password=False)
    window = ("--from", "2026-03-01", "--to", "2026-04-01")
    done = run_gis("tickets", "export", out, *window, "--database", url)
    assert done.returncode == 0, done.stderr
    back = bring_in(out, "--source", "hotline")
    assert back["rows"] == {"read": 1, "new": 0, "known": 1, "changed": 0, "refused": 0}
    assert run_gis("tickets", "assign", "--database", url).returncode == 0
    wrong = run_gis("tickets", "export", tmp_path / "out.xlsx", "--database", url)
    assert wrong.returncode == 2
    assert "tickets are written as" in wrong.stderr
