"""Versions in headers: ETag, If-Match, If-None-Match."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from gis.api.problems import Refused
from gis.api.words import Words

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def etag(version: int) -> str:
    """The tag of a version."""
    return f'"{version}"'


def unchanged(request: Request, tag: str) -> bool:
    """Whether the caller has this version already: answer 304."""
    given = request.headers.get("if-none-match", "")
    return tag in {part.strip().removeprefix("W/") for part in given.split(",")}


def expected(
    if_match: Annotated[
        str | None, Header(description="ETag of the version it is based on.", examples=['"17"'])
    ] = None,
) -> int | None:
    """The version that the caller's change is based on; None for ``*``, whatever is there now.

    Raises
    ------
    Refused
        428 without one, 400 for something else than a version.
    """
    if if_match is None:
        raise Refused(
            428,
            None,
            Words(
                "请在 If-Match 中给出所依据的版本（ETag）。",
                "Send the version it is based on (its ETag) as If-Match.",
            ),
        )
    if if_match.strip() == "*":
        return None
    tag = _TAG.fullmatch(if_match.strip())
    if tag is None:
        raise Refused(400, None, Words('If-Match 应形如 "17"。', 'If-Match must read like "17".'))
    return int(tag[1])


Expected = Annotated[int | None, Depends(expected)]
"""The version that a change is based on."""
