"""Audits of stored plans, their findings, and exceptions for these."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine, text

from gis.errors import ConflictError, NotFoundError
from gis.model import JobKind
from gis.store import audits, exceptions, jobs
from gis.workflow import judge
from gis.workflow.work import Work
from tests.integration import drawn
from tests.integration.publishing.steps import LATER, begun
from tests.integration.served import Callers


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
