"""What is usual in each grid and class of categories: learned once a day, asked every minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model.questions import By, Question
from gis.monitor.seasons import Past, Rhythm, excess, rates, rhythm, uncertainty
from gis.store.categories import Stored
from gis.workflow import usual
from gis.workflow.ground import Ground
from gis.workflow.tallies import Tallies
from gis.workflow.usual import by_month, local
from gis.workflow.where import LOCAL

HISTORY = timedelta(days=365)
RECENT = timedelta(days=182)
"""So far back for how much comes to each grid."""
WEEKS = 12
"""So many weeks tell how much counts vary, and which hot spots are new."""
Floats = NDArray[np.float64]
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Topic:
    """A class of categories: the first two digits of their codes.

    Parameters
    ----------
    key
        Such as ``matter:01``.
    categories
        Their numbers.
    """

    key: str
    name: str
    categories: frozenset[int]


@dataclass(frozen=True)
class Baseline:
    """What is usual, as of a midnight.

    Parameters
    ----------
    at
        The midnight.
    topics
        In the order of the columns.
    weeks
        For each topic (n, w) tickets of the grids in force in whole weeks that ended at the
        midnight, the last one last.
    rhythms, rate, spread
        For each topic its rhythm, (n, k) tickets of an average hour, and by how much counts vary.
        None where the past is too short to say.
    whole
        (k,) by how much the counts of all grids together vary.
    """

    at: datetime
    ground: Ground
    topics: tuple[Topic, ...]
    weeks: tuple[Floats, ...]
    rhythms: tuple[Rhythm, ...] | None
    rate: Floats
    spread: Floats
    whole: Floats

    def expected(self, start: datetime, end: datetime) -> Floats:
        """(n, k) tickets to be expected in a window."""
        assert self.rhythms is not None  # noqa: S101 -- asked by those who looked
        loads = [one.load(local(start), local(end)) for one in self.rhythms]
        return np.asarray(self.rate * np.array(loads))

    def table(self, counted: pd.DataFrame) -> Floats:
        """(n, k) tickets of a tally by grid and category."""
        column = {
            number: place for place, one in enumerate(self.topics) for number in one.categories
        }
        at = self.ground.grids.index.get_indexer(counted["grid"])
        to = counted["category"].map(column)
        known = (at >= 0) & to.notna().to_numpy()
        found = np.zeros((len(self.ground.grids), len(self.topics)))
        places = at[known], to[known].to_numpy(dtype=int)
        np.add.at(found, places, counted["count"].to_numpy(dtype=float)[known])
        return found


def topics_of(categories: Sequence[Stored]) -> tuple[Topic, ...]:
    """The classes of a list of categories."""
    groups: dict[str, list[Stored]] = {}
    for one in categories:
        groups.setdefault(f"{one.category.kind}:{one.category.code[:2]}", []).append(one)
    return tuple(
        Topic(key, group[0].category.class_name, frozenset(one.id for one in group))
        for key, group in sorted(groups.items())
    )


def learn(
    tallies: Tallies, ground: Ground, topics: tuple[Topic, ...], midnight: datetime
) -> Baseline:
    """Learn from the year before a midnight."""
    year = Question(start=midnight - HISTORY, end=midnight)
    days = usual.daily(tallies, year)
    weeks, moments = _weeks(tallies, ground, topics, midnight)
    size = len(ground.grids), len(topics)
    nothing = Baseline(
        midnight, ground, topics, weeks, None, np.zeros(size), np.zeros(size), np.zeros(size[1])
    )
    if days is None or midnight - days.since < usual.SHORTEST:
        return nothing
    past = replace(year, start=days.since)
    rhythms = _rhythms(tallies, past, topics)
    recent = replace(past, start=max(midnight - RECENT, days.since), placed=True)
    assert recent.start is not None  # noqa: S101 -- set above
    counts = nothing.table(tallies.tally(recent, By.GRID, By.CATEGORY))
    window = local(recent.start), local(midnight)
    rate = np.stack(
        [rates(counts[:, at], one.load(*window)) for at, one in enumerate(rhythms)], axis=1
    )
    wide = [
        _excess(each, rate[:, at], one, (days.since, midnight))
        for at, (each, one) in enumerate(zip(moments, rhythms, strict=True))
    ]
    grids, whole = np.array(wide, dtype=float).reshape(-1, 2).T
    return replace(
        nothing,
        rhythms=rhythms,
        rate=rate,
        spread=np.asarray(grids + uncertainty(counts)),
        whole=np.asarray(whole + uncertainty(counts.sum(axis=0))),
    )


def _rhythms(tallies: Tallies, past: Question, topics: tuple[Topic, ...]) -> tuple[Rhythm, ...]:
    """The rhythm of each topic, pulled towards that of all tickets."""
    assert past.start is not None  # noqa: S101 -- by those who call
    assert past.end is not None  # noqa: S101
    whole = usual.learned(tallies, past)
    by_hour, by_weekday, months = (
        tallies.tally(past, By.CATEGORY, by) for by in (By.HOUR, By.WEEKDAY, By.MONTH)
    )
    found = []
    for topic in topics:
        hours, weekdays = np.zeros(24), np.zeros(7)
        for counts, table, name in ((hours, by_hour, "hour"), (weekdays, by_weekday, "weekday")):
            own = table[table["category"].isin(topic.categories)]
            np.add.at(counts, own[name].to_numpy(dtype=int), own["count"].to_numpy(dtype=float))
        week = np.outer(weekdays, hours) / max(float(hours.sum()), 1.0)
        year = by_month(months[months["category"].isin(topic.categories)])
        window = local(past.start), local(past.end)
        found.append(rhythm(Past(week, year, *window), whole))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Tickets of a topic in the last weeks by grid and day; only what is not zero."""

    row: Any
    day: Any
    count: Any
    days: Any


