"""Divide the land between main streets into blocks by side streets, again and again."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import Polygon
from shapely.ops import split

from gis.sample.bend import Floats
from gis.sample.layout import BANK_ROAD, County, Geometries, Terrain
from gis.sample.streets import lines

HECTARE = 10_000.0
STREET_FROM = 11 * HECTARE
"""Land above this is divided by streets, below by side streets."""

ALLEY_FROM = 1.3 * HECTARE
"""In an old quarter, land below this is divided by alleys."""

Target = Callable[[Floats], tuple[float, bool]]
"""Gives, for a point, the wanted area of a block (m2) and whether it lies in the old quarter."""


def old_quarter(centre: Floats, radius: float) -> tuple[Floats, float]:
    """Middle and radius of a town's old quarter."""
    return centre + radius * np.array([-0.36, 0.3]), 0.36 * radius


def block_target(county: County, town: int, rng: np.random.Generator) -> Target:
    """How large blocks become in one town."""
    centre, radius = county.centres[town], county.radii[town]
    heart, reach = old_quarter(centre, radius)

    def target(point: Floats) -> tuple[float, bool]:
        if np.hypot(*(point - heart)) < reach:
            return float(rng.uniform(0.45, 0.9)) * HECTARE, True
        far = float(np.hypot(*(point - centre))) / radius
        east = (point[0] - centre[0]) / radius > 0.6
        low, high = (4.0, 8.0) if east else (1.0, 2.9) if far < 0.75 else (1.8, 4.2)
        return float(rng.uniform(low, high)) * HECTARE, False

    return target


def divide(
    streets: gpd.GeoDataFrame, county: County, ground: Terrain, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Side streets, alleys and dead ends inside the limits of all towns, unbent."""
    parts = []
    shared = streets[streets["town"] == -1]
    by_town = dict(tuple(streets[streets["town"] >= 0].groupby("town")))
    for town, own in by_town.items():
        limit = shapely.polygons(own.geometry[own["kind"] == "limit"].iloc[0])
        across = shapely.intersection(shared.geometry.to_numpy(), limit)
        noded = shapely.union_all(np.concatenate([own.geometry.to_numpy(), across]), grid_size=0.01)
        faces = shapely.get_parts(shapely.polygonize([noded]))
        strips = shapely.buffer(ground.rivers[county.row[town]], BANK_ROAD + 8)
        dry = shapely.area(shapely.intersection(faces, strips)) < 0.8 * shapely.area(faces)
        parts.append(_divide_town(faces[dry], int(town), block_target(county, int(town), rng), rng))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))


def _divide_town(
    faces: Geometries, town: int, target: Target, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    cuts: dict[str, list[shapely.Geometry]] = {
        "street": [], "side_street": [], "alley": [], "dead_end": [],
    }  # fmt: skip
    waiting = list(faces)
    while waiting:
        face = waiting.pop()
        wanted, old = target(np.array(face.centroid.coords[0]))
        if face.area < 1.55 * wanted:
            if not old and face.area > 2.4 * HECTARE and rng.random() < 0.4:
                cuts["dead_end"].append(_dead_end(face, rng))
            continue
        cut, halves = _cut(face, rng)
        if not halves:
            continue
        kind = "street" if face.area > STREET_FROM else "side_street"
        cuts["alley" if old and face.area < ALLEY_FROM * 2 else kind].append(cut)
        waiting += halves
    return gpd.GeoDataFrame(
        pd.concat([lines(found, kind, town) for kind, found in cuts.items()], ignore_index=True)
    )


def _axes(face: Polygon) -> tuple[Floats, Floats, Floats]:
    """Corner, long side and short side of the smallest rectangle round a face."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(face))
    a, b = corners[1] - corners[0], corners[3] - corners[0]
    return (corners[0], a, b) if np.hypot(*a) >= np.hypot(*b) else (corners[0], b, a)


def _cut(face: Polygon, rng: np.random.Generator) -> tuple[shapely.LineString, list[Polygon]]:
    """Cut a face across its long side, not quite in the middle, not quite square."""
    _, long, short = _axes(face)
    middle = shapely.get_coordinates(shapely.centroid(face))[0]
    for _ in range(6):
        at = middle + long * rng.uniform(-0.14, 0.14)
        angle = rng.normal(0, 0.09)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        reach = turn @ short
        # A bent face may be met twice: only the longer stretch becomes a street.
        met = shapely.get_parts(
            shapely.intersection(shapely.linestrings([at - reach, at + reach]), face)
        )
        ends = shapely.get_coordinates(met[shapely.length(met).argmax()])[[0, -1]]
        hair = 0.01 * (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
        knife = shapely.linestrings([ends[0] - hair, ends[1] + hair])
        halves = list(shapely.get_parts(split(face, knife)))
        if len(halves) == 2 and min(half.area for half in halves) > 0.22 * face.area:
            return shapely.linestrings(ends), halves
    return knife, []


def _dead_end(face: Polygon, rng: np.random.Generator) -> shapely.LineString:
    """A street from the middle of a long side into the face, bent once."""
    corner, long, short = _axes(face)
    foot = corner + long * rng.uniform(0.35, 0.65)
    depth = rng.uniform(0.42, 0.62)
    if rng.random() < 0.5:
        foot, short = foot + short, -short
    head = foot + short * depth + long * rng.normal(0, 0.03)
    path = shapely.intersection(shapely.linestrings([foot - short * 0.2, head]), face)
    pieces = shapely.get_parts(path)
    return pieces[np.argmax(shapely.length(pieces))]
