"""Datasets: what was imported, and imports of uploaded files or files of the server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from annotated_types import MaxLen
from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from gis.api import subjects
from gis.api.config import ServiceConfig
from gis.api.deps import JSON, MULTIPART, Config, Work, allowed
from gis.api.inspections import FromUpload
from gis.api.multipart import Form, receive
from gis.api.paging import Listing, Paged
from gis.api.policy import Access, Action
from gis.api.problems import Refused
from gis.api.routes.jobs import JobShown, shown
from gis.api.routes.uploads import LARGEST, own
from gis.api.subjects import Id
from gis.errors import ParameterError
from gis.frames import INPUT_LAYERS
from gis.store import datasets
from gis.store.jobs import Job
from gis.workflow import imports, uploads
from gis.workflow.ingest import Files

router = APIRouter(prefix="/api/v1/datasets", tags=["datasets"])
_YES, _NO = frozenset({"true", "1", "on", "yes"}), frozenset({"", "false", "0", "off", "no"})

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "maxLength": 200, "example": "青羊区 2026"},
                        "drop_personal": {
                            "type": "boolean",
                            "description": "Leave out columns that look like data on persons.",
                        },
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "GeoPackage or zipped Shapefiles with several layers.",
                        },
                        **{
                            layer: {
                                "type": "string",
                                "format": "binary",
                                "description": f"{layer}, in a file of their own.",
                            }
                            for layer in INPUT_LAYERS
                        },
                    },
                }
            },
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["name", "upload", "layers"],
                    "additionalProperties": False,
                    "properties": {
                        "name": {"type": "string", "maxLength": 200, "example": "青羊区 2026"},
                        "upload": {
                            "type": "string",
                            "pattern": "^[0-9a-f]{32}$",
                            "description": "Files that were looked at (POST /api/v1/uploads).",
                        },
                        "layers": {
                            "type": "object",
                            "additionalProperties": {"$ref": "#/components/schemas/LayerReading"},
                        },
                        "drop_personal": {"type": "boolean"},
                    },
                }
            },
        },
    }
}


class DatasetShown(BaseModel):
    """An imported town."""

    id: int = Field(examples=[3])
    name: str = Field(examples=["青羊区 2026"])
    version: int = Field(examples=[1])
    jurisdiction: str = Field(examples=["510105"])
    srid: int = Field(examples=[4490])
    digests: Mapping[str, str] = Field(description="SHA-256 of each file.")
    totals: Mapping[str, int] = Field(description="Features of each layer, households, residents.")
    notices: list[str] = Field(description="What was mended or is odd.")
    software: str
    created_by: str
    created_at: datetime


class ByPath(BaseModel):
    """Files below the folder that the service may import from."""

    name: str = Field(min_length=1, max_length=imports.LONGEST_NAME, examples=["青羊区 2026"])
    path: str | None = Field(
        None, max_length=1000, description="File with several layers.", examples=["2026/town.gpkg"]
    )
    layers: dict[str, Annotated[str, MaxLen(1000)]] = Field(
        default={},
        max_length=len(INPUT_LAYERS),
        description="Layer -> FILE[:layer].",
        examples=[{"barriers": "2026/roads.gpkg:roads"}],
    )
    drop_personal: bool = False


@router.get("", response_model=Listing[DatasetShown])
def listing(
    access: Annotated[Access, Depends(allowed(Action.SEE_DATASET))], work: Work, page: Paged
) -> Any:
    """Datasets in the jurisdictions of the caller."""
    scope = access.scope(Action.SEE_DATASET)
    return page.of(datasets.listing(work, scope, after=page.after or 0, limit=page.wanted))


@router.get("/{dataset}", response_model=DatasetShown)
def get(
    dataset: Id,
    access: Annotated[Access, Depends(allowed(Action.SEE_DATASET, subjects.dataset))],
    work: Work,
) -> Any:
    """One dataset."""
    del access
    return datasets.get(work, dataset)


@router.post("", status_code=202, max_body_size=LARGEST, openapi_extra=FORM)
async def upload(
    request: Request,
    response: Response,
    access: Annotated[Access, Depends(allowed(Action.IMPORT, bodies=(*MULTIPART, *JSON)))],
    config: Config,
) -> JobShown:
    """Import uploaded files; the answer is the job that does it.

    Either ``file`` holds all layers, or each layer comes as a part of its name, or both: parts
    go before layers of ``file``. The parts of a Shapefile may be zipped or sent one by one.
    Files that were looked at before are named in JSON instead, with what was decided about them.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in JSON:
        asked = await _asked(request, config.body_limit)
        job = await run_in_threadpool(_begin_held, config, access, asked)
        response.headers["Location"] = f"/api/v1/jobs/{job.id}"
        return shown(job)
    folder = await run_in_threadpool(uploads.new_folder, config.data)
    try:
        form = await receive(request, folder, config.upload_limit)
        name, files = _ordered(form, folder)
        job = await run_in_threadpool(_begin, config, access, name, files, folder.name)
    except BaseException:
        uploads.remove(config.data, folder.name)
        raise
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return shown(job)


@router.post("/by-path", status_code=202)
def by_path(
    body: ByPath,
    response: Response,
    access: Annotated[Access, Depends(allowed(Action.IMPORT))],
    config: Config,
) -> JobShown:
    """Import files that lie on the server; the answer is the job that does it."""
    files = imports.on_server(
        config.imports, body.path, body.layers, drop_personal=body.drop_personal
    )
    job = _begin(config, access, body.name, files, None)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return shown(job)


def _ordered(form: Form, folder: Path) -> tuple[str, Files]:
    """What a form asks for."""
    unknown = form.fields.keys() - {"name", "drop_personal"} | form.files.keys() - {
        "file", *INPUT_LAYERS
    }  # fmt: skip
    if unknown:
        raise ParameterError(
            f"unknown parts: {', '.join(sorted(unknown))}; known are name, drop_personal, file"
            f" and the layers {', '.join(INPUT_LAYERS)}",
            f"未知的字段：{'、'.join(sorted(unknown))}",
        )
    drop = form.fields.get("drop_personal", "").strip().lower()
    if drop not in _YES | _NO:
        raise ParameterError("drop_personal is true or false", "drop_personal 应为 true 或 false")
    files = imports.of_upload(folder, form.files, drop_personal=drop in _YES)
    return form.fields.get("name", ""), files


def _begin(
    config: ServiceConfig, access: Access, name: str, files: Files, upload: str | None
) -> Job:
    with config.engine.begin() as conn:
        scope = access.scope(Action.IMPORT)
        return imports.begin(conn, files, name, by=access.caller.name, scope=scope, upload=upload)


async def _asked(request: Request, limit: int) -> FromUpload:
    """The body of an import of files that were looked at."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Refused(413, None, None, {"Connection": "close"})
    try:
        return FromUpload.model_validate_json(bytes(body))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"])} for one in found]
        ) from None


def _begin_held(config: ServiceConfig, access: Access, asked: FromUpload) -> Job:
    one = own(config, access, asked.upload)
    with config.engine.begin() as conn:
        files = imports.of_held(conn, one, asked.decided(), drop_personal=asked.drop_personal)
        return imports.begin(
            conn, files, asked.name, by=access.caller.name,
            scope=access.scope(Action.IMPORT), upload=asked.upload,
        )  # fmt: skip
