from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg2
import pytest
from sqlalchemy import Connection, Engine, text

from gis.errors import BusyError, NotFoundError, ParameterError
from gis.files import read_town
from gis.frames import INPUT_LAYERS, Ground, Town
from gis.model import ROOT
from gis.store import copying, datasets, jurisdictions
from gis.store.datasets import Saved
from gis.store.properties import decode, encode, types_of
from tests.integration import drawn
from tests.integration.store.grounds import ground as ground_of

TABLES = ("edges", "rims", "members", "buildings")


@pytest.fixture(scope="module")
def town(town_file: Path) -> Town:
    return read_town(town_file)


@pytest.fixture(scope="module")
def ground(town: Town) -> Ground:
    return ground_of(town)


@pytest.fixture(scope="module")
def saved(engine: Engine, town: Town, ground: Ground) -> Saved:
    with engine.begin() as conn:
        return datasets.save(conn, "sample", town, ground, "ann")


@pytest.fixture
def other(engine: Engine) -> Iterator[Connection]:
    """A second connection, rolled back."""
    with engine.connect() as connection:
        yield connection


def assert_same(left: gpd.GeoDataFrame, right: gpd.GeoDataFrame) -> None:
    """Equal to the last bit: values, types, order, geometries, CRS."""
    plain = [pd.DataFrame(frame.drop(columns="geometry")) for frame in (left, right)]
    pd.testing.assert_frame_equal(*plain, check_exact=True)
    assert (left.geometry.to_wkb() == right.geometry.to_wkb()).all()
    assert left.crs == right.crs


def awkward() -> pd.DataFrame:
    """Columns as any file may bring them."""
    moments = pd.to_datetime(["2020-01-01 01:02:03.123456", None, "1999-12-31"], format="ISO8601")
    return pd.DataFrame({
        "float": [0.1, np.nan, 1e-300],
        "endless": [np.inf, -np.inf, 1 / 3],
        "text": pd.Series(["tab\tand \\N", None, 'quote " 引号'], dtype="str"),
        "object": pd.Series(["line\nbreak", None, ""], dtype=object),
        "whole": np.array([1, 2**53 + 1, -1]),
        "small": pd.array([1, None, 3], dtype="Int32"),
        "flag": [True, False, True],
        "maybe": pd.array([True, None, False], dtype="boolean"),
        "mixed": pd.Series([1, "a", None], dtype=object),
        "nested": pd.Series([[1, 2], None, {"a": 1}], dtype=object),
        "moment": moments,
        "zoned": moments.tz_localize("Asia/Shanghai"),
        "nothing": pd.Series([None] * 3, dtype=object),
        'a "name": {}': [1, 2, 3],
    })  # fmt: skip


def test_its_communities_are_told_by_code_with_all_households(
    conn: Connection, town: Town, ground: Ground, saved: Saved
) -> None:
    found = datasets.places(conn, saved.dataset.id)
    names = dict(zip(town.communities["code"], town.communities["name"], strict=True))
    assert [one.code for one in found] == sorted(names)
    assert {one.code: one.name for one in found} == names
    assert sum(one.households for one in found) == ground.atoms["households"].sum()
    assert all(one.households > 0 for one in found)


def test_the_town_read_back_is_the_town_read_from_the_file(
    conn: Connection, town: Town, saved: Saved
) -> None:
    loaded = datasets.load_town(conn, saved.dataset.id)
    for layer in INPUT_LAYERS:
        assert_same(getattr(loaded, layer), getattr(town, layer))
    assert set(town.notices) <= set(loaded.notices)
    assert dict(loaded.digests) == {Path(p).name: d for p, d in town.digests.items()}


def test_the_ground_read_back_is_the_ground_saved(
    conn: Connection, ground: Ground, saved: Saved
) -> None:
    loaded = datasets.load_ground(conn, saved.dataset.id)
    assert_same(loaded.atoms, ground.atoms)
    for table in TABLES:
        pd.testing.assert_frame_equal(
            getattr(loaded, table), getattr(ground, table), check_exact=True
        )
    assert loaded.digests == ground.digests


