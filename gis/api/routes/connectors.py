"""Connectors: reports of other platforms in their own words."""

from __future__ import annotations

from typing import Annotated, Any

from annotated_types import MaxLen
from fastapi import APIRouter, Body, Depends, Path, Response
from pydantic import BaseModel, Field

from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.api.routes.tickets import TicketTaken, reporter
from gis.workflow import connectors, intake
from gis.workflow.connectors import Connector

router = APIRouter(prefix="/api/v1/tickets/connectors", tags=["tickets"])
Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$", examples=["open311"])]
OPEN311 = {
    "service_request_id": "638344", "service_code": "06010", "lat": 30.6213, "long": 113.9384,
    "requested_datetime": "2026-03-03T08:30:00+08:00", "description": "路口积水",
}  # fmt: skip


class Received(BaseModel):
    """What the reports of another platform came to."""

    tickets: list[TicketTaken]
    dropped: Annotated[list[str], MaxLen(1000)] = Field(
        description="Fields about persons that were left alone.", examples=[["phone"]]
    )


@router.get("")
def listing(
    access: Annotated[Access, Depends(allowed(Action.SEE_SETTINGS))], work: Work
) -> dict[str, Connector]:
    """All connectors by name."""
    del access
    return connectors.listing(work)


@router.put("/{name}", status_code=204)
def put(
    name: Name,
    body: Connector,
    access: Annotated[Access, Depends(allowed(Action.CONFIGURE))],
    work: Work,
) -> None:
    """Say how the JSON of another platform is read."""
    connectors.put(work, name, body, access.caller.name)


@router.post("/{name}", status_code=201, responses={200: {"model": Received}})
def receive(
    name: Name,
    body: Annotated[Any, Body(examples=[OPEN311, [OPEN311]])],
    response: Response,
    access: Annotated[Access, Depends(allowed(Action.REPORT_TICKET))],
    work: Work,
) -> Received:
    """Take in what another platform sends; 200 where all of it was known before."""
    found = connectors.understood(connectors.find(work, name), body)
    taken = intake.take(work, found.reports, reporter(access))
    if all(one.known for one in taken):
        response.status_code = 200
    told = [TicketTaken.model_validate(one, from_attributes=True) for one in taken]
    return Received(tickets=told, dropped=list(found.dropped))
