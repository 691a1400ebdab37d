"""Households and the measure of the band, counted again from the building rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.audit.ground import Geometries
from gis.audit.intake import texts
from gis.audit.placing import Floats, Rows
from gis.audit.references import lookup
from gis.audit.scene import Scene


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of split buildings.

    building, microgrid
        (p,) rows in the town and among the micro-grids, -1 where the name is unknown.
    floor_from, floor_to, staircase
        (p,) NaN where not given.
    households
        (p,) as stored.
    geometry
        (p,) metres; the whole footprint for a range of floors.
    """

    building: Rows
    microgrid: Rows
    floor_from: Floats
    floor_to: Floats
    staircase: Floats
    households: Floats
    geometry: Geometries
    names: NDArray[np.object_]

    @property
    def by_floor(self) -> NDArray[np.bool_]:
        """(p,) whether the part is a range of floors."""
        return ~np.isnan(self.floor_from) & ~np.isnan(self.floor_to)

    @property
    def by_staircase(self) -> NDArray[np.bool_]:
        """(p,) whether the part is (a range of floors of) one staircase."""
        return ~np.isnan(self.staircase)

    @property
    def floors(self) -> Floats:
        """(p,) number of floors in the range, 1 for other parts."""
        return np.where(self.by_floor, self.floor_to - self.floor_from + 1, 1.0)


@dataclass(frozen=True, slots=True)
class Counts:
    """What each building, part, micro-grid and grid holds.

    households, measure
        (b,) households, and the column that the band limits (the same unless the rules name
        another).
    surveyed
        (b,) households given in the town; NaN where not.
    part_measure
        (p,) share of each part in the measure of its building.
    grid_households, grid_measure
        (g,) totals of the buildings that stand in each grid.
    microgrid_households, microgrid_measure
        (m,) totals of whole buildings and parts.
    """

    households: Floats
    measure: Floats
    surveyed: Floats
    parts: Parts
    split: NDArray[np.bool_]
    part_measure: Floats
    grid_households: Floats
    grid_measure: Floats
    microgrid_households: Floats
    microgrid_measure: Floats


def numbers(values: pd.Series) -> Floats:
    """A column as floats; NaN for nulls."""
    array: Floats = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return array


def count(scene: Scene) -> Counts:
    """Count everything of a scene."""
    households, surveyed = _column(scene, "households")
    by = scene.rules.by
    measure = households if by == "households" else _column(scene, by)[0]
    parts = _parts(scene)
    split = np.zeros(len(households), dtype=bool)
    split[parts.building[parts.building >= 0]] = True
    whole = np.bincount(
        parts.building[parts.building >= 0],
        weights=parts.households[parts.building >= 0],
        minlength=len(households),
    )
    ratio = np.divide(measure, whole, out=np.zeros_like(measure), where=whole > 0)
    scale = np.where(by == "households", 1.0, np.append(ratio, 0.0)[parts.building])
    part_measure = parts.households * scale
    grids, micros = len(scene.grids), len(scene.microgrids)
    single = np.where(split, -1, scene.building_microgrid)
    return Counts(
        households,
        measure,
        surveyed,
        parts,
        split,
        part_measure,
        _total(scene.building_grid, households, grids),
        _total(scene.building_grid, measure, grids),
        _total(single, households, micros) + _total(parts.microgrid, parts.households, micros),
        _total(single, measure, micros) + _total(parts.microgrid, part_measure, micros),
    )


def _column(scene: Scene, name: str) -> tuple[Floats, Floats]:
    """Per building: the town's figure, else the proposal's, else 0; and the town's alone."""
    count = len(scene.building_ids)
    town, proposal = scene.town.buildings, scene.proposal.buildings
    given = numbers(town[name]) if name in town else np.full(count, np.nan)
    told = numbers(proposal[name]) if name in proposal else np.full(len(proposal), np.nan)
    planned = np.append(told, np.nan)[scene.building_row]
    return np.nan_to_num(np.where(np.isnan(given), planned, given)), given


def _parts(scene: Scene) -> Parts:
    frame = scene.proposal.building_parts
    return Parts(
        lookup(texts(frame["building"]), scene.building_ids),
        scene.microgrid_references.rows[len(scene.building_ids) :],
        numbers(frame["floor_from"]),
        numbers(frame["floor_to"]),
        numbers(frame["staircase"]),
        np.nan_to_num(numbers(frame["households"])),
        scene.ground.forward(frame.geometry.to_numpy())
        if len(frame)
        else np.zeros(0, dtype=object),
        texts(frame["building"]),
    )


def _total(rows: Rows, weights: Floats, count: int) -> Floats:
    there = rows >= 0
    return np.bincount(rows[there], weights=weights[there], minlength=count).astype(float)
