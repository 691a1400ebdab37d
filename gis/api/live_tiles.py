"""Tiles of what changes without a version of its own: kept by all that they are made from."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from gis import __version__
from gis.api import conditional
from gis.api.cache import ByteCache
from gis.api.tiles import MEDIA_TYPE


class LiveTiles:
    """Tiles of one database, compressed; may be used by many threads.

    Parameters
    ----------
    capacity
        Bytes that are kept.
    """

    def __init__(self, capacity: int) -> None:
        self._cache = ByteCache(capacity)

    async def answer(self, request: Request, key: Hashable, make: Callable[[], bytes]) -> Response:
        """Answer with a tile, made unless it is in memory or the caller holds it.

        Parameters
        ----------
        key
            Everything that the tile depends on, the number of the last change and what the
            caller may see among it; its ``repr`` must tell all of it.
        """
        told = headers(key)
        if (short := conditional.unchanged(request, told)) is not None:
            return short
        packed = self._cache.peek(key)
        if packed is None:
            packed = await run_in_threadpool(self._cache.get, key, lambda: _packed(make()))
        if not packed:
            return Response(status_code=204, headers=told)
        if "gzip" in request.headers.get("accept-encoding", ""):
            told |= {"Content-Encoding": "gzip"}
            return Response(packed, headers=told, media_type=MEDIA_TYPE)
        return Response(gzip.decompress(packed), headers=told, media_type=MEDIA_TYPE)


def headers(key: Hashable) -> dict[str, str]:
    """Headers of an answer that depends on a key alone."""
    digest = hashlib.sha256(f"{key!r} {__version__}".encode()).hexdigest()[:24]
    return {
        "ETag": f'W/"{digest}"',
        "Cache-Control": conditional.ASKS,
        "Vary": "Accept-Encoding, Authorization, Cookie",
    }


def _packed(tile: bytes) -> bytes:
    return gzip.compress(tile, 1, mtime=0) if tile else b""
