from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from gis.database import Addresses
from gis.errors import ConflictError, FindingsError, GisError, NotFoundError, StaleError
from gis.model import JobKind, PlanState
from gis.model.wishes import Move
from gis.store import audits, exceptions, history, jobs, snapshots
from gis.store.engine import open_engine
from gis.workflow import edit, judge, publish
from gis.workflow.edit import Order
from gis.workflow.stored import plan_proposal
from gis.workflow.work import Work
from tests.integration import drawn
from tests.integration.served import Callers

DATASET = 1
LATER = datetime.now(tz=UTC) + timedelta(days=30)


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    with opened.begin() as conn:
        drawn.store(conn)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def callers(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callers:
    return Callers(engine, tmp_path_factory.mktemp("data"))


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


# ------------------------------------------------------------------------- plans as frames
def test_a_stored_plan_comes_out_as_the_proposal_it_was_drawn_as(engine: Engine) -> None:
    with engine.connect() as conn:
        town, proposal, rules = plan_proposal(conn, begun(engine))
    assert rules == drawn.RULES
    assert town.communities.crs.to_epsg() == drawn.CRS
    assert proposal.grids["households"].tolist() == [240] * 4
    assert proposal.grids["area_m2"].tolist() == [40_000.0] * 4
    for column, grid in zip((0, 2, 4, 6), proposal.grids.geometry, strict=True):
        assert grid.equals(drawn.square(column, 0, 2, 2))
    assert proposal.microgrids["households"].sum() == 960
    assert len(proposal.buildings) == len(town.buildings)


def test_the_shared_tower_comes_out_in_parts_over_each_other(engine: Engine) -> None:
    with engine.connect() as conn:
        _, proposal, _ = plan_proposal(conn, begun(engine))
    parts = proposal.building_parts
    assert parts["building"].tolist() == ["b00", "b00"]
    assert parts[["floor_from", "floor_to", "households"]].to_numpy().tolist() == [
        [1, 5, 60],
        [6, 10, 60],
    ]
    stacked = proposal.microgrids[proposal.microgrids["floor_from"].notna()]
    assert stacked["code"].tolist() == sorted(parts["microgrid"])
    assert stacked.geometry.iloc[0].equals(stacked.geometry.iloc[1])
    assert proposal.buildings["microgrid"].isna().sum() == 1


def test_the_border_of_a_grid_is_told_in_words(engine: Engine) -> None:
    with engine.connect() as conn:
        _, proposal, _ = plan_proposal(conn, begun(engine))
    assert proposal.grids["boundary_text"].iloc[0].startswith("东至002网格")


# ---------------------------------------------------------------------------------- audits
def test_an_audit_is_kept_with_the_version_it_judged(engine: Engine) -> None:
    plan = begun(engine, torn=True)
    with engine.begin() as conn:
        judged = judge.keep(conn, judge.judge(conn, plan), drawn.AUDITOR)
        kept = audits.get(conn, plan, judged.audit)
        found, _ = judge.findings(conn, plan, judged.audit)
    assert (kept["plan_version"], kept["status"], kept["created_by"]) == (0, 1, drawn.AUDITOR)
    assert kept["report"]["inputs"] == {"town.gpkg": "0" * 64}
    assert {one["properties"]["rule"] for one in found} == {"band", "disconnected"}
    land = shapely.box(*drawn.spot(0, 0), *drawn.spot(2, 2)).buffer(1e-5)
    for one in found:
        assert land.contains(shapely.from_geojson(json.dumps(one["geometry"])))


def test_findings_come_in_pages_without_gap_or_repetition(engine: Engine) -> None:
    plan = begun(engine, torn=True)
    with engine.begin() as conn:
        audit = judge.keep(conn, judge.judge(conn, plan), drawn.AUDITOR).audit
        whole, _ = judge.findings(conn, plan, audit)
        paged: list[dict[str, Any]] = []
        last: int | None = -1
        while last is not None:
            some, last = judge.findings(conn, plan, audit, after=last, limit=1)
            paged += some
    assert len(whole) == 3
    assert paged == whole


def test_an_accepted_finding_is_marked_until_it_is_revoked_or_expires(engine: Engine) -> None:
    plan = begun(engine, torn=True)
    with engine.begin() as conn:
        conn.execute(text("update exceptions set revoked_at = now() where revoked_at is null"))
        audit = judge.keep(conn, judge.judge(conn, plan), drawn.AUDITOR).audit
        finding = audits.blocking(conn, audit, drawn.STREET)[0]["id"]
        made = judge.accept(conn, plan, finding, "known", LATER, drawn.AUDITOR)

        def marked() -> list[bool]:
            found, _ = judge.findings(conn, plan, audit)
            return [one["properties"]["accepted"] for one in found]

        assert sum(marked()) == 1
        with pytest.raises(ConflictError, match="accepted already"):
            judge.accept(conn, plan, finding, "again", LATER, drawn.AUDITOR)
        judge.revoke(conn, made["id"], drawn.AUDITOR)
        assert not any(marked())
        with pytest.raises(ConflictError, match="revoked before"):
            judge.revoke(conn, made["id"], drawn.AUDITOR)


def test_an_exception_of_another_jurisdiction_does_not_count(engine: Engine) -> None:
    plan = begun(engine, torn=True)
    with engine.begin() as conn:
        audit = judge.keep(conn, judge.judge(conn, plan), drawn.AUDITOR).audit
        finding = audits.blocking(conn, audit, drawn.STREET)[0]["id"]
        community = drawn.CODES[0]
        exceptions.accept(conn, plan, community, finding, "below", LATER, drawn.AUDITOR)
        blocked = [row["id"] for row in audits.blocking(conn, audit, drawn.STREET)]
    assert finding in blocked


def test_what_no_audit_has_found_cannot_be_accepted(engine: Engine) -> None:
    plan = begun(engine)
    with engine.begin() as conn, pytest.raises(NotFoundError, match="has a finding"):
        judge.accept(conn, plan, "0" * 16, "why not", LATER, drawn.AUDITOR)


def test_a_large_plan_is_audited_as_a_job(
    engine: Engine, callers: Callers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "SMALL", 0)
    plan = begun(engine, torn=True)
    answer = callers[drawn.AUDITOR].post(f"/api/v1/plans/{plan}/audit")
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/jobs/{answer.json()['id']}"
    with engine.begin() as conn:
        job = jobs.get(conn, answer.json()["id"])
    assert (job.kind, job.jurisdiction) == (JobKind.AUDIT, drawn.STREET)
    steps: list[str] = []
    work = Work(
        job.params, job.created_by, tmp_path, 1, lambda: engine, lambda step, *_: steps.append(step)
    )
    effect = judge.handle(work)
    with engine.begin() as conn:
        outcome = effect(conn)
        kept = audits.get(conn, plan, outcome.result["audit"])
    assert set(steps) == {"auditing"}
    assert (kept["status"], kept["created_by"]) == (1, drawn.AUDITOR)


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


def test_an_auditor_accepts_and_revokes_by_http(engine: Engine, callers: Callers) -> None:
    with engine.begin() as conn:
        conn.execute(text("update exceptions set revoked_at = now() where revoked_at is null"))
    plan = begun(engine, torn=True)
    auditor = callers[drawn.AUDITOR]
    audit = auditor.post(f"/api/v1/plans/{plan}/audit").json()["id"]
    page = auditor.get(f"/api/v1/plans/{plan}/audits/{audit}/findings?limit=2").json()
    assert page["numberReturned"] == 2
    finding = page["features"][0]["id"]
    body = {"finding": finding, "reason": "demolished soon", "expires_at": LATER.isoformat()}
    assert callers[drawn.PLANNER].post(
        f"/api/v1/plans/{plan}/exceptions", json=body
    ).status_code == 403  # fmt: skip
    made = auditor.post(f"/api/v1/plans/{plan}/exceptions", json=body)
    assert made.status_code == 201, made.text
    again = auditor.get(page["links"][0]["href"]).json()
    assert again["numberReturned"] == 1
    listed = auditor.get(f"/api/v1/plans/{plan}/exceptions?limit=1000").json()["items"]
    assert made.json()["id"] in {one["id"] for one in listed}
    ended = auditor.delete(f"/api/v1/exceptions/{made.json()['id']}")
    assert ended.json()["revoked_at"] is not None


def test_an_exception_that_ends_before_it_begins_is_refused(
    engine: Engine, callers: Callers
) -> None:
    plan = begun(engine, torn=True)
    auditor = callers[drawn.AUDITOR]
    audit = auditor.post(f"/api/v1/plans/{plan}/audit").json()["id"]
    found = auditor.get(f"/api/v1/plans/{plan}/audits/{audit}/findings").json()["features"]
    body = {
        "finding": found[-1]["id"],
        "reason": "long ago",
        "expires_at": "2001-01-01T00:00:00+08:00",
    }
    assert auditor.post(f"/api/v1/plans/{plan}/exceptions", json=body).status_code == 422
