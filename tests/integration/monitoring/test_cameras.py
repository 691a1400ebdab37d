"""The register of cameras on the drawn town: written, found, changed, taken down."""

from __future__ import annotations

import math
import re
from typing import Any

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Connection, Engine, text

from gis.store import cameras as store
from gis.workflow import camera_views
from tests import mvt
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks

WEST, EAST = drawn.CODES


def camera(code: str, column: float, row: float, **more: Any) -> dict[str, Any]:
    """What is told of a camera at a place of the drawing."""
    lon, lat = drawn.spot(column, row)
    given = {"code": code, "name": f"camera {code}", "department": "公安局", "lon": lon, "lat": lat}
    return {**given, **more}


@pytest.fixture(scope="module")
def known(desks: Desks) -> dict[str, int]:
    """Cameras of the town: by code, their numbers."""
    given = [
        # Before the west face of the building of square 2 (column 1, row 0), looking east at it.
        camera("at the wall", 1.1, 0.5, direction=90, fov=60, range=100),
        camera("away", 1.15, 0.5, direction=270, fov=60, range=30),
        camera("round", 5.0, 1.0, kind="dome", direction="360", range=25),
        camera("private", 1.12, 0.5, direction=90, public_space=False),
        camera("blind", 6.05, 0.05),
        camera("streaming", 5.0, 0.5, direction="180, 270", stream="http://10.1.1.1/c/i.m3u8"),
    ]  # fmt: skip
    answer = desks["admin"].post("/api/v1/cameras", json=given)
    assert answer.status_code == 201, answer.text
    assert {one["outcome"] for one in answer.json()} == {"new"}
    return {one["code"]: one["id"] for one in answer.json()}


