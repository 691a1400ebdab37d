"""Remote patrols: tours through cameras, runs, findings that become tickets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from annotated_types import MaxLen
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import Connection

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.policy import RULES, Access, Action, check
from gis.api.subjects import Id, Long
from gis.model import covers
from gis.model.cameras import CameraStatus
from gis.model.tickets import TicketKind
from gis.store import camera_reads, patrols, scopes
from gis.workflow import patrols as use

router = APIRouter(prefix="/api/v1/patrols", tags=["patrols"])
Seer = Annotated[Access, Depends(allowed(Action.SEE_CAMERA))]
OneSeer = Annotated[Access, Depends(allowed(Action.SEE_CAMERA, subjects.patrol))]
Patroller = Annotated[Access, Depends(allowed(Action.PATROL))]
OfPatrol = Annotated[Access, Depends(allowed(Action.PATROL, subjects.patrol))]
OfRun = Annotated[Access, Depends(allowed(Action.PATROL, subjects.patrol_run))]
Seconds = Annotated[int, Field(ge=5, le=600)]


class StopGiven(BaseModel):
    """A camera on a tour."""

    model_config = ConfigDict(extra="forbid")

    camera: Id
    seconds: Seconds = use.SECONDS


class PatrolGiven(BaseModel):
    """A tour: through a grid, or through cameras one chooses."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100, examples=["夜间巡检"])
    grid: str | None = Field(None, max_length=40, examples=["510105001001003"])
    seconds: Seconds = Field(use.SECONDS, description="At each camera of a grid.")
    stops: list[StopGiven] | None = Field(
        None, min_length=1, max_length=use.MOST, description="Instead of those of a grid."
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.grid is None) == (self.stops is None):
            raise ValueError("give either grid or stops")
        return self


class StopShown(BaseModel):
    """A camera on a tour, as it is now."""

    camera: int
    seconds: int
    name: str = Field(examples=["人民路路口"])
    status: CameraStatus
    live: bool
    has_stream: bool
    lon: float
    lat: float


class PatrolShown(BaseModel):
    """A patrol."""

    id: int
    name: str
    jurisdiction: str
    grid: str | None
    live: bool
    created_by: str
    created_at: datetime
    seconds: int = Field(description="Of the whole tour.", examples=[120])
    stops: list[StopShown]


class Sighting(BaseModel):
    """What was seen through a camera on a run."""

    camera: int
    at: datetime
    result: str = Field(examples=["normal"])
    note: str | None
    ticket: int | None


class RunShown(BaseModel):
    """A run of a patrol."""

    id: int
    patrol: int
    post: str = Field(examples=["commander 510105001"])
    created_at: datetime
    ended_at: datetime | None
    seen: list[Sighting]


class PatrolDetail(PatrolShown):
    """A patrol with its last runs."""

    runs: list[RunShown]


class FindingGiven(BaseModel):
    """A ticket to be made of what is seen."""

    model_config = ConfigDict(extra="forbid")

    kind: TicketKind
    code: str = Field(min_length=1, max_length=20, examples=["01004"])
    description: Annotated[str, MaxLen(2000)] = Field(examples=["路面积水"])


class SeenGiven(BaseModel):
    """What is seen through a camera now."""

    model_config = ConfigDict(extra="forbid")

    camera: Id
    result: Literal["normal", "finding", "no_picture"]
    note: str | None = Field(None, max_length=500)
    ticket: Long | FindingGiven | None = Field(
        None, description="A ticket that is known already, or one to be made of it."
    )


class Found(BaseModel):
    """What was noted."""

    ticket: int | None = Field(description="The ticket that was made of it, or was named.")


