"""Uploads: files that are looked at, checked and mapped before they are imported."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from gis.api.config import ServiceConfig
from gis.api.deps import MULTIPART, Config, Work, allowed
from gis.api.inspections import Crs, Inspection, Mapped, Picture
from gis.api.multipart import Form, receive
from gis.api.policy import Access, Action, missing
from gis.api.routes.jobs import JobShown, shown
from gis.errors import ParameterError
from gis.files import preview
from gis.model import JobState
from gis.store import jobs
from gis.store.jobs import Job
from gis.workflow import imports, inspect, uploads
from gis.workflow.uploads import PART, Held

router = APIRouter(prefix="/api/v1/uploads", tags=["uploads"])
LARGEST = 1 << 40
"""The configured limit holds; this only lifts that of other routes."""

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
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "GeoPackage, GeoJSON, FlatGeobuf, GeoParquet, zipped "
                            "Shapefiles or the parts of one; one file or several.",
                        }
                    },
                }
            }
        },
    }
}
Token = Annotated[
    str,
    InPath(pattern="^[0-9a-f]{32}$", examples=["5f0c0c6e4be3a9d15f0c0c6e4be3a9d1"]),
]
Importer = Annotated[Access, Depends(allowed(Action.IMPORT))]


class UploadTaken(JobShown):
    """The job that looks at an upload, and the upload's name."""

    upload: str = Field(examples=["5f0c0c6e4be3a9d15f0c0c6e4be3a9d1"])


class UploadShown(BaseModel):
    """An upload that waits for its import."""

    upload: str = Field(examples=["5f0c0c6e4be3a9d15f0c0c6e4be3a9d1"])
    files: list[str] = Field(examples=[["town.gpkg"]])
    expires_at: datetime = Field(description="When it is removed; each use begins the day anew.")
    job: JobShown = Field(description="The job that looks at it.")
    inspection: Inspection | None = Field(description="What it found, once it is done.")


@router.post("", status_code=202, max_body_size=LARGEST, openapi_extra=FORM)
async def upload(
    request: Request,
    response: Response,
    access: Annotated[Access, Depends(allowed(Action.IMPORT, bodies=MULTIPART))],
    config: Config,
) -> UploadTaken:
    """Look at files without storing anything of them; the answer is the job that does it.

    Its result tells the layers and columns, what each seems to be, and what an import of them
    would refuse. The files stay for a day, to be checked with other decisions and imported.
    """
    folder = await run_in_threadpool(uploads.new_folder, config.data)
    try:
        form = await receive(request, folder, config.upload_limit)
        names = _names(form)
        job = await run_in_threadpool(_begin, config, access, folder, names)
    except BaseException:
        uploads.remove(config.data, folder.name)
        raise
    response.headers["Location"] = f"/api/v1/uploads/{folder.name}"
    return UploadTaken(**dict(shown(job)), upload=folder.name)


@router.get("/{token}")
def get(token: Token, access: Importer, config: Config, work: Work) -> UploadShown:
    """One upload, and what was found in it."""
    one = own(config, access, token)
    job = jobs.get(work, one.job)
    told = Inspection.model_validate(job.result) if job.state is JobState.DONE else None
    return UploadShown(
        upload=token,
        files=one.files,
        expires_at=datetime.fromtimestamp(one.expires, UTC),
        job=shown(job),
        inspection=told,
    )


@router.get("/{token}/preview", response_model=Picture)
def picture(
    token: Token,
    access: Importer,
    config: Config,
    layer: Annotated[int, Query(ge=0, le=10_000, description="Its ``index``.")],
    crs: Annotated[Crs | None, Query(description="What to take the coordinates for.")] = None,
) -> Any:
    """A layer for a map, as it would lie with some CRS."""
    one = own(config, access, token)
    place = preview.place(one.folder, layer)
    if not place.is_file():
        raise missing("layer")
    return preview.read(place, crs)


@router.post("/{token}/check", status_code=202)
def check(
    token: Token, body: Mapped, response: Response, access: Importer, config: Config, work: Work
) -> JobShown:
    """Check what an import would say with these decisions; the answer is the job that does it."""
    one = own(config, access, token)
    job = inspect.check(
        work, one, body.decided(), drop_personal=body.drop_personal,
        scope=access.scope(Action.IMPORT),
    )  # fmt: skip
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return shown(job)


@router.delete("/{token}", status_code=204)
def delete(token: Token, access: Importer, config: Config) -> None:
    """Remove an upload and its files."""
    uploads.remove(config.data, own(config, access, token).folder.name)


def own(config: ServiceConfig, access: Access, token: str) -> Held:
    """The caller's upload of this name; NotFoundError where there is none of theirs."""
    one = uploads.held(config.data, token)
    if one is None or one.by != access.caller.name:
        raise missing("upload")
    return one


def _names(form: Form) -> list[str]:
    unknown = sorted(form.fields.keys() | form.files.keys() - {PART})
    if unknown:
        raise ParameterError(
            f"unknown parts: {', '.join(unknown)}; send the files as {PART}",
            f"未知的字段：{'、'.join(unknown)}；请以 {PART} 字段上传文件",
        )
    return imports.openable(form.files.get(PART, []))


def _begin(config: ServiceConfig, access: Access, folder: Path, names: list[str]) -> Job:
    by = access.caller.name
    with config.engine.begin() as conn:
        scope = access.scope(Action.IMPORT)
        job = inspect.begin(conn, folder, names, by=by, scope=scope)
        uploads.hold(config.data, folder.name, by, job.id)
        needed = uploads.needed(jobs.unfinished(conn))
    for other in uploads.spare(config.data, by, needed | {folder.name}):
        uploads.remove(config.data, other)
    return job
