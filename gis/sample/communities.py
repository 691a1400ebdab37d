"""Group faces into communities of a real size, along streets, rivers and field paths."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.sample.bend import Floats, Ints
from gis.sample.network import Network

URBAN_SIZE, RURAL_SIZE = 2600, 420
"""Households of a middling residents' committee and village committee."""

LEAST_URBAN, LEAST_RURAL = 3, 2
"""Communities of each kind that every town has."""

INSIDE_VILLAGE = ("lane", "village_road")
"""Lines that never part the land of one village."""

DEAR = {
    "main_ew": 0.6,
    "main_ns": 0.6,
    "ring": 0.6,
    "country_road": 0.7,
    "second_ns": 0.8,
    "second_ew": 0.8,
}
"""Streets that a community would rather end at: growing across counts as this much nearer."""


def land_units(network: Network) -> Ints:
    """(faces,) unit of each face: what is divided only by lanes is one piece of land."""
    edges = network.edges
    joins = edges["kind"].isin(INSIDE_VILLAGE) & (edges["left"] >= 0) & (edges["right"] >= 0)
    left, right = edges.loc[joins, "left"].to_numpy(), edges.loc[joins, "right"].to_numpy()
    outside = ~network.faces["built"].to_numpy()
    both = outside[left] & outside[right] & (left != right)
    return _components(len(network.faces), left[both], right[both])


def _components(count: int, one: Ints, other: Ints) -> Ints:
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


@dataclass
class Land:
    """Units of one town and kind, numbered 0..n-1.

    Parameters
    ----------
    households, spots
        (n,) households and (n, 2) middles.
    borders
        For each unit, its neighbours with border length and what lies between.
    """

    households: Floats
    spots: Floats
    borders: list[list[tuple[int, float, str]]]


def group(network: Network, units: Ints, households: Floats) -> Ints:
    """(faces,) community of each face, numbered from 0; towns and kinds do not mix.

    Parameters
    ----------
    units
        (faces,) from ``land_units``.
    households
        (faces,) households living there.
    """
    faces = network.faces
    community = np.full(len(faces), -1, dtype=np.int64)
    unit_kind = faces.groupby(units)[["town", "built"]].first()
    total = np.bincount(units, households).astype(np.float64)
    spots = shapely.get_coordinates(shapely.centroid(faces.geometry.to_numpy()))
    area = faces.area.to_numpy()
    middle = np.column_stack(
        [np.bincount(units, spots[:, axis] * area) / np.bincount(units, area) for axis in (0, 1)]
    )
    pairs = _pairs(network, units)
    found = 0
    for (_, built), own in unit_kind.groupby(["town", "built"]):
        members = own.index.to_numpy()
        land = _land(members, pairs, total, middle)
        size, least = (URBAN_SIZE, LEAST_URBAN) if built else (RURAL_SIZE, LEAST_RURAL)
        labels = _divide(land, size, least)
        position = np.full(len(total), -1)
        position[members] = labels + found
        chosen = position[units]
        community = np.where(chosen >= 0, chosen, community)
        found += int(labels.max()) + 1
    return community


def _pairs(network: Network, units: Ints) -> dict[int, list[tuple[int, float, str]]]:
    edges = network.edges[(network.edges["left"] >= 0) & (network.edges["right"] >= 0)]
    left, right = units[edges["left"].to_numpy()], units[edges["right"].to_numpy()]
    pairs: dict[int, list[tuple[int, float, str]]] = {}
    for one, other, length, kind in zip(
        left.tolist(), right.tolist(), edges.length.tolist(), edges["kind"].tolist(), strict=True
    ):
        if one != other:
            pairs.setdefault(one, []).append((other, length, kind))
            pairs.setdefault(other, []).append((one, length, kind))
    return pairs


def _land(
    members: Ints, pairs: dict[int, list[tuple[int, float, str]]], total: Floats, middle: Floats
) -> Land:
    place = {unit: at for at, unit in enumerate(members.tolist())}
    borders = [
        [
            (place[other], length, kind)
            for other, length, kind in pairs.get(unit, ())
            if other in place
        ]
        for unit in members.tolist()
    ]
    return Land(total[members], middle[members], borders)


def _divide(land: Land, size: int, least: int) -> Ints:
    """Community of each unit: first cut by river and rail, then into parts of about ``size``."""
    banks = _banks(land, size)
    totals = np.bincount(banks, land.households)
    counts = np.maximum(1, np.round(totals / size)).astype(np.int64)
    room = np.bincount(banks)
    while counts.sum() < least and (counts < room).any():
        counts[np.argmax(np.where(counts < room, totals / counts, -1))] += 1
    labels = np.zeros(len(banks), dtype=np.int64)
    done = 0
    for bank, count in enumerate(counts.tolist()):
        members = np.flatnonzero(banks == bank)
        labels[members] = _grow(land, members, min(count, len(members))) + done
        done = int(labels[members].max()) + 1
    return labels


def _banks(land: Land, size: int) -> Ints:
    """Parts cut off by river and rail; those too small for a community join across these."""
    flat = [
        (one, other)
        for one, own in enumerate(land.borders)
        for other, _, kind in own
        if kind not in ("river", "rail")
    ]
    one, other = np.array(flat, dtype=np.int64).reshape(-1, 2).T
    banks = _components(len(land.borders), one, other)
    banks = _join_small(land, banks, 0.45 * size, "rail")
    return _join_small(land, banks, 0.3 * size, "river")