def _weeks(
    tallies: Tallies, ground: Ground, topics: tuple[Topic, ...], midnight: datetime
) -> tuple[tuple[Floats, ...], list[_Seen]]:
    """Tickets of the last weeks by topic: by grid and week, and by grid and day."""
    begin = midnight - timedelta(weeks=WEEKS)
    days = np.arange(local(begin), local(midnight), _DAY).astype("datetime64[D]")
    cubes, seen = [], []
    for topic in topics:
        asked = Question(start=begin, end=midnight, categories=topic.categories, placed=True)
        counted = tallies.tally(asked, By.GRID, By.DAY)
        row = ground.grids.index.get_indexer(counted["grid"])
        day = (counted["day"].to_numpy().astype("datetime64[D]") - days[0]).astype(int)
        count = counted["count"].to_numpy(dtype=float)
        known = row >= 0
        row, day, count = row[known], day[known], count[known]
        cube = np.zeros((len(ground.grids), WEEKS))
        np.add.at(cube, (row, day // 7), count)
        cubes.append(cube)
        seen.append(_Seen(row, day, count, days))
    return tuple(cubes), seen


def _excess(
    seen: _Seen, rate: Floats, own: Rhythm, window: tuple[datetime, datetime]
) -> tuple[float, float]:
    """How much more than by chance a topic's daily counts vary, by grid and all together."""
    first = np.datetime64(window[0].astimezone(LOCAL).date(), "D")
    load = np.array([own.load(day, day + _DAY) if day >= first else 0.0 for day in seen.days])
    mean = rate[seen.row] * load[seen.day]
    grids = excess(
        float((seen.count**2).sum()),
        float((seen.count * mean).sum()),
        float(rate.sum() * load.sum()),
        float((rate**2).sum() * (load**2).sum()),
    )
    total, usual_ = np.bincount(seen.day, seen.count, len(load)), rate.sum() * load
    whole = excess(
        float((total**2).sum()),
        float((total * usual_).sum()),
        float(usual_.sum()),
        float((usual_**2).sum()),
    )
    return grids, whole
