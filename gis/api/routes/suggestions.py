"""What could be done about a grid or a finding, and doing all of it on a branch."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from gis.api import subjects
from gis.api.deps import Config, Work, allowed
from gis.api.etags import etag
from gis.api.policy import Access, Action
from gis.api.routes.jobs import JobShown, shown
from gis.api.subjects import Id
from gis.model import JobKind
from gis.model.wishes import Wish
from gis.store import jobs
from gis.workflow.suggest import Asked, suggest

router = APIRouter(prefix="/api/v1/plans/{plan}", tags=["operations"])
Editor = Annotated[Access, Depends(allowed(Action.EDIT_PLAN, subjects.plan))]
EXAMPLES: dict[str, Any] = {
    "grid": {"value": {"grid": 3}},
    "finding": {"value": {"audit": 7, "finding": "0f3a9c1de2b47586"}},
}


class OfGrid(BaseModel):
    """A grid that is to be mended, whatever is wrong with it."""

    model_config = ConfigDict(extra="forbid")

    grid: Id


class OfFinding(BaseModel):
    """A finding that is to go."""

    model_config = ConfigDict(extra="forbid")

    audit: Id
    finding: str = Field(min_length=1, max_length=64)


class Changed(BaseModel):
    """A unit before and after, by what the plan balances."""

    id: int | None = Field(description="Null for a unit that would be new.")
    code: str = Field(examples=["990121100201003"])
    before: int | None = Field(description="Null where it is new.", examples=[288])
    after: int | None = Field(description="Null where it would be gone.", examples=[322])
    in_band_before: bool | None
    in_band_after: bool | None


class Goes(BaseModel):
    """An atom, and between which units it would move."""

    model_config = ConfigDict(populate_by_name=True)

    atom: int
    source: int = Field(alias="from")
    to: int | None = Field(description="Null for a unit that would be new.")


class InWords(BaseModel):
    """The same in both languages."""

    model_config = ConfigDict(from_attributes=True)

    zh: str
    en: str


class Suggestion(BaseModel):
    """An edit that would help; the plan refuses it only if somebody edits these grids first."""

    kind: Literal["move", "swap", "resplit", "merge", "split_tower", "renumber"]
    level: Literal["grid", "microgrid"] = Field(description="What `grids` and `atoms` are about.")
    wish: Annotated[Wish, Field(discriminator="type")] = Field(
        description="To be sent to `/operations` with the version as `If-Match`."
    )
    households_moved: int = Field(examples=[34])
    buildings_moved: int = Field(examples=[2])
    compounds_torn: int = Field(description="Compounds that would lie in several grids.")
    done: bool = Field(description="Whether nothing of it would be left to mend.")
    grids: list[Changed]
    atoms: list[Goes]
    text: InWords


class Suggestions(BaseModel):
    """Up to three edits, the best first, or why there are none."""

    version: int = Field(examples=[13])
    suggestions: list[Suggestion]
    reason: InWords | None = Field(
        description="Why the first thing that is wrong cannot be mended, where that is so."
    )


class Budget(BaseModel):
    """How much is to be done."""

    model_config = ConfigDict(extra="forbid")

    most: int = Field(default=300, ge=1, le=5000, description="Edits at most.")


@router.post("/suggestions")
def make_suggestions(
    access: Editor,
    config: Config,
    response: Response,
    plan: Id,
    asked: Annotated[OfGrid | OfFinding, Body(openapi_examples=EXAMPLES)],
) -> Suggestions:
    """Suggest up to three edits that mend a grid or a finding of a draft; nothing is changed.

    Ranked by whether they mend it wholly, whether they keep compounds whole, and by households
    moved. 404 where the plan has no such grid, audit or finding.
    """
    del access
    with config.engine.connect().execution_options(isolation_level="REPEATABLE READ") as conn:
        advice = suggest(conn, plan, Asked(**asked.model_dump()))
    response.headers["ETag"] = etag(advice.version)
    return Suggestions.model_validate(
        {
            "version": advice.version,
            "suggestions": advice.suggestions,
            "reason": advice.reason and InWords.model_validate(advice.reason),
        }
    )


@router.post("/fix", status_code=202)
def fix(
    access: Editor,
    work: Work,
    response: Response,
    plan: Id,
    budget: Annotated[Budget | None, Body()] = None,
) -> JobShown:
    """Branch the plan and mend there what suggestions mend; follow the job.

    Its result names the branch (`plan`), its last audit, the edits `applied` and the errors
    `remaining`. The plan itself stays as it is.
    """
    most = (budget or Budget()).most
    job = jobs.enqueue(
        work, JobKind.FIX, {"plan": plan, "most": most}, by=access.caller.name,
        jurisdiction=access.place.jurisdiction if access.place else None,
    )  # fmt: skip
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return shown(job)
