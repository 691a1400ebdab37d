"""Tickets that were there before any plan get their grids when one comes into force."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from gis.model import JobKind
from gis.store import jobs, ticket_reads
from gis.workflow import ticket_grids
from tests.integration import drawn
from tests.integration.monitoring import reports

WEST, EAST = drawn.CODES
BEFORE = reports.LATER - timedelta(days=100)


def quiet(step: str, done: int, total: int) -> None:
    del step, done, total


@pytest.fixture(scope="module")
def draft(engine: Engine) -> int:
    """A plan that is in force nowhere yet."""
    with engine.begin() as conn:
        return drawn.store(conn)


def test_a_publication_gives_old_tickets_their_grids_and_the_next_one_changes_nothing(
    engine: Engine, draft: int
) -> None:
    with engine.connect() as conn:
        rows = [reports.row(n % 8 + 0.51, 0.5, reported_at=BEFORE) for n in range(8)]
        ids = reports.put(conn, *rows, reports.row(30, 0.5, reported_at=BEFORE))
        assert {one["grid"] for one in ticket_reads.of(conn, ids)} == {None}
        before = ticket_reads.clock(conn)
        reports.publish(conn, draft)
        told = ticket_reads.of(conn, ids)
        assert [one["grid"] for one in told] == [
            *(f"{code}00{n}" for code in (WEST, EAST) for n in (1, 1, 2, 2)), None,
        ]  # fmt: skip
        assert told[2]["microgrid"] is not None
        assert [one["jurisdiction"] for one in told] == [*[WEST] * 4, *[EAST] * 4, drawn.STREET]
        changes = ticket_reads.changes_after(conn, before, 100)
        assert [one["id"] for one in changes.rows] == ids[:8]
        reports.publish(conn, drawn.begin(conn, 1))
        assert ticket_reads.clock(conn) == changes.number
        assert [one["grid"] for one in ticket_reads.of(conn, ids)] == [one["grid"] for one in told]
        conn.rollback()


def test_very_many_get_theirs_by_a_job_after_the_publication(
    engine: Engine, draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket_grids, "AT_ONCE", 3)
    with engine.begin() as conn:
        ids = reports.put(
            conn, *(reports.row(n % 8 + 0.51, 0.5, reported_at=BEFORE) for n in range(10))
        )
    with engine.begin() as conn:
        reports.publish(conn, draft)
    with engine.connect() as conn:
        assert {one["grid"] for one in ticket_reads.of(conn, ids)} == {None}
        (job,) = jobs.unfinished(conn)
    assert (job.kind, job.created_by) == (JobKind.TICKETS, drawn.PUBLISHER)
    assert ticket_grids.assign_all(engine, progress=quiet) == 10
    with engine.connect() as conn:
        assert None not in {one["grid"] for one in ticket_reads.of(conn, ids)}
        numbers = conn.execute(text("select change from tickets order by change")).scalars().all()
    assert numbers == list(range(numbers[0], numbers[0] + 10))
    assert ticket_grids.assign_all(engine, progress=quiet) == 0
