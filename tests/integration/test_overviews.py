"""A plan at a glance: its communities, its sites, what undo is about, and how plans are listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import shape
from sqlalchemy import text

from gis.api.routes.operations import Applied
from gis.database import Addresses
from gis.store.engine import open_engine
from tests.integration import drawn
from tests.integration.mapped import EAST, MARKET, SCHOOL, WEST, Desk, Service


@pytest.fixture(scope="module")
def service(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    engine = open_engine(database.service)
    folder: Path = tmp_path_factory.mktemp("data")
    yield Service(engine, folder)
    engine.dispose()


@pytest.fixture
def desk(service: Service) -> Desk:
    return service.desk()


def states(told: dict[str, Any]) -> dict[str, int]:
    names = ("grids", "in_band", "below", "above", "excused", "dedicated")
    return {name: told[name] for name in names if told[name]}


def features(desk: Desk, who: str = "planner") -> dict[int, dict[str, Any]]:
    """What is told of the sites by their position."""
    return {one["id"]: one["properties"] for one in desk.get("sites", who)["features"]}


def test_communities_are_told_with_their_people_in_the_order_of_their_codes(desk: Desk) -> None:
    west, east = desk.get("communities")
    assert (west["code"], west["name"], west["kind"]) == (WEST, "东村", "urban")
    assert east["code"] == EAST
    assert (west["households"], west["residents"], west["atoms"]) == (480, 1440, 9)
    assert states(west) == states(east) == {"grids": 2, "in_band": 2}


def test_a_box_is_where_the_community_is(desk: Desk) -> None:
    west, east = desk.get("communities")
    corners = drawn.spots(np.array([[0.0, 0.0], [4.0, 2.0]]))
    assert west["bbox"] == pytest.approx(corners.ravel().tolist(), abs=1e-5)
    assert west["bbox"][2] == pytest.approx(east["bbox"][0], abs=1e-6)


def test_each_base_grid_is_counted_once(desk: Desk) -> None:
    desk.move(12, desk.grids[2])
    desk.move(13, desk.grids[2])
    assert states(desk.get("communities")[1]) == {"grids": 2, "below": 1, "above": 1}
    desk.run(
        "update grids set reason = 'pocket' where plan = :plan and id = :grid", grid=desk.grids[3]
    )
    assert states(desk.get("communities")[1]) == {"grids": 2, "excused": 1, "above": 1}


def test_a_grid_in_band_with_a_reason_is_in_band(desk: Desk) -> None:
    desk.run("update grids set reason = 'pocket' where plan = :plan")
    assert states(desk.get("communities")[0]) == {"grids": 2, "in_band": 2}


def test_a_plan_ruled_by_residents_is_judged_by_residents(desk: Desk, database: Addresses) -> None:
    owner = open_engine(database.owner, role=None)
    with owner.begin() as conn:
        changed = text("update plans set rules = jsonb_set(rules, '{by}', :by) where id = :id")
        conn.execute(changed, {"by": '"residents"', "id": desk.plan})
    owner.dispose()
    assert states(desk.get("communities")[0]) == {"grids": 2, "above": 2}


def test_dedicated_grids_are_counted_apart_and_merged_ones_no_more(desk: Desk) -> None:
    school = {"type": "dedicate", "category": "school", "name": "小学", "site": SCHOOL}
    desk.do("operations", school)
    assert states(desk.get("communities")[1]) == {
        "grids": 3, "in_band": 1, "below": 1, "dedicated": 1,
    }  # fmt: skip
    one, two = desk.grids[:2]
    desk.do("operations", {"type": "merge", "grids": [one, two], "into": one})
    assert states(desk.get("communities")[0]) == {"grids": 1, "above": 1}


def test_small_counts_of_communities_are_hidden_from_viewers(desk: Desk) -> None:
    desk.run("update plans set state = 'published' where id = :plan")
    desk.run(
        "update grids set households = 4, residents = 10 from communities c"
        " where plan = :plan and c.id = grids.community and c.code = :code", code=WEST,
    )  # fmt: skip
    assert desk.get("communities")[0]["households"] == 8
    west, east = desk.get("communities", "viewer")
    assert (west["households"], west["households_text"]) == (None, "<10")
    assert (west["residents"], west["residents_text"]) == (20, None)
    assert (east["households"], east["households_text"]) == (480, None)


def test_undo_and_redo_say_what_they_are_about(desk: Desk) -> None:
    assert desk.get("steps") == {"undo": None, "redo": None}
    desk.move(4, desk.grids[0])
    desk.do("operations", {"type": "attributes", "grid": desk.grids[3], "name": "北网格"})
    told = desk.get("steps")
    assert told["redo"] is None
    assert (told["undo"]["version"], told["undo"]["kind"]) == (2, "attributes")
    assert datetime.fromisoformat(told["undo"]["created_at"]).tzinfo is not None
    desk.do("undo")
    told = desk.get("steps")
    assert (told["undo"]["version"], told["undo"]["kind"]) == (1, "move")
    assert (told["redo"]["version"], told["redo"]["kind"]) == (2, "attributes")
    desk.do("redo")
    assert desk.get("steps")["undo"]["version"] == 2


def test_steps_are_ones_own(desk: Desk) -> None:
    desk.move(4, desk.grids[0])
    assert desk.get("steps", "other") == {"undo": None, "redo": None}
    desk.move(12, desk.grids[2], "other")
    assert desk.get("steps")["undo"]["version"] == 1
    assert desk.get("steps", "other")["undo"]["version"] == 2


def test_there_is_nothing_to_undo_in_a_plan_that_is_no_draft(desk: Desk) -> None:
    desk.move(4, desk.grids[0])
    desk.run("update plans set state = 'submitted' where id = :plan")
    assert desk.get("steps") == {"undo": None, "redo": None}


def test_sites_of_the_communities_are_told_as_features(desk: Desk) -> None:
    answer = desk.ask("sites")
    assert answer.headers["content-type"] == "application/geo+json"
    told = answer.json()
    assert (told["type"], told["version"]) == ("FeatureCollection", 0)
    assert [one["id"] for one in told["features"]] == [SCHOOL, MARKET]
    shapes = gpd.GeoSeries([shape(one["geometry"]) for one in told["features"]], crs=4326)
    school, market = shapes.to_crs(drawn.CRS)
    assert school.symmetric_difference(drawn.square(7, 0, 1, 2)).area < 10
    assert market.distance(drawn.square(1, 0).centroid) < 0.1


def test_a_site_knows_the_grid_of_its_ground(desk: Desk) -> None:
    school = {"category": "school", "name": "实验小学", "community": EAST, "dedicated": False}
    east = desk.grids[3]
    assert features(desk)[SCHOOL] == {**school, "grid": east, "grids": [east]}
    desk.move(12, desk.grids[2])
    desk.move(14, desk.grids[2])
    assert features(desk)[SCHOOL] == {**school, "grid": None, "grids": [desk.grids[2], east]}


def test_a_site_without_ground_lies_where_its_outline_is(desk: Desk) -> None:
    assert features(desk)[MARKET] == {
        "category": "market", "name": None, "community": WEST, "grid": None, "grids": [],
        "dedicated": False,
    }  # fmt: skip


def test_a_site_is_dedicated_once_a_grid_is_made_for_it(desk: Desk) -> None:
    school = {"type": "dedicate", "category": "school", "name": "小学", "site": SCHOOL}
    (made,) = [one for one in desk.do("operations", school)["grids"] if one["kind"] == "dedicated"]
    assert made["category"] == "school"
    told = features(desk)[SCHOOL]
    assert (told["grid"], told["dedicated"]) == (made["id"], True)
    desk.do("undo")
    assert features(desk)[SCHOOL]["dedicated"] is False


@pytest.mark.parametrize(("category", "dedicated"), [("school", True), ("market", False)])
def test_a_dedicated_grid_that_names_no_site_serves_the_one_of_its_category(
    desk: Desk, category: str, dedicated: bool
) -> None:
    atoms = [desk.atom(14), desk.atom(15)]
    desk.do("operations", {"type": "dedicate", "atoms": atoms, "category": category, "name": "x"})
    assert features(desk)[SCHOOL]["dedicated"] is dedicated


def test_glances_are_for_those_who_may_see_the_plan(desk: Desk) -> None:
    for what in ("communities", "sites", "neighbours"):
        assert desk.ask(what, "viewer").status_code == 404
        assert desk.ask(what, "stranger").status_code == 404
    desk.run("update plans set state = 'published' where id = :plan")
    for what in ("communities", "sites", "neighbours"):
        assert desk.ask(what, "viewer").status_code == 200
    assert desk.ask("steps", "viewer").status_code == 403


def test_an_operation_tells_where_its_grids_are_and_what_they_are_called(desk: Desk) -> None:
    told = desk.move(4, desk.grids[0])
    assert {one["community"] for one in told["grids"]} == {WEST}
    assert {one["name"] for one in told["grids"]} == {"第1网格", "第2网格"}
    logged = desk.get("operations?limit=1")[0]["result"]["grids"]
    assert {one["community"] for one in logged} == {WEST}


def test_an_operation_tells_all_that_a_table_shows_of_its_grids(desk: Desk) -> None:
    one = desk.grids[0]
    wish = {"type": "attributes", "grid": one, "name_en": "East end", "post": "张三"}
    told = desk.do("operations", wish)["grids"]
    assert [(grid["name_en"], grid["post"]) for grid in told] == [("East end", "张三")]


def test_who_is_too_late_is_told_where_the_changed_grids_are(desk: Desk, service: Service) -> None:
    desk.move(4, desk.grids[0])
    wish = {"type": "move", "atoms": [desk.atom(5)], "grid": desk.grids[0]}
    path = f"/api/v1/plans/{desk.plan}/operations"
    answer = service.client("other").post(path, json=wish, headers={"If-Match": '"0"'})
    assert answer.status_code == 412
    assert {one["community"] for one in answer.json()["changed"]} == {WEST}


def test_an_answer_that_an_earlier_release_logged_can_still_be_given(desk: Desk) -> None:
    told = desk.move(4, desk.grids[0])
    for grid in told["grids"]:
        for unknown in ("community", "name", "name_en", "post", "category"):
            del grid[unknown]
    again = Applied.model_validate(told)
    assert {grid.community for grid in again.grids} == {None}
    assert again.version == 1


def test_plans_are_listed_with_dataset_grids_and_last_edit(desk: Desk, service: Service) -> None:
    def listed() -> Any:
        answer = service.client("planner").get("/api/v1/plans?limit=1").json()
        return answer["items"][0]

    told = listed()
    assert (told["id"], told["dataset_name"], told["grids"]) == (desk.plan, "drawn", 4)
    assert told["edited_by"] is told["edited_at"] is None
    one, two = desk.grids[:2]
    desk.do("operations", {"type": "merge", "grids": [one, two], "into": one}, "other")
    told = listed()
    assert (told["grids"], told["edited_by"]) == (3, "other")
    assert datetime.fromisoformat(told["edited_at"]) >= datetime.fromisoformat(told["created_at"])
