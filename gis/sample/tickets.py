"""A year of tickets with daily, weekly and seasonal rhythm, hot spots and bad coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from gis.sample.bend import Floats, Ints
from gis.sample.network import Network
from gis.sample.streets import WAYS

A_BUILDING = 3.0
"""Tickets a building and year."""

MOST = 300_000
YEAR = 2025
TIME_ZONE = "Asia/Shanghai"

SEASONS = {
    "flat": (9, 8, 10, 10, 10, 10, 10, 10, 10, 10, 9, 9),
    "summer": (3, 3, 5, 7, 11, 16, 21, 20, 13, 7, 4, 3),
    "winter": (20, 17, 9, 5, 3, 3, 3, 3, 4, 7, 14, 20),
    "deep_winter": (45, 30, 3, 0, 0, 0, 0, 0, 0, 0, 4, 25),
}
"""Weight of each month, January first."""

HOURS = {
    "day": (1, 1, 1, 1, 1, 2, 5, 12, 22, 28, 28, 22, 14, 18, 25, 27, 25, 20, 13, 9, 7, 5, 3, 2),
    "morning": (1, 1, 1, 1, 3, 10, 25, 36, 34, 26, 18, 12, 8, 8, 9, 9, 9, 9, 8, 6, 4, 3, 2, 1),
    "evening": (2, 1, 1, 1, 1, 1, 3, 6, 8, 9, 9, 10, 10, 9, 9, 10, 13, 20, 28, 34, 32, 24, 12, 5),
    "night": (20, 14, 9, 6, 4, 3, 4, 5, 5, 5, 5, 6, 8, 6, 5, 5, 6, 8, 12, 18, 26, 34, 36, 30),
    "rush": (1, 1, 1, 1, 1, 2, 8, 26, 30, 18, 12, 13, 14, 12, 12, 14, 22, 32, 30, 20, 12, 7, 3, 2),
}
"""Weight of each hour of the day."""

WEEKDAYS = (1.08, 1.05, 1.02, 1.0, 1.04, 0.88, 0.82)
CHANNELS = ("grid_worker", "snap", "hotline", "sensor")
CHANNEL_SHARES = (0.46, 0.24, 0.26, 0.04)


@dataclass(frozen=True, slots=True)
class HotSpot:
    """Tickets piling up in one place.

    Parameters
    ----------
    site
        Kind of site at which it lies; ``low`` is a low place by the river.
    codes
        Categories (matters) that pile up.
    share
        Of all tickets.
    spread
        Standard deviation of the distance, metres.
    days
        First and last day of the year, from 0.
    hours
        Key of HOURS.
    """

    site: str
    codes: tuple[str, ...]
    share: float
    spread: float
    days: tuple[int, int]
    hours: str


HOT_SPOTS = (
    HotSpot("market", ("06010", "06042", "09006"), 0.035, 40.0, (0, 364), "morning"),
    HotSpot("station", ("09009",), 0.028, 45.0, (0, 364), "evening"),
    HotSpot("low", ("01004", "01002", "06030"), 0.016, 38.0, (183, 203), "day"),
    HotSpot("high", ("09009",), 0.010, 35.0, (243, 364), "rush"),
)
"""The market's litter, the station's parking, the drain that floods in July, the school run."""


def categories() -> pd.DataFrame:
    """Ticket categories: kind, code, name, weight, season, hours, place, unit, days."""
    with (
        resources.files(__package__)
        .joinpath("ticket_categories.csv")
        .open(encoding="utf-8") as text
    ):
        return pd.read_csv(text, comment="#", dtype={"code": str})


def tickets(
    network: Network,
    houses: gpd.GeoDataFrame,
    lots: gpd.GeoDataFrame,
    crs: str,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Draw a year of tickets.

    Returns
    -------
    GeoDataFrame
        Points with ``id``, ``kind`` (component or matter), ``code``, ``created`` and ``closed``
        (UTC; null for open tickets), ``status``, ``channel`` and ``unit``, ordered by ``created``.

    Notes
    -----
    About three in a hundred have no place or a wrong one: null, the origin of the plane, rounded
    degrees, far outside, axes swapped.
    """
    table = categories()
    count = min(round(len(houses) * A_BUILDING), MOST)
    piled = [round(count * spot.share) for spot in HOT_SPOTS]
    usual = count - sum(piled)
    category = rng.choice(len(table), usual, p=table["weight"] / table["weight"].sum())
    parts = [
        (
            category,
            _times(table.iloc[category], rng),
            _places(table, category, network, houses, rng),
        )
    ]
    parts += [
        _pile(spot, size, table, lots, rng) for spot, size in zip(HOT_SPOTS, piled, strict=True)
    ]
    category, created, points = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(created, kind="stable")
    return _frame(table.iloc[category[order]], created[order], _spoil(points[order], crs, rng), rng)


