"""Counts of hexagons as Mapbox Vector Tiles (version 2.1), made here: no geometry changes.

What a tile shows of each hexagon depends on nothing but the tile, so it is kept; an answer is
then a matter of joining bytes.
Source: https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache

import h3.api.numpy_int as h3
import numpy as np
import numpy.typing as npt

from gis.monitor.hexes import Bounds, Indexes, covering

EXTENT = 1024
"""Units of a tile: half a pixel of one drawn 512 pixels wide."""
RESOLUTIONS = (1, 1, 2, 2, 3, 3, 4, 5, 6, 6, 7, 8, 8, 9, 10)
"""Of the hexagons by zoom; beyond, the last one. They are 12 to 40 pixels wide."""
LAYER = "heat"
_POINT, _POLYGON = 1, 3
_MOVE, _LINE, _CLOSE = 1, 2, 7


def resolution_of(zoom: int) -> int:
    """Resolution of the hexagons that a zoom shows."""
    return RESOLUTIONS[min(zoom, len(RESOLUTIONS) - 1)]


def bounds_of(z: int, x: int, y: int) -> Bounds:
    """Longitudes and latitudes of a tile."""
    scale = 2**z
    south, north = (
        math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / scale)))) for row in (y + 1, y)
    )
    return Bounds(x / scale * 360 - 180, south, (x + 1) / scale * 360 - 180, north)


@lru_cache(maxsize=2048)
def hexes_of(z: int, x: int, y: int) -> Indexes:
    """(n,) hexagons that a tile shows, ascending; those at its edge stand in several tiles."""
    found = covering(bounds_of(z, x, y), resolution_of(z))
    found.flags.writeable = False
    return found


def encoded(
    z: int, x: int, y: int, counts: npt.NDArray[np.int64], *, least: int = 1, points: bool = False
) -> bytes:
    """A tile of the layer ``heat``; empty where there is nothing to show.

    Parameters
    ----------
    counts
        (n,) of ``hexes_of`` the tile.
    least
        Hexagons with fewer are left out.
    points
        Middles instead of hexagons, only those inside the tile.
    """
    shown = np.flatnonzero(counts >= max(least, 1))
    shapes = _shapes(z, x, y, points)
    values = {int(count): place for place, count in enumerate(np.unique(counts[shown]))}
    features = []
    for place in shown.tolist():
        if shapes[place]:
            tags = b"\x12" + _sized(b"\x00" + _varint(values[int(counts[place])]))
            features.append(b"\x12" + _sized(tags + shapes[place]))
    if not features:
        return b""
    layer = b"\x78\x02\x0a" + _sized(LAYER.encode()) + b"".join(features)
    layer += b"\x1a" + _sized(b"count")
    for count in values:
        layer += b"\x22" + _sized(b"\x28" + _varint(count))
    return b"\x1a" + _sized(layer + b"\x28" + _varint(EXTENT))


@lru_cache(maxsize=512)
def _shapes(z: int, x: int, y: int, points: bool) -> list[bytes]:  # noqa: FBT001
    """Type and geometry of each hexagon of a tile, ready to be put into a feature."""
    found = []
    for one in hexes_of(z, x, y):
        if points:
            corners = _placed([h3.cell_to_latlng(one)], z, x, y)
            seen = all(0 <= value < EXTENT for value in corners[0])
        else:
            # Clockwise on the screen.
            corners = _placed(reversed(h3.cell_to_boundary(one)), z, x, y)
            columns, rows = zip(*corners, strict=True)
            seen = all(max(side) > 0 and min(side) < EXTENT for side in (columns, rows))
        kind = _POINT if points else _POLYGON
        found.append(_feature(kind, _path(corners, closed=not points)) if seen else b"")
    return found


def _placed(
    corners: Iterable[tuple[float, float]], z: int, x: int, y: int
) -> list[tuple[int, int]]:
    """Latitudes and longitudes in units of a tile, from its upper left corner."""
    found = []
    for lat, lon in corners:
        bounded = math.radians(max(min(lat, 89.9), -89.9))
        row = (1 - math.asinh(math.tan(bounded)) / math.pi) / 2
        found.append((
            round(((lon + 180) / 360 * 2**z - x) * EXTENT),
            round((row * 2**z - y) * EXTENT),
        ))  # fmt: skip
    return found


def _path(corners: list[tuple[int, int]], *, closed: bool = False) -> bytes:
    """Commands that draw a point or a ring."""
    numbers = [_MOVE | 1 << 3, *_steps(corners[:1], (0, 0))]
    if closed:
        numbers += [_LINE | len(corners) - 1 << 3, *_steps(corners[1:], corners[0])]
        numbers.append(_CLOSE | 1 << 3)
    return b"".join(map(_varint, numbers))


def _steps(corners: list[tuple[int, int]], start: tuple[int, int]) -> Iterator[int]:
    at = start
    for corner in corners:
        for now, then in zip(corner, at, strict=True):
            step = now - then
            yield step << 1 ^ step >> 63
        at = corner


def _feature(kind: int, commands: bytes) -> bytes:
    return b"\x18" + _varint(kind) + b"\x22" + _sized(commands)


def _sized(content: bytes) -> bytes:
    return _varint(len(content)) + content


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)
