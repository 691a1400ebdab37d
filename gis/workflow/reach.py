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
from sqlalchemy import Connection

from gis.errors import NotFoundError
from gis.geometry.borders import Floats
from gis.geometry.plane import Geometries
from gis.model import ROOT
from gis.model.scope import SHOWN_FROM
from gis.monitor.reach import isochrones, nearest
from gis.store import network as store
from gis.store import posts as post_store
from gis.store.network import Held
from gis.store.posts import Post
from gis.workflow.streets import Mode, Streets, Towns

MOST_HOMES = 5000
"""Homes outside that an answer lists, those with most households first."""


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


@dataclass(frozen=True)
class Part:
    """A plan in force, the streets of its dataset, and the households of homes in its grids."""

    held: Held
    streets: Streets
    grids: pd.DataFrame


@dataclass(frozen=True)
class Case:
    """All that an answer is computed from; the database is not needed any more."""

    posts: tuple[Post, ...]
    parts: tuple[Part, ...]


def case(conn: Connection, towns: Towns, wish: Wish, scope: Collection[str]) -> Case:
    """Read what questions about homes at and below jurisdictions are answered from."""
    # Posts of neighbours count as well: it is about the people, not about who runs the post.
    posts = post_store.listing(conn, (ROOT,), kind=wish.kind, category=wish.category)
    parts = [
        Part(held, towns.streets(conn, held.dataset), towns.grids(conn, held.plan))
        for held in store.held(conn, scope)
    ]
    return Case(tuple(posts), tuple(parts))


def streets_at(
    conn: Connection, towns: Towns, place: tuple[float, float], scope: Collection[str]
) -> Streets:
    """The streets of the plan in force at a place in degrees.

    Raises
    ------
    NotFoundError
        No plan is in force there, or not for this caller.
    """
    held = store.held_at(conn, *place, scope)
    if held is None:
        raise NotFoundError(
            f"no plan is in force at lon {place[0]} lat {place[1]}",
            f"经度 {place[0]}、纬度 {place[1]} 处没有生效的方案。",
        )
    return towns.streets(conn, held.dataset)


def circles(
    streets: Streets, place: tuple[float, float], minutes: Sequence[float], mode: Mode
) -> list[dict[str, Any]]:
    """GeoJSON geometries of what is reached from a place in degrees within each time, ascending."""
    ways = streets.ways[mode]
    source = ways.connect(streets.placed([place[0]], [place[1]]))
    land = isochrones(ways, source, sorted(minutes), (streets.points, streets.joined(mode)))
    shapes = _many(streets.degrees(land))
    # In centimetres: more digits only make the answer longer.
    drawn = shapely.to_geojson(shapely.transform(shapes, lambda xy: np.round(xy, 7)))
    return [json.loads(one) for one in drawn]


def outside(given: Case, wish: Wish) -> Outside:
    """Homes that no post reaches, or is reached from, in time."""
    result = Outside(posts=len(given.posts))
    rows = []
    for part in given.parts:
        held, streets = part.held, part.streets
        minutes = minutes_to_posts(streets, given.posts, wish)
        own = streets.homes["community"].isin(held.communities).to_numpy()
        far = own & ~np.isfinite(minutes)
        homes = streets.homes
        result.of_homes += int(own.sum())
        result.of_households += int(homes["households"][own].sum())
        result.homes += int(far.sum())
        result.households += int(homes["households"][far].sum())
        rows.append(homes[far])
        result.by_grid += _by_grid(part.grids, held, homes["id"][far])
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


def minutes_to_posts(streets: Streets, posts: Sequence[Post], wish: Wish) -> Floats:
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


def _many(shapes: Geometries) -> Geometries:
    """All as MultiPolygons, so that clients meet one type."""
    made = np.empty(len(shapes), dtype=object)
    made[:] = [shapely.MultiPolygon(list(shapely.get_parts(one))) for one in shapes]
    return made
