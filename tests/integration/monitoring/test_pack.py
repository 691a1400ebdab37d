"""The copy in memory counts as the database does, whatever happens to the tickets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, Engine, text

from gis.database import Addresses
from gis.model.questions import By, Question
from gis.model.tickets import Colour
from gis.monitor.hexes import Bounds, covering
from gis.monitor.pack import Pack
from gis.store import ticket_columns as columns
from gis.store.engine import open_engine
from gis.store.tallies import SqlTallies
from tests.figures import plain
from tests.integration.monitoring.tickets_made import (
    CHANNELS,
    GRIDS,
    JURISDICTIONS,
    STAGES,
    UNITS,
    made,
    one,
    store,
)

PLACE = ("hex", "position", "grid", "jurisdiction", "lon", "lat")
START = datetime(2025, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    yield opened
    opened.dispose()


times = st.integers(0, 100 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))


def some(values: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.frozensets(st.sampled_from(values), min_size=1, max_size=2)


questions = st.builds(
    Question,
    start=st.none() | times,
    end=st.none() | times,
    open_at=st.none() | times,
    categories=some(range(1, 7)),
    stages=some(STAGES),
    colours=some([str(one) for one in Colour]),
    yellow_from=st.sampled_from([0.5, 0.8, 1.0]),
    channels=some(CHANNELS),
    units=some([unit for unit in UNITS if unit]),
    jurisdictions=st.sampled_from(
        [("0",), ("990121100",), JURISDICTIONS[:1], ("9901212", JURISDICTIONS[1]), ()]
    ),
    grid=st.none() | st.sampled_from([*(grid for grid in GRIDS if grid), "nowhere"]),
    late=st.none() | st.booleans(),
    now=times,
    placed=st.booleans(),
)
ways = st.lists(st.sampled_from(list(By)), max_size=2, unique=True)


sides = st.floats(0.0001, 0.1)
boxes = st.builds(
    lambda lon, lat, width, height: Bounds(lon, lat, lon + width, lat + height),
    st.floats(113.8, 114.0), st.floats(30.5, 30.7), sides, sides,
)  # fmt: skip


def ordered(points: pd.DataFrame) -> pd.DataFrame:
    return points.sort_values("id").reset_index(drop=True)


def same_figures(
    conn: Connection, pack: Pack, question: Question, at: datetime, yellow_from: float
) -> None:
    for by in set(By) - {By.HEX}:
        wanted = SqlTallies(conn).figures(question, by, at, yellow_from)
        found = pack.figures(question, by, at, yellow_from)
        assert plain(*found) == plain(*wanted), by


def read(engine: Engine) -> Pack:
    with columns.snapshot(engine) as conn:
        return Pack(columns.everything(conn), columns.clock(conn))


def follow(engine: Engine, pack: Pack) -> None:
    with columns.snapshot(engine) as conn:
        number = columns.clock(conn)
        pack.apply(number, columns.changed(conn, pack.number), columns.gone(conn, pack.number))


class Following(RuleBasedStateMachine):
    engine: Engine

    @initialize(seed=st.integers(0, 99), count=st.sampled_from([0, 1, 40]))
    def begin(self, seed: int, count: int) -> None:
        self.rng = np.random.default_rng(seed)
        with self.engine.begin() as conn:
            conn.execute(text("delete from tickets"))
            self.number = int(conn.scalar(text("select number from ticket_clock")) or 0)
        self.ids: list[int] = []
        if count:
            self.add(count)
        self.pack = read(self.engine)

    def ticks(self) -> int:
        self.number += 1
        return self.number

    def run(self, statement: str, **given: Any) -> None:
        with self.engine.begin() as conn:
            conn.execute(text(statement), {**given, "change": self.ticks()})
            conn.execute(text("update ticket_clock set number = :n"), {"n": self.number})

    @rule(count=st.integers(1, 5))
    def add(self, count: int) -> None:
        first = max(self.ids, default=0) + 1
        made = [one(first + k, self.rng) for k in range(count)]
        with self.engine.begin() as conn:
            store(conn, made, self.ticks())
            conn.execute(text("update ticket_clock set number = :n"), {"n": self.number})
        self.ids += [ticket["id"] for ticket in made]

    def pick(self) -> int:
        return int(self.rng.choice(self.ids))

    @rule(stage=st.sampled_from(STAGES), unit=st.sampled_from(UNITS), closed=times)
    def handle(self, stage: str, unit: str | None, closed: datetime) -> None:
        if self.ids:
            self.run(
                "update tickets set stage = :stage, unit = :unit, change = :change, closed_at ="
                " case when :stage = 'closed' then cast(:closed as timestamptz) end where id = :id",
                stage=stage, unit=unit, closed=closed, id=self.pick(),
            )  # fmt: skip

    @rule(deferred=st.booleans(), due=times)
    def put_off(self, deferred: bool, due: datetime) -> None:
        if self.ids:
            self.run(
                "update tickets set deferred = :deferred, due_at = :due, change = :change"
                " where id = :id",
                deferred=deferred, due=due, id=self.pick(),
            )  # fmt: skip

    @rule(place=st.booleans())
    def move(self, place: bool) -> None:
        if self.ids:
            other = one(1, self.rng)
            if not place or other["hex"] is None:
                other |= {"hex": None, "lon": None, "lat": None, "position": "zero", "grid": None}
            self.run(
                "update tickets set hex = :hex, position = :position, grid = :grid,"
                " jurisdiction = :jurisdiction, change = :change, geom = case when :hex is not null"
                " then st_setsrid(st_makepoint(:lon, :lat), 4326) end where id = :id",
                **{key: other[key] for key in PLACE},
                id=self.pick(),
            )

    @rule()
    def delete(self) -> None:
        if self.ids:
            number = self.pick()
            self.ids.remove(number)
            self.run(
                "with gone as (delete from tickets where id = :id returning id, jurisdiction)"
                " insert into ticket_departures select :change, id, jurisdiction from gone",
                id=number,
            )

    @rule()
    def catch_up(self) -> None:
        follow(self.engine, self.pack)

    @rule()
    def mend(self) -> None:
        self.pack = self.pack.mended()

    @rule()
    def read_anew(self) -> None:
        self.pack = read(self.engine)

    @rule(question=questions, bounds=st.none() | boxes, resolution=st.integers(0, 10))
    def look(self, question: Question, bounds: Bounds | None, resolution: int) -> None:
        follow(self.engine, self.pack)
        hexes = covering(bounds or Bounds(113.8, 30.5, 114.0, 30.7), min(resolution, 8))
        with self.engine.connect() as conn:
            counts = SqlTallies(conn).counts(question, hexes, min(resolution, 8))
            points = SqlTallies(conn).points(question, bounds)

        np.testing.assert_array_equal(self.pack.counts(question, hexes, min(resolution, 8)), counts)
        pd.testing.assert_frame_equal(
            ordered(self.pack.points(question, bounds)), ordered(points), check_exact=True
        )

    @rule(question=questions, at=times, yellow_from=st.sampled_from([0.5, 0.8]))
    def tell(self, question: Question, at: datetime, yellow_from: float) -> None:
        follow(self.engine, self.pack)
        with self.engine.connect() as conn:
            same_figures(conn, self.pack, Question(), at, yellow_from)
            same_figures(conn, self.pack, question, at, yellow_from)

    @rule(question=questions, pairs=st.lists(ways, max_size=3), resolution=st.integers(0, 10))
    def ask(self, question: Question, pairs: list[list[By]], resolution: int) -> None:
        follow(self.engine, self.pack)
        assert len(self.pack) == len(self.ids)
        with self.engine.connect() as conn:
            for by in [*([one] for one in By), *pairs]:
                wanted = SqlTallies(conn).tally(question, *by, resolution=resolution)
                found = self.pack.tally(question, *by, resolution=resolution)

                pd.testing.assert_frame_equal(found, wanted)


@pytest.mark.parametrize("days", [0, 20, 60, 150])
def test_figures_of_many_are_those_of_the_database(engine: Engine, days: int) -> None:
    with engine.begin() as conn:
        conn.execute(text("delete from tickets"))
        store(conn, made(500, np.random.default_rng(days)))
    pack, at = read(engine), START + timedelta(days=days)
    asked = [
        Question(),
        Question(open_at=at),
        Question(jurisdictions=JURISDICTIONS[:1], late=True, now=at),
        Question(colours=frozenset({"yellow", "red"}), now=at),
        Question(start=at - timedelta(days=15), end=at),
    ]
    with engine.connect() as conn:
        for question in asked:
            same_figures(conn, pack, question, at, 0.6)
    _, total = pack.figures(Question(), By.GRID, START + timedelta(days=150), 0.6)
    assert total.tickets == 500
    assert min(total.closed_due, total.on_time, total.deferred, total.red) > 0
    assert total.median_minutes is not None


def test_whatever_happens_to_tickets_the_copy_counts_as_the_database(engine: Engine) -> None:
    Following.engine = engine
    run_state_machine_as_test(
        Following,
        settings=settings(
            max_examples=12, stateful_step_count=20, phases=[Phase.generate], deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
