"""Late tickets rise by themselves; a town's categories are its own."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, text

from gis.model.monitoring import Escalation, Monitoring
from gis.model.tickets import Act
from gis.store import categories as store
from gis.store import configuration, late_tickets, ticket_reads, ticket_steps
from gis.workflow import categories, upkeep
from tests.integration.monitoring import reports
from tests.integration.monitoring.desk import Desks

NOW = datetime(2025, 5, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def put(conn: Connection, **more: object) -> int:
    told = {"reported_at": NOW - 2 * HOUR, "due_at": NOW + HOUR, **more}
    return reports.put(conn, reports.row(**told))[0]  # type: ignore[arg-type]


def escalated(conn: Connection, ticket: int) -> int:
    return int(ticket_reads.of(conn, [ticket])[0]["escalated"])


def test_late_ones_rise_and_others_do_not(conn: Connection) -> None:
    late = put(conn, due_at=NOW - HOUR)
    slow = put(conn, stage_due=NOW - HOUR)
    closed = put(conn, due_at=NOW - HOUR, stage="closed", closed_at=NOW)
    early, free = put(conn), put(conn, due_at=None)

    assert upkeep.raise_late(conn, now=NOW) == 2
    assert [escalated(conn, one) for one in (late, slow, closed, early, free)] == [1, 1, 0, 0, 0]
    found = ticket_steps.find(conn, slow)
    assert found is not None
    step = ticket_steps.listing(conn, found)[-1]
    assert (step.act, step.post, step.at, step.note) == (
        Act.ESCALATE, "system", NOW, late_tickets.STAGE,
    )  # fmt: skip


def test_one_that_stays_late_rises_again_after_a_while_but_not_for_ever(conn: Connection) -> None:
    ticket = put(conn, due_at=NOW - HOUR)

    risen = [upkeep.raise_late(conn, now=NOW + minutes * timedelta(minutes=1))
             for minutes in (0, 30, 60, 90, 120, 180, 600)]  # fmt: skip

    assert risen == [1, 0, 1, 0, 1, 0, 0]
    assert escalated(conn, ticket) == 3


def test_nothing_rises_where_the_town_does_not_want_it(conn: Connection) -> None:
    put(conn, due_at=NOW - HOUR)
    configuration.put_monitoring(
        conn, replace(Monitoring(), escalation=Escalation(enabled=False)), "test"
    )

    assert upkeep.raise_late(conn, now=NOW) == 0


def test_each_rise_is_told_to_those_who_follow(conn: Connection) -> None:
    ticket = put(conn, due_at=NOW - HOUR)
    before = ticket_reads.clock(conn)

    upkeep.raise_late(conn, now=NOW)

    assert [row["id"] for row in ticket_reads.changes_after(conn, before, 10).rows] == [ticket]


def test_of_two_processes_one_sees_to_late_tickets(engine: Engine, conn: Connection) -> None:
    with engine.begin() as other:
        assert late_tickets.alone(other)
        assert not late_tickets.alone(conn)
    assert late_tickets.alone(conn)


def test_a_ticket_in_somebodys_hands_is_not_waited_for(engine: Engine, conn: Connection) -> None:
    with engine.begin() as other:
        ticket = put(other, due_at=NOW - HOUR)
    with engine.begin() as other:
        ticket_steps.find(other, ticket, lock=True)
        began = time.monotonic()
        assert upkeep.raise_late(conn, now=NOW) == 0
        assert time.monotonic() - began < 1
    with engine.begin() as other:
        other.execute(text("delete from tickets where id = :id"), {"id": ticket})


def test_the_service_raises_late_tickets_while_it_runs(
    engine: Engine, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "FIRST", 0.0)
    with engine.begin() as conn:
        ticket = put(conn, due_at=NOW - HOUR)
    with TestClient(desks.app, base_url="http://localhost"), engine.connect() as conn:
        end = time.monotonic() + 10
        while not escalated(conn, ticket) and time.monotonic() < end:
            time.sleep(0.05)
            conn.rollback()

    with engine.begin() as conn:
        assert escalated(conn, ticket) == 1


def test_a_list_of_the_towns_own_is_kept(conn: Connection) -> None:
    own = store.listing(conn, live=None)

    assert not categories.seed(conn)
    assert store.listing(conn, live=None) == own
