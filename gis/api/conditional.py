"""ETags of answers made from a version, and how long those may be kept where."""

from __future__ import annotations

from fastapi import Request, Response

from gis import __version__
from gis.model.scope import Scope
from gis.store.editions import Edition

LASTS = "private, max-age=86400, immutable"
"""For an address that names the version: another version has another address."""
ASKS = "private, no-cache"


def tag(edition: Edition, scope: Scope) -> str:
    """ETag of every answer that this program makes from an edition for a scope."""
    source = edition.source
    of = f"d{source.dataset}" if source.plan is None else f"p{source.plan}"
    return f'W/"{of}-{edition.version}-{scope}-{__version__}"'


def headers(edition: Edition, scope: Scope, *, named: bool = False) -> dict[str, str]:
    """Headers of an answer; caches keep it for one reader only, and for one session.

    Parameters
    ----------
    named
        Whether the request's address names this very version.
    """
    return {
        "ETag": tag(edition, scope),
        "Cache-Control": LASTS if named else ASKS,
        "Vary": "Accept-Encoding, Authorization, Cookie",
    }


def unchanged(request: Request, told: dict[str, str]) -> Response | None:
    """The short answer where the caller holds this one already."""
    held = request.headers.get("if-none-match")
    return Response(status_code=304, headers=told) if holds(held, told) else None


def holds(held: str | None, told: dict[str, str]) -> bool:
    """Whether what a caller says to hold (``If-None-Match``) is this answer."""
    if held is None:
        return False
    tags = {one.strip().removeprefix("W/") for one in held.split(",")}
    return "*" in tags or told["ETag"].removeprefix("W/") in tags
