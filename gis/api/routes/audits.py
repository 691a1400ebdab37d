"""Audits of stored plans, their findings, and exceptions for those that are accepted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.paging import Listing, Page, Paged
from gis.api.policy import Access, Action
from gis.api.routes.jobs import JobShown, shown
from gis.api.subjects import Id
from gis.model import JobKind
from gis.store import audits, exceptions, jobs
from gis.workflow import judge

MEDIA_TYPE = "application/geo+json"

router = APIRouter(prefix="/api/v1", tags=["audits"])
Seer = Annotated[Access, Depends(allowed(Action.SEE_HISTORY, subjects.plan))]


class Audit(BaseModel):
    """One audit: what was judged, by whom, and how it came out."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    plan: int
    plan_version: int
    status: int = Field(description="0 clean, 1 findings.", examples=[0])
    report: dict[str, Any] = Field(
        description="Totals, counts by rule, digests of the inputs, version of the software."
    )
    created_by: str
    created_at: datetime


class Acceptance(BaseModel):
    """A finding to be accepted, why, and until when."""

    finding: str = Field(min_length=1, max_length=64, examples=["0f3a9c1de2b47586"])
    reason: str = Field(min_length=3, max_length=2000, examples=["demolished in spring"])
    expires_at: AwareDatetime = Field(examples=["2027-03-31T00:00:00+08:00"])


class Accepted(BaseModel):
    """A finding that was accepted for a time."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    jurisdiction: str
    finding: str
    reason: str
    expires_at: datetime
    revoked_at: datetime | None
    created_by: str
    created_at: datetime


@router.post(
    "/plans/{plan}/audit",
    responses={202: {"model": JobShown, "description": "Too large to wait for; follow the job."}},
)
def audit(
    access: Annotated[Access, Depends(allowed(Action.AUDIT_PLAN, subjects.plan))],
    work: Work,
    plan: Id,
    response: Response,
) -> Audit | JobShown:
    """Audit a plan at its head; small ones at once, larger ones as a job."""
    actor = access.caller.name
    if judge.is_small(work, plan):
        judged = judge.keep(work, judge.judge(work, plan), actor)
        return Audit.model_validate(audits.get(work, plan, judged.audit))
    where = access.place.jurisdiction if access.place else None
    job = jobs.enqueue(work, JobKind.AUDIT, {"plan": plan}, by=actor, jurisdiction=where)
    response.status_code = 202
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return shown(job)


@router.get("/plans/{plan}/audits")
def list_audits(
    _: Seer,
    work: Work,
    plan: Id,
    before: Annotated[Id | None, Query(description="Only those numbered lower.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[Audit]:
    """Audits of a plan, latest first."""
    rows = audits.of_plan(work, plan, before=before, limit=limit)
    return [Audit.model_validate(row) for row in rows]


@router.get("/plans/{plan}/audits/{audit}")
def get_audit(_: Seer, work: Work, plan: Id, audit: Id) -> Audit:
    """One audit."""
    return Audit.model_validate(audits.get(work, plan, audit))


@router.get("/plans/{plan}/audits/{audit}/findings", response_class=Response)
def list_findings(
    request: Request,
    _: Seer,
    work: Work,
    plan: Id,
    audit: Id,
    after: Annotated[
        int, Query(ge=-1, le=2**31 - 1, description="Only findings at a later position.")
    ] = -1,
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> Response:
    """Findings as GeoJSON; ``accepted`` tells which are covered by an exception now."""
    found, last = judge.findings(work, plan, audit, after=after, limit=limit)
    links = []
    if last is not None:
        following = request.url.include_query_params(after=last)
        links = [{"rel": "next", "href": f"{following.path}?{following.query}"}]
    told = {
        "type": "FeatureCollection",
        "numberReturned": len(found),
        "links": links,
        "features": found,
    }
    return JSONResponse(told, media_type=MEDIA_TYPE)


@router.post("/plans/{plan}/exceptions", status_code=201)
def accept(
    access: Annotated[Access, Depends(allowed(Action.ACCEPT_FINDING, subjects.plan))],
    work: Work,
    plan: Id,
    given: Acceptance,
) -> Accepted:
    """Accept a finding of one of the plan's audits until a time."""
    row = judge.accept(
        work, plan, given.finding, given.reason, given.expires_at, access.caller.name
    )
    return Accepted.model_validate(row)


@router.get("/plans/{plan}/exceptions")
def list_exceptions(_: Seer, work: Work, plan: Id, page: Paged) -> Listing[Accepted]:
    """Exceptions for what audits of the plan found, those that ended too."""
    rows = exceptions.of_plan(work, plan, after=page.after or 0, limit=page.wanted)
    return _listed(page, rows)


def _listed(page: Page, rows: Any) -> Listing[Accepted]:
    shown = page.of([Accepted.model_validate(row) for row in rows])
    return Listing[Accepted](**shown)


@router.delete("/exceptions/{exception}")
def revoke(
    access: Annotated[Access, Depends(allowed(Action.ACCEPT_FINDING, subjects.exception))],
    work: Work,
    exception: Id,
) -> Accepted:
    """End an exception now; it stays on record."""
    return Accepted.model_validate(judge.revoke(work, exception, access.caller.name))
