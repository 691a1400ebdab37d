"""Use case: where further posts would serve most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import block_diag, csr_array, vstack

from gis.geometry.borders import Floats, Ints
from gis.geometry.plane import Geometries
from gis.monitor.network import Access
from gis.monitor.reach import times
from gis.monitor.siting import Siting, suggest
from gis.store.network import Held
from gis.workflow.reach import Case, Wish, minutes_to_posts
from gis.workflow.streets import Mode, Streets

CANDIDATES = 600
APART = 100.0
"""Metres between candidates along a street."""
SECONDS = 5.0
"""How long the best sites are looked for."""
PAIRS = 20_000_000
"""Candidates times homes that a suggestion looks at, at most."""


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


def advise(given: Case, wish: Wish, count: int) -> Suggestion:
    """Where up to ``count`` further posts would bring most households within reach.

    Candidates are corners, ends and places every 100 m along the streets, thinned out evenly
    where there are many.
    """
    reach, demand, places = [], [], []
    total = before = 0
    for part in given.parts:
        held, streets = part.held, part.streets
        own = streets.homes["community"].isin(held.communities).to_numpy()
        near = np.isfinite(minutes_to_posts(streets, given.posts, wish)) & own
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
    chosen = suggest(_diagonal(reach), np.concatenate(demand), count, SECONDS)
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
