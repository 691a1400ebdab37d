"""What cameras see: sectors of a circle, less what stands behind buildings.

A visibility polygon by shadows. Each wall that faces the camera throws one: the wall and its image
enlarged from the camera until it lies beyond the range. What a camera sees is its sector without
the shadows of all walls in range, so it ends at the faces of buildings, and grows with the range.
All shapes are in one metric CRS, x east and y north.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.model.cameras import CameraKind, Sector

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Geometries = NDArray[np.object_]


class Sight(NamedTuple):
    """Degrees that a camera sees at once, and metres up to which a person is told from a tree."""

    fov: float
    range: float


USUAL: Mapping[CameraKind, Sight] = MappingProxyType({
    CameraKind.FIXED: Sight(60.0, 50.0),
    CameraKind.PANNING: Sight(60.0, 120.0),
    CameraKind.DOME: Sight(360.0, 30.0),
})  # fmt: skip
"""By kind of camera; a dome looks all round."""


@dataclass(frozen=True, slots=True)
class SightParams:
    """What is taken where a register does not say.

    Parameters
    ----------
    usual
        By kind of camera.
    step
        Degrees between two corners of an arc, at most.
    wall
        Metres by which a camera on a wall may lie inside of the footprint: it is moved to the
        nearest face. One that lies deeper is indoors, and what it sees is not known.
    """

    usual: Mapping[CameraKind, Sight] = field(default_factory=lambda: USUAL)
    step: float = 5.0
    wall: float = 5.0


SIGHT = SightParams()
CLEARANCE = 0.05
"""Metres in front of its wall at which a camera's eye is set."""
_BEYOND = 1.05
_FLAT = 1e-6


def sectors_of(
    given: Sequence[Sector], kind: CameraKind, fov: float | None, params: SightParams = SIGHT
) -> tuple[Sector, ...]:
    """The sectors a camera sees, each with a width.

    Parameters
    ----------
    given
        Its directions; nothing where none is known: then only what looks all round sees anything.
    fov
        Degrees, where the register says so.
    """
    width = params.usual[kind].fov if fov is None else fov
    if not given:
        return (Sector(0.0, 360.0),) if width >= 360 else ()
    return tuple(Sector(one.direction, one.width or width) for one in given)


def views(
    eyes: Floats,
    sectors: Sequence[Sequence[Sector]],
    ranges: Floats,
    buildings: Geometries,
    params: SightParams = SIGHT,
) -> Geometries:
    """What each camera sees.

    Parameters
    ----------
    eyes
        (n, 2) places in metres.
    sectors
        Those of each camera, with widths.
    ranges
        (n,) metres.
    buildings
        Footprints; what is no polygon hides nothing.

    Returns
    -------
    (n,) Polygon or MultiPolygon; None where nothing is known or nothing is seen.
    """
    walls = _Walls.of(buildings)
    places = _outside(eyes, walls, params.wall)
    seen = _sectors(places, sectors, ranges, params.step)
    known = ~(shapely.is_missing(seen) | np.isnan(places).any(axis=1))
    seen[~known] = None
    shadows = _shadows(places, ranges, seen, walls)
    seen = shapely.difference(seen, shadows)
    # Shadows that meet leave lines between them.
    parts, at = shapely.get_parts(seen, return_index=True)
    solid = (shapely.get_type_id(parts) == 3) & (shapely.area(parts) > _FLAT)
    return _joined(parts[solid], at[solid], len(eyes))


@dataclass(frozen=True)
class _Walls:
    """Rings of footprints as directed segments with the outside on the right."""

    footprints: Geometries
    start: Floats
    end: Floats
    tree: shapely.STRtree

    @classmethod
    def of(cls, buildings: Geometries) -> _Walls:
        plain = np.asarray(buildings, dtype=object)
        parts = shapely.get_parts(plain[shapely.is_valid(plain)]) if len(plain) else plain
        parts = parts[shapely.get_type_id(parts) == 3] if len(parts) else parts
        footprints = shapely.orient_polygons(shapely.force_2d(parts))
        rings = shapely.get_rings(footprints)
        points, ring = shapely.get_coordinates(rings, return_index=True)
        follows = ring[1:] == ring[:-1]
        start, end = points[:-1][follows], points[1:][follows]
        lines = shapely.linestrings(np.stack([start, end], axis=1)) if len(start) else start[:, 0]
        return cls(footprints, start, end, shapely.STRtree(np.asarray(lines, dtype=object)))


