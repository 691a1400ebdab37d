"""Cameras of several departments, at junctions, gates and sites."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.sample.bend import Floats
from gis.sample.names import COUNTY_CODE
from gis.sample.network import Network

SHARE = 0.05
"""Cameras a building."""

JUNCTIONS, GATES = 0.55, 0.3
"""Share of cameras at junctions and gates; the rest watch sites."""

DEPARTMENTS = {
    "junction": ("公安局", "交警大队", "城管局"),
    "gate": ("公安局", "物业服务中心", "街道办事处"),
    "school": ("教育局",),
    "hospital": ("卫健局",),
    "scenic_spot": ("文旅局",),
    "market": ("市场监管局", "城管局"),
    "transport_hub": ("交通局", "公安局"),
    "government": ("机关事务中心",),
    "religious": ("文旅局",),
    "commercial": ("公安局",),
    "industry": ("应急管理局",),
}
TYPES = ("fixed", "dome", "ptz")
FIELD_OF_VIEW = {"fixed": (45, 90), "dome": (90, 110), "ptz": (50, 62)}
REACH = {"fixed": (35, 80), "dome": (25, 45), "ptz": (120, 220)}
MAIN_KINDS = (
    "main_ew",
    "main_ns",
    "ring",
    "second_ns",
    "second_ew",
    "street",
    "bank_road",
    "side_street",
)


def cameras(
    network: Network, named: pd.Series, gates: gpd.GeoDataFrame, lots: gpd.GeoDataFrame,
    buildings: int, rng: np.random.Generator,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Place cameras at junctions, gates and sites.

    Returns
    -------
    GeoDataFrame
        Points with ``id`` (20 digits after GB/T 28181), ``name``, ``department``, ``type``,
        ``direction`` (degrees clockwise from north), ``fov`` (degrees), ``range`` (m), ``status``.
    """
    wanted = round(buildings * SHARE)
    spots, heading, streets = _junctions(network, named, round(wanted * JUNCTIONS), rng)
    sites = lots[lots["site"].notna()]
    gate = rng.permutation(len(gates))[: round(wanted * GATES)]
    site = rng.choice(len(sites), max(wanted - len(spots) - len(gate), 0))
    corner = shapely.line_interpolate_point(
        shapely.get_exterior_ring(sites["ground"].to_numpy()[site]),
        rng.random(len(site)),
        normalized=True,
    )
    gate_spots = shapely.get_coordinates(gates.geometry.to_numpy()[gate])
    points = np.concatenate([spots, gate_spots, shapely.get_coordinates(corner)])
    points = np.round(points + rng.uniform(-1.5, 1.5, points.shape), 2)
    kinds = np.concatenate(
        [
            np.full(len(spots), "junction"),
            np.full(len(gate), "gate"),
            sites["quarter"].to_numpy()[site],
        ]
    )
    named = np.concatenate(
        [
            streets,
            gates["name"].to_numpy()[gate],
            sites["name"].to_numpy()[site],
        ]
    )
    direction = np.concatenate([heading, rng.uniform(0, 360, len(gate) + len(site))])
    return _described(points, kinds.astype(str), named, direction, rng)


def _junctions(
    network: Network, named: pd.Series, count: int, rng: np.random.Generator
) -> tuple[Floats, Floats, np.ndarray]:
    """Street ends, the wider streets likelier, and the direction and name of each street."""
    edges = network.edges[network.edges["kind"].isin(MAIN_KINDS)]
    weight = 1.0 / (
        1 + edges["kind"].map({kind: at for at, kind in enumerate(MAIN_KINDS)}).to_numpy()
    )
    chosen = rng.choice(len(edges), min(count, len(edges)), replace=False, p=weight / weight.sum())
    lines = edges.geometry.to_numpy()[chosen]
    start = shapely.get_coordinates(shapely.get_point(lines, 0))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, 15.0))
    along = ahead - start
    heading = np.degrees(np.arctan2(along[:, 0], along[:, 1])) % 360
    offset = np.column_stack([along[:, 1], -along[:, 0]]) / np.hypot(*along.T)[:, None] * 7.0
    streets = (named.loc[edges.index[chosen]].fillna("") + "路口").to_numpy()
    return start + offset, heading, streets


def _described(
    points: Floats,
    kinds: np.ndarray,
    named: np.ndarray,
    direction: Floats,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    count = len(points)
    model = rng.choice(TYPES, count, p=(0.55, 0.2, 0.25))
    limits = {
        what: np.array([table[kind] for kind in model], dtype=float)
        for what, table in (("fov", FIELD_OF_VIEW), ("range", REACH))
    }
    department = [DEPARTMENTS[kind][pick % len(DEPARTMENTS[kind])]
                  for kind, pick in zip(kinds, rng.integers(0, 6, count), strict=True)]  # fmt: skip
    code = np.where(model == "ptz", "131", "132")
    return gpd.GeoDataFrame(
        {
            "id": [f"{COUNTY_CODE}0000{kind}0{number:06d}" for number, kind in enumerate(code, 1)],
            "name": named,
            "department": department,
            "type": model,
            "direction": np.round(direction).astype(np.int64) % 360,
            "fov": np.round(rng.uniform(*limits["fov"].T)).astype(np.int64),
            "range": np.round(rng.uniform(*limits["range"].T)).astype(np.int64),
            "status": rng.choice(["online", "offline", "fault"], count, p=(0.93, 0.045, 0.025)),
        },
        geometry=shapely.points(points),
    )
