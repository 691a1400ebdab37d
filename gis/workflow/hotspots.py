"""Use case: where tickets pile up, and how that came about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis.errors import ParameterError
from gis.model.questions import By, Question, Unit
from gis.monitor.hotspots import NONE, spots
from gis.monitor.neighbours import Sparse, rings
from gis.monitor.trends import FEWEST, trends
from gis.workflow.ground import Ground, Grounds, middles
from gis.workflow.tallies import Tallies
from gis.workflow.where import LOCAL

FEWEST_HOUSEHOLDS = 50
"""Grids with fewer have no rate: a few tickets would make it huge."""
MOST_STEPS = 60
LONG = 7 * 26
"""Days from which on hot spots come and go by month."""
MOST_BY_DAY = 2_000_000
"""Units times days that are counted at once."""
MOST_UNITS = 50_000
"""Hexagons that are looked at once; a finer resolution is refused."""


class Per(StrEnum):
    """What grids are compared by."""

    GRID = "none"
    HOUSEHOLDS = "households"


class Pace(StrEnum):
    """Steps of time in which hot spots come and go."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of hot spots.

    Parameters
    ----------
    false_discovery
        The share of what is found that may be found by chance.
    resolution
        Of hexagons.
    step
        None: such that there are some steps in the window, and not too many.
    """

    by: Unit = Unit.GRID
    per: Per = Per.GRID
    false_discovery: float = 0.05
    resolution: int = 9
    step: Pace | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Hot spots of a window.

    Parameters
    ----------
    rows
        ``key``, ``name``, ``name_en``, ``lon``, ``lat``, ``count``, ``expected``, ``z``, ``p``,
        ``q``, ``level``, ``trend``; of all grids, and of hexagons that have tickets.
    total, elsewhere
        Tickets with a place, and those of them that lie in no grid in force.
    step
        None where the window is too short for a history.
    """

    rows: pd.DataFrame
    total: int
    elsewhere: int
    step: Pace | None


def find(
    conn: Connection, tallies: Tallies, grounds: Grounds, question: Question, wish: Wish
) -> Found:
    """Compare what lies around each grid or hexagon with the whole.

    Raises
    ------
    ParameterError
        Rates of hexagons, or more hexagons than can be looked at.
    """
    if wish.by is Unit.HEX and wish.per is not Per.GRID:
        raise ParameterError(
            "households are known of grids, not of hexagons: leave out rate",
            "户数按网格统计，六边形没有户数；请去掉 rate。",
        )
    asked = replace(question, placed=True)
    ground = grounds.of(conn)
    units = None if wish.by is Unit.HEX else _grids(ground, asked)
    many = len(ground.grids) if units is None else len(units.table)
    step = wish.step or step_for(tallies, asked, many)
    counted = _counted(tallies, asked, wish, step)
    if units is None:
        units = _hexagons(ground, asked, wish.resolution, counted["unit"])
    cube = table(counted, units.table["key"], step, asked.end)
    rows = _judged(units, cube.sum(axis=1), wish)
    history = step if cube.shape[1] >= FEWEST else None
    told = trends(cube, units.neighbours, wish.false_discovery) if history else [None] * len(rows)
    rows["trend"] = pd.Series(told, rows.index, dtype=object)
    total = int(counted["count"].sum())
    if wish.by is Unit.HEX:
        rows = rows[(rows["count"] > 0) | (rows["level"] != NONE)]
    return Found(rows, total, total - int(cube.sum()), history)


def step_for(tallies: Tallies, question: Question, units: int) -> Pace | None:
    """Steps of which a window has some, but not too many.

    Parameters
    ----------
    units
        How many are looked at: what is counted by day is held in memory.

    Returns
    -------
    None where that would be too much, and the window too short for months.
    """
    if question.start is not None and question.end is not None:
        days = (question.end - question.start).days
    else:
        months = tallies.tally(question, By.MONTH)["month"]
        days = (months.max() - months.min()).days + 31 if len(months) else 0
    if days > LONG or units * days > MOST_BY_DAY:
        return Pace.MONTH if days >= FEWEST * 31 else None
    return Pace.WEEK if days > 28 else Pace.DAY


