"""Use cases: what is reached from a post, which homes are outside, where the next post would help.

Times are those of the network of the dataset of the plan in force; homes are its buildings. Ways
from one dataset into another are not looked for.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import block_diag, csr_array, vstack
from sqlalchemy import Connection

from gis.errors import NotFoundError
from gis.geometry.borders import Floats, Ints
from gis.geometry.plane import Geometries
from gis.model.scope import SHOWN_FROM
from gis.monitor.network import Access
from gis.monitor.reach import isochrones, nearest, times
from gis.monitor.siting import Siting, suggest
from gis.store import network as store
from gis.store import posts as post_store
from gis.store.network import Held
from gis.store.posts import Post
from gis.workflow.streets import Mode, Streets, Towns

MOST_HOMES = 5000
"""Homes outside that an answer lists, those with most households first."""
CANDIDATES = 600
APART = 100.0
"""Metres between candidates along a street."""
PAIRS = 20_000_000
"""Candidates times homes that a suggestion looks at, at most."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked about homes and posts.

    Parameters
    ----------
    kind, category
        Which posts count; None: all.
    minutes
        How long one may take.
    """

    minutes: float
    mode: Mode = Mode.WALK
    kind: str | None = None
    category: str | None = None


@dataclass
class Outside:
    """Homes that no post is near enough to.

    Parameters
    ----------
    homes, households
        How many buildings with households are outside, and their households.
    of_homes, of_households
        How many there are in all.
    buildings
        Longitude, latitude and households of homes outside, those with most first.
    by_grid
        ``grid``, ``name``, ``community``, ``households``, ``outside``, ``share``.
    posts
        How many posts count.
    """

    homes: int = 0
    households: int = 0
    of_homes: int = 0
    of_households: int = 0
    posts: int = 0
    buildings: list[tuple[float, float, int]] = field(default_factory=list)
    by_grid: list[dict[str, Any]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Share of the households."""
        return self.households / self.of_households if self.of_households else 0.0


@dataclass
class Suggestion:
    """Where further posts would serve most.

    Parameters
    ----------
    sites
        Longitude, latitude and households that each adds to those before it.
    households
        How many there are.
    covered_before, covered_after
        Households within reach of the posts there are, and of them and the suggested ones.
    optimal, gap
        Whether no other choice covers more, and by which share of what the suggested sites gain
        another one might.
    """

    sites: list[tuple[float, float, int]]
    households: int
    covered_before: int
    covered_after: int
    optimal: bool
    gap: float


def circles(
    conn: Connection, towns: Towns, place: tuple[float, float], minutes: Sequence[float],
    mode: Mode, scope: Collection[str],
) -> list[dict[str, Any]]:  # fmt: skip
    """GeoJSON geometries of what is reached within each time, ascending.

    Raises
    ------
    NotFoundError
        No plan is in force at the place, or not for this caller.
    """
    held = store.held_at(conn, *place, scope)
    if held is None:
        raise NotFoundError(
            f"no plan is in force at lon {place[0]} lat {place[1]}",
            f"经度 {place[0]}、纬度 {place[1]} 处没有生效的方案。",
        )
    streets = towns.streets(conn, held.dataset)
    ways = streets.ways[mode]
    source = ways.connect(streets.placed([place[0]], [place[1]]))
    land = isochrones(ways, source, sorted(minutes), (streets.points, streets.joined(mode)))
    shapes = _many(streets.degrees(land))
    # In centimetres: more digits only make the answer longer.
    drawn = shapely.to_geojson(shapely.transform(shapes, lambda xy: np.round(xy, 7)))
    return [json.loads(one) for one in drawn]


def outside(conn: Connection, towns: Towns, wish: Wish, scope: Collection[str]) -> Outside:
    """Homes at and below jurisdictions that no post reaches, or is reached from, in time."""
    result = Outside()
    # Those of neighbours count as well: it is about the people, not about who runs the post.
    posts = post_store.listing(conn, ("0",), kind=wish.kind, category=wish.category)
    result.posts = len(posts)
    rows = []
    for held in store.held(conn, scope):
        streets = towns.streets(conn, held.dataset)
        minutes = _minutes(streets, posts, wish)
        own = streets.homes["community"].isin(held.communities).to_numpy()
        far = own & ~np.isfinite(minutes)
        homes = streets.homes
        result.of_homes += int(own.sum())
        result.of_households += int(homes["households"][own].sum())
        result.homes += int(far.sum())
        result.households += int(homes["households"][far].sum())
        rows.append(homes[far])
        result.by_grid += _by_grid(towns.grids(conn, held.plan), held, homes["id"][far])
    if rows:
        most = pd.concat(rows).nlargest(MOST_HOMES, "households")
        result.buildings = list(
            zip(most["lon"].round(6), most["lat"].round(6), most["households"], strict=True)
        )
    result.by_grid.sort(key=lambda row: row["grid"])
    return result


def masked(found: Outside) -> Outside:
    """For those who may not see small counts: no buildings, few households as None."""
    rows = [
        {
            **row,
            **{
                name: row[name] if row[name] >= SHOWN_FROM else None
                for name in ("households", "outside")
            },
        }
        for row in found.by_grid
    ]
    rows = [row if row["outside"] is not None else {**row, "share": None} for row in rows]
    return Outside(
        found.homes, found.households, found.of_homes, found.of_households, found.posts, [], rows
    )


