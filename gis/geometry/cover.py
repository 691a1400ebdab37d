"""Tile a polygon by footprints and lines: every footprint in one tile, no line crossed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis.geometry.borders import OUTSIDE, Borders, Floats, Ints, borders, pair_lengths, sums
from gis.geometry.tessellation import WIDEST_STEP, block_borders, outline_points

GRID = 1e-6
"""Lines are noded on a grid of this width (metres): near coincidence becomes coincidence."""
NOTHING = np.empty(0, dtype=object)
APART = 1e6
"""Third coordinate that keeps the points of two blocks from being neighbours (metres)."""


@dataclass(frozen=True)
class Cover:
    """Tiles of one polygon.

    polygons
        (t,) edge-matched Polygons whose union is the polygon that was covered.
    footprint
        (t,) index of the footprint a tile holds, -1 for land without one.
    block
        (t,) block of the tile: where most of its footprint lies.
    blocks
        (b,) the faces between lines.
    edges
        Border segments wherever two pieces of tiles meet; a piece is connected and lies in one
        block.
    tile_of
        (p,) tile of each piece.
    far
        (p,) pieces beside the main one, which holds the footprint: the other end of a footprint
        that a line crosses, the strip outside a wall, a scrap behind a corner.
    """

    polygons: NDArray[np.object_]
    footprint: Ints
    block: Ints
    blocks: NDArray[np.object_]
    edges: Borders
    tile_of: Ints
    far: NDArray[np.bool_]


def polygonize(lines: Any, inside: shapely.Geometry) -> NDArray[np.object_]:
    """Faces between lines that lie in ``inside``, in a fixed order; vertices lie on GRID."""
    noded = shapely.get_parts(shapely.union_all(np.asarray(lines, dtype=object), grid_size=GRID))
    faces = shapely.get_parts(shapely.polygonize(noded))
    shapely.prepare(inside)
    faces = faces[shapely.intersects(inside, shapely.point_on_surface(faces))]
    # To the millimetre and from the polygon's own corner: the order must not hang on noise.
    corner = shapely.bounds(faces) - np.tile(shapely.bounds(inside)[:2], 2)
    key = np.round(np.column_stack([corner, shapely.area(faces)]), 3)
    return np.asarray(faces[np.lexsort(key.T[::-1])], dtype=object)


def cover(
    polygon: shapely.Geometry,
    strong: NDArray[np.object_],
    weak: NDArray[np.object_],
    footprints: NDArray[np.object_],
    holders: NDArray[np.object_] = NOTHING,
) -> Cover:
    """Tile ``polygon``: lines make blocks, footprints share each block out by nearness.

    A block without footprints that only weak lines separate from others (the strip between a
    compound's wall and the road) is shared out among the footprints within the same strong
    lines; what lies nearest to a holder there stays land of its own. A footprint that a line
    crosses stays whole in the block that holds most of it.

    Parameters
    ----------
    polygon
        What to cover, in metres.
    strong, weak
        Lines that make blocks: strong ones (roads, rivers, outlines of sites) bound what a
        footprint may claim, weak ones (walls, outlines of compounds) only where both sides are
        built. Parts outside the polygon are ignored.
    footprints
        Polygons that meet the polygon and do not overlap.
    holders
        Polygons (sites) that keep the strip around them from footprints farther away; their
        outlines must be among the strong lines.
    """
    edge = shapely.boundary(polygon)
    strong, weak = _near(strong, polygon), _near(weak, polygon)
    blocks = polygonize([edge, *strong, *weak], polygon)
    quarters = polygonize([edge, *strong], polygon) if len(weak) else blocks
    quarter = _first_hit(shapely.STRtree(quarters), shapely.point_on_surface(blocks))
    home = holding(footprints, blocks)
    built = np.isin(np.arange(len(blocks)), home)
    shared = ~built & np.isin(quarter, quarter[built])
    domain = np.where(shared, len(blocks) + quarter, np.arange(len(blocks)))
    points, owner = outline_points(footprints)
    again = np.isin(quarter[home[owner]], quarter[shared])
    points = np.concatenate([points, points[again]])
    at = np.concatenate([home[owner], len(blocks) + quarter[home[owner[again]]]])
    owner = np.concatenate([owner, owner[again]])
    around = _around(holders, quarters, np.unique(quarter[shared]))
    points = np.concatenate([points, around[0]])
    owner = np.concatenate([owner, len(footprints) + len(blocks) + around[1]])
    at = np.concatenate([at, len(blocks) + around[2]])
    ridges = block_borders(blocks, domain, points, owner, at)
    cutting = np.concatenate([strong, weak, ridges])
    crossed = _crossed(footprints, cutting)
    outlines = shapely.boundary(footprints[crossed])
    faces = polygonize([edge, *cutting, *outlines], polygon)
    inner = shapely.point_on_surface(faces)
    block = _first_hit(shapely.STRtree(blocks), inner)
    inside = _first_hit(shapely.STRtree(footprints), inner)
    claim = _claims(inner, block, inside, domain, points, owner, at, len(footprints))
    seed = _seeds(faces, footprints, inside, claim)
    edges = borders(faces)
    tile = _settle(faces, edges, claim, seed, block, len(footprints))
    return _gather(faces, edges, tile, block, home, blocks, seed)


def _around(
    holders: NDArray[np.object_], quarters: NDArray[np.object_], which: Ints
) -> tuple[Floats, Ints, Ints]:
    """Points along holders beside the quarters ``which``: (p, 2), holder and quarter of each."""
    quarter, holder = shapely.STRtree(holders).query(quarters[which], predicate="intersects")
    quarter = which[quarter]
    beside = ~shapely.intersects(holders[holder], shapely.point_on_surface(quarters[quarter]))
    quarter, holder = quarter[beside], holder[beside]
    outlines = shapely.segmentize(shapely.boundary(holders[holder]), WIDEST_STEP)
    points, at = shapely.get_coordinates(outlines, return_index=True)
    return points, holder[at], quarter[at]


def _near(lines: NDArray[np.object_], polygon: shapely.Geometry) -> NDArray[np.object_]:
    minx, miny, maxx, maxy = shapely.bounds(polygon)
    near = shapely.clip_by_rect(lines, minx - 10, miny - 10, maxx + 10, maxy + 10)
    return np.asarray(shapely.get_parts(near[~shapely.is_empty(near)]), dtype=object)


def holding(footprints: NDArray[np.object_], polygons: NDArray[np.object_]) -> Ints:
    """(f,) the polygon that holds most of each footprint, the nearest one where none does."""
    home = np.full(len(footprints), -1, dtype=np.int64)
    tree = shapely.STRtree(polygons)
    one, polygon = tree.query(footprints, predicate="intersects")
    several = np.bincount(one, minlength=len(footprints))[one] > 1
    share = np.ones(len(one))
    share[several] = shapely.area(
        shapely.intersection(footprints[one[several]], polygons[polygon[several]])
    )
    order = np.lexsort((-polygon, share))
    home[one[order]] = polygon[order]
    outside = home < 0
    if outside.any():
        home[outside] = tree.nearest(footprints[outside])
    return home


def _crossed(footprints: NDArray[np.object_], lines: NDArray[np.object_]) -> Ints:
    """Footprints some line runs through."""
    if not len(footprints) or not len(lines):
        return np.zeros(0, dtype=np.int64)
    line, footprint = shapely.STRtree(footprints).query(lines, predicate="intersects")
    inner = ~shapely.touches(lines[line], footprints[footprint])
    return np.unique(footprint[inner])


def _claims(
    inner: NDArray[np.object_],
    block: Ints,
    inside: Ints,
    domain: Ints,
    points: Floats,
    owner: Ints,
    at: Ints,
    count: int,
) -> Ints:
    """(faces,) the footprint a face lies in or next to; ``count`` + block where there is none."""
    claim = np.where(inside >= 0, inside, count + block)
    open_land = np.isin(domain[block], at) & (inside < 0)
    if open_land.any():
        where = np.column_stack([points, at * APART])
        xy = shapely.get_coordinates(inner[open_land])
        key = domain[block[open_land]] * APART
        _, nearest = cKDTree(where).query(np.column_stack([xy, key]))
        claim[open_land] = owner[nearest]
    return claim


def _gather(
    faces: NDArray[np.object_],
    edges: Borders,
    tile: Ints,
    block: Ints,
    home: Ints,
    blocks: NDArray[np.object_],
    seed: NDArray[np.bool_],
) -> Cover:
    """Join the faces of each tile, and find its pieces."""
    _, first, at = np.unique(tile, return_index=True, return_inverse=True)
    footprint = np.where(tile[first] < len(home), tile[first], -1)
    own = np.append(home, -1)[footprint]
    home_block = np.where(footprint >= 0, own, block[first])
    piece = _connected(edges, at, block)
    _, face = np.unique(piece, return_index=True)
    tile_of, block_of = at[face], block[face]
    area = sums(piece, shapely.area(faces))
    seeded = sums(piece, seed * shapely.area(faces))
    order = np.lexsort((area, seeded, block_of == home_block[tile_of], tile_of))
    main = order[np.append(np.diff(tile_of[order]) > 0, True)]
    far = np.ones(len(face), dtype=bool)
    far[main] = False
    return Cover(
        union_groups(faces, at), footprint, home_block, blocks,
        edges.relabel(piece), tile_of, far,
    )  # fmt: skip


def _connected(edges: Borders, tile: Ints, block: Ints) -> Ints:
    """(f,) number of the connected piece of each face: the same tile in the same block."""
    inner = edges.right != OUTSIDE
    left, right = edges.left[inner], edges.right[inner]
    same = (tile[left] == tile[right]) & (block[left] == block[right])
    ends = (left[same], right[same])
    links = coo_array((np.ones(len(ends[0])), ends), shape=(len(tile),) * 2)
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def union_groups(polygons: NDArray[np.object_], group: Ints) -> NDArray[np.object_]:
    """Dissolve edge-matched polygons by group number 0..k-1: (n,) -> (k,)."""
    order = np.argsort(group, kind="stable")
    members = np.split(polygons[order], np.cumsum(np.bincount(group))[:-1])
    merged = [own[0] if len(own) == 1 else shapely.coverage_union_all(own) for own in members]
    return np.array(merged, dtype=object)


def _first_hit(tree: shapely.STRtree, points: NDArray[np.object_]) -> Ints:
    hit = np.full(len(points), -1, dtype=np.int64)
    one, other = tree.query(points, predicate="intersects")
    order = np.argsort(-other, kind="stable")
    hit[one[order]] = other[order]
    return hit


def _seeds(
    faces: NDArray[np.object_], footprints: NDArray[np.object_], inside: Ints, claim: Ints
) -> NDArray[np.bool_]:
    """Faces that surely belong to their claimant: they hold a part of its footprint."""
    seed = (inside >= 0) | (claim >= len(footprints))
    alone = np.setdiff1d(claim[claim < len(footprints)], inside[inside >= 0])
    at = _first_hit(shapely.STRtree(faces), shapely.point_on_surface(footprints[alone]))
    seed[at[at >= 0]] = claim[at[at >= 0]] == alone[at >= 0]
    return np.asarray(seed, dtype=bool)


def _settle(
    faces: NDArray[np.object_],
    edges: Borders,
    claim: Ints,
    seed: NDArray[np.bool_],
    block: Ints,
    built: int,
) -> Ints:
    """Name the tile of each face: its claimant, if it connects to the claimant's footprint.

    Of several parts of one footprint's claim the largest with a seed stays; the others join the
    neighbour with which they share the longest border, in their own block if possible, farther
    ones round by round. Each connected part of land is a tile of its own.
    """
    low, high, length = pair_lengths(edges)
    same = claim[low] == claim[high]
    links = coo_array((np.ones(same.sum()), (low[same], high[same])), shape=(len(faces),) * 2)
    count, part = connected_components(links, directed=False)
    name = np.zeros(count, dtype=np.int64)
    name[part] = claim
    size = np.bincount(part, weights=shapely.area(faces), minlength=count)
    seeded = np.bincount(part, weights=seed, minlength=count) > 0
    order = np.lexsort((size, seeded, name))
    main = np.zeros(count, dtype=bool)
    main[order[np.append(name[order][1:] != name[order][:-1], True)]] = True
    tile = np.where(main[part], claim, -1)
    land = claim >= built
    tile[land] = built + part[land]
    while (tile < 0).any():
        orphan_low, orphan_high = tile[low] < 0, tile[high] < 0
        near = orphan_low != orphan_high
        orphan = np.where(orphan_low, low, high)[near]
        host = np.where(orphan_low, high, low)[near]
        rank = np.lexsort((tile[host], length[near], block[orphan] == block[host]))
        tile[orphan[rank]] = tile[host[rank]]
    return tile
