"""The things that routes are about, found by a parameter of the path or the query.

``plan`` takes the parameter ``plan``; a route about two plans makes ``about("plan", "other")``.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from inspect import Parameter, Signature
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen
from fastapi import Path, Request
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from gis.api.security import config_of, memory_of
from gis.store import scopes
from gis.store.scopes import Place

Id = Annotated[int, Ge(1), Le(2**31 - 1)]
"""Number of a row."""
Long = Annotated[int, Ge(1), Le(2**63 - 1)]
"""Number of a row of a table that may grow beyond two thousand million."""
Code = Annotated[str, MaxLen(12)]
"""Code of a jurisdiction."""

Token = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{43}$")]
"""256 random bits."""

_KINDS: dict[str, tuple[Any, Callable[[Connection, Any], Place | None]]] = {
    "plan": (Id, scopes.plan),
    "dataset": (Id, scopes.dataset),
    "job": (Id, scopes.job),
    "exception": (Id, scopes.exception),
    "user": (Id, scopes.user),
    "key": (Id, scopes.key),
    "jurisdiction": (Code, scopes.jurisdiction),
    "ticket": (Long, scopes.ticket),
    "camera": (Id, scopes.camera),
    "alert": (Id, scopes.alert),
    "patrol": (Id, scopes.patrol),
    "patrol_run": (Id, scopes.patrol_run),
    "viewing": (Id, scopes.viewing),
    "stream": (Token, scopes.stream),
    "post": (Id, scopes.post),
}


def about(
    kind: str, parameter: str | None = None
) -> Callable[..., Coroutine[Any, Any, Place | None]]:
    """Make the dependency that finds where a thing lies.

    Parameters
    ----------
    kind
        A key of ``policy.SIGHTS``.
    parameter
        Name of the parameter that holds its number or code; None: as the kind.
    """
    name = parameter or kind
    annotation, find = _KINDS[kind]

    def ask(request: Request, value: Any) -> Place | None:
        with config_of(request).looking() as conn:
            return find(conn, value)

    async def look(request: Request, **values: Any) -> Place | None:
        memory, value = memory_of(request), values[name]
        known = memory.place(kind, value)
        if known is not None:
            return known
        return await run_in_threadpool(memory.ask_place, kind, value, lambda: ask(request, value))

    look.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=Request),
            Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation),
        ]
    )
    look.kind, look.parameter = kind, name  # type: ignore[attr-defined]
    return look


plan = about("plan")
dataset = about("dataset")
job = about("job")
exception = about("exception")
user = about("user")
key = about("key")
jurisdiction = about("jurisdiction")
ticket = about("ticket")
camera = about("camera")
alert = about("alert")
patrol = about("patrol")
post = about("post")
patrol_run = about("patrol_run", "run")
viewing = about("viewing")
stream = about("stream")
