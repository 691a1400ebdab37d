"""The town for those who report without login: streets, rivers and houses, and nothing of plans.

Somebody who may say where something is must be able to see where that is. Only while everybody
may report are these tiles for everybody; no count, code or grid is in them.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from gis.api.config import ServiceConfig
from gis.api.deps import Config, public
from gis.api.routes.tiles import ANSWERS, InTiles, address_of, answer
from gis.api.security import address_of as asker
from gis.api.security import limits_of
from gis.api.tiles import Key, Tiles
from gis.model import ROOT
from gis.model.scope import Scope
from gis.store import editions, inforce
from gis.store.tiles import Address
from gis.workflow import snap as use

router = APIRouter(tags=["snap"])
PATH = "/tiles/snap/{z}/{x}/{y}.mvt"


@router.get(PATH, response_class=Response, responses=ANSWERS, dependencies=[Depends(public)])
async def tile(
    request: Request,
    config: Config,
    tiles: InTiles,
    address: Annotated[Address, Depends(address_of)],
) -> Response:
    """One tile of the basemap of what is in force, while everybody may report."""
    limits_of(request).request(f"address {asker(request)}")
    datasets = await run_in_threadpool(_datasets, config)
    packed, key = await run_in_threadpool(_first, tiles, datasets, address)
    accepted = request.headers.get("accept-encoding", "")
    held = request.headers.get("if-none-match")
    return answer(packed, key, named=True, held=held, accepted=accepted)


def _datasets(config: ServiceConfig) -> list[int]:
    """What the plans in force are drawn on.

    Raises
    ------
    ForbiddenError
        Only those who log in may report.
    """
    with config.looking() as conn:
        use.check_open(use.setting(conn))
        return list(dict.fromkeys(one.dataset for one in inforce.plans(conn, (ROOT,))))


def _first(tiles: Tiles, datasets: list[int], address: Address) -> tuple[bytes, Key]:
    """The tile of the first dataset that has something there; towns do not overlap."""
    keys = [
        Key("basemap", editions.of_dataset(number), Scope.MASKED, address)
        for number in datasets or [0]
    ]
    for key in keys:
        packed = tiles.made(key)
        if packed:
            return packed, key
    return b"", keys[0]
