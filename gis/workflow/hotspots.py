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
from gis.model.questions import By, Question
from gis.monitor.hotspots import NONE, spots
from gis.monitor.neighbours import Sparse, rings
from gis.monitor.trends import FEWEST, trends
from gis.workflow.ground import Ground, Grounds, middles
from gis.workflow.tallies import Tallies
from gis.workflow.where import LOCAL

FEWEST_HOUSEHOLDS = 50
"""Grids with fewer have no rate: a few tickets would make it huge."""
MOST_STEPS = 60
MOST_UNITS = 50_000
"""Hexagons that are looked at once; a finer resolution is refused."""


class Unit(StrEnum):
    """What is compared with its neighbours."""

    GRID = "grid"
    HEX = "hex"


class Per(StrEnum):
    """What grids are compared by."""

    GRID = "none"
    HOUSEHOLDS = "households"


class Step(StrEnum):
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
    step: Step | None = None


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
    step: Step | None


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
    step = wish.step or step_for(tallies, asked)
    counted = tallies.tally(
        asked, By(wish.by.value), By.MONTH if step is Step.MONTH else By.DAY,
        resolution=wish.resolution,
    )  # fmt: skip
    counted = counted.set_axis(["unit", "at", "count"], axis=1)
    if wish.by is Unit.GRID:
        units, neighbours = _grids(ground, asked)
    else:
        units, neighbours = _hexagons(ground, asked, wish.resolution, counted["unit"])
    cube = table(counted, units["key"], step, asked.end)
    rows = _judged(units, cube.sum(axis=1), neighbours, wish)
    history = step if cube.shape[1] >= FEWEST else None
    told = trends(cube, neighbours, wish.false_discovery) if history else [None] * len(rows)
    rows["trend"] = pd.Series(told, rows.index, dtype=object)
    total = int(counted["count"].sum())
    if wish.by is Unit.HEX:
        rows = rows[(rows["count"] > 0) | (rows["level"] != NONE)]
    return Found(rows, total, total - int(cube.sum()), history)


def step_for(tallies: Tallies, question: Question) -> Step:
    """Steps of which a window has some, but not too many."""
    if question.start is not None and question.end is not None:
        days = (question.end - question.start).days
    else:
        months = tallies.tally(question, By.MONTH)["month"]
        days = (months.max() - months.min()).days + 31 if len(months) else 0
    if days <= 28:
        return Step.DAY
    return Step.WEEK if days <= 7 * 26 else Step.MONTH


def table(
    counted: pd.DataFrame, keys: pd.Series, step: Step, end: datetime | None
) -> NDArray[np.float64]:
    """Tickets of units by steps of time.

    Parameters
    ----------
    counted
        ``unit``, ``at`` (a day, or the first one of a month) and ``count``; units that are not
        among the keys are left out.
    end
        Of the window: weeks are counted back from it.

    Returns
    -------
    (n, t) of the keys in their order, the last step last; at most ``MOST_STEPS`` steps, the
    earlier ones being counted with the first of these.
    """
    row = pd.Index(keys).get_indexer(counted["unit"])
    at = counted["at"].to_numpy().astype("datetime64[D]")
    if len(at) == 0:
        return np.zeros((len(keys), 1))
    last = at.max() if end is None else _last_day(end)
    if step is Step.MONTH:
        back = last.astype("datetime64[M]").astype(int) - at.astype("datetime64[M]").astype(int)
    else:
        back = (last - at).astype(int) // (7 if step is Step.WEEK else 1)
    steps = min(int(back.max()) + 1, MOST_STEPS)
    back = np.minimum(back, steps - 1)
    cube = np.zeros((len(keys), steps))
    known = row >= 0
    np.add.at(cube, (row[known], steps - 1 - back[known]), counted["count"].to_numpy()[known])
    return cube


def _last_day(end: datetime) -> Any:
    """The last day, in China, of which a window has a part; its end is exclusive."""
    local = (end - timedelta(microseconds=1)).astimezone(LOCAL)
    return np.datetime64(local.date(), "D")


def _grids(ground: Ground, question: Question) -> tuple[pd.DataFrame, Sparse]:
    at = ground.among(question.jurisdictions)
    grids = ground.grids.iloc[at]
    units = grids[["code", "name", "name_en", "lon", "lat", "households"]]
    neighbours = ground.neighbours[at][:, at]
    return units.rename(columns={"code": "key"}).reset_index(drop=True), neighbours


def _hexagons(
    ground: Ground, question: Question, resolution: int, counted: pd.Series
) -> tuple[pd.DataFrame, Sparse]:
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
    return units.assign(households=np.nan), rings(keys)


def _judged(
    units: pd.DataFrame, counts: NDArray[np.float64], neighbours: Sparse, wish: Wish
) -> pd.DataFrame:
    """Units with their statistics."""
    if wish.per is Per.HOUSEHOLDS:
        households = units["households"].to_numpy()
        known = households >= FEWEST_HOUSEHOLDS
        rate = counts[known].sum() / max(households[known].sum(), 1.0)
        expected = np.where(known, households * rate, np.nan)
        values = np.divide(counts, households, out=np.full(len(counts), np.nan), where=known)
    else:
        values = counts
        expected = np.full(len(counts), counts.mean() if len(counts) else 0.0)
    found = spots(values, neighbours)
    return units.drop(columns="households").assign(
        count=counts.astype(int),
        expected=expected,
        z=found.z,
        p=found.p,
        q=found.q,
        level=found.level(wish.false_discovery, counts, expected),
    )
