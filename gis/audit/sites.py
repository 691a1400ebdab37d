"""Parks, schools, hospitals ... cut up by community, and the dedicated grids that serve them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.audit.ground import Geometries
from gis.audit.intake import texts
from gis.audit.placing import Rows
from gis.audit.references import Grouped
from gis.audit.scene import Scene

SMALLEST = 500.0
"""Area in m2 from which a site, or its part in a community, needs a dedicated grid."""


@dataclass(frozen=True, slots=True)
class SiteParts:
    """Connected parts of sites within communities that are large enough, and point sites.

    Without the ground that no grid of theirs can be asked to hold.

    site, community
        (s,) rows.
    """

    site: Rows
    community: Rows
    geometry: Geometries


def outlines(scene: Scene) -> Geometries:
    """(s,) sites in metres."""
    frame = scene.town.sites
    if not len(frame):
        return np.zeros(0, dtype=object)
    return scene.ground.forward(frame.geometry.to_numpy())


def site_parts(scene: Scene, sites: Geometries) -> SiteParts:
    """Cut sites along the communities, and along buildings that stand mostly beside them."""
    site, community = shapely.STRtree(scene.communities).query(sites, predicate="intersects")
    common = shapely.intersection(sites[site], scene.communities[community])
    parts, at = shapely.get_parts(common, return_index=True)
    whole, mine = shapely.get_parts(_left_to(scene, parts, sites[site[at]]), return_index=True)
    parts, at = whole, at[mine]
    point = shapely.get_dimensions(sites[site[at]]) == 0
    # A point on the border of two communities may belong to either: one is enough.
    first = np.ones(len(at), dtype=bool)
    _, start = np.unique(site[at], return_index=True)
    first[point] = np.isin(np.flatnonzero(point), start)
    keep = np.where(point, first, shapely.area(parts) >= SMALLEST)
    return SiteParts(site[at][keep], community[at][keep], parts[keep])


def _left_to(scene: Scene, parts: Geometries, sites: Geometries) -> Geometries:
    """The ground of each part (p,) of a site (p,) that borders around buildings leave to it.

    A border may not cut a building, so one that stands mostly outside the site takes its ground
    along, unless that is over half of the part: then it is the site's own.
    """
    part, building = scene.building_tree.query(shapely.boundary(parts), predicate="intersects")
    part, structure = np.unique(np.stack([part, scene.structure[building]]), axis=1)
    members = Grouped(scene.structure)
    named, row = np.unique(structure, return_inverse=True)
    unions = [shapely.union_all(scene.buildings[members.of(int(name))]) for name in named]
    shapes = np.array([*unions, None], dtype=object)[row]
    outside = shapely.area(shapely.difference(shapes, sites[part])) > shapely.area(shapes) / 2
    here = shapely.area(shapely.intersection(shapes, parts[part]))
    taken = outside & (here <= shapely.area(parts[part]) / 2)
    left = parts.copy()
    for at in np.unique(part[taken]):
        left[at] = shapely.difference(parts[at], shapely.union_all(shapes[taken & (part == at)]))
    return left


def served(scene: Scene) -> NDArray[np.bool_]:
    """(g,) dedicated grids that hold a real part of a site of their category."""
    sites = outlines(scene)
    wanted = texts(scene.town.sites["category"]) if len(sites) else np.zeros(0, dtype=object)
    category = texts(scene.proposal.grids["category"])
    grid, site = shapely.STRtree(sites).query(scene.grids, predicate="intersects")
    same = scene.dedicated[grid] & (category[grid] == wanted[site])
    grid, site = grid[same], site[same]
    area = shapely.area(shapely.intersection(scene.grids[grid], sites[site]))
    real = (shapely.get_dimensions(sites[site]) == 0) | (area >= 1.0)
    serves = np.zeros(len(scene.grids), dtype=bool)
    serves[grid[real]] = True
    return serves
