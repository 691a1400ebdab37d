from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from sqlalchemy import Connection, Engine, text

from gis.database import Addresses
from gis.model import BARRIER_CLASSES
from gis.model.scope import Scope
from gis.store import tiles
from gis.store.basemap import RAILS, ROADS, WALLS, WATER
from gis.store.engine import open_engine
from gis.store.shapes import WORLD
from gis.store.tile_layers import LAST_ZOOM, Source
from gis.store.tiles import TILES, Address, tile
from gis.workflow.shapes import freshen
from tests.integration import seeding
from tests.integration.seeding import DATASET, PLAN, Land
from tests.mvt import decoded

DRAFT = Source(DATASET, PLAN)
NOWHERE = 0, 0
"""Longitude and latitude of a place without a town."""


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


def over(place: tuple[float, float], zoom: int) -> Address:
    """The tile of a zoom at a place in web mercator."""
    count = 2**zoom
    return Address(
        zoom,
        int((place[0] + WORLD / 2) / WORLD * count),
        int((WORLD / 2 - place[1]) / WORLD * count),
    )


def middle(drawn: Land) -> tuple[float, float]:
    centre = drawn.atoms.to_crs(3857).union_all().centroid
    return centre.x, centre.y


def ask(
    connection: Connection,
    name: str,
    address: Address,
    source: Source = DRAFT,
    scope: Scope = Scope.FULL,
) -> dict[str, gpd.GeoDataFrame]:
    freshen(connection, source, name, address.z)
    return decoded(tile(connection, name, address, source, scope))


def bounds_of(address: Address) -> shapely.Polygon:
    numbers = address.numbers()
    return shapely.box(*(numbers[side] for side in ("west", "south", "east", "north")))


@pytest.mark.parametrize("name", TILES)
def test_every_geometry_at_every_zoom_is_valid(
    connection: Connection, drawn: Land, name: str
) -> None:
    seen = 0
    for zoom in range(LAST_ZOOM + 1):
        for layer in ask(connection, name, over(middle(drawn), zoom)).values():
            assert layer.geometry.is_valid.all(), (name, zoom)
            assert not layer.geometry.is_empty.any()
            seen += len(layer)
    assert seen > 20


@pytest.mark.parametrize(
    ("name", "zoom"),
    [("grids", 12), ("grids", 13), ("grids", 15), ("microgrids", 13), ("microgrids", 15),
     ("atoms", 14), ("atoms", 15), ("atoms", 17)],
)  # fmt: skip
def test_neighbours_leave_no_gap_and_do_not_overlap(
    connection: Connection, drawn: Land, name: str, zoom: int
) -> None:
    layer = ask(connection, name, over(middle(drawn), zoom))[name]
    if name != "grids":
        # Floors of one tower lie above each other.
        layer = layer.drop_duplicates("geometry")
    polygons = layer.geometry.to_numpy()
    if name == "microgrids":
        polygons = polygons[~layer["floor_from"].notna()]
    inside = shapely.intersection(shapely.union_all(polygons), shapely.box(0, 0, 4096, 4096))
    overlap = shapely.area(polygons).sum() - shapely.area(shapely.union_all(polygons))
    gaps = [shapely.Polygon(ring).area for one in shapely.get_parts(inside)
            for ring in one.interiors]  # fmt: skip
    # Communities meet along borders that are not edge-matched with one another: a unit at most.
    assert overlap <= 4096
    assert all(area <= 4096 for area in gaps)


