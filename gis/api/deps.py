"""What routes depend on: their policy, the thing they are about, a transaction.

Every route has exactly one of ``allowed(...)`` and ``public``, or the service does not start::

    @router.post("/plans/{plan}/undo")
    def undo(access: Annotated[Access, Depends(allowed(Action.EDIT_PLAN, plan))], work: Work): ...
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Connection

from gis.api.config import ServiceConfig
from gis.api.policy import Access, Action, check, missing
from gis.api.problems import Refused
from gis.api.security import SAFE, config_of, identify
from gis.api.words import Words
from gis.model import Caller
from gis.store.scopes import Place

JSON = ("application/json",)
MULTIPART = ("multipart/form-data",)


async def _config(request: Request) -> ServiceConfig:
    return config_of(request)


# Plain functions run in threads; what asks no database is quicker on the event loop.
Config = Annotated[ServiceConfig, Depends(_config)]


def _work(request: Request) -> Iterator[Connection]:
    with config_of(request).engine.begin() as conn:
        yield conn


Work = Annotated[Connection, Depends(_work, scope="function")]
"""A connection in a transaction that is committed before the answer is sent."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the start-up check and the tests read off a route.

    Parameters
    ----------
    action
        None for public routes.
    kind
        Kind of the thing, a key of ``policy.SIGHTS``; None for routes without one.
    parameter
        Parameter of the path or query that says which.
    """

    action: Action | None
    kind: str | None = None
    parameter: str | None = None


async def public() -> None:
    """Mark a route that everybody may use, logged in or not."""


public.policy = Policy(None)  # type: ignore[attr-defined]


async def nothing() -> None:
    """Stand for the thing of a route that is about none."""


def allowed(
    action: Action,
    on: Callable[..., Any] = nothing,
    *,
    bodies: Collection[str] = JSON,
) -> Callable[..., Any]:
    """Make the policy of a route, a dependency that returns its ``Access``.

    Parameters
    ----------
    action
        What the route does.
    on
        Dependency that looks up where the thing is; one of ``gis.api.subjects``.
    bodies
        Content types that the route takes.
    """
    kind: str | None = getattr(on, "kind", None)

    async def decide(
        request: Request,
        caller: Caller = Depends(identify),  # noqa: B008 -- `on` is known only here
        place: Place | None = Depends(on),  # noqa: B008
    ) -> Access:
        access = check(caller, action, kind, place)
        _check_type(request, bodies)
        return access

    decide.policy = Policy(action, kind, getattr(on, "parameter", None))  # type: ignore[attr-defined]
    return decide


def found(kind: str, place: Place | None) -> Place:
    """The place of a thing, or the answer that there is none."""
    if place is None:
        raise missing(kind)
    return place


def _check_type(request: Request, bodies: Collection[str]) -> None:
    """A form that another site sends cannot have one of our content types."""
    if request.method in SAFE:
        return
    headers = request.headers
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in bodies:
        listed = ", ".join(bodies)
        raise Refused(
            415, None, Words(f"内容类型应为 {listed}。", f"The content type must be {listed}.")
        )
