"""Live events: follow a plan, a job or tickets, and show others where one works."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from annotated_types import Ge, Le
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from pydantic import BaseModel, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.hearing import Hearing
from gis.api.policy import Access, Action, check
from gis.api.problems import Refused
from gis.api.routes.jobs import problem
from gis.api.security import config_of
from gis.api.streams import EventStream, again, written
from gis.api.subjects import Id
from gis.api.words import Words
from gis.errors import ForbiddenError, NotFoundError
from gis.model import Caller
from gis.store import events, jobs, scopes
from gis.store.events import TICKETS, Topic
from gis.workflow import follow, follow_tickets
from gis.workflow.hub import Hub
from gis.workflow.subscriptions import Event

router = APIRouter(prefix="/api/v1", tags=["events"])
Long = Annotated[int, Ge(0), Le(2**63 - 1)]
EXAMPLE = (
    "retry: 2000\n\n"
    'event: state\ndata: {"version": 11, "state": "draft"}\nid: 11\n\n'
    'event: operation\ndata: {"version": 12, "kind": "move", "actor": "planner", "grids": []}\n'
    "id: 12\n\n"
)
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events, without end.",
        "content": {"text/event-stream": {"example": EXAMPLE}},
    },
    204: {"description": "The job is over, and the caller knows how it ended."},
}


class Presence(BaseModel):
    """Where the caller works."""

    community: str = Field(pattern=r"^\d{12}$", examples=["510105001001"])


@dataclass(frozen=True, slots=True)
class Followed:
    """What one caller follows, and from where on; of tickets those at and below the scope."""

    topic: Topic
    caller: Caller
    after: int | None
    over: bool
    scope: tuple[str, ...] = ()


@asynccontextmanager
async def hub(app: FastAPI) -> AsyncIterator[None]:
    """Listen for as long as the app runs."""
    hearing, engine = Hearing(app.state), app.state.config.engine
    app.state.hub = Hub(engine, hearing)
    with hearing.of_own(engine):
        app.state.hub.start()
        try:
            yield
        finally:
            await app.state.hub.stop()


def followed(
    request: Request,
    access: Annotated[Access, Depends(allowed(Action.FOLLOW))],
    *,
    plan: Annotated[Id | None, Query(description="Follow this plan.")] = None,
    job: Annotated[Id | None, Query(description="Follow this job.")] = None,
    tickets: Annotated[
        bool, Query(description="Follow tickets and alerts, as far as the caller may see them.")
    ] = False,
    after: Annotated[
        Long | None, Query(description="Version, revision or number the caller has already.")
    ] = None,
    last_event_id: Annotated[
        str | None, Header(max_length=20, description="The same, as browsers send it.")
    ] = None,
) -> Followed:
    """What a request asks to follow; checked like a request for the thing itself."""
    if [plan is not None, job is not None, tickets].count(True) != 1:
        words = Words("请给出 plan、job、tickets 之一。", "Give one of plan, job and tickets.")
        raise Refused(422, None, words)
    if last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit():
        after = min(int(last_event_id), 2**63 - 1)
    if tickets:
        scope = check(access.caller, Action.SEE_TICKET, None, None).scope(Action.SEE_TICKET)
        return Followed(TICKETS, access.caller, after, over=False, scope=scope)
    topic: Topic = ("job", job) if job is not None else ("plan", plan or 0)
    over = _look(request, access.caller, topic, after)
    return Followed(topic, access.caller, after, over)


@router.get(
    "/events",
    status_code=200,
    response_class=EventStream,
    response_model=None,
    responses=ANSWERS,
)
async def stream(request: Request, asked: Annotated[Followed, Depends(followed)]) -> Response:
    """Follow a plan, a job or tickets as server-sent events.

    A plan's events: ``state`` (first, and whenever it changes), ``operation`` (its number is the
    plan's version), ``presence`` (where others work; not kept) and ``reset`` (load all again). A
    job's events: ``job``, numbered by its revision, until it is over. Those of tickets: ``state``
    (first: the number from which on changes are told), ``tickets`` (what changed and what is gone
    since ``after``, which is always the number told last), ``alert`` and ``reset``. After an
    interruption the header Last-Event-ID, or ``after``, brings what was missed.
    """
    if asked.over:
        # A browser stops coming back.
        return Response(status_code=204)
    served: Hub = request.app.state.hub
    served.admit(str(asked.caller.id))
    return EventStream(_stream(request, served, asked))


@router.post("/plans/{plan}/presence", status_code=204)
def presence(
    plan: Id,
    body: Presence,
    access: Annotated[Access, Depends(allowed(Action.EDIT_PLAN, subjects.plan))],
    work: Work,
) -> None:
    """Show those who follow the plan where the caller works; nothing is kept."""
    told = {"actor": access.caller.name, "community": body.community}
    events.announce_presence(work, plan, told)


async def _stream(request: Request, served: Hub, asked: Followed) -> AsyncGenerator[bytes]:
    kind, number = asked.topic
    with served.following(asked.topic, str(asked.caller.id)) as subscription:
        if kind == "tickets":
            made = follow_tickets.tickets(served, asked.after, asked.scope, subscription)
        else:
            follower = follow.plan if kind == "plan" else follow.job
            made = follower(served, number, asked.after, subscription)
        async for piece in written(_shown(made), lambda: _may(request, asked)):
            yield piece


async def _shown(made: AsyncIterator[Event | None]) -> AsyncIterator[Event | None]:
    """Events with errors of jobs as problems."""
    async for event in made:
        if event is not None and event.data.get("error"):
            yield Event(
                event.kind, event.number, {**event.data, "error": problem(event.data["error"])}
            )
        else:
            yield event


def _may(request: Request, asked: Followed) -> bool:
    caller = again(request)
    if caller is None:
        return False
    try:
        if asked.topic == TICKETS:
            return Access(caller).scope(Action.SEE_TICKET) == asked.scope
        return not _look(request, caller, asked.topic, None)
    except (NotFoundError, ForbiddenError):
        return False


def _look(request: Request, caller: Caller, topic: Topic, after: int | None) -> bool:
    """Check that someone may follow a thing; tells whether there is nothing left to hear."""
    kind, number = topic
    with config_of(request).engine.connect() as conn:
        if kind == "plan":
            # Operations tell drafts and exact counts, which not everyone may see.
            check(caller, Action.SEE_HISTORY, "plan", scopes.plan(conn, number))
            return False
        check(caller, Action.SEE_JOB, "job", scopes.job(conn, number))
        job = jobs.get(conn, number)
        return job.over and after is not None and after >= job.revision
