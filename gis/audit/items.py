"""The indivisible counts of grids and micro-grids, and the judges of their reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.audit.counts import Counts, numbers
from gis.audit.excuses import Items
from gis.audit.placing import Floats, Rows
from gis.audit.scene import Scene


def grid_items(scene: Scene, counts: Counts, compounds: NDArray[np.object_]) -> Items:
    """Whole buildings; compounds as one count each."""
    grid, measure = scene.building_grid, counts.measure
    return Items(grid, measure, _together(grid, measure, compounds))


@dataclass(frozen=True, slots=True)
class MicrogridItems:
    """Items of micro-grids, and the grid each stands in."""

    items: Items
    unit_grid: Rows


def microgrid_items(scene: Scene, counts: Counts) -> MicrogridItems:
    """Whole buildings; floors or staircases of buildings that are, or had to be, split."""
    parts = counts.parts
    limit = scene.rules.micro_band.upper if scene.rules.micro_band else np.inf
    floors = np.nan_to_num(numbers(scene.town.buildings["floors"]), nan=1.0)
    whole = np.flatnonzero(~counts.split & (counts.measure > 0))
    tall = (counts.measure[whole] > limit) & (floors[whole] >= 2)
    times = np.where(tall, floors[whole], 1).astype(np.int64)
    part_times = np.maximum(parts.floors, 1).astype(np.int64)
    unit = np.concatenate(
        [np.repeat(scene.building_microgrid[whole], times), np.repeat(parts.microgrid, part_times)]
    )
    size: Floats = np.concatenate(
        [
            np.repeat(counts.measure[whole] / times, times),
            np.repeat(counts.part_measure / part_times, part_times),
        ]
    )
    grid = np.append(scene.microgrid_grid, -1)[unit]
    inhabited = size > 0
    return MicrogridItems(Items(unit, size, size), np.where(inhabited, grid, -1))


def _together(grid: Rows, measure: Floats, compounds: NDArray[np.object_]) -> Floats:
    """Give a compound's total to its first building in each grid, 0 to the others."""
    table = pd.DataFrame({"grid": grid, "compound": compounds, "measure": measure})
    member = table["compound"].notna()
    keys = [table["grid"][member], table["compound"][member]]
    total = table["measure"][member].groupby(keys).transform("sum")
    first = ~table.loc[member, ["grid", "compound"]].duplicated()
    whole = measure.copy()
    whole[member.to_numpy()] = np.where(first, total, 0.0)
    return whole
