"""Rows of tickets: their place, their numbers, and what followers are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine, text

from gis.model.tickets import Position
from gis.store import ticket_reads, ticket_writes
from tests.integration import drawn
from tests.integration.monitoring import reports

WEST, EAST = drawn.CODES


def _grids(conn: Connection, ids: list[int]) -> list[str | None]:
    return [one["grid"] for one in ticket_reads.of(conn, ids)]


def test_a_ticket_lies_in_the_grid_and_micro_grid_of_its_place(conn: Connection) -> None:
    ids = reports.put(conn, reports.row(2.5, 0.5), reports.row(7.5, 1.5))
    told = ticket_reads.of(conn, ids)
    assert [one["grid"] for one in told] == [f"{WEST}002", f"{EAST}002"]
    assert [one["jurisdiction"] for one in told] == [WEST, EAST]
    assert all(one["microgrid"].startswith(one["grid"]) for one in told)


def test_nobody_knows_the_floor_of_a_ticket_at_a_tower(conn: Connection) -> None:
    (ticket,) = reports.put(conn, reports.row(0.5, 0.5))
    (told,) = ticket_reads.of(conn, [ticket])
    assert told["grid"] == f"{WEST}001"
    assert told["microgrid"] is None


def test_a_ticket_outside_of_all_plans_keeps_whom_it_was_reported_to(conn: Connection) -> None:
    (ticket,) = reports.put(conn, reports.row(20, 20))
    (told,) = ticket_reads.of(conn, [ticket])
    assert told["grid"] is None
    assert told["jurisdiction"] == drawn.STREET


def test_the_same_external_id_is_one_ticket(conn: Connection) -> None:
    row = reports.row()
    first = ticket_writes.insert(conn, reports.frame([row]))
    again = ticket_writes.insert(conn, reports.frame([reports.row(), row]))
    assert again.new.tolist() == [True, False]
    assert again.ids[1] == first.ids[0]


def test_changes_are_numbered_without_a_gap(conn: Connection) -> None:
    before = ticket_reads.clock(conn)
    ids = reports.some(conn, 5)
    ticket_writes.change(conn, ids[:2], {"unit": "环卫所"})
    ticket_writes.delete(conn, ids[4:])
    changes = ticket_reads.changes_after(conn, before, 100)
    assert changes.number == ticket_reads.clock(conn) == before + 8
    assert [one["id"] for one in changes.rows] == [*ids[2:4], *ids[:2]]
    assert [one["change"] - before for one in changes.rows] == [3, 4, 6, 7]
    assert [(one.ticket, one.change - before) for one in changes.gone] == [(ids[4], 8)]


@pytest.mark.parametrize("most", [1, 2, 3, 50])
def test_changes_read_in_parts_miss_nothing(conn: Connection, most: int) -> None:
    at = ticket_reads.clock(conn)
    ids = reports.some(conn, 7)
    ticket_writes.delete(conn, ids[2:3])
    ticket_writes.change(conn, ids[:1], {"escalated": 1})
    seen, gone = set(), set()
    while at < ticket_reads.clock(conn):
        part = ticket_reads.changes_after(conn, at, most)
        assert len(part.rows) + len(part.gone) <= most
        seen |= {one["id"] for one in part.rows}
        gone |= {one.ticket for one in part.gone}
        at = part.number
    assert seen == set(ids) - gone
    assert gone == {ids[2]}


def test_two_may_report_the_first_tickets_of_a_month_at_once(engine: Engine) -> None:
    opening = text("select open_ticket_months('1999-05-01', '1999-05-01')")
    known = text("select to_regclass('tickets_1999_05')")
    with engine.connect() as first, engine.connect() as second:
        # Both know that it is not there.
        assert [one.execute(known).scalar_one() for one in (first, second)] == [None, None]
        assert first.execute(opening).scalar_one() == 1
        with ThreadPoolExecutor(1) as other:
            waiting = other.submit(lambda: second.execute(opening).scalar_one())
            with pytest.raises(TimeoutError):
                waiting.result(0.2)
            first.commit()
            assert waiting.result(10) == 0


def test_a_moved_ticket_lies_in_another_grid(conn: Connection) -> None:
    (ticket,) = reports.put(conn, reports.row(2.5, 0.5))
    lon, lat = drawn.spot(5.5, 0.5)
    moved = pd.DataFrame([{"id": ticket, "position": Position.GOOD, "lon": lon, "lat": lat}])
    assert ticket_writes.rewrite(conn, moved) == [ticket]
    (told,) = ticket_reads.of(conn, [ticket])
    assert (told["grid"], told["jurisdiction"]) == (f"{EAST}001", EAST)
    assert told["lon"] == pytest.approx(lon)


def test_a_ticket_whose_place_turns_out_wrong_leaves_the_map(conn: Connection) -> None:
    (ticket,) = reports.put(conn, reports.row(2.5, 0.5))
    wrong = pd.DataFrame([{"id": ticket, "position": Position.ZERO, "lon": 0.0, "lat": 0.0}])
    ticket_writes.rewrite(conn, wrong)
    (told,) = ticket_reads.of(conn, [ticket])
    assert (told["grid"], told["lon"], told["position"]) == (None, None, "zero")
    assert told["jurisdiction"] == WEST
