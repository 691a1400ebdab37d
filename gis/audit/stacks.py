"""Micro-grids stacked in a tower: the one overlap that is meant."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.audit.counts import Counts, Parts
from gis.audit.scene import Scene
from gis.audit.tiling import Pieces


def stacked(scene: Scene, counts: Counts, overlaps: Pieces) -> NDArray[np.bool_]:
    """(n,) whether each overlap of two micro-grids is a tower shared out by floors.

    Both micro-grids lie in one grid, a building there is split between them by floors, and no
    other home stands there, unless it is built against that tower. Whether the ranges of floors
    are disjoint is a question of ``doubly_covered_building``.
    """
    meant = np.zeros(len(overlaps), dtype=bool)
    pairs = floor_pairs(counts.parts)
    if not len(overlaps) or pairs.empty:
        return meant
    homes = np.flatnonzero(counts.households > 0)
    points = scene.points[homes]
    piece, at = shapely.STRtree(points).query(overlaps.geometry, predicate="intersects")
    there = pd.DataFrame({"piece": piece, "building": homes[at]})
    there["low"], there["high"] = overlaps.owners[there["piece"]].T
    found = there.merge(pairs, how="left", on=["building", "low", "high"], indicator=True)
    split = found["_merge"] == "both"
    shared = found[split]
    towers = shared.groupby("piece")["building"].first()
    meant[towers.index.to_numpy(dtype=np.int64)] = True
    rest = found[~split & found["piece"].isin(towers.index)]
    tower = towers.reindex(rest["piece"]).to_numpy(dtype=np.int64)
    alone = ~shapely.intersects(
        scene.buildings[rest["building"].to_numpy()], scene.buildings[tower]
    )
    meant[rest["piece"].to_numpy()[alone]] = False
    grid = scene.microgrid_grid[overlaps.owners]
    return np.asarray(meant & (grid[:, 0] == grid[:, 1]), dtype=bool)


def floor_pairs(parts: Parts) -> pd.DataFrame:
    """Pairs of micro-grids that share a building by floors.

    Columns building, low, high (micro-grid rows, low < high).
    """
    table = pd.DataFrame({"building": parts.building, "microgrid": parts.microgrid})
    table = table[parts.by_floor & (parts.building >= 0) & (parts.microgrid >= 0)]
    both = table.merge(table, on="building", suffixes=("_low", "_high"))
    both = both[both["microgrid_low"] < both["microgrid_high"]]
    both = both.rename(columns={"microgrid_low": "low", "microgrid_high": "high"})
    return both.drop_duplicates()