def advise(
    conn: Connection, towns: Towns, wish: Wish, count: int, scope: Collection[str]
) -> Suggestion:
    """Where up to ``count`` further posts would bring most households within reach.

    Candidates are corners, ends and places every 100 m along the streets, thinned out evenly
    where there are many.
    """
    posts = post_store.listing(conn, ("0",), kind=wish.kind, category=wish.category)
    reach, demand, places = [], [], []
    total = before = 0
    for held in store.held(conn, scope):
        streets = towns.streets(conn, held.dataset)
        own = streets.homes["community"].isin(held.communities).to_numpy()
        near = np.isfinite(_minutes(streets, posts, wish)) & own
        households = streets.homes["households"].to_numpy(float)
        total += int(households[own].sum())
        before += int(households[near].sum())
        left = np.flatnonzero(own & ~near)
        spots = _candidates(streets, held, wish.mode, len(left))
        reach.append(_reached(streets, spots, left, wish))
        demand.append(households[left])
        places.append(shapely.get_coordinates(streets.degrees(spots)))
    if not reach:
        return Suggestion([], 0, 0, 0, optimal=True, gap=0.0)
    chosen = suggest(_diagonal(reach), np.concatenate(demand), count)
    at = np.concatenate(places)[chosen.sites]
    return Suggestion(
        _sites(at, chosen), total, before, before + round(chosen.covered),
        chosen.optimal, chosen.gap,
    )  # fmt: skip


def _sites(at: Floats, chosen: Siting) -> list[tuple[float, float, int]]:
    return [
        (round(float(x), 6), round(float(y), 6), round(gained))
        for (x, y), gained in zip(at, chosen.gained.tolist(), strict=True)
    ]


def _minutes(streets: Streets, posts: Sequence[Post], wish: Wish) -> Floats:
    """(h,) minutes between each home and the post next to it, infinite beyond the limit."""
    ways, homes = streets.ways[wish.mode], streets.joined(wish.mode)
    at = streets.placed([one.lon for one in posts], [one.lat for one in posts])
    counts = (len(posts), len(streets.homes))
    return nearest(ways, ways.connect(at), homes, counts, wish.minutes)


def _by_grid(grids: pd.DataFrame, held: Held, far: pd.Series) -> list[dict[str, Any]]:
    own = grids[grids["community"].isin(held.communities)]
    counted = own.assign(
        households=own["households"].astype(int),
        outside=own["households"].astype(int).where(own["building"].isin(far), 0),
    )
    keys = ["grid", "name", "community"]
    table = counted.groupby(keys, as_index=False)[["households", "outside"]].sum()
    table["share"] = (table["outside"] / table["households"]).round(4)
    rows: list[dict[str, Any]] = table.astype(object).to_dict("records")
    return rows


def _candidates(streets: Streets, held: Held, mode: Mode, homes: int) -> Geometries:
    """Places on streets in the communities, so many that the pairs with the homes can be had."""
    network, usable = streets.ways[mode].network, streets.ways[mode].usable
    lines = shapely.segmentize(shapely.simplify(network.lines[usable], 1.0), APART)
    spots = np.unique(shapely.get_coordinates(lines).round(2), axis=0)
    land = shapely.union_all([streets.communities[code] for code in held.communities])
    near = shapely.buffer(streets.plane.forward(np.array([land]))[0], 1.0)
    shapely.prepare(near)
    spots = spots[shapely.contains_xy(near, spots)]
    most = int(np.clip(PAIRS // max(homes, 1), 50, CANDIDATES))
    width = 50.0
    while len(spots) > most:
        _, first = np.unique(np.floor(spots / width), axis=0, return_index=True)
        spots, width = spots[np.sort(first)], width * 1.5
    points: Geometries = shapely.points(spots)
    return points


def _reached(streets: Streets, spots: Geometries, left: Ints, wish: Wish) -> csr_array:
    """(c, h) which of the homes ``left`` each candidate reaches in time."""
    ways, homes = streets.ways[wish.mode], streets.joined(wish.mode)
    row = np.full(len(streets.homes), -1)
    row[left] = np.arange(len(left))
    kept = homes.of(row[homes.place] >= 0)
    targets = Access(row[kept.place], kept.edge, kept.foot, kept.leg)
    counts = (len(spots), len(left))
    found = [
        csr_array(np.isfinite(minutes).astype(float))
        for _, minutes in times(ways, ways.connect(spots), targets, counts, wish.minutes)
    ]
    return csr_array(vstack(found)) if found else csr_array(counts)


def _diagonal(tables: Sequence[csr_array]) -> csr_array:
    """Tables of several towns as one: no candidate reaches a home of another town."""
    return csr_array(block_diag(tables))


def _many(shapes: Geometries) -> Geometries:
    """All as MultiPolygons, so that clients meet one type."""
    made = np.empty(len(shapes), dtype=object)
    made[:] = [shapely.MultiPolygon(list(shapely.get_parts(one))) for one in shapes]
    return made
