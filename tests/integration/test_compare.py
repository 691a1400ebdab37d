from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import pytest
from sqlalchemy import Engine

from gis.database import Addresses
from gis.errors import NotFoundError, ParameterError
from gis.model.wishes import Attributes, Merge, Move, NewGrid, SplitAtom, SplitTower
from gis.store.datasets import Saved
from gis.store.engine import open_engine
from gis.workflow import plans
from gis.workflow.compare import Difference, difference
from tests.integration.desk import Desk
from tests.integration.plots import METRIC, Plots


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def dataset(engine: Engine) -> Saved:
    with engine.begin() as conn:
        return Plots().save(conn)


@pytest.fixture
def desk(engine: Engine, dataset: Saved) -> Desk:
    with engine.begin() as conn:
        plan = Plots().begin(conn, dataset)
    return Desk(engine, plan)


@pytest.fixture
def branch(desk: Desk) -> Desk:
    with desk.engine.begin() as conn:
        return desk.on(plans.branch(conn, desk.plan, "branch", desk.actor).id)


def between(before: Desk, after: Desk) -> Difference:
    with before.engine.connect() as conn:
        return difference(conn, before.plan, after.plan)


def ground(found: Difference) -> float:
    """Square metres that moved."""
    if not found.geometry["features"]:
        return 0.0
    frame = gpd.GeoDataFrame.from_features(found.geometry["features"], crs=4326)
    return float(frame.to_crs(METRIC).area.sum())


def households(desk: Desk, *places: tuple[int, int]) -> int:
    atoms = [atom for place in places for atom in desk.stack(*place)]
    ((total,),) = desk.rows("select sum(households) from atoms where id = any(:atoms)", atoms=atoms)
    return int(total)


def area(desk: Desk, *places: tuple[int, int]) -> float:
    atoms = [desk.stack(*place)[0] for place in places]
    ((total,),) = desk.rows("select sum(area) from atoms where id = any(:atoms)", atoms=atoms)
    return float(total)


def test_a_branch_does_not_differ_from_its_parent(desk: Desk, branch: Desk) -> None:
    found = between(desk, branch)
    assert (found.households, found.buildings, found.moved, found.recoded) == (0, 0, [], [])
    assert found.geometry["features"] == []


def test_what_moved_is_counted_by_grid_and_drawn(desk: Desk, branch: Desk) -> None:
    places = (1, 0), (1, 1)
    moved = households(desk, *places)
    branch.do(Move([*branch.stack(1, 0), *branch.stack(1, 1)], branch.grid(2, 0)))
    found = between(desk, branch)
    first, third = (f"{desk.plots.codes[0]}{n:03}" for n in (1, 3))
    assert found.moved == [
        {
            "before": first, "after": third,
            "households": moved, "residents": 3 * moved, "buildings": 2,
        }
    ]  # fmt: skip
    assert (found.households, found.buildings) == (moved, 2)
    (feature,) = found.geometry["features"]
    assert (feature["properties"]["before"], feature["properties"]["after"]) == (first, third)
    assert ground(found) == pytest.approx(area(desk, *places), rel=1e-3)
    back = between(branch, desk)
    assert [(row["before"], row["after"]) for row in back.moved] == [(third, first)]


def test_a_new_code_moves_nobody(desk: Desk, branch: Desk) -> None:
    code = f"{desk.plots.codes[0]}444"
    branch.do(Attributes(branch.grid(0, 0), code=code))
    found = between(desk, branch)
    assert found.moved == []
    assert found.recoded == [(f"{desk.plots.codes[0]}001", code)]


def test_atoms_that_only_one_plan_cut_are_compared_by_their_ground(
    desk: Desk, branch: Desk
) -> None:
    line = branch.plots.line((0.9, 1.13), (2.1, 1.16))
    branch.do(SplitAtom(branch.stack(1, 1)[0], line))
    branch.do(SplitTower(branch.stack(0, 0)[1], [8]))
    found = between(desk, branch)
    assert (found.households, found.moved, ground(found)) == (0, [], 0.0)
    north = max(branch.stack(1, 1))
    ((size, moved),) = branch.rows("select area, households from atoms where id = :a", a=north)
    branch.do(NewGrid([north]))
    found = between(desk, branch)
    assert found.households == moved
    assert ground(found) == pytest.approx(size, rel=1e-3)
    # The other way round the piece is not whole: what lies in the middle of the atom counts.
    assert between(branch, desk).households == moved


def test_plans_begun_apart_are_compared_by_what_they_share(
    engine: Engine, dataset: Saved, desk: Desk
) -> None:
    with engine.begin() as conn:
        other = desk.on(Plots().begin(conn, dataset))
    moved = min(households(desk, *((c, r) for c in cs for r in (0, 1))) for cs in ((0, 1), (2, 3)))
    other.do(Merge([other.grid(0, 0), other.grid(2, 0)], other.grid(0, 0)))
    found = between(desk, other)
    assert found.households == moved
    assert between(other, desk).households == moved


def test_plans_of_different_towns_cannot_be_compared(engine: Engine, desk: Desk) -> None:
    plots = Plots(columns=4, communities=1)
    with engine.begin() as conn:
        other = plots.begin(conn, plots.save(conn, "other"))
    with pytest.raises(ParameterError, match="different datasets"), engine.connect() as conn:
        difference(conn, desk.plan, other)
    with pytest.raises(NotFoundError), engine.connect() as conn:
        difference(conn, desk.plan, 10**6)
