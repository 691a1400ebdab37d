"""Photos of tickets: written anew, and shown to nobody but those who see the ticket."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from gis.api import subjects
from gis.api.briefs import PhotoShown
from gis.api.config import ServiceConfig
from gis.api.deps import MULTIPART, Config, Work, allowed
from gis.api.photo_form import PART, ROOM, drawn, form_of
from gis.api.policy import Access, Action, missing
from gis.api.subjects import Id, Long
from gis.errors import ParameterError
from gis.store import photos
from gis.workflow import photos as use
from gis.workflow.pictures import LARGEST, Picture

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])
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
                            "description": "JPEG, PNG or WebP.",
                        }
                    },
                }
            }
        },
    }
}
# Nothing in it may ever run, whoever opens it by its address.
HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@router.post(
    "/{ticket:int}/photos", status_code=201, max_body_size=LARGEST + ROOM, openapi_extra=FORM
)
async def add(
    ticket: Long,
    request: Request,
    access: Annotated[
        Access, Depends(allowed(Action.HANDLE_TICKET, subjects.ticket, bodies=MULTIPART))
    ],
    config: Config,
) -> PhotoShown:
    """Add a photo; place, time and owner that the camera noted in it are not kept."""
    del access
    async with form_of(request, config, LARGEST + ROOM) as (form, folder):
        files = form.files.get(PART, [])
        if len(files) != 1 or form.fields or form.files.keys() - {PART}:
            raise ParameterError(f"send one file, as {PART}", f"请以 {PART} 字段上传一张照片。")
        picture = await run_in_threadpool(drawn, folder / files[0])
    return await run_in_threadpool(_keep, config, ticket, picture)


@router.get(
    "/{ticket:int}/photos/{photo}",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}, "description": "The photo."}},
)
def get(
    ticket: Long,
    photo: Id,
    access: Annotated[Access, Depends(allowed(Action.SEE_TICKET, subjects.ticket))],
    work: Work,
) -> Response:
    """One photo."""
    del access
    image = photos.image(work, ticket, photo)
    if image is None:
        raise missing("photo")
    return Response(image, media_type=photos.JPEG, headers=HEADERS)


def _keep(config: ServiceConfig, ticket: int, picture: Picture) -> PhotoShown:
    with config.engine.begin() as conn:
        number = use.keep(conn, ticket, picture)
    return PhotoShown(id=number, width=picture.width, height=picture.height)
