"""Outlines of labelled atoms, straightened where no building changes side.

Borders between two labels are cut into chains at every junction. A chain over open ground is
replaced by the coarsest Douglas-Peucker line (1973) that crosses no footprint, jumps over none
and meets no other chain; chains along barriers and outlines stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis.geometry.borders import OUTSIDE, Borders, Ints, vertex_ids
from gis.geometry.cover import GRID, union_groups
from gis.geometry.plane import Geometries

TOLERANCES = (16.0, 8.0, 4.0, 2.0, 1.0, 0.5)
"""Tolerances in metres for chains over open ground, tried from coarse to fine."""
OFF_RIM = 2 * GRID
"""Vertices this near (metres) to one of the rim's are that one."""
CLEANING = 0.002
"""Tolerance in metres for chains that stay: drops vertices that noding left on straight lines."""


@dataclass(frozen=True)
class Chains:
    """Borders between junctions.

    line
        (c,) LineStrings.
    left, right
        (c,) labels on each side, OUTSIDE beyond the coverage.
    free
        (c,) whether the chain runs over open ground.
    """

    line: Geometries
    left: Ints
    right: Ints
    free: NDArray[np.bool_]


def outlines(
    polygons: Geometries,
    labels: Ints,
    edges: Borders,
    free: NDArray[np.bool_],
    footprints: Geometries,
    rim: shapely.Geometry,
) -> Geometries:
    """Polygons of labels 0..k-1: (k,), a valid coverage of the same ground.

    Parameters
    ----------
    polygons, labels
        (a,) edge-matched atoms and their labels.
    edges, free
        Border segments of the atoms, and which of them run over open ground.
    footprints
        What no border may cross or jump over.
    rim
        The polygon that the atoms tile; its own vertices stay, others on its edge go.
    """
    count = int(labels.max()) + 1
    if count == 1:
        return np.array([rim], dtype=object)
    chains = _fit_to_rim(make_chains(edges, labels, free), rim)
    for drawn in (straighten(chains, footprints), chains):
        faces = _faces(drawn, count)
        if faces is not None and shapely.coverage_is_valid(faces):
            return faces
    return union_groups(polygons, labels)


def make_chains(edges: Borders, labels: Ints, free: NDArray[np.bool_]) -> Chains:
    """Join the segments between two labels into lines from junction to junction."""
    named = np.append(labels, OUTSIDE)
    apart = named[edges.left] != named[edges.right]
    between, free = edges.relabel(labels), free[apart]
    ids = vertex_ids(np.concatenate([between.start, between.end]))
    chain = _chain_of(ids, free, between.right == OUTSIDE)
    order = np.argsort(chain, kind="stable")
    ends = np.stack([between.start, between.end], axis=1)[order]
    lines = shapely.line_merge(
        shapely.multilinestrings(shapely.linestrings(ends), indices=chain[order])
    )
    left, right = _sides(lines, between)
    first = order[np.append(True, np.diff(chain[order]) > 0)]
    return Chains(lines, left, right, free[first])


