"""Kernel density of tickets with a bandwidth in metres on the ground.

Tickets are shared out among the four nearest bins, and the bins spread by the kernel. Web mercator
is true to shape but enlarges: a metre on the ground is 1 / cos(latitude) of its metres.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve

from gis.errors import ParameterError
from gis.model.questions import Kernel

Floats = npt.NDArray[np.float64]
RADIUS = 6_378_137.0
SHARPEST = 2.0
"""Bandwidths of fewer bins would show the bins; they are widened."""
SMOOTHEST = 64
"""Bandwidths of more bins need no bins so small: they are enlarged."""
TALLEST = 5.0
"""Degrees of latitude; over more the scale of web mercator differs too much."""
REACH = 3.0
"""Bandwidths (standard deviations) after which a Gaussian kernel ends."""


class Frame(NamedTuple):
    """Where a density is wanted.

    Parameters
    ----------
    west, south, east, north
        Metres of web mercator.
    width, height
        Bins; they are squares, to within half of one.
    """

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int

    @property
    def bin(self) -> float:
        """Side of a bin, metres of web mercator."""
        return (self.east - self.west) / self.width

    @property
    def scale(self) -> float:
        """Metres on the ground of a metre of web mercator, in the middle."""
        return 1 / math.cosh((self.south + self.north) / 2 / RADIUS)


def frame(bounds: tuple[float, float, float, float], size: int, bandwidth: float = 0) -> Frame:
    """The frame over bounds in degrees whose longer side has at most ``size`` bins.

    Parameters
    ----------
    bandwidth
        Metres on the ground; where it is wide, fewer bins are as good.

    Raises
    ------
    ParameterError
        Bounds of no extent, or too tall for one scale.
    """
    west, south, east, north = bounds
    if not (west < east and south < north):
        raise ParameterError("a density needs bounds of some extent", "密度图的范围须有一定大小。")
    if north - south > TALLEST:
        raise ParameterError(
            f"a density reaches over {TALLEST:g} degrees of latitude at most: come nearer",
            f"密度图的纬度跨度最多 {TALLEST:g} 度，请放大地图。",
        )
    left, right = (math.radians(lon) * RADIUS for lon in (west, east))
    low, high = (math.asinh(math.tan(math.radians(lat))) * RADIUS for lat in (south, north))
    least = bandwidth * math.cosh((low + high) / 2 / RADIUS) / SMOOTHEST
    side = max(max(right - left, high - low) / size, least)
    width, height = (
        max(1, math.ceil(extent / side - 0.5)) for extent in (right - left, high - low)
    )
    return Frame(left, low, left + width * side, low + height * side, width, height)


def used_bandwidth(frame: Frame, wanted: float) -> float:
    """The bandwidth that a frame can show, metres on the ground: the wanted one or a wider one."""
    return max(wanted, SHARPEST * frame.bin * frame.scale)


def reach(frame: Frame, bandwidth: float, kernel: Kernel) -> float:
    """Metres of web mercator beyond the frame whose tickets matter inside."""
    return bandwidth / frame.scale * (REACH if kernel is Kernel.GAUSSIAN else 1.0)


def density(
    lon: Floats, lat: Floats, frame: Frame, bandwidth: float, kernel: Kernel = Kernel.QUARTIC
) -> Floats:
    """Tickets per square kilometre on the ground.

    Parameters
    ----------
    lon, lat
        (n,) degrees of WGS 84; those within ``reach`` of the frame matter.
    bandwidth
        Metres on the ground; see ``used_bandwidth``.

    Returns
    -------
    (height, width) values in the middles of bins, the northern row first. All that is spread
    inside adds up to the tickets.
    """
    margin = math.ceil(reach(frame, bandwidth, kernel) / frame.bin) + 1
    x = (np.radians(lon) * RADIUS - frame.west) / frame.bin + margin
    y = (frame.north - np.arcsinh(np.tan(np.radians(lat))) * RADIUS) / frame.bin + margin
    mass = _shared(x, y, (frame.height + 2 * margin, frame.width + 2 * margin))
    weights = _weights(bandwidth / (frame.bin * frame.scale), kernel)
    spread = np.maximum(fftconvolve(mass, weights, mode="same"), 0.0)
    inside = spread[margin : margin + frame.height, margin : margin + frame.width]
    kilometres = (frame.bin * frame.scale / 1000) ** 2
    found: Floats = inside / kilometres
    return found


def _shared(x: Floats, y: Floats, shape: tuple[int, int]) -> Floats:
    """(rows, columns) points shared out among the four bins whose middles are nearest."""
    rows, columns = shape
    near = (x >= 0.5) & (x < columns - 0.5) & (y >= 0.5) & (y < rows - 0.5)
    left, top = np.floor(x[near] - 0.5), np.floor(y[near] - 0.5)
    right, down = x[near] - 0.5 - left, y[near] - 0.5 - top
    first = (top * columns + left).astype(np.int64)
    found = np.zeros(rows * columns)
    for step, share in (
        (0, (1 - right) * (1 - down)),
        (1, right * (1 - down)),
        (columns, (1 - right) * down),
        (columns + 1, right * down),
    ):
        found += np.bincount(first + step, weights=share, minlength=rows * columns)
    return found.reshape(shape)


def _weights(bins: float, kernel: Kernel) -> Floats:
    """(k, k) the kernel over bins around its middle; sums to one.

    Parameters
    ----------
    bins
        Bandwidth in bins.
    """
    far = math.ceil(bins * (REACH if kernel is Kernel.GAUSSIAN else 1.0))
    steps: Any = np.arange(-far, far + 1)
    square = (steps[:, None] ** 2 + steps[None, :] ** 2) / bins**2
    if kernel is Kernel.GAUSSIAN:
        found = np.where(square <= REACH**2, np.exp(-square / 2), 0.0)
    else:
        found = np.where(square < 1, (1 - square) ** 2, 0.0)
    return np.asarray(found / found.sum(), np.float64)
