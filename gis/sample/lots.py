"""Lots: what is left of the faces between streets, water and rails to build on."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from gis.sample.bend import Floats
from gis.sample.layout import County, Geometries
from gis.sample.network import Network
from gis.sample.streets import WAYS

WATERSIDE = 9.0
"""Metres along the water that stay free."""


def lots_of(
    network: Network, water: Geometries, county: County, middles: Floats
) -> gpd.GeoDataFrame:
    """Buildable lots inside the towns' limits.

    Parameters
    ----------
    water
        Bent water surfaces.
    middles
        (towns, 2) bent town centres.

    Returns
    -------
    GeoDataFrame
        Polygons with ``face``, ``town``, ``area``, ``far`` (distance to the town's centre in
        radii), ``east`` and ``north`` (the same along the axes), ordered by town and distance.
    """
    faces = network.faces[network.faces["built"]]
    free = _without_streets(faces.geometry.to_numpy(), network.edges)
    free = _without_water(free, water)
    parts, part_of = shapely.get_parts(_opened(free, 5.0), return_index=True)
    lots = gpd.GeoDataFrame({"face": faces.index.to_numpy()[part_of]}, geometry=parts)
    lots["area"] = lots.area
    lots = lots[lots["area"] > 700].reset_index(drop=True)
    lots["town"] = faces["town"].loc[lots["face"]].to_numpy()
    away = shapely.get_coordinates(lots.centroid.to_numpy()) - middles[lots["town"]]
    away /= county.radii[lots["town"], None]
    lots[["east", "north"]] = away
    lots["far"] = np.hypot(*away.T)
    return gpd.GeoDataFrame(lots.sort_values(["town", "far"], ignore_index=True))


def village_lots(network: Network, outlines: Geometries, water: Geometries) -> gpd.GeoDataFrame:
    """Buildable land of each natural village: ``hamlet``, ``face``, ``town``.

    A village may fall into several pieces where a road runs through it.
    """
    faces = network.faces
    hamlet, face = shapely.STRtree(faces.geometry.to_numpy()).query(
        outlines, predicate="intersects"
    )
    keep = ~faces["built"].to_numpy()[face]
    hamlet, face = hamlet[keep], face[keep]
    land = shapely.intersection(outlines[hamlet], faces.geometry.to_numpy()[face])
    free = _without_water(_without_streets(land, network.edges), water)
    parts, part_of = shapely.get_parts(_opened(free, 3.0), return_index=True)
    found = gpd.GeoDataFrame({"hamlet": hamlet[part_of], "face": face[part_of]}, geometry=parts)
    found["town"] = faces["town"].to_numpy()[found["face"]]
    return gpd.GeoDataFrame(found[found.area > 150].reset_index(drop=True))


def _opened(land: Geometries, reach: float) -> Geometries:
    """Land without its necks and spikes narrower than twice ``reach``; corners cut off."""
    eroded = shapely.buffer(land, -reach, join_style="mitre")
    opened: Geometries = shapely.buffer(eroded, reach, quad_segs=1)
    return opened


def _without_streets(land: Geometries, edges: gpd.GeoDataFrame) -> Geometries:
    """Land minus the corridors of the edges that touch it."""
    lines = edges.geometry.to_numpy()
    half_width = edges["kind"].map({kind: way.half_width for kind, way in WAYS.items()}).to_numpy()
    for width in np.unique(half_width[half_width > 0]):
        own = lines[half_width == width]
        piece, edge = shapely.STRtree(own).query(land, predicate="dwithin", distance=float(width))
        if len(piece) == 0:
            continue
        order = np.argsort(piece, kind="stable")
        bundle = shapely.multilinestrings(own[edge[order]], indices=_ranks(piece[order]))
        corridors = shapely.buffer(bundle, width, quad_segs=4)
        touched = np.unique(piece)
        land = land.copy()
        land[touched] = shapely.difference(land[touched], corridors)
    return land


def _ranks(sorted_values: np.ndarray) -> np.ndarray:
    """0 for the smallest value, 1 for the next ..."""
    return np.cumsum(np.diff(sorted_values, prepend=sorted_values[0]) > 0)


def _without_water(land: Geometries, water: Geometries) -> Geometries:
    """Land minus the water and the strip along it."""
    surface, lot = shapely.STRtree(land).query(water, predicate="dwithin", distance=WATERSIDE)
    if len(lot) == 0:
        return land
    order = np.argsort(lot, kind="stable")
    near = np.unique(lot)
    reach = shapely.buffer(
        shapely.multipolygons(water[surface[order]], indices=_ranks(lot[order])), WATERSIDE
    )
    free = land.copy()
    free[near] = shapely.difference(free[near], reach)
    return free
