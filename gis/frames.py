"""Contracts of the GeoDataFrames: which layers and columns exist, and what they mean.

A ``Town`` is the checked input, a ``Proposal`` the result of partitioning. Both keep the CRS of
the input's communities. Code behind this border may rely on the columns without checking again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

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


@dataclass(frozen=True)
class Ground:
    """The atoms of a town, made once at import; all tables have a RangeIndex.

    "Position" means the row in another table, or in a layer of the town.

    atoms
        Polygon in the CRS of the input, edge-matched; they tile each community. ``community``
        position, ascending; ``households``, ``residents``, ``buildings`` int (a building cut by
        staircases counts on its first); ``area`` m2; ``staircase`` Int32, null where the building
        is not cut; ``site`` Int32 position or null; ``compound`` its id or None.
    edges
        Borders: ``low`` < ``high`` positions of atoms, each pair once; ``length`` m; ``cost``
        metres times price; ``passable`` bool, whether one may cross; ``reachable`` bool, whether
        one may cross or get round by a gate of the same block; ``east``, ``south``, ``west``,
        ``north`` metres that face each way as seen from ``low``; ``along``, ``along_en`` what runs
        along most of it, None on open ground.
    rims
        Borders of atoms on the rim of their community: ``atom``, ``part`` 0.., and as in edges
        ``length`` to ``along_en``; without ``along`` it is only the community's border.
    members
        Which buildings stand on which atom: ``atom``, ``building`` positions, ``households``,
        ``residents``. A building cut by staircases stands on several.
    buildings
        Aligned with the town's buildings: ``community`` position, ``households``, ``residents``,
        ``source``, ``floors``, ``staircases``.
    digests
        Aligned with the town's communities: hash of each one's atoms.
    notices
        What is to be said, one sentence each.
    """

    atoms: gpd.GeoDataFrame
    edges: pd.DataFrame
    rims: pd.DataFrame
    members: pd.DataFrame
    buildings: pd.DataFrame
    digests: tuple[str, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """Grids of a plan that stay as they are; tables and columns as in ``Draft``.

    ``atoms`` and ``floors`` hold all that belongs to these grids; counts are not read. Grids and
    micro-grids are named by the index of their table, whatever it counts.
    """

    grids: pd.DataFrame
    microgrids: pd.DataFrame
    atoms: pd.DataFrame
    floors: pd.DataFrame


@dataclass(frozen=True)
class Draft:
    """A proposal in terms of a ground's atoms; what a plan begins with.

    communities
        Positions of the communities it covers, ascending.
    grids
        ``community`` position; ``code``, ``kind``, ``category``, ``name``, ``name_en``,
        ``reason``; ``site`` Int32 position or null.
    microgrids
        ``grid`` position, ``code``, ``reason``.
    atoms
        ``atom`` position, ``grid``, ``microgrid`` positions; without the towers in ``floors``.
    floors
        Towers in several micro-grids, one row for each range: ``atom`` position of the ground,
        ``floor_from``, ``floor_to``, ``households``, ``residents``, ``microgrid`` position. The
        ranges of one atom are disjoint and leave no floor out.
    floor_members
        Buildings on them: ``row`` of floors, ``building`` position, ``households``,
        ``residents``.
    quality, unmet, notices
        As in ``partition.solve.Outcome``.
    """

    communities: tuple[int, ...]
    grids: pd.DataFrame
    microgrids: pd.DataFrame
    atoms: pd.DataFrame
    floors: pd.DataFrame
    floor_members: pd.DataFrame
    quality: dict[str, Any]
    unmet: tuple[str, ...]
    notices: tuple[str, ...]
