"""Forms with photos: they lie in a folder of their own for as long as they are looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from gis.api.config import ServiceConfig
from gis.api.multipart import Form, receive
from gis.workflow import uploads
from gis.workflow.pictures import Picture, redraw

PART = "photo"
ROOM = 64 * 1024
"""Bytes of a form besides its photos."""


@asynccontextmanager
async def form_of(
    request: Request, config: ServiceConfig, limit: int
) -> AsyncIterator[tuple[Form, Path]]:
    """What a form holds, and the folder in which its files lie for as long as the block lasts."""
    folder = await run_in_threadpool(uploads.new_folder, config.data)
    try:
        yield await receive(request, folder, limit), folder
    finally:
        await run_in_threadpool(uploads.remove, config.data, folder.name)


def drawn(path: Path) -> Picture:
    """The picture in a file, drawn anew."""
    return redraw(path.read_bytes())
