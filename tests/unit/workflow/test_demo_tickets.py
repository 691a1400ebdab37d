"""The tickets of the demonstration: a year that ends now, whenever that is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gis.workflow.demo_tickets import YEAR, tickets_until

TOWN = Path(__file__).parents[3] / "fixtures" / "town.gpkg"
CHINA = "Asia/Shanghai"


@pytest.fixture(
    scope="module",
    params=["2026-11-22T09:30:00", "2025-12-31T23:59:00", "2031-03-01T00:00:00"],
)
def now(request: pytest.FixtureRequest) -> datetime:
    return datetime.fromisoformat(request.param).replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def made(now: datetime) -> pd.DataFrame:
    return tickets_until(TOWN, now, np.random.default_rng(1))


def test_every_ticket_lies_in_the_year_that_ends_now(made: pd.DataFrame, now: datetime) -> None:
    assert len(made) == 12_000
    assert made["created"].is_monotonic_increasing
    assert made["created"].min() > now - YEAR
    assert made["created"].max() <= now


def test_weekdays_and_hours_stay_as_they_were(made: pd.DataFrame) -> None:
    original = tickets_until(TOWN, datetime(2026, 1, 1, tzinfo=UTC), np.random.default_rng(1))
    for of in (made, original):
        of["at"] = of["created"].dt.tz_convert(CHINA)
    pairs = made.set_index("id")["at"].to_frame("new").join(original.set_index("id")["at"])
    assert (pairs["new"].dt.day_of_week == pairs["at"].dt.day_of_week).all()
    assert (pairs["new"].dt.time == pairs["at"].dt.time).all()


def test_what_is_open_is_recent_and_has_no_end(made: pd.DataFrame, now: datetime) -> None:
    is_open = made["stage"] != "closed"
    assert 10 < is_open.sum() < 300
    assert made.loc[is_open, "closed"].isna().all()
    assert (made.loc[~is_open, "closed"] <= now).all()
    assert (made.loc[~is_open, "closed"] >= made.loc[~is_open, "created"]).all()
    recent = made["created"] > now - timedelta(days=2)
    assert is_open[recent].mean() > is_open[~recent].mean()
