"""Decide what each lot becomes: a site, or a quarter of homes, shops or works."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis.sample.bend import TURN
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
    _grow_quarters(lots, rng)
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
    for wish in WISHES:
        if quota < wish.from_quota:
            continue
        score = np.hypot(*(place - (wish.east, wish.north)).T)
        score = score + 0.55 * np.abs(np.log(area / (wish.hectares * HECTARE)))
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


def _grow_quarters(lots: gpd.GeoDataFrame, rng: np.random.Generator) -> None:
    """Old quarter round its heart, shops along the middle, slabs, rows, and towers at the rim."""
    free = (lots["quarter"] == "").to_numpy()
    heart, reach = old_quarter(np.zeros(2), 1.0)
    place = lots[["east", "north"]].to_numpy()
    turned = place @ TOWARDS_PLANE
    in_old = (np.hypot(*(turned - heart).T) < reach * 1.02) & (lots["area"] < 1.7 * HECTARE)
    far = lots["far"].to_numpy() + rng.normal(0, 0.06, len(lots))
    draw = rng.random(len(lots))
    small = lots["area"].to_numpy() < 0.42 * HECTARE
    quarter = np.select(
        [in_old, lots["beyond"].to_numpy() & (draw < 0.35), small,
         far < 0.45, far < 0.8, far < 1.02],
        ["old",
         "industry",
         np.where(draw < 0.6, "rows", "shops"),
         _pick(draw, (0.26, "shops"), (0.38, "rows"), (0.86, "slab"), (1.0, "tower")),
         _pick(draw, (0.09, "shops"), (0.18, "rows"), (0.78, "slab"), (1.0, "tower")),
         _pick(draw, (0.1, "rows"), (0.58, "slab"), (1.0, "tower"))],
        _pick(draw, (0.16, "rows"), (0.48, "slab"), (1.0, "tower")),
    )  # fmt: skip
    # Nobody builds his own house in the middle of a large block.
    quarter[(quarter == "rows") & (lots["area"].to_numpy() > 2.1 * HECTARE)] = "slab"
    lots.loc[free, "quarter"] = quarter[free]


def _pick(draw: np.ndarray, *steps: tuple[float, str]) -> np.ndarray:
    """The quarter of the first step above each draw."""
    names = np.array([name for _, name in steps])
    return names[np.searchsorted([upto for upto, _ in steps], draw)]
