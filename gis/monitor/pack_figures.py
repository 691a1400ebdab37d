"""How far rows of a pack are, group by group: counted in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numba import njit

from gis.model.figures import Figures
from gis.model.questions import By
from gis.monitor.pack_kernels import GREEN, YELLOW, tint
from gis.monitor.pack_keys import columns_for, keys_of
from gis.monitor.pack_rows import EPOCH, TIMES, Array, Codes

COUNTS = (
    "tickets", "open", "green", "yellow", "red", "closed", "due", "deferred", "closed_due",
    "on_time",
)  # fmt: skip
"""What is counted, in the order of the kernel's columns."""


def columns_of_figures(by: By) -> set[str]:
    """Columns of rows that must be known for figures by something."""
    return {*columns_for((by,)), *TIMES, "deferred"}


def figures_of(
    rows: Mapping[str, Array],
    by: By,
    books: Mapping[str, Codes],
    at: datetime,
    yellow_from: float,
) -> tuple[list[Figures], Figures]:
    """Figures of rows by something, and of all of them; see ``gis.workflow.tallies``.

    Parameters
    ----------
    rows
        (n,) columns, those of ``columns_of_figures``.
    by
        Not hexagons.
    books
        Codes by column.
    """
    then = int(at.replace(microsecond=0).timestamp()) - EPOCH
    keys = keys_of(rows, by, books)
    places, size = keys.places.astype(np.int64), len(keys.kinds)
    counts = _count(
        places, size, rows["reported"], rows["closed"], rows["due"], rows["deferred"], then,
        yellow_from,
    )  # fmt: skip
    closed = rows["closed"] <= then
    took = rows["closed"][closed].astype(np.int64) - rows["reported"][closed]
    medians = _medians(places[closed], took, size)
    some = np.flatnonzero(counts[:, 0])
    found = [
        _told(key, counts[place], medians[place])
        for key, place in zip(_spelled(keys.kinds[some], by), some, strict=True)
    ]
    total = _told(None, counts.sum(axis=0), np.median(took) / 60 if len(took) else np.nan)
    return sorted(found, key=lambda one: (one.key is None, one.key)), total


@njit(cache=True, nogil=True)
def _count(
    places: Array, size: int, reported: Array, closed: Array, due: Array, deferred: Array,
    then: int, yellow_from: float,
) -> Array:  # fmt: skip
    """(size, len(COUNTS)) int64; what is due was so before ``then``."""
    found = np.zeros((size, len(COUNTS)), np.int64)
    for i in range(len(places)):
        told = found[places[i]]
        is_due, is_closed = due[i] < then, closed[i] <= then
        told[0] += 1
        if is_closed:
            told[5] += 1
        else:
            told[1] += 1
            shade = tint(reported[i], due[i], then, yellow_from)
            told[2 if shade == GREEN else 3 if shade == YELLOW else 4] += 1
        if is_due:
            told[6] += 1
            if deferred[i]:
                told[7] += 1
            elif is_closed:
                told[8] += 1
                told[9] += closed[i] <= due[i]
    return found


@njit(cache=True, nogil=True)
def _medians(places: Array, seconds: Array, size: int) -> Array:
    """(size,) float64 minutes, NaN where there are none; the mean of the middle two."""
    ends = np.zeros(size, np.int64)
    for place in places:
        ends[place] += 1
    ends = np.cumsum(ends)
    # Seconds lie by place, filled in from behind: afterwards an end is where its place begins.
    gathered = np.empty(len(seconds), np.int64)
    for i in range(len(places)):
        ends[places[i]] -= 1
        gathered[ends[places[i]]] = seconds[i]
    found = np.full(size, np.nan)
    for k in range(size):
        some = gathered[ends[k] : ends[k + 1] if k + 1 < size else len(gathered)]
        if len(some) > 0:
            found[k] = np.median(some) / 60
    return found


def _spelled(kinds: Array, by: By) -> list[Any]:
    """Keys as the database tells them: days, weeks and months are dates."""
    dates = by in {By.DAY, By.WEEK, By.MONTH}
    return list((kinds.astype("datetime64[D]") if dates else kinds).tolist())


def _told(key: Any, counts: Array, median: float) -> Figures:
    named = dict(zip(COUNTS, counts.tolist(), strict=True))
    return Figures(key, **named, median_minutes=None if np.isnan(median) else float(median))
