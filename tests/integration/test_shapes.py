from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import Connection, Engine, text

from gis.database import Addresses
from gis.store import shapes
from gis.store.engine import open_engine
from gis.store.shapes import Level
from tests.integration import seeding
from tests.integration.seeding import PLAN, Land


@pytest.fixture(scope="module")
def drawn(town_file: Path) -> Land:
    return seeding.land(town_file)


@pytest.fixture(scope="module")
def engine(database: Addresses, drawn: Land) -> Iterator[Engine]:
    owner = open_engine(database.owner, role=None)
    with owner.begin() as connection:
        seeding.store(connection, drawn)
    owner.dispose()
    engine = open_engine(database.service)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """What a test does is taken back."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def outlines(connection: Connection, level: str, column: str = "geom") -> gpd.GeoDataFrame:
    query = text(
        f"select unit, version, {column} from shapes where plan = :plan and level = :level"  # noqa: S608
        " order by unit"
    )
    given = {"plan": PLAN, "level": level}
    return gpd.read_postgis(query, connection, column, params=given).set_index("unit")


def test_outlines_are_the_unions_of_their_atoms(connection: Connection, drawn: Land) -> None:
    own = drawn.atoms[drawn.atoms["grid"] > 0]
    for level in Level:
        assert shapes.refresh(connection, PLAN, level) == own[level].nunique()
        made = outlines(connection, level)
        expected = own.dissolve(level).geometry
        assert made.geometry.is_valid.all()
        assert list(made.index) == list(expected.index)
        off = made.geometry.symmetric_difference(expected.set_crs(made.crs)).area
        assert off.max() < 1e-6


def test_grids_are_edge_matched(connection: Connection) -> None:
    shapes.refresh(connection, PLAN, Level.GRID)
    made = outlines(connection, Level.GRID)
    codes = gpd.pd.read_sql(text("select id, community from grids"), connection, index_col="id")
    for _, own in made.groupby(codes["community"]):
        assert shapely.coverage_is_valid(own.geometry.to_numpy())


def test_both_halves_of_a_tower_get_its_ground(connection: Connection, drawn: Land) -> None:
    shapes.refresh(connection, PLAN, Level.MICROGRID)
    made = outlines(connection, Level.MICROGRID)
    halves = drawn.atoms[drawn.atoms["foot"] == drawn.tower]
    assert halves["microgrid"].nunique() == 2
    ground = halves.geometry.iloc[0]
    for one in halves["microgrid"]:
        assert made.geometry[one].intersection(ground).area == pytest.approx(ground.area)


def test_only_what_changed_is_derived_again(connection: Connection, drawn: Land) -> None:
    for level in Level:
        shapes.refresh(connection, PLAN, level)
        assert shapes.refresh(connection, PLAN, level) == 0
    before = outlines(connection, Level.GRID)
    atom, microgrid = seeding.movable(drawn)
    seeding.move(connection, atom, microgrid)
    assert shapes.refresh(connection, PLAN, Level.GRID, units=[]) == 0
    assert shapes.refresh(connection, PLAN, Level.GRID) == 2
    assert shapes.refresh(connection, PLAN, Level.MICROGRID) == 8
    after = outlines(connection, Level.GRID)
    changed = after.index[after["version"] > before["version"]]
    own = drawn.atoms.set_index("id")
    assert set(changed) == {own["grid"][atom], (microgrid - 1) // 4 + 1}
    shift = after.geometry.area - before.geometry.area
    assert shift[changed].abs().to_numpy() == pytest.approx(own.geometry[atom].area)
    assert shift.drop(changed).abs().max() == 0


def test_more_units_than_one_statement_takes_are_derived(
    connection: Connection, drawn: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapes, "AT_ONCE", 5)
    own = drawn.atoms["microgrid"]
    assert shapes.refresh(connection, PLAN, Level.MICROGRID) == own[own > 0].nunique()


def test_several_may_derive_at_once(engine: Engine, drawn: Land) -> None:
    def derive(_: int) -> int:
        with engine.begin() as connection:
            return shapes.refresh(connection, PLAN, Level.MICROGRID)

    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(derive, range(6)))
    with engine.begin() as connection:
        made = outlines(connection, Level.MICROGRID)
        connection.execute(text("delete from shapes"))
    assert max(counts) == len(made) == drawn.atoms["microgrid"].nunique() - 1


def test_an_older_outline_never_replaces_a_newer_one(
    engine: Engine, drawn: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    unions = shapes._unions  # noqa: SLF001 -- the moment between reading and writing
    atom, microgrid = seeding.movable(drawn)

    def overtaken(rows: Any) -> Any:
        monkeypatch.setattr(shapes, "_unions", unions)
        with engine.begin() as other:
            seeding.move(other, atom, microgrid)
            shapes.refresh(other, PLAN, Level.GRID)
        return unions(rows)

    monkeypatch.setattr(shapes, "_unions", overtaken)
    with engine.begin() as connection:
        shapes.refresh(connection, PLAN, Level.GRID)
    with engine.begin() as connection:
        made = outlines(connection, Level.GRID)
        home = drawn.atoms.set_index("id")["microgrid"][atom]
        seeding.move(connection, atom, int(home))
        connection.execute(text("delete from shapes"))
    own = drawn.atoms.set_index("id")
    grids = [own["grid"][atom], (microgrid - 1) // 4 + 1]
    assert list(made["version"][grids]) == [1, 1]
    inside = made.geometry.contains(own.geometry[atom].representative_point())
    assert list(made.index[inside]) == grids[1:]


@pytest.mark.parametrize("zoom", [6, 9, 11])
def test_generalised_grids_stay_watertight(connection: Connection, zoom: int) -> None:
    shapes.refresh(connection, PLAN, Level.GRID)
    count = shapes.refresh_simple(connection, PLAN, zoom, published=False)
    fine = outlines(connection, Level.GRID, "display")
    coarse = outlines(connection, shapes.simple_level(zoom), "display")
    assert count == len(coarse) == len(fine)
    codes = gpd.pd.read_sql(text("select id, community from grids"), connection, index_col="id")
    assert coarse.get_coordinates().shape[0] < fine.get_coordinates().shape[0]
    for community, own in coarse.groupby(codes["community"]):
        assert shapely.coverage_is_valid(own.geometry.to_numpy())
        whole = fine.geometry[codes["community"] == community].union_all()
        assert own.union_all().symmetric_difference(whole).area < 1e-3


def test_an_edit_generalises_its_community_only(connection: Connection, drawn: Land) -> None:
    shapes.refresh(connection, PLAN, Level.GRID)
    shapes.refresh_simple(connection, PLAN, 9, published=False)
    seeding.move(connection, *seeding.movable(drawn, community=2))
    own = drawn.atoms[(drawn.atoms["community"] == 2) & (drawn.atoms["grid"] > 0)]
    shapes.refresh(connection, PLAN, Level.GRID)
    assert shapes.refresh_simple(connection, PLAN, 9, published=False) == own["grid"].nunique()
    assert shapes.refresh_simple(connection, PLAN, 9, published=False) == 0
