"""Decide what each lot becomes: a site, or a quarter of homes, shops or works."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.sample.bend import TURN
from gis.sample.hamlets import RURAL_SHARE
from gis.sample.layout import BANK_ROAD, County, Geometries
from gis.sample.network import Network
from gis.sample.splits import HECTARE, old_quarter


@dataclass(frozen=True, slots=True)
class Wish:
    """A site looking for a lot.

    Parameters
    ----------
    category
        Key of model.CATEGORIES.
    kind
        Which name list it takes its name from.
    hectares
        Wanted size.
    east, north
        Wanted place in radii from the town's middle.
    near
        ``river``, ``rail`` or empty: a line it must lie along.
    from_quota
        Only towns with at least this many buildings have it.
    """

    category: str
    kind: str
    hectares: float
    east: float
    north: float
    near: str = ""
    from_quota: int = 0


WISHES = (
    Wish("transport_hub", "station", 1.3, 0.5, 0.1, near="rail"),
    Wish("scenic_spot", "park", 3.2, -0.3, -0.25, near="river"),
    Wish("government", "government", 1.6, 0.15, 0.45),
    Wish("hospital", "hospital", 2.0, 0.15, -0.55),
    Wish("market", "market", 1.1, -0.1, 0.05),
    Wish("religious", "temple", 0.5, -0.5, 0.45),
    Wish("school", "primary", 1.5, -0.05, 0.5),
    Wish("school", "middle", 2.4, -0.5, -0.55, from_quota=1500),
    Wish("school", "primary", 1.6, 0.3, -0.35, from_quota=2000),
    Wish("school", "high", 3.4, -0.7, 0.75, from_quota=2500),
    Wish("commercial", "office", 1.1, 0.25, 0.15, from_quota=2000),
    Wish("school", "primary", 1.5, -0.9, 0.1, from_quota=3000),
    Wish("market", "market", 1.0, 0.3, -0.75, from_quota=3500),
    Wish("hospital", "clinic", 1.0, -0.25, 0.85, from_quota=4500),
)
"""Sites of a town, the choosiest first."""

HOUSEHOLDS = 7.5
"""Households a building in a county: 30,000 in 4,000."""

RINGS = (0.45, 0.8, 1.02)
"""Distances from a town's middle, in radii, at which the mix of quarters changes."""

MIX = ((0.26, 0.16, 0.8), (0.09, 0.16, 0.82), (0.0, 0.17, 0.68), (0.0, 0.25, 0.5))
"""In each ring: share of shops, of rows, and of slabs among the flats; the rest are towers."""

DENSITY = {
    "old": (68.0, 93.0),
    "rows": (46.0, 77.0),
    "slab": (4.0, 137.0),
    "tower": (2.9, 268.0),
    "shops": (12.4, 112.0),
    "field": (0.0, 0.0),
}
"""Buildings and households a hectare, as measured on the finished towns; (2, 0) for the rest."""

WORKS = 5
"""Lots of an industrial park."""


TOWARDS_PLANE = np.array([[np.cos(TURN), -np.sin(TURN)], [np.sin(TURN), np.cos(TURN)]])
"""Undoes the turn of the county for offsets from a town's middle."""


