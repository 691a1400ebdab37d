"""Plans: proposed, listed, branched and compared."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.etags import etag
from gis.api.paging import Listing, Paged
from gis.api.policy import Access, Action
from gis.api.routes.jobs import JobShown, shown
from gis.api.subjects import Id
from gis.model import JobKind, PlanState
from gis.store import datasets, jobs
from gis.store import plans as stored
from gis.workflow import compare
from gis.workflow import plans as workflow
from gis.workflow.plans import Proposal

router = APIRouter(prefix="/api/v1", tags=["plans"])
Seer = Annotated[Access, Depends(allowed(Action.SEE_PLAN, subjects.plan))]


class Plan(BaseModel):
    """A plan: what it covers, which rules it must obey, and where it is in its life."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    dataset: int
    dataset_name: str
    name: str
    jurisdiction: str
    state: PlanState
    version: int = Field(description="Rises with each operation; its ETag.")
    rules: dict[str, Any]
    communities: list[str]
    grids: int = Field(description="How many it has.")
    edited_by: str | None = Field(description="Of the last operation; null as it began.")
    edited_at: datetime | None
    parent: int | None
    parent_version: int | None
    created_by: str
    created_at: datetime
    submitted_by: str | None
    submitted_at: datetime | None
    approved_by: str | None
    published_at: datetime | None


class PlanInFull(Plan):
    """A plan with the parameters that made it, and the figures of its proposal."""

    params: dict[str, Any]
    quality: dict[str, Any]


class Plannable(BaseModel):
    """A community that a plan can be proposed for."""

    model_config = ConfigDict(from_attributes=True)

    code: str = Field(examples=["510105001001"])
    name: str = Field(examples=["河东社区"])
    kind: str = Field(examples=["urban"])
    households: int = Field(examples=[2736])


class Plannables(BaseModel):
    """All communities of a dataset, by code."""

    items: list[Plannable]


class Name(BaseModel):
    """What the branch is called."""

    name: str = Field(min_length=1, max_length=200, examples=["河东街道 2027 调整方案"])


class Flow(BaseModel):
    """What lies in one grid of the first plan and in another of the second."""

    before: str | None = Field(description="Code of the grid in the first plan.")
    after: str | None = Field(description="Code of the grid in the second plan.")
    households: int | None = Field(description="Null where hidden, being under 10.")
    residents: int | None
    buildings: int


class Difference(BaseModel):
    """What moved between two plans of the same dataset.

    A grid of the second plan continues the one of the first with which it shares most
    households; what is not in it then has moved.
    """

    model_config = ConfigDict(from_attributes=True)

    before: int
    after: int
    households: int | None = Field(description="Households that moved; null where hidden.")
    buildings: int
    moved: list[Flow]
    recoded: list[tuple[str, str]] = Field(description="Grids that only changed their code.")
    geometry: dict[str, Any] = Field(description="GeoJSON features of the ground that moved.")


@router.get("/datasets/{dataset}/communities")
def plannable(
    access: Annotated[Access, Depends(allowed(Action.SEE_DATASET, subjects.dataset))],
    work: Work,
    dataset: Id,
) -> Plannables:
    """Communities of a dataset, to choose from for a proposal."""
    del access
    found = datasets.places(work, dataset)
    return Plannables.model_validate({"items": found}, from_attributes=True)


@router.post("/plans", status_code=202)
def propose(
    access: Annotated[Access, Depends(allowed(Action.PROPOSE))],
    work: Work,
    response: Response,
    asked: Proposal,
) -> JobShown:
    """Propose a plan for a dataset, a street or some communities; follow the job."""
    jurisdiction = workflow.place_of(work, asked, access.scope(Action.PROPOSE))
    job = jobs.enqueue(
        work, JobKind.PROPOSE, asked.model_dump(mode="json"), by=access.caller.name,
        jurisdiction=jurisdiction,
    )  # fmt: skip
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return shown(job)


@router.get("/plans")
def listing(
    access: Annotated[Access, Depends(allowed(Action.LOCATE))], work: Work, page: Paged
) -> Listing[Plan]:
    """Plans that the caller may see, newest first."""
    rows = stored.listing(
        work, scope=access.scope(Action.SEE_PLAN), public=access.public_scope(Action.SEE_PLAN),
        before=page.after, limit=page.wanted,
    )  # fmt: skip
    return Listing[Plan].model_validate(page.of(rows), from_attributes=True)


@router.get("/plans/{plan}")
def get(access: Seer, work: Work, response: Response, plan: Id) -> PlanInFull | Plan:
    """A plan, its version as ETag; with the figures of its proposal for those who plan."""
    found = stored.get(work, plan)
    response.headers["ETag"] = etag(found.version)
    return (Plan if access.masked else PlanInFull).model_validate(found)


@router.post("/plans/{plan}/branch", status_code=201)
def branch(
    access: Annotated[Access, Depends(allowed(Action.EDIT_PLAN, subjects.plan))],
    work: Work,
    response: Response,
    plan: Id,
    given: Name,
) -> Plan:
    """Begin a draft where another plan is now."""
    found = workflow.branch(work, plan, given.name, access.caller.name)
    response.headers["Location"] = f"/api/v1/plans/{found.id}"
    response.headers["ETag"] = etag(found.version)
    return Plan.model_validate(found)


@router.get("/plans/{plan}/diff/{other}")
def diff(
    access: Seer,
    other_access: Annotated[
        Access, Depends(allowed(Action.SEE_PLAN, subjects.about("plan", "other")))
    ],
    work: Work,
    plan: Id,
    other: Id,
) -> Difference:
    """What moved from one plan to another of the same dataset; small counts may be hidden."""
    found = compare.difference(work, plan, other)
    if access.masked or other_access.masked:
        found = compare.masked(found)
    return Difference.model_validate(found)
