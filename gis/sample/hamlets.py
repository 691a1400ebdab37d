"""Natural villages between the towns: where they lie, their lanes, the field paths between."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.sample.bend import Floats, Ints
from gis.sample.layout import County, Geometries, winding
from gis.sample.streets import lines

HOUSES = 72.0
"""Houses of a middling natural village."""

RURAL_SHARE = 0.25
"""Share of a town's buildings that stand in its villages."""


@dataclass(frozen=True, slots=True)
class Hamlets:
    """Natural villages of all towns, unbent.

    Parameters
    ----------
    middles, radii, town
        (n, 2) middles, (n,) radii in metres and (n,) towns.
    outlines
        (n,) polygons of the built-up land.
    """

    middles: Floats
    radii: Floats
    town: Ints
    outlines: Geometries


def settle(
    county: County, territories: Geometries, streets: gpd.GeoDataFrame, rng: np.random.Generator
) -> Hamlets:
    """Choose places well apart, off rivers, railways and main roads, and draw the outlines."""
    limits = streets[streets["kind"] == "limit"].sort_values("town").geometry.to_numpy()
    keep_off = shapely.buffer(limits, 0.22 * county.unit)
    shared = streets[streets["town"] == -1]
    pieces, line = _pieces(shared.geometry.to_numpy())
    apart = np.where(shared["kind"].isin(["river", "rail"]).to_numpy()[line], 175, 70)
    tree = shapely.STRtree(pieces)
    middles, radii, towns = [], [], []
    for town, territory in enumerate(territories):
        wanted = max(3, round(county.quotas[town] * RURAL_SHARE * 1.6 / HOUSES))
        built = shapely.union(shapely.polygons(limits[town]), keep_off[town])
        land = shapely.difference(shapely.buffer(territory, -0.16 * county.unit), built)
        west, south, east, north = land.bounds
        points = rng.uniform((west, south), (east, north), (4000, 2))
        shapes = shapely.points(points)
        index, distance = tree.query_nearest(shapes, return_distance=True, all_matches=False)
        free = distance > apart[index[1]]
        points = points[shapely.contains_xy(land, points) & free]
        chosen = _spread(points, wanted, 0.4 * county.unit)
        sizes = HOUSES * np.exp(rng.normal(0, 0.35, len(chosen)))
        middles.append(chosen)
        radii.append(11.6 * np.sqrt(sizes) + 8)
        towns.append(np.full(len(chosen), town))
    centre, radius = np.concatenate(middles), np.concatenate(radii)
    return Hamlets(centre, radius, np.concatenate(towns), _outlines(centre, radius, rng))


def _pieces(long: Geometries) -> tuple[Geometries, Ints]:
    """Lines cut into their segments, and the line each segment came from."""
    points, line = shapely.get_coordinates(long, return_index=True)
    same = line[1:] == line[:-1]
    pieces: Geometries = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)[same])
    return pieces, line[1:][same]


def _spread(points: Floats, wanted: int, apart: float) -> Floats:
    """The first points that keep ``apart`` metres from each other; closer only if too few."""
    while True:
        chosen = np.empty((0, 2))
        for point in points:
            if len(chosen) == wanted:
                return chosen
            if not len(chosen) or np.hypot(*(chosen - point).T).min() > apart:
                chosen = np.vstack([chosen, point])
        if apart < 150 or len(chosen) == wanted:
            return chosen
        apart *= 0.85


def _outlines(middles: Floats, radii: Floats, rng: np.random.Generator) -> Geometries:
    """Potato-shaped, lengthened land of each village."""
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    modes = np.arange(2, 7)
    phase = rng.uniform(0, 2 * np.pi, (len(middles), len(modes), 1))
    size = rng.normal(0, 0.32 / modes, (len(middles), len(modes)))
    shape = 1 + np.einsum("ij,ijk->ik", size, np.sin(modes[:, None] * angle + phase))
    shape = np.clip(shape, 0.55, 1.5)[..., None] * np.column_stack([np.cos(angle), np.sin(angle)])
    outlines: Geometries = shapely.polygons(middles[:, None] + radii[:, None, None] * shape)
    return outlines