def _join_small(land: Land, banks: Ints, least: float, over: str) -> Ints:
    """Merge parts below ``least`` households with the neighbour of the longest common border."""
    banks = banks.copy()
    stuck: set[int] = set()
    while True:
        totals = np.bincount(banks, land.households)
        present = np.unique(banks)
        small = [bank for bank in present[np.argsort(totals[present])].tolist()
                 if totals[bank] < least and bank not in stuck]  # fmt: skip
        if not small:
            return np.unique(banks, return_inverse=True)[1]
        shared: dict[int, float] = {}
        for unit in np.flatnonzero(banks == small[0]).tolist():
            for other, length, kind in land.borders[unit]:
                if banks[other] != small[0] and kind == over:
                    shared[int(banks[other])] = shared.get(int(banks[other]), 0.0) + length
        if shared:
            banks[banks == small[0]] = max(shared, key=lambda bank: (shared[bank], -bank))
        else:
            stuck.add(small[0])


def _grow(land: Land, members: Ints, count: int) -> Ints:
    """Grow ``count`` parts from spread seeds; the smallest always takes its nearest neighbour."""
    if count == 1:
        return np.zeros(len(members), dtype=np.int64)
    place = {unit: at for at, unit in enumerate(members.tolist())}
    seeds = _seeds(land.spots[members], land.households[members], count)
    labels = np.full(len(members), -1, dtype=np.int64)
    totals = np.zeros(count)
    fronts: list[list[tuple[float, int]]] = [[] for _ in range(count)]
    origin = land.spots[members][seeds]

    def take(part: int, at: int) -> None:
        labels[at] = part
        totals[part] += land.households[members[at]]
        for other, _, kind in land.borders[members[at]]:
            if other in place and labels[place[other]] < 0:
                away = float(np.hypot(*(land.spots[other] - origin[part]))) / DEAR.get(kind, 1.0)
                heapq.heappush(fronts[part], (away, place[other]))

    for part, at in enumerate(seeds):
        take(part, int(at))
    while (labels < 0).any():
        open_ = [part for part in range(count) if fronts[part]]
        part = min(open_, key=lambda number: (totals[number], number))
        _, at = heapq.heappop(fronts[part])
        if labels[at] < 0:
            take(part, at)
    return _even_out(land, members, labels, count)


def _seeds(spots: Floats, weight: Floats, count: int) -> Ints:
    """Units nearest to the centres of weighted k-means, all different."""
    order = np.argsort(spots @ [1.0, 0.3], kind="stable")
    heavy = np.cumsum(weight[order] + 1)
    start = np.searchsorted(heavy, (np.arange(count) + 0.5) / count * heavy[-1])
    centres = spots[order[start]]
    for _ in range(25):
        near = np.hypot(*(spots[:, None] - centres[None]).transpose(2, 0, 1)).argmin(axis=1)
        mass = np.bincount(near, weight + 1, minlength=count)
        for axis in (0, 1):
            moment = np.bincount(near, (weight + 1) * spots[:, axis], minlength=count)
            centres[:, axis] = np.where(mass > 0, moment / np.maximum(mass, 1), centres[:, axis])
    chosen: list[int] = []
    for centre in centres:
        away = np.hypot(*(spots - centre).T)
        away[chosen] = np.inf
        chosen.append(int(away.argmin()))
    return np.array(chosen)


def _even_out(land: Land, members: Ints, labels: Ints, count: int) -> Ints:
    """Hand border units from larger to smaller neighbours while both stay in one piece."""
    place = {unit: at for at, unit in enumerate(members.tolist())}
    near = [[place[o] for o, _, _ in land.borders[unit] if o in place] for unit in members.tolist()]
    weight = land.households[members]
    totals = np.bincount(labels, weight, minlength=count)
    for _ in range(6 * len(members)):
        best: tuple[float, int, int] | None = None
        for at, neighbours in enumerate(near):
            for other in neighbours:
                gain = totals[labels[at]] - totals[labels[other]] - weight[at]
                if labels[other] == labels[at] or weight[at] == 0 or gain <= 0.08 * totals.mean():
                    continue
                if (best is None or gain > best[0]) and _in_one_piece(near, labels, at):
                    best = (float(gain), at, int(labels[other]))
        if best is None:
            return labels
        _, at, part = best
        totals[labels[at]] -= weight[at]
        totals[part] += weight[at]
        labels[at] = part
    return labels


def _in_one_piece(near: list[list[int]], labels: Ints, without: int) -> bool:
    """Whether a part stays connected when it gives up one unit."""
    part = labels[without]
    own = [at for at in near[without] if labels[at] == part and at != without]
    if not own:
        return False
    seen, waiting = {own[0]}, [own[0]]
    while waiting:
        for other in near[waiting.pop()]:
            if labels[other] == part and other != without and other not in seen:
                seen.add(other)
                waiting.append(other)
    return all(at in seen for at in own)


def outlines(network: Network, community: Ints) -> gpd.GeoSeries:
    """Polygon of each community, in the order of their numbers; edges match vertex by vertex."""
    order = np.argsort(community, kind="stable")
    starts = np.flatnonzero(np.diff(community[order], prepend=-1))
    shapes = network.faces.geometry.to_numpy()[order]
    return gpd.GeoSeries(
        [shapely.coverage_union_all(part) for part in np.split(shapes, starts[1:])]
    )
