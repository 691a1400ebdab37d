"""The graph of a community as a map computes with it, and the neighbours of its grids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy import event

from gis.database import Addresses
from gis.errors import NotFoundError
from gis.store import graphs
from gis.store.engine import open_engine
from tests.integration import drawn
from tests.integration.mapped import EAST, SCHOOL, WEST, Desk, Service


@pytest.fixture(scope="module")
def service(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    engine = open_engine(database.service)
    folder: Path = tmp_path_factory.mktemp("data")
    yield Service(engine, folder)
    engine.dispose()


@pytest.fixture
def desk(service: Service) -> Desk:
    return service.desk()


def rows(told: Any) -> dict[int, dict[str, Any]]:
    """Atoms by their number."""
    atoms = told["atoms"]
    assert {len(column) for column in atoms.values()} == {len(atoms["id"])}
    columns = zip(*atoms.values(), strict=True)
    return {row[0]: dict(zip(atoms, row, strict=True)) for row in columns}


def borders(told: Any) -> set[tuple[int, int, float, int]]:
    """Edges with the numbers of their atoms."""
    number, edges = told["atoms"]["id"], told["edges"]
    columns = (edges[name] for name in ("low", "high", "metres", "passable"))
    found = [(number[a], number[b], m, p) for a, b, m, p in zip(*columns, strict=True)]
    assert len(found) == len(set(found))
    return set(found)


def inside(told: dict[str, Any], square: shapely.Polygon) -> bool:
    """Whether the place of an atom lies in a square."""
    point = gpd.GeoSeries([shapely.Point(told["lon"], told["lat"])], crs=4326)
    return bool(square.contains(point.to_crs(drawn.CRS).iloc[0]))


def test_a_graph_tells_each_atom_of_the_community_with_its_units(desk: Desk) -> None:
    told = desk.get(f"graph?community={EAST}")
    assert (told["version"], told["community"]) == (0, EAST)
    found = rows(told)
    assert told["atoms"]["id"] == sorted(found) == [desk.atom(n) for n in range(8, 16)]
    assigned = desk.run(
        "select atom, grid, microgrid from assignments a join communities c"
        " on c.id = a.community where plan = :plan and c.code = :code", code=EAST,
    )  # fmt: skip
    assert {(one["id"], one["grid"], one["microgrid"]) for one in found.values()} == set(assigned)
    for one in found.values():
        assert (one["households"], one["residents"], one["buildings"]) == (60, 180, 1)
        assert one["id"] == told["atoms"]["id"][one["foot"]]
        assert one["floor_from"] is one["floor_to"] is one["staircase"] is None


def test_floors_of_a_tower_stand_on_its_lowest_atom(desk: Desk) -> None:
    told = desk.get(f"graph?community={WEST}")
    number = told["atoms"]["id"]
    floors = [one for one in rows(told).values() if one["floor_from"] is not None]
    assert [(one["floor_from"], one["floor_to"]) for one in floors] == [(1, 5), (6, 10)]
    assert {number[one["foot"]] for one in floors} == {floors[0]["id"]}
    assert (floors[0]["lon"], floors[0]["lat"]) == (floors[1]["lon"], floors[1]["lat"])
    ends = {end for low, high, _, _ in borders(told) for end in (low, high)}
    assert floors[0]["id"] in ends
    assert floors[1]["id"] not in ends


def test_buildings_on_several_atoms_are_told_so_that_a_grid_counts_them_once(desk: Desk) -> None:
    told = desk.get(f"graph?community={WEST}")
    atoms, shared = told["atoms"], told["shared"]
    floors = [at for at, floor in enumerate(atoms["floor_from"]) if floor is not None]
    assert shared["atom"] == floors
    assert len(set(shared["building"])) == 1
    counted = desk.run("select id, buildings from grids where plan = :plan and live")
    several = dict(zip(shared["atom"], shared["building"], strict=True))
    for grid, buildings in counted:
        own = [at for at, one in enumerate(atoms["grid"]) if one == grid]
        alone = sum(atoms["buildings"][at] for at in own if at not in several)
        if own:
            assert alone + len({several[at] for at in own if at in several}) == buildings
    assert desk.get(f"graph?community={EAST}")["shared"] == {"atom": [], "building": []}


def test_places_lie_inside_the_ground(desk: Desk) -> None:
    found = rows(desk.get(f"graph?community={EAST}"))
    for position, atom in enumerate(range(8, 16)):
        square = drawn.square(4 + position // 2, position % 2)
        assert inside(found[desk.atom(atom)], square)


def test_borders_tell_how_long_they_are_and_what_bars_the_way(desk: Desk) -> None:
    found = borders(desk.get(f"graph?community={WEST}"))
    assert len(found) == 10
    assert (desk.atom(2), desk.atom(3), 12.3, 0) in found
    assert (desk.atom(1), desk.atom(3), 100, 1) in found
    assert sum(passable for *_, passable in found) == 9


def test_sites_and_compounds_are_named(desk: Desk) -> None:
    east, west = (desk.get(f"graph?community={code}") for code in (EAST, WEST))
    at = {atom: one["site"] for atom, one in rows(east).items()}
    assert {atom for atom, site in at.items() if site == SCHOOL} == {desk.atom(14), desk.atom(15)}
    kept = {atom for atom, one in rows(west).items() if one["compound"] == "c1"}
    assert kept == {desk.atom(2), desk.atom(3)}
    assert (west["compounds"], east["compounds"]) == ({"c1": "阳光花园"}, {})


def test_an_atom_that_was_cut_gives_way_to_its_parts(desk: Desk) -> None:
    cut = desk.atom(8)
    line = drawn.spots(np.array([[4.1, -0.5], [4.1, 1.5]])).tolist()
    desk.do("operations", {"type": "split_atom", "atom": cut, "line": line})
    told = desk.get(f"graph?community={EAST}")
    held = {row.atom for row in desk.run("select atom from assignments where plan = :plan")}
    assert set(told["atoms"]["id"]) <= held
    assert cut not in told["atoms"]["id"]
    assert len(told["atoms"]["id"]) == 9
    parts = {atom for atom, one in rows(told).items() if inside(one, drawn.square(4, 0))}
    assert len(parts) == 2
    assert {(low, high) for low, high, *_ in borders(told)} >= {tuple(sorted(parts))}


def test_an_edit_shows_in_the_graph_with_its_version(desk: Desk) -> None:
    west, middle = desk.grids[:2]
    version = desk.move(4, west)["version"]
    told = desk.get(f"graph?community={WEST}")
    assert told["version"] == version == 1
    assert rows(told)[desk.atom(4)]["grid"] == west
    assert rows(told)[desk.atom(5)]["grid"] == middle


def test_the_version_told_is_that_of_the_rows_even_if_somebody_edits_meanwhile(
    desk: Desk, service: Service
) -> None:
    edited: list[bool] = []

    def edit(*told: Any) -> None:
        if "plan_communities pc" in told[2] and "array_agg(microgrid)" in told[2] and not edited:
            edited.append(True)
            desk.move(4, desk.grids[0])

    event.listen(service.engine, "before_cursor_execute", edit)
    try:
        answer = desk.ask(f"graph?community={WEST}")
    finally:
        event.remove(service.engine, "before_cursor_execute", edit)
    assert edited
    assert answer.json()["version"] == 1
    assert rows(answer.json())[desk.atom(4)]["grid"] == desk.grids[0]
    held = {"If-None-Match": answer.headers["etag"]}
    assert desk.ask(f"graph?community={WEST}", headers=held).status_code == 304


@pytest.mark.parametrize("what", [f"graph?community={WEST}", "communities", "neighbours", "sites"])
def test_an_answer_that_is_held_is_not_sent_again_until_an_edit(desk: Desk, what: str) -> None:
    held = {"If-None-Match": desk.ask(what).headers["etag"]}
    assert desk.ask(what, headers=held).status_code == 304
    desk.move(4, desk.grids[0])
    assert desk.ask(what, headers=held).status_code == 200


def test_a_graph_is_not_for_those_who_may_not_see_exact_counts(desk: Desk) -> None:
    what = f"graph?community={WEST}"
    assert desk.ask(what, "auditor").status_code == 200
    assert desk.ask(what, "viewer").status_code == 404
    desk.run("update plans set state = 'published' where id = :plan")
    assert desk.ask(what, "viewer").status_code == 403
    assert desk.ask(what, "stranger").status_code == 404


@pytest.mark.parametrize("community", ["990121100203", "", "a'b"])
def test_a_community_that_the_plan_does_not_cover_has_no_graph(desk: Desk, community: str) -> None:
    answer = desk.ask(f"graph?community={community}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["zh"]["detail"] == f"方案不包含社区{community}"


def test_neighbours_are_grids_that_share_a_border_in_their_community(desk: Desk) -> None:
    one, two, three, four = desk.grids
    assert desk.get("neighbours") == [
        {"a": one, "b": two, "metres": 200}, {"a": three, "b": four, "metres": 200},
    ]  # fmt: skip
    desk.move(4, one)
    assert desk.get("neighbours")[0] == {"a": one, "b": two, "metres": 300}


def test_one_grid_alone_has_no_neighbours(desk: Desk) -> None:
    for own, other in (desk.grids[:2], desk.grids[2:]):
        desk.do("operations", {"type": "merge", "grids": [own, other], "into": own})
    assert desk.get("neighbours") == []


def test_a_plan_without_the_community_is_refused_by_the_store(service: Service) -> None:
    with service.engine.begin() as conn, pytest.raises(NotFoundError, match=WEST):
        graphs.graph(conn, 10**6, WEST)
