"""Which jurisdiction, grid and micro-grid an address was in, one by one and by the thousand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field, FiniteFloat

from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.api.problems import Refused
from gis.api.routes.publication import At, Locator
from gis.api.words import Words
from gis.errors import NotFoundError
from gis.files.points import parse_points, table_of
from gis.workflow import where as use
from gis.workflow.where import MOST, Chain, Point, instant

router = APIRouter(prefix="/api/v1", tags=["where"])

Lon = Annotated[FiniteFloat, Field(ge=-180, le=180, examples=[113.9384])]
Lat = Annotated[FiniteFloat, Field(ge=-90, le=90, examples=[30.6213])]
Floor = Annotated[int, Field(ge=-99, le=999, examples=[7])]


class Asked(BaseModel):
    """A place in degrees of WGS 84; ``id`` comes back with the answer."""

    lon: Lon
    lat: Lat
    floor: Floor | None = None
    id: str | int | None = Field(None, examples=["case-2041"])


class Node(BaseModel):
    """A jurisdiction above the grid."""

    code: str = Field(examples=["990121100201"])
    name: str
    level: str = Field(examples=["community"])


class Grid(BaseModel):
    """The grid as it was published."""

    code: str = Field(examples=["990121100201003"])
    name: str | None
    name_en: str | None
    kind: str | None = Field(examples=["base"])
    category: str | None
    post: str | None


class Microgrid(BaseModel):
    """A micro-grid; floors where several are stacked in a tower."""

    code: str = Field(examples=["99012110020100302"])
    floor_from: int | None
    floor_to: int | None


class Address(BaseModel):
    """The address chain, and the publication that says so."""

    jurisdictions: list[Node]
    grid: Grid
    microgrids: list[Microgrid]
    plan: int
    plan_name: str
    version: int
    valid_from: datetime
    valid_to: datetime | None

    @classmethod
    def of(cls, chain: Chain) -> Address:
        """As the use case gives it."""
        term = chain.term
        return cls(
            jurisdictions=[Node(**node) for node in chain.jurisdictions],
            grid=Grid(**chain.grid),
            microgrids=[Microgrid(**one) for one in chain.microgrids],
            plan=term.plan,
            plan_name=term.name,
            version=term.version,
            valid_from=term.valid_from,
            valid_to=term.valid_to,
        )


class Answer(BaseModel):
    """The answer for one of many points; ``address`` is null where nothing was in force."""

    id: str | int | None
    address: Address | None


@router.get("/where")
def where(
    access: Locator,
    work: Work,
    lon: Annotated[Lon, Query()],
    lat: Annotated[Lat, Query()],
    at: At = None,
    floor: Annotated[Floor | None, Query()] = None,
) -> Address:
    """Which grid a place was in, with what is above and below it.

    All micro-grids of a tower's stack are named unless a floor is given; on a border the smallest
    code wins.
    """
    scope = access.scope(Action.LOCATE)
    chain = use.where(work, [Point(lon, lat, floor)], at=instant(at), scope=scope)[0]
    if chain is None:
        raise NotFoundError(
            f"no plan was in force at lon {lon} lat {lat} at that time",
            f"该时间在经度 {lon}、纬度 {lat} 处没有生效的方案。",
        )
    return Address.of(chain)


@router.post("/where")
def where_many(
    access: Locator,
    work: Work,
    points: Annotated[list[Asked], Field(max_length=MOST)],
    at: At = None,
) -> list[Answer]:
    """The same for up to 10,000 places, in their order."""
    places = [Point(point.lon, point.lat, point.floor) for point in points]
    chains = use.where(work, places, at=instant(at), scope=access.scope(Action.LOCATE))
    return [
        Answer(id=point.id, address=Address.of(chain) if chain else None)
        for point, chain in zip(points, chains, strict=True)
    ]


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post(
    "/where/csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"text/csv": {"example": "id,lon,lat\n7,113.9384,30.6213\n"}},
        }
    },
)
def where_table(
    access: Annotated[Access, Depends(allowed(Action.LOCATE, bodies=("text/csv",)))],
    work: Work,
    body: Annotated[Any, Depends(_body)],
    at: At = None,
) -> Response:
    """The same for a table with columns ``lon`` and ``lat``; answers with further columns."""
    points = parse_points(body)
    if len(points.lon) > MOST:
        raise Refused(
            413, None, Words(f"每次最多 {MOST} 个点。", f"At most {MOST} points at once.")
        )
    found = use.of_points(work, points, at=instant(at), scope=access.scope(Action.LOCATE))
    return Response(table_of(points, found), media_type="text/csv; charset=utf-8")
