"""Atoms of a community: the smallest pieces of ground ever assigned, and their dual graph."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geometry.borders import Borders, Floats, Ints, sums
from gis.geometry.cover import Cover, cover, union_groups
from gis.geometry.crossings import crossing_spots
from gis.geometry.plane import Geometries
from gis.partition.barriers import BorderKind, classify, joined_by_crossings
from gis.partition.dedicated import sites_of_tiles
from gis.partition.graph import Graph, Seams
from gis.partition.households import largest_remainder
from gis.partition.params import Trade
from gis.partition.slivers import join_slivers, join_strips
from gis.partition.structures import Structures, structures
from gis.partition.tasks import Task

NONE = -1
EXISTING_PRICE = 0.3
"""Factor on the price of a border where two existing grids meet: what works is kept."""
STEADY_PRICE = 0.02
"""The same where moving few households counts most."""


@dataclass(frozen=True)
class Atoms:
    """Atoms of one community, what they hold and their borders.

    polygon
        (a,) edge-matched Polygons that tile the community.
    load, households
        (a,) sums over the atom.
    piece, structure, staircase
        (a,) index of the footprint on the atom and of its structure (NONE on land), and the
        staircase it holds (0 where the structure is not cut).
    site
        (a,) index into the task's sites, NONE outside of them.
    compound
        (a,) row of the compound, NONE outside of them.
    of_building, structure_of
        (n,) atom of each building (its first one where staircases cut it) and its structure.
    footprint
        (s,) disjoint pieces of ground that no border may cross.
    edges, kind
        Border segments between atoms and what runs along them.
    seams
        Where the pieces of the atoms meet.
    graph
        The dual graph of the atoms.
    """

    polygon: Geometries
    load: Floats
    households: Ints
    piece: Ints
    structure: Ints
    staircase: Ints
    site: Ints
    compound: Ints
    of_building: Ints
    structure_of: Ints
    footprint: Geometries
    edges: Borders
    kind: BorderKind
    seams: Seams
    graph: Graph

    @property
    def size(self) -> int:
        """Number of atoms."""
        return len(self.polygon)


def above_band(task: Task) -> NDArray[np.bool_]:
    """(n,) buildings with a greater load than a micro-grid may have."""
    band = task.params.rules.micro_band
    return np.asarray(task.buildings.load > (band.upper if band else np.inf), dtype=bool)


def make_atoms(task: Task, tall: NDArray[np.bool_]) -> Atoms:
    """Tile a community by its buildings between barriers, compounds and sites.

    Besides the ``tall`` buildings (n,), which are cut by staircases, nothing about the tiles
    depends on the parameters of the task.
    """
    built = structures(task.buildings, tall)
    shapes = np.array([site.shape for site in task.sites], dtype=object)
    outlines = shapes[shapely.get_dimensions(shapes) == 2]
    wall = task.barriers.kind == "wall"
    tiles = cover(
        task.polygon,
        np.concatenate([task.barriers.lines[~wall], shapely.boundary(outlines)]),
        np.concatenate([task.barriers.lines[wall], shapely.boundary(task.compounds)]),
        built.shape,
        outlines,
    )
    seams = _seams(task, tiles, outlines, _spread(task.buildings.load, built, tiles))
    site = sites_of_tiles(task, tiles, built)
    graph = seams.graph(np.arange(len(tiles.polygons)))
    group = join_slivers(graph, tiles.footprint < 0, site)
    homes = _spread(task.buildings.households, built, tiles)
    merged = replace(seams.graph(group), load=sums(group, homes))
    kept = np.bincount(group, weights=site >= 0, minlength=merged.size) > 0
    group = join_strips(merged, kept)[group]
    graph = seams.graph(group)
    seams = replace(
        seams, tile_of=group[seams.tile_of], home=_homes(tiles, group),
        load=graph.load, area=graph.area,
    )  # fmt: skip
    edges, kind = seams.borders(np.arange(graph.size))
    polygon = union_groups(tiles.polygons, group)
    piece = _greatest(tiles.footprint, group)
    structure = np.append(built.of, NONE)[piece]
    staircase = np.append(built.staircase, 0)[piece]
    of_building = _first_atoms(tiles, group, built)[built.structure]
    return Atoms(
        polygon,
        graph.load,
        sums(group, homes).astype(np.int64),
        piece,
        structure,
        staircase,
        _greatest(site, group),
        _compounds(task, tiles, group, of_building),
        of_building,
        built.structure,
        built.shape,
        edges,
        kind,
        seams,
        graph,
    )


def favour(atoms: Atoms, grid: Ints, trade: Trade) -> Atoms:
    """The same atoms, borders between the grids (a,) of a plan to stay close to made cheaper.

    ``grid`` is NONE for atoms in no grid.
    """
    seams = atoms.seams
    side = np.append(grid[seams.tile_of], NONE)
    left, right = side[seams.edges.left], side[seams.edges.right]
    kept = (left != right) & (left >= 0) & (right >= 0)
    price = kept_price(seams.kind.price, kept, trade)
    seams = replace(seams, kind=replace(seams.kind, price=price))
    return replace(atoms, seams=seams, graph=seams.graph(np.arange(atoms.size)))


def _seams(task: Task, tiles: Cover, outlines: Geometries, load: Floats) -> Seams:
    """Classify the borders of all pieces of tiles and find where crossings open them."""
    kind = classify(tiles.edges, task.barriers, np.concatenate([outlines, task.compounds]))
    opened = joined_by_crossings(tiles.edges, kind, crossing_spots(task.barriers))
    if len(task.existing):
        kind = replace(kind, price=_cheaper_to_keep(task, tiles, kind))
    area = shapely.area(tiles.polygons)
    return Seams(tiles.edges, kind, opened, tiles.tile_of, tiles.far, tiles.block, load, area)


def _cheaper_to_keep(task: Task, tiles: Cover, kind: BorderKind) -> Floats:
    """Prices of border segments, lower where two existing grids meet already."""
    tree = shapely.STRtree(task.existing)
    tile, grid = tree.query(shapely.point_on_surface(tiles.polygons), predicate="intersects")
    existing = np.full(len(tiles.polygons) + 1, NONE, dtype=np.int64)
    existing[tile[::-1]] = grid[::-1]
    side = np.append(existing[tiles.tile_of], NONE)
    kept = side[tiles.edges.left] != side[tiles.edges.right]
    return kept_price(kind.price, kept, task.params.trade)


def kept_price(price: Floats, kept: NDArray[np.bool_], trade: Trade) -> Floats:
    """Prices of borders, lower where they are ``kept``: what works stays as it is."""
    factor = STEADY_PRICE if trade is Trade.STEADY else EXISTING_PRICE
    return np.where(kept, price * factor, price)


def _homes(tiles: Cover, group: Ints) -> Ints:
    """(a,) block of each atom: that of its footprint rather than of slivers that joined it."""
    home = np.empty(int(group.max()) + 1, dtype=np.int64)
    for chosen in (tiles.footprint < 0, tiles.footprint >= 0):
        home[group[chosen]] = tiles.block[chosen]
    return home


def _first_atoms(tiles: Cover, group: Ints, built: Structures) -> Ints:
    """(structures,) the atom of each structure, of its first staircase where it is cut."""
    first = np.full(int(built.structure.max(initial=-1)) + 1, NONE, dtype=np.int64)
    at = np.nonzero(tiles.footprint >= 0)[0]
    piece = tiles.footprint[at]
    order = np.argsort(-built.staircase[piece], kind="stable")
    first[built.of[piece[order]]] = group[at[order]]
    return first


def _greatest(values: Ints, group: Ints) -> Ints:
    result = np.full(int(group.max()) + 1, NONE, dtype=np.int64)
    np.maximum.at(result, group, values)
    return result


def _compounds(task: Task, tiles: Cover, group: Ints, of_building: Ints) -> Ints:
    """(a,) compound of each atom: that of its homes, for land the one around it."""
    compound = np.full(int(group.max()) + 1, NONE, dtype=np.int64)
    if len(task.compounds):
        inner = shapely.point_on_surface(tiles.blocks[tiles.block])
        tile, at = shapely.STRtree(task.compounds).query(inner, predicate="intersects")
        compound[group[tile]] = task.compound_rows[at]
    homes = task.buildings.households > 0
    for chosen in (~homes, homes):
        compound[of_building[chosen]] = task.buildings.compound[chosen]
    return compound


def _spread(values: NDArray[np.generic], built: Structures, tiles: Cover) -> Floats:
    """(t,) a building's value on its tile; a structure's shared out over its staircases."""
    count = int(built.structure.max(initial=-1)) + 1
    total = sums(built.structure, values, count)
    piece = largest_remainder(total, built.of, np.ones(len(built.of)))
    return np.append(piece, 0)[tiles.footprint].astype(float)
