"""Plans proposed from a stored town: whole, and with what a plan before it holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.errors import EditError, NotFoundError, ParameterError
from gis.model.wishes import Attributes, Move, SplitAtom
from gis.store.engine import open_engine
from gis.workflow import edit, ingest, plans
from gis.workflow.compare import difference
from gis.workflow.edit import Order
from gis.workflow.plans import Locks, Proposal, Wanted
from tests.integration import soundness
from tests.integration.plots import Plots

BY = "ann"
COMMUNITIES = 3
FAST = Wanted(effort="fast")
UNITS = """
    select g.code, g.name, g.kind, m.code as microgrid, a.floor_from, b.building,
        sum(b.households) as households
    from assignments s join grids g on g.plan = s.plan and g.id = s.grid
    join microgrids m on m.plan = s.plan and m.id = s.microgrid
    join atoms a on a.id = s.atom left join atom_buildings b on b.atom = s.atom
    where s.plan = :plan
    group by g.code, g.name, g.kind, m.code, a.floor_from, b.building
    order by g.code, m.code, b.building, a.floor_from
"""
BORDERS = """
    select a.atom, b.grid from assignments a join edges e on a.atom in (e.low, e.high)
    join assignments b on b.plan = a.plan and b.atom = e.low + e.high - a.atom
    where a.plan = :plan and a.grid <> b.grid and e.passable order by a.atom, b.grid
"""

LARGEST = """
    select s.atom, g.code, ST_AsBinary(ST_Transform(a.geom, 4326)) as shape
    from assignments s join grids g on g.plan = s.plan and g.id = s.grid
    join atoms a on a.id = s.atom where s.plan = :plan and s.atom = s.foot and a.floor_from is null
    order by a.area desc limit 20
"""


def still(_name: str, _done: int, _total: int) -> None:
    """Nobody looks on."""


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def dataset(engine: Engine, town_file: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The first communities of the sample town."""
    home = tmp_path_factory.mktemp("town")
    borders = gpd.read_file(town_file, layer="communities").sort_values("code")[:COMMUNITIES]
    borders.to_file(home / "part.gpkg", layer="communities")
    for layer in ("buildings", "barriers", "crossings", "compounds"):
        frame = gpd.read_file(town_file, layer=layer)
        near = frame[frame.representative_point().within(borders.union_all())]
        near.to_file(home / "part.gpkg", layer=layer)
    prepared = ingest.prepare(ingest.Files(home, "part.gpkg"), processes=1, progress=still)
    with engine.begin() as conn:
        return int(ingest.store(conn, "part", prepared, BY).result["dataset"])


@pytest.fixture(scope="module")
def first(engine: Engine, dataset: int) -> int:
    return propose(engine, dataset)


def propose(engine: Engine, dataset: int, **asked: Any) -> int:
    proposal = Proposal(dataset=dataset, name="p", params=asked.pop("params", FAST), **asked)
    effect = plans.propose(engine, proposal, BY, processes=1, progress=still)
    with engine.begin() as conn:
        return int(effect(conn).result["plan"])


def units(engine: Engine, plan: int) -> pd.DataFrame:
    """Who lives in which micro-grid of which grid."""
    with engine.connect() as conn:
        return pd.DataFrame(conn.execute(text(UNITS), {"plan": plan}).mappings().all())


def moved(engine: Engine, before: int, after: int) -> int:
    with engine.connect() as conn:
        households = difference(conn, before, after).households
    assert households is not None
    return households


def branch(engine: Engine, plan: int) -> int:
    with engine.begin() as conn:
        return int(plans.branch(conn, plan, "branch", BY).id)


def do(engine: Engine, plan: int, *wishes: Any) -> None:
    for number, wish in enumerate(wishes):
        edit.edit(engine, Order(plan, BY, f"{number}"), wish)


def grid_numbers(engine: Engine, plan: int) -> dict[str, int]:
    with engine.connect() as conn:
        query = text("select code, id from grids where plan = :plan and live order by code")
        return {str(row.code): int(row.id) for row in conn.execute(query, {"plan": plan})}


def swapped(engine: Engine, plan: int) -> int:
    """A branch in which some plots went to the grid beside them."""
    made = branch(engine, plan)
    with engine.connect() as conn:
        borders = conn.execute(text(BORDERS), {"plan": plan}).all()
    done = 0
    for number, (atom, grid) in enumerate(borders[::7]):
        try:
            edit.edit(engine, Order(made, BY, f"{number}"), Move([atom], grid))
        except EditError:
            continue
        done += 1
        if done == 8:
            break
    assert done == 8
    return made


