"""Household counts of buildings: surveyed as given, known totals spread exactly, else estimated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.frames import Town
from gis.geometry.borders import Floats, Ints, sums
from gis.model import HouseholdsSource

HOMES = frozenset({"residential", "mixed"})
"""Uses that hold homes; a building of unknown use counts as one too."""
STOREY_HEIGHT = 3.0
"""Metres of height a floor, where only the height is known."""
DEFAULT_FLOORS = 2
GROSS_AREA_PER_HOUSEHOLD = 100.0 / 0.75
"""Square metres of gross floor area a household: 100 m2 of dwelling, three quarters usable."""
SMALLEST_HOME = 20.0
"""A footprint below this (square metres) of unknown use is a shed."""
POINT_FOOTPRINT = 100.0
"""Square metres assumed for a building given as a point."""
RESIDENTS_PER_HOUSEHOLD = 2.6


@dataclass(frozen=True)
class Counts:
    """What every building holds, in the order of ``town.buildings``.

    households, residents, floors
        (n,) whole numbers, floors at least 1.
    source
        (n,) HouseholdsSource.
    notices
        Totals that could not be placed, one sentence each.
    """

    households: Ints
    residents: Ints
    floors: Ints
    source: NDArray[np.object_]
    notices: tuple[str, ...]


def count_households(town: Town, areas: Floats, community: Ints) -> Counts:
    """Give every building a whole number of households and say where it comes from.

    Parameters
    ----------
    town
        Checked input; ``population`` polygons and communities' ``households`` are known totals.
    areas
        (n,) footprint areas in square metres.
    community
        (n,) index of each building's community.
    """
    frame = town.buildings
    given = frame["households"].to_numpy(dtype=float)
    floors = _floors(frame)
    area = np.where(areas > 0, areas, POINT_FOOTPRINT)
    homes = _may_hold_homes(frame, area)
    gross = np.where(homes, area * floors, 0.0)
    known = np.isfinite(given)
    households = np.where(known, given, 0).astype(np.int64)
    source = np.where(known, HouseholdsSource.SURVEYED, HouseholdsSource.ESTIMATED).astype(object)
    notices: list[str] = []
    inside, total, names = _population(town)
    for group, wanted, called in (
        (inside, total, names),
        (community, town.communities["households"].to_numpy(dtype=float), town.communities["code"]),
    ):
        spread = (group >= 0) & (source == HouseholdsSource.ESTIMATED)
        spread[spread] &= np.isfinite(wanted[group[spread]])
        settled = (group >= 0) & ~spread
        rest = wanted - np.bincount(
            group[settled], weights=households[settled], minlength=len(wanted)
        )
        placed = largest_remainder(rest, group[spread], gross[spread])
        notices += _misfits(rest, sums(group[spread], placed, len(wanted)), called)
        households[spread] = placed
        source[spread] = HouseholdsSource.DISAGGREGATED
    guess = source == HouseholdsSource.ESTIMATED
    estimate = np.maximum(np.rint(gross / GROSS_AREA_PER_HOUSEHOLD), 1) * homes
    households[guess] = estimate[guess].astype(np.int64)
    return Counts(households, _residents(frame, households), floors, source, tuple(notices))


def _floors(frame: gpd.GeoDataFrame) -> Ints:
    floors = frame["floors"].to_numpy(dtype=float)
    height = frame["height"].to_numpy(dtype=float)
    floors = np.where(np.isfinite(floors), floors, np.rint(height / STOREY_HEIGHT))
    known = np.where(np.isfinite(floors), floors, DEFAULT_FLOORS)
    return np.asarray(np.maximum(known, 1), dtype=np.int64)


def _may_hold_homes(frame: gpd.GeoDataFrame, area: Floats) -> NDArray[np.bool_]:
    use = frame["use"]
    unknown = use.isna().to_numpy()
    return np.asarray(use.isin(HOMES).to_numpy() | (unknown & (area >= SMALLEST_HOME)))


def _residents(frame: gpd.GeoDataFrame, households: Ints) -> Ints:
    given = frame["residents"].to_numpy(dtype=float)
    guess = np.rint(households * RESIDENTS_PER_HOUSEHOLD)
    return np.asarray(np.where(np.isfinite(given), given, guess), dtype=np.int64)


def _population(town: Town) -> tuple[Ints, Floats, Any]:
    """The population polygon of each building (-1 without), the totals and the names."""
    inside = np.full(len(town.buildings), -1, dtype=np.int64)
    if len(town.population):
        spots = shapely.point_on_surface(town.buildings.geometry.to_numpy())
        tree = shapely.STRtree(town.population.geometry.to_numpy())
        building, polygon = tree.query(spots, predicate="intersects")
        inside[building[::-1]] = polygon[::-1]
    return inside, town.population["households"].to_numpy(dtype=float), town.population["id"]


def largest_remainder(totals: Floats, group: Ints, weights: Floats) -> Ints:
    """Spread whole totals in proportion to weights so that each group's sum matches exactly.

    Parameters
    ----------
    totals
        (g,) totals, rounded to whole numbers; negative ones and NaN count as 0.
    group, weights
        (n,) group and non-negative weight of each receiver. A group whose weights are all 0
        receives nothing.

    Returns
    -------
    (n,) whole numbers. Ties go to the first.

    Source: the Hamilton method of apportionment.
    """
    whole = np.rint(np.nan_to_num(np.maximum(totals, 0))).astype(np.int64)
    sums = np.bincount(group, weights=weights, minlength=len(totals))
    share = np.divide(
        weights * whole[group], sums[group], out=np.zeros(len(group)), where=sums[group] > 0
    )
    base = np.floor(share).astype(np.int64)
    left = np.where(sums > 0, whole - np.bincount(group, base, len(totals)).astype(np.int64), 0)
    order = np.lexsort((np.arange(len(group)), base - share, group))
    starts = np.searchsorted(group[order], np.arange(len(totals)))
    rank = np.arange(len(group)) - starts[group[order]]
    base[order[rank < left[group[order]]]] += 1
    return np.asarray(base, dtype=np.int64)


def _misfits(rest: Floats, placed: Floats, names: Any) -> list[str]:
    sentences = []
    for name, wanted, found in zip(names, rest, placed, strict=True):
        if np.isfinite(wanted) and round(wanted) < 0:
            sentences.append(
                f"{name}: surveyed buildings hold {-round(wanted)} households more than its total"
            )
        elif np.isfinite(wanted) and round(wanted) > found:
            sentences.append(
                f"{name}: {round(wanted - found)} households of its total have no building to go to"
            )
    return sentences
