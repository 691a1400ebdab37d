"""Vector tiles of plans and datasets, and TileJSON that describes them.

Plans are drawn at their head; ``version`` in an address only tells caches apart. A caller who
may not see exact counts gets tiles made for such callers alone.
"""

from __future__ import annotations

import gzip
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from gis.api import conditional, subjects
from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.api.security import own_origin
from gis.api.tiles import MEDIA_TYPE, Key, Tiles, tilejson
from gis.errors import NotFoundError
from gis.model.scope import Scope
from gis.store import editions
from gis.store.editions import Edition
from gis.store.tiles import OF_DATASETS, TILES, Address

router = APIRouter(tags=["tiles"])

PlanAccess = Annotated[Access, Depends(allowed(Action.SEE_PLAN, subjects.plan))]
DatasetAccess = Annotated[Access, Depends(allowed(Action.SEE_DATASET, subjects.dataset))]
Version = Annotated[
    int | None,
    Query(ge=0, le=2**31 - 1, description="The plan's version: a new one makes a new address."),
]
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The tile.", "content": {MEDIA_TYPE: {}}},
    204: {"description": "Nothing is to be seen there."},
    304: {"description": "The caller holds this tile already."},
}


async def tiles_of(request: Request) -> Tiles:
    """The tiles of the service."""
    tiles: Tiles = request.app.state.tiles
    return tiles


async def address_of(z: int, x: int, y: int) -> Address:
    """Place of the tile that is asked for."""
    return Address(z, x, y)


InTiles = Annotated[Tiles, Depends(tiles_of)]


@router.get("/tiles/{layer}/{z}/{x}/{y}.mvt", response_class=Response, responses=ANSWERS)
async def tile_of_plan(
    request: Request,
    access: PlanAccess,
    tiles: InTiles,
    layer: str,
    address: Annotated[Address, Depends(address_of)],
    plan: subjects.Id,
    version: Version = None,
) -> Response:
    """One tile of a plan: communities, grids, microgrids, atoms, buildings or basemap."""
    _check(layer, TILES)
    edition = tiles.known(plan, version)
    if edition is None:
        edition = await run_in_threadpool(tiles.head, plan)
    key = Key(layer, edition, scope_of(access), address)
    return await _answer(request, tiles, key, named=version == edition.version)


@router.get(
    "/tiles/datasets/{dataset}/{layer}/{z}/{x}/{y}.mvt",
    response_class=Response,
    responses=ANSWERS,
)
async def tile_of_dataset(
    request: Request,
    access: DatasetAccess,
    tiles: InTiles,
    dataset: subjects.Id,
    layer: str,
    address: Annotated[Address, Depends(address_of)],
) -> Response:
    """One tile of an imported dataset without any plan: communities or basemap."""
    _check(layer, OF_DATASETS)
    key = Key(layer, editions.of_dataset(dataset), scope_of(access), address)
    return await _answer(request, tiles, key, named=True)


@router.get("/tiles/{layer}.json")
def tilejson_of_plan(
    request: Request, response: Response, access: PlanAccess, work: Work, layer: str,
    plan: subjects.Id,
) -> dict[str, Any]:  # fmt: skip
    """TileJSON 3.0 of a layer of a plan at its head."""
    _check(layer, TILES)
    edition = editions.of_plan(work, plan)
    address = f"/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt?plan={plan}&version={edition.version}"
    return _described(request, response, work, layer, edition, scope_of(access), address)


@router.get("/tiles/datasets/{dataset}/{layer}.json")
def tilejson_of_dataset(
    request: Request, response: Response, access: DatasetAccess, work: Work,
    dataset: subjects.Id, layer: str,
) -> dict[str, Any]:  # fmt: skip
    """TileJSON 3.0 of a layer of a dataset."""
    _check(layer, OF_DATASETS)
    edition = editions.of_dataset(dataset)
    address = f"/tiles/datasets/{dataset}/{layer}/{{z}}/{{x}}/{{y}}.mvt"
    return _described(request, response, work, layer, edition, scope_of(access), address)


def scope_of(access: Access) -> Scope:
    """How much of what a route is about its caller may see."""
    return Scope.MASKED if access.masked else Scope.FULL


def _check(layer: str, layers: Any) -> None:
    if layer not in layers:
        known = ", ".join(layers)
        raise NotFoundError(
            f"there is no layer {layer!r} here, only {known}", f"没有图层 {layer!r}，只有 {known}"
        )


async def _answer(request: Request, tiles: Tiles, key: Key, *, named: bool) -> Response:
    told = conditional.headers(key.edition, key.scope, named=named)
    if (short := conditional.unchanged(request, told)) is not None:
        return short
    packed = tiles.kept(key)
    if packed is None:
        packed = await run_in_threadpool(tiles.made, key)
    accepted = request.headers.get("accept-encoding", "")
    return answer(packed, key, named=named, held=None, accepted=accepted)


def answer(packed: bytes, key: Key, *, named: bool, held: str | None, accepted: str) -> Response:
    """Answer with a tile.

    Parameters
    ----------
    packed
        The tile, compressed.
    named
        Whether the request's address names this very version.
    held, accepted
        The request's If-None-Match and Accept-Encoding.
    """
    told = conditional.headers(key.edition, key.scope, named=named)
    if conditional.holds(held, told):
        return Response(status_code=304, headers=told)
    if not packed:
        return Response(status_code=204, headers=told)
    if "gzip" in accepted:
        return Response(packed, headers=told | {"Content-Encoding": "gzip"}, media_type=MEDIA_TYPE)
    return Response(gzip.decompress(packed), headers=told, media_type=MEDIA_TYPE)


def _described(
    request: Request, response: Response, work: Work, layer: str, edition: Edition,
    scope: Scope, address: str,
) -> dict[str, Any]:  # fmt: skip
    response.headers.update(conditional.headers(edition, scope))
    box = editions.bounds(work, edition.source)
    return tilejson(layer, edition, scope, box, own_origin(request) + address)
