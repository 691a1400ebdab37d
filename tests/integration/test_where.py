from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy import Engine

from gis.database import Addresses
from gis.errors import ParameterError, UnusableInputError
from gis.store import history
from gis.store.engine import open_engine
from gis.workflow import publish
from gis.workflow.where import Chain, Point, instant, of_file, where
from tests.integration import drawn
from tests.integration.served import Callers

OUTSIDE = (-1.0, -1.0)
TOWER, BESIDE = (0.5, 0.5), (1.5, 0.5)


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    with opened.begin() as conn:
        plan = drawn.store(conn)
        publish.submit(conn, plan, drawn.PLANNER)
        publish.approve(conn, plan, drawn.PUBLISHER)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def callers(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callers:
    return Callers(engine, tmp_path_factory.mktemp("data"))


def at(
    engine: Engine, *places: tuple[float, float], floor: int | None = None
) -> list[Chain | None]:
    with engine.connect() as conn:
        return where(conn, [Point(*drawn.spot(*place), floor) for place in places])


def found(chain: Chain | None) -> Chain:
    assert chain is not None
    return chain


def codes(chain: Chain | None) -> list[str]:
    return [one["code"][-2:] for one in found(chain).microgrids]


def test_a_place_is_told_from_the_county_down_to_the_micro_grid(engine: Engine) -> None:
    chain = found(at(engine, BESIDE)[0])
    assert [(node["code"], node["level"]) for node in chain.jurisdictions] == [
        ("990121", "county"),
        (drawn.STREET, "street"),
        (drawn.CODES[0], "community"),
    ]
    assert chain.grid["code"] == f"{drawn.CODES[0]}001"
    assert chain.microgrids == (
        {"code": f"{drawn.CODES[0]}00104", "floor_from": None, "floor_to": None},
    )
    assert (chain.term.version, chain.term.valid_to) == (0, None)


def test_a_tower_names_all_micro_grids_above_each_other(engine: Engine) -> None:
    chain = found(at(engine, TOWER)[0])
    assert [(one["floor_from"], one["floor_to"]) for one in chain.microgrids] == [(1, 5), (6, 10)]


@pytest.mark.parametrize(("floor", "expected"), [(1, ["01"]), (5, ["01"]), (6, ["02"]), (11, [])])
def test_a_floor_chooses_among_them(engine: Engine, floor: int, expected: list[str]) -> None:
    assert codes(at(engine, TOWER, floor=floor)[0]) == expected


def test_a_floor_does_not_matter_where_nothing_is_stacked(engine: Engine) -> None:
    assert codes(at(engine, BESIDE, floor=99)[0]) == ["04"]


def test_outside_and_at_the_pole_nothing_is_found(engine: Engine) -> None:
    with engine.connect() as conn:
        points = [Point(*drawn.spot(*OUTSIDE)), Point(0, 90), Point(180, -90)]
        assert where(conn, points) == [None] * 3


@pytest.mark.parametrize("place", [(181.0, 0.0), (0.0, 90.1), (float("nan"), 0.0)])
def test_what_is_no_place_on_earth_is_refused(place: tuple[float, float]) -> None:
    with pytest.raises(ParameterError, match="no place on earth"):
        Point(*place)


def test_every_place_inside_is_in_one_grid_even_along_the_borders(engine: Engine) -> None:
    rng = np.random.default_rng(3)
    along = [
        (float(x), float(y))
        for x, y in zip(rng.integers(0, 9, 200), rng.random(200) * 2, strict=True)
    ]
    across = [(float(x), 1.0) for x in rng.random(200) * 8]
    inside = [place for place in along + across if 0 < place[0] < 8]
    answers = at(engine, *inside)
    assert all(chain is not None and len(chain.microgrids) >= 1 for chain in answers)


@pytest.mark.parametrize(
    ("place", "grid", "microgrids"),
    [
        ((2, 0.5), "201001", ["04"]),
        ((2, 1), "201001", ["03"]),
        ((1, 0.5), "201001", ["01", "02"]),
        ((1, 1), "201001", ["01", "02"]),
        ((4, 1.5), "201002", ["04"]),
    ],
)
def test_on_a_border_the_smallest_code_wins(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    place: tuple[float, float],
    grid: str,
    microgrids: list[str],
) -> None:
    # In degrees and powers of two, so that a place is on the border to the last bit.
    corner, side = (114.0, 30.5), 2.0**-10
    monkeypatch.setattr(drawn, "CRS", 4326)
    monkeypatch.setattr(drawn, "CORNER", corner)
    monkeypatch.setattr(drawn, "SIDE", side)
    with engine.connect() as conn:
        plan = drawn.store(conn, "in degrees")
        publish.submit(conn, plan, drawn.PLANNER)
        publish.approve(conn, plan, drawn.PUBLISHER)
        spot = corner[0] + place[0] * side, corner[1] + place[1] * side
        chain = found(where(conn, [Point(*spot)], at=datetime.now(tz=UTC))[0])
        conn.rollback()
    assert chain.grid["code"].endswith(grid)
    assert codes(chain) == microgrids


def test_a_date_asks_what_was_in_force_at_its_end(engine: Engine) -> None:
    with engine.begin() as conn:
        first = history.terms(conn, ["0"])[0]
        plan = drawn.begin(conn, 1)
        publish.submit(conn, plan, drawn.PLANNER)
        publish.approve(conn, plan, drawn.PUBLISHER)
    with engine.connect() as conn:
        second = history.terms(conn, ["0"], plan=plan)[0]
        point = Point(*drawn.spot(*BESIDE))

        def plan_at(when: datetime) -> int | None:
            chain = where(conn, [point], at=when)[0]
            return chain.term.plan if chain else None

        blink = timedelta(microseconds=1)
        assert plan_at(first.valid_from - blink) is None
        assert plan_at(first.valid_from) == first.plan
        assert plan_at(second.valid_from - blink) == first.plan
        assert plan_at(second.valid_from) == plan
        assert plan_at(second.valid_from + timedelta(days=3650)) == plan


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-03-03", "2026-03-03T23:59:59.999999+08:00"),
        ("2026-03-03T08:30:00", "2026-03-03T08:30:00+08:00"),
        ("2026-03-03T08:30:00Z", "2026-03-03T08:30:00+00:00"),
    ],
)
def test_times_are_those_of_china_unless_they_say_otherwise(given: str, meant: str) -> None:
    read = instant(given)
    assert read is not None
    assert read.isoformat() == meant


