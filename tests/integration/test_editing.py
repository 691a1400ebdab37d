from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from gis.database import Addresses
from gis.model.wishes import (
    Move,
    SplitAtom,
    SplitTower,
)
from gis.store.datasets import Saved
from gis.store.engine import open_engine
from tests.integration import soundness
from tests.integration.desk import Desk
from tests.integration.plots import DEGREES, Plots
from tests.integration.wishes import (
    PREPARATIONS,
    WISHES,
    across,
)


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


# ------------------------------------------------------------------------------ every wish
@pytest.mark.parametrize("name", WISHES)
def test_every_wish_keeps_the_plan_sound_and_can_be_taken_back(desk: Desk, name: str) -> None:
    for preparation in PREPARATIONS.get(name, []):
        desk.do(preparation(desk))
    before, version = desk.state(), desk.version
    wish = WISHES[name](desk)

    done = desk.do(wish)
    assert done["version"] == desk.version == version + 1
    assert desk.faults() == []
    after = desk.state()
    assert not soundness.same(before, after)

    assert desk.undo()["version"] == version + 2
    assert soundness.same(before, desk.state())

    assert desk.redo()["version"] == version + 3
    assert soundness.same(after, desk.state())
    assert desk.faults() == []


@pytest.mark.parametrize("name", ["split atom", "split atom at the rim", "split by staircases"])
def test_plots_are_cut_as_exactly_in_degrees(engine: Engine, name: str) -> None:
    plots = Plots(srid=DEGREES)
    with engine.begin() as conn:
        plan = plots.begin(conn, plots.save(conn, "degrees"))
    desk = Desk(engine, plan, plots)
    for column in (1, 2):
        desk.do(SplitAtom(desk.stack(column, 2)[0], across(desk, column, 2)))
    desk.do(WISHES[name](desk))
    assert desk.faults() == []


def test_a_tower_goes_to_another_grid_with_all_its_floors(desk: Desk) -> None:
    lower, upper = desk.stack()
    homes = desk.place(lower)[1], desk.place(upper)[1]
    desk.do(Move([upper, desk.atom(0, 1)], desk.grid(0, 2)))
    assert {desk.place(atom)[0] for atom in (lower, upper)} == {desk.grid(0, 2)}
    assert desk.place(upper)[1] == homes[1]
    assert desk.place(lower)[1] == homes[0]


def test_pieces_of_a_cut_plot_hold_its_buildings_and_its_ground(desk: Desk) -> None:
    query = (
        "select a.households, a.residents, a.buildings, a.area from atoms a where a.id = any(:ids)"
    )
    atom = desk.atom(3, 3)
    ((households, residents, _, area),) = desk.rows(query, ids=[atom])
    desk.do(SplitTower(atom))
    pieces = [
        number
        for (number,) in desk.rows(
            "select s.atom from assignments s join atoms a on a.id = s.atom"
            " where s.plan = :plan and a.staircase is not null order by a.staircase"
        )
    ]
    rows = desk.rows(query, ids=pieces)
    assert len(rows) == 3
    assert sum(row.households for row in rows) == households
    assert sum(row.residents for row in rows) == residents
    assert sum(row.area for row in rows) == pytest.approx(area, abs=0.1)
    ((whole, held),) = desk.rows(
        "select ST_Area(c.geom), sum(a.area) from assignments s join atoms a on a.id = s.atom"
        " join communities c on c.id = a.community where s.plan = :plan and a.foot = a.id"
        " and s.community = (select community from atoms where id = any(:ids)) group by c.id",
        ids=[atom],
    )
    assert held == pytest.approx(whole, abs=1e-5)
    assert max(row.households for row in rows) - min(row.households for row in rows) <= 1


def test_the_last_plot_that_leaves_dissolves_the_grid(desk: Desk) -> None:
    gone, heir = desk.grid(2, 0), desk.grid(0, 0)
    desk.do(Move([desk.atom(c, r) for c in (2, 3) for r in (0, 1)], heir))
    assert desk.rows("select live, atoms from grids where plan = :plan and id = :id", id=gone) == [
        (False, 0)
    ]
    assert desk.rows(
        "select count(*) from microgrids where plan = :plan and live and grid = :id", id=gone
    ) == [(0,)]
