"""Put the plans of all communities together: frames in the CRS of the input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from gis.frames import OUT_BUILDINGS, OUT_GRIDS, OUT_MICROGRIDS, Proposal, Town
from gis.geometry.borders import Floats, Ints
from gis.geometry.cover import union_groups
from gis.geometry.matching import match_vertices
from gis.geometry.plane import Geometries, Plane
from gis.model import CODE_SCHEMES, HouseholdsSource, Kind
from gis.partition.community import CommunityPlan
from gis.partition.households import Counts
from gis.partition.numbering import microgrid_numbers
from gis.partition.tasks import Task

CUT = 1e-4
"""Square metres of a building beyond its grid that count as a cut."""


@dataclass(frozen=True)
class Assembly:
    """All grids and micro-grids of a town.

    community
        (g,) number of the community of each grid.
    polygon, micro_polygon
        (g,) and (m,) polygons in metres.
    grid_of
        (m,) grid of each micro-grid.
    building_grid, building_micro
        (n,) grid and micro-grid of each building of the town, micro -1 where it is split.
    parts
        Parts of split buildings; ``microgrid`` numbers the town's micro-grids.
    codes, micro_codes
        (g,) and (m,) codes.
    """

    plans: list[CommunityPlan]
    community: Ints
    polygon: Geometries
    micro_polygon: Geometries
    grid_of: Ints
    building_grid: Ints
    building_micro: Ints
    parts: pd.DataFrame
    codes: tuple[str, ...]
    micro_codes: tuple[str, ...]


def assemble(tasks: list[Task], plans: list[CommunityPlan], buildings: int) -> Assembly:
    """Number everything through and draw the outlines so that communities meet exactly."""
    grid_first = _offsets([len(plan.codes) for plan in plans])
    micro_first = _offsets([len(plan.grid_of) for plan in plans])
    patch_first = _offsets([len(plan.patch) for plan in plans])
    community = np.repeat(np.arange(len(plans)), [len(plan.codes) for plan in plans])
    patch_of_community = np.repeat(np.arange(len(plans)), [len(plan.patch) for plan in plans])
    patch = match_vertices(np.concatenate([plan.patch for plan in plans]), patch_of_community)
    rows = np.concatenate(
        [
            plan.patch_of + np.array([m, p])
            for plan, m, p in zip(plans, micro_first, patch_first, strict=True)
        ]
    )
    grid_of = np.concatenate(
        [plan.grid_of + first for plan, first in zip(plans, grid_first, strict=True)]
    )
    patch_grid = np.empty(len(patch), dtype=np.int64)
    patch_grid[rows[:, 1]] = grid_of[rows[:, 0]]
    polygon = union_groups(patch, patch_grid)
    micro_polygon = union_groups(patch[rows[:, 1]], rows[:, 0])
    parts = _parts(plans, micro_first)
    codes = tuple(code for plan in plans for code in plan.codes)
    scheme = CODE_SCHEMES[tasks[0].params.rules.code_scheme]
    floor_from = _floors(parts, len(grid_of))["floor_from"].to_numpy()
    micro_codes = np.empty(len(grid_of), dtype=object)
    for number, own in enumerate(np.split(np.arange(len(grid_of)), _starts(grid_of))):
        running = microgrid_numbers(micro_polygon[own], floor_from[own])
        micro_codes[own] = [scheme.microgrid(codes[number], int(i)) for i in running]
    building_grid = np.full(buildings, -1, dtype=np.int64)
    building_micro = np.full(buildings, -1, dtype=np.int64)
    for plan, g, m in zip(plans, grid_first, micro_first, strict=True):
        building_grid[plan.rows] = plan.grid + g
        building_micro[plan.rows] = np.where(plan.microgrid >= 0, plan.microgrid + m, -1)
    return Assembly(
        plans, community, polygon, micro_polygon, grid_of,
        building_grid, building_micro, parts, codes, tuple(micro_codes),
    )  # fmt: skip


def _offsets(counts: list[int]) -> Ints:
    return np.cumsum([0, *counts[:-1]]).astype(np.int64)


def _starts(sorted_labels: Ints) -> Ints:
    return np.nonzero(np.diff(sorted_labels))[0] + 1


def _parts(plans: list[CommunityPlan], micro_first: Ints) -> pd.DataFrame:
    columns = ("building", "staircase", "floor_from", "floor_to", "stacked", "households", "shape")
    frame = pd.DataFrame(
        {name: np.concatenate([getattr(plan.parts, name) for plan in plans]) for name in columns}
    )
    frame["microgrid"] = np.concatenate(
        [plan.parts.microgrid + first for plan, first in zip(plans, micro_first, strict=True)]
    )
    order = ["building", "staircase", "floor_from"]
    return frame.sort_values(order, kind="stable").reset_index(drop=True)


def _floors(parts: pd.DataFrame, microgrids: int) -> pd.DataFrame:
    """Lowest and highest floor of micro-grids that hold a range of floors, else 0."""
    stacked = parts[parts["stacked"].astype(bool)]
    floors = stacked.groupby("microgrid").agg({"floor_from": "min", "floor_to": "max"})
    return floors.reindex(range(microgrids), fill_value=0)


def to_proposal(
    town: Town, tasks: list[Task], found: Assembly, counts: Counts, plane: Plane
) -> Proposal:
    """The four frames of a proposal, sorted by code or id, in the CRS of the input."""
    grids = _grids(town, tasks, found, counts, plane)
    microgrids = _microgrids(town, found, counts, plane)
    codes = np.array([*found.codes, None], dtype=object)
    micro_codes = np.array([*found.micro_codes, None], dtype=object)
    buildings = town.buildings.assign(
        grid=codes[found.building_grid],
        microgrid=micro_codes[found.building_micro],
        households=counts.households,
        residents=counts.residents,
        households_source=counts.source.astype(str),
    )
    others = [name for name in buildings.columns if name not in (*OUT_BUILDINGS, "geometry")]
    buildings = buildings[[*OUT_BUILDINGS, *others, "geometry"]]
    return Proposal(grids, microgrids, buildings, _building_parts(town, found, plane))


def _grids(
    town: Town, tasks: list[Task], found: Assembly, counts: Counts, plane: Plane
) -> gpd.GeoDataFrame:
    size = len(found.codes)
    at = found.building_grid
    households = _sum(at, counts.households, size)
    estimated = _sum(at, counts.households * (counts.source == HouseholdsSource.ESTIMATED), size)
    geometry = plane.inverse(found.polygon)
    names = [words for plan in found.plans for words in plan.names]
    texts = [words for plan in found.plans for words in plan.borders]
    frame = gpd.GeoDataFrame(
        {
            "code": found.codes,
            "community": [tasks[number].code for number in found.community],
            "kind": [str(kind) for plan in found.plans for kind in plan.kind],
            "category": _categories(tasks, found.plans),
            "name": [words.zh for words in names],
            "name_en": [words.en for words in names],
            "households": households,
            "residents": _sum(at, counts.residents, size),
            "buildings": np.bincount(at, minlength=size),
            "area_m2": np.round(areas_m2(geometry, plane, town.communities.crs), 2),
            "estimated_share": np.round(estimated / np.maximum(households, 1), 4),
            "reason": _texts(reason for plan in found.plans for reason in plan.reason),
            "boundary_text": [words.zh for words in texts],
            "boundary_text_en": [words.en for words in texts],
        },
        geometry=geometry,
        crs=town.communities.crs,
    )
    return frame.sort_values("code", ignore_index=True)[[*OUT_GRIDS, "geometry"]]


def _categories(tasks: list[Task], plans: list[CommunityPlan]) -> list[str | None]:
    return [
        tasks[number].sites[int(site)].category if kind is Kind.DEDICATED else None
        for number, plan in enumerate(plans)
        for kind, site in zip(plan.kind, plan.site, strict=True)
    ]


def _texts(values: Any) -> Any:
    return pd.array([None if value is None else str(value) for value in values], dtype=object)


def _sum(at: Ints, values: Ints, size: int) -> Ints:
    return np.bincount(at, weights=values, minlength=size).astype(np.int64)


def _microgrids(town: Town, found: Assembly, counts: Counts, plane: Plane) -> gpd.GeoDataFrame:
    size = len(found.micro_codes)
    whole = found.building_micro >= 0
    parts = found.parts
    households = _sum(found.building_micro[whole], counts.households[whole], size)
    households += _sum(parts["microgrid"].to_numpy(), parts["households"].to_numpy(), size)
    floors = _floors(parts, size)
    frame = gpd.GeoDataFrame(
        {
            "code": found.micro_codes,
            "grid": [found.codes[number] for number in found.grid_of],
            "households": households,
            "floor_from": nullable(floors["floor_from"]),
            "floor_to": nullable(floors["floor_to"]),
            "reason": _texts(reason for plan in found.plans for reason in plan.microgrid_reason),
        },
        geometry=plane.inverse(found.micro_polygon),
        crs=town.communities.crs,
    )
    return frame.sort_values("code", ignore_index=True)[[*OUT_MICROGRIDS, "geometry"]]


def nullable(values: Any, missing: int = 0) -> pd.Series:
    """Whole numbers with ``missing`` as null."""
    numbers = pd.Series(np.asarray(values)).astype("Int32")
    return numbers.mask(numbers == missing)


def _building_parts(town: Town, found: Assembly, plane: Plane) -> gpd.GeoDataFrame:
    parts = found.parts
    ids = town.buildings["id"].to_numpy(object)[parts["building"].to_numpy(int)]
    shape = plane.inverse(parts["shape"].to_numpy(object))
    uncut = parts["staircase"].to_numpy() == 0
    rows = parts["building"].to_numpy(int)[uncut]
    shape[uncut] = town.buildings.geometry.to_numpy()[rows]
    return gpd.GeoDataFrame(
        {
            "building": ids,
            "part": (parts.groupby("building").cumcount() + 1).astype("int32"),
            "floor_from": parts["floor_from"].astype("Int32"),
            "floor_to": parts["floor_to"].astype("Int32"),
            "staircase": nullable(parts["staircase"]),
            "households": parts["households"].astype("int64"),
            "microgrid": [found.micro_codes[int(i)] for i in parts["microgrid"]],
        },
        geometry=shape,
        crs=town.communities.crs,
    )


def areas_m2(geometry: Geometries, plane: Plane, crs: CRS) -> Floats:
    """True areas: planar where the CRS measures metres, else through an equal-area projection."""
    if plane.scale == (1.0, 1.0):
        return np.asarray(shapely.area(geometry), dtype=np.float64)
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    lon, lat = to_degrees.transform(*plane.origin)
    equal = CRS.from_dict(
        {"proj": "laea", "lat_0": lat, "lon_0": lon, "ellps": "GRS80", "units": "m"}
    )
    change = Transformer.from_crs(crs, equal, always_xy=True)

    def project(xy: Floats) -> Floats:
        return np.column_stack(change.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.area(shapely.transform(geometry, project)), dtype=np.float64)


def cut_buildings(footprints: Geometries, found: Assembly, communities: Geometries) -> Ints:
    """Rows of buildings with ground of their own community beyond their grid (over 1 cm2)."""
    at = found.building_grid
    rows = np.nonzero(~shapely.contains(found.polygon[at], footprints))[0]
    home = communities[found.community[at[rows]]]
    own = shapely.intersection(footprints[rows], home)
    beyond = shapely.area(shapely.difference(own, found.polygon[at[rows]]))
    return np.asarray(rows[beyond > CUT], dtype=np.int64)
