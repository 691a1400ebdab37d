"""New tickets of the demonstration: like those of other days, and on their way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from gis.model.questions import By, Question
from gis.store.tallies import SqlTallies
from gis.workflow.demo_tickets import Trickle
from tests.integration.monitoring import reports


def counts(engine: Engine, by: By) -> dict[str, int]:
    with engine.connect() as conn:
        found = SqlTallies(conn).tally(Question(), by)
    return dict(zip(found[by], found["count"], strict=True))


def test_new_ones_come_and_open_ones_move_on(engine: Engine, plan: int) -> None:
    del plan
    week = datetime.now(UTC) - timedelta(days=70)
    with engine.begin() as conn:
        reports.put(conn, *(
            reports.row(0.5 + n % 7, 0.5, reported_at=week + n * timedelta(hours=3))
            for n in range(500)
        ))  # fmt: skip
    for new in (1.0, 0.0):
        trickle = Trickle(engine, new=new)
        for _ in range(40):
            trickle.once(datetime.now(UTC))
    stages = counts(engine, By.STAGE)
    assert sum(stages.values()) == 540
    assert stages["accepted"] > 20
    assert counts(engine, By.POSITION) == {"good": 540}
