"""Cut a town into independent tasks, one community each, in metres."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.frames import Town
from gis.geometry.borders import Floats, Ints
from gis.geometry.cover import holding
from gis.geometry.crossings import Barriers
from gis.geometry.plane import Geometries, Plane
from gis.partition.households import Counts
from gis.partition.params import Params

MARGIN = 60.0
"""Barriers and crossings this near (metres) to a community are handed to its task."""


@dataclass(frozen=True)
class Buildings:
    """Buildings that meet a community, in the order of their ids.

    footprint
        (n,) polygons, clipped to the community where its border runs through them.
    row
        (n,) position in ``town.buildings``.
    foreign
        (n,) True where most of the building lies in another community: such a piece holds no
        households here, but no outline may cut it.
    households, residents, floors, staircases
        (n,) whole numbers; 0 staircases where not known.
    load
        (n,) what is balanced.
    compound
        (n,) index of the compound, -1 without.
    """

    footprint: Geometries
    row: Ints
    foreign: NDArray[np.bool_]
    households: Ints
    residents: Ints
    floors: Ints
    staircases: Ints
    load: Floats
    compound: Ints


@dataclass(frozen=True)
class Site:
    """An object that gets a dedicated grid."""

    id: str
    category: str
    name: str | None
    shape: shapely.Geometry


@dataclass(frozen=True)
class Task:
    """Everything one community's plan depends on."""

    number: int
    code: str
    name: str
    rural: bool
    polygon: shapely.Geometry
    buildings: Buildings
    barriers: Barriers
    compounds: Geometries
    compound_rows: Ints
    compound_names: tuple[str | None, ...]
    sites: tuple[Site, ...]
    site_rows: Ints
    existing: Geometries
    existing_codes: tuple[str, ...]
    neighbours: Geometries
    neighbour_names: tuple[str, ...]
    params: Params

    def size(self) -> int:
        """How much work it is: the number of its buildings."""
        return len(self.buildings.row)


@dataclass(frozen=True)
class Survey:
    """The town in metres, with every building counted and at home in one community.

    ``area`` holds the footprint areas in square metres, 0 for buildings given as points.
    """

    plane: Plane
    communities: Geometries
    footprints: Geometries
    area: Floats
    home: Ints
    compound: Ints
    compound_ids: tuple[str, ...]


def survey(town: Town) -> Survey:
    """Bring a town into its plane and find the home of every building."""
    bounds = town.communities.total_bounds
    plane = Plane.of(town.communities.crs, tuple(bounds))
    communities = plane.forward(town.communities.geometry)
    footprints = plane.forward(town.buildings.geometry)
    area = shapely.area(footprints)
    flat = shapely.get_dimensions(footprints) == 0
    footprints[flat] = shapely.buffer(footprints[flat], 0.5, cap_style="square", quad_segs=1)
    compound, ids = _compounds(town, plane, footprints)
    home = holding(footprints, communities)
    return Survey(plane, communities, footprints, area, home, compound, ids)


def _compounds(town: Town, plane: Plane, footprints: Geometries) -> tuple[Ints, tuple[str, ...]]:
    """The compound of each building, by attribute, else by position; polygons come first."""
    attribute = town.buildings["compound"]
    extra = sorted(set(attribute.dropna().astype(str)) - set(town.compounds["id"]))
    ids = (*town.compounds["id"], *extra)
    index = {name: i for i, name in enumerate(ids)}
    compound = attribute.map(index).fillna(-1).to_numpy(dtype=np.int64)
    if len(town.compounds):
        shapes = plane.forward(town.compounds.geometry)
        inner = shapely.point_on_surface(footprints)
        building, at = shapely.STRtree(shapes).query(inner, predicate="intersects")
        free = compound[building] < 0
        compound[building[free][::-1]] = at[free][::-1]
    return compound, ids


