"""The first page, and the files it is made of; all of them are public and never change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

import gis
from gis.api.deps import public
from gis.api.etags import unchanged
from gis.api.problems import Refused
from gis.api.words import Language, language

ASSETS = {
    "page.css": "text/css; charset=utf-8",
    "mark.svg": "image/svg+xml",
    "town.svg": "image/svg+xml",
}
"""What the page asks for, and its content type."""
_FOLDER = files("gis.api") / "pages"

router = APIRouter(tags=["service"], dependencies=[Depends(public)], include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    tag: str


@router.get("/")
def first_page(
    request: Request, lang: Annotated[Language | None, Query(description="zh or en")] = None
) -> Response:
    """Say what this is, in the language that the browser prefers or the address names."""
    chosen = lang or language(request.headers.get("accept-language"))
    told = {"Content-Language": chosen, "Vary": "Accept-Language, Accept-Encoding"}
    return _answer(request, f"home.{chosen}.html", "text/html; charset=utf-8", told)


@router.get("/assets/{name}")
def asset(request: Request, name: str) -> Response:
    """A file of the page."""
    if name not in ASSETS:
        raise Refused(404)
    return _answer(request, name, ASSETS[name], {"Vary": "Accept-Encoding"})


def _answer(request: Request, name: str, kind: str, told: dict[str, str]) -> Response:
    file = _read(name)
    headers = {**told, "ETag": f"W/{file.tag}", "Cache-Control": "no-cache"}
    if unchanged(request, file.tag):
        return Response(status_code=304, headers=headers)
    return Response(file.content, headers=headers, media_type=kind)


@cache
def _read(name: str) -> _File:
    """A file of the package, which holds still while the service runs."""
    content = (_FOLDER / name).read_bytes().replace(b"{version}", gis.__version__.encode())
    return _File(content, f'"{hashlib.sha256(content).hexdigest()[:16]}"')
