from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import shape
from sqlalchemy import text

from gis.errors import ParameterError
from gis.store import items
from gis.store.items import Box
from gis.store.tile_layers import LISTED
from tests.integration import seeding
from tests.integration.seeding import PLAN
from tests.integration.test_tile_service import SECOND, Service, ask, served

__all__ = ["ask", "served"]
Ask = Callable[..., Any]


def address(name: str, plan: int = PLAN, query: str = "") -> str:
    return f"/api/v1/plans/{plan}/{name}?{query}".rstrip("?")


def whole(ask: Ask, name: str, query: str, who: str = "planner", plan: int = PLAN) -> list[Any]:
    """Every page from the first one on."""
    found, path = [], address(name, plan, query)
    while path:
        page = ask(who, path).json()
        assert page["numberReturned"] == len(page["features"])
        found += page["features"]
        path = next((one["href"] for one in page["links"] if one["rel"] == "next"), "")
    return found


def assigned(served: Service) -> gpd.GeoDataFrame:
    return served.drawn.atoms[served.drawn.atoms["grid"] > 0].set_index("id")


def test_atoms_come_as_geojson_with_their_assignment(served: Service, ask: Ask) -> None:
    answer = ask("planner", address("atoms", query="limit=10000"))
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-encoding"] == "gzip"
    collection = answer.json()
    own = assigned(served)
    assert collection["type"] == "FeatureCollection"
    assert collection["numberMatched"] == collection["numberReturned"] == len(own)
    assert [one["rel"] for one in collection["links"]] == ["self"]
    for feature in collection["features"]:
        row, told = own.loc[feature["id"]], feature["properties"]
        for key in ("grid", "microgrid", "foot", "households", "residents"):
            assert told[key] == row[key]
    made = gpd.GeoDataFrame.from_features(collection["features"], crs=4326)
    expected = own.loc[[one["id"] for one in collection["features"]]].to_crs(4326).geometry
    off = shapely.hausdorff_distance(made.geometry.to_numpy(), expected.to_numpy())
    assert off.max() < 2e-7


@pytest.mark.parametrize("name", LISTED)
def test_rings_turn_as_rfc_7946_wants(ask: Ask, name: str) -> None:
    for feature in ask("planner", address(name, query="limit=200")).json()["features"]:
        for polygon in shapely.get_parts(shape(feature["geometry"])):
            assert polygon.exterior.is_ccw
            assert not any(ring.is_ccw for ring in polygon.interiors)


@pytest.mark.parametrize("name", LISTED)
def test_pages_hold_everything_once(served: Service, ask: Ask, name: str) -> None:
    found = [one["id"] for one in whole(ask, name, "limit=97&geometry=false")]
    own = assigned(served)
    expected = {
        "grids": set(own["grid"]),
        "microgrids": set(own["microgrid"]),
        "atoms": set(own.index),
        "buildings": set(served.drawn.buildings["id"]),
    }[name]
    assert found == sorted(expected)


def test_a_table_needs_no_geometry(ask: Ask) -> None:
    features = ask("planner", address("grids", query="geometry=false")).json()["features"]
    assert {one["geometry"] for one in features} == {None}
    assert {"code", "households", "pieces", "boundary_text"} <= set(features[0]["properties"])


def test_only_what_meets_the_box_is_listed(served: Service, ask: Ask) -> None:
    atoms = assigned(served).to_crs(4326).geometry
    x, y = (float(value) for value in atoms.union_all().centroid.coords[0])
    box = x - 0.002, y - 0.002, x + 0.002, y + 0.002
    query = "bbox=" + ",".join(map(str, box))
    found = {one["id"] for one in whole(ask, "atoms", f"{query}&limit=50")}
    inner, outer = (shapely.box(*box).buffer(by) for by in (-1e-6, 1e-6))
    assert set(atoms.index[atoms.intersects(inner)]) <= found
    assert found <= set(atoms.index[atoms.intersects(outer)])
    assert 0 < len(found) < len(atoms)


