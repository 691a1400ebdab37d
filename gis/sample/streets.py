"""The main streets of the towns, in the unbent plane."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.sample.bend import Floats
from gis.sample.layout import County, Geometries, Terrain


@dataclass(frozen=True, slots=True)
class Way:
    """What a kind of line is: barrier class (None: no street), half width (m) of what stays free.

    A lower ``rank`` wins where two lines share an edge.
    """

    barrier: str | None
    half_width: float
    rank: int


WAYS = {
    "river": Way("river", 0.0, 0),
    "rail": Way("rail", 13.0, 1),
    "main_ew": Way("primary", 17.0, 2),
    "main_ns": Way("primary", 17.0, 2),
    "ring": Way("primary", 18.0, 3),
    "country_road": Way("trunk", 9.0, 3),
    "second_ns": Way("secondary", 13.0, 4),
    "second_ew": Way("secondary", 13.0, 4),
    "bank_road": Way("secondary", 9.0, 5),
    "street": Way("tertiary", 9.5, 6),
    "side_street": Way("residential", 6.0, 7),
    "alley": Way("residential", 2.4, 8),
    "dead_end": Way("residential", 4.0, 9),
    "village_road": Way("tertiary", 4.0, 9),
    "lane": Way("residential", 3.0, 10),
    "limit": Way(None, 3.0, 11),
    "border": Way(None, 3.0, 12),
    "field_path": Way(None, 2.0, 13),
}
"""Every kind of line of the network."""


def lines(
    geometries: Geometries | list[shapely.Geometry], kind: str, town: object
) -> gpd.GeoDataFrame:
    """Frame of lines of one kind; columns ``kind`` and ``town``."""
    found = np.asarray(geometries, dtype=object)
    return gpd.GeoDataFrame({"kind": kind, "town": town}, geometry=found, index=range(len(found)))


def loop(centre: Floats, radius: float, rng: np.random.Generator, wobble: float) -> Floats:
    """Points (96, 2) of a closed curve: rounder than a square, squarer than a circle."""
    angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    shape = 1.0 + 0.06 * np.abs(np.sin(2 * angle)) ** 1.5
    for mode, size in ((2, 0.05), (3, 0.05), (5, 0.025), (7, 0.012)):
        shape = shape + wobble * size * np.sin(mode * angle + rng.uniform(0, 2 * np.pi))
    return centre + radius * shape[:, None] * np.column_stack(
        [np.cos(angle) * 1.08, np.sin(angle) * 0.95]
    )


def smooth(points: Floats) -> Floats:
    """Corner cutting (Chaikin), three rounds; ends stay."""
    for _ in range(3):
        near, far = points[:-1] * 0.75 + points[1:] * 0.25, points[:-1] * 0.25 + points[1:] * 0.75
        inner = np.stack([near, far], axis=1).reshape(-1, 2)
        points = np.concatenate([points[:1], inner, points[-1:]])
    return points


def _through_towns(
    county: County, line: int, axis: int, rng: np.random.Generator
) -> shapely.LineString:
    """The main street of a row (axis 0) or column (axis 1) of towns and the roads between."""
    own = np.flatnonzero((county.row if axis == 0 else county.column) == line)
    own = own[np.argsort(county.centres[own, axis])]
    shift = 0.16 if axis == 0 else -0.1
    points = []
    for town in own:
        centre, radius = county.centres[town], county.radii[town]
        for step in (-1.5, -0.75, -0.2, 0.35, 0.8, 1.5):
            bow = shift + rng.normal(0, 0.03 if abs(step) < 1 else 0.13)
            offset = np.array([step, bow] if axis == 0 else [bow, step])
            points.append(centre + radius * offset)
    reach = np.array([1.0, 0.0] if axis == 0 else [0.0, 1.0]) * county.unit
    points = [points[0] - 2.6 * reach, points[0] - 0.8 * reach, *points, points[-1] + 0.8 * reach,
              points[-1] + 2.6 * reach]  # fmt: skip
    wander = rng.normal(0, 0.08, (2, 2)) * county.unit
    points[1], points[-2] = points[1] + wander[0], points[-2] + wander[1]
    return shapely.linestrings(smooth(np.array(points)))


def main_streets(county: County, ground: Terrain, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Ring roads, limits of the built-up land, main and second streets, roads along the banks.

    Returns
    -------
    GeoDataFrame
        Unbent lines with ``kind`` (a key of WAYS) and ``town`` (-1 for lines of many towns).
    """
    parts = [
        lines([_through_towns(county, at, 0, rng) for at in np.unique(county.row)], "main_ew", -1),
        lines(
            [_through_towns(county, at, 1, rng) for at in np.unique(county.column)], "main_ns", -1
        ),
        lines(ground.rivers, "river", -1),
        lines(ground.rails, "rail", -1),
    ]  # fmt: skip
    for town, (centre, radius) in enumerate(zip(county.centres, county.radii, strict=True)):
        ring = loop(centre, radius, rng, 1.0)
        limit = shapely.linearrings(_beyond(centre, ring, rng))
        inside = shapely.polygons(ring)
        second = [
            _second(centre, radius, rng, 1, 0.32),
            _second(centre, radius, rng, 0, -0.6),
        ]
        own_banks = shapely.intersection(ground.banks, inside)
        parts += [
            lines([shapely.linearrings(ring)], "ring", town),
            lines([limit], "limit", town),
            lines([shapely.intersection(second[0], inside)], "second_ns", town),
            lines([shapely.intersection(second[1], inside)], "second_ew", town),
            lines(own_banks[~shapely.is_empty(own_banks)], "bank_road", town),
        ]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))


def _beyond(centre: Floats, ring: Floats, rng: np.random.Generator) -> Floats:
    """The ragged rim of the built-up land outside the ring road."""
    angle = np.linspace(0, 2 * np.pi, len(ring), endpoint=False)
    modes = np.arange(2, 12)
    swing = rng.normal(0, 0.09, len(modes)) / np.sqrt(modes)
    lobes = np.sin(modes * angle[:, None] + rng.uniform(0, 2 * np.pi, len(modes))) @ swing
    return centre + (ring - centre) * np.clip(1.18 + lobes, 1.07, 1.36)[:, None]


def _second(
    centre: Floats, radius: float, rng: np.random.Generator, axis: int, shift: float
) -> shapely.LineString:
    """A street from one side of the ring road to the other."""
    steps = np.array([-1.4, -0.7, -0.1, 0.5, 1.4])
    bows = shift + rng.normal(0, 0.045, len(steps))
    offset = np.column_stack([steps, bows] if axis == 0 else [bows, steps])
    return shapely.linestrings(smooth(centre + radius * offset))
