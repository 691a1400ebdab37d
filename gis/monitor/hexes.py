"""Hexagons (H3): which one a point lies in, which larger one holds it, how they look.

An index is an unsigned 64-bit number: mode and resolution, the base hexagon, then three bits a
level. So the children of a hexagon follow each other without a gap.
Source: https://h3geo.org/docs/core-library/h3Indexing
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gis.errors import ParameterError

Indexes = npt.NDArray[np.uint64]
FINEST = 10
"""Resolution that tickets are stored at; edges of 66 m."""


def check_resolution(resolution: int) -> None:
    """Raise ParameterError unless there are hexagons of this resolution."""
    if not 0 <= resolution <= FINEST:
        raise ParameterError(
            f"hexagons have resolutions 0 to {FINEST}, not {resolution}",
            f"六边形级别为 0 至 {FINEST}，没有 {resolution} 级。",
        )


def parents(hexes: npt.NDArray[Any], resolution: int) -> Indexes:
    """(n,) the hexagons of a resolution that hold hexagons of ``FINEST``."""
    check_resolution(resolution)
    unused = np.uint64(((1 << 3 * (FINEST - resolution)) - 1) << 3 * (15 - FINEST))
    kept = np.uint64(~(15 << 52) & (1 << 64) - 1)
    found = np.asarray(hexes).astype(np.uint64) & kept | np.uint64(resolution << 52) | unused
    return found.astype(np.uint64)


def shift(resolution: int) -> int:
    """Bits below those that tell the hexagon of a resolution apart."""
    check_resolution(resolution)
    return 3 * (15 - resolution)


def whole(keys: npt.NDArray[Any], resolution: int) -> Indexes:
    """(n,) hexagons of a resolution from the indexes of finest ones without their last bits."""
    return parents(keys << shift(resolution), resolution)


def ranges(hexes: Indexes, resolution: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """(n,) int64 least index that a finest hexagon within each can have, and the end of these."""
    low = parents(hexes, FINEST).astype(np.int64) >> shift(resolution) << shift(resolution)
    return low, low + (1 << shift(resolution))