@pytest.mark.parametrize("given", ["yesterday", "2026-13-01", "", "2026-03-03T99:00"])
def test_what_is_no_time_is_refused(given: str) -> None:
    with pytest.raises(ParameterError, match="no date and no time"):
        instant(given)


# --------------------------------------------------------------------------------- by HTTP
def test_where_answers_by_http(callers: Callers) -> None:
    lon, lat = drawn.spot(*BESIDE)
    answer = callers[drawn.VIEWER].get("/api/v1/where", params={"lon": lon, "lat": lat})
    assert answer.status_code == 200
    assert answer.json()["grid"]["code"] == f"{drawn.CODES[0]}001"
    assert "households" not in answer.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"lon": 0, "lat": 0}, 404),
        ({"lon": 0, "lat": 90}, 404),
        ({"lon": 200, "lat": 0}, 422),
        ({"lon": "nan", "lat": 0}, 422),
        ({"lon": 0}, 422),
        ({"lon": 0, "lat": 0, "at": "soon"}, 422),
        ({"lon": 0, "lat": 0, "at": "0001-01-01"}, 404),
        ({"lon": 0, "lat": 0, "at": "9999-12-31"}, 404),
        ({"lon": 0, "lat": 0, "floor": 10**9}, 422),
    ],
)
def test_a_place_without_grid_is_not_found_and_a_wrong_one_refused(
    callers: Callers, query: dict[str, float | str], status: int
) -> None:
    answer = callers[drawn.VIEWER].get("/api/v1/where", params=query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_may_see_nothing_there_finds_nothing(engine: Engine) -> None:
    point = Point(*drawn.spot(*BESIDE))
    with engine.connect() as conn:
        assert where(conn, [point], scope=["990999"]) == [None]
        assert where(conn, [point], scope=[]) == [None]
        assert where(conn, [point], scope=[drawn.CODES[0]]) != [None]


def test_a_list_of_places_is_answered_in_its_order_with_its_ids(callers: Callers) -> None:
    places = [BESIDE, OUTSIDE, TOWER]
    asked = [
        {"id": f"case {n}", "lon": drawn.spot(*place)[0], "lat": drawn.spot(*place)[1]}
        for n, place in enumerate(places)
    ]
    answer = callers[drawn.VIEWER].post("/api/v1/where", json=asked)
    assert answer.status_code == 200
    told = answer.json()
    assert [one["id"] for one in told] == ["case 0", "case 1", "case 2"]
    assert [one["address"] is None for one in told] == [False, True, False]
    assert len(told[2]["address"]["microgrids"]) == 2


def test_ten_thousand_places_are_answered_and_one_more_refused(callers: Callers) -> None:
    rng = np.random.default_rng(7)
    asked = [
        {"lon": lon, "lat": lat}
        for lon, lat in (drawn.spots(rng.random((10_001, 2)) * [8, 2])).tolist()
    ]
    viewer = callers[drawn.VIEWER]
    assert viewer.post("/api/v1/where", json=asked).status_code == 422
    answer = viewer.post("/api/v1/where", json=asked[:-1])
    assert answer.status_code == 200
    assert all(one["address"] for one in answer.json())


def test_what_was_in_force_in_a_community_is_told_in_order(callers: Callers) -> None:
    community = drawn.CODES[1]
    viewer = callers[drawn.VIEWER]
    told = viewer.get("/api/v1/history", params={"community": community}).json()
    assert len(told) >= 1
    assert [one["valid_to"] for one in told[:-1]] == [one["valid_from"] for one in told[1:]]
    now = viewer.get("/api/v1/history", params={"community": community, "at": "9999-12-31"}).json()
    assert now == told[-1:]


# ------------------------------------------------------------------------- tables and files
def test_a_table_comes_back_with_further_columns(callers: Callers) -> None:
    lon, lat = drawn.spot(*TOWER)
    body = f"id,lon,lat,floor\n=1+1,{lon},{lat},7\nb,{lon},{lat},\nc,0,0,\n".encode()
    headers = {"Content-Type": "text/csv"}
    answer = callers[drawn.VIEWER].post("/api/v1/where/csv", content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == ["'=1+1", "b", "c"]
    tower = f"{drawn.CODES[0]}001"
    assert [row["microgrid"] for row in rows] == [
        f"{tower}02[6-10]",
        f"{tower}01[1-5];{tower}02[6-10]",
        "",
    ]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"", "the table is empty"),
        (b"id,x1\n1,2\n", "the column is missing"),
        (b"lon,lat\n1,2,3\n", "3 fields instead of 2"),
        (b"lon,lat\nhere,200\n", "no lon in degrees"),
        (b"lon,lat,floor\n1,2,low\n", "no floor"),
        (b"lon,lat\n1,2\n\xff\xfe\x00", "no table in UTF-8"),
        (b"lon,lon\n1,2\n", "same name"),
    ],
)
def test_a_table_without_usable_places_is_refused_with_every_fault(
    callers: Callers, body: bytes, complaint: str
) -> None:
    headers = {"Content-Type": "text/csv"}
    answer = callers[drawn.VIEWER].post("/api/v1/where/csv", content=body, headers=headers)
    assert answer.status_code == 422
    assert complaint in answer.text


def test_points_of_a_layer_in_any_crs_are_looked_up(engine: Engine, tmp_path: Path) -> None:
    source, out = tmp_path / "points.gpkg", tmp_path / "found.gpkg"
    centre = [drawn.square(*place, 0, 0).centroid for place in (TOWER, BESIDE, OUTSIDE)]
    points = gpd.GeoDataFrame({"name": ["a", "b", "c"]}, geometry=centre, crs=drawn.CRS)
    points.to_file(source)
    with engine.connect() as conn:
        assert of_file(conn, source, out, at=None) == (3, 2)
    told = gpd.read_file(out)
    assert told["name"].tolist() == ["a", "b", "c"]
    assert told["grid"].notna().tolist() == [True, True, False]
    assert told.crs.to_epsg() == drawn.CRS


def test_a_layer_of_anything_but_points_is_refused(engine: Engine, tmp_path: Path) -> None:
    source = tmp_path / "land.gpkg"
    gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=4326).to_file(source)
    with engine.connect() as conn, pytest.raises(UnusableInputError, match="no point"):
        of_file(conn, source, tmp_path / "out.csv", at=None)
