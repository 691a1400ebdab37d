"""Posts, and who is reached from them, asked of the service.

One street runs through the middle of the drawn town, from house to house, and passes the river
between the communities; a compound of the east has a wall with one gate::

    y=200 +----+----+----+----#----+----+----+----+
          |    |    |    |    #    |    |    |    |
    y=100 =====post==============================     street, the river is #
          |    |    |    |    #    |    |    |    |
    y=0   +----+----+----+----#----+----+----+----+
"""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Engine, text

from gis.model import BARRIER_CLASSES
from gis.store import datasets
from tests.integration import drawn
from tests.integration.monitoring import reports
from tests.integration.monitoring.desk import Desks

WEST, EAST = drawn.CODES
SITES = (
    ("小学", "school", drawn.square(6, 0)),
    ("市场", "market", drawn.square(1, 1).centroid),
    ("人民医院", "hospital", drawn.square(60, 60)),
)
SITE = text("""
    insert into features (dataset, layer, position, properties, geom)
    values (:dataset, 'sites', :position, cast(:told as jsonb),
        ST_SetSRID(ST_GeomFromWKB(:shape), :srid))
""")
STRIDE = 4000 / 60


def line(kind: str, *places: tuple[float, float]) -> dict[str, Any]:
    at = [(drawn.CORNER[0] + x * 100, drawn.CORNER[1] + y * 100) for x, y in places]
    crossable = BARRIER_CLASSES[kind]
    return {"class": kind, "name": None, "crossable": crossable, "geometry": shapely.LineString(at)}


@pytest.fixture(scope="module")
def dataset(engine: Engine) -> int:
    """The drawn town with a street and a river, its plan in force."""
    barriers = gpd.GeoDataFrame(
        [line("residential", (0, 1), (8, 1)), line("river", (4, -1), (4, 3))], crs=drawn.CRS
    )
    town = replace(drawn.town(), barriers=barriers)
    with engine.begin() as conn:
        saved = datasets.save(conn, "streets", town, drawn.ground(), drawn.PLANNER).dataset.id
        reports.publish(conn, drawn.begin(conn, saved))
        # Once it is in force: the audit would want dedicated grids for them.
        for position, (name, category, at) in enumerate(SITES):
            told = {"id": f"s{position}", "name": name, "category": category}
            conn.execute(SITE, {
                "dataset": saved, "position": position, "srid": drawn.CRS,
                "told": json.dumps(told), "shape": shapely.to_wkb(at),
            })  # fmt: skip
    return saved


@pytest.fixture(scope="module")
def town(engine: Engine, dataset: int, tmp_path_factory: pytest.TempPathFactory) -> Desks:
    """The service."""
    del dataset
    return Desks(engine, tmp_path_factory.mktemp("data"))


@pytest.fixture(autouse=True)
def nothing_stands(engine: Engine) -> None:
    """Each test begins without posts."""
    with engine.begin() as conn:
        conn.execute(text("update posts set live = false"))


def post(column: float = 0.5, row: float = 1.0, **more: Any) -> dict[str, Any]:
    lon, lat = drawn.spot(column, row)
    return {"name": "东街警务站", "kind": "post", "category": "police",
            "lon": lon, "lat": lat, **more}  # fmt: skip


def ask(town: Desks, path: str, who: str = "planner", **query: Any) -> Any:
    answer = town[who].get(f"/api/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def set_up(town: Desks, *wanted: dict[str, Any]) -> list[int]:
    answer = town["planner"].post("/api/v1/posts", json=list(wanted))
    assert answer.status_code == 201, answer.text
    return [one["id"] for one in answer.json()]


def test_a_post_belongs_to_the_community_it_stands_in(town: Desks) -> None:
    one = town["planner"].post("/api/v1/posts", json=post(6.5)).json()[0]

    assert one["jurisdiction"] == EAST
    assert [each["id"] for each in ask(town, "posts", jurisdiction=EAST)["items"]] == [one["id"]]
    assert ask(town, "posts", jurisdiction=WEST)["items"] == []
    assert ask(town, "posts", kind="service")["items"] == []


def test_a_post_that_is_taken_down_is_gone_and_serves_nobody(town: Desks) -> None:
    (number,) = set_up(town, post())
    before = ask(town, "reach/outside", minutes=30)["households"]

    assert town["planner"].delete(f"/api/v1/posts/{number}").status_code == 204
    assert town["planner"].delete(f"/api/v1/posts/{number}").status_code == 404
    assert before == 0
    assert ask(town, "reach/outside", minutes=30)["share"] == 1


def test_nobody_sets_up_a_post_where_they_may_not_or_no_plan_is_in_force(town: Desks) -> None:
    far = town["planner"].post("/api/v1/posts", json=post(90))
    foreign = town["stranger"].post("/api/v1/posts", json=post(0.5))
    half = town["stranger"].post("/api/v1/posts", json=[post(6.5), post(0.5)])

    assert [one.status_code for one in (far, foreign, half)] == [404, 403, 403]
    assert "120" not in far.text
    assert ask(town, "posts")["items"] == []


def test_sites_of_the_dataset_become_posts_once(town: Desks, dataset: int) -> None:
    wanted = {"dataset": dataset, "categories": ["school", "market", "hospital"], "kind": "service"}
    first = town["planner"].post("/api/v1/posts/sites", json=wanted)
    again = town["planner"].post("/api/v1/posts/sites", json=wanted)

    assert first.status_code == 201, first.text
    assert {(one["name"], one["category"], one["jurisdiction"]) for one in first.json()} == {
        ("小学", "school", EAST), ("市场", "market", WEST),
    }  # fmt: skip
    assert again.json() == []


def test_what_is_reached_sooner_is_part_of_what_is_reached_later(town: Desks) -> None:
    (number,) = set_up(town, post())
    found = ask(town, "reach/isochrones", post=number, minutes="2,5,9")
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in found["features"]]

    assert [one["properties"]["minutes"] for one in found["features"]] == [9, 5, 2]
    for larger, smaller in itertools.pairwise(shapes):
        assert shapely.covers(shapely.buffer(larger, 1e-6), smaller)
    # Nine minutes are 600 m: the street up to 650 m, and what is beside it.
    west, _, east, _ = gpd.GeoSeries(shapes[:1], crs=4326).to_crs(drawn.CRS).total_bounds
    assert east - drawn.CORNER[0] == pytest.approx(50 + 9 * STRIDE + 40, abs=2)
    assert west - drawn.CORNER[0] == pytest.approx(-40, abs=2)


