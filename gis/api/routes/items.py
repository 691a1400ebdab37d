"""The grids, micro-grids, atoms and buildings of a plan as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from gis.api import conditional, subjects
from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.api.routes.tiles import scope_of
from gis.api.security import own_origin
from gis.store import editions
from gis.store.editions import Edition
from gis.store.items import Box, Page, Wanted, page
from gis.store.tile_layers import LISTED
from gis.workflow.shapes import freshen

MEDIA_TYPE = "application/geo+json"
MOST = 10_000

router = APIRouter(prefix="/api/v1/plans/{plan}", tags=["features"])

EXAMPLE = {
    "type": "FeatureCollection",
    "version": 12,
    "numberMatched": 1,
    "numberReturned": 1,
    "links": [],
    "features": [
        {"type": "Feature", "id": 7, "geometry": None, "properties": {"code": "990121100001007"}}
    ],
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Features.", "content": {MEDIA_TYPE: {"example": EXAMPLE}}},
    304: {"description": "The caller holds this answer already."},
}


def wanted(
    bbox: Annotated[
        str | None,
        Query(max_length=200, description="west,south,east,north in degrees",
              examples=["113.83,30.75,113.85,30.77"]),
    ] = None,
    community: Annotated[str | None, Query(max_length=12, description="Its code.")] = None,
    after: Annotated[
        int | None, Query(ge=0, le=2**63 - 1, description="Only features of a higher id.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 1000,
    *,
    geometry: Annotated[bool, Query(description="false: properties only, for tables.")] = True,
) -> Wanted:  # fmt: skip
    """Which features a request asks for."""
    box = None if bbox is None else Box.parse(bbox)
    return Wanted(box, community, after, limit, geometry)


def _listing(name: str) -> Callable[..., Response]:
    def listing(
        request: Request,
        access: Annotated[Access, Depends(allowed(Action.SEE_PLAN, subjects.plan))],
        asked: Annotated[Wanted, Depends(wanted)],
        work: Work,
        plan: subjects.Id,
    ) -> Response:
        edition, scope = editions.of_plan(work, plan), scope_of(access)
        told = conditional.headers(edition, scope)
        if (short := conditional.unchanged(request, told)) is not None:
            return short
        freshen(work, edition.source, name)
        found = page(work, name, edition.source, asked, scope)
        return Response(_collection(request, edition, found), headers=told, media_type=MEDIA_TYPE)

    listing.__doc__ = (
        f"The {name} of a plan at its head, in the order of their ids; follow the link `next`."
    )
    return listing


for _name in LISTED:
    router.add_api_route(
        f"/{_name}",
        _listing(_name),
        methods=["GET"],
        name=f"list_{_name}",
        response_class=Response,
        responses=ANSWERS,
    )


def _collection(request: Request, edition: Edition, found: Page) -> str:
    """The features stay the text that the database made."""
    here = own_origin(request) + request.url.path
    links = [{"rel": "self", "type": MEDIA_TYPE, "href": f"{here}?{request.url.query}".rstrip("?")}]
    if found.last is not None:
        more = request.url.include_query_params(after=found.last).query
        links.append({"rel": "next", "type": MEDIA_TYPE, "href": f"{here}?{more}"})
    head: dict[str, Any] = {"type": "FeatureCollection", "version": edition.version}
    if found.matched is not None:
        head["numberMatched"] = found.matched
    head |= {"numberReturned": found.returned, "links": links}
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": [{found.features}]}}'
