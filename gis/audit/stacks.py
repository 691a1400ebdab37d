"""Micro-grids stacked in a tower: the one overlap that is meant."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.audit.counts import Counts
from gis.audit.ground import SPECK
from gis.audit.scene import Scene
from gis.audit.tiling import Pieces


def stacked(scene: Scene, counts: Counts, overlaps: Pieces) -> NDArray[np.bool_]:
    """(n,) whether each overlap of two micro-grids is a structure that they share out.

    A structure is a building with all that its footprint overlaps. Both micro-grids lie in one
    grid, and every inhabited structure on the overlap has buildings or floors in each. Whether
    the ranges of floors are disjoint is a question of ``doubly_covered_building``.
    """
    meant = np.zeros(len(overlaps), dtype=bool)
    grid = scene.microgrid_grid[overlaps.owners]
    same = np.flatnonzero(grid[:, 0] == grid[:, 1])
    homes = np.flatnonzero(counts.households > 0)
    if not len(same) or not len(homes):
        return meant
    shapes = scene.buildings[homes]
    piece, at = shapely.STRtree(shapes).query(overlaps.geometry[same], predicate="intersects")
    pieces = overlaps.geometry[same]
    shapely.prepare(pieces)
    inside = shapely.covers(pieces[piece], shapes[at])
    rest = np.flatnonzero(~inside)
    common = shapely.intersection(pieces[piece[rest]], shapes[at[rest]])
    inside[rest] = shapely.area(common) > SPECK
    piece, at = piece[inside], at[inside]
    there = pd.DataFrame({"piece": same[piece], "structure": scene.structure[homes[at]]})
    there = there.drop_duplicates()
    shared = pd.MultiIndex.from_frame(_holders(scene, counts))
    both = np.ones(len(there), dtype=bool)
    for side in (0, 1):
        unit = overlaps.owners[there["piece"].to_numpy(), side]
        both &= pd.MultiIndex.from_arrays([there["structure"], unit]).isin(shared)
    split = pd.Series(both).groupby(there["piece"].to_numpy()).all()
    meant[split.index[split].to_numpy(dtype=np.int64)] = True
    return meant


def _holders(scene: Scene, counts: Counts) -> pd.DataFrame:
    """Pairs of a structure and a micro-grid that holds a home of it."""
    parts = counts.parts
    single = np.flatnonzero(~counts.split & (counts.households > 0))
    said = scene.microgrid_references.rows[single]
    building = np.concatenate([single, parts.building])
    unit = np.concatenate([said, parts.microgrid])
    known = (building >= 0) & (unit >= 0)
    pairs = {"structure": scene.structure[building[known]], "microgrid": unit[known]}
    return pd.DataFrame(pairs).drop_duplicates()
