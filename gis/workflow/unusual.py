"""What is unusual at a time: surges, new hot spots, lateness, concentration, dead cameras."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from gis.model.monitoring import Alerts
from gis.model.questions import By, Question
from gis.model.tickets import Stage
from gis.monitor.concentration import gini, gini_by_chance, top_share
from gis.monitor.seasons import surprise, uncertainty
from gis.monitor.trends import Trend, trends
from gis.store.alerts import Eyes, Raised
from gis.store.categories import Stored
from gis.workflow import reasons
from gis.workflow.baseline import Baseline
from gis.workflow.reasons import Reason
from gis.workflow.tallies import Tallies
from gis.workflow.where import LOCAL

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
ENOUGH = 50
"""Tickets, and ten grids, from which on one can speak of concentration."""
MONTH = 4
"""Weeks that concentration is told of."""
FEWEST_CAMERAS = 3
_OPEN = frozenset(str(stage) for stage in Stage) - {str(Stage.CLOSED)}
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called, in both languages."""

    categories: Mapping[int, Stored]
    jurisdictions: Mapping[str, str]

    def category(self, number: int) -> tuple[str, str]:
        """A category."""
        one = self.categories[number].category
        return one.name, one.name_en

    def jurisdiction(self, code: str) -> tuple[str, str]:
        """A node of the tree."""
        name = self.jurisdictions.get(code, code)
        return name, name


def new_hot_spots(
    tallies: Tallies, baseline: Baseline, names: Names, limits: Alerts
) -> Iterator[Raised]:
    """Grids that became hot spots of a topic in the week that ended at the last midnight."""
    window = baseline.at - timedelta(weeks=1), baseline.at
    for topic, weeks in zip(baseline.topics, baseline.weeks, strict=True):
        if weeks[:, -1].max(initial=0) < limits.least:
            continue
        last, before = weeks[:, -1], weeks[:, :-1].mean(axis=1)
        # Where the whole has more, a grid must stand out from that.
        usual = before * max(1.0, last.sum() / max(before.sum(), 1e-9))
        _, q = tested(last, usual, uncertainty(weeks[:, :-1].sum(axis=1)), limits.least)
        rising = (q <= limits.p) & (last >= limits.ratio * usual)
        history = trends(weeks, baseline.ground.neighbours)
        found = np.array([one is Trend.NEW for one in history]) & rising
        if not found.any():
            continue
        asked = Question(start=window[0], end=window[1], categories=topic.categories, placed=True)
        counted = tallies.tally(asked, By.GRID, By.CATEGORY)
        for row in np.flatnonzero(found):
            grid = baseline.ground.grids.iloc[row]
            most = most_of(counted[counted["grid"] == grid["code"]])
            reason = reasons.hot_spot(
                (grid["name"], grid["name_en"]), topic.name, names.category(most),
                int(last[row]), float(before[row]),
            )  # fmt: skip
            numbers = {
                "topic": topic.key, "observed": int(last[row]),
                "before": round(float(before[row]), 2),
            }  # fmt: skip
            subject = f"{grid['code']}:{topic.key}"
            yield raised("hot_spot", subject, grid, most, window, numbers, reason)


def concentrated(baseline: Baseline, names: Names, limits: Alerts) -> Iterator[Raised]:
    """Topics whose tickets came to lie in few grids of a county, and did not so before."""
    window = baseline.at - timedelta(weeks=MONTH), baseline.at
    counties = baseline.ground.grids["community"].str[:6].to_numpy()
    for county in np.unique(counties):
        own = counties == county
        for topic, weeks in zip(baseline.topics, baseline.weeks, strict=True):
            now, before = weeks[own, -MONTH:].sum(axis=1), weeks[own, :-MONTH].sum(axis=1)
            share = _share(now)
            earlier = _share(before)
            if share is None or share < limits.concentration:
                continue
            if earlier is not None and earlier >= limits.concentration:
                continue
            reason = reasons.concentration(
                names.jurisdiction(county), topic.name, share, earlier, int(now.sum())
            )
            numbers = {
                "topic": topic.key, "tickets": int(now.sum()), "top_share": round(share, 3),
                "before": None if earlier is None else round(earlier, 3),
                "gini": round(gini(now), 3),
            }  # fmt: skip
            yield Raised(
                "concentration", key("concentration", f"{county}:{topic.key}", window[1]),
                str(county), None, None, *window, numbers, reason.zh, reason.en,
            )  # fmt: skip


