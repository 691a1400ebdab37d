"""Tiles and lists of a plan that real operations change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Engine

from gis.database import Addresses
from gis.model.wishes import Merge, Move, SplitGrid
from gis.store.engine import open_engine
from gis.workflow import edit
from gis.workflow.edit import Order
from tests.integration import drawn
from tests.integration.served import Callers


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    engine = open_engine(database.service)
    yield engine
    engine.dispose()


@pytest.fixture
def plan(engine: Engine, request: pytest.FixtureRequest) -> int:
    with engine.begin() as connection:
        return drawn.store(connection, request.node.name)


@pytest.fixture(scope="module")
def callers(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callers:
    with engine.begin() as connection:
        drawn.store(connection, "callers")
    return Callers(engine, tmp_path_factory.mktemp("data"))


def listed(callers: Callers, plan: int, name: str) -> gpd.GeoDataFrame:
    answer = callers[drawn.PLANNER].get(f"/api/v1/plans/{plan}/{name}?limit=10000")
    collection: Any = answer.raise_for_status().json()
    frame = gpd.GeoDataFrame.from_features(collection["features"], crs=4326).to_crs(drawn.CRS)
    return frame.set_index(gpd.pd.Index([one["id"] for one in collection["features"]]))


def check(callers: Callers, plan: int) -> None:
    """Outlines told are the unions of the atoms told, floors of a tower counted once."""
    atoms = listed(callers, plan, "atoms")
    for name, level in (("grids", "grid"), ("microgrids", "microgrid")):
        units = listed(callers, plan, name)
        ground = atoms.drop_duplicates([level, "foot"]).dissolve(level).geometry
        assert set(units.index) == set(ground.index)
        off = units.geometry.symmetric_difference(ground.reindex(units.index))
        assert off.area.max() < 1
        assert (units["households"] == atoms.groupby(level)["households"].sum()[units.index]).all()


def test_outlines_follow_every_operation_and_its_undoing(
    engine: Engine, callers: Callers, plan: int
) -> None:
    check(callers, plan)
    before = listed(callers, plan, "grids")
    first, second = before.index[:2]
    atoms = listed(callers, plan, "atoms")
    border = drawn.square(1, 0).representative_point(), drawn.square(1, 1).representative_point()
    moved = [
        int(number)
        for number, shape in atoms.geometry.items()
        if atoms["grid"][number] == first and any(shape.contains(point) for point in border)
    ]
    assert moved
    wishes: list[Any] = [Move(moved, int(second)), SplitGrid(int(second))]
    for turn, wish in enumerate(wishes):
        edit.edit(engine, Order(plan, drawn.PLANNER, f"wish-{turn}-{plan}", turn), wish)
        check(callers, plan)
    born = int((set(listed(callers, plan, "grids").index) - set(before.index)).pop())
    wishes.append(Merge([int(second), born], int(second)))
    edit.edit(engine, Order(plan, drawn.PLANNER, f"wish-2-{plan}", 2), wishes[2])
    check(callers, plan)
    for turn, _ in enumerate(wishes):
        edit.undo(engine, Order(plan, drawn.PLANNER, f"undo-{turn}-{plan}"))
        check(callers, plan)
    after = listed(callers, plan, "grids")
    assert (after.geometry.area - before.geometry.area).abs().max() < 1


def test_a_tower_in_two_microgrids_gives_each_its_ground(callers: Callers, plan: int) -> None:
    atoms = listed(callers, plan, "atoms")
    floors = atoms[atoms["floor_from"].notna()]
    assert sorted(zip(floors["floor_from"], floors["floor_to"], strict=True)) == [(1, 5), (6, 10)]
    small = listed(callers, plan, "microgrids").loc[floors["microgrid"]]
    assert small["floor_from"].tolist() == floors["floor_from"].tolist()
    one, other = small.geometry
    assert shapely.symmetric_difference(one, other).area < 0.01
