"""Which tickets a request is about: the parameters that all routes of tickets and heat share.

A route takes the question of its caller, cut to what they may see, and by that has its policy::

    @router.get("/heat/hexes")
    def hexes(question: Annotated[Question, Depends(asked(Action.SEE_HEAT))], counts: Counting)

Who needs the ``Access`` as well depends on ``access_to`` the same action.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache, partial
from typing import Annotated, Any

from annotated_types import MaxLen
from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from gis.api.cache import Remembered
from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action, missing
from gis.api.security import config_of
from gis.api.subjects import Code
from gis.errors import ParameterError
from gis.model.questions import Question
from gis.store import configuration, scopes
from gis.store import questions as store
from gis.store.questions import Category
from gis.workflow import questions
from gis.workflow.packs import Packs
from gis.workflow.questions import Wording
from gis.workflow.tallies import Tallies

MANY = 100
Text = Annotated[str, MaxLen(200)]
_ALL = "all"


def wording(  # noqa: PLR0913, PLR0917 -- each is a parameter of the query
    start: Annotated[
        str | None,
        Query(alias="from", max_length=40, examples=["2026-03-01"],
              description="Reported at or after: a date (midnight in China) or an instant."),
    ] = None,
    end: Annotated[
        str | None,
        Query(alias="to", max_length=40, examples=["2026-04-01"],
              description="Reported before: a date (midnight in China) or an instant."),
    ] = None,
    open_at: Annotated[
        str | None,
        Query(max_length=40, examples=["2026-03-03T08:30:00+08:00"],
              description="Reported by then and not closed at that time."),
    ] = None,
    category: Annotated[
        list[Text] | None,
        Query(max_length=MANY, examples=[["matter:01004"]],
              description="kind:code, kind:beginning of codes, or kind; any of these."),
    ] = None,
    status: Annotated[
        list[Text] | None,
        Query(max_length=MANY, examples=[["open"]],
              description="Stages or colours of open ones (`green`, `yellow`, `red`), any of "
              "these; `open`: all but closed; `late`: late ones only, whatever else is said."),
    ] = None,
    channel: Annotated[list[Text] | None, Query(max_length=MANY)] = None,
    unit: Annotated[list[Text] | None, Query(max_length=MANY)] = None,
    jurisdiction: Annotated[
        Code | None, Query(description="At or below the jurisdiction of this code.")
    ] = None,
    grid: Annotated[Text | None, Query(description="In the grid of this code.")] = None,
) -> Wording:  # fmt: skip
    """Which tickets a request asks for."""
    return Wording(
        start=start,
        end=end,
        open_at=open_at,
        categories=tuple(category or ()),
        states=tuple(status or ()),
        channels=tuple(channel or ()),
        units=tuple(unit or ()),
        jurisdiction=jurisdiction,
        grid=grid,
    )


@cache
def access_to(action: Action) -> Callable[..., Any]:
    """The policy of routes that do this somewhere: always the same, so that it is asked once."""
    return allowed(action)


@cache
def asked(action: Action) -> Callable[..., Any]:
    """Make the dependency that gives the caller's question.

    Parameters
    ----------
    action
        What the route does; the question reaches as far as the caller may do it.
    """

    async def ask(
        request: Request,
        access: Access = Depends(access_to(action)),  # noqa: B008 -- `action` is known only here
        written: Wording = Depends(wording),  # noqa: B008
    ) -> Question:
        if written.jurisdiction is not None:
            await run_in_threadpool(_check_jurisdiction, request, written.jurisdiction)
        read = partial(questions.read, written, access.scope(action))
        if written.colours:
            read = partial(read, yellow_from=await run_in_threadpool(_yellow_from, request))
        if not written.categories:
            return read(())
        try:
            return read(await _categories(request))
        except ParameterError:
            # It may have come since they were read.
            return read(await _categories(request, anew=True))

    return ask


def counting(request: Request, work: Work) -> Tallies:
    """What counts the tickets of a request: the copy in memory, or the database."""
    packs: Packs = request.app.state.packs
    return packs.tallies(work)


Counting = Annotated[Tallies, Depends(counting)]
"""What counts the tickets of a request."""
AskedHeat = Annotated[Question, Depends(asked(Action.SEE_HEAT))]
HeatAccess = Annotated[Access, Depends(access_to(Action.SEE_HEAT))]
AskedTickets = Annotated[Question, Depends(asked(Action.SEE_TICKET))]
TicketAccess = Annotated[Access, Depends(access_to(Action.SEE_TICKET))]


def stamp(question: Question) -> tuple[Any, ...]:
    """Everything that a question says: the same for equal ones, to keep answers by."""
    said = (getattr(question, one.name) for one in fields(question))
    return tuple(tuple(sorted(one)) if isinstance(one, frozenset) else one for one in said)


async def _categories(request: Request, *, anew: bool = False) -> tuple[Category, ...]:
    """All categories, as of a moment ago unless they shall be read anew."""
    kept: Remembered[str, tuple[Category, ...]] = request.app.state.categories
    known = None if anew else kept.get(_ALL)
    if known is None:
        began = kept.now()
        known = await run_in_threadpool(_read_categories, request)
        kept.put(_ALL, known, began)
    return known


def _read_categories(request: Request) -> tuple[Category, ...]:
    with config_of(request).looking() as conn:
        return tuple(store.categories(conn))


def _yellow_from(request: Request) -> float:
    with config_of(request).looking() as conn:
        return configuration.monitoring(conn).colours.yellow_from


def _check_jurisdiction(request: Request, code: str) -> None:
    with config_of(request).looking() as conn:
        if scopes.jurisdiction(conn, code) is None:
            raise missing("jurisdiction")