def overdue(tallies: Tallies, names: Names, at: datetime, limits: Alerts) -> Iterator[Raised]:
    """Units of which much that is open in a street is late."""
    asked = Question(stages=_OPEN, now=at, end=at)
    late = Question(stages=_OPEN, now=at, end=at, late=True)
    tables = [
        tallies.tally(one, By.UNIT, By.JURISDICTION).dropna(subset=["unit"])
        for one in (asked, late)
    ]
    open_, over = (
        one.groupby(["unit", one["jurisdiction"].str[:9]])["count"].sum() for one in tables
    )
    for (unit, street), count in over.items():
        many, all_ = int(count), int(open_.get((unit, street), count))
        if many < limits.least or many < limits.overdue * all_:
            continue
        reason = reasons.overdue(unit, names.jurisdiction(street), many, all_)
        numbers = {"unit": unit, "late": many, "open": all_, "share": round(many / all_, 3)}
        yield Raised(
            "overdue", key("overdue", f"{street}:{unit}", at), street, None, None, at - DAY, at,
            numbers, reason.zh, reason.en,
        )  # fmt: skip


def cameras_down(eyes: list[Eyes], names: Names, at: datetime, limits: Alerts) -> Iterator[Raised]:
    """Departments of whose cameras in a street many are offline."""
    for one in eyes:
        if one.offline < max(FEWEST_CAMERAS, limits.cameras * one.cameras):
            continue
        street = names.jurisdiction(one.street)
        reason = reasons.cameras_down(one.department, street, one.offline, one.cameras)
        numbers = {"department": one.department, "offline": one.offline, "cameras": one.cameras}
        subject = f"{one.street}:{one.department}"
        yield Raised(
            "cameras_down", key("cameras_down", subject, at), one.street, None, None, at - DAY, at,
            numbers, reason.zh, reason.en,
        )  # fmt: skip


def key(kind: str, subject: str, at: datetime) -> str:
    """What an alert is raised once for: a thing and a day of China."""
    return f"{kind}:{subject}:{(at - timedelta(microseconds=1)).astimezone(LOCAL).date()}"


def tested(observed: Floats, expected: Floats, spread: Floats, least: int) -> tuple[Floats, Floats]:
    """P and q; what has fewer than the least is no candidate, but was looked at."""
    p = np.ones(observed.shape)
    many = observed >= least
    p[many] = surprise(observed[many], expected[many], spread[many])
    return p, false_discovery_control(p.ravel()).reshape(p.shape)


def _share(counts: Floats) -> float | None:
    """Share of the top tenth; None where there is too little to say, or it may be chance."""
    total = counts.sum()
    if total < ENOUGH or len(counts) < 10:
        return None
    if gini(counts) < gini_by_chance(total / len(counts)) + 0.1:
        return None
    return top_share(counts)


def most_of(counted: pd.DataFrame) -> int:
    """Number of the category that most are of."""
    return int(counted.loc[counted["count"].idxmax(), "category"])


def raised(
    kind: str, subject: str, grid: Any, category: int, window: tuple[datetime, datetime],
    numbers: dict[str, Any], reason: Reason,
) -> Raised:  # fmt: skip
    """An alert about a grid."""
    return Raised(
        kind, key(kind, subject, window[1]), grid["community"], grid["code"], category, *window,
        numbers, reason.zh, reason.en,
    )  # fmt: skip
