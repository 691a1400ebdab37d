"""Tables of tickets from elsewhere: columns, times, words, and rows that cannot be taken in."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.errors import ParameterError, UnusableInputError
from gis.files import ticket_values
from gis.files.log import Log
from gis.files.sentences import said
from gis.files.ticket_columns import guessed
from gis.files.ticket_sentences import TICKET_SENTENCES
from gis.files.tickets import Reading, Table, read_tickets, store, stored

HEAD = "编号,上报时间,小类名称"


def read(folder: Path, text: str, codec: str = "utf-8", **reading: object) -> Table:
    place = folder / "tickets.csv"
    place.write_bytes(text.encode(codec))
    return read_tickets(place, Reading(**reading))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03-03T08:30:00+08:00", "2026-03-03T00:30:00Z"),
        ("2026-03-03T00:30:00Z", "2026-03-03T00:30:00Z"),
        ("2026-03-03 08:30:00", "2026-03-03T00:30:00Z"),
        ("2026-3-3 8:30", "2026-03-03T00:30:00Z"),
        ("2026/3/3 08:30", "2026-03-03T00:30:00Z"),
        ("2026.03.03 08:30:00", "2026-03-03T00:30:00Z"),
        ("2026年3月3日 8时30分", "2026-03-03T00:30:00Z"),
        ("2026年3月3日8:30:00", "2026-03-03T00:30:00Z"),
        ("2026-03-03", "2026-03-02T16:00:00Z"),
        ("03/30/2026 08:30:00 AM", "2026-03-30T00:30:00Z"),
        ("30/03/2026 08:30", "2026-03-30T00:30:00Z"),
        ("30.03.2026 08:30", "2026-03-30T00:30:00Z"),
        (1_772_497_800, "2026-03-03T00:30:00Z"),
        (1_772_497_800_000, "2026-03-03T00:30:00Z"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_however_they_are_written(said: object, meant: str | None) -> None:
    found = ticket_values.times(pd.Series([said], name="t"), "Asia/Shanghai", Log())
    expected = pd.NaT if meant is None else pd.Timestamp(meant)
    assert found[0] is expected or found[0] == expected


def test_the_order_of_day_and_month_is_that_which_fits_all_rows() -> None:
    log = Log()
    days = pd.Series(["01/02/2026 08:00", "13/02/2026 08:00"], name="created")
    found = ticket_values.times(days, "UTC", log)
    assert found.dt.strftime("%m-%d").tolist() == ["02-01", "02-13"]
    assert log.notices == ["tickets: times in 'created' are read as day/month/year"]


def test_the_hour_that_comes_twice_and_the_one_left_out_are_times_too() -> None:
    hours = pd.Series(["2026-11-01 01:30", "2026-03-08 02:30"], name="t")
    found = ticket_values.times(hours, "America/New_York", Log())
    assert found.dt.strftime("%dT%H:%M").tolist() == ["01T06:30", "08T07:00"]


def test_columns_are_known_by_their_names_or_given() -> None:
    log = Log()
    names = ["SRRecordID", "ServiceRequestNum", "created", "类别", "X坐标", "Y坐标", "状态"]
    found = guessed(names, {"external": "SRRecordID"}, log)
    assert found == {"external": "SRRecordID", "reported_at": "created", "category": "类别",
                     "stage": "状态", "lon": "X坐标", "lat": "Y坐标"}  # fmt: skip
    assert "stage" not in guessed(names, {"stage": ""}, log)
    assert not log.faults


@pytest.mark.parametrize(
    "given", [{"nothing": "created"}, {"external": "nowhere"}, {"reported_at": ""}]
)
def test_columns_that_are_none_are_refused(given: dict[str, str]) -> None:
    log = Log()
    guessed(["created", "类别"], given, log)
    assert len(log.faults) == 1


def test_every_row_is_there_with_the_reason_why_it_cannot_be_taken_in(tmp_path: Path) -> None:
    rows = [
        HEAD + ",状态,结案时间",
        "1,2026-03-03 08:00,积水,,",
        "2,,积水,,",
        "3,soon,积水,,",
        "4,2026-03-03 08:00,,,",
        "5,2026-03-03 08:00,积水,已结案,",
        "6,2026-03-03 08:00,积水,,2026-03-02 08:00",
        "7,2026-03-03 08:00,积水,处置中,2026-03-04",
    ]
    table = read(tmp_path, "\n".join(rows))  # fmt: skip
    assert table.rows["refused"].tolist() == [
        None, "it does not say when it was reported", "nobody can read when it was reported",
        "it says nothing of what it is about", "it is closed, but does not say when",
        "it was closed before it was reported", None,
    ]  # fmt: skip
    assert pd.isna(table.rows["closed_at"][6])
    assert table.rows["stage"].tolist()[4:] == ["closed", "closed", "handling"]


def test_tables_of_older_programs_are_read(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + "\n1,2026-03-03,暴露垃圾\n", "gb18030")
    assert table.rows["category"].tolist() == ["暴露垃圾"]


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00\x81\x00", "UTF-8 or GB"),
        (b"a,b\n1,2,3,4\n", "cannot be read"),
        (b"a,b\n1,2\n", "say which column"),
    ],
)
def test_what_is_no_table_of_tickets_is_refused(
    tmp_path: Path, content: bytes, remedy: str
) -> None:
    place = tmp_path / "tickets.csv"
    place.write_bytes(content)
    with pytest.raises(UnusableInputError, match=remedy):
        read_tickets(place, Reading())


def test_columns_on_persons_are_refused_or_left_out(tmp_path: Path) -> None:
    text = HEAD + ",来电人,tel\n1,2026-03-03,积水,张三,13800138000\n"
    with pytest.raises(UnusableInputError) as caught:
        read(tmp_path, text)
    assert [one.field for one in caught.value.faults] == ["来电人", "tel"]
    table = read(tmp_path, text, drop_personal=True)
    assert len(table.notices) == 2
    assert not table.rows.isin(["张三", "13800138000"]).any().any()


def test_a_column_on_persons_cannot_be_mapped(tmp_path: Path) -> None:
    text = HEAD + ",联系电话\n1,2026-03-03,积水,13800138000\n"
    with pytest.raises(UnusableInputError, match="phone"):
        read(tmp_path, text, columns={"description": "联系电话"}, drop_personal=True)


def test_numbers_of_persons_in_texts_are_masked(tmp_path: Path) -> None:
    rows = [
        HEAD + ",内容,地址",
        "1,2026-03-03,积水,请打 13800138000,人民路 12 号",
        "2,2026-03-03,积水,证件 110101199003078515,",
        "3,2026-03-03,积水,管长 123456789 毫米,",
    ]
    table = read(tmp_path, "\n".join(rows))  # fmt: skip
    assert table.rows["description"].tolist() == ["请打 ***", "证件 ***", "管长 123456789 毫米"]
    assert len(table.notices) == 1


@pytest.mark.parametrize("kind", ["gpkg", "geojson", "parquet"])
def test_layers_of_points_bring_their_places_and_crs(tmp_path: Path, kind: str) -> None:
    shapes = [shapely.Point(113.9, 30.6), None, shapely.box(113, 30, 114, 31)]
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"], "created": "2026-03-03 08:00", "category": "积水"},
        geometry=shapes, crs=4490,
    )  # fmt: skip
    place = tmp_path / f"points.{kind}"
    if kind == "parquet":
        frame.to_parquet(place)
    else:
        frame.to_crs(4326 if kind == "geojson" else 4490).to_file(place)
    table = read_tickets(place, Reading())
    assert table.rows["x"].notna().tolist() == [True, False, False]
    assert set(table.rows["crs"]) == {"wgs84" if kind == "geojson" else "cgcs2000"}
    assert any("no points" in notice for notice in table.notices)


@pytest.mark.parametrize(("code", "english", "chinese"), TICKET_SENTENCES)
def test_what_is_said_of_tickets_is_known_in_chinese(code: str, english: str, chinese: str) -> None:
    filled = re.sub(r"\{\w+\}", "x", english)
    assert said(filled).code == code
    assert said(filled).zh == re.sub(r"\{\w+\}", "x", chinese)


def test_a_time_zone_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="time zone"):
        read(tmp_path, HEAD, zone="Mars/Olympus")


def test_what_was_read_comes_through_to_another_process(tmp_path: Path) -> None:
    table = read(tmp_path, HEAD + ",经度,纬度\n1,2026-03-03,积水,113.9,\n,x,,,30.1\n")
    store(table, tmp_path / "read.parquet")
    back = stored(tmp_path / "read.parquet")
    pd.testing.assert_frame_equal(back.rows, table.rows, check_dtype=False)
    assert (back.columns, back.notices) == (table.columns, table.notices)