@pytest.mark.parametrize("name", ["buildings", "atoms", "grids", "microgrids"])
def test_the_quick_form_is_that_of_postgis(
    connection: Connection, drawn: Land, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike = count = 0
    for zoom in (14, 15, 16, 17):
        address = over(middle(drawn), zoom)
        quick = ask(connection, name, address)[name]
        with monkeypatch.context() as patched:
            patched.setattr(tiles, "_FAST", tiles._PLAIN)  # noqa: SLF001 -- the plain form
            plain = ask(connection, name, address)[name]
        assert set(quick.index) >= set(plain.index)
        both = quick.geometry.reindex(plain.index)
        alike += int(both.geom_equals(plain.geometry).sum())
        count += len(quick)
    assert count > 20
    assert alike >= 0.99 * count


def test_tiles_lie_where_the_land_is(connection: Connection, drawn: Land) -> None:
    address = over(middle(drawn), 15)
    layer = ask(connection, "atoms", address)["atoms"]
    west, south, east, _ = bounds_of(address).bounds
    unit = (east - west) / 4096
    placed = shapely.affinity.affine_transform
    here = layer.geometry.map(lambda one: placed(one, [unit, 0, 0, unit, west, south]))
    here = here.set_crs(3857)
    atoms = drawn.atoms.set_index("id").to_crs(3857).geometry
    near = atoms[atoms.intersects(bounds_of(address))]
    near = near[near.index.isin(drawn.atoms["id"][drawn.atoms["grid"] > 0])]
    assert set(near.index) <= set(here.index)
    inner = [number for number in near.index if near[number].within(bounds_of(address))]
    assert len(inner) > 20
    distance = here.loc[inner].hausdorff_distance(near.loc[inner], align=True)
    assert distance.max() <= unit


def test_atoms_carry_what_the_map_needs(connection: Connection, drawn: Land) -> None:
    layer = ask(connection, "atoms", over(middle(drawn), 14))["atoms"]
    own = drawn.atoms.set_index("id").loc[layer.index]
    for column in ("grid", "microgrid", "foot", "households", "residents"):
        assert (layer[column] == own[column]).all()


def test_both_halves_of_a_tower_are_drawn(connection: Connection, drawn: Land) -> None:
    tower = drawn.atoms.set_index("id").loc[drawn.tower]
    spot = gpd.GeoSeries([tower.geometry.centroid], crs=drawn.atoms.crs).to_crs(3857).iloc[0]
    address = over((spot.x, spot.y), 16)
    atoms = ask(connection, "atoms", address)["atoms"].loc[[drawn.tower, drawn.tower + 1]]
    assert atoms["floor_from"].tolist() == [1, 4]
    assert atoms["floor_to"].tolist() == [3, 6]
    assert atoms["foot"].tolist() == [drawn.tower] * 2
    small = ask(connection, "microgrids", address)["microgrids"]
    assert set(atoms["microgrid"]) <= set(small.index)
    building = ask(connection, "buildings", address)["buildings"].loc[tower["building"]]
    assert building["grid"] == tower["grid"]
    assert np.isnan(building["microgrid"])


def test_small_counts_are_masked(connection: Connection, drawn: Land) -> None:
    for name in ("atoms", "buildings"):
        address = over(middle(drawn), 15)
        full = ask(connection, name, address)[name]
        masked = ask(connection, name, address, scope=Scope.MASKED)[name].loc[full.index]
        for count in ("households", "residents"):
            few = full[count] < 10
            assert few.any()
            assert not few.all()
            assert masked[count][few].isna().all()
            assert (masked[f"{count}_text"][few] == "<10").all()
            assert (masked[count][~few] == full[count][~few]).all()
            assert masked[f"{count}_text"][~few].isna().all()


@pytest.mark.parametrize("name", ["grids", "microgrids"])
def test_a_published_plan_looks_as_its_draft_did(
    connection: Connection, drawn: Land, name: str
) -> None:
    zooms = [8, 11, 12, 15] if name == "grids" else [13, 15]
    addresses = [over(middle(drawn), zoom) for zoom in zooms]
    before = [ask(connection, name, one)[name].sort_index() for one in addresses]
    freshen(connection, DRAFT, "grids")
    freshen(connection, DRAFT, "microgrids")
    seeding.publish(connection)
    connection.execute(text("delete from shapes"))
    source = Source(DATASET, PLAN, published=True)
    after = [ask(connection, name, one, source)[name].sort_index() for one in addresses]
    for draft, published in zip(before, after, strict=True):
        assert_geodataframe_equal(draft, published, check_like=True)


def test_an_edit_shows_in_the_tiles_of_the_grids(connection: Connection, drawn: Land) -> None:
    atom, microgrid = seeding.movable(drawn)
    spot = drawn.atoms.to_crs(3857).set_index("id").geometry[atom].representative_point()
    for zoom in (10, 14):
        before = ask(connection, "grids", over((spot.x, spot.y), zoom))["grids"]
        assert (before["version"] == 0).all()
    seeding.move(connection, atom, microgrid)
    for zoom in (10, 14):
        after = ask(connection, "grids", over((spot.x, spot.y), zoom))["grids"]
        assert sorted(after.index[after["version"] == 1]) == sorted(
            [drawn.atoms.set_index("id")["grid"][atom], (microgrid - 1) // 4 + 1]
        )


def test_nothing_is_drawn_where_nothing_lies(connection: Connection, drawn: Land) -> None:
    for name in TILES:
        assert tile(connection, name, over(NOWHERE, 14), DRAFT, Scope.FULL) == b""
        too_coarse = min(layer.minzoom for layer in TILES[name]) - 1
        if too_coarse >= 0:
            address = over(middle(drawn), too_coarse)
            assert tile(connection, name, address, DRAFT, Scope.FULL) == b""


def test_a_tile_over_its_budget_shows_the_most_important(
    connection: Connection, drawn: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = over(middle(drawn), 15)
    everything = ask(connection, "buildings", address)["buildings"]
    (layer,) = TILES["buildings"]
    monkeypatch.setattr(tiles, "TILES", {"buildings": (replace(layer, most=20),)})
    some = ask(connection, "buildings", address)["buildings"]
    assert len(some) == 20
    assert some["households"].min() >= everything["households"].nlargest(20).min()


def test_the_basemap_draws_every_class_of_barrier() -> None:
    assert set(ROADS) | set(WATER) | set(RAILS) | set(WALLS) == set(BARRIER_CLASSES)


def test_the_basemap_shows_more_the_closer_one_looks(connection: Connection, drawn: Land) -> None:
    far, near = (ask(connection, "basemap", over(middle(drawn), zoom)) for zoom in (9, 14))
    assert set(far) == {"roads", "communities", "water", "rails"}
    assert {"roads", "walls", "sites", "buildings", "compounds", "communities"} <= set(near)
    assert set(far["roads"]["class"]) <= {"motorway", "trunk", "primary"}
    assert "residential" in set(near["roads"]["class"])
    assert "households" not in near["buildings"]


@pytest.mark.parametrize(
    ("name", "polygons", "points", "zoom"),
    [("grids", "grids", "grid_points", 13), ("communities", "communities", "community_points", 13),
     ("basemap", "sites", "site_points", 14), ("basemap", "compounds", "compound_points", 15)],
)  # fmt: skip
def test_each_polygon_is_named_in_one_tile_and_inside_itself(
    connection: Connection, drawn: Land, name: str, polygons: str, points: str, zoom: int
) -> None:
    centre = over(middle(drawn), zoom)
    tile_box = shapely.box(0, 0, 4096, 4096)
    named: list[int] = []
    for x, y in itertools.product((-1, 0, 1), repeat=2):
        layers = ask(connection, name, Address(zoom, centre.x + x, centre.y + y))
        if points not in layers:
            continue
        # Clients leave out what lies in the buffer around a tile.
        inside = layers[points][layers[points].within(tile_box)]
        whole = layers[polygons].geometry.loc[inside.index]
        assert (whole.distance(inside.geometry) <= 1).all()
        named += list(inside.index)
    assert len(named) > 1
    assert len(named) == len(set(named))


def test_the_basemap_needs_no_plan(connection: Connection, drawn: Land) -> None:
    address = over(middle(drawn), 14)
    own, whole = (ask(connection, "basemap", address, one) for one in (DRAFT, Source(DATASET)))
    assert set(own) == set(whole)


def test_a_town_of_another_plan_is_not_drawn(connection: Connection, drawn: Land) -> None:
    for name in ("communities", "grids", "microgrids", "atoms"):
        assert ask(connection, name, over(middle(drawn), 14), Source(DATASET, PLAN + 1)) == {}


def test_the_same_tile_has_the_same_bytes(connection: Connection, drawn: Land) -> None:
    for name in TILES:
        address = over(middle(drawn), 14)
        freshen(connection, DRAFT, name)
        one, other = (tile(connection, name, address, DRAFT, Scope.FULL) for _ in range(2))
        assert gzip.compress(one, 1, mtime=0) == gzip.compress(other, 1, mtime=0)