def test_any_place_where_a_plan_is_in_force_has_its_circles(town: Desks) -> None:
    lon, lat = drawn.spot(2, 1)
    assert len(ask(town, "reach/isochrones", lon=lon, lat=lat)["features"]) == 3
    far = town["planner"].get("/api/v1/reach/isochrones", params={"lon": 0, "lat": 0})
    beyond = town["stranger"].get("/api/v1/reach/isochrones", params={"lon": lon, "lat": lat})
    assert [far.status_code, beyond.status_code] == [404, 404]


@pytest.mark.parametrize("minutes", ["", "a", "0,5", "5,61", "1,2,3,4,5,6,7", "nan"])
def test_minutes_that_make_no_sense_are_refused(town: Desks, minutes: str) -> None:
    lon, lat = drawn.spot(2, 1)
    query: dict[str, float | str] = {"lon": lon, "lat": lat, "minutes": minutes}
    answer = town["planner"].get("/api/v1/reach/isochrones", params=query)
    assert answer.status_code == 422
    assert town["planner"].get("/api/v1/reach/isochrones").status_code == 422


def test_homes_outside_are_counted_by_grid(town: Desks) -> None:
    set_up(town, post())
    # Homes stand 50 m from the street: 6.5 minutes are 433 m, to the fourth house.
    found = ask(town, "reach/outside", minutes=6.5)

    east = {f"{EAST}001": 240, f"{EAST}002": 240}
    assert {one["grid"]: one["outside"] for one in found["by_grid"]} == {
        f"{WEST}001": 0, f"{WEST}002": 0, **east,
    }  # fmt: skip
    assert found["households"] == sum(east.values())
    assert found["of_households"] == 960
    assert found["homes"] == 8
    assert len(found["buildings"]) == 8
    assert found["share"] == pytest.approx(480 / found["of_households"], abs=1e-4)


def test_the_towers_homes_count_once(town: Desks) -> None:
    found = ask(town, "reach/outside", minutes=1)

    assert found["of_households"] == sum(one["households"] for one in found["by_grid"])
    assert found["households"] == found["of_households"]


def test_only_posts_of_the_kind_and_category_asked_for_count(town: Desks) -> None:
    set_up(town, post(), post(7.5, kind="service", category="clinic"))

    by = {
        "all": ask(town, "reach/outside", minutes=6.5)["households"],
        "police": ask(town, "reach/outside", minutes=6.5, category="police")["households"],
        "service": ask(town, "reach/outside", minutes=6.5, kind="service")["households"],
        "school": ask(town, "reach/outside", minutes=6.5, category="school")["share"],
    }

    assert by["all"] == 0
    assert by["police"] == 480
    assert by["service"] > 0
    assert by["school"] == 1


def test_a_viewer_learns_no_small_count_and_where_no_home_is(town: Desks) -> None:
    found = ask(town, "reach/outside", "viewer", minutes=6.5)

    assert found["buildings"] == []
    assert all(one["outside"] is None or one["outside"] >= 10 for one in found["by_grid"])


def test_the_best_next_site_lies_where_most_are_left(town: Desks) -> None:
    set_up(town, post())

    found = ask(town, "reach/suggest", minutes=6.5, count=1)

    assert found["optimal"]
    assert found["gap"] == 0
    assert found["covered_before"] == found["households"] - 480
    assert found["covered_after"] == found["covered_before"] + found["sites"][0]["households"]
    assert found["sites"][0]["lon"] > drawn.spot(3.9, 1)[0]
    (lon, lat) = found["sites"][0]["lon"], found["sites"][0]["lat"]
    set_up(town, post(lon=lon, lat=lat))
    after = ask(town, "reach/outside", minutes=6.5)
    assert found["households"] - after["households"] == found["covered_after"]


def test_where_everybody_is_reached_nothing_is_suggested(town: Desks) -> None:
    set_up(town, post(4))
    found = ask(town, "reach/suggest", minutes=30, count=3)

    assert found["sites"] == []
    assert found["covered_after"] == found["households"]


def test_by_car_it_is_quicker(town: Desks) -> None:
    set_up(town, post())
    on_foot = ask(town, "reach/outside", minutes=4)["households"]
    by_car = ask(town, "reach/outside", minutes=4, mode="drive")["households"]
    assert by_car < on_foot


def test_the_log_tells_who_set_up_what(town: Desks, engine: Engine) -> None:
    (number,) = set_up(town, post())
    with engine.connect() as conn:
        actor, about = conn.execute(
            text("select actor, object from audit_log where action = 'add post' order by id desc")
        ).first() or ("", "")
    assert (actor, about) == ("planner", f"post {number}")
