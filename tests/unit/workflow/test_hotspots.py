"""Tickets of units by steps of time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from gis.workflow.hotspots import MOST_STEPS, Pace, table
from gis.workflow.where import LOCAL

KEYS = pd.Series(["a", "b"])


def counted(*rows: tuple[str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["unit", "at", "count"])
    return frame.assign(at=pd.to_datetime(frame["at"]))


def cube(*rows: tuple[str, str, int], step: Pace | None, end: str | None = None) -> Any:
    until = datetime.fromisoformat(end).replace(tzinfo=LOCAL) if end else None
    return table(counted(*rows), KEYS, step, until).tolist()


def test_weeks_are_counted_back_from_the_end_which_is_not_in_them() -> None:
    rows = ("a", "2026-07-14", 1), ("a", "2026-07-15", 2), ("b", "2026-07-21", 4)

    assert cube(*rows, step=Pace.WEEK, end="2026-07-22") == [[1, 2], [0, 4]]
    assert cube(*rows, step=Pace.WEEK, end="2026-07-22T00:00:01") == [[3, 0], [0, 4]]


def test_without_an_end_the_last_day_with_a_ticket_is_the_last_one() -> None:
    rows = ("a", "2026-07-18", 1), ("b", "2026-07-20", 4)

    assert cube(*rows, step=Pace.DAY) == [[1, 0, 0], [0, 0, 4]]


def test_months_follow_each_other_over_new_year() -> None:
    rows = ("a", "2025-11-01", 1), ("b", "2026-01-01", 4)

    assert cube(*rows, step=Pace.MONTH, end="2026-02-01") == [[1, 0, 0], [0, 0, 4]]


def test_units_that_are_not_asked_for_are_left_out_and_no_ticket_is_one_empty_step() -> None:
    assert cube(("c", "2026-07-18", 9), ("a", "2026-07-18", 1), step=Pace.DAY) == [[1], [0]]
    assert cube(step=Pace.DAY) == [[0], [0]]


def test_what_lies_far_back_is_counted_with_the_first_step() -> None:
    rows = ("a", "2020-01-01", 5), ("a", "2026-07-18", 1)

    found = table(counted(*rows), KEYS, Pace.DAY, None)

    assert found.shape == (2, MOST_STEPS)
    assert (found[0, 0], found[0, -1]) == (5, 1)
    assert cube(*rows, step=None) == [[6], [0]]