def tasks(
    town: Town,
    found: Survey,
    counts: Counts,
    load: Floats,
    params: Params,
    only: Container[int] | None = None,
) -> list[Task]:
    """One task a community (of those in ``only``, by position), in the order of their codes."""
    lines = found.plane.forward(town.barriers.geometry)
    crossings = found.plane.forward(town.crossings.geometry)
    compounds = found.plane.forward(town.compounds.geometry)
    sites = found.plane.forward(town.sites.geometry)
    existing = found.plane.forward(town.grids.geometry)
    near = {
        "line": _near(found.communities, lines, MARGIN),
        "crossing": _near(found.communities, crossings, MARGIN),
        "compound": _near(found.communities, compounds, 0.0),
        "site": _near(found.communities, sites, 0.0),
        "grid": _near(found.communities, existing, 0.0),
        "community": _near(found.communities, found.communities, 1.0),
        "building": _near(found.communities, found.footprints, 0.0),
    }
    stair = town.buildings["staircases"].fillna(0).to_numpy(dtype=np.int64)
    result = []
    for number, row in enumerate(town.communities.itertuples()):
        if only is not None and number not in only:
            continue
        line, shape = near["line"][number], near["compound"][number]
        barrier = town.barriers.iloc[line]
        others = near["community"][number][near["community"][number] != number]
        buildings = _buildings(found, number, near["building"][number], counts, load, stair)
        result.append(
            Task(
                number, row.code, row.name, row.kind == "rural", found.communities[number],
                buildings,
                Barriers(
                    lines[line], barrier["class"].to_numpy(object), _names(barrier["name"]),
                    barrier["crossable"].to_numpy(bool), crossings[near["crossing"][number]],
                ),
                compounds[shape], shape,
                tuple(_names(town.compounds["name"].iloc[shape])),
                tuple(
                    Site(row.id, row.category, row.name if pd.notna(row.name) else None, sites[at])
                    for at, row in zip(
                        near["site"][number],
                        town.sites.iloc[near["site"][number]].itertuples(),
                        strict=True,
                    )
                ),
                near["site"][number],
                existing[near["grid"][number]],
                tuple(town.grids["code"].iloc[near["grid"][number]]),
                found.communities[others], tuple(town.communities["name"].iloc[others]),
                params,
            )
        )  # fmt: skip
    return result


def _names(column: pd.Series) -> NDArray[np.object_]:
    return np.asarray(column.astype(object).where(column.notna(), None), dtype=object)


def _near(communities: Geometries, shapes: Geometries, margin: float) -> list[Ints]:
    """Per community, the sorted positions of the shapes within ``margin`` of it."""
    if not len(shapes):
        return [np.zeros(0, dtype=np.int64)] * len(communities)
    community, shape = shapely.STRtree(shapes).query(communities, "dwithin", distance=margin)
    order = np.lexsort((shape, community))
    ends = np.cumsum(np.bincount(community, minlength=len(communities)))[:-1]
    return [part.astype(np.int64) for part in np.split(shape[order], ends)]


def _buildings(
    found: Survey, number: int, near: Ints, counts: Counts, load: Floats, staircases: Ints
) -> Buildings:
    community = found.communities[number]
    shapely.prepare(community)
    clipped = found.footprints[near]
    across = ~shapely.contains(community, clipped)
    clipped[across] = shapely.intersection(clipped[across], community)
    foreign = found.home[near] != number
    kept = (shapely.get_dimensions(clipped) == 2) & ~(foreign & (shapely.area(clipped) < 0.01))
    outside = np.nonzero((found.home == number) & ~np.isin(np.arange(len(load)), near[kept]))[0]
    row = np.concatenate([near[kept], outside])
    shapes = np.concatenate([clipped[kept], found.footprints[outside]])
    foreign = np.concatenate([foreign[kept], np.zeros(len(outside), dtype=bool)])
    order = np.argsort(row, kind="stable")
    row, shapes, foreign = row[order], shapes[order], foreign[order]

    def local(values: Ints) -> Ints:
        return np.where(foreign, 0, values[row])

    return Buildings(
        shapes, row, foreign,
        local(counts.households), local(counts.residents), counts.floors[row],
        np.where(foreign, 0, staircases[row]),
        np.where(foreign, 0.0, load[row]),
        np.where(foreign, -1, found.compound[row]),
    )  # fmt: skip
