"""Lists of cameras: imports with an account of every row, and uptime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from gis.api.deps import MULTIPART, Config, Work, allowed
from gis.api.multipart import Form, receive
from gis.api.policy import Access, Action
from gis.api.subjects import Code
from gis.errors import ParameterError
from gis.store import camera_states
from gis.workflow import camera_imports as use
from gis.workflow import questions, uploads
from gis.workflow.camera_imports import Report

router = APIRouter(prefix="/api/v1/cameras", tags=["cameras"])
LARGEST = 64 << 20
"""Bytes of a list."""
PART = "file"
FIELDS = frozenset({"crs", "department", "jurisdiction"})
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [PART],
                    "properties": {
                        PART: {
                            "type": "string",
                            "format": "binary",
                            "description": "CSV (UTF-8 or GB 18030) with columns as platforms "
                            "after GB/T 28181 export them, GeoJSON, GeoPackage or another layer "
                            "of points, also with tags of OpenStreetMap.",
                        },
                        "crs": {
                            "type": "string",
                            "description": "What the coordinates of a CSV are in: wgs84 (if left "
                            "out), cgcs2000, gcj02, bd09 or EPSG:n.",
                        },
                        "department": {
                            "type": "string", "description": "For rows that name none."
                        },
                        "jurisdiction": {
                            "type": "string",
                            "description": "For rows that lie in no community that is known.",
                        },
                    },
                }
            }
        },
    }
}  # fmt: skip


class ReasonShown(BaseModel):
    """A sentence in both languages."""

    model_config = ConfigDict(from_attributes=True)

    zh: str
    en: str


class RefusalShown(BaseModel):
    """A row that was not taken."""

    model_config = ConfigDict(from_attributes=True)

    row: int = Field(description="The first below the names of the columns is 1.", examples=[17])
    code: str | None
    reason: ReasonShown


class ReportShown(BaseModel):
    """What became of every row: read = new + known + changed + refused."""

    model_config = ConfigDict(from_attributes=True)

    read: int
    new: int
    known: int
    changed: int
    refused: int
    directions: dict[str, int] = Field(
        description="How many of the rows that could be read wrote their direction how."
    )
    refusals: list[RefusalShown]
    notices: list[ReasonShown]


class UptimeRow(BaseModel):
    """How the cameras of a department or grid did; seconds of all its cameras together."""

    model_config = ConfigDict(from_attributes=True)

    key: str | None = Field(description="null: in no grid.", examples=["公安局"])
    cameras: int
    online: float
    offline: float
    unknown: float
    uptime: float | None = Field(
        description="Online of online and offline; null where nothing is known.", examples=[0.993]
    )


class Uptime(BaseModel):
    """Uptime by department or grid."""

    by: str
    rows: list[UptimeRow]
    total: UptimeRow


@router.post("/import", max_body_size=LARGEST + (1 << 20), openapi_extra=FORM)
async def bring_in(
    request: Request,
    access: Annotated[Access, Depends(allowed(Action.MANAGE_CAMERA, bodies=MULTIPART))],
    config: Config,
) -> ReportShown:
    """Import a list: rows that can be taken are, the others are told of."""
    folder = await run_in_threadpool(uploads.new_folder, config.data)
    try:
        form = await receive(request, folder, LARGEST)
        file = _file(form)
        given = await run_in_threadpool(use.read, file.name, folder / file.parent)
        report = await run_in_threadpool(_write, config, access, given, form.fields)
    finally:
        await run_in_threadpool(uploads.remove, config.data, folder.name)
    return ReportShown.model_validate(report)


@router.get("/uptime")
def uptime(
    access: Annotated[Access, Depends(allowed(Action.SEE_CAMERA))],
    work: Work,
    by: Literal["department", "grid"] = "department",
    start: Annotated[
        str | None,
        Query(alias="from", max_length=40, description="Seven days before the end if left out."),
    ] = None,
    end: Annotated[
        str | None, Query(alias="to", max_length=40, description="Now if left out; exclusive.")
    ] = None,
    jurisdiction: Code | None = None,
) -> Uptime:
    """How long cameras were online; what is not known counts for neither side."""
    scope = questions.within(access.scope(Action.SEE_CAMERA), jurisdiction)
    last = questions.moment("to", end) or datetime.now(UTC)
    first = questions.moment("from", start) or last - timedelta(days=7)
    if not first < last or last - first > timedelta(days=questions.LONGEST):
        raise ParameterError(
            "'to' must come after 'from', at most a hundred years",
            "“to”须晚于“from”，最长一百年。",
        )
    rows = [
        UptimeRow.model_validate(dict(row))
        for row in camera_states.uptime(work, scope, by, first, last)
    ]
    sums = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("cameras", "online", "offline", "unknown")
    }
    known = sums["online"] + sums["offline"]
    total = UptimeRow(key=None, **sums, uptime=sums["online"] / known if known else None)
    return Uptime(by=by, rows=rows, total=total)


def _file(form: Form) -> Path:
    unknown = sorted(form.fields.keys() - FIELDS | form.files.keys() - {PART})
    files = form.files.get(PART, [])
    if unknown or len(files) != 1:
        listed = ", ".join(unknown) or "none"
        raise ParameterError(
            f"send one file as {PART}; unknown parts: {listed}",
            f"请以 {PART} 字段上传一个文件；未知字段：{listed}",
        )
    return files[0]


def _write(config: Any, access: Access, given: Any, fields: dict[str, str]) -> Report:
    told = {name: text.strip() for name, text in fields.items() if text.strip()}
    scope = access.scope(Action.MANAGE_CAMERA)
    with config.engine.begin() as conn:
        return use.bring_in(conn, given, scope, access.caller.name, **told)
