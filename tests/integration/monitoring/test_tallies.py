"""Tickets counted by the database, against a count by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import h3
import numpy as np
import pytest
from sqlalchemy import Connection, text

from gis.database import Addresses
from gis.model.questions import By, Question
from gis.model.tickets import Colour
from gis.monitor.stages import colour
from gis.store.engine import open_engine
from gis.store.tallies import SqlTallies
from tests.integration.monitoring.tickets_made import made, store

CHINA = timezone(timedelta(hours=8))
MADE = made(400, np.random.default_rng(5))


@pytest.fixture(scope="module")
def conn(database: Addresses) -> Iterator[Connection]:
    engine = open_engine(database.service)
    with engine.connect() as opened:
        store(opened, MADE)
        yield opened
    engine.dispose()


def counted(conn: Connection, question: Question, *by: By, resolution: int = 9) -> dict[Any, int]:
    frame = SqlTallies(conn).tally(question, *by, resolution=resolution)
    assert list(frame.columns) == [*map(str, by), "count"]
    rows = frame.itertuples(index=False)
    return {(row[0] if len(by) == 1 else tuple(row[:-1])): int(row[-1]) for row in rows}


def test_a_window_takes_its_first_instant_and_leaves_out_its_last(conn: Connection) -> None:
    times = sorted(one["reported_at"] for one in MADE)
    first, last = times[50], times[90]
    wanted = sum(
        first.replace(microsecond=0) <= one["reported_at"] < last.replace(microsecond=0)
        for one in MADE
    )

    assert wanted == 40
    assert counted(conn, Question(start=first, end=last)) == {(): wanted}


def test_open_tickets_at_an_instant_were_reported_by_then_and_closed_later(
    conn: Connection,
) -> None:
    at = datetime(2026, 2, 3, 12, tzinfo=UTC)
    wanted = [
        one
        for one in MADE
        if one["reported_at"] < at + timedelta(seconds=1)
        and (one["closed_at"] is None or one["closed_at"] >= at + timedelta(seconds=1))
    ]

    assert counted(conn, Question(open_at=at)) == {(): len(wanted)}


@pytest.mark.parametrize("resolution", [0, 4, 7, 9, 10])
def test_hexagons_are_those_of_h3(conn: Connection, resolution: int) -> None:
    placed = [h3.int_to_str(one["hex"]) for one in MADE if one["hex"] is not None]
    wanted = Counter(h3.str_to_int(h3.cell_to_parent(one, resolution)) for one in placed)

    assert counted(conn, Question(), By.HEX, resolution=resolution) == wanted


def test_hours_and_days_are_those_of_china(conn: Connection) -> None:
    local = [one["reported_at"].astimezone(CHINA) for one in MADE]

    assert counted(conn, Question(), By.HOUR) == Counter(one.hour for one in local)
    assert counted(conn, Question(), By.WEEKDAY) == Counter(one.weekday() for one in local)
    days = {day.date(): n for day, n in counted(conn, Question(), By.DAY).items()}
    assert days == Counter(one.date() for one in local)
    months = {month.date(): n for month, n in counted(conn, Question(), By.MONTH).items()}
    assert months == Counter(date(one.year, one.month, 1) for one in local)


def test_late_ones_are_due_and_open_or_were_closed_too_late(conn: Connection) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)

    def is_late(one: dict[str, Any]) -> bool:
        due, closed = one["due_at"], one["closed_at"]
        if due is None:
            return False
        if closed is None:
            return bool(due < now)
        return bool(closed.replace(microsecond=0) > due.replace(microsecond=0))

    late = sum(map(is_late, MADE))

    assert counted(conn, Question(late=True, now=now)) == {(): late}
    assert counted(conn, Question(late=False, now=now)) == {(): len(MADE) - late}


def test_colours_are_those_of_open_ones_at_that_time_and_pass_beside_stages(
    conn: Connection,
) -> None:
    now = datetime(2026, 1, 10, tzinfo=UTC)
    asked = Question(colours=frozenset({"yellow"}), now=now, yellow_from=0.8)

    def tint(one: dict[str, Any]) -> Colour | None:
        return colour(one["reported_at"], one["due_at"], one["closed_at"], now, 0.8)

    tints = Counter(map(tint, MADE))
    assert all(tints[one] for one in Colour)
    for one in Colour:
        assert counted(conn, replace(asked, colours=frozenset({one}))) == {(): tints[one]}
    either = sum(tint(one) is Colour.YELLOW or one["stage"] == "closed" for one in MADE)
    assert counted(conn, replace(asked, stages=frozenset({"closed"}))) == {(): either}


def test_filters_narrow_one_another(conn: Connection) -> None:
    question = Question(
        categories=frozenset({1, 2}), stages=frozenset({"closed"}), channels=frozenset({"snap"}),
        jurisdictions=("990121100",), placed=True,
    )  # fmt: skip
    wanted = Counter(
        one["unit"]
        for one in MADE
        if one["category"] in {1, 2}
        and one["stage"] == "closed"
        and one["channel"] == "snap"
        and one["jurisdiction"].startswith("990121100")
        and one["position"] == "good"
    )

    assert wanted
    assert counted(conn, question, By.UNIT) == wanted


def test_two_things_are_counted_together(conn: Connection) -> None:
    wanted = Counter((one["grid"], one["stage"]) for one in MADE)

    assert counted(conn, Question(), By.GRID, By.STAGE) == wanted


def test_nothing_found_is_no_row(conn: Connection) -> None:
    nothing = Question(start=datetime(1999, 1, 1, tzinfo=UTC), end=datetime(1999, 2, 1, tzinfo=UTC))

    assert counted(conn, nothing) == {}
    assert counted(conn, nothing, By.HEX, By.DAY) == {}


def test_no_jurisdiction_is_no_ticket(conn: Connection) -> None:
    assert counted(conn, Question(jurisdictions=())) == {}


def test_a_jurisdiction_is_no_pattern(conn: Connection) -> None:
    assert counted(conn, Question(jurisdictions=("99012_",))) == {}
    assert conn.scalar(text("select count(*) from tickets")) == len(MADE)