def get(desks: Desks, number: int) -> dict[str, Any]:
    answer = desks["commander"].get(f"/api/v1/cameras/{number}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def view(engine: Engine, number: int) -> Any:
    with engine.connect() as conn:
        wkb = conn.scalar(text("select ST_AsBinary(view) from cameras where id = :id"),
                          {"id": number})  # fmt: skip
    return None if wkb is None else shapely.from_wkb(bytes(wkb))


def test_a_camera_is_in_the_community_and_the_grid_it_stands_in(
    desks: Desks, known: dict[str, int]
) -> None:
    found = get(desks, known["round"])

    assert (found["jurisdiction"], found["grid"]) == (EAST, f"{EAST}001")
    assert get(desks, known["away"])["grid"] == f"{WEST}001"
    assert (found["direction"], found["fov"], found["given_direction"]) == (0, 360, "360")
    assert (found["status"], found["has_stream"], found["live"]) == ("unknown", False, True)


def test_several_directions_are_kept_in_their_words_and_seen_as_their_union(
    desks: Desks, engine: Engine, known: dict[str, int]
) -> None:
    found = get(desks, known["streaming"])

    assert (found["direction"], found["fov"]) == (225, None)
    assert (found["given_direction"], found["has_stream"]) == ("180, 270", True)
    lon, lat = drawn.spot(5.0, 0.5)
    eye = gpd.GeoSeries.from_xy([lon], [lat], crs=4326).to_crs(3857).iloc[0]
    seen = view(engine, known["streaming"])
    assert seen.covers(shapely.Point(eye.x, eye.y - 20))
    assert seen.covers(shapely.Point(eye.x - 10, eye.y))
    assert not seen.intersects(shapely.Point(eye.x, eye.y + 10))


def test_what_a_camera_sees_ends_at_the_face_of_a_building(
    engine: Engine, known: dict[str, int]
) -> None:
    with engine.connect() as conn:
        building = shapely.from_wkb(bytes(conn.scalar(text(
            "select ST_AsBinary(display) from buildings where name = 'b02'"
        )) or b""))  # fmt: skip
    seen = view(engine, known["at the wall"])

    assert seen.intersection(building).area == pytest.approx(0, abs=1e-3)
    assert seen.distance(building) == pytest.approx(0, abs=0.01)
    # Of a sector of 100 m only the 20 m before the wall.
    assert 100 < seen.area < 1000
    assert view(engine, known["blind"]) is None


def test_the_address_of_a_stream_never_leaves_the_server(
    desks: Desks, known: dict[str, int]
) -> None:
    for who in ("admin", "commander", "auditor"):
        for path in (f"/api/v1/cameras/{known['streaming']}", "/api/v1/cameras"):
            assert "10.1.1.1" not in desks[who].get(path).text


def test_cameras_that_see_a_place_come_first_and_private_ones_never(
    desks: Desks, known: dict[str, int]
) -> None:
    lon, lat = drawn.spot(1.2, 0.5)
    found = desks["worker"].get(f"/api/v1/cameras/near?lon={lon}&lat={lat}&limit=3").json()

    assert [one["camera"]["code"] for one in found][:2] == ["at the wall", "away"]
    assert [one["sees"] for one in found] == [True, False, False]
    assert found[0]["distance"] == pytest.approx(10, abs=0.1)
    assert found[0]["bearing"] == pytest.approx(90, abs=1)
    every = desks["worker"].get(f"/api/v1/cameras/near?lon={lon}&lat={lat}&limit=50").json()
    codes = {one["camera"]["code"] for one in every}
    assert codes == set(known) - {"private"}


def test_one_asks_for_a_place_or_a_ticket_and_not_for_both(desks: Desks) -> None:
    for query in ("", "?lon=1", "?lon=1&lat=2&ticket=3", "?lat=1&ticket=3"):
        assert desks["worker"].get(f"/api/v1/cameras/near{query}").status_code == 422
    assert desks["worker"].get("/api/v1/cameras/near?ticket=999").status_code == 404


def test_lists_are_cut_to_what_was_asked_for(desks: Desks, known: dict[str, int]) -> None:
    def codes(query: str, who: str = "commander") -> set[str]:
        answer = desks[who].get(f"/api/v1/cameras?{query}")
        assert answer.status_code == 200, answer.text
        return {one["code"] for one in answer.json()["cameras"]}

    west, south = drawn.spot(0, 0)
    east, north = drawn.spot(4, 2)
    assert codes("") == set(known)
    assert codes(f"bbox={west},{south},{east},{north}") == {"at the wall", "away", "private"}
    assert codes(f"jurisdiction={EAST}") == {"round", "blind", "streaming"}
    assert codes(f"grid={WEST}001") == {"at the wall", "away", "private"}
    assert codes("department=nobody") == codes("status=online") == set()
    # Somebody of the eastern community alone.
    assert codes("", "stranger") == {"round", "blind", "streaming"}
    assert desks["stranger"].get(f"/api/v1/cameras?jurisdiction={WEST}").status_code == 404
    assert desks["stranger"].get(f"/api/v1/cameras/{known['away']}").status_code == 404


def test_pages_follow_each_other_without_gap(desks: Desks, known: dict[str, int]) -> None:
    found, address = [], "/api/v1/cameras?limit=4"
    while address:
        page = desks["commander"].get(address).json()
        found += [one["id"] for one in page["cameras"]]
        address = page["next"]

    assert found == sorted(known.values())


def test_tiles_show_cameras_and_only_what_those_of_public_space_see(
    desks: Desks, known: dict[str, int]
) -> None:
    (lon, lat), zoom = drawn.spot(1.1, 0.5), 16
    column = int((lon + 180) / 360 * 2**zoom)
    row = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
    path = f"/tiles/cameras/{zoom}/{column}/{row}.mvt"
    answer = desks["commander"].get(path)

    assert answer.status_code == 200
    layers = mvt.decoded(answer.content)
    points, seen = set(layers["cameras"].index), set(layers["views"].index)
    assert {known["at the wall"], known["private"]} <= points
    assert known["at the wall"] in seen
    assert known["private"] not in seen
    assert desks["commander"].get("/tiles/cameras/16/0/0.mvt").status_code == 204
    assert desks["viewer"].get(path).status_code == 403


def test_telling_the_same_again_changes_nothing_and_telling_else_does(desks: Desks) -> None:
    def tell(**more: Any) -> tuple[str, int]:
        told = camera("again", 2.5, 1.05, direction=10, **more)
        (answer,) = desks["admin"].post("/api/v1/cameras", json=told).json()
        return answer["outcome"], get(desks, answer["id"])["version"]

    assert tell(stream="http://10.1.1.1/a.m3u8") == ("new", 1)
    assert tell() == ("known", 1)
    assert tell(stream="http://10.1.1.1/a.m3u8") == ("known", 1)
    assert tell(name="other") == ("changed", 2)
    assert tell(name="other", stream="") == ("changed", 3)
    found = desks["admin"].get("/api/v1/cameras").json()["cameras"]
    assert [one["has_stream"] for one in found if one["code"] == "again"] == [False]


def test_a_change_is_based_on_a_version(desks: Desks, engine: Engine) -> None:
    told = camera("changing", 2.1, 1.05, direction="180;270")
    (made,) = desks["admin"].post("/api/v1/cameras", json=told).json()
    path = f"/api/v1/cameras/{made['id']}"
    before = view(engine, made["id"])

    assert desks["admin"].patch(path, json={"name": "x"}).status_code == 428
    answer = desks["admin"].patch(path, json={"direction": 0}, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["direction"], found["given_direction"], found["version"]) == (0, None, 2)
    assert not view(engine, made["id"]).equals(before)

    stale = desks["admin"].patch(path, json={"name": "x"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    lon, lat = drawn.spot(4.5, 1.05)
    moved = desks["admin"].patch(path, json={"lon": lon, "lat": lat}, headers={"If-Match": "*"})
    assert (moved.json()["jurisdiction"], moved.json()["grid"]) == (EAST, f"{EAST}001")
    nowhere = desks["admin"].patch(path, json={"lon": 1.0}, headers={"If-Match": "*"})
    assert nowhere.status_code == 422
    assert get(desks, made["id"])["lon"] == moved.json()["lon"]


def test_a_camera_that_was_taken_down_stays_on_record(desks: Desks, engine: Engine) -> None:
    told = camera("old", 2.1, 1.9)
    (made,) = desks["admin"].post("/api/v1/cameras", json=told).json()
    path = f"/api/v1/cameras/{made['id']}"

    assert desks["admin"].delete(path).status_code == 204
    assert desks["admin"].delete(path).status_code == 204

    assert get(desks, made["id"])["live"] is False
    listed = desks["admin"].get("/api/v1/cameras").json()["cameras"]
    assert "old" not in {one["code"] for one in listed}
    every = desks["admin"].get("/api/v1/cameras?live=false").json()["cameras"]
    assert "old" in {one["code"] for one in every}
    change = desks["admin"].patch(path, json={"name": "x"}, headers={"If-Match": "*"})
    assert change.status_code == 409
    (again,) = desks["admin"].post("/api/v1/cameras", json=told).json()
    assert (again["id"], again["outcome"]) == (made["id"], "changed")
    with engine.connect() as conn:
        told_of = conn.scalars(text("select action from audit_log where object = :about"),
                               {"about": f"camera {made['id']}"}).all()  # fmt: skip
    assert told_of == ["take down camera"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"lon": 0.0, "lat": 0.0}, "lon"),
        ({"lon": 10.0, "lat": 50.0}, "jurisdiction"),
        ({"jurisdiction": "110101001001"}, "jurisdiction"),
        ({"name": "  "}, "name"),
        ({"code": "51010500081180000123"}, "code"),
        ({"scheme": "gbt28181"}, "code"),
        ({"direction": 400}, "direction"),
        ({"stream": "rtsp://10.0.0.1/live"}, "stream"),
        ({"stream": "http://user:secret@10.0.0.1/i.m3u8"}, "stream"),
        ({"stream": "file:///etc/passwd"}, "stream"),
        ({"stream": "http://0.0.0.0/i.m3u8"}, "stream"),
        ({"stream": "http://[::1"}, "stream"),
        ({"stream": "http://h/\r\nX: 1"}, "stream"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_stored(
    desks: Desks, more: dict[str, Any], field: str
) -> None:
    told = [camera("fine", 3.5, 1.0), camera("odd", 3.5, 1.0) | more]

    answer = desks["admin"].post("/api/v1/cameras", json=told)

    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert (fault["feature"], fault["field"]) == ("row 2", field)
    assert re.search(r"[\u4e00-\u9fff]", fault["zh"])
    listed = desks["admin"].get("/api/v1/cameras").json()["cameras"]
    assert not {"fine", "odd"} & {one["code"] for one in listed}


def test_cameras_move_to_the_grids_of_the_plan_that_comes_into_force(conn: Connection) -> None:
    number = conn.scalar(text("select id from cameras where code = 'away'"))
    conn.execute(text("update cameras set grid = 'old' where id = :id"), {"id": number})

    assert store.place_in_grids(conn, communities=[WEST]) == 1
    assert store.place_in_grids(conn, communities=[WEST]) == 0
    assert conn.scalar(text("select grid from cameras where id = :id"), {"id": number}) == (
        f"{WEST}001"
    )


def test_what_cameras_see_is_worked_out_anew_for_the_buildings_of_another_plan(
    conn: Connection,
) -> None:
    known = text("select ST_AsText(view) from cameras where code = 'at the wall'")
    before = shapely.from_wkt(conn.scalar(known))
    conn.execute(text("update cameras set view = null"))

    assert camera_views.renew(conn, [WEST]) >= 3

    # The plane in which it is worked out lies where the cameras of one go are.
    assert shapely.from_wkt(conn.scalar(known)).equals_exact(before, 0.01)
    seen_in_the_east = "select count(*) from cameras where view is not null and jurisdiction = :c"
    assert conn.scalar(text(seen_in_the_east), {"c": EAST}) == 0