def _outside(eyes: Floats, walls: _Walls, most: float) -> Floats:
    """Places just in front of the nearest face for those in a footprint; NaN for those deep in."""
    places = np.array(eyes, dtype=float)
    if not len(walls.footprints):
        return places
    tree = shapely.STRtree(walls.footprints)
    at, inside = tree.query(shapely.points(places), predicate="intersects")
    for eye in np.unique(at):
        own = walls.footprints[inside[at == eye]]
        places[eye] = _in_front(shapely.Point(places[eye]), shapely.union_all(own), most)
    return places


def _in_front(eye: shapely.Point, footprint: shapely.Geometry, most: float) -> Floats:
    grown = shapely.boundary(shapely.buffer(footprint, CLEARANCE, join_style="mitre"))
    nearest = shapely.get_coordinates(shapely.shortest_line(eye, grown))[-1]
    away = float(np.hypot(*(nearest - shapely.get_coordinates(eye)[0])))
    return np.asarray(nearest if away <= most + CLEARANCE else (np.nan, np.nan))


def _sectors(
    places: Floats, sectors: Sequence[Sequence[Sector]], ranges: Floats, step: float
) -> Geometries:
    """The union of each camera's sectors, as if nothing stood in the way."""
    shapes, owners = [], []
    for camera, own in enumerate(sectors):
        if not np.isfinite(places[camera]).all():
            continue
        for one in own:
            shapes.append(_wedge(places[camera], one, ranges[camera], step))
            owners.append(camera)
    return _joined(np.array(shapes, dtype=object), np.array(owners, dtype=np.int64), len(places))


def _wedge(eye: Floats, sector: Sector, reach: float, step: float) -> shapely.Polygon:
    width = sector.width or 0.0
    # The same corners whatever the range, so that a longer one holds a shorter one.
    turns = np.radians(
        sector.direction
        + np.linspace(-width / 2, width / 2, max(int(np.ceil(width / step)), 2) + 1)
    )
    arc = eye + reach * np.column_stack([np.sin(turns), np.cos(turns)])
    return shapely.Polygon(arc[:-1] if width >= 360 else np.vstack([eye, arc]))


def _shadows(places: Floats, ranges: Floats, seen: Geometries, walls: _Walls) -> Geometries:
    """What the walls in range hide from each camera."""
    if not len(walls.start):
        return np.full(len(places), shapely.MultiPolygon(), dtype=object)
    camera, wall = walls.tree.query(seen, predicate="intersects")
    eye, start, end = places[camera], walls.start[wall], walls.end[wall]
    along = end - start
    length = np.hypot(*along.T)
    # Metres from the eye to the line of the wall; positive on the wall's right, in front of it.
    away = _cross(along, start - eye) / np.where(length > 0, length, 1.0)
    facing = away > _FLAT
    camera, eye, away = camera[facing], eye[facing], away[facing]
    start, end = start[facing], end[facing]
    grown = (_BEYOND * np.maximum(ranges[camera] / away, 1.0))[:, None]
    corners = [start, eye + (start - eye) * grown, eye + (end - eye) * grown, end, start]
    quads = shapely.polygons(np.stack(corners, axis=1)) if len(camera) else np.array([], object)
    return _joined(quads, camera, len(places), empty=shapely.MultiPolygon())


def _cross(one: Floats, other: Floats) -> Floats:
    product: Floats = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return product


def _joined(
    shapes: Geometries, owner: Ints, count: int, empty: shapely.Geometry | None = None
) -> Geometries:
    """The union of the shapes of each owner; ``empty`` where there are none."""
    joined = np.full(count, empty, dtype=object)
    if not len(shapes):
        return joined
    order = np.argsort(owner, kind="stable")
    owners, first = np.unique(owner[order], return_index=True)
    groups = np.split(shapes[order], first[1:])
    joined[owners] = [group[0] if len(group) == 1 else shapely.union_all(group) for group in groups]
    return joined
