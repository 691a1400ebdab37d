"""Barriers from the network and the walls; crossings where streets pass water, rails and walls."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.model import BARRIER_CLASSES
from gis.sample import names
from gis.sample.layout import Geometries
from gis.sample.network import Network
from gis.sample.streets import WAYS

UNNAMED = 0.35
"""Share of side streets without a name."""


def street_names(network: Network, rng: np.random.Generator) -> pd.Series:
    """Name of each edge of the network, None where it has none."""
    edges = network.edges
    named = edges["kind"].map(names.MAIN).astype(object)
    for town, own in edges.groupby("town"):
        for kind, words, ending in (
            ("street", names.STREET_WORDS, ("路", "大道")),
            ("side_street", names.STREET_WORDS, ("街", "二街", "三街")),
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


def street_barriers(network: Network, named: pd.Series) -> gpd.GeoDataFrame:
    """Streets and railways as barriers: one line for each street of a town and class."""
    edges = network.edges.assign(name=named)
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
    return found


def bank_barriers(water: Geometries, county: shapely.Geometry) -> gpd.GeoDataFrame:
    """Both banks of each river within the county, and the shores of ``water`` without a name."""
    pieces, of = shapely.get_parts(
        shapely.intersection(shapely.boundary(water), county), return_index=True
    )
    merged = shapely.line_merge(shapely.multilinestrings(pieces, indices=of))
    lines, at = shapely.get_parts(merged, return_index=True)
    lines = shapely.set_precision(lines, 0.01)
    long = shapely.length(lines) > 1.0
    named = [names.RIVERS[row % len(names.RIVERS)] for row in at[long]]
    return _barriers(lines[long], "river", named)


def wall_barriers(walls: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rings of walled land: ``name`` of the land they enclose."""
    return _barriers(shapely.boundary(walls.geometry.to_numpy()), "wall", walls["name"])


def pond_barriers(ponds: Geometries) -> gpd.GeoDataFrame:
    """Shores of ponds, closed."""
    return _barriers(shapely.boundary(ponds), "river", np.full(len(ponds), "映月湖", dtype=object))


def bridges(network: Network, named: pd.Series, water: Geometries) -> gpd.GeoDataFrame:
    """Lines along streets from bank to bank, and railway bridges left out: nobody walks there."""
    streets = _walkable(network)
    edges = network.edges.loc[streets]
    reach = shapely.buffer(water, 5.0)
    surface, edge = shapely.STRtree(edges.geometry.to_numpy()).query(reach, predicate="intersects")
    pieces = shapely.intersection(edges.geometry.to_numpy()[edge], reach[surface])
    return _joined(pieces, named.loc[edges.index[edge]], "桥", 8.0)


def rail_crossings(network: Network, named: pd.Series) -> gpd.GeoDataFrame:
    """Lines along streets below, over or across the railway."""
    edges = network.edges.loc[_walkable(network)]
    rails = shapely.buffer(
        network.edges.geometry[network.edges["kind"] == "rail"].to_numpy(), 9.0, cap_style="flat"
    )
    rail, edge = shapely.STRtree(edges.geometry.to_numpy()).query(rails, predicate="intersects")
    pieces = shapely.intersection(edges.geometry.to_numpy()[edge], rails[rail])
    found = _joined(pieces, named.loc[edges.index[edge]], "", 6.0)
    kind = np.array(["铁路下穿通道", "铁路道口", "跨线桥"], dtype=object)[np.arange(len(found)) % 3]
    return found.assign(name=found["name"] + kind)


def _walkable(network: Network) -> np.ndarray:
    streets = [kind for kind, way in WAYS.items() if way.barrier and kind not in ("river", "rail")]
    return np.asarray(network.edges["kind"].isin(streets))


def _joined(pieces: Geometries, named: pd.Series, ending: str, least: float) -> gpd.GeoDataFrame:
    """Pieces that touch, joined into one crossing with the name of the first."""
    whole = shapely.get_parts(shapely.line_merge(shapely.union_all(pieces, grid_size=0.01)))
    whole = whole[shapely.length(whole) >= least]
    piece, of = shapely.STRtree(whole).query(pieces, predicate="dwithin", distance=0.02)
    name = pd.Series(named.fillna("便民").to_numpy()[piece]).groupby(of).first()
    return gpd.GeoDataFrame(
        {"name": [f"{name[at]}{ending}" for at in range(len(whole))]}, geometry=whole
    )
