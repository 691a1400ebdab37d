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
    """Whole structures (overlapping buildings count as one); compounds as one count each."""
    grid = scene.building_grid
    size = _together(grid, counts.measure, scene.structure)
    return Items(grid, size, _together(grid, size, compounds))


STOREY = 3.0
"""Metres of height a floor where only the height is known."""


@dataclass(frozen=True, slots=True)
class MicrogridItems:
    """Items of micro-grids, and the grid each stands in."""

    items: Items
    unit_grid: Rows


def microgrid_items(scene: Scene, counts: Counts) -> MicrogridItems:
    """Whole structures; floors or staircases of buildings that are, or had to be, split."""
    parts = counts.parts
    limit = scene.rules.micro_band.upper if scene.rules.micro_band else np.inf
    total = pd.Series(counts.measure).groupby(scene.structure).transform("sum").to_numpy()
    mixed = pd.Series(counts.split).groupby(scene.structure).transform("any").to_numpy()
    apart = counts.split | mixed | (total > limit)
    joined = _together(scene.building_microgrid, counts.measure, scene.structure)
    measure = np.where(apart, counts.measure, joined)
    floors = _floors(scene)
    whole = np.flatnonzero(~counts.split & (measure > 0))
    tall = apart[whole] & (counts.measure[whole] > limit) & (floors[whole] >= 2)
    times = np.where(tall, floors[whole], 1).astype(np.int64)
    part_times = np.maximum(parts.floors, 1).astype(np.int64)
    unit = np.concatenate(
        [np.repeat(scene.building_microgrid[whole], times), np.repeat(parts.microgrid, part_times)]
    )
    size: Floats = np.concatenate(
        [
            np.repeat(measure[whole] / times, times),
            np.repeat(counts.part_measure / part_times, part_times),
        ]
    )
    grid = np.append(scene.microgrid_grid, -1)[unit]
    inhabited = size > 0
    return MicrogridItems(Items(unit, size, size), np.where(inhabited, grid, -1))


def _floors(scene: Scene) -> Floats:
    """Floors as given, else from the height at three metres each, else one."""
    frame = scene.town.buildings
    floors, height = numbers(frame["floors"]), numbers(frame["height"])
    known = np.where(np.isnan(floors), np.rint(height / STOREY), floors)
    result: Floats = np.maximum(np.nan_to_num(known, nan=1.0), 1.0)
    return result


def _together(unit: Rows, measure: Floats, groups: NDArray[np.generic]) -> Floats:
    """Give a group's total to its first building in each unit, 0 to the others."""
    table = pd.DataFrame({"unit": unit, "group": groups, "measure": measure})
    member = table["group"].notna()
    keys = [table["unit"][member], table["group"][member]]
    total = table["measure"][member].groupby(keys).transform("sum")
    first = ~table.loc[member, ["unit", "group"]].duplicated()
    whole = measure.copy()
    whole[member.to_numpy()] = np.where(first, total, 0.0)
    return whole
