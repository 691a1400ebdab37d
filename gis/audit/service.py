"""Rule uncovered_site: every site has its one dedicated grid in each community it lies in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.audit.case import Case
from gis.audit.draft import Draft, listed
from gis.audit.ground import Geometries
from gis.audit.intake import texts
from gis.audit.placing import Rows
from gis.audit.sites import SMALLEST, SiteParts, outlines, site_parts
from gis.model import CATEGORIES

SHARE = 0.9
"""Share of a site that its dedicated grid must hold."""


def uncovered_site(case: Case) -> Iterator[Draft]:
    """Sites without a dedicated grid of their category, or spread over several."""
    sites = outlines(case)
    if not len(sites):
        return
    parts = site_parts(case, sites)
    wanted = texts(case.town.sites["category"])[parts.site]
    category = texts(case.proposal.grids["category"])
    tree = shapely.STRtree(case.grids)
    part, grid = tree.query(parts.geometry, predicate="intersects")
    inside = case.dedicated[grid]
    part, grid = part[inside], grid[inside]
    held = _shares(parts.geometry[part], case.grids[grid])
    own = category[grid] == wanted[part]
    best = np.zeros(len(parts.site))
    np.maximum.at(best, part[own], held[own])
    for row in np.flatnonzero(best < SHARE).tolist():
        mine = part == row
        if _shared_out(parts, row, sites, case.grids[grid[mine]], own[mine]):
            continue
        if not _divided(case, parts.geometry[row], case.grids[grid[mine & own]]):
            yield _lacking(case, parts, row, str(wanted[row]), grid[mine & own])


def _shares(shapes: Geometries, grids: Geometries) -> NDArray[np.float64]:
    """Share of each shape inside each grid; 1 for points, which only come with a hit."""
    area = shapely.area(shapes)
    common = shapely.area(shapely.intersection(shapes, grids))
    shares: NDArray[np.float64] = np.where(area > 0, common / np.where(area > 0, area, 1), 1.0)
    return shares


def _shared_out(
    parts: SiteParts,
    row: int,
    sites: Geometries,
    dedicated: Geometries,
    own: NDArray[np.bool_],
) -> bool:
    """Whether sites that overlap this one account for what its own grid does not hold.

    Inside a bigger site it may belong to that site's grid; where two sites overlap, the common
    land can only go to one of them.
    """
    shape = parts.geometry[row]
    near = shapely.STRtree(sites).query(shape, predicate="intersects")
    near = near[near != parts.site[row]]
    near = near[shapely.get_dimensions(sites[near]) == 2]
    if not len(near) or not len(dedicated):
        return False
    others = shapely.union_all(sites[near])
    covered = shapely.union_all(dedicated)
    if shapely.get_dimensions(shape) == 0:
        return bool(shapely.intersects(others, shape) and shapely.intersects(covered, shape))
    taken = shapely.intersection(shapely.intersection(shape, others), covered)
    enough = SHARE * shapely.area(shape)
    rest = shapely.difference(shape, others)
    if shapely.area(rest) < SMALLEST and shapely.area(taken) >= enough - shapely.area(rest):
        return True
    alone = shapely.intersection(shape, dedicated[own])
    return bool((shapely.area(shapely.union(alone, taken)) >= enough).any())


def _divided(case: Case, shape: shapely.Geometry, own: Geometries) -> bool:
    """Whether uncrossable barriers divide a site, and each part of it has its dedicated grid."""
    if shapely.get_dimensions(shape) == 0 or not len(own):
        return False
    faces = case.strict_barriers.faces(shape, np.zeros(0, dtype=object))
    numbers = np.unique(faces.group)
    if len(numbers) < 2:
        return False
    for number in numbers:
        side = shapely.union_all(faces.polygons[faces.group == number])
        held = shapely.area(shapely.intersection(side, own)).max()
        if shapely.area(side) >= SMALLEST and held < SHARE * shapely.area(side):
            return False
    return True


def _lacking(case: Case, parts: SiteParts, row: int, category: str, grids: Rows) -> Draft:
    site = parts.site[row]
    name = str(case.town.sites["id"].iloc[site])
    title = case.town.sites["name"].iloc[site]
    called = name if not isinstance(title, str) or not title else f"{name} {title}"
    community = case.community_codes[parts.community[row]]
    labels = tuple(case.grid_layer.labels[grids])
    area = float(shapely.area(parts.geometry[row]))
    kind = CATEGORIES.get(category, category)
    if labels:
        zh, en = listed(labels)
        zh = f"只有一部分在专属网格 {zh} 内；请划入同一个专属网格。"
        en = f"is only partly or not as one in {en}; put it into one dedicated grid."
    else:
        zh, en = "没有同类专属网格；请补设。", "has no dedicated grid of its kind; add one."
    return Draft(
        (name, community, *labels),
        parts.geometry[row],
        f"社区 {community} 的{kind} {called} {zh}",
        f"Site {called} ({category}) in community {community} {en}",
        {"area_m2": area, "grids": float(len(labels))},
    )