def table(
    counted: pd.DataFrame, keys: pd.Series, step: Pace | None, end: datetime | None
) -> NDArray[np.float64]:
    """Tickets of units by steps of time.

    Parameters
    ----------
    counted
        ``unit``, ``at`` (a day, or the first one of a month) and ``count``; units that are not
        among the keys are left out.
    step
        None: all at once.
    end
        Of the window: weeks are counted back from it.

    Returns
    -------
    (n, t) of the keys in their order, the last step last; at most ``MOST_STEPS`` steps, the
    earlier ones being counted with the first of these.
    """
    which, known = pd.factorize(counted["unit"])
    # Those without a unit are numbered -1, which the last one stands for.
    row = np.append(pd.Index(keys).get_indexer(known), -1)[which]
    at = counted["at"].to_numpy().astype("datetime64[D]")
    if len(at) == 0:
        return np.zeros((len(keys), 1))
    last = at.max() if end is None else _last_day(end)
    if step is None:
        back = np.zeros(len(at), dtype=int)
    elif step is Pace.MONTH:
        back = last.astype("datetime64[M]").astype(int) - at.astype("datetime64[M]").astype(int)
    else:
        back = (last - at).astype(int) // (7 if step is Pace.WEEK else 1)
    steps = min(int(back.max()) + 1, MOST_STEPS)
    back = np.minimum(back, steps - 1)
    ours = row >= 0
    place = row[ours] * steps + steps - 1 - back[ours]
    count = counted["count"].to_numpy(dtype=float)[ours]
    cube: NDArray[np.float64] = np.bincount(place, count, len(keys) * steps).astype(float)
    return cube.reshape(len(keys), steps)


def _last_day(end: datetime) -> Any:
    """The last day, in China, of which a window has a part; its end is exclusive."""
    local = (end - timedelta(microseconds=1)).astimezone(LOCAL)
    return np.datetime64(local.date(), "D")


@dataclass(frozen=True, slots=True)
class _Units:
    """What is compared: ``key``, ``name``, ``name_en``, ``lon``, ``lat``, ``households``."""

    table: pd.DataFrame
    neighbours: Sparse


def _counted(tallies: Tallies, question: Question, wish: Wish, step: Pace | None) -> pd.DataFrame:
    """``unit``, ``at`` (a day; the first one of a month; one and the same) and ``count``."""
    by = By(wish.by.value)
    if step is None:
        counted = tallies.tally(question, by, resolution=wish.resolution)
        counted.insert(1, "at", np.datetime64("1970-01-01"))
    else:
        when = By.MONTH if step is Pace.MONTH else By.DAY
        counted = tallies.tally(question, by, when, resolution=wish.resolution)
    return counted.set_axis(["unit", "at", "count"], axis=1)


def _grids(ground: Ground, question: Question) -> _Units:
    at = ground.among(question.jurisdictions)
    grids = ground.grids.iloc[at]
    units = grids[["code", "name", "name_en", "lon", "lat", "households"]]
    units = units.rename(columns={"code": "key"}).reset_index(drop=True)
    return _Units(units, ground.neighbours[at][:, at])


def _hexagons(ground: Ground, question: Question, resolution: int, counted: pd.Series) -> _Units:
    """Hexagons of the grids, also those without tickets, and others that have some."""
    inside = ground.hexes(resolution, ground.among(question.jurisdictions))
    keys = np.union1d(inside, counted.to_numpy().astype(np.uint64))
    if len(keys) > MOST_UNITS:
        raise ParameterError(
            f"that are {len(keys):,} hexagons; choose a smaller resolution or jurisdiction",
            f"六边形多达 {len(keys):,} 个；请选用更小的级别或辖区。",
        )
    names = [h3.int_to_str(one) for one in keys]
    at = middles(keys)
    units = pd.DataFrame(
        {"key": keys, "name": names, "name_en": names, "lon": at[:, 0], "lat": at[:, 1]}
    )
    return _Units(units.assign(households=np.nan), rings(keys))


def _judged(units: _Units, counts: NDArray[np.float64], wish: Wish) -> pd.DataFrame:
    """Units with their statistics."""
    if wish.per is Per.HOUSEHOLDS:
        households = units.table["households"].to_numpy()
        known = households >= FEWEST_HOUSEHOLDS
        rate = counts[known].sum() / max(households[known].sum(), 1.0)
        expected = np.where(known, households * rate, np.nan)
        values = np.divide(counts, households, out=np.full(len(counts), np.nan), where=known)
    else:
        values = counts
        expected = np.full(len(counts), counts.mean() if len(counts) else 0.0)
    found = spots(values, units.neighbours)
    return units.table.drop(columns="households").assign(
        count=counts.astype(int),
        expected=expected,
        z=found.z,
        p=found.p,
        q=found.q,
        level=found.level(wish.false_discovery, counts, expected),
    )
