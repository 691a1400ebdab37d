"""Counting tickets by grid: rates, Gi*, and figures of what is open, late, closed in time."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta
from functools import partial

import pandas as pd
from sqlalchemy import Connection

from gis.model.questions import By, Question
from gis.monitor.hotspots import spots
from gis.monitor.pack import Pack
from gis.monitor.rates import rates
from gis.store.tallies import SqlTallies
from gis.workflow.ground import Ground
from tests.benchmarks.stock import seconds
from tests.figures import plain

ROUNDS = 5
LAST = datetime(2026, 1, 1, tzinfo=UTC)
SPANS = (30, 90, 365, 730)
"""Days until the last one."""
YELLOW_FROM = 0.8


def statistics_of(pack: Pack, ground: Ground) -> tuple[float, float, float]:
    """Milliseconds of one pass over all rows, of all rates, and of Gi* of all grids."""
    everything, grids = Question(placed=True), ground.grids

    def counted() -> pd.Series:
        found = pack.tally(everything, By.GRID).set_index("grid")["count"]
        return found.reindex(pd.Index(grids.index, dtype=object), fill_value=0)

    def rated() -> object:
        return rates(counted(), grids["households"])

    def tested() -> object:
        return spots(counted().to_numpy(float), ground.neighbours)

    took: dict[str, list[float]] = {"pass": [], "rates": [], "spots": []}
    for turn in range(ROUNDS + 1):
        for name, run in (
            ("pass", lambda: pack.tally(everything)),
            ("rates", rated),
            ("spots", tested),
        ):
            spent = seconds(run)
            if turn:
                took[name].append(spent)
    return tuple(statistics.median(one) * 1000 for one in took.values())  # type: ignore[return-value]


def figures_of(pack: Pack, conn: Connection | None) -> dict[int, tuple[float | None, float]]:
    """Milliseconds of figures by grid, by days: of the database once, of the copy."""
    found = {}
    for days in SPANS:
        question = Question(start=LAST - timedelta(days=days), end=LAST)
        asked = (question, By.GRID, LAST, YELLOW_FROM)
        ours = plain(*pack.figures(*asked))
        quick = [seconds(partial(pack.figures, *asked)) for _ in range(ROUNDS)]
        slow = None
        if conn is not None:
            began = time.perf_counter()
            told = SqlTallies(conn).figures(*asked)
            slow = (time.perf_counter() - began) * 1000
            if plain(*told) != ours:
                raise AssertionError(f"{days} days: figures differ")
        found[days] = (slow, statistics.median(quick) * 1000)
    return found
