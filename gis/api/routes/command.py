"""What the command centre's page begins with: what is in force, where, and since when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from gis.api.deps import Work
from gis.api.filters import HeatAccess
from gis.api.live_tiles import LiveTiles
from gis.api.policy import Access, Action
from gis.api.routes.tiles import ANSWERS, address_of
from gis.api.security import config_of
from gis.model import Role, covers
from gis.model.scope import Scope
from gis.store import inforce
from gis.store.tiles import Address
from gis.workflow import command as use

router = APIRouter(tags=["command"])


class PlanInForce(BaseModel):
    """A plan that is in force somewhere."""

    model_config = ConfigDict(from_attributes=True)

    plan: int = Field(examples=[7])
    version: int = Field(examples=[12])
    dataset: int = Field(examples=[1])
    name: str = Field(examples=["2026 年方案"])
    communities: int = Field(description="In how many communities.", examples=[3])


class Command(BaseModel):
    """What there is to be watched."""

    now: datetime
    plans: list[PlanInForce]
    bounds: tuple[float, float, float, float] | None = Field(
        description="West, south, east, north of the grids in force, in degrees.",
        examples=[(113.83, 30.55, 113.97, 30.77)],
    )
    number: int = Field(description="Of the last change of any ticket.", examples=[20418])
    roles: list[Role] = Field(description="What the caller holds anywhere.")
    first: datetime | None = Field(description="When the first ticket was reported.")
    last: datetime | None = Field(description="When the last one was.")


@router.get("/api/v1/command")
def command(access: HeatAccess, work: Work) -> Command:
    """What is in force where the caller may look, and the times of the tickets there."""
    found = use.scene(work, access.scope(Action.SEE_HEAT))
    return Command(
        now=datetime.now(UTC),
        plans=[PlanInForce.model_validate(one) for one in found.plans],
        bounds=found.bounds,
        number=found.number,
        roles=sorted({grant.role for grant in access.caller.grants}),
        first=found.first,
        last=found.last,
    )


@router.get("/tiles/inforce/{z}/{x}/{y}.mvt", response_class=Response, responses=ANSWERS)
async def tile_in_force(
    request: Request,
    access: HeatAccess,
    address: Annotated[Address, Depends(address_of)],
) -> Response:
    """One tile of all grids (from zoom 6) and micro-grids (from zoom 13) in force."""
    tiles: LiveTiles = request.app.state.live_tiles
    codes, scope = access.scope(Action.SEE_HEAT), counts_shown(access)

    def look() -> int:
        with config_of(request).looking() as conn:
            return inforce.number(conn)

    def make() -> bytes:
        with config_of(request).engine.begin() as conn:
            return use.tile_in_force(conn, address, codes, scope)

    number = await run_in_threadpool(look)
    return await tiles.answer(request, ("inforce", number, address, codes, scope), make)


def counts_shown(access: Access) -> Scope:
    """Exact counts of households are for those who may see them wherever they may look."""
    exact = access.scope(Action.SEE_EXACT_COUNTS)
    everywhere = all(
        any(covers(one, code) for one in exact) for code in access.scope(Action.SEE_HEAT)
    )
    return Scope.FULL if everywhere else Scope.MASKED
