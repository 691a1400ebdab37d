"""Edits under a storm of others: none lost, none applied twice, nothing broken; and proof that
the locks are why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, select, text, update

from gis.database import Addresses
from gis.editing.delta import Changed
from gis.store import edits, operations, scenes
from gis.store.datasets import Saved
from gis.store.engine import open_engine
from gis.store.tables import grids, plans
from tests.integration.storm import TOWN, Storm, blow

FULL = os.environ.get("WANGGE_FAULTS") == "full"
PEOPLE = 16
SECONDS = 120.0 if FULL else 6.0
ROUNDS = 8


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, pool_size=PEOPLE + 2)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def dataset(engine: Engine) -> Saved:
    with engine.begin() as conn:
        return TOWN.save(conn)


def storm(engine: Engine, dataset: Saved, seconds: float, seed: int = 0) -> Storm:
    with engine.begin() as conn:
        plan = TOWN.begin(conn, dataset)
    return blow(engine, plan, people=PEOPLE, seconds=seconds, seed=seed)


def test_many_editors_of_the_same_grids_lose_nothing_and_break_nothing(
    engine: Engine, dataset: Saved
) -> None:
    done = storm(engine, dataset, SECONDS)
    assert done.unexpected == []
    assert done.faults() == []
    assert done.deadlocks == 0
    assert done.accepted > PEOPLE, done.told
    print(f"{done.accepted} edits accepted in {SECONDS:.0f} s, refused: {dict(done.told)}")  # noqa: T201


# ------------------------------------------------------------------------ the negative control
CARELESS_MOVE = text("""
    UPDATE assignments a SET grid = n.g1, microgrid = n.m1
    FROM unnest(CAST(:atom AS bigint[]), CAST(:g0 AS int[]), CAST(:m0 AS int[]),
                CAST(:g1 AS int[]), CAST(:m1 AS int[])) AS n (atom, g0, m0, g1, m1)
    WHERE a.plan = :plan AND a.atom = n.atom
""")


def unlocked(conn: Connection, plan: int, numbers: Any) -> dict[int, int]:
    query = select(grids.c.id, grids.c.version).where(
        grids.c.plan == plan, grids.c.id.in_(list(numbers))
    )
    return {row.id: row.version for row in conn.execute(query)}


def unqueued(conn: Connection, plan: int) -> tuple[int, bytes]:
    row = conn.execute(select(plans.c.version, plans.c.head).where(plans.c.id == plan)).one()
    return row.version + 1, row.head


careful = edits._set  # noqa: SLF001 -- what the control takes away


def careless(conn: Connection, table: Table, plan: int, unit: Changed) -> None:
    fields = {name: value for name, value in unit.after.items() if name != "community"}
    own = (table.c.plan == plan) & (table.c.id == unit.id)
    if not conn.execute(update(table).where(own).values(**fields)).rowcount:
        careful(conn, table, plan, unit)


@pytest.mark.slow
def test_without_the_locks_the_same_storm_breaks_plans_and_the_checker_says_so(
    engine: Engine, dataset: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenes, "lock_grids", unlocked)
    monkeypatch.setattr(operations, "next_version", unqueued)
    monkeypatch.setattr(edits, "MOVE", CARELESS_MOVE)
    monkeypatch.setattr(edits, "_set", careless)
    for seed in range(ROUNDS):
        if storm(engine, dataset, 3.0, seed).faults():
            return
    pytest.fail("the checker found nothing wrong where everything may go wrong")