def paths(
    hamlets: Hamlets, territories: Geometries, streets: gpd.GeoDataFrame, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Village roads, lanes in the villages, and the field paths half-way between villages."""
    limits = streets[streets["kind"] == "limit"].sort_values("town").geometry.to_numpy()
    roads = streets[streets["kind"].isin(["main_ew", "main_ns", "ring"])].geometry.to_numpy()
    parts = []
    for town, territory in enumerate(territories):
        own = np.flatnonzero(hamlets.town == town)
        land = shapely.difference(territory, shapely.polygons(limits[town]))
        middles = hamlets.middles[own]
        halves = shapely.voronoi_polygons(
            shapely.multipoints(middles), extend_to=shapely.box(*territory.bounds), only_edges=True
        )
        parts += [
            lines([shapely.intersection(_along_fields(halves, rng), land)], "field_path", town),
            lines(
                _village_roads(middles, shapely.clip_by_rect(roads, *territory.bounds), rng),
                "village_road",
                town,
            ),
            lines(_lanes(middles, hamlets.radii[own], rng), "lane", town),
        ]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))


def _along_fields(halves: shapely.Geometry, rng: np.random.Generator) -> shapely.Geometry:
    """Straight lines between villages, winding as the fields do."""
    points, line = shapely.get_coordinates(shapely.get_parts(halves), return_index=True)
    same = line[1:] == line[:-1]
    starts, ends = points[:-1][same], points[1:][same]
    return shapely.union_all(winding(starts, ends, 0.035 * np.hypot(*(ends - starts).T), rng))


def _village_roads(middles: Floats, roads: Geometries, rng: np.random.Generator) -> Geometries:
    """From each village to the nearest main road, or to a village that is nearer to one."""
    spots = shapely.points(middles)
    network = shapely.union_all(roads)
    ways = shapely.shortest_line(spots, network)
    distance = shapely.length(ways)
    ends = shapely.get_coordinates(ways).reshape(-1, 2, 2)[:, 1]
    between = np.hypot(*(middles[:, None] - middles[None]).T).T
    between[distance[None] >= distance[:, None]] = np.inf
    np.fill_diagonal(between, np.inf)
    friend = between.argmin(axis=1)
    via = between[np.arange(len(middles)), friend] < distance
    ends[via] = middles[friend[via]]
    along = ends - middles
    across = np.column_stack([-along[:, 1], along[:, 0]])
    t = np.linspace(0, 1, 24)
    sway = rng.normal(0, 0.07, (len(middles), 2, 1))
    offset = (sway * np.stack([np.sin(np.pi * t), np.sin(2 * np.pi * t)])).sum(axis=1)
    points = middles[:, None] + along[:, None] * t[:, None] + across[:, None] * offset[..., None]
    found: Geometries = shapely.linestrings(points)
    return found


def _lanes(middles: Floats, radii: Floats, rng: np.random.Generator) -> Geometries:
    """Two or three crooked lanes out of the middle of each village."""
    count = len(middles)
    first = rng.uniform(0, 2 * np.pi, count)
    found = []
    for turn, reach in ((0.0, 0.95), (2.4, 0.8), (4.3, 0.7)):
        angle = first + turn + rng.normal(0, 0.2, count)
        t = np.linspace(0, 1, 8)
        bow = rng.normal(0, 0.12, count)[:, None] * np.sin(np.pi * t)
        heading = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        across = np.stack([-np.sin(angle), np.cos(angle)], axis=-1)
        path = heading[:, None] * t[:, None] + across[:, None] * bow[..., None]
        found.append(shapely.linestrings(middles[:, None] + path * (radii * reach)[:, None, None]))
    crooked: Geometries = np.concatenate(found)
    return crooked
