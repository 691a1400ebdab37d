"""Live view: a reason, a one-time ticket, and the stream through our own address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any, TypeVar

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from gis.api import subjects
from gis.api.deps import Config, Work, allowed
from gis.api.policy import Access, Action, check
from gis.api.subjects import Id, Long, Token
from gis.errors import BusyError, ConflictError
from gis.store import camera_reads, scopes, viewings
from gis.workflow import viewing as use
from gis.workflow.fetching import FetchError, Opened
from gis.workflow.gateway import Gateway
from gis.workflow.playlists import MEDIA_TYPE, TYPES, master
from gis.workflow.polling import Poller

router = APIRouter(tags=["live view"])
T = TypeVar("T")

INDEX = "index.m3u8"
AT_ONCE = 32
"""Questions to gateways at the same time: slow ones hold up each other, and nobody else."""
HEADERS = {"Cache-Control": "no-store"}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A playlist or a piece of the stream.",
        "content": {MEDIA_TYPE: {}, "video/mp2t": {}, "video/mp4": {}},
    },
}
Name = Annotated[str, Path(pattern=r"^(index\.m3u8|[0-9a-f]{24}\.[a-z0-9]{2,4})$",
                           examples=[INDEX])]  # fmt: skip


class Wish(BaseModel):
    """Why somebody wants to look through a camera."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=2, max_length=500, examples=["核实积水情况"])
    ticket: Long | None = Field(None, description="On account of which ticket.")


class Granted(BaseModel):
    """A viewing that may begin."""

    viewing: int
    url: str = Field(
        description="Playlist of the stream, good for one use by the caller.",
        examples=["/live/kq3.../index.m3u8"],
    )
    expires_at: datetime


class ViewingShown(BaseModel):
    """One entry of the register of viewings."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    camera: int
    code: str
    camera_name: str
    user_name: str = Field(examples=["commander"])
    unit: str = Field(examples=["人民路街道"])
    reason: str = Field(examples=["核实积水情况"])
    ticket: int | None
    jurisdiction: str
    created_at: datetime
    expires_at: datetime
    begun_at: datetime | None = Field(description="null: it never began.")
    seen_at: datetime | None = Field(description="When a piece was last asked for.")
    ended_at: datetime | None


@asynccontextmanager
async def gateway(app: FastAPI) -> AsyncIterator[None]:
    """The way to the cameras, and who looks whether they are alive, for as long as the app runs."""
    config = app.state.config
    app.state.gateway = Gateway(config.camera_networks)
    app.state.gateway_room = anyio.CapacityLimiter(AT_ONCE)
    if not config.camera_networks:
        yield
        return
    poller = Poller(config.engine, config.camera_networks)
    poller.start()
    try:
        yield
    finally:
        await run_in_threadpool(poller.stop)


@router.post("/api/v1/cameras/{camera}/view", status_code=201)
def view(
    camera: Id,
    body: Wish,
    access: Annotated[Access, Depends(allowed(Action.VIEW_CAMERA, subjects.camera))],
    config: Config,
    work: Work,
) -> Granted:
    """Ask to look through a camera; who, when and why is noted for ever.

    The address is good once, for the caller, within 60 seconds; the stream then lasts for ten
    minutes at most.
    """
    if not config.camera_networks:
        raise ConflictError(
            "the operator has named no networks of cameras (WANGGE_CAMERA_NETWORKS)",
            "运维人员未配置摄像头所在网络（WANGGE_CAMERA_NETWORKS）。",
        )
    if body.ticket is not None:
        check(access.caller, Action.SEE_TICKET, "ticket", scopes.ticket(work, body.ticket))
    row = dict(camera_reads.get(work, camera))
    made = use.ask(work, access.caller, row, body.reason.strip(), body.ticket)
    url = f"/live/{made.ticket}/{INDEX}"
    return Granted(viewing=made.viewing, url=url, expires_at=made.expires_at)


@router.get("/api/v1/cameras/viewings")
def register(
    access: Annotated[Access, Depends(allowed(Action.SEE_VIEWINGS))],
    work: Work,
    camera: Annotated[Id | None, Query(description="Only those of this camera.")] = None,
    before: Annotated[Id | None, Query(description="Only those numbered lower.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[ViewingShown]:
    """Who looked through which camera, when and why; latest first."""
    scope = access.scope(Action.SEE_VIEWINGS)
    rows = viewings.listing(work, scope, camera=camera, before=before, limit=limit)
    return [ViewingShown.model_validate(row) for row in rows]


@router.post("/api/v1/cameras/viewings/{viewing}/end", status_code=204)
def end(
    viewing: Id,
    access: Annotated[Access, Depends(allowed(Action.VIEW_CAMERA, subjects.viewing))],
    work: Work,
) -> None:
    """End one's own viewing."""
    use.end(work, access.caller, viewing)


@router.get("/live/{stream}/{name}", response_class=Response, responses=ANSWERS)
async def live(
    request: Request,
    stream: Token,
    name: Name,
    access: Annotated[Access, Depends(allowed(Action.VIEW_CAMERA, subjects.stream))],
) -> Response:
    """The playlist or a piece of a stream, for the one who asked to see it.

    A one-time ticket is exchanged for a stream by asking for its playlist.
    """
    entered = await run_in_threadpool(_enter, request, access, stream, name)
    if isinstance(entered, str):
        return _playlist(entered)
    served: Gateway = request.app.state.gateway
    if name == INDEX:
        return _playlist(
            await _asked(request, lambda: served.playlist(entered.viewing, entered.stream))
        )
    piece = await _asked(request, lambda: served.piece(entered.viewing, entered.stream, name))
    return Relay(
        piece, TYPES.get("." + name.partition(".")[2], "application/octet-stream"), request
    )


class Relay(StreamingResponse):
    """A piece of a stream, handed on as it comes and closed whatever happens."""

    def __init__(self, piece: Opened, media_type: str, request: Request) -> None:
        headers = dict(HEADERS)
        if piece.length is not None:
            headers["Content-Length"] = str(piece.length)
        self._piece = piece
        super().__init__(self._pieces(request), headers=headers, media_type=media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._piece.close()

    async def _pieces(self, request: Request) -> AsyncIterator[bytes]:
        pieces = self._piece.pieces()
        room = request.app.state.gateway_room
        try:
            while piece := await run_sync(next, pieces, b"", limiter=room):
                yield piece
        except FetchError:
            # What was promised cannot be sent; the player asks again.
            raise ClientDisconnect from None


def _enter(request: Request, access: Access, token: str, name: str) -> str | use.Running:
    """The first playlist for who comes with a ticket; else the stream that goes on."""
    with request.app.state.config.engine.begin() as conn:
        if name == INDEX:
            made = use.enter(conn, access.caller, token)
            if made is not None:
                return master(f"/live/{made}/{INDEX}")
        return use.go_on(conn, access.caller, token)


async def _asked(request: Request, ask: Callable[[], T]) -> T:
    """Ask a gateway in a thread of its own kind."""
    room: anyio.CapacityLimiter = request.app.state.gateway_room
    if room.available_tokens < 1:
        raise BusyError("too many streams wait for their gateways", "等待视频网关的请求过多")
    return await run_sync(ask, limiter=room)


def _playlist(text: str) -> Response:
    return Response(text, headers=HEADERS, media_type=MEDIA_TYPE)
