"""Rows of a pack counted by anything, one or two things at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from gis.model.questions import By
from gis.monitor.hexes import parents
from gis.monitor.pack_rows import CODED, DEGREE, EPOCH, NEVER, TIMES, Array, Codes, Rows

CHINA = 8 * 3600
HOUR, DAY = 3600, 86_400
MONDAY = 2
"""2000-01-01 was a Saturday: so many days before the next Monday."""
DENSE = 1 << 22
"""Counted in a table of so many places at most, else by sorting."""


class Keys(NamedTuple):
    """What rows are counted by.

    Parameters
    ----------
    places
        (n,) place of each row in ``kinds``.
    kinds
        What there is to be counted by; several places never mean the same.
    """

    places: Array
    kinds: Array


def columns_for(by: tuple[By, ...]) -> set[str]:
    """Columns of rows that must be known to count by some things."""
    return {str(one) if one in CODED or one is By.HEX else "reported" for one in by}


def counted_by(
    rows: Mapping[str, Array], by: tuple[By, ...], books: Mapping[str, Codes], resolution: int
) -> pd.DataFrame:
    """Count rows.

    Parameters
    ----------
    rows
        (n,) columns, those of ``columns_for``.
    by
        One or two different things.
    books
        Codes by column.
    resolution
        Of hexagons; rows without a place are left out where these are counted.
    """
    if By.HEX in by:
        placed = rows["hex"] != 0
        rows = {name: column[placed] for name, column in rows.items()}
    keys = [keys_of(rows, one, books, resolution) for one in by]
    places, size = keys[0].places, len(keys[0].kinds)
    for other in keys[1:]:
        places = places.astype(np.int64) * len(other.kinds) + other.places
        size *= len(other.kinds)
    if size <= DENSE:
        counts = np.bincount(places, minlength=size)
        found = np.flatnonzero(counts)
        counts = counts[found]
    else:
        found, counts = np.unique(places, return_counts=True)
    columns = {}
    for one, key in zip(reversed(by), reversed(keys), strict=True):
        columns[str(one)] = key.kinds[found % len(key.kinds)]
        found = found // len(key.kinds)
    return pd.DataFrame({**columns, "count": counts})


def keys_of(
    rows: Mapping[str, Array], by: By, books: Mapping[str, Codes], resolution: int = 9
) -> Keys:
    """What rows are counted by, for one thing."""
    if by in CODED:
        return Keys(rows[by], books[by].spelled())
    if by is By.HEX:
        kinds, places = np.unique(parents(rows["hex"], resolution), return_inverse=True)
        return Keys(places, kinds)
    local = rows["reported"].astype(np.int64) + CHINA
    if by is By.HOUR:
        return Keys(local // HOUR % 24, np.arange(24))
    if by is By.WEEKDAY:
        return Keys((local // DAY - MONDAY) % 7, np.arange(7))
    return _times(local, by)


def _times(local: Array, by: By) -> Keys:
    """Full hours, days, weeks or months of seconds of China's time since the epoch."""
    step = HOUR if by is By.CLOCK else DAY
    units = local // step
    first, size = (int(units.min()), int(np.ptp(units)) + 1) if len(units) else (0, 0)
    numbers = first + np.arange(size)
    if by is By.WEEK:
        numbers -= (numbers - MONDAY) % 7
    times = (numbers * step + EPOCH).astype("datetime64[s]")
    if by is By.MONTH:
        times = times.astype("datetime64[M]").astype("datetime64[s]")
    # Several days are of the same week or month.
    kinds, where = np.unique(times, return_inverse=True)
    return Keys(where[units - first], kinds)


def located(rows: Rows, stages: Codes) -> pd.DataFrame:
    """Where rows are, as ``gis.workflow.tallies`` promises."""
    times = {
        name: np.where(
            getattr(rows, name) == NEVER,
            np.datetime64("NaT", "s"),
            (getattr(rows, name).astype(np.int64) + EPOCH).astype("datetime64[s]"),
        )
        for name in TIMES
    }
    stage = pd.Series(stages.spelled()[rows.stage], dtype=object)
    place = {
        "hex": rows.hex.astype(np.uint64), "lon": rows.lon / DEGREE, "lat": rows.lat / DEGREE,
    }  # fmt: skip
    return pd.DataFrame({"id": rows.id, **place, "stage": stage, **times})
