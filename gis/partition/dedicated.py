"""Dedicated grids: which ground belongs to a site."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from gis.geometry.borders import Floats, Ints, sums
from gis.geometry.cover import Cover
from gis.partition.graph import SHORTEST_CONTACT, Graph
from gis.partition.slivers import groups
from gis.partition.structures import Structures
from gis.partition.tasks import Task

SMALLEST_SITE = 500.0
"""A site with less ground than this (square metres) in a community gets no dedicated grid."""
NONE = -1


def sites_of_tiles(task: Task, tiles: Cover, built: Structures) -> Ints:
    """(t,) the site each tile belongs to, NONE outside of sites.

    A tile follows its block, since outlines of sites make blocks; where sites overlap the
    smaller one wins. A site given as a point takes the tile of the nearest building.
    """
    result = np.full(len(tiles.polygons), NONE, dtype=np.int64)
    inner = shapely.point_on_surface(tiles.blocks[tiles.block])
    area = np.array([shapely.area(site.shape) for site in task.sites])
    for i in _independent(task, area):
        shape = task.sites[i].shape
        if shapely.get_dimensions(shape) == 2:
            if shapely.area(shapely.intersection(shape, task.polygon)) >= SMALLEST_SITE:
                shapely.prepare(shape)
                result[shapely.intersects(shape, inner)] = i
                result[_filling(shape, tiles, built)] = i
        elif shapely.intersects(task.polygon, shape) and len(built.shape):
            nearest = shapely.STRtree(built.shape).nearest(shapely.point_on_surface(shape))
            same = np.append(built.of, NONE)[tiles.footprint] == built.of[nearest]
            result[same & (tiles.footprint >= 0)] = i
    return result


def _filling(shape: shapely.Geometry, tiles: Cover, built: Structures) -> Ints:
    """Tiles of structures that take up most of a site, although they stick out of it."""
    piece = shapely.STRtree(built.shape).query(shape, predicate="intersects")
    share = shapely.area(shapely.intersection(built.shape[piece], shape)) / shapely.area(shape)
    return np.nonzero(np.isin(tiles.footprint, piece[share > 0.5]))[0]


def _independent(task: Task, area: Floats) -> list[int]:
    """Sites from large to small, without those mostly inside a larger one of their category."""
    kept: list[int] = []
    for i in np.argsort(-area, kind="stable").tolist():
        site = task.sites[i]
        inside = any(
            task.sites[j].category == site.category
            and shapely.area(shapely.intersection(site.shape, task.sites[j].shape)) > area[i] / 2
            for j in kept
        )
        if not inside:
            kept.append(i)
    return kept


@dataclass(frozen=True)
class Division:
    """A community divided into dedicated parts and base components.

    part
        (a,) number of the part of each atom; parts of sites come first.
    site
        (p,) site of each part, NONE for base components.
    pocket
        (p,) True for a base component cut off from the rest of its community.
    """

    part: Ints
    site: Ints
    pocket: np.ndarray


def separate(graph: Graph, site: Ints, absorb_below: float) -> Division:
    """Set dedicated parts apart and find the components of the rest.

    Each connected piece of a site is a part; a piece below SMALLEST_SITE returns to its
    surroundings. Ground that only sites cut off from the rest, with a load of at most
    ``absorb_below``, goes to the site it shares most border with. What barriers cut off, site and
    all, is a pocket, unless it is a smaller rest of land around the site.
    """
    site = _drop_crumbs(graph, site)
    component = _components_by(graph, site)
    count = int(component.max()) + 1
    load = np.bincount(component, weights=graph.load, minlength=count)
    area = np.bincount(component, weights=graph.area, minlength=count)
    of = np.full(count, NONE, dtype=np.int64)
    of[component] = site
    base = np.nonzero(of < 0)[0]
    reach = np.zeros(count, dtype=np.int64)
    reach[component] = graph.components()
    order = base[np.lexsort((area[base], load[base], reach[base]))]
    main = order[np.append(np.diff(reach[order]) > 0, True)] if len(order) else order
    served = sums(reach, area * (of >= 0))
    main = main[(load[main] > 0) | (area[main] > served[reach[main]])]
    host = np.arange(count)
    for number in np.setdiff1d(base[load[base] <= absorb_below], main):
        host[number] = _beside(graph, component, of, int(number))
    component = host[component]
    names, part = np.unique(component, return_inverse=True)
    order = np.lexsort((names, of[names] < 0))
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    site_of = of[names[order]]
    pocket = (site_of < 0) & ((site_of < 0).sum() > 1)
    return Division(rank[part], site_of, pocket)


def _components_by(graph: Graph, site: Ints) -> Ints:
    """(a,) connected parts within one site, or within the ground of none.

    A site is one object: its own walls and waters do not divide it.
    """
    one = site[graph.low] == site[graph.high]
    same = one & (graph.passable | ((site[graph.low] >= 0) & (graph.length >= SHORTEST_CONTACT)))
    return groups(graph.size, graph.low[same], graph.high[same])


def _drop_crumbs(graph: Graph, site: Ints) -> Ints:
    """Take ground below SMALLEST_SITE from sites that also have a larger piece."""
    component = _components_by(graph, site)
    area = np.bincount(component, weights=graph.area)[component]
    greatest = np.zeros(int(site.max(initial=0)) + 1)
    on = site >= 0
    np.maximum.at(greatest, site[on], area[on])
    crumb = on & (area < SMALLEST_SITE) & (area < greatest[np.maximum(site, 0)])
    return np.where(crumb, NONE, site)


def _beside(graph: Graph, component: Ints, of: Ints, number: int) -> int:
    """The dedicated part with the longest passable border to a component, or itself."""
    low, high = component[graph.low], component[graph.high]
    touching = graph.passable & ((low == number) | (high == number)) & (low != high)
    other = np.where(low == number, high, low)[touching]
    dedicated = of[other] >= 0
    if not dedicated.any():
        return number
    border = np.bincount(other[dedicated], weights=graph.length[touching][dedicated])
    return int(border.argmax())
