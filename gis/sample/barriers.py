"""Barriers: streets, railways and rivers of the network, walls, shores."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.model import BARRIER_CLASSES
from gis.sample import names
from gis.sample.crossings import ENDING_THERE, obstacles_of
from gis.sample.layout import Geometries
from gis.sample.network import Network
from gis.sample.streets import WAYS

BEFORE = 9.0
"""Metres before the track or the water at which they end."""

UNNAMED = 0.35
"""Share of side streets without a name."""


def street_names(network: Network, rng: np.random.Generator) -> pd.Series:
    """Name of each edge of the network, None where it has none."""
    edges = network.edges
    named = edges["kind"].map(names.MAIN).astype(object)
    for town, own in edges.groupby("town"):
        for kind, words, ending in (
            ("street", names.STREET_WORDS, ("路", "大道", "东路", "西路")),
            ("side_street", names.STREET_WORDS, ("街", "东街", "西街", "北街")),
            ("alley", names.ALLEY_WORDS, ("巷", "胡同", "里")),
        ):
            lines = own.loc[own["kind"] == kind, "source"]
            sources = lines.unique()
            chosen = np.array(names.distinct(words, ending, len(sources), rng), dtype=object)
            if kind != "street":
                chosen[rng.random(len(sources)) < UNNAMED] = None
            named.loc[lines.index] = lines.map(dict(zip(sources, chosen, strict=True)))
        named.loc[own.index[own["kind"] == "country_road"]] = f"S{210 + int(town) % 80}省道"
        banks = own[own["kind"] == "bank_road"]
        for side, sources in enumerate(np.array_split(banks["source"].unique(), 2)):
            named.loc[banks.index[banks["source"].isin(sources)]] = ("滨河北路", "滨河南路")[side]
    return named.where(named.notna(), None)


def street_barriers(network: Network, named: pd.Series, water: Geometries) -> gpd.GeoDataFrame:
    """Streets and railways as barriers: one line for each street of a town and class."""
    edges = _cut_short(network.edges.assign(name=named), water)
    edges["class"] = edges["kind"].map({kind: way.barrier for kind, way in WAYS.items()})
    edges = edges[edges["class"].notna() & (edges["kind"] != "river")]
    key = edges["town"].astype(str) + edges["class"] + edges["name"].fillna("").astype(str)
    key = key.where(
        edges["name"].notna() | (edges["class"] == "rail"), key + edges["source"].astype(str)
    )
    rail = edges["kind"] == "rail"
    rails = edges["source"].where(rail).rank(method="dense")
    edges.loc[rail, "name"] = [
        names.RAILS[(int(rank) - 1) % len(names.RAILS)] for rank in rails[rail]
    ]
    return _barriers(*_merged(edges, key))


def _cut_short(edges: gpd.GeoDataFrame, water: Geometries) -> gpd.GeoDataFrame:
    """Side streets end before the railway and the river, not in the middle of them."""
    lines = edges.geometry.to_numpy().copy()
    ending = np.flatnonzero(edges["kind"].isin(ENDING_THERE))
    tracks = shapely.buffer(lines[(edges["kind"] == "rail").to_numpy()], BEFORE)
    obstacles = np.concatenate([tracks, shapely.buffer(water, BEFORE)])
    street, near = obstacles_of(lines[ending], obstacles)
    lines[ending[street]] = shapely.difference(lines[ending[street]], near)
    return gpd.GeoDataFrame(edges.set_geometry(lines)[~shapely.is_empty(lines)])


def _merged(edges: gpd.GeoDataFrame, key: pd.Series) -> tuple[Geometries, pd.Series, pd.Series]:
    codes = key.factorize()[0]
    order = np.argsort(codes, kind="stable")
    bundles = shapely.multilinestrings(edges.geometry.to_numpy()[order], indices=codes[order])
    lines, of = shapely.get_parts(shapely.line_merge(bundles), return_index=True)
    first = edges.groupby(codes)[["class", "name"]].first()
    return lines, first["class"].iloc[of], first["name"].iloc[of]


def _barriers(lines: Geometries, classes: object, named: object) -> gpd.GeoDataFrame:
    found = gpd.GeoDataFrame(
        {"class": np.asarray(classes, dtype=object), "name": np.asarray(named, dtype=object)},
        geometry=lines,
    )
    found["name"] = found["name"].where(found["name"].notna(), None)
    found["crossable"] = found["class"].map(BARRIER_CLASSES).astype(bool)
    return gpd.GeoDataFrame(found[["class", "name", "crossable", "geometry"]])


def bank_barriers(shores: Geometries, county: shapely.Geometry) -> gpd.GeoDataFrame:
    """Both banks of each river within the county; ``shores`` in pairs, one a river."""
    lines, at = shapely.get_parts(shapely.intersection(shores, county), return_index=True)
    lines = shapely.set_precision(lines, 0.01)
    long = shapely.length(lines) > 1.0
    named = [names.RIVERS[(shore // 2) % len(names.RIVERS)] for shore in at[long]]
    return _barriers(lines[long], "river", named)


def wall_barriers(walls: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rings of walled land: ``name`` of the land they enclose."""
    return _barriers(shapely.boundary(walls.geometry.to_numpy()), "wall", walls["name"])


def pond_barriers(ponds: Geometries) -> gpd.GeoDataFrame:
    """Shores of ponds, closed."""
    return _barriers(shapely.boundary(ponds), "river", np.full(len(ponds), "映月湖", dtype=object))
