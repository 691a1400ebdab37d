"""Tickets on their way in, and lists of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from annotated_types import MaxLen, MinLen
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, Field, FiniteFloat, StringConstraints

from gis.api.briefs import Brief
from gis.api.deps import Work, allowed
from gis.api.filters import AskedTickets, TicketAccess
from gis.api.policy import Access, Action
from gis.errors import ParameterError
from gis.model.tickets import Channel, Position, Stage, TicketKind
from gis.store import ticket_lists
from gis.store.items import Box
from gis.store.ticket_lists import Mark, Sort
from gis.workflow import intake
from gis.workflow.intake import Report, Reporter

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def words(longest: int, **more: Any) -> Any:
    """A text of one line or several, without other control characters."""
    return StringConstraints(
        strip_whitespace=True, min_length=1, max_length=longest,
        pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+$", **more,
    )  # fmt: skip


Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200,
                                       pattern=r"^[^\x00-\x1f\x7f]+$")]  # fmt: skip
Float = Annotated[FiniteFloat, Field(ge=-1e9, le=1e9)]
BBox = Annotated[
    str | None,
    Query(max_length=200, description="west,south,east,north in degrees",
          examples=["113.83,30.75,113.85,30.77"]),
]  # fmt: skip


class Reported(BaseModel):
    """A ticket as it is reported; nothing about who did."""

    model_config = {"extra": "forbid"}

    kind: TicketKind = Field(examples=["matter"])
    code: Key = Field(examples=["06010"])
    source: Key | None = Field(
        None, description="Where it comes from; the caller where not said.", examples=["12345"]
    )
    external: Key | None = Field(
        None, description="Its id there: the same again is the same ticket.",
        examples=["R-2026-0417"],
    )  # fmt: skip
    reported_at: AwareDatetime | None = Field(None, description="Now where not said.")
    channel: Channel | None = None
    lon: Float | None = Field(None, description="Or x, in ``crs``.", examples=[113.9384])
    lat: Float | None = Field(None, description="Or y.", examples=[30.6213])
    crs: Annotated[str, MaxLen(40)] = Field(
        "wgs84", description="wgs84, cgcs2000, gcj02, bd09 or EPSG:n", examples=["gcj02"]
    )
    description: Annotated[str, words(5000)] | None = Field(None, examples=["路口积水"])
    address: Annotated[str, words(500)] | None = Field(None, examples=["人民路 12 号门前"])
    unit: Annotated[str, words(100)] | None = Field(None, examples=["环卫所"])
    stage: Stage | None = Field(None, description="Only of tickets that are imported.")
    closed_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    jurisdiction: Annotated[str, MaxLen(12)] | None = Field(
        None, description="To whom it is reported where it lies in no grid.", examples=["990121100"]
    )

    def report(self) -> Report:
        """As the rest of the program knows it."""
        return Report(**{name: getattr(self, name) for name in type(self).model_fields})


class Noted(BaseModel):
    """Something to know about a report."""

    zh: str
    en: str


class TicketTaken(BaseModel):
    """What a report came to."""

    id: int = Field(examples=[20418])
    external: str = Field(examples=["R-2026-0417"])
    known: bool = Field(description="Whether it had been taken in before.")
    position: Position
    grid: str | None = Field(examples=["990121100201003"])
    microgrid: str | None
    lon: float | None
    lat: float | None
    notices: list[Noted]


class TicketList(BaseModel):
    """A page of tickets."""

    tickets: list[Brief]
    next: str | None = Field(description="Address of the page after it; null at the end.")
    matched: int = Field(
        description=f"How many there are in all; {ticket_lists.MATCHED} where that many or more."
    )


Batch = Annotated[list[Reported], MinLen(1), MaxLen(intake.MOST)]


@router.post("", status_code=201, responses={200: {"model": list[TicketTaken]}})
def report(
    body: Reported | Batch,
    response: Response,
    access: Annotated[Access, Depends(allowed(Action.REPORT_TICKET))],
    work: Work,
) -> list[TicketTaken]:
    """Take in tickets, all of them or none; the same external id of a source is one ticket.

    200 where all of them were known before; what is said differently now is changed.
    """
    given = [body] if isinstance(body, Reported) else body
    taken = intake.take(work, [one.report() for one in given], reporter(access))
    if all(one.known for one in taken):
        response.status_code = 200
    return [TicketTaken.model_validate(one, from_attributes=True) for one in taken]


@router.get("")
def listing(
    request: Request,
    access: TicketAccess,
    question: AskedTickets,
    work: Work,
    bbox: BBox = None,
    sort: Sort = Sort.REPORTED,
    after: Annotated[
        str | None,
        Query(pattern=r"^(-?\d{1,19})?_\d{1,19}$", description="From ``next`` of a page before."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> TicketList:
    """Tickets: the newest first, or what is due first."""
    del access
    box = None if bbox is None else Box.parse(bbox)
    mark = None if after is None else read_mark(after)
    found = ticket_lists.page(work, question, sort, box=box, after=mark, most=limit)
    following = None
    if found.following is not None:
        url = request.url.include_query_params(after=written(found.following))
        following = f"{url.path}?{url.query}"
    return TicketList(
        tickets=[Brief.model_validate(row) for row in found.rows],
        next=following,
        matched=ticket_lists.matched(work, question, box),
    )


def reporter(access: Access, *, channel: Channel = Channel.PLATFORM) -> Reporter:
    """On whose behalf the caller reports."""
    scope = access.scope(Action.REPORT_TICKET)
    home = access.caller.home
    inside = any(home == code or home.startswith(code) for code in scope)
    worker = access.scope(Action.IMPORT_TICKETS) != scope
    return Reporter(
        source=access.caller.name,
        channel=Channel.GRID_WORKER if worker else channel,
        scope=scope,
        home=home if inside else scope[0],
        trusted=not worker,
    )


def written(mark: Mark) -> str:
    """Where a page begins, as text: microseconds since 1970, or nothing, and the id."""
    at = "" if mark.at is None else str((mark.at - _EPOCH) // _MICRO)
    return f"{at}_{mark.id}"


def read_mark(text: str) -> Mark:
    """The reverse of ``written``."""
    at, _, number = text.partition("_")
    try:
        time = None if not at else _EPOCH + int(at) * _MICRO
    except OverflowError:
        raise ParameterError(f"after: {text!r} is of no page", f"after：“{text}”无效。") from None
    return Mark(time, min(int(number), 2**63 - 1))