def _times(rows: pd.DataFrame, rng: np.random.Generator) -> Ints:
    """(n,) seconds since the year began, by each category's season and hours."""
    days = pd.date_range(f"{YEAR}-01-01", f"{YEAR}-12-31", freq="D")
    week = np.array(WEEKDAYS)[days.day_of_week]
    found = np.empty(len(rows), dtype=np.int64)
    seasons, hours = rows["season"].to_numpy(), rows["hours"].to_numpy()
    for season, months in SEASONS.items():
        at = np.flatnonzero(seasons == season)
        weight = np.array(months, dtype=float)[days.month - 1] * week
        found[at] = rng.choice(len(days), len(at), p=weight / weight.sum()) * 86_400
    for name, shares in HOURS.items():
        at = np.flatnonzero(hours == name)
        found[at] += _seconds(shares, len(at), rng)
    return found


def _seconds(shares: tuple[int, ...], count: int, rng: np.random.Generator) -> Ints:
    weight = np.array(shares, dtype=float)
    hour = rng.choice(24, count, p=weight / weight.sum())
    return np.asarray(hour * 3600 + rng.integers(0, 3600, count), dtype=np.int64)


def _places(
    table: pd.DataFrame,
    category: Ints,
    network: Network,
    houses: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> Floats:
    """(n, 2) places by each category's kind of place."""
    spots = shapely.get_coordinates(shapely.centroid(houses.geometry.to_numpy()))
    lived_in = houses["households"].to_numpy() + 0.05
    weights = {
        "home": lived_in,
        "tower": lived_in * houses["quarter"].isin(["tower", "slab"]).to_numpy() + 1e-9,
        "shops": houses["use"].isin(["mixed", "commercial"]).to_numpy() * 1.0 + 0.01,
    }
    place = table["place"].to_numpy()[category]
    points = np.empty((len(category), 2))
    for kind, weight in weights.items():
        at = np.flatnonzero(place == kind)
        chosen = rng.choice(len(spots), len(at), p=weight / weight.sum())
        points[at] = spots[chosen] + rng.normal(0, 14.0, (len(at), 2))
    for kind in ("street", "water"):
        at = np.flatnonzero(place == kind)
        points[at] = _along(network, kind, spots, lived_in, len(at), rng)
    return points


def _along(
    network: Network,
    kind: str,
    spots: Floats,
    lived_in: Floats,
    count: int,
    rng: np.random.Generator,
) -> Floats:
    """Places along streets, near where people live, or along the river."""
    edges = network.edges
    if kind == "water":
        usable = (edges["kind"] == "river").to_numpy()
    else:
        usable = edges["kind"].isin(
            [k for k, w in WAYS.items() if w.barrier not in (None, "river", "rail")]
        )
    lines = edges.geometry.to_numpy()[np.asarray(usable)]
    bin_of = np.unique(np.floor(spots / 250.0), axis=0, return_inverse=True)
    people = dict(
        zip(map(tuple, bin_of[0].tolist()), np.bincount(bin_of[1].ravel(), lived_in), strict=True)
    )
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    near = np.array([people.get(tuple(key), 0.0) for key in np.floor(middle / 250.0).tolist()])
    weight = shapely.length(lines) * (8.0 + near)
    chosen = rng.choice(len(lines), count, p=weight / weight.sum())
    on_line = shapely.line_interpolate_point(lines[chosen], rng.random(count), normalized=True)
    return np.asarray(shapely.get_coordinates(on_line) + rng.normal(0, 5.0, (count, 2)))


def _pile(
    spot: HotSpot, count: int, table: pd.DataFrame, lots: gpd.GeoDataFrame, rng: np.random.Generator
) -> tuple[Ints, Ints, Floats]:
    """Tickets of one hot spot: categories, seconds of the year and places."""
    rows = np.flatnonzero(table["code"].isin(spot.codes) & (table["kind"] == "matter"))
    middles = _middles(spot.site, lots)
    day = rng.integers(spot.days[0], spot.days[1] + 1, count)
    seconds = day * 86_400 + _seconds(HOURS[spot.hours], count, rng)
    places = middles[rng.integers(0, len(middles), count)]
    places = places + rng.normal(0, spot.spread, (count, 2))
    return rng.choice(rows, count), seconds, places


def _middles(site: str, lots: gpd.GeoDataFrame) -> Floats:
    """(n, 2) where a hot spot lies, one in each town that has such a site."""
    built = lots[lots["quarter"] != "field"]
    if site == "low":
        own = built[built["far"] < 0.7].sort_values("river", kind="stable")
    else:
        own = built[built["site"] == site]
        own = own if len(own) else built
    firsts = own.groupby("town").head(1).geometry.to_numpy()
    return np.asarray(shapely.get_coordinates(shapely.centroid(firsts)))


def _spoil(points: Floats, crs: str, rng: np.random.Generator) -> Floats:
    """Make some places wrong as real files have them; NaN where there is none."""
    draw = rng.random(len(points))
    spoilt = points.copy()
    spoilt[draw < 0.008] = np.nan
    spoilt[(draw >= 0.008) & (draw < 0.013)] = 0.0
    coarse = (draw >= 0.013) & (draw < 0.021)
    degrees = Transformer.from_crs(crs, "EPSG:4490", always_xy=True)
    rounded = np.round(np.column_stack(degrees.transform(*points[coarse].T)), 1)
    spoilt[coarse] = np.column_stack(
        degrees.transform(rounded[:, 0], rounded[:, 1], direction="INVERSE")
    )
    outside = (draw >= 0.021) & (draw < 0.026)
    spoilt[outside] += rng.uniform(60_000, 200_000, (int(outside.sum()), 2))
    swapped = (draw >= 0.026) & (draw < 0.029)
    spoilt[swapped] = points[swapped][:, ::-1]
    return np.round(spoilt, 2)


def _frame(
    rows: pd.DataFrame, created: Ints, points: Floats, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    count = len(rows)
    took = rows["days"].to_numpy() * 86_400 * rng.lognormal(0, 0.8, count)
    closed = created + took.astype(np.int64)
    end = 365 * 86_400
    open_ = (closed > end) | (rng.random(count) < 0.015)
    status = np.where(open_, rng.choice(["accepted", "dispatched", "handling"], count), "closed")
    # In UTC, the only offset a GeoPackage may hold.
    start = pd.Timestamp(f"{YEAR}-01-01", tz=TIME_ZONE).tz_convert("UTC")
    places = np.full(count, None, dtype=object)
    known = ~np.isnan(points[:, 0])
    places[known] = shapely.points(points[known])
    return gpd.GeoDataFrame(
        {
            "id": [f"T{YEAR}{number:07d}" for number in range(1, count + 1)],
            "kind": rows["kind"].to_numpy(),
            "code": rows["code"].to_numpy(),
            "created": start + pd.to_timedelta(created, unit="s"),
            "closed": (start + pd.to_timedelta(closed, unit="s")).where(~open_),
            "status": status,
            "channel": rng.choice(CHANNELS, count, p=CHANNEL_SHARES),
            "unit": rows["unit"].to_numpy(),
        },
        geometry=places,
    )
