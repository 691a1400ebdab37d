"""The short way of a tile that is in memory, asked for by somebody who asked a moment ago.

Finding the route, checking its parameters and waiting for threads cost several times what the
tile does. Nothing is decided here: whatever is not plainly such a request takes the usual way,
and so does everything that would be refused.
"""

from __future__ import annotations

import re

from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gis.api.policy import Action, check
from gis.api.routes.tiles import answer, scope_of, tile_of_plan
from gis.api.routes.tiles import router as tiles_router
from gis.api.security import config_of, cookie_name, key_in, limits_of, memory_of
from gis.api.tiles import Key, Tiles
from gis.errors import GisError
from gis.model import Caller
from gis.store.tiles import Address
from gis.workflow.access import digest

_PATH = re.compile(r"/tiles/([a-z]{1,20})/([0-9]{1,2})/([0-9]{1,7})/([0-9]{1,7})\.mvt")
_QUERY = re.compile(rb"plan=([1-9][0-9]{0,8})(?:&version=([0-9]{1,9}))?")
_TOLD = frozenset({b"authorization", b"cookie", b"if-none-match", b"accept-encoding"})
_ROUTE = next(one for one in tiles_router.routes if getattr(one, "endpoint", None) is tile_of_plan)


class HotTiles:
    """Answers such requests, and hands on all others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        served = _answered(scope) if scope["type"] == "http" else None
        await (served or self._app)(scope, receive, send)


def _answered(scope: Scope) -> Response | None:
    path = _PATH.fullmatch(scope["path"])
    query = _QUERY.fullmatch(scope["query_string"])
    if not (path and query) or scope["method"] != "GET" or scope.get("root_path"):
        return None
    headers = _headers(scope)
    request = Request(scope)
    caller = _caller(request, headers) if headers is not None else None
    if headers is None or caller is None:
        return None
    plan, version = int(query[1]), int(query[2]) if query[2] else None
    place = memory_of(request).place("plan", plan)
    tiles: Tiles = request.app.state.tiles
    edition = tiles.known(plan, version)
    if place is None or edition is None:
        return None
    try:
        access = check(caller, Action.SEE_PLAN, "plan", place)
        address = Address(*map(int, path.group(2, 3, 4)))
        key = Key(path[1], edition, scope_of(access), address)
        packed = tiles.kept(key)
        if packed is None:
            return None
        limits_of(request).request(f"user {caller.id}")
    except GisError:
        return None
    # For the log and the figures.
    request.state.caller, scope["route"] = caller, _ROUTE
    return answer(
        packed,
        key,
        named=version == edition.version,
        held=headers.get(b"if-none-match"),
        accepted=headers.get(b"accept-encoding", ""),
    )


def _headers(scope: Scope) -> dict[bytes, str] | None:
    """Those that matter here; None where one of them comes twice."""
    found: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in _TOLD:
            if name in found:
                return None
            found[name] = value.decode("latin-1")
    return found


def _caller(request: Request, headers: dict[bytes, str]) -> Caller | None:
    header = headers.get(b"authorization")
    if header is not None:
        token = key_in(header)
    else:
        token = cookie_parser(headers.get(b"cookie", "")).get(cookie_name(config_of(request)))
    return None if token is None else memory_of(request).caller(digest(token))