def assign(
    lots: gpd.GeoDataFrame, network: Network, county: County, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Add ``quarter`` and ``site`` (kind of name, or None) to lots in order."""
    lots = lots.assign(quarter="", site=None)
    for kind in ("river", "rail"):
        found = network.edges[network.edges["kind"] == kind].geometry.to_numpy()
        at, distance = shapely.STRtree(found).query_nearest(
            lots.geometry.to_numpy(), all_matches=False, return_distance=True
        )
        lots[kind] = distance
        if kind == "rail":
            lots["beyond"] = _east_of(lots, found[at[1]])
    strip = shapely.distance(lots.centroid.to_numpy(), _nearest_river(lots, network)) < BANK_ROAD
    lots.loc[strip, "quarter"] = "field"
    for town, own in lots.groupby("town"):
        _place_sites(lots, own.index.to_numpy(), int(county.quotas[town]))
    _grow_quarters(lots, county, rng)
    return lots


def _nearest_river(lots: gpd.GeoDataFrame, network: Network) -> Geometries:
    """(n,) the piece of river nearest to each lot's middle."""
    found = network.edges[network.edges["kind"] == "river"].geometry.to_numpy()
    at = shapely.STRtree(found).query_nearest(lots.centroid.to_numpy(), all_matches=False)
    return np.asarray(found[at[1]])


def _east_of(lots: gpd.GeoDataFrame, rails: np.ndarray) -> np.ndarray:
    spots = lots.centroid.to_numpy()
    line = shapely.shortest_line(spots, rails)
    ends = shapely.get_coordinates(line).reshape(-1, 2, 2)
    return np.asarray(ends[:, 0, 0] > ends[:, 1, 0])


def _place_sites(lots: gpd.GeoDataFrame, own: np.ndarray, quota: int) -> None:
    """Give each wish its best free lot of a town, and the industrial park lots by the rail."""
    table = lots.loc[own]
    free = np.array(table["quarter"] == "")
    area, place = table["area"].to_numpy(), table[["east", "north"]].to_numpy()
    inside = (table["far"] < 1.2).to_numpy()
    core = shapely.area(shapely.buffer(table.geometry.to_numpy(), -20.0))
    slender = np.where(core < 0.22 * area, 1.5, 0.0)
    for wish in WISHES:
        if quota < wish.from_quota:
            continue
        score = np.hypot(*(place - (wish.east, wish.north)).T)
        score = score + 0.55 * np.abs(np.log(area / (wish.hectares * HECTARE))) + slender
        if wish.near:
            score = score + 3.0 * (table[wish.near].to_numpy() > 70)
        score[~free | ~inside] = np.inf
        best = int(score.argmin())
        free[best] = False
        lots.loc[own[best], ["quarter", "site"]] = wish.category, wish.kind
    works = table["beyond"].to_numpy() & free & (area > 1.0 * HECTARE)
    if works.any():
        first = place[works][np.argmax(area[works])]
        score = np.where(works, np.hypot(*(place - first).T), np.inf)
        chosen = own[np.argsort(score)[: min(WORKS, int(works.sum()), 1 + quota // 700)]]
        lots.loc[chosen, ["quarter", "site"]] = "industry", "works"


def _grow_quarters(lots: gpd.GeoDataFrame, county: County, rng: np.random.Generator) -> None:
    """Old quarter round its heart, shops along the middle, slabs, rows, and towers at the rim.

    Each town gets as many rows of private houses, in place of flats, as its buildings and
    households ask for.
    """
    heart, reach = old_quarter(np.zeros(2), 1.0)
    turned = lots[["east", "north"]].to_numpy() @ TOWARDS_PLANE
    in_old = (np.hypot(*(turned - heart).T) < reach * 1.02) & (lots["area"] < 1.7 * HECTARE)
    draws = pd.DataFrame(
        {
            "old": in_old,
            "far": lots["far"] + rng.normal(0, 0.06, len(lots)),
            "draw": rng.random(len(lots)),
            "works": lots["beyond"] & (rng.random(len(lots)) < 0.35),
            "hectares": lots["area"] / HECTARE,
            "fixed": lots["quarter"],
        }
    )
    for town, own in draws.groupby(lots["town"]):
        lots.loc[own.index, "quarter"] = _mixed(own, int(county.quotas[town]))


def _mixed(draws: pd.DataFrame, quota: int) -> np.ndarray:
    """Quarters of one town: the fewest rows with which both its numbers can be met."""
    buildings = quota * (1 - RURAL_SHARE)
    households = quota * HOUSEHOLDS - quota * RURAL_SHARE
    few, many = 0.0, 6.0
    for _ in range(9):
        middle = (few + many) / 2
        built, homes = _expected(draws, _drawn(draws, middle), buildings)
        if built >= buildings and homes <= households:
            many = middle
        else:
            few = middle
    return _drawn(draws, many)


def _drawn(draws: pd.DataFrame, rows_times: float) -> np.ndarray:
    """Quarter of each lot when rows are ``rows_times`` as common as usual."""
    far, draw, small = draws["far"].to_numpy(), draws["draw"].to_numpy(), draws["hectares"] < 0.42
    shops, rows, slab = np.array(MIX)[np.searchsorted(RINGS, far)].T
    to_rows = np.minimum(shops + rows * rows_times, 0.97)
    to_slab = to_rows + (1 - to_rows) * slab
    flats = np.where(draw < to_slab, "slab", "tower")
    # Nobody builds his own house in the middle of a large block, unless there is no other land.
    rows_here = (draw < to_rows) & (draws["hectares"].to_numpy() < 2.0 + 0.4 * rows_times)
    mixed = np.select([draw < shops, rows_here], ["shops", "rows"], flats)
    tiny = np.where(draw < 0.6, "rows", "shops")
    quarter = np.select([draws["old"], draws["works"], small], ["old", "industry", tiny], mixed)
    return np.where(draws["fixed"] != "", draws["fixed"], quarter)


def _expected(draws: pd.DataFrame, quarter: np.ndarray, buildings: float) -> tuple[float, float]:
    """Buildings on all lots, and households once ``buildings`` of them stand, middle first."""
    dense = np.array([DENSITY.get(name, (2.0, 0.0)) for name in quarter])
    expected = dense * draws["hectares"].to_numpy()[:, None]
    running = np.cumsum(
        expected[np.argsort(draws["fixed"].to_numpy() == "", kind="stable")], axis=0
    )
    stands = min(int(np.searchsorted(running[:, 0], buildings)), len(running) - 1)
    return float(running[-1, 0]), float(running[stands, 1])
