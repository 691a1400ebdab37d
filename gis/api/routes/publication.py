"""From a draft to what is in force, what was in force when, and plans as files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.api.subjects import Code, Id
from gis.model import PlanState
from gis.model.texts import Encoding
from gis.store import history
from gis.workflow import publish
from gis.workflow.export import export, file_name
from gis.workflow.where import instant

CHUNK = 1 << 18

router = APIRouter(prefix="/api/v1", tags=["publication"])
Submitter = Annotated[Access, Depends(allowed(Action.SUBMIT_PLAN, subjects.plan))]
Approver = Annotated[Access, Depends(allowed(Action.APPROVE_PLAN, subjects.plan))]
Locator = Annotated[Access, Depends(allowed(Action.LOCATE))]


class Standing(BaseModel):
    """A plan's place in its life."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    state: PlanState
    version: int
    created_by: str
    submitted_by: str | None
    approved_by: str | None


class Seen(BaseModel):
    """Which version the caller looked at; another one is not approved."""

    version: int | None = Field(None, ge=0, le=2**31 - 1, examples=[12])


class Refusal(BaseModel):
    """Why a plan goes back to its planners."""

    reason: str = Field(min_length=3, max_length=2000, examples=["grid 003 is cut by the canal"])


class Enforced(BaseModel):
    """A plan that came into force."""

    model_config = ConfigDict(from_attributes=True)

    plan: int
    version: int
    audit: int
    communities: list[str]
    outlines: int


class Taken(BaseModel):
    """A step that a plan took on its way into force, or back."""

    model_config = ConfigDict(from_attributes=True)

    step: Literal["submit", "withdraw", "reject", "approve"]
    actor: str
    at: datetime
    version: int
    reason: str | None = Field(description="Of a rejection.")


class Term(BaseModel):
    """A plan in force in a community, from one instant up to another; null: still."""

    model_config = ConfigDict(from_attributes=True)

    community: str = Field(examples=["990121100201"])
    plan: int
    name: str
    version: int
    valid_from: datetime
    valid_to: datetime | None
    submitted_by: str | None
    approved_by: str | None


At = Annotated[
    str | None,
    Query(
        max_length=40,
        description="A date (the end of that day in China) or a date and time; now by default.",
        examples=["2026-03-03", "2026-03-03T08:30:00+08:00"],
    ),
]


@router.post("/plans/{plan}/submit")
def submit(access: Submitter, work: Work, plan: Id) -> Standing:
    """Ask for a draft's publication; it is frozen from now on."""
    return Standing.model_validate(publish.submit(work, plan, access.caller.name))


@router.post("/plans/{plan}/withdraw")
def withdraw(access: Submitter, work: Work, plan: Id) -> Standing:
    """Make a submitted plan a draft again."""
    return Standing.model_validate(publish.withdraw(work, plan, access.caller.name))


@router.post("/plans/{plan}/reject")
def reject(access: Approver, work: Work, plan: Id, given: Refusal) -> Standing:
    """Send a submitted plan back to its planners."""
    return Standing.model_validate(publish.reject(work, plan, access.caller.name, given.reason))


@router.post("/plans/{plan}/approve")
def approve(access: Approver, work: Work, plan: Id, given: Seen | None = None) -> Enforced:
    """Put a submitted plan in force, as somebody else than who submitted it.

    Its head is audited if it was not; errors that no exception covers refuse it.
    """
    seen = given.version if given else None
    return Enforced.model_validate(publish.approve(work, plan, access.caller.name, seen=seen))


@router.get("/plans/{plan}/way")
def way(
    _: Annotated[Access, Depends(allowed(Action.SEE_HISTORY, subjects.plan))],
    work: Work,
    plan: Id,
) -> list[Taken]:
    """Who submitted, withdrew, rejected (and why) or approved the plan, the first first."""
    return [Taken.model_validate(one) for one in publish.way(work, plan)]


@router.get("/plans/{plan}/history")
def of_plan(
    access: Annotated[Access, Depends(allowed(Action.SEE_PLAN, subjects.plan))],
    work: Work,
    plan: Id,
) -> list[Term]:
    """Where and when the plan was in force."""
    scope = access.public_scope(Action.SEE_PLAN)
    return [Term.model_validate(term) for term in history.terms(work, scope, plan=plan)]


@router.get("/history")
def of_community(
    access: Locator,
    work: Work,
    community: Annotated[Code, Query(description="Its code.", examples=["990121100201"])],
    at: At = None,
) -> list[Term]:
    """Which plans were in force in a community, and who approved them; or which one was, ``at``."""
    scope = access.scope(Action.LOCATE)
    found = history.terms(work, scope, community=community, at=instant(at))
    return [Term.model_validate(term) for term in found]


@router.get("/plans/{plan}/export", response_class=Response)
def download(
    _: Annotated[Access, Depends(allowed(Action.SEE_HISTORY, subjects.plan))],
    work: Work,
    plan: Id,
    kind: Annotated[
        str,
        Query(alias="format", max_length=10, description="gpkg, geojson, shp.zip, xlsx or csv."),
    ] = "gpkg",
    encoding: Annotated[
        Encoding,
        Query(description="Of texts in shp.zip and csv; others are always in UTF-8."),
    ] = Encoding.UTF_8,
) -> Response:
    """The plan at its head as a file, in full.

    422 where the encoding lacks characters of the plan's texts, with some of them.
    """
    name = file_name(plan, kind)
    with tempfile.TemporaryDirectory(prefix="gis-") as folder:
        target = Path(folder) / name
        version = export(work, plan, target, encoding)
        size = target.stat().st_size
        # The open file outlives its name.
        stream = target.open("rb")
    headers = {
        "Content-Disposition": f'attachment; filename="plan-{plan}-v{version}.{kind}"',
        "Content-Length": str(size),
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(
        _chunks(stream), headers=headers, media_type=_media_type(kind, encoding)
    )


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while data := stream.read(CHUNK):
            yield data


_TYPES = {
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
    "shp.zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


def _media_type(kind: str, encoding: Encoding) -> str:
    return f"{_TYPES[kind]}; charset={encoding}" if kind == "csv" else _TYPES[kind]
