"""From a draft to a plan in force, and what holds from then on."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from gis.database import Addresses
from gis.errors import ConflictError, FindingsError, GisError, StaleError
from gis.model import PlanState
from gis.model.wishes import Move
from gis.store import history
from gis.store.engine import open_engine
from gis.workflow import edit, judge, publish
from gis.workflow.edit import Order
from tests.integration import drawn
from tests.integration.publishing.steps import (
    DATASET,
    accept_all,
    begun,
    published,
    state,
    submitted,
)
from tests.integration.served import Callers


# -------------------------------------------------------------------------------- its life
def test_a_planner_reads_why_a_plan_was_rejected(engine: Engine, callers: Callers) -> None:
    plan = begun(engine)
    with engine.begin() as conn:
        publish.submit(conn, plan, drawn.PLANNER)
        publish.reject(conn, plan, drawn.PUBLISHER, "003 被水渠隔断")
    told = callers[drawn.PLANNER].get(f"/api/v1/plans/{plan}/way").json()
    assert [(one["step"], one["actor"], one["reason"]) for one in told] == [
        ("submit", drawn.PLANNER, None),
        ("reject", drawn.PUBLISHER, "003 被水渠隔断"),
    ]
    assert {one["version"] for one in told} == {0}


def test_a_submitted_plan_is_withdrawn_or_rejected_into_a_draft(engine: Engine) -> None:
    plan = submitted(engine)
    with engine.begin() as conn:
        assert publish.withdraw(conn, plan, drawn.PLANNER).state is PlanState.DRAFT
        publish.submit(conn, plan, drawn.PLANNER)
        at = publish.reject(conn, plan, drawn.PUBLISHER, "too many")
    assert (at.state, at.submitted_by) == (PlanState.DRAFT, None)


@pytest.mark.parametrize("step", [publish.withdraw, publish.approve])
def test_a_draft_is_neither_withdrawn_nor_approved(engine: Engine, step: Any) -> None:
    plan = begun(engine)
    with engine.begin() as conn, pytest.raises(ConflictError, match="is draft, not submitted"):
        step(conn, plan, drawn.PUBLISHER)


def test_a_submitted_plan_is_not_edited(engine: Engine) -> None:
    plan = submitted(engine)
    with engine.connect() as conn:
        place = text("select atom, grid from assignments where plan = :plan order by atom limit 1")
        atom, grid = conn.execute(place, {"plan": plan}).one()
    order = Order(plan, drawn.PLANNER, "late", 0)
    with pytest.raises(ConflictError, match="submitted"):
        edit.edit(engine, order, Move([atom], grid + 1))


def test_nobody_approves_what_they_submitted(engine: Engine) -> None:
    plan = submitted(engine)
    with engine.begin() as conn, pytest.raises(ConflictError, match="somebody else"):
        publish.approve(conn, plan, drawn.PLANNER)
    assert state(engine, plan) is PlanState.SUBMITTED


def test_the_database_itself_refuses_one_person_in_both_places(engine: Engine) -> None:
    plan = submitted(engine)
    statement = text("update plans set approved_by = submitted_by where id = :plan")
    with engine.begin() as conn, pytest.raises((IntegrityError, GisError), match="second_person"):
        conn.execute(statement, {"plan": plan})


def test_a_plan_that_changed_since_one_looked_is_not_approved(engine: Engine) -> None:
    plan = submitted(engine)
    with engine.begin() as conn, pytest.raises(StaleError, match="at version 0, you looked at 3"):
        publish.approve(conn, plan, drawn.PUBLISHER, seen=3)


def test_an_error_that_nobody_accepted_keeps_a_plan_from_being_published(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(text("update exceptions set revoked_at = now() where revoked_at is null"))
    plan = submitted(engine, torn=True)
    with pytest.raises(FindingsError) as refused, engine.begin() as conn:
        publish.approve(conn, plan, drawn.PUBLISHER)
    assert {one["rule"] for one in refused.value.findings} == {"band", "disconnected"}
    assert state(engine, plan) is PlanState.SUBMITTED
    with engine.begin() as conn:
        accept_all(conn, plan)
    with engine.begin() as conn:
        assert publish.approve(conn, plan, drawn.PUBLISHER).communities == drawn.CODES


def test_a_later_publication_ends_the_earlier_one_at_the_same_instant(engine: Engine) -> None:
    first = published(engine)
    second = published(engine)
    assert state(engine, first) is PlanState.SUPERSEDED
    assert state(engine, second) is PlanState.PUBLISHED
    with engine.connect() as conn:
        before = history.terms(conn, ["0"], plan=first)
        after = history.terms(conn, ["0"], plan=second)
    assert [term.valid_to for term in before] == [term.valid_from for term in after]
    assert all(term.valid_to is None for term in after)
    assert all(term.approved_by == drawn.PUBLISHER for term in after)


def test_a_plan_of_one_community_leaves_the_other_as_it_was(engine: Engine) -> None:
    whole = published(engine)
    with engine.begin() as conn:
        part = drawn.begin(conn, DATASET, drawn.west())
        publish.submit(conn, part, drawn.PLANNER)
        assert publish.approve(conn, part, drawn.PUBLISHER).communities == drawn.CODES[:1]
    assert state(engine, whole) is PlanState.PUBLISHED
    with engine.connect() as conn:
        ended = [term.valid_to is not None for term in history.terms(conn, ["0"], plan=whole)]
    assert ended == [True, False]
    again = published(engine)
    assert [state(engine, plan) for plan in (whole, part, again)] == [
        PlanState.SUPERSEDED,
        PlanState.SUPERSEDED,
        PlanState.PUBLISHED,
    ]


def test_a_clock_set_back_never_ends_a_publication_before_it_began(
    engine: Engine, database: Addresses
) -> None:
    first = published(engine)
    owner = open_engine(database.owner, role=None)
    with owner.begin() as conn:
        ahead = text("update publications set valid_from = now() + interval '1 day'"
                     " where valid_to is null")  # fmt: skip
        conn.execute(ahead)
    owner.dispose()
    second = published(engine)
    with engine.connect() as conn:
        ended = history.terms(conn, ["0"], plan=first)
        begun_ = history.terms(conn, ["0"], plan=second)
    assert all(term.valid_to == term.valid_from for term in ended)
    assert all(term.valid_from == ended[0].valid_to for term in begun_)


def test_of_two_publishers_of_one_plan_one_wins(engine: Engine) -> None:
    plan = submitted(engine)
    outcomes = at_once(engine, [(plan, drawn.PUBLISHER), (plan, "eve")])
    assert sorted(outcomes) == ["ConflictError", "published"]


def test_of_two_plans_of_one_community_published_at_once_one_wins(engine: Engine) -> None:
    plans = [submitted(engine), submitted(engine)]
    with engine.begin() as conn:
        for plan in plans:
            judge.keep(conn, judge.judge(conn, plan), drawn.AUDITOR)
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def run(plan: int) -> None:
        try:
            with engine.begin() as conn:
                publish._locked(conn, plan, PlanState.SUBMITTED)  # noqa: SLF001 -- meet here
                together.wait(5)
                publish.approve(conn, plan, drawn.PUBLISHER)
            outcomes.append("published")
        except ConflictError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["ConflictError", "published"]
    with engine.connect() as conn:
        now = history.terms(conn, ["0"], at=datetime.now(tz=UTC) + timedelta(days=2))
    assert len(now) == 2
    assert len({term.plan for term in now}) == 1


def at_once(engine: Engine, wishes: list[tuple[int, str]]) -> list[str]:
    """Approve at the same time; what came of each."""
    outcomes: list[str] = []
    together = threading.Barrier(len(wishes))

    def run(plan: int, actor: str) -> None:
        together.wait(5)
        try:
            with engine.begin() as conn:
                publish.approve(conn, plan, actor)
            outcomes.append("published")
        except ConflictError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=wish) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.mark.parametrize(
    "statement",
    [
        "update outlines set properties = '{}'",
        "delete from outlines",
        "update publications set plan_version = plan_version + 1",
        "delete from publications",
    ],
)
def test_the_service_cannot_change_what_was_published(engine: Engine, statement: str) -> None:
    published(engine)
    with engine.begin() as conn, pytest.raises((DBAPIError, GisError)):
        conn.execute(text(statement))


def test_not_even_the_owner_changes_an_outline_unless_by_taking_the_guard_away(
    engine: Engine, database: Addresses
) -> None:
    published(engine)
    owner = open_engine(database.owner, role=None)
    with owner.begin() as conn, pytest.raises((DBAPIError, GisError)):
        conn.execute(text("update outlines set digest = ''"))
    owner.dispose()


# --------------------------------------------------------------------------------- by HTTP
def test_a_plan_goes_from_draft_to_in_force_by_http(engine: Engine, callers: Callers) -> None:
    plan = begun(engine)
    audited = callers[drawn.AUDITOR].post(f"/api/v1/plans/{plan}/audit")
    assert (audited.status_code, audited.json()["status"]) == (200, 0)
    done = callers[drawn.PLANNER].post(f"/api/v1/plans/{plan}/submit")
    assert (done.status_code, done.json()["state"]) == (200, "submitted")
    refused = callers[drawn.PLANNER].post(f"/api/v1/plans/{plan}/approve")
    assert refused.status_code == 403
    done = callers[drawn.PUBLISHER].post(f"/api/v1/plans/{plan}/approve", json={"version": 0})
    assert done.status_code == 200, done.text
    assert done.json()["communities"] == list(drawn.CODES)
    shown = callers[drawn.VIEWER].get(f"/api/v1/plans/{plan}/history").json()
    assert [term["community"] for term in shown] == list(drawn.CODES)
    assert {term["approved_by"] for term in shown} == {drawn.PUBLISHER}


def test_approving_ones_own_plan_is_a_conflict_by_http(engine: Engine, callers: Callers) -> None:
    plan = begun(engine)
    assert callers["eve"].post(f"/api/v1/plans/{plan}/submit").status_code == 200
    refused = callers["eve"].post(f"/api/v1/plans/{plan}/approve")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:wangge:problem:conflict"
    assert "somebody else" in refused.json()["en"]["detail"]
    assert "另一人" in refused.json()["zh"]["detail"]


def test_the_errors_that_refuse_a_plan_are_listed_by_http(engine: Engine, callers: Callers) -> None:
    with engine.begin() as conn:
        conn.execute(text("update exceptions set revoked_at = now() where revoked_at is null"))
    plan = submitted(engine, torn=True)
    refused = callers[drawn.PUBLISHER].post(f"/api/v1/plans/{plan}/approve")
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["type"] == "urn:wangge:problem:findings"
    assert len(problem["findings"]) == 3
