"""Surges: more tickets of a topic than are usual at such a time, in a grid or a whole county."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model.monitoring import Alerts
from gis.model.questions import By, Question
from gis.store.alerts import Raised
from gis.workflow import reasons
from gis.workflow.baseline import Baseline
from gis.workflow.tallies import Tallies
from gis.workflow.unusual import Floats, Names, key, most_of, raised, tested

KIND = "surge"
COUNTY = 4
"""So many times as many tickets as of a grid are the least of a county."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What came in a window, and what was to be expected: (n, k) by grid and topic."""

    window: tuple[datetime, datetime]
    counted: pd.DataFrame
    observed: Floats
    expected: Floats

    def most(self, codes: Collection[str], categories: Collection[int]) -> int:
        """The category that most tickets in some grids are of, among some."""
        own = self.counted["category"].isin(categories) & self.counted["grid"].isin(codes)
        return most_of(self.counted[own].groupby("category", as_index=False)["count"].sum())


def surges(
    tallies: Tallies, baseline: Baseline, names: Names, at: datetime, limits: Alerts,
    spans: Collection[timedelta],
) -> Iterator[Raised]:  # fmt: skip
    """Surges in times of some lengths up to now.

    Where a whole county has more than usual that is told once; its grids must stand out from it.
    """
    if baseline.rhythms is None or not len(baseline.ground.grids):
        return
    counties = baseline.ground.grids["community"].str[:6].to_numpy()
    for span in sorted(spans):
        window = at - span, at
        asked = Question(start=window[0], end=window[1], placed=True)
        counted = tallies.tally(asked, By.GRID, By.CATEGORY)
        observed, expected = baseline.table(counted), baseline.expected(*window)
        seen = _Seen(window, counted, observed, expected)
        level = np.ones(observed.shape)
        for county in np.unique(counties):
            own = counties == county
            for topic, numbers in _risen(baseline, seen, own, limits):
                level[own, topic] = numbers["observed"] / numbers["expected"]
                yield _of_county(str(county), own, topic, numbers, baseline, names, seen)
        yield from _of_grids(baseline, names, seen, level, limits)


def _risen(
    baseline: Baseline, seen: _Seen, own: NDArray[np.bool_], limits: Alerts
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Topics of which some grids together have more than usual, and by how much."""
    observed, expected = seen.observed[own].sum(axis=0), seen.expected[own].sum(axis=0)
    p, q = tested(observed, expected, baseline.whole, COUNTY * limits.least)
    # One grid alone is told as such.
    spread_out = seen.observed[own].max(axis=0) < observed / 2
    # There are few of these to look at, but one looks again and again.
    found = (q <= limits.p / 10) & (observed >= limits.ratio * expected) & spread_out
    for topic in np.flatnonzero(found).tolist():
        numbers = _numbers(baseline, topic, observed[topic], expected[topic])
        yield topic, {**numbers, "p": p[topic], "q": q[topic]}


def _of_county(
    county: str, own: NDArray[np.bool_], topic: int, numbers: dict[str, Any], baseline: Baseline,
    names: Names, seen: _Seen,
) -> Raised:  # fmt: skip
    about = baseline.topics[topic]
    most = seen.most(baseline.ground.grids.index[own], about.categories)
    expected = float(seen.expected[own, topic].sum())
    reason = reasons.surge(
        names.jurisdiction(county), about.name, names.category(most), numbers["observed"],
        expected, *seen.window,
    )  # fmt: skip
    return Raised(
        KIND, key(KIND, f"{county}:{about.key}", seen.window[1]), county, None, most, *seen.window,
        numbers, reason.zh, reason.en,
    )  # fmt: skip


def _of_grids(
    baseline: Baseline, names: Names, seen: _Seen, level: Floats, limits: Alerts
) -> Iterator[Raised]:
    usual = seen.expected * level
    p, q = tested(seen.observed, usual, baseline.spread, limits.least)
    found = (q <= limits.p) & (seen.observed >= limits.ratio * usual)
    for row, column in np.argwhere(found).tolist():
        grid, topic = baseline.ground.grids.iloc[row], baseline.topics[column]
        most = seen.most([grid["code"]], topic.categories)
        expected = float(seen.expected[row, column])
        numbers = _numbers(baseline, column, seen.observed[row, column], expected)
        reason = reasons.surge(
            (grid["name"], grid["name_en"]), topic.name, names.category(most),
            numbers["observed"], expected, *seen.window,
        )  # fmt: skip
        told = {**numbers, "p": p[row, column], "q": q[row, column]}
        yield raised(KIND, f"{grid['code']}:{topic.key}", grid, most, seen.window, told, reason)


def _numbers(baseline: Baseline, topic: int, observed: float, expected: float) -> dict[str, Any]:
    return {
        "topic": baseline.topics[topic].key,
        "observed": int(observed),
        "expected": round(float(expected), 3) or float(f"{expected:.3g}"),
        "ratio": round(float(observed / expected), 2),
    }
