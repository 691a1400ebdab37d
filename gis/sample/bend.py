"""A smooth bend of the plane: what is drawn straight becomes a landscape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TURN = np.radians(-14.0)
"""The county does not lie along the axes of its coordinate system."""

SCALES = ((5200.0, 150.0, 4), (1500.0, 34.0, 5), (560.0, 8.0, 6))
"""Wave length (m), amplitude (m) and number of waves of each layer of the bend."""

CROOKED = ((230.0, 8.0, 5), (105.0, 2.2, 5))
"""The same inside an old quarter."""


@dataclass(frozen=True, slots=True)
class Waves:
    """A sum of plane waves, each moving points along its own direction.

    Parameters
    ----------
    vectors, shifts
        (n, 2) wave vectors in radians a metre and displacements in metres.
    phases
        (n,) radians.
    """

    vectors: Floats
    shifts: Floats
    phases: Floats

    @classmethod
    def draw(cls, scales: tuple[tuple[float, float, int], ...], rng: np.random.Generator) -> Waves:
        """Draw waves of the given lengths and amplitudes.

        The amplitudes share out so that the sum never folds the plane: the steepness
        2 pi * amplitude / length stays below 1 in total for the scales of this module.
        """
        length, total, count = (
            np.concatenate([np.full(n, value) for value, n in pairs])
            for pairs in (
                [(s[0], s[2]) for s in scales],
                [(s[1], s[2]) for s in scales],
                [(float(s[2]), s[2]) for s in scales],
            )
        )
        heading = rng.uniform(0, 2 * np.pi, len(length))
        push = rng.uniform(0, 2 * np.pi, len(length))
        k = 2 * np.pi / (length * rng.uniform(0.8, 1.25, len(length)))
        share = total / np.sqrt(count)
        return cls(
            np.column_stack([np.cos(heading), np.sin(heading)]) * k[:, None],
            np.column_stack([np.cos(push), np.sin(push)]) * share[:, None],
            rng.uniform(0, 2 * np.pi, len(length)),
        )

    def __call__(self, xy: Floats) -> Floats:
        """Displacement (n, 2) in metres at points (n, 2)."""
        moved = np.zeros_like(xy)
        for vector, shift, phase in zip(self.vectors, self.shifts, self.phases, strict=True):
            moved += np.sin(xy @ vector + phase)[:, None] * shift
        return moved


@dataclass(frozen=True, slots=True)
class Bend:
    """The bend of a whole county: broad waves everywhere, crooked ones in the old quarters.

    Parameters
    ----------
    origin
        Where the county's plane has its zero, in the CRS of the output.
    old, radii
        (towns, 2) centres of the old quarters in the plane, and their radii (m).
    """

    origin: tuple[float, float]
    broad: Waves
    crooked: Waves
    old: Floats
    radii: Floats

    def __call__(self, xy: Floats) -> Floats:
        """Points (n, 2) of the plane in the CRS of the output."""
        distance, town = cKDTree(self.old).query(xy)
        near = distance / (1.5 * self.radii[town])
        fade = np.clip(1 - near**2, 0, None) ** 2
        bent = xy + self.broad(xy) + self.crooked(xy) * fade[:, None]
        turn = np.array([[np.cos(TURN), np.sin(TURN)], [-np.sin(TURN), np.cos(TURN)]])
        return np.asarray(bent @ turn + np.asarray(self.origin), dtype=np.float64)

    def lines(self, geometries: Any, step: float = 18.0) -> NDArray[np.object_]:
        """Geometries of the plane, bent; vertices at most ``step`` metres apart, whole cm."""
        dense = shapely.segmentize(np.asarray(geometries, dtype=object), step)
        bent: NDArray[np.object_] = shapely.transform(dense, lambda xy: np.round(self(xy), 2))
        return bent
