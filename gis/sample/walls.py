"""Walled land, its gates, compounds and sites."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.sample import names
from gis.sample.bend import Floats
from gis.sample.layout import Geometries
from gis.sample.network import Network
from gis.sample.streets import WAYS

ESTATES = ("slab", "tower")
"""Quarters whose lots are compounds."""

WALLED = {
    "slab": 0.88,
    "tower": 0.95,
    "school": 1.0,
    "government": 1.0,
    "industry": 1.0,
    "hospital": 0.5,
}
"""Share of the lots of a quarter that have a wall."""

GATE_PLACES = 24
"""Places along a wall that are weighed for gates."""


def enclose(lots: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Add ``walled`` and the outline inside the pavement, ``ground``, to lots."""
    share = lots["quarter"].map(WALLED).fillna(0.0).to_numpy()
    ground = shapely.simplify(shapely.buffer(lots.geometry.to_numpy(), -2.4, quad_segs=1), 0.6)
    parts, at = shapely.get_parts(ground, return_index=True)
    order = np.lexsort((shapely.area(parts), at))
    last = order[np.flatnonzero(np.diff(at[order], append=-1))]
    grown = lots.assign(walled=rng.random(len(lots)) < share)
    grown["ground"] = shapely.transform(parts[last], lambda xy: np.round(xy, 2))
    return grown


def with_gates(
    lots: gpd.GeoDataFrame, network: Network, rng: np.random.Generator
) -> tuple[Geometries, gpd.GeoDataFrame]:
    """Gates on the sides of walled lots that face the best streets.

    Returns
    -------
    grounds
        Outlines of ``lots`` with a vertex at each gate.
    gates
        Points with ``name`` (of the lot).
    """
    grounds = lots["ground"].to_numpy().copy()
    walled = np.flatnonzero(lots["walled"])
    places, score = _places(grounds[walled], network)
    first = score.argmax(axis=1)
    gates = [(walled, first, "大门")]
    for turn, ending, share in ((GATE_PLACES // 2, "后门", 0.75), (GATE_PLACES // 4, "侧门", 0.35)):
        number = (first + turn + rng.integers(-2, 3, len(walled))) % GATE_PLACES
        use = rng.random(len(walled)) < share * np.clip(
            lots["area"].to_numpy()[walled] / 15_000, 0.3, 1
        )
        gates.append((walled[use], number[use], ending))
    frames = []
    for lot, number, ending in gates:
        points = places[np.searchsorted(walled, lot), number]
        named = lots["name"].iloc[lot] + ending
        frames.append(
            gpd.GeoDataFrame(
                {"name": named.to_numpy(), "lot": lot}, geometry=shapely.points(points)
            )
        )
    found = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True))
    found = found[~found.duplicated(["lot", "geometry"])]
    for lot, own in found.groupby("lot"):
        grounds[lot] = _with_vertices(grounds[lot], shapely.get_coordinates(own.geometry))
    return grounds, gpd.GeoDataFrame(found[["name", "geometry"]])


def _places(grounds: Geometries, network: Network) -> tuple[Floats, Floats]:
    """(n, GATE_PLACES, 2) places along the walls and how well the street before them suits."""
    steps = (np.arange(GATE_PLACES) + 0.5) / GATE_PLACES
    rings = shapely.get_exterior_ring(grounds)
    spots = shapely.line_interpolate_point(rings[:, None], steps[None], normalized=True)
    places = np.round(shapely.get_coordinates(spots.ravel()), 2).reshape(len(grounds), -1, 2)
    edges = network.edges
    width = edges["kind"].map({k: w.half_width if w.barrier else 0.0 for k, w in WAYS.items()})
    streets = np.flatnonzero((width > 0) & (edges["kind"] != "rail"))
    tree = shapely.STRtree(edges.geometry.to_numpy()[streets])
    near, distance = tree.query_nearest(spots.ravel(), all_matches=False, return_distance=True)
    wide = width.to_numpy()[streets[near[1]]]
    score = np.minimum(wide, 12) - np.maximum(distance - wide, 0)
    return places, score.reshape(len(grounds), -1)


def _with_vertices(polygon: shapely.Polygon, points: Floats) -> shapely.Polygon:
    """The polygon with more vertices on its outline."""
    ring = shapely.get_coordinates(polygon)
    line = shapely.linestrings(ring)
    at = shapely.line_locate_point(line, shapely.points(points))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ring, axis=0).T))])
    order = np.argsort(at, kind="stable")
    return shapely.polygons(
        np.insert(ring, np.searchsorted(along, at[order]), points[order], axis=0)
    )


def name_lots(lots: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Add ``name`` to lots that are compounds or sites; empty for all others."""
    lots = lots.assign(name="")
    for town, own in lots.groupby("town"):
        head = names.COUNTY if town == 0 else names.town_name(int(town))
        for quarter, endings in (("slab", names.SLAB_ENDINGS), ("tower", names.TOWER_ENDINGS)):
            index = own.index[own["quarter"] == quarter]
            lots.loc[index, "name"] = names.distinct(
                names.COMPOUND_WORDS, endings, len(index), rng, mixed=True
            )
        lots.loc[own.index[own["quarter"] == "industry"], "name"] = [
            f"{names.STREET_WORDS[word]}{unit}"
            for word, unit in zip(
                rng.permutation(len(names.STREET_WORDS)),
                np.resize(WORKSHOPS, (own["quarter"] == "industry").sum()), strict=False,
            )
        ]  # fmt: skip
        for kind, index in own.groupby("site").groups.items():
            if kind != "works":
                lots.loc[index, "name"] = _site_names(str(kind), head, len(index), rng)
    return lots


WORKSHOPS = ("机械厂", "纺织厂", "食品厂", "电子厂", "建材厂", "包装厂", "家具厂", "农机厂")


def _site_names(kind: str, head: str, count: int, rng: np.random.Generator) -> list[str]:
    short = head.removesuffix("县").removesuffix("镇")
    government = "人民政府" if head.endswith("县") else "镇人民政府"
    fixed = {
        "station": [f"{short}火车站"],
        "government": [f"{head if head.endswith('县') else short}{government}"],
        "office": [f"{short}商务中心"],
        "clinic": [f"{short}中医院"],
        "hospital": [f"{head}人民医院" if head.endswith("县") else f"{head}卫生院"],
        "high": [f"{head}第一中学"],
        "middle": [f"{short}实验中学"],
        "primary": [f"{short}{number}小学" for number in names.HEADS],
        "temple": [names.TEMPLES[rng.integers(len(names.TEMPLES))]],
        "park": [names.PARKS[rng.integers(len(names.PARKS))]],
        "market": list(names.MARKETS),
    }
    return fixed[kind][:count]
