"""The register of cameras: list, near a place, write, change, take down; tiles."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from annotated_types import MaxLen
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.etags import Expected, etag
from gis.api.policy import Access, Action, check
from gis.api.routes.tiles import ANSWERS, address_of
from gis.api.subjects import Code, Id, Long
from gis.api.tiles import MEDIA_TYPE
from gis.errors import NotFoundError, ParameterError
from gis.model.cameras import CameraKind, CameraScheme, CameraStatus
from gis.store import camera_reads, camera_tiles, scopes
from gis.store.items import MOST_LATITUDE, Box
from gis.store.tiles import Address
from gis.workflow import cameras as use
from gis.workflow import questions
from gis.workflow.camera_rows import Telling

router = APIRouter(tags=["cameras"])
Seer = Annotated[Access, Depends(allowed(Action.SEE_CAMERA))]
OneSeer = Annotated[Access, Depends(allowed(Action.SEE_CAMERA, subjects.camera))]
Manager = Annotated[Access, Depends(allowed(Action.MANAGE_CAMERA))]
OneManager = Annotated[Access, Depends(allowed(Action.MANAGE_CAMERA, subjects.camera))]
Text = Annotated[str, MaxLen(200)]
"""A filter."""
MOST = 1000


class CameraShown(BaseModel):
    """A camera; where its stream is served is never told."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(examples=[17])
    code: str = Field(examples=["51010500081320000123"])
    scheme: CameraScheme
    name: str = Field(examples=["人民路路口"])
    department: str = Field(examples=["公安局"])
    kind: CameraKind
    direction: float | None = Field(description="Degrees clockwise from north.", examples=[225.0])
    fov: float | None = Field(description="Degrees seen at once.", examples=[60.0])
    range: float | None = Field(description="Metres.", examples=[80.0])
    given_direction: str | None = Field(
        description="The direction in the words it was given in; several are seen as their union.",
        examples=["180, 270"],
    )
    public_space: bool = Field(description="Whether it looks at public space.")
    purpose: str | None
    jurisdiction: str = Field(examples=["510105001001"])
    grid: str | None = Field(
        description="Its grid in the plan in force.", examples=["510105001001003"]
    )
    status: CameraStatus
    checked_at: datetime | None
    live: bool = Field(description="False once taken down.")
    version: int
    lon: float = Field(examples=[104.0665])
    lat: float = Field(examples=[30.5723])
    has_stream: bool


class CameraGiven(BaseModel):
    """A camera as it is told of."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=64, examples=["51010500081320000123"])
    scheme: CameraScheme | None = Field(None, description="By the form of the code if left out.")
    name: str = Field(max_length=200, examples=["人民路路口"])
    department: str = Field(max_length=200, examples=["公安局"])
    kind: CameraKind = CameraKind.FIXED
    direction: float | Text | None = Field(
        None,
        description="Degrees clockwise from north, a point of the compass, a range or several: "
        "225, -90, NW, 190-100, 90;160.",
        examples=[225],
    )
    fov: float | None = Field(None, gt=0, le=360)
    range: float | None = Field(None, gt=0, le=20_000)
    public_space: bool = True
    purpose: str | None = Field(None, max_length=500)
    jurisdiction: Code | None = Field(None, description="The community at its place if left out.")
    stream: str | None = Field(
        None,
        max_length=1000,
        description="Address of its HLS playlist at the gateway; it is never told again. Left "
        "out: as it was; empty: none.",
    )
    lon: float = Field(ge=-180, le=180, examples=[104.0665])
    lat: float = Field(ge=-85, le=85, examples=[30.5723])


class CameraPatch(BaseModel):
    """What changes of a camera; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, max_length=200)
    department: str | None = Field(None, max_length=200)
    kind: CameraKind | None = None
    direction: float | Text | None = Field(None, description="null: not known.")
    fov: float | None = Field(None, gt=0, le=360, description="null: not known.")
    range: float | None = Field(None, gt=0, le=20_000, description="null: not known.")
    public_space: bool | None = None
    purpose: str | None = Field(None, max_length=500)
    jurisdiction: Code | None = None
    stream: str | None = Field(None, max_length=1000, description="null or empty: none.")
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-85, le=85)


class Listed(BaseModel):
    """Cameras in the order of their numbers."""

    cameras: list[CameraShown]
    next: str | None = Field(
        description="Address of the following ones, null at the end.",
        examples=["/api/v1/cameras?after=117"],
    )


class Written(BaseModel):
    """What became of a camera that was told of."""

    id: int
    code: str = Field(examples=["51010500081320000123"])
    outcome: str = Field(description="new, changed or known.", examples=["new"])


class NearShown(BaseModel):
    """A camera near a place."""

    model_config = ConfigDict(from_attributes=True)

    camera: CameraShown
    distance: float = Field(description="Metres.", examples=[41.5])
    sees: bool = Field(description="Whether the place lies in its view.")
    bearing: float | None = Field(
        description="Degrees from north in which the camera has the place.", examples=[88.0]
    )


