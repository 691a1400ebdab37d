"""Crossings: where streets pass over or under water and rails."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.sample.bend import Ints
from gis.sample.layout import Geometries
from gis.sample.network import SNAP, Network
from gis.sample.streets import WAYS

ENDING_THERE = ("street", "side_street", "alley", "dead_end")
"""Kinds of streets that never cross a railway or a river."""

ABUTMENT = 5.0
"""Metres by which a bridge reaches beyond the water."""

BESIDE_RAIL = 9.0
"""Half the length in metres of a way across the railway, measured square to it."""

RAIL_WAYS = ("铁路下穿通道", "铁路道口", "跨线桥")


def bridges(network: Network, named: pd.Series, water: Geometries) -> gpd.GeoDataFrame:
    """Lines along streets from bank to bank; nobody walks over the railway's own bridges."""
    found = _across(network, named, shapely.buffer(water, ABUTMENT), 25.0)
    return found.assign(name=found["name"] + "桥")


def rail_crossings(network: Network, named: pd.Series) -> gpd.GeoDataFrame:
    """Lines along streets below, over or across the railway."""
    rails = network.edges.geometry[network.edges["kind"] == "rail"].to_numpy()
    found = _across(network, named, shapely.buffer(rails, BESIDE_RAIL), 1.8 * BESIDE_RAIL)
    ways = np.array(RAIL_WAYS, dtype=object)[np.arange(len(found)) % len(RAIL_WAYS)]
    return found.assign(name=found["name"] + ways)


def obstacles_of(lines: Geometries, obstacles: Geometries) -> tuple[Ints, Geometries]:
    """Lines that meet obstacles, and the union of the obstacles each meets."""
    obstacle, line = shapely.STRtree(lines).query(obstacles, predicate="intersects")
    groups = pd.Series(obstacle).groupby(line)
    met = [shapely.union_all(obstacles[own.to_numpy()]) for _, own in groups]
    return np.unique(line), np.array(met, dtype=object)


def _across(
    network: Network, named: pd.Series, obstacles: Geometries, least: float
) -> gpd.GeoDataFrame:
    """One line for each place where streets cross an obstacle; ``name`` of the street.

    Where several streets meet on the obstacle, the line joins the two that part furthest; streets
    that only reach it (less than ``least`` metres in all) cross nothing.
    """
    not_crossing = ("river", "rail", *ENDING_THERE)
    streets = [kind for kind, way in WAYS.items() if way.barrier and kind not in not_crossing]
    edges = network.edges[network.edges["kind"].isin(streets)]
    lines = edges.geometry.to_numpy()
    edge, met = obstacles_of(lines, obstacles)
    pieces, of = shapely.get_parts(shapely.intersection(lines[edge], met), return_index=True)
    name = named.loc[edges.index[edge[of]]].fillna("便民").to_numpy()
    # A street and a railway may share a hair where they cross, which then belongs to neither piece.
    one, other = shapely.STRtree(pieces).query(pieces, predicate="dwithin", distance=3 * SNAP)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(pieces), len(pieces)))
    place = connected_components(graph, directed=False)[1]
    found = []
    for _, own in pd.Series(np.arange(len(pieces))).groupby(place):
        whole = _through(pieces[own.to_numpy()])
        if shapely.length(whole) >= least:
            found.append((name[own.iloc[0]], whole))
    return gpd.GeoDataFrame(
        {"name": np.array([name for name, _ in found], dtype=object)},
        geometry=np.array([whole for _, whole in found], dtype=object),
    )


def _through(pieces: Geometries) -> shapely.LineString:
    """One line out of pieces that hang together."""
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(pieces)))
    if len(parts) == 1:
        return parts[0]
    middles = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    apart = shapely.distance(middles[:, None], middles[None])
    first, second = np.unravel_index(apart.argmax(), apart.shape)
    one, other = (shapely.get_coordinates(parts[at])[[0, -1]] for at in (first, second))
    gap = np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1))
    near, far = np.unravel_index(gap.argmin(), gap.shape)
    # Two junctions may lie half a metre apart: a link joins what they part.
    link = [shapely.linestrings([one[near], other[far]])] if gap.min() > 0 else []
    joined = shapely.line_merge(shapely.union_all([parts[first], parts[second], *link]))
    whole = shapely.get_parts(joined)
    return whole[shapely.length(whole).argmax()]