def test_some_communities_are_the_same_rows_counted_anew(
    conn: Connection, town: Town, ground: Ground, saved: Saved
) -> None:
    chosen = [1, 3]
    codes = town.communities["code"][chosen].tolist()
    part = datasets.load_town(conn, saved.dataset.id, codes)
    own = np.flatnonzero(ground.buildings["community"].isin(chosen))
    assert part.communities["code"].tolist() == codes
    assert part.buildings["id"].tolist() == town.buildings["id"].iloc[own].tolist()
    some = datasets.load_ground(conn, saved.dataset.id, codes)
    rows = np.flatnonzero(ground.atoms["community"].isin(chosen))
    kept = ground.atoms.geometry.iloc[rows].to_wkb().tolist()
    assert some.atoms.geometry.to_wkb().tolist() == kept
    assert set(some.atoms["community"]) == {0, 1}
    known = ground.edges[ground.edges["low"].isin(rows)]
    assert (rows[some.edges["low"]] == known["low"]).all()
    assert (rows[some.edges["high"]] == known["high"]).all()
    assert (own[some.members["building"]] == ground.members["building"].iloc[rows]).all()
    assert len(some.digests) == 2


def test_sites_of_atoms_are_found_among_those_that_are_left(
    conn: Connection, town: Town, ground: Ground, saved: Saved
) -> None:
    named = ground.atoms[ground.atoms["site"].notna()]
    codes = town.communities["code"][named["community"].unique()].tolist()
    part = datasets.load_town(conn, saved.dataset.id, codes)
    some = datasets.load_ground(conn, saved.dataset.id, codes)
    found = part.sites["id"][some.atoms["site"].dropna().astype(int)]
    assert len(part.sites) < len(town.sites)
    assert found.tolist() == town.sites["id"][named["site"].astype(int)].tolist()


def test_numbers_follow_positions(conn: Connection, ground: Ground, saved: Saved) -> None:
    ids = datasets.ids(conn, saved.dataset.id)
    for numbers in ids:
        assert (np.diff(numbers) == 1).all()
    households = text("select households from atoms where id = :id")
    last = len(ground.atoms) - 1
    assert conn.scalar(households, {"id": int(ids.atoms[last])}) == int(
        ground.atoms["households"][last]
    )


def test_what_lies_together_is_stored_together(conn: Connection, saved: Saved) -> None:
    query = text("""
        select a.community, st_x(st_centroid(a.geom)), st_y(st_centroid(a.geom))
        from atoms a join communities c on c.id = a.community
        where c.dataset = :dataset order by a.ctid
    """)
    rows = np.array(conn.execute(query, {"dataset": saved.dataset.id}).all(), dtype=float)
    # A row that needs little room may fill up a page before.
    assert (np.diff(rows[:, 0]) < 0).mean() < 0.01
    steps = np.hypot(*np.diff(rows[:, 1:], axis=0).T)
    shuffled = np.random.default_rng(0).permutation(rows[:, 1:])
    assert steps.mean() < 0.1 * np.hypot(*np.diff(shuffled, axis=0).T).mean()


def test_the_same_files_again_are_the_same_dataset(
    conn: Connection, town: Town, ground: Ground, saved: Saved
) -> None:
    again = datasets.save(conn, "sample", town, ground, "bob")
    assert again.existing
    assert again.dataset == saved.dataset


def test_other_files_are_the_next_version(
    conn: Connection, town: Town, ground: Ground, saved: Saved
) -> None:
    changed = replace(town, digests={"town.gpkg": "other"})
    following = datasets.save(conn, "sample", changed, ground, "bob")
    assert not following.existing
    assert following.dataset.version == saved.dataset.version + 1


def test_what_software_makes_differently_is_no_old_acquaintance(
    conn: Connection, town: Town, ground: Ground, saved: Saved
) -> None:
    del saved
    cut = replace(ground, digests=("other", *ground.digests[1:]))
    assert not datasets.save(conn, "sample", town, cut, "bob").existing


def test_two_importers_of_one_name_follow_each_other(
    conn: Connection, other: Connection, town: Town, ground: Ground
) -> None:
    datasets.save(conn, "twice", drawn.town(), drawn.ground(), "ann")
    other.execute(text("set local lock_timeout = 100"))
    with pytest.raises(BusyError):
        datasets.save(other, "twice", town, ground, "bob")


def test_an_import_that_fails_leaves_nothing(engine: Engine) -> None:
    broken = drawn.ground()
    broken.members["building"] = np.nan
    with pytest.raises(psycopg2.IntegrityError), engine.begin() as conn:
        datasets.save(conn, "broken", drawn.town(), broken, "ann")
    with engine.connect() as conn:
        assert conn.scalar(text("select count(*) from datasets where name = 'broken'")) == 0