def _chain_of(ids: Ints, free: NDArray[np.bool_], outer: NDArray[np.bool_]) -> Ints:
    """(m,) chain of each segment: joined where just two segments of one sort meet."""
    count = len(free)
    segment = np.tile(np.arange(count), 2)
    order = np.argsort(ids, kind="stable")
    one, two = segment[order[:-1]], segment[order[1:]]
    at = ids[order]
    joined = (at[:-1] == at[1:]) & (np.bincount(ids)[at[:-1]] == 2)
    joined &= (free[one] == free[two]) & (outer[one] == outer[two])
    links = coo_array((np.ones(joined.sum()), (one[joined], two[joined])), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _sides(lines: Geometries, between: Borders) -> tuple[Ints, Ints]:
    """Labels left and right of each line, looked up by its first segment."""
    xy, at = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(at, np.arange(len(lines)))
    segment, forward = _lookup(xy[first], xy[first + 1], between)
    left, right = between.left[segment], between.right[segment]
    return np.where(forward, left, right), np.where(forward, right, left)


def _lookup(start: NDArray[np.float64], end: NDArray[np.float64], among: Borders) -> tuple[
    Ints, NDArray[np.bool_]
]:  # fmt: skip
    """The segment from each start to each end, and whether it runs that way (-1: none)."""
    count, known = len(start), len(among.left)
    ids = vertex_ids(np.concatenate([start, end, among.start, among.end]))
    size = int(ids.max()) + 1
    wanted = ids[:count] * size + ids[count : 2 * count]
    tail, head = ids[2 * count : 2 * count + known], ids[2 * count + known :]
    keys = np.concatenate([tail * size + head, head * size + tail])
    order = np.argsort(keys, kind="stable")
    at = np.minimum(np.searchsorted(keys[order], wanted), 2 * known - 1)
    hit = order[at]
    segment = np.where(keys[hit] == wanted, hit % known, -1)
    return segment, hit < known


def _fit_to_rim(chains: Chains, rim: shapely.Geometry) -> Chains:
    """Put chains exactly on the rim: its own vertices, and junctions on its edges."""
    xy, at = shapely.get_coordinates(chains.line, return_index=True)
    corners = shapely.get_coordinates(rim)
    distance, nearest = cKDTree(corners).query(xy, distance_upper_bound=OFF_RIM)
    corner = np.isfinite(distance)
    outer = ((chains.left == OUTSIDE) | (chains.right == OUTSIDE))[at]
    step = np.diff(at) > 0
    end = np.append(True, step) | np.append(step, True)
    ids = vertex_ids(xy)
    junction = np.isin(ids, ids[outer & end]) & ~corner
    onto = shapely.shortest_line(shapely.boundary(rim), shapely.points(xy[junction]))
    xy[junction] = shapely.get_coordinates(onto)[::2]
    xy[corner] = corners[nearest[corner]]
    kept = end | corner | ~outer
    return replace(chains, line=shapely.linestrings(xy[kept], indices=at[kept]))


def straighten(chains: Chains, footprints: Geometries) -> Chains:
    """Replace chains by coarser lines, coarsest tolerance first."""
    line = chains.line.copy()
    inner = (chains.left != OUTSIDE) & (chains.right != OUTSIDE)
    cleaned = np.nonzero(inner & ~chains.free)[0]
    _simplify(line, cleaned, CLEANING, footprints)
    open_chains = np.nonzero(inner & chains.free)[0]
    for tolerance in TOLERANCES:
        open_chains = _simplify(line, open_chains, tolerance, footprints)
    return replace(chains, line=line)


def _simplify(line: Geometries, which: Ints, tolerance: float, footprints: Geometries) -> Ints:
    """Simplify lines in place where that is harmless; return those still to do."""
    candidate = shapely.simplify(line[which], tolerance, preserve_topology=False)
    closed = shapely.is_closed(line[which])
    fine = shapely.is_simple(candidate) & ~shapely.is_empty(candidate)
    fine &= ~closed | (shapely.get_num_coordinates(candidate) > 3)
    fine &= ~_crosses(candidate, footprints)
    fine &= ~_jumps(line[which], candidate, footprints)
    trial = line.copy()
    trial[which[fine]] = candidate[fine]
    clash = _clashes(trial, which[fine])
    while clash.any():
        fine[np.nonzero(fine)[0][clash]] = False
        trial = line.copy()
        trial[which[fine]] = candidate[fine]
        clash = _clashes(trial, which[fine])
    line[:] = trial
    return np.asarray(which[~fine], dtype=np.int64)


def _crosses(lines: Geometries, footprints: Geometries) -> NDArray[np.bool_]:
    """Lines that run through the inside of a footprint."""
    result = np.zeros(len(lines), dtype=bool)
    if len(footprints) and len(lines):
        one, other = shapely.STRtree(footprints).query(lines, predicate="intersects")
        through = shapely.relate_pattern(lines[one], footprints[other], "T********")
        result[one[through]] = True
    return result


def _jumps(before: Geometries, after: Geometries, footprints: Geometries) -> NDArray[np.bool_]:
    """Changes that leave a footprint on the other side (odd-even rule between both lines)."""
    result = np.zeros(len(before), dtype=bool)
    if not len(footprints) or not len(before):
        return result
    xy, at = shapely.get_coordinates(before, return_index=True)
    back, back_at = shapely.get_coordinates(after, return_index=True)
    ring_xy = np.concatenate([xy, back[::-1]])
    ring_at = np.concatenate([at, back_at[::-1]])
    order = np.argsort(ring_at, kind="stable")
    loops = shapely.polygons(shapely.linearrings(ring_xy[order], indices=ring_at[order]))
    spots = shapely.point_on_surface(footprints)
    loop, spot = shapely.STRtree(spots).query(shapely.envelope(loops), predicate="intersects")
    x, y = shapely.get_x(spots[spot]), shapely.get_y(spots[spot])
    result[loop[shapely.contains_xy(loops[loop], x, y)]] = True
    return result


def _clashes(lines: Geometries, changed: Ints) -> NDArray[np.bool_]:
    """Changed lines that meet another line anywhere but at common ends."""
    one, other = shapely.STRtree(lines).query(lines[changed], predicate="intersects")
    distinct = changed[one] != other
    one, other = one[distinct], other[distinct]
    fine = shapely.relate_pattern(lines[changed[one]], lines[other], "FF*F*****")
    result = np.zeros(len(changed), dtype=bool)
    result[one[~fine]] = True
    return result


def _faces(chains: Chains, count: int) -> Geometries | None:
    """Polygons of labels 0..count-1 between the chains; None if a label lost its place."""
    faces = shapely.get_parts(shapely.polygonize(chains.line))
    faces = shapely.orient_polygons(faces)
    xy, at = shapely.get_coordinates(chains.line, return_index=True)
    inside = at[:-1] == at[1:]
    chain = at[:-1][inside]
    among = Borders(xy[:-1][inside], xy[1:][inside], chains.left[chain], chains.right[chain])
    ring = shapely.get_exterior_ring(faces)
    corner, ring_at = shapely.get_coordinates(ring, return_index=True)
    first = np.searchsorted(ring_at, np.arange(len(ring)))
    segment, forward = _lookup(corner[first], corner[first + 1], among)
    if (segment < 0).any():
        return None
    label = np.where(forward, among.left[segment], among.right[segment])
    kept = label != OUTSIDE
    if len(np.unique(label[kept])) != count:
        return None
    return union_groups(faces[kept], label[kept])