def cut_somewhere(engine: Engine, plan: int, atom: int, shape: bytes) -> bool:
    """Whether a line from west to east could be led around the houses of an atom."""
    west, south, east, north = gpd.GeoSeries.from_wkb([bytes(shape)]).total_bounds.tolist()
    for share in np.linspace(0.1, 0.9, 17):
        level = south + share * (north - south)
        with suppress(EditError):
            do(engine, plan, SplitAtom(atom, [(west - 1e-3, level), (east + 1e-3, level)]))
            return True
    return False


def test_a_proposal_is_a_sound_plan_and_the_same_each_time(
    engine: Engine, dataset: int, first: int
) -> None:
    assert soundness.faults(engine, first) == []
    again = propose(engine, dataset)
    assert units(engine, again).equals(units(engine, first))


def test_locked_grids_stay_as_they_are(engine: Engine, dataset: int, first: int) -> None:
    edited = swapped(engine, first)
    codes = list(grid_numbers(engine, edited))[1:4]
    locks = Locks(plan=edited, grids=codes)
    made = propose(engine, dataset, locks=locks, params=Wanted(effort="fast", seed=5))
    assert soundness.faults(engine, made) == []
    kept, given = (
        frame[frame["code"].isin(codes)].reset_index(drop=True)
        for frame in (units(engine, made), units(engine, edited))
    )
    assert kept.equals(given)


def test_a_plan_to_stay_close_to_keeps_most_homes_where_they_are(
    engine: Engine, dataset: int, first: int
) -> None:
    other = Wanted(effort="fast", seed=9, band="200:400")
    edited = swapped(engine, first)
    close = propose(engine, dataset, close_to=edited, params=Wanted(effort="fast", seed=9))
    free = propose(engine, dataset, params=other)
    assert soundness.faults(engine, close) == []
    assert moved(engine, edited, close) < moved(engine, edited, free) / 2


def test_a_part_of_the_town_can_be_proposed_alone(engine: Engine, dataset: int, first: int) -> None:
    codes = sorted({code[:12] for code in grid_numbers(engine, first)})
    made = propose(engine, dataset, communities=codes[1:2])
    assert {code[:12] for code in grid_numbers(engine, made)} == {codes[1]}
    assert soundness.faults(engine, made) == []
    with engine.connect() as conn:
        query = text("select jurisdiction from plans where id = :plan")
        assert conn.execute(query, {"plan": made}).scalar_one() == codes[1]


def test_what_is_not_there_is_named(engine: Engine, dataset: int, first: int) -> None:
    code = next(iter(grid_numbers(engine, first)))
    for wrong, error in (
        ({"communities": ["110101001001"]}, ParameterError),
        ({"close_to": 10**6}, NotFoundError),
        ({"locks": Locks(plan=10**6, grids=[code])}, NotFoundError),
        ({"locks": Locks(plan=first, grids=["999"])}, NotFoundError),
        ({"params": Wanted(band="500:300")}, ParameterError),
    ):
        with pytest.raises(error):
            propose(engine, dataset, **wrong)
    with pytest.raises(NotFoundError):
        propose(engine, 10**6)


def test_a_plan_of_another_town_can_be_neither_locked_nor_followed(
    engine: Engine, dataset: int, first: int
) -> None:
    plots = Plots(columns=4, communities=1)
    with engine.begin() as conn:
        other = plots.begin(conn, plots.save(conn, "other"))
    code = next(iter(grid_numbers(engine, first)))
    for asked in ({"close_to": other}, {"locks": Locks(plan=other, grids=[code])}):
        with pytest.raises(NotFoundError, match="not one of dataset"):
            propose(engine, dataset, **asked)


def test_a_grid_with_ground_that_was_cut_by_a_line_cannot_be_locked(
    engine: Engine, dataset: int, first: int
) -> None:
    made = branch(engine, first)
    with engine.connect() as conn:
        rows = conn.execute(text(LARGEST), {"plan": made}).all()
    code = next(row.code for row in rows if cut_somewhere(engine, made, row.atom, row.shape))
    assert soundness.faults(engine, made) == []
    with pytest.raises(ParameterError, match="cut by a line"):
        propose(engine, dataset, locks=Locks(plan=made, grids=[code]))
    assert moved(engine, first, propose(engine, dataset, close_to=made)) >= 0


def test_a_lock_in_the_plan_is_no_lock_of_a_proposal_unless_asked_for(
    engine: Engine, dataset: int, first: int
) -> None:
    made = branch(engine, first)
    code, number = next(iter(grid_numbers(engine, made).items()))
    do(engine, made, Attributes(number, name="mine", locked=True))
    locked = propose(engine, dataset, locks=Locks(plan=made, grids=[code]))
    with engine.connect() as conn:
        query = text("select name, locked from grids where plan = :plan and code = :code and live")
        row = conn.execute(query, {"plan": locked, "code": code}).one()
    assert row.name == "mine"
