"""Heat as vector tiles: hexagons by zoom, and the tickets themselves where few are left."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from gis.api.few import FEW, hides
from gis.api.filters import AskedHeat, HeatAccess, stamp
from gis.api.live_tiles import LiveTiles
from gis.api.routes.tiles import ANSWERS, address_of
from gis.api.security import config_of
from gis.store.tiles import Address
from gis.workflow import heat as use
from gis.workflow.packs import Packs

router = APIRouter(tags=["tiles"])
EVERY = 60
"""Seconds after which what is late, and the colours of tickets, are looked at anew."""


@router.get("/tiles/heat/{z}/{x}/{y}.mvt", response_class=Response, responses=ANSWERS)
async def tile_of_heat(
    request: Request,
    access: HeatAccess,
    question: AskedHeat,
    address: Annotated[Address, Depends(address_of)],
    shape: Annotated[
        Literal["hexes", "points"], Query(alias="as", description="`points`: their middles.")
    ] = "hexes",
) -> Response:
    """Layer `heat`: hexagons with their `count`, from five up where small ones are hidden.

    From zoom 15 on, where not many are left, layer `tickets` beside it: id, stage, colour and
    category of each, for those who may see tickets.
    """
    packs: Packs = request.app.state.packs
    tiles: LiveTiles = request.app.state.live_tiles
    hidden = hides(access, question)
    moment = datetime.fromtimestamp(time.time() // EVERY * EVERY, UTC)
    timeless = address.z < use.TICKETS_FROM and question.late is None and not question.colours
    asked = replace(question, now=None if timeless else moment)

    def look() -> int:
        with config_of(request).looking() as conn:
            return packs.number(conn)

    def make() -> bytes:
        with config_of(request).engine.begin() as conn:
            made = use.tile(
                packs.tallies(conn), asked, address,
                least=FEW if hidden else 1, points=shape == "points",
            )  # fmt: skip
            return made if hidden else made + use.tickets(conn, asked, address, moment)

    number = packs.known()
    if number is None:
        number = await run_in_threadpool(look)
    return await tiles.answer(request, ("heat", number, stamp(asked), address, shape, hidden), make)


@asynccontextmanager
async def following(app: FastAPI) -> AsyncIterator[None]:
    """The copy of the tickets, as long as the service runs."""
    packs: Packs = app.state.packs
    packs.start()
    try:
        yield
    finally:
        await run_in_threadpool(packs.stop)