def test_a_dataset_tells_what_it_holds(conn: Connection, town: Town, saved: Saved) -> None:
    known = datasets.get(conn, saved.dataset.id)
    assert known.totals["buildings"] == len(town.buildings)
    assert known.srid == 4547
    assert known.jurisdiction == jurisdictions.common(list(town.communities["code"]))
    assert known.created_by == "ann"


def test_a_list_shows_what_lies_in_scope_page_by_page(conn: Connection, saved: Saved) -> None:
    place = saved.dataset.jurisdiction
    numbers = [
        datasets.save(
            conn, f"part {n}", replace(drawn.town(), digests={}), drawn.ground(), "ann"
        ).dataset.id
        for n in range(3)
    ]  # fmt: skip
    everything = [one.id for one in datasets.listing(conn, [ROOT])]
    assert everything == sorted([saved.dataset.id, *numbers])
    assert [one.id for one in datasets.listing(conn, [ROOT], after=numbers[0], limit=1)] == [
        numbers[1]
    ]
    assert saved.dataset.id in [one.id for one in datasets.listing(conn, [place])]
    assert datasets.listing(conn, ["1"]) == []
    assert datasets.count(conn, [ROOT]) == 4


def test_an_unknown_dataset_or_community_is_not_found(conn: Connection, saved: Saved) -> None:
    with pytest.raises(NotFoundError, match="no dataset"):
        datasets.load_town(conn, 2**31 - 1)
    with pytest.raises(NotFoundError, match="no community 1"):
        datasets.load_ground(conn, saved.dataset.id, ["1"])


def test_any_columns_come_back_as_they_were() -> None:
    frame = awkward()
    rows = [json.loads(row) for row in encode(frame)]
    pd.testing.assert_frame_equal(decode(rows, types_of(frame)), frame, check_exact=True)


def test_columns_of_any_layer_pass_through_the_database(conn: Connection) -> None:
    plain = drawn.town()
    more = {c: v for c, v in awkward().items() if c != "nested"}
    pad = {c: pd.concat([v] * 6, ignore_index=True)[:16] for c, v in more.items()}
    town = replace(
        plain,
        buildings=gpd.GeoDataFrame(plain.buildings.assign(**pad)),
        communities=gpd.GeoDataFrame(
            plain.communities.assign(**{c: v[:2] for c, v in more.items()})
        ),
    )
    number = datasets.save(conn, "awkward", town, drawn.ground(), "ann").dataset.id
    loaded = datasets.load_town(conn, number)
    assert_same(loaded.buildings, town.buildings)
    assert_same(loaded.communities, town.communities)


@pytest.mark.parametrize("broken", ["a\0b", "half \ud800 pair"])
def test_text_that_cannot_be_stored_is_a_clear_error(conn: Connection, broken: str) -> None:
    frame = pd.DataFrame({"code": ["9"], "name": [broken], "level": ["county"]}, dtype=object)
    with pytest.raises(ParameterError, match="cannot be stored"):
        copying.copy(conn, "jurisdictions", frame)
    conn.rollback()
    town = drawn.town()
    town.buildings["use"] = pd.Series([broken] * len(town.buildings), dtype=object)
    with pytest.raises(ParameterError, match="cannot be stored"):
        datasets.save(conn, "broken", town, drawn.ground(), "ann")


def test_copied_text_is_taken_literally(conn: Connection) -> None:
    odd = ["\\N", "a\tb", "c\nd\r", "\\.", "", "'; drop table jurisdictions --", "引号"]
    frame = pd.DataFrame({"code": [f"9{n}" for n in range(7)], "name": odd, "level": "county"})
    copying.copy(conn, "jurisdictions", frame)
    query = text("select name from jurisdictions where code ~ '^9[0-6]$' order by code")
    assert conn.execute(query).scalars().all() == odd


def test_numbers_are_drawn_again_where_somebody_came_between(
    conn: Connection, other: Connection
) -> None:
    first = copying.reserve(conn, "units", 1000)
    between = other.execute(text("select nextval('units')")).scalar_one()
    second = copying.reserve(conn, "units", 1000)
    assert between == first + 1000
    assert second == between + 1
    assert copying.reserve(conn, "units", 0) == 0