def test_only_what_lies_in_the_community_is_listed(served: Service, ask: Ask) -> None:
    second = served.drawn.communities["code"][1]
    for name in LISTED:
        found = whole(ask, name, f"community={second}&geometry=false&limit=500")
        assert {one["properties"]["community"] for one in found} == {second}
    atoms = assigned(served)
    assert len(whole(ask, "atoms", f"community={second}")) == (atoms["community"] == 2).sum()
    assert whole(ask, "atoms", "community=000000000000") == []


def test_a_total_that_is_too_large_is_left_out(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "COUNTED_UP_TO", 100)
    assert "numberMatched" not in ask("planner", address("atoms", query="limit=1")).json()
    assert ask("planner", address("grids", query="limit=1")).json()["numberMatched"] == 9


@pytest.mark.parametrize("name", LISTED)
def test_small_counts_are_hidden_from_viewers(ask: Ask, name: str) -> None:
    exact, masked = (
        {one["id"]: one["properties"] for one in
         whole(ask, name, "geometry=false", who, SECOND)}
        for who in ("planner", "viewer")
    )  # fmt: skip
    assert set(exact) == set(masked)
    for number, told in exact.items():
        for count in ("households", "residents"):
            hidden = told[count] < 10
            assert masked[number][count] == (None if hidden else told[count])
            assert masked[number][f"{count}_text"] == ("<10" if hidden else None)


def test_published_grids_tell_their_borders(ask: Ask) -> None:
    for feature in whole(ask, "grids", "", "viewer", SECOND):
        assert feature["properties"]["boundary_text"] == "东至"
        assert shape(feature["geometry"]).is_valid


def test_drafts_are_not_listed_to_viewers(ask: Ask) -> None:
    for name in LISTED:
        assert ask("viewer", address(name)).status_code == 404
        assert ask(None, address(name)).status_code == 401


def test_an_answer_that_is_held_is_not_sent_again_until_an_edit(served: Service, ask: Ask) -> None:
    first = ask("planner", address("grids"))
    held = {"If-None-Match": first.headers["etag"]}
    assert ask("planner", address("grids"), **held).status_code == 304
    atom, microgrid = seeding.movable(served.drawn, community=3)
    with served.engine.begin() as connection:
        seeding.move(connection, atom, microgrid)
    try:
        changed = ask("planner", address("grids"), **held)
        assert changed.status_code == 200
        assert changed.json()["version"] == first.json()["version"] + 1
        shapes = {one["id"]: shape(one["geometry"]) for one in changed.json()["features"]}
        before = {one["id"]: shape(one["geometry"]) for one in first.json()["features"]}
        moved = {number for number in shapes if not shapes[number].equals(before[number])}
        assert moved == {assigned(served)["grid"][atom], (microgrid - 1) // 4 + 1}
    finally:
        with served.engine.begin() as connection:
            home = int(assigned(served)["microgrid"][atom])
            seeding.move(connection, atom, home)
            connection.execute(text("delete from shapes"))


@pytest.mark.parametrize(
    "query",
    ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,2,nan,4", "bbox=3,2,1,4", "bbox=1,9,2,4",
     "bbox=-200,0,1,1", "bbox=0,0,inf,1", "bbox=", "limit=0", "limit=10001", "after=-1",
     "after=9223372036854775808", "community=1234567890123", "geometry=maybe"],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused(ask: Ask, query: str) -> None:
    answer = ask("planner", address("atoms", query=query))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_whole_world_is_a_box(served: Service, ask: Ask) -> None:
    answer = ask("planner", address("grids", query="bbox=-180,-90,180,90"))
    assert answer.json()["numberMatched"] == assigned(served)["grid"].nunique()


def test_a_box_knows_its_metres() -> None:
    metres = Box.parse("-180,0,180,85.05112877980659").mercator()
    assert metres["east"] == -metres["west"] == pytest.approx(20037508.342789)
    assert metres["south"] == 0
    assert metres["north"] == pytest.approx(20037508.342789)
    with pytest.raises(ParameterError, match="west,south,east,north"):
        Box.parse("1;2;3;4")
