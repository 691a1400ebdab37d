"""Contracts of the GeoDataFrames: which layers and columns exist, and what they mean.

A ``Town`` is the checked input, a ``Proposal`` the result of partitioning. Both keep the CRS of
the input's communities. Code behind this border may rely on the columns without checking again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import geopandas as gpd

COMMUNITIES = ("code", "name", "kind", "households")
BUILDINGS = (
    "id", "households", "residents", "floors", "height", "use", "staircases", "compound",
)  # fmt: skip
BARRIERS = ("class", "name", "crossable")
CROSSINGS = ("name",)
COMPOUNDS = ("id", "name")
SITES = ("id", "category", "name")
POPULATION = ("id", "households", "residents")
GRIDS = ("code", "name")

INPUT_LAYERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "communities": COMMUNITIES,
        "buildings": BUILDINGS,
        "barriers": BARRIERS,
        "crossings": CROSSINGS,
        "compounds": COMPOUNDS,
        "sites": SITES,
        "population": POPULATION,
        "grids": GRIDS,
    }
)
"""Layers of an input and the columns each has after checking (absent ones are filled)."""

OUT_GRIDS = (
    "code", "community", "kind", "category", "name", "name_en", "households", "residents",
    "buildings", "area_m2", "estimated_share", "reason", "boundary_text", "boundary_text_en",
)  # fmt: skip
OUT_MICROGRIDS = ("code", "grid", "households", "floor_from", "floor_to", "reason")
OUT_BUILDINGS = ("id", "grid", "microgrid", "households", "households_source")
OUT_BUILDING_PARTS = (
    "building", "part", "floor_from", "floor_to", "staircase", "households", "microgrid",
)  # fmt: skip


@dataclass(frozen=True)
class Town:
    """Checked input of a partition or an audit; every frame in the CRS of ``communities``.

    Each frame has a RangeIndex and at least the columns of ``INPUT_LAYERS``; a layer that was
    not given is an empty frame. Frames are sorted (communities by code, buildings, compounds,
    sites and population by id, barriers and crossings by their geometry's bytes), so that the
    order of features in a file has no effect.

    communities
        Polygon or MultiPolygon; ``code`` 12 digits, unique; ``name`` str; ``kind`` urban|rural;
        ``households`` float, NaN where the total is not known.
    buildings
        Polygon, MultiPolygon or Point; ``id`` str, unique; ``households``, ``residents``,
        ``floors``, ``height`` (m), ``staircases`` float, NaN where not known; ``use`` str or None
        (residential, commercial, industrial, public, religious, agricultural, ancillary, mixed);
        ``compound`` str or None; any other column is passed through.
    barriers
        LineString or MultiLineString; ``class`` one of model.BARRIER_CLASSES; ``name`` str or
        None; ``crossable`` bool.
    crossings
        Point or LineString: bridges and underpasses across uncrossable barriers.
    compounds
        Polygon or MultiPolygon; ``id`` str, unique; ``name`` str or None.
    sites
        Polygon, MultiPolygon or Point; ``id`` str, unique; ``category`` one of
        model.CATEGORIES; ``name`` str or None.
    population
        Polygon or MultiPolygon with known ``households`` (float) and ``residents`` (float, NaN).
    grids
        Polygon or MultiPolygon: the existing grids; ``code`` str.
    """

    communities: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    compounds: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    population: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame
    notices: tuple[str, ...] = ()
    """Repairs and oddities met while reading, one sentence each with the feature's id."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each input file by its path as given."""


@dataclass(frozen=True)
class Proposal:
    """Result of a partition: four frames in the CRS of the input, sorted by code or id.

    grids
        MultiPolygon or Polygon, columns OUT_GRIDS. ``kind`` base|dedicated; ``category`` str or
        None; counts int; ``estimated_share`` float 0..1; ``reason`` str or None.
    microgrids
        Polygon, columns OUT_MICROGRIDS. ``floor_from``/``floor_to`` Int32, null unless the
        micro-grid is a range of floors of a tower; stacked micro-grids overlap on the tower's
        ground.
    buildings
        Input geometry and its passed-through columns, first the columns OUT_BUILDINGS.
        ``microgrid`` is null where the building is split; its parts are in building_parts.
    building_parts
        Geometry of the part (the whole footprint for a floor range), columns
        OUT_BUILDING_PARTS; ``part`` 1.. in each building; ``staircase`` Int32 or null.
    """

    grids: gpd.GeoDataFrame
    microgrids: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    building_parts: gpd.GeoDataFrame
