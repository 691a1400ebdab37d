"""Cameras and tickets of the sample town: rhythm, places and faults like those of real ones."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis.sample.tickets import categories
from gis.sample.town import generate


@pytest.fixture(scope="module")
def town() -> dict[str, gpd.GeoDataFrame]:
    return generate(0, 4000)


@pytest.fixture(scope="module")
def tickets(town: dict[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Tickets by the clock of the town."""
    found = town["tickets"].copy()
    for column in ("created", "closed"):
        found[column] = found[column].dt.tz_convert("Asia/Shanghai")
    return found


def _month(tickets: gpd.GeoDataFrame, *codes: str) -> pd.Series:
    own = tickets[tickets["code"].isin(codes)]
    return own["created"].dt.month.value_counts().reindex(range(1, 13), fill_value=0)


def _near(tickets: gpd.GeoDataFrame, site: gpd.GeoDataFrame, reach: float) -> gpd.GeoDataFrame:
    placed = tickets[tickets.geometry.notna()]
    return placed[shapely.dwithin(placed.geometry.to_numpy(), site.geometry.iloc[0], reach)]


def test_there_are_as_many_cameras_and_tickets_as_a_county_town_has(
    town: dict[str, gpd.GeoDataFrame],
) -> None:
    assert 180 <= len(town["cameras"]) <= 220
    assert 11_500 <= len(town["tickets"]) <= 12_500


def test_camera_ids_follow_the_national_standard(town: dict[str, gpd.GeoDataFrame]) -> None:
    ids = town["cameras"]["id"]
    assert ids.is_unique
    assert ids.str.fullmatch(r"\d{20}").all()
    assert ids.str[10:13].isin(["131", "132"]).all()


def test_cameras_look_somewhere(town: dict[str, gpd.GeoDataFrame]) -> None:
    cameras = town["cameras"]
    assert cameras["direction"].between(0, 359).all()
    assert cameras["fov"].between(30, 120).all()
    assert cameras["range"].between(10, 300).all()
    assert cameras["department"].nunique() >= 5
    assert not shapely.STRtree(town["buildings"].geometry.to_numpy()).query(
        cameras.geometry.to_numpy(), predicate="contains"
    ).size  # fmt: skip


def test_tickets_cover_one_year_in_order(tickets: gpd.GeoDataFrame) -> None:
    assert set(tickets["created"].dt.year) == {2025}
    assert tickets["created"].dt.day_of_year.nunique() == 365
    assert tickets["created"].is_monotonic_increasing


def test_closed_tickets_were_closed_after_they_came(tickets: gpd.GeoDataFrame) -> None:
    closed = tickets[tickets["status"] == "closed"]
    assert (closed["closed"] >= closed["created"]).all()
    assert tickets.loc[tickets["status"] != "closed", "closed"].isna().all()
    assert 0.9 < len(closed) / len(tickets) < 1


def test_every_category_is_in_the_list(tickets: gpd.GeoDataFrame) -> None:
    known = set(map(tuple, categories()[["kind", "code"]].to_numpy().tolist()))
    assert set(zip(tickets["kind"], tickets["code"], strict=True)) == known


def test_heating_leaks_in_winter_and_drains_block_in_summer(tickets: gpd.GeoDataFrame) -> None:
    heating, drains = _month(tickets, "01061", "01010"), _month(tickets, "01004", "01002")
    assert heating[[12, 1, 2]].sum() > 4 * heating[[6, 7, 8]].sum()
    assert drains[[6, 7, 8]].sum() > 3 * drains[[12, 1, 2]].sum()


def test_noise_disturbs_at_night_and_litter_in_the_morning(tickets: gpd.GeoDataFrame) -> None:
    hour = tickets["created"].dt.hour
    noise, litter = hour[tickets["code"] == "06028"], hour[tickets["code"] == "06010"]
    assert ((noise >= 20) | (noise < 3)).mean() > 0.5
    assert litter.between(5, 11).mean() > 0.5


def test_weekends_are_quieter(tickets: gpd.GeoDataFrame) -> None:
    by_day = tickets["created"].dt.day_of_week.value_counts()
    assert by_day[[5, 6]].mean() < 0.92 * by_day[[0, 1, 2, 3, 4]].mean()


@pytest.mark.parametrize(
    ("site", "codes"),
    [("中心农贸市场", ("06010", "06042", "09006")), ("澄溪火车站", ("09009",))],
)
def test_tickets_pile_up_at_the_market_and_the_station(
    town: dict[str, gpd.GeoDataFrame], site: str, codes: tuple[str, ...]
) -> None:
    own = town["tickets"][town["tickets"]["code"].isin(codes)]
    place = town["sites"][town["sites"]["name"] == site]
    share = shapely.area(shapely.buffer(place.geometry.iloc[0], 100)) / 3.2e6
    assert len(_near(own, place, 100)) > 5 * share * len(own)


def test_one_place_floods_in_july(tickets: gpd.GeoDataFrame) -> None:
    rows = tickets[tickets["code"].isin(["01004", "01002", "06030"]) & tickets.geometry.notna()]
    places = np.column_stack([rows.geometry.x, rows.geometry.y])
    july = (rows["created"].dt.month == 7).to_numpy()
    near = shapely.STRtree(shapely.points(places)).query(
        shapely.points(places[july]), predicate="dwithin", distance=100.0
    )
    fullest = places[july][np.bincount(near[0]).argmax()]
    there = np.hypot(*(places - fullest).T) < 100
    assert july[there].sum() > 100
    assert july[there].mean() > 0.8


def test_a_few_places_are_wrong_in_known_ways(tickets: gpd.GeoDataFrame) -> None:
    missing = tickets.geometry.isna().to_numpy()
    x, y = tickets.geometry.x.to_numpy(), tickets.geometry.y.to_numpy()
    zero = (x == 0) & (y == 0)
    swapped = (x > 3e6) & (y < 1e6)
    degrees = tickets.geometry.to_crs("EPSG:4490")
    tenths = np.column_stack([degrees.x, degrees.y]) * 10
    rounded = ~missing & ~zero & (np.abs(tenths - np.round(tenths)).max(axis=1) < 1e-5)
    away = ~zero & ~swapped & ~rounded & (np.hypot(x - 487_000, y - 3_385_000) > 50_000)
    for kind in (missing, zero, swapped, rounded, away):
        assert 10 < kind.sum() < 0.02 * len(tickets)


def test_tickets_lie_where_people_live(town: dict[str, gpd.GeoDataFrame]) -> None:
    urban = town["communities"][town["communities"]["kind"] == "urban"].union_all()
    placed = town["tickets"][town["tickets"].geometry.notna()]
    assert shapely.contains(urban, placed.geometry.to_numpy()).mean() > 0.75
