"""How a county is laid out: towns, their territories, rivers and railways, still unbent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.sample.bend import Floats, Ints

Geometries = NDArray[np.object_]

TYPICAL_TOWN = 4000
"""Buildings of a town whose ring road has the typical radius."""

RADIUS = 910.0
"""Radius of the ring road of a typical town, in metres."""

SMALLEST = 0.45
"""No town shrinks below this share of a typical town's radius."""


@dataclass(frozen=True, slots=True)
class County:
    """Towns in a loose array of columns and rows; lengths in metres of the unbent plane.

    Parameters
    ----------
    quotas
        (towns,) buildings of each town.
    centres, radii
        (towns, 2) middles and (towns,) radii of the ring roads.
    column, row
        (towns,) place in the array.
    unit
        Radius of the middling town; rivers and territories scale with it.
    """

    quotas: Ints
    centres: Floats
    radii: Floats
    column: Ints
    row: Ints
    unit: float

    @property
    def pitch(self) -> tuple[float, float]:
        """Width and height of a territory."""
        return self.unit * 4.9, self.unit * 4.3

    @classmethod
    def plan(cls, buildings: int, rng: np.random.Generator) -> County:
        """Divide ``buildings`` among towns of 2,500 to 7,500 and place these."""
        towns = max(1, round(buildings / 5000))
        weight = rng.uniform(0.75, 1.3, towns)
        weight[0] = max(weight.max(), 1.25)
        quotas = np.floor(buildings * weight / weight.sum()).astype(np.int64)
        quotas[0] += buildings - quotas.sum()
        radii = RADIUS * np.sqrt(np.maximum(quotas / TYPICAL_TOWN, SMALLEST**2))
        columns = int(np.ceil(np.sqrt(towns)))
        column, row = np.arange(towns) % columns, np.arange(towns) // columns
        unit = float(radii.mean())
        middle = np.column_stack([column * unit * 4.9, row * unit * 4.3])
        centres = middle + rng.uniform(-0.12, 0.12, (towns, 2)) * unit
        return cls(quotas, centres, radii, column, row, unit)

    def wave(self, x: Floats, pairs: tuple[tuple[float, float], ...], phases: Floats) -> Floats:
        """Sum of sines over ``x``; amplitudes and wave lengths in units."""
        total = np.zeros_like(x)
        for (amplitude, length), phase in zip(pairs, phases, strict=True):
            swing = np.sin(2 * np.pi * x / (self.unit * length) + phase)
            total += self.unit * amplitude * swing
        return total


def territory_borders(county: County, rng: np.random.Generator) -> Geometries:
    """Lines between the territories and round them; every corner and side only once."""
    width, height = county.pitch
    columns, rows = county.column.max() + 1, county.row.max() + 1
    grid_x, grid_y = np.meshgrid(np.arange(columns + 1), np.arange(rows + 1), indexing="ij")
    corners = np.stack([(grid_x - 0.5) * width, (grid_y - 0.5) * height], axis=-1)
    corners += rng.uniform(-0.16, 0.16, corners.shape) * county.unit
    used = np.zeros((columns, rows), dtype=bool)
    used[county.column, county.row] = True
    padded = np.pad(used, 1)
    flat = padded[1:-1, :-1] | padded[1:-1, 1:]
    upright = padded[:-1, 1:-1] | padded[1:, 1:-1]
    starts = np.concatenate([corners[:-1][flat], corners[:, :-1][upright]])
    ends = np.concatenate([corners[1:][flat], corners[:, 1:][upright]])
    return winding(starts, ends, np.full(len(starts), 0.11 * county.unit), rng)


def winding(starts: Floats, ends: Floats, sway: Floats, rng: np.random.Generator) -> Geometries:
    """Lines from starts to ends that wander sideways, as field borders and brooks do.

    Parameters
    ----------
    starts, ends
        (n, 2) points.
    sway
        (n,) standard deviation of the broadest swing, metres.
    """
    steps = 64
    t = np.linspace(0, 1, steps)
    modes = np.arange(1, 8)
    swing = rng.normal(0, sway[:, None] / modes**1.2, (len(starts), len(modes)))
    offset = swing @ np.sin(np.pi * modes[:, None] * t)
    along = ends - starts
    across = np.column_stack([-along[:, 1], along[:, 0]])
    across /= np.hypot(*across.T)[:, None]
    points = starts[:, None] + along[:, None] * t[:, None] + across[:, None] * offset[..., None]
    points[:, 0], points[:, -1] = starts, ends
    lines: Geometries = shapely.linestrings(points)
    return lines


BANK_ROAD = 58.0
"""Metres from the middle of the river to the road along it."""

REACH = 50
"""Steps of a river in one piece of its water surface."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """What nature and the railway administration laid down, in the unbent plane.

    Parameters
    ----------
    rivers, rails
        (rows,) and (columns,) centre lines.
    shores, banks
        (2 * rows,) edges of the water, left and right of each river, and the roads along them.
    water
        Water surfaces in short pieces, for they cross the whole county.
    """

    rivers: Geometries
    shores: Geometries
    banks: Geometries
    water: Geometries
    rails: Geometries


def terrain(county: County, rng: np.random.Generator) -> Terrain:
    """One river along each row of towns, one railway along each column."""
    width, height = county.pitch
    u = np.arange(-0.75 * width, (county.column.max() + 0.75) * width, 12.0)
    v = np.arange(-0.75 * height, (county.row.max() + 0.75) * height, 25.0)
    rivers, shores, banks, water = [], [], [], []
    for row in range(int(county.row.max()) + 1):
        meander = county.wave(u, ((0.2, 2.5), (0.07, 1.02)), rng.uniform(0, 2 * np.pi, 2))
        middle = np.column_stack([u, row * height - 0.3 * county.unit + meander])
        half = 25 + 7 * np.sin(u / 310 + rng.uniform(0, 6)) + 2 * np.sin(u / 97)
        left, right = _sides(middle, half)
        rivers.append(shapely.linestrings(middle))
        shores += [shapely.linestrings(left), shapely.linestrings(right)]
        banks += [shapely.linestrings(side) for side in _sides(middle, np.full(len(u), BANK_ROAD))]
        cuts = range(0, len(u) - 1, REACH)
        water += [
            shapely.polygons(
                np.concatenate([left[a : a + REACH + 1], right[a : a + REACH + 1][::-1]])
            )
            for a in cuts
        ]
    rails = []
    for column in range(int(county.column.max()) + 1):
        sway = county.wave(v, ((0.08, 4.1), (0.03, 1.9)), rng.uniform(0, 2 * np.pi, 2))
        track = np.column_stack([column * width + 0.56 * county.unit + sway, v])
        rails.append(shapely.linestrings(track))
    found = (np.array(part, dtype=object) for part in (rivers, shores, banks, water, rails))
    return Terrain(*found)


def _sides(middle: Floats, half: Floats) -> tuple[Floats, Floats]:
    """Points to the left and right of a line, ``half`` metres away."""
    along = np.gradient(middle, axis=0)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    return middle + normal * half[:, None], middle - normal * half[:, None]
