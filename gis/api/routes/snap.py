"""Snap and report: what residents and grid workers see, from a phone, without saying who."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath
from pydantic import AwareDatetime, BaseModel, Field
from starlette.concurrency import run_in_threadpool

from gis.api.config import ServiceConfig
from gis.api.deps import Config, Work, public
from gis.api.photo_form import PART, drawn, form_of
from gis.api.policy import RULES, Action
from gis.api.problems import Refused
from gis.api.routes import snap_tiles
from gis.api.security import address_of, check_origin, identify, limits_of, session_token
from gis.api.snap_form import BODY, FORM, LONGEST, PHOTOS, Snapped, fields_of
from gis.errors import NotFoundError
from gis.model import ROOT
from gis.model.monitoring import Snap
from gis.model.tickets import Position, Stage, TicketKind
from gis.store import inforce, receipts
from gis.workflow import snap as use
from gis.workflow.access import digest
from gis.workflow.intake import Report
from gis.workflow.pictures import LARGEST, Picture

router = APIRouter(prefix="/api/v1/snap", tags=["snap"])
Token = Annotated[
    str, InPath(pattern="^[A-Za-z0-9_-]{32}$", examples=["kY3v0cS1mQ2xJb7aTq9LwZr5nEoUhD8F"])
]


class SnapCategory(BaseModel):
    """Something that can be reported."""

    kind: TicketKind
    code: str = Field(examples=["06010"])
    name: str = Field(examples=["暴露垃圾"])
    name_en: str = Field(examples=["Exposed rubbish"])
    class_name: str = Field(examples=["市容环境类"])


class SnapLimits(BaseModel):
    """How much can be reported."""

    description: int = Field(description="Characters.", examples=[LONGEST])
    photos: int = Field(examples=[PHOTOS])
    photo_bytes: int = Field(examples=[LARGEST])
    reports: int = Field(description="From one address in an hour.", examples=[20])


class SnapShown(BaseModel):
    """Whether and what everybody may report."""

    enabled: bool
    categories: list[SnapCategory]
    limits: SnapLimits
    bounds: tuple[float, float, float, float] | None = Field(
        description="West, south, east, north of the town, in degrees.",
        examples=[(113.83, 30.55, 113.97, 30.77)],
    )
    tiles: str | None = Field(
        description="Tiles of the town for everybody; null while only those who log in may report.",
        examples=[snap_tiles.PATH],
    )


class Receipt(BaseModel):
    """What somebody gets for a report: the receipt shows what becomes of it."""

    receipt: str = Field(examples=["kY3v0cS1mQ2xJb7aTq9LwZr5nEoUhD8F"])
    external: str = Field(examples=["5f0c0c6e-4be3-4a9d-95f0-c0c6e4be3a9d"])
    position: Position
    grid_name: str | None = Field(examples=["人民路社区第三网格"])


class StageReached(BaseModel):
    """A stage and when it began."""

    stage: Stage
    at: AwareDatetime


class Progress(StageReached):
    """What became of a report: stages and times, nothing else."""

    steps: list[StageReached]


@router.get("", dependencies=[Depends(public)])
def about(request: Request, work: Work) -> SnapShown:
    """Whether everybody may report, and what; those who log in may also where it is off."""
    limits_of(request).request(f"address {address_of(request)}")
    setting = use.setting(work)
    limits = SnapLimits(
        description=LONGEST, photos=PHOTOS, photo_bytes=LARGEST, reports=setting.reports
    )
    return SnapShown(
        enabled=setting.enabled,
        categories=[
            SnapCategory.model_validate(one.category, from_attributes=True)
            for one in use.offered(work, setting)
        ],
        limits=limits,
        bounds=inforce.bounds(work, (ROOT,)),
        tiles=snap_tiles.PATH if setting.enabled else None,
    )


@router.post(
    "", status_code=201, dependencies=[Depends(public)], max_body_size=BODY,
    openapi_extra=FORM, responses={200: {"model": Receipt}},
)  # fmt: skip
async def report(request: Request, response: Response, config: Config) -> Receipt:
    """Report something, with photos if need be; 200 where the same report had come before.

    Without login where the town wants that, so many an hour from one address. What a phone knows
    of place, time and owner of a photo is not kept.
    """
    scope = await _scope(request)
    if not scope:
        setting = await run_in_threadpool(_setting, config)
        use.check_open(setting)
        limits_of(request).report(address_of(request), setting.reports)
    async with form_of(request, config, BODY) as (form, folder):
        fields = fields_of(form)
        files = [folder / name for name in form.files.get(PART, [])]
        pictures = [await run_in_threadpool(drawn, path) for path in files]
    found = await run_in_threadpool(_take, config, fields, pictures, scope)
    response.status_code = 200 if found.known else 201
    return Receipt(
        receipt=found.receipt,
        external=fields.external,
        position=found.position,
        grid_name=found.grid_name,
    )


@router.get("/{receipt}", dependencies=[Depends(public)])
def progress(receipt: Token, request: Request, response: Response, work: Work) -> Progress:
    """What became of a report: stages and times for whoever holds its receipt."""
    limits_of(request).request(f"address {address_of(request)}")
    found = receipts.progress(work, digest(receipt))
    if found is None:
        raise NotFoundError("there is no report with this receipt", "没有该回执对应的上报。")
    response.headers["Cache-Control"] = "no-store"
    steps = [StageReached(stage=stage, at=at) for stage, at in found]
    return Progress(stage=steps[-1].stage, at=steps[-1].at, steps=steps)


async def _scope(request: Request) -> tuple[str, ...]:
    """Where the caller may report as one of the town's own people; nobody's: empty."""
    if request.headers.get("authorization") is None and session_token(request) is None:
        check_origin(request)
        return ()
    try:
        caller = await identify(request)
    except Refused as refused:
        if refused.status_code != 401:
            raise
        # A session that is over: as everybody else.
        check_origin(request)
        return ()
    return caller.scope(RULES[Action.REPORT_TICKET].roles)


def _setting(config: ServiceConfig) -> Snap:
    with config.looking() as conn:
        return use.setting(conn)


def _take(
    config: ServiceConfig, fields: Snapped, pictures: Sequence[Picture], scope: tuple[str, ...]
) -> use.Receipt:
    told = Report(
        kind=fields.kind,
        code=fields.code,
        reported_at=fields.reported_at,
        lon=fields.lon,
        lat=fields.lat,
        crs=fields.crs,
        description=fields.description or None,
    )
    with config.engine.begin() as conn:
        return use.report(
            conn, fields.external, told, pictures, accuracy=fields.accuracy, scope=scope
        )
