"""The page that planners work on: one document for all of its addresses, and its files.

``make web`` or the build of the package puts them into ``gis/maps/web/dist``.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response

import gis.maps
from gis.api.deps import public
from gis.api.etags import unchanged
from gis.api.problems import Refused
from gis.api.words import Words

BUILT = Path(gis.maps.__file__ or "").parent / "web" / "dist"
ADDRESSES = (
    "/",
    "/plans",
    "/plans/{rest:path}",
    "/import",
    "/jobs",
    "/command",
    "/report",
    "/cameras",
    "/cameras/{rest:path}",
    "/snap",
    "/snap/{rest:path}",
)
"""What the page makes of its own address."""

_FOREVER = "public, max-age=31536000, immutable"
_SMALLEST_GZIP = 1024
_PACKED_ALREADY = frozenset({"font/woff2", "image/png"})
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}

router = APIRouter(tags=["service"], dependencies=[Depends(public)], include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    packed: bytes | None
    kind: str
    tag: str


def page(request: Request) -> Response:
    """The document; it asks for everything else by itself."""
    file = _read("index.html")
    if file is None:
        raise Refused(
            503, None, Words("网页尚未构建，请运行 make web。", "The page is not built: make web.")
        )
    return _answer(request, file, "no-cache")


for _address in ADDRESSES:
    router.add_api_route(_address, page, methods=["GET"])


@router.get("/snap-worker.js")
def worker(request: Request) -> Response:
    """What opens the page of reports without a network; always the newest one."""
    file = _read("snap-worker.js")
    if file is None:
        raise Refused(404)
    return _answer(request, file, "no-cache")


@router.get("/assets/{name}")
def asset(request: Request, name: str) -> Response:
    """A file of the page; its name tells its content, so it may be kept for ever."""
    # Names of files only: the folder is flat.
    file = None if "/" in name or "\\" in name else _read(f"assets/{name}")
    if file is None:
        raise Refused(404)
    return _answer(request, file, _FOREVER)


def _answer(request: Request, file: _File, kept: str) -> Response:
    headers = {"ETag": f"W/{file.tag}", "Cache-Control": kept, "Vary": "Accept-Encoding"}
    if unchanged(request, file.tag):
        return Response(status_code=304, headers=headers)
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, headers=headers, media_type=file.kind)
    return Response(file.content, headers=headers, media_type=file.kind)


def _read(path: str) -> _File | None:
    """A file of the page, None where there is none."""
    try:
        made = BUILT.joinpath(path).stat()
    except OSError:
        return None
    return _load(path, made.st_mtime_ns) if stat.S_ISREG(made.st_mode) else None


@lru_cache(maxsize=400)
def _load(path: str, made: int) -> _File:
    """Read and pack once, until it is built anew."""
    del made
    content, suffix = BUILT.joinpath(path).read_bytes(), Path(path).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    worth = kind not in _PACKED_ALREADY and len(content) >= _SMALLEST_GZIP
    packed = gzip.compress(content, 9, mtime=0) if worth else None
    return _File(content, packed, kind, f'"{hashlib.sha256(content).hexdigest()[:16]}"')
