"""Tickets in files: imports of whole tables, and what a question finds as a file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from annotated_types import MaxLen
from fastapi import APIRouter, BackgroundTasks, Depends, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from gis.api.config import ServiceConfig
from gis.api.deps import MULTIPART, Config, Work, allowed
from gis.api.filters import AskedTickets, TicketAccess
from gis.api.multipart import Form, receive
from gis.api.paging import Listing, Paged
from gis.api.policy import Access, Action
from gis.api.routes.jobs import JobShown, shown
from gis.api.routes.tickets import BBox
from gis.api.routes.uploads import LARGEST
from gis.errors import ForbiddenError, ParameterError
from gis.files.ticket_export import MEDIA_TYPES, Format, write_tickets
from gis.files.tickets import Reading
from gis.store import ticket_imports as store
from gis.store import ticket_lists
from gis.store.items import Box
from gis.store.jobs import Job
from gis.workflow import ticket_orders, uploads
from gis.workflow.uploads import PART

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])
FIELDS = {
    "source": "Where the tickets come from: their ids are unique there.",
    "mapping": 'JSON object: our column -> theirs, where names do not tell; "" for none.',
    "crs": "wgs84, cgcs2000, gcj02, bd09 or EPSG:n; as the file says, else wgs84.",
    "zone": "Time zone of times that do not say; Asia/Shanghai.",
    "jurisdiction": "Whose tickets they are where no grid is in force.",
    "extent": "west,south,east,north where they can lie; around the known towns.",
    "new_categories": "true: add categories that nobody knows (administrators only).",
    "drop_personal": "true: leave out columns that look like data on persons.",
}
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [PART, "source"],
                    "properties": {
                        PART: {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV, GeoJSON, Parquet, GeoPackage.",
                        },
                        **{
                            name: {"type": "string", "description": text}
                            for name, text in FIELDS.items()
                        },
                    },
                }
            }
        },
    }
}
_FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}


class ImportShown(BaseModel):
    """An import of tickets and the account of its rows."""

    id: int = Field(examples=[4])
    source: str = Field(examples=["12345"])
    name: str = Field(examples=["2026-03.csv"])
    digest: str = Field(description="SHA-256 of the file.")
    jurisdiction: str = Field(examples=["990121"])
    report: Mapping[str, Any] = Field(
        description="rows: read = new + known + changed + refused; positions by kind add up to "
        "all that were not refused; refused: reason, count and the first rows.",
        examples=[{"rows": {"read": 10, "new": 9, "known": 0, "changed": 0, "refused": 1}}],
    )
    created_by: str
    created_at: datetime


@router.post("/import", status_code=202, max_body_size=LARGEST, openapi_extra=FORM)
async def bring_in(
    request: Request,
    response: Response,
    access: Annotated[Access, Depends(allowed(Action.IMPORT_TICKETS, bodies=MULTIPART))],
    config: Config,
) -> JobShown:
    """Take in a table of tickets; the answer is the job that does it.

    Its result accounts for every row. What is in already is known by source and id, so an import
    may be sent again.
    """
    folder = await run_in_threadpool(uploads.new_folder, config.data)
    try:
        form = await receive(request, folder, config.upload_limit)
        job = await run_in_threadpool(_begin, config, access, folder, form)
    except BaseException:
        uploads.remove(config.data, folder.name)
        raise
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return shown(job)


@router.get("/imports", response_model=Listing[ImportShown])
def imports(
    access: Annotated[Access, Depends(allowed(Action.IMPORT_TICKETS))], work: Work, page: Paged
) -> Any:
    """Imports for the jurisdictions of the caller, with their accounts."""
    scope = access.scope(Action.IMPORT_TICKETS)
    return page.of(store.listing(work, scope, after=page.after or 0, limit=page.wanted))


@router.get("/export", response_class=FileResponse)
def export(
    access: TicketAccess,
    question: AskedTickets,
    work: Work,
    config: Config,
    after: BackgroundTasks,
    form: Annotated[Format, Query(alias="format")] = Format.CSV,
    bbox: BBox = None,
) -> FileResponse:
    """Tickets as a file, with their texts: at most 200,000, ask for less time at once."""
    del access
    box = None if bbox is None else Box.parse(bbox)
    folder = uploads.new_folder(config.data)
    after.add_task(shutil.rmtree, folder, ignore_errors=True)
    place = folder / f"tickets.{form}"
    try:
        parts = ticket_lists.parts(work, question, box, texts=True, most=ticket_lists.EXPORTED)
        write_tickets(place, parts, form)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return FileResponse(place, media_type=MEDIA_TYPES[form], filename=place.name)


class _Mapping(BaseModel):
    """The JSON of ``mapping``."""

    columns: dict[Annotated[str, MaxLen(40)], Annotated[str, MaxLen(200)]]


def _begin(config: ServiceConfig, access: Access, folder: Path, form: Form) -> Job:
    unknown = sorted(form.fields.keys() - FIELDS.keys() | form.files.keys() - {PART})
    files = form.files.get(PART, [])
    if unknown or not files:
        listed = ", ".join((PART, *FIELDS))
        raise ParameterError(f"send {listed}", f"请发送字段：{listed}")
    given = {name: form.fields.get(name, "").strip() for name in FIELDS}
    if _flag("new_categories", given) and not access.permits(Action.CONFIGURE):
        raise ForbiddenError("only administrators add categories", "只有管理员可以新增类别。")
    zone = given["zone"] or Reading().zone
    columns, drop = _mapping(given["mapping"]), _flag("drop_personal", given)
    upload = ticket_orders.Upload(
        folder=folder,
        files=[str(file) for file in files],
        source=given["source"],
        jurisdiction=given["jurisdiction"] or None,
        reading=Reading(columns, given["crs"] or None, zone, drop),
        extent=_extent(given["extent"]),
        new_categories=_flag("new_categories", given),
    )
    scope, caller = access.scope(Action.IMPORT_TICKETS), access.caller
    with config.engine.begin() as conn:
        return ticket_orders.begin(conn, upload, by=caller.name, scope=scope, home=caller.home)


def _mapping(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        return _Mapping(columns=json.loads(text)).columns
    except ValueError:
        raise ParameterError(
            "mapping: a JSON object of texts, our column -> theirs",
            "mapping 应为 JSON 对象：系统字段 -> 文件列名",
        ) from None


def _flag(name: str, given: Mapping[str, str]) -> bool:
    try:
        return _FLAGS[given[name].lower()]
    except KeyError:
        raise ParameterError(f"{name} is true or false", f"{name} 应为 true 或 false") from None


def _extent(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    west, south, east, north = asdict(Box.parse(text)).values()
    return (west, south, east, north)
