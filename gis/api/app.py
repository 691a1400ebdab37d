"""The application, built from what it is told."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import Scope

import gis
from gis.api import openapi, problems
from gis.api.cache import Remembered
from gis.api.config import ServiceConfig
from gis.api.deps import Policy
from gis.api.guard import Guard
from gis.api.hot import HotTiles
from gis.api.limits import Limits
from gis.api.live_tiles import LiveTiles
from gis.api.memory import LASTS, Memory
from gis.api.middleware import Metrics, Telling
from gis.api.routes import COMPANIONS, ROUTERS
from gis.api.tiles import Tiles
from gis.api.turns import Turns
from gis.workflow.ground import Grounds
from gis.workflow.packs import Packs
from gis.workflow.streets import Towns

_SMALLEST_GZIP = 1024
# Tiles are stored compressed already.
_NOT_GZIPPED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/vnd.mapbox-vector-tile")


def create_app(config: ServiceConfig) -> FastAPI:
    """Build the service.

    Raises
    ------
    RuntimeError
        A route has no policy: a defect that must not be served.
    """
    metrics = Metrics()
    larger: list[tuple[re.Pattern[str], int]] = []

    def limit(scope: Scope) -> int:
        sizes = (size for path, size in larger if path.match(scope["path"]))
        return next(sizes, config.body_limit)

    outside = config.basemap.origin if config.basemap else None
    app = FastAPI(
        title="Wangge",
        summary="Plan, audit and publish the service grids (网格) of towns.",
        version=gis.__version__,
        # The pages of FastAPI load scripts from the Internet; the document is served by a route.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        middleware=[
            Middleware(Telling, metrics, secure=config.secure, outside=outside),
            Middleware(Guard, config.origin, limit),
            Middleware(HotTiles),
            Middleware(
                GZipMiddleware,
                minimum_size=_SMALLEST_GZIP,
                compresslevel=1,
                exclude_content_types=_NOT_GZIPPED,
            ),
            *([Middleware(Turns, config.room)] if config.room else ()),
        ],
    )
    app.state.config, app.state.limits, app.state.metrics = config, Limits(config), metrics
    app.state.memory, app.state.tiles = Memory(), Tiles(config.engine, config.tile_cache)
    app.state.categories = Remembered(LASTS)
    app.state.grounds, app.state.towns = Grounds(), Towns()
    app.state.packs = Packs(config.engine)
    app.state.live_tiles = LiveTiles(config.tile_cache // 4)
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    for route in iter_route_contexts(app.routes):
        policies_of(route)
        size = getattr(route, "max_body_size", None)
        if size is not None and size > config.body_limit:
            larger.append((route.path_regex, size))
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    return app


def policies_of(route: Any) -> frozenset[Policy]:
    """The policies of a route: one for each thing it is about.

    Raises
    ------
    RuntimeError
        It has none, or is public and not at once.
    """
    dependant = getattr(route, "dependant", None)
    found = frozenset(_policies(dependant)) if dependant else frozenset()
    if not found or (len(found) > 1 and Policy(None) in found):
        path = getattr(route, "path", route)
        raise RuntimeError(f"route {path} needs a policy, not {sorted(map(str, found))}")
    return found


def _policies(dependant: Any) -> Iterator[Policy]:
    for one in dependant.dependencies:
        policy = getattr(one.call, "policy", None)
        if isinstance(policy, Policy):
            yield policy
        yield from _policies(one)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start and stop what lives beside the routes, such as the listener for events."""
    async with AsyncExitStack() as stack:
        for companion in COMPANIONS:
            await stack.enter_async_context(companion(app))
        yield
