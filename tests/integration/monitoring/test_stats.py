"""Figures of tickets, counted again from the rows by pandas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, text

from tests.integration.drawn import CODES, STREET
from tests.integration.monitoring import reports
from tests.integration.monitoring.desk import Desks

AT = datetime(2025, 3, 20, 8, 0, tzinfo=UTC)
COUNTS = ["tickets", "open", "green", "yellow", "red", "closed", "due", "deferred", "closed_due",
          "on_time"]  # fmt: skip


@pytest.fixture(scope="module")
def rows(engine: Engine, plan: int) -> pd.DataFrame:
    """Tickets of March, open and closed, early and late, some put off, some without a desk."""
    del plan
    rng = np.random.default_rng(5)
    made = []
    for number in range(600):
        reported = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(
            seconds=int(rng.integers(25 * 86_400))
        )
        closed = reported + timedelta(seconds=int(rng.integers(60, 8 * 86_400)))
        is_closed = rng.random() < 0.6
        made.append(
            reports.row(
                float(rng.uniform(0, 8)), float(rng.uniform(0, 2)), reported_at=reported,
                external=f"s{number}", category=int(rng.integers(1, 4)),
                stage="closed" if is_closed else "handling",
                closed_at=closed if is_closed else None,
                due_at=reported + timedelta(days=3) if rng.random() < 0.9 else None,
                deferred=bool(rng.random() < 0.1),
                unit=["环卫所", "城管局", None][rng.integers(3)],
                channel=["hotline", "snap"][rng.integers(2)],
            )
        )  # fmt: skip
    with engine.begin() as conn:
        ids = reports.put(conn, *made)
        # One that only a stranger sees.
        reports.put(conn, reports.row(90, 90, jurisdiction="110101001001", reported_at=AT))
        return pd.read_sql(
            text("select * from tickets where id = any(:ids)"), conn, params={"ids": ids}
        )


def ask(desks: Desks, by: str, **more: Any) -> Any:
    asked = {"by": by, "from": "2025-03-01", "to": "2025-04-01", **more}
    answer = desks["commander"].get("/api/v1/tickets/stats", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def naive(rows: pd.DataFrame, at: datetime) -> dict[str, Any]:
    """The figures, one line each."""
    closed = rows["closed_at"] <= at
    due = rows["due_at"] < at
    pressed = due & ~rows["deferred"]
    soon = rows["reported_at"] + (rows["due_at"] - rows["reported_at"]) * 0.8
    took = (rows["closed_at"] - rows["reported_at"]).dt.total_seconds() / 60
    told = {
        "tickets": len(rows),
        "open": (~closed).sum(),
        "green": (~closed & ~(at >= soon)).sum(),
        "yellow": (~closed & (at >= soon) & (at <= rows["due_at"])).sum(),
        "red": (~closed & due).sum(),
        "closed": closed.sum(),
        "due": due.sum(),
        "deferred": (due & rows["deferred"]).sum(),
        "closed_due": (pressed & closed).sum(),
        "on_time": (pressed & closed & (rows["closed_at"] <= rows["due_at"])).sum(),
    }
    under = told["due"] - told["deferred"]
    told["closure_rate"] = told["closed_due"] / under if under else None
    told["on_time_rate"] = told["on_time"] / under if under else None
    told["median_minutes"] = took[closed].median() if closed.any() else None
    return told


def same(told: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        assert told[name] == (None if value is None else pytest.approx(value)), name


@pytest.mark.parametrize(
    ("by", "column"),
    [("grid", "grid"), ("unit", "unit"), ("channel", "channel"), ("stage", "stage"),
     ("jurisdiction", "jurisdiction")],
)  # fmt: skip
def test_figures_are_those_of_a_naive_count(
    by: str, column: str, desks: Desks, rows: pd.DataFrame
) -> None:
    told = ask(desks, by)
    at = datetime.fromisoformat(told["at"])

    assert len(told["rows"]) == rows[column].nunique(dropna=False)
    for row in told["rows"]:
        own = rows[column].isna() if row["key"] is None else rows[column] == row["key"]
        same(row, naive(rows[own], at))
    same(told["total"], naive(rows, at))
    for name in COUNTS:
        assert sum(row[name] for row in told["rows"]) == told["total"][name]


def test_figures_of_an_instant_know_what_was_open_then(desks: Desks, rows: pd.DataFrame) -> None:
    told = ask(desks, "unit", open_at=AT.isoformat())

    then = rows[(rows["reported_at"] <= AT) & ~(rows["closed_at"] <= AT)]
    same(told["total"], naive(then, AT))
    assert told["total"]["closed"] == 0
    assert told["total"]["yellow"] > 0
    assert told["total"]["red"] > 0


def test_hours_and_days_are_those_of_china(desks: Desks, rows: pd.DataFrame) -> None:
    local = rows["reported_at"].dt.tz_convert("Asia/Shanghai")
    hours, days = ask(desks, "hour"), ask(desks, "day")

    assert {row["key"]: row["tickets"] for row in hours["rows"]} == dict(
        local.dt.hour.value_counts()
    )
    inside = local[local < "2025-04-01"].dt.strftime("%Y-%m-%d")
    assert {row["key"]: row["tickets"] for row in days["rows"]} == dict(inside.value_counts())


def test_grids_categories_and_jurisdictions_have_names(desks: Desks, rows: pd.DataFrame) -> None:
    del rows
    by_category = {row["key"]: row for row in ask(desks, "category")["rows"]}
    assert by_category["matter:01004"]["name"] == "积水"
    assert by_category["matter:01004"]["name_en"] == "Flooded road"
    assert all(row["name"] for row in ask(desks, "grid")["rows"] if row["key"])
    assert all(row["name"] for row in ask(desks, "jurisdiction")["rows"])


def test_denominators_are_told_in_both_languages(desks: Desks, rows: pd.DataFrame) -> None:
    del rows
    told = ask(desks, "stage")

    assert "due - deferred" in told["denominators"]["en"]
    assert "延期" in told["denominators"]["zh"]


def test_nothing_has_no_rates(desks: Desks, rows: pd.DataFrame) -> None:
    del rows
    told = ask(desks, "grid", **{"from": "2019-01-01", "to": "2019-02-01"})

    assert told["rows"] == []
    assert told["total"]["tickets"] == 0
    assert told["total"]["closure_rate"] is None


def test_everybody_sees_the_figures_of_their_own_places(desks: Desks, rows: pd.DataFrame) -> None:
    address = f"/api/v1/tickets/stats?by=grid&from=2025-03-01&to=2025-04-01&jurisdiction={STREET}"
    own = rows[rows["jurisdiction"] == CODES[1]]

    assert desks["viewer"].get(address).status_code == 403
    assert 0 < desks["stranger"].get(address).json()["total"]["tickets"] == len(own) < len(rows)
