"""Whatever is done to tickets and plans, in whatever order: every ticket lies where it should.

A model in Python knows the publications as boxes and keeps what each ticket was given; the
numbers of changes must follow each other without a gap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from gis.model.tickets import Position
from gis.store import ticket_reads, ticket_writes
from gis.workflow import ticket_grids
from tests.integration import drawn
from tests.integration.monitoring import reports

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
BOTH = drawn.CODES
_OUTLINE = text(
    "insert into outlines (publication, level, code, grid, properties, digest, geom) values"
    " (:publication, :level, :code, :grid, '{}', '', ST_GeomFromText(:geom, 4547))"
)
_PLAN = text(
    "insert into plans (dataset, name, jurisdiction, state, version, rules, params, quality, head,"
    " created_by) select dataset, name, jurisdiction, state, version, rules, params, quality, head,"
    " created_by from plans where id = :draft returning id"
)
_END = text(
    "update publications set valid_to = :now where community = :community and valid_to is null"
)
_BEGIN = text(
    "insert into publications (plan, plan_version, community, valid_from)"
    " values (:plan, 0, :community, :now) returning id"
)
# Never on a border: there it is a matter of the last digit.
PLACES = st.tuples(
    st.integers(-1, 8).map(lambda n: n + 0.31), st.integers(-1, 2).map(lambda n: n + 0.47)
)
DAYS = st.integers(0, 40).map(lambda n: BEGIN + timedelta(days=n, hours=12))
WHICH = st.integers(0, 99)
# Community, the column it begins at and its width, where it is cut, days until the next one.
PUBLISH = st.tuples(
    st.just("publish"), st.sampled_from(BOTH), st.integers(0, 5), st.integers(2, 4),
    st.integers(1, 20),
)  # fmt: skip
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.lists(st.tuples(PLACES, DAYS), min_size=1, max_size=4)),
        st.tuples(st.just("change"), WHICH),
        st.tuples(st.just("move"), WHICH, PLACES),
        st.tuples(st.just("lose"), WHICH),
        st.tuples(st.just("delete"), WHICH),
        PUBLISH,
    ),
    max_size=14,
)

EVERYWHERE = [
    ((column + 0.31, 0.47), BEGIN + timedelta(days=days, hours=12))
    for column in range(-1, 9)
    for days in range(-1, 40, 6)
]


@dataclass
class _Ticket:
    place: tuple[float, float] | None
    at: datetime
    grid: str | None = None


@dataclass
class _Publication:
    number: int
    community: str
    begin: datetime
    end: datetime | None
    grids: dict[str, Any]


@dataclass
class Town:
    """The database, and what should be in it."""

    conn: Connection
    draft: int
    tickets: dict[int, _Ticket] = field(default_factory=dict)
    publications: list[_Publication] = field(default_factory=list)
    now: datetime = BEGIN

    def insert(self, given: list[tuple[tuple[float, float], datetime]]) -> None:
        rows = [reports.row(*place, reported_at=at) for place, at in given]
        for number, (place, at) in zip(reports.put(self.conn, *rows), given, strict=True):
            self.tickets[number] = _Ticket(place, at, self.grid_of(place, at, self.publications))

    def change(self, which: int) -> None:
        if (number := self.pick(which)) is not None:
            ticket_writes.change(self.conn, [number], {"unit": f"unit {which}"})

    def move(self, which: int, place: tuple[float, float]) -> None:
        if (number := self.pick(which)) is not None:
            lon, lat = drawn.spot(*place)
            self.rewrite(number, Position.GOOD, lon, lat)
            own = self.tickets[number]
            own.place, own.grid = place, self.grid_of(place, own.at, self.publications)

    def lose(self, which: int) -> None:
        if (number := self.pick(which)) is not None:
            self.rewrite(number, Position.OUTSIDE, None, None)
            self.tickets[number].place = self.tickets[number].grid = None

    def delete(self, which: int) -> None:
        if (number := self.pick(which)) is not None:
            assert ticket_writes.delete(self.conn, [number, 10**15]) == [number]
            del self.tickets[number]

    def publish(self, community: str, column: int, width: int, days: int) -> None:
        self.now += timedelta(days=days)
        for one in self.publications:
            if one.community == community and one.end is None:
                one.end = self.now
        told = {"draft": self.draft, "community": community, "now": self.now}
        plan = self.conn.execute(_PLAN, told).scalar_one()
        self.conn.execute(_END, told)
        number = self.conn.execute(_BEGIN, {**told, "plan": plan}).scalar_one()
        grids = {
            f"{community}{n + 1:03}": drawn.square(column + n * width / 2, 0, width / 2, 2)
            for n in range(2)
        }
        for code, shape in grids.items():
            low, high = shapely.box(*shape.bounds), shape
            for level, own, of, area in (("grid", code, None, high),
                                         ("microgrid", f"{code}01", code, low)):  # fmt: skip
                self.conn.execute(_OUTLINE, {"publication": number, "level": level, "code": own,
                                             "grid": of, "geom": area.wkt})  # fmt: skip
        new = _Publication(number, community, self.now, None, grids)
        self.publications.append(new)
        ticket_grids.after_publication(self.conn, [number], "test")
        for ticket in self.tickets.values():
            if ticket.grid is None and ticket.place is not None:
                ticket.grid = self.grid_of(ticket.place, ticket.at, [new])

    def pick(self, which: int) -> int | None:
        numbers = sorted(self.tickets)
        return numbers[which % len(numbers)] if numbers else None

    def rewrite(
        self, number: int, position: Position, lon: float | None, lat: float | None
    ) -> None:
        row = {"id": number, "position": position, "lon": lon, "lat": lat}
        ticket_writes.rewrite(self.conn, pd.DataFrame([row]))

    @staticmethod
    def grid_of(place: tuple[float, float], at: datetime, among: list[_Publication]) -> str | None:
        """In force then, or the first that came later; the smallest code."""
        x, y = (corner + along * drawn.SIDE for corner, along in
                zip(drawn.CORNER, place, strict=True))  # fmt: skip
        found = [
            (max(one.begin, at), code)
            for one in among
            for code, shape in one.grids.items()
            if (one.end is None or at < one.end) and shape.intersects(shapely.Point(x, y))
        ]
        return min(found)[1] if found else None

    def check(self, before: int) -> None:
        """Compare everything with the database."""
        told = {one["id"]: one for one in ticket_reads.of(self.conn, list(self.tickets))}
        assert {number: one["grid"] for number, one in told.items()} == {
            number: one.grid for number, one in self.tickets.items()
        }
        for one in told.values():
            assert one["microgrid"] == (one["grid"] and f"{one['grid']}01")
            assert one["grid"] is None or one["jurisdiction"] == one["grid"][:12]
        changes = ticket_reads.changes_after(self.conn, before, 1000)
        # A ticket that went elsewhere has the number of its change both there and here.
        numbers = [one["change"] for one in changes.rows]
        left = [one.change for one in changes.gone]
        assert len(set(numbers)) == len(numbers)
        assert len(set(left)) == len(left)
        assert {*numbers, *left} == set(range(before + 1, ticket_reads.clock(self.conn) + 1))


@pytest.fixture(scope="module")
def draft(engine: Engine) -> int:
    """A plan that others are copied from."""
    with engine.begin() as conn:
        return drawn.store(conn)


@settings(max_examples=25)
@given(first=st.lists(PUBLISH, max_size=3), deeds=DEEDS)
def test_every_ticket_lies_where_the_model_says_after_each_deed(
    engine: Engine, draft: int, first: list[tuple[Any, ...]], deeds: list[tuple[Any, ...]]
) -> None:
    with engine.connect() as conn:
        town = Town(conn, draft)
        for name, *given_ in [*first, *deeds, ("insert", EVERYWHERE)]:
            before = ticket_reads.clock(conn)
            getattr(town, name)(*given_)
            town.check(before)
        conn.rollback()


def test_the_places_of_the_model_are_those_of_the_map() -> None:
    lon, lat = drawn.spot(0.31, 0.47)
    back = gpd.GeoSeries.from_xy([lon], [lat], crs=4326).to_crs(4547)[0]
    assert back.distance(shapely.Point(drawn.CORNER[0] + 31, drawn.CORNER[1] + 47)) < 0.001
