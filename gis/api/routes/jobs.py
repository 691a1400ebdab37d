"""Jobs: how far long work is, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from gis.api import problems, subjects
from gis.api.deps import Work, allowed
from gis.api.paging import Listing, Paged
from gis.api.policy import Access, Action
from gis.api.subjects import Id
from gis.model import JobKind, JobState
from gis.store import jobs
from gis.store.jobs import Job
from gis.workflow.failures import failure

router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])


class JobShown(BaseModel):
    """A job as it stands."""

    id: int = Field(examples=[12])
    kind: JobKind
    state: JobState
    name: str | None = Field(description="What it is to make.", examples=["青羊区 2026"])
    step: str | None = Field(description="What it is doing.", examples=["atoms"])
    done: int = Field(examples=[40])
    total: int = Field(examples=[120])
    revision: int = Field(description="Rises with each change.", examples=[7])
    cancelled: bool = Field(description="Whether someone asked to end it.")
    jurisdiction: str | None = Field(examples=["510105"])
    result: Mapping[str, Any] | None = Field(examples=[{"dataset": 3, "notices": []}])
    error: Mapping[str, Any] | None = Field(description="The problem that ended it.")
    created_by: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def shown(job: Job) -> JobShown:
    """A job without what concerns only the service."""
    return JobShown(
        **{name: getattr(job, name) for name in JobShown.model_fields if name not in _MADE},
        name=job.params.get("name"),
        error=job.error and problem(job.error),
    )


_MADE = frozenset({"name", "error"})


def problem(error: Mapping[str, Any]) -> dict[str, Any]:
    """What ended a job, as an answer would tell it."""
    return problems.document(failure(error))


@router.get("")
def listing(
    access: Annotated[Access, Depends(allowed(Action.LIST_JOBS))], work: Work, page: Paged
) -> Listing[JobShown]:
    """The caller's jobs and those of their jurisdictions, newest first."""
    found = jobs.listing(
        work,
        by=access.caller.name,
        scope=access.scope(Action.SEE_JOB),
        before=page.after,
        most=page.wanted,
    )
    return Listing[JobShown].model_validate(page.of([shown(job) for job in found]))


@router.get("/{job}")
def get(
    job: Id, access: Annotated[Access, Depends(allowed(Action.SEE_JOB, subjects.job))], work: Work
) -> JobShown:
    """One job; ``GET /api/v1/events?job=`` follows it."""
    del access
    return shown(jobs.get(work, job))


@router.delete("/{job}", status_code=202)
def cancel(
    job: Id,
    access: Annotated[Access, Depends(allowed(Action.CANCEL_JOB, subjects.job))],
    work: Work,
) -> JobShown:
    """Ask for the end of a job. It ends within a second, and nothing of it remains."""
    del access
    return shown(jobs.cancel(work, job))
