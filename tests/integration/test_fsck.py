from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.errors import DatabaseError, NotFoundError
from gis.model.wishes import Move
from gis.store.engine import open_engine
from gis.workflow import edit, publish
from gis.workflow.edit import Order
from gis.workflow.fsck import check, fsck, sound
from tests.integration import drawn


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def unguarded(database: Addresses) -> Iterator[Engine]:
    """As the server's administrator, whom neither triggers nor keys stop."""
    assert database.admin is not None
    opened = open_engine(database.admin.set(database=database.owner.database), role=None)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def edited(engine: Engine) -> int:
    """A plan with operations, one taken back."""
    with engine.begin() as conn:
        plan = drawn.store(conn)
    for number, grid in enumerate(("201002", "202002")):
        move(engine, plan, number, grid)
    edit.undo(engine, Order(plan, drawn.PLANNER, "undo", 2))
    return plan


@pytest.fixture(scope="module")
def published(engine: Engine, edited: int) -> int:
    del edited
    with engine.begin() as conn:
        plan = drawn.begin(conn, 1)
        publish.submit(conn, plan, drawn.PLANNER)
        publish.approve(conn, plan, drawn.PUBLISHER)
    return plan


def move(engine: Engine, plan: int, version: int, grid: str) -> None:
    """Move the first atom of a grid into the neighbouring one of its community."""
    with engine.connect() as conn:
        atom, target = conn.execute(
            text(
                "select min(a.atom), min(o.id) from assignments a join grids g on g.plan = a.plan"
                " and g.id = a.grid join grids o on o.plan = a.plan and o.community = g.community"
                " and o.id <> g.id where a.plan = :plan and g.code like '%' || :grid"
            ),
            {"plan": plan, "grid": grid},
        ).one()
    order = Order(plan, drawn.PLANNER, f"move {version}", version)
    edit.edit(engine, order, Move([atom], target))


SHORT = {
    "LAST": "plan = :plan and atom = (select max(atom) from assignments where plan = :plan)",
    "FIRST": "id = (select min(id) from outlines)",
}
"""Conditions that statements below name."""


def damaged(unguarded: Engine, statement: str, plan: int | None) -> list[str]:
    """What is found after a statement that no guard stopped; nothing of it stays."""
    for name, condition in SHORT.items():
        statement = statement.replace(name, condition)
    given = {"plan": plan} if ":plan" in statement else {}
    with unguarded.connect() as conn:
        conn.execute(text("set local session_replication_role = replica"))
        assert conn.execute(text(statement), given).rowcount > 0
        found = check(conn, None if plan is None else [plan])
        conn.rollback()
    return found


def test_plans_as_they_were_begun_edited_and_published_are_sound(
    engine: Engine, edited: int, published: int
) -> None:
    assert fsck(engine) == []
    assert fsck(engine, [edited, published]) == []
    assert "follow from their logs" in sound(engine)


def test_a_plan_that_is_not_there_is_said_to_be_missing(engine: Engine) -> None:
    with pytest.raises(NotFoundError):
        fsck(engine, [10**6])


DAMAGE = {
    "log leaves it in": "update assignments set grid ="
    " (select max(id) from grids where plan = :plan) where LAST",
    "is not in its grid": "update assignments set microgrid = 999 where LAST",
    "above another ground than its own": "update assignments set foot = 1 where LAST",
    "households are assigned, it has": "delete from assignments where LAST",
    "stored is no grid": "delete from assignments where LAST",
    "the log does not know it": "insert into assignments select plan, (select max(id) from atoms),"
    " foot, community, grid, microgrid from assignments where LAST",
    "households, its atoms": "update grids set households = households + 1 where plan = :plan",
    "on its atoms stand": "update grids set buildings = 0 where plan = :plan",
    "it says 7 atoms": "update microgrids set atoms = 7 where plan = :plan",
    "it lies in 1 pieces, 0 are known": "update grids set pieces = 0 where plan = :plan",
    "it was dissolved but has atoms": "update grids set live = false where plan = :plan",
    "its grid is no more": "update grids set live = false where plan = :plan",
    "the log leaves code as": "update grids set code = code || '9' where plan = :plan",
    "the log leaves post as": "update grids set post = 'x' where plan = :plan",
    "its buildings": "update atoms set residents = residents + 1"
    " where id in (select atom from assignments where plan = :plan)",
    "it has no atoms": "insert into grids select plan, id + 1000, community, code || 'x', kind,"
    " category, site, name, name_en, post, reason, locked, live, version, 0, 0, 0, 0, 0"
    " from grids where plan = :plan",
    "operation 1: it is not as it was written": "update operations set actor = 'eve'"
    " where plan = :plan and version = 1",
    "operation 2: it is not chained": "update operations set hash ="
    " set_byte(hash, 3, get_byte(hash, 3) # 1) where plan = :plan and version = 1",
    "operation 1: it took atom 1 from": "update operations set delta ="
    " jsonb_set(delta, '{atoms,0,0}', '1') where plan = :plan and version = 1",
    "what was between is missing": "delete from operations where plan = :plan and version = 2",
    "the log ends at operation 2": "delete from operations where plan = :plan and version = 3",
    "its hash is not that of the last": "update plans set head ="
    " set_byte(head, 0, get_byte(head, 0) # 1) where id = :plan",
    "but the operations before had left": "update origins set grid ="
    " (select max(id) from grids where plan = :plan) where plan = :plan",
}
"""What is said, and the damage it is said of."""
DAMAGE_TO_OUTLINES = {
    "its outline is not as it was published": "update outlines set properties ="
    " jsonb_set(properties, '{households}', '7') where FIRST",
    "outline is not as it was published": "update outlines set geom ="
    " ST_Translate(geom, 0.001, 0) where FIRST",
    "is not as it was published": "update outlines set floor_to = 99 where floor_to is not null",
    "has no outline": "delete from outlines where FIRST",
    "is published but not in the plan": "update outlines set code = '7' where FIRST",
    "the plan was published, but not there": "delete from publications where plan = :plan",
}


@pytest.mark.parametrize("said", DAMAGE)
def test_damage_to_a_plan_is_found_and_located(unguarded: Engine, edited: int, said: str) -> None:
    found = damaged(unguarded, DAMAGE[said], edited)
    assert any(said in sentence for sentence in found), found
    assert all(sentence.startswith(f"plan {edited}, ") for sentence in found)


@pytest.mark.parametrize("said", DAMAGE_TO_OUTLINES)
def test_damage_to_what_was_published_is_found(
    unguarded: Engine, published: int, said: str
) -> None:
    found = damaged(unguarded, DAMAGE_TO_OUTLINES[said], published)
    assert any(said in sentence for sentence in found), found


def test_a_flipped_byte_in_the_audit_log_is_found(unguarded: Engine, published: int) -> None:
    del published
    statement = "update audit_log set actor = 'eve' where id = (select max(id) from audit_log)"
    assert damaged(unguarded, statement, None)[-1].startswith("audit log, row ")


def test_unsound_plans_fail_the_check_of_the_database(
    engine: Engine, unguarded: Engine, edited: int
) -> None:
    change = "update grids set residents = residents + :by where plan = :plan"
    for by, sound_again in ((1, False), (-1, True)):
        with unguarded.begin() as conn:
            conn.execute(text(change), {"by": by, "plan": edited})
        if sound_again:
            assert "follow" in sound(engine)
        else:
            with pytest.raises(DatabaseError, match="residents, its atoms have"):
                sound(engine)
