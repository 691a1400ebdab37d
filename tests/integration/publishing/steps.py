"""Plans of the drawn town, as far on their way as a test wants them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from gis.model import PlanState
from gis.store import audits, snapshots
from gis.workflow import judge, publish
from tests.integration import drawn

DATASET = 1
LATER = datetime.now(tz=UTC) + timedelta(days=30)


def begun(engine: Engine, *, torn: bool = False) -> int:
    with engine.begin() as conn:
        return drawn.begin(conn, DATASET, drawn.torn() if torn else None)


def submitted(engine: Engine, *, torn: bool = False, by: str = drawn.PLANNER) -> int:
    plan = begun(engine, torn=torn)
    with engine.begin() as conn:
        publish.submit(conn, plan, by)
    return plan


def published(engine: Engine) -> int:
    plan = submitted(engine)
    with engine.begin() as conn:
        publish.approve(conn, plan, drawn.PUBLISHER)
    return plan


def state(engine: Engine, plan: int) -> PlanState:
    with engine.connect() as conn:
        return snapshots.head(conn, plan).state


def accept_all(conn: Connection, plan: int) -> None:
    audit = judge.keep(conn, judge.judge(conn, plan), drawn.AUDITOR).audit
    for finding in {row["id"] for row in audits.blocking(conn, audit, drawn.STREET)}:
        judge.accept(conn, plan, finding, "known", LATER, drawn.AUDITOR)
