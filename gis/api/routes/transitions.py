"""One ticket, and what is done to it on its way."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from annotated_types import MaxLen, MinLen
from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, Field, FiniteFloat, StringConstraints
from sqlalchemy import Connection

from gis.api import subjects
from gis.api.briefs import Detail
from gis.api.deps import Work, allowed
from gis.api.policy import RULES, Access, Action
from gis.api.subjects import Long
from gis.errors import ForbiddenError, ParameterError
from gis.model import Role, covers
from gis.model.tickets import Act, Duty
from gis.store import ticket_details, ticket_steps
from gis.workflow import loop, moving
from gis.workflow.loop import Wish
from gis.workflow.moving import Spot

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])
Unit = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$"
    ),
]
Float = Annotated[FiniteFloat, Field(ge=-1e9, le=1e9)]
SeesTicket = Annotated[Access, Depends(allowed(Action.SEE_TICKET, subjects.ticket))]
ACTIONS = {
    Duty.HANDLE: Action.HANDLE_TICKET,
    Duty.DIRECT: Action.DIRECT_TICKET,
    Duty.SUPERVISE: Action.SUPERVISE_TICKET,
    Duty.CHECK: Action.CHECK_TICKET,
}


class Transition(BaseModel):
    """What to do to a ticket."""

    model_config = {"extra": "forbid"}

    act: Act = Field(examples=["assign"])
    unit: Unit | None = Field(
        None, description="The desk in whose name it is done; without it the leading one.",
        examples=["环卫所"],
    )  # fmt: skip
    units: Annotated[list[Unit], MinLen(1), MaxLen(10)] | None = Field(
        None, description="Desks that it is given to (assign), several at once if need be.",
        examples=[["环卫所", "城管局"]],
    )  # fmt: skip
    lead: Unit | None = Field(
        None, description="Which of them leads; without it the first.", examples=["环卫所"]
    )
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None = Field(
        None, description="Why, or what was found.", examples=["垃圾已清运"]
    )
    due_at: AwareDatetime | None = Field(None, description="Until when it is put off (defer).")
    lon: Float | None = Field(None, description="Where it is (move); or x.", examples=[113.9384])
    lat: Float | None = Field(None, description="Or y.", examples=[30.6213])
    crs: Annotated[str, MaxLen(40)] = Field("wgs84", examples=["gcj02"])

    def wish(self) -> Wish:
        """As the rest of the program knows it."""
        units = list(self.units or ())
        if self.unit is not None and self.unit not in units:
            units.append(self.unit)
        if self.lead is not None:
            if self.lead not in units and units:
                raise ParameterError(
                    "lead: it must be one of the units", "牵头部门须在承办部门之中。"
                )
            units = [self.lead, *(unit for unit in units if unit != self.lead)]
        return Wish(self.act, tuple(units), self.note, self.due_at)

    def spot(self) -> Spot:
        """Where it is to be."""
        if self.lon is None or self.lat is None:
            raise ParameterError("lon, lat: say where it is", "请填写位置（lon、lat）。")
        return Spot(self.lon, self.lat, self.crs)


@router.get("/{ticket:int}")
def get(ticket: Long, access: SeesTicket, work: Work) -> Detail:
    """One ticket with all its steps."""
    return detail(work, ticket, access)


@router.post("/{ticket:int}/transitions")
def transition(ticket: Long, body: Transition, access: SeesTicket, work: Work) -> Detail:
    """Do something to a ticket: 409 where it stands otherwise by now.

    Who may is told by ``acts`` of the ticket. ``return``, ``defer``, ``reopen``, ``supervise``
    and ``note`` need a note, and so does ``close`` before the ticket was checked. While desks are
    at work only ``close`` in the name of the leading one (``unit``) speaks for all of them.
    """
    doer = post(access, body.act)
    if body.act is Act.MOVE:
        if not access.permits(Action.HANDLE_TICKET):
            raise ForbiddenError("your roles do not allow this (move)", "您的角色不能改位置。")
        scope = access.scope(Action.HANDLE_TICKET)
        moving.move(work, ticket, body.spot(), body.note, doer, scope)
    else:
        loop.act(work, ticket, body.wish(), doer, duties(access))
    return detail(work, ticket, access)


def duties(access: Access) -> frozenset[Duty]:
    """What the caller is there for, where the ticket lies."""
    return frozenset(duty for duty, action in ACTIONS.items() if access.permits(action))


def post(access: Access, act: Act) -> str:
    """The post in which the caller does something: a role and where it counts; no name."""
    code = access.place.jurisdiction if access.place else None
    wanted = frozenset[Role]().union(*(RULES[ACTIONS[duty]].roles for duty in loop.duties_for(act)))
    for grant in access.caller.grants:
        if grant.role in wanted and code is not None and covers(grant.jurisdiction, code):
            return f"{grant.role} {grant.jurisdiction}"
    return "none"


def detail(conn: Connection, ticket: int, access: Access) -> Detail:
    """All that is known of a ticket, as the caller sees it."""
    found = loop.known(conn, ticket)
    row: dict[str, Any] = dict(ticket_details.more(conn, ticket) or {})
    given = {name: row.pop(f"given_{name}") for name in ("x", "y", "crs")}
    told = row | {
        "given": given,
        "desks": [asdict(desk) for desk in found.standing.desks],
        "steps": [asdict(step) for step in ticket_steps.listing(conn, found)],
        "photos": ticket_details.photos(conn, ticket),
        "acts": loop.possible(found, duties(access)),
    }
    return Detail.model_validate(told)