def wanted_of(
    access: Seer,
    *,
    bbox: Annotated[
        str | None, Query(max_length=120, description="west,south,east,north in degrees.")
    ] = None,
    department: Text | None = None,
    status: CameraStatus | None = None,
    grid: Text | None = None,
    jurisdiction: Code | None = None,
    live: Annotated[bool, Query(description="False: also those that were taken down.")] = True,
) -> camera_reads.Wanted:
    """Which cameras a request asks for, of those that the caller may see."""
    return camera_reads.Wanted(
        questions.within(access.scope(Action.SEE_CAMERA), jurisdiction),
        Box.parse(bbox) if bbox is not None else None,
        department,
        status,
        grid,
        live,
    )


@router.get("/api/v1/cameras")
def listing(
    request: Request,
    wanted: Annotated[camera_reads.Wanted, Depends(wanted_of)],
    work: Work,
    after: Annotated[Id | None, Query(description="Begin after this number.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> Listed:
    """Cameras that the caller may see."""
    rows = camera_reads.listing(work, wanted, after=after or 0, limit=limit + 1)
    following = None
    if len(rows) > limit:
        url = request.url.include_query_params(after=rows[limit - 1]["id"])
        following = f"{url.path}?{url.query}"
    return Listed(cameras=[CameraShown.model_validate(row) for row in rows[:limit]], next=following)


@router.post("/api/v1/cameras", status_code=201)
def put(
    access: Manager,
    work: Work,
    given: CameraGiven | Annotated[list[CameraGiven], Field(min_length=1, max_length=MOST)],
) -> list[Written]:
    """Register cameras by their code, all of them or none; known ones change."""
    told = given if isinstance(given, list) else [given]
    scope = access.scope(Action.MANAGE_CAMERA)
    saved = use.put(work, [Telling(**dict(one)) for one in told], scope, access.caller.name)
    return [Written(id=one.id, code=one.code, outcome=one.outcome) for one in saved]


@router.get("/api/v1/cameras/near")
def near(
    access: Seer,
    work: Work,
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None,
    lat: Annotated[float | None, Query(ge=-MOST_LATITUDE, le=MOST_LATITUDE)] = None,
    ticket: Annotated[Long | None, Query(description="The place of this ticket.")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> list[NearShown]:
    """Cameras of public space that see a place, then the others; the nearest first."""
    if (ticket is None) == (lon is None) or (lon is None) != (lat is None):
        raise ParameterError(
            "give either lon and lat, or ticket", "请给出 lon 与 lat，或者 ticket。"
        )
    place = (lon, lat)
    if ticket is not None:
        place = _place_of(access, work, ticket)
    scope = access.scope(Action.SEE_CAMERA)
    found = camera_reads.near(work, scope, float(place[0] or 0), float(place[1] or 0), limit)
    return [NearShown.model_validate(one) for one in found]


@router.get("/api/v1/cameras/{camera}")
def get(camera: Id, _: OneSeer, work: Work, response: Response) -> CameraShown:
    """One camera."""
    return _shown(camera_reads.get(work, camera), response)


@router.patch("/api/v1/cameras/{camera}")
def change(
    camera: Id, body: CameraPatch, access: OneManager, work: Work, response: Response,
    version: Expected,
) -> CameraShown:  # fmt: skip
    """Change what is said of a camera, based on the version that If-Match names."""
    values = body.model_dump(exclude_unset=True)
    for name in ("name", "department", "kind", "public_space", "jurisdiction", "lon", "lat"):
        if name in values and values[name] is None:
            raise ParameterError(f"{name} must be something", f"{name} 不能为空。")
    if "stream" in values:
        values["stream"] = values["stream"] or ""
    scope = access.scope(Action.MANAGE_CAMERA)
    use.change(work, camera, version, values, scope, access.caller.name)
    return _shown(camera_reads.get(work, camera), response)


@router.delete("/api/v1/cameras/{camera}", status_code=204)
def take_down(camera: Id, access: OneManager, work: Work) -> None:
    """Note that a camera stands no more; what is known of it stays."""
    use.take_down(work, camera, access.caller.name)


@router.get("/tiles/cameras/{z}/{x}/{y}.mvt", response_class=Response, responses=ANSWERS)
def tile(access: Seer, work: Work, address: Annotated[Address, Depends(address_of)]) -> Response:
    """One tile of cameras, and of what those of public space see (from zoom 14 on)."""
    drawn = camera_tiles.tile(work, address, access.scope(Action.SEE_CAMERA))
    # Their status changes by the minute.
    headers = {"Cache-Control": "private, max-age=10", "Vary": "Authorization, Cookie"}
    if not drawn:
        return Response(status_code=204, headers=headers)
    return Response(drawn, headers=headers, media_type=MEDIA_TYPE)


def _place_of(access: Access, work: Work, ticket: int) -> tuple[float, float]:
    check(access.caller, Action.SEE_TICKET, "ticket", scopes.ticket(work, ticket))
    place = camera_reads.place_of_ticket(work, ticket)
    if place is None:
        raise NotFoundError(
            f"ticket {ticket} has no place that can be trusted", f"事件 {ticket} 没有可信的位置。"
        )
    return place


def _shown(row: Any, response: Response) -> CameraShown:
    response.headers["ETag"] = etag(row["version"])
    return CameraShown.model_validate(row)