@router.get("")
def listing(
    access: Seer,
    work: Work,
    grid: Annotated[str | None, Query(max_length=40)] = None,
    after: Annotated[Id | None, Query(description="Only those numbered higher.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> list[PatrolShown]:
    """Patrols that the caller may see."""
    scope = access.scope(Action.SEE_CAMERA)
    rows = patrols.listing(work, scope, grid=grid, after=after or 0, limit=limit)
    return [PatrolShown(**told) for told in _with_stops(work, rows)]


@router.post("", status_code=201)
def create(access: Patroller, work: Work, given: PatrolGiven) -> PatrolShown:
    """Make a tour through all cameras of a grid that look at public space, or through others."""
    scope = access.scope(Action.PATROL)
    if given.grid is not None:
        where, stops = use.through_grid(work, given.grid, scope, given.seconds)
    else:
        stops = [use.Stop(one.camera, one.seconds) for one in given.stops or ()]
        where = use.chosen(work, stops, scope)
    check(access.caller, Action.PATROL, None, scopes.Place(where))
    name = access.caller.name
    number = use.create(work, given.name, where, given.grid, stops, name)
    (told,) = _with_stops(work, [patrols.get(work, number)])
    return PatrolShown(**told)


@router.get("/{patrol}")
def get(patrol: Id, _: OneSeer, work: Work) -> PatrolDetail:
    """One patrol, its cameras as they are now, and its last runs."""
    (told,) = _with_stops(work, [patrols.get(work, patrol)])
    return PatrolDetail(**told, runs=[_run(row) for row in patrols.runs(work, patrol)])


@router.delete("/{patrol}", status_code=204)
def take_down(patrol: Id, _: OfPatrol, work: Work) -> None:
    """Give a patrol up; its runs stay on record."""
    patrols.take_down(work, patrol)


@router.post("/{patrol}/runs", status_code=201)
def begin(patrol: Id, access: OfPatrol, work: Work) -> RunShown:
    """Begin a run. To look through a camera of it, ask for its view as ever."""
    return _run(patrols.run(work, use.begin(work, patrol, _post(access))))


@router.post("/runs/{run}/seen", status_code=201)
def seen(run: Id, body: SeenGiven, access: OfRun, work: Work) -> Found:
    """Note what is seen through a camera; a finding can become a ticket at the camera's place."""
    known = body.ticket if isinstance(body.ticket, int) else None
    finding = body.ticket if isinstance(body.ticket, FindingGiven) else None
    if known is not None:
        check(access.caller, Action.SEE_TICKET, "ticket", scopes.ticket(work, known))
    made = use.note(
        work,
        run,
        use.Seen(body.camera, body.result, body.note, known),
        use.Finding(**dict(finding)) if finding else None,
        access.scope(Action.REPORT_TICKET),
    )
    return Found(ticket=made)


@router.post("/runs/{run}/end")
def end(run: Id, _: OfRun, work: Work) -> RunShown:
    """End a run; ending it again changes nothing."""
    patrols.end(work, run)
    return _run(patrols.run(work, run))


def _with_stops(work: Connection, rows: Any) -> list[dict[str, Any]]:
    numbers = {stop["camera"] for row in rows for stop in row["stops"]}
    known = camera_reads.those(work, numbers)
    told = []
    for row in rows:
        stops = [
            StopShown(**stop, **{name: known[stop["camera"]][name] for name in _OF_CAMERA})
            for stop in row["stops"]
        ]
        whole = sum(stop.seconds for stop in stops)
        told.append({**row, "stops": stops, "seconds": whole})
    return told


_OF_CAMERA = ("name", "status", "live", "has_stream", "lon", "lat")


def _run(row: Any) -> RunShown:
    return RunShown.model_validate(dict(row))


def _post(access: Access) -> str:
    """The post in which the caller looks: a role and where it counts; no name."""
    where = access.place.jurisdiction if access.place else None
    return next(
        (
            f"{grant.role} {grant.jurisdiction}"
            for grant in access.caller.grants
            if grant.role in RULES[Action.PATROL].roles and covers(grant.jurisdiction, where or "")
        ),
        "none",
    )
