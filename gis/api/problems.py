"""Errors as answers: one table says which error of ours becomes which problem (RFC 9457)."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Mapping
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from gis import errors
from gis.api.words import DETAILS, TITLES, Words, language
from gis.files.sentences import said

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 2
logger = logging.getLogger(__name__)

_STATUSES: dict[type[errors.GisError], tuple[int, str]] = {
    errors.UnusableInputError: (422, "unusable-input"),
    errors.ParameterError: (422, "invalid"),
    errors.CapacityError: (422, "capacity"),
    errors.CredentialsError: (401, "credentials"),
    errors.ForbiddenError: (403, "forbidden"),
    errors.NotFoundError: (404, "not-found"),
    errors.ConflictError: (409, "conflict"),
    errors.StaleError: (412, "stale"),
    errors.EditError: (422, "edit"),
    errors.FindingsError: (422, "findings"),
    errors.TornError: (422, "torn"),
    errors.ExhaustedError: (429, "too-many-requests"),
    errors.UnreachableError: (502, "unreachable"),
    errors.BusyError: (503, "busy"),
    errors.DatabaseError: (503, "busy"),
}
_SLUGS = {
    400: "bad-request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    409: "conflict",
    412: "stale",
    413: "too-large",
    415: "media-type",
    422: "invalid",
    428: "precondition-required",
    429: "too-many-requests",
    500: "internal",
    503: "busy",
}
# What an error carries besides its sentence, as members of the problem.
_FACTS: dict[type[errors.GisError], Callable[[Any], dict[str, Any]]] = {
    errors.UnusableInputError: lambda e: {
        "faults": [{**dataclasses.asdict(f), "zh": said(f.remedy).zh} for f in e.faults]
    },
    errors.StaleError: lambda e: {"version": e.version, "changed": e.changed},
    errors.TornError: lambda e: {"grid": e.grid, "pieces": e.pieces},
    errors.FindingsError: lambda e: {"audit": e.audit, "findings": e.findings},
}
# Classes of SQLSTATE (PostgreSQL, appendix A) that mean "not now": connection, transaction
# rollback, resources, operator intervention, system error; and a lock not to be had.
_PASSING = ("08", "40", "53", "57", "58", "55P03")


class Message(BaseModel):
    """Title and detail in one language."""

    title: str
    detail: str


class FaultShown(BaseModel):
    """One thing wrong with what was sent."""

    layer: str = ""
    feature: str = ""
    field: str = Field("", examples=["body.name"])
    value: str = ""
    remedy: str = Field(examples=["Input should be a valid string"])
    zh: str | None = Field(None, description="The remedy in Chinese, where somebody wrote it.")


class Problem(BaseModel):
    """What an error answer tells; ``title`` and ``detail`` follow Accept-Language."""

    type: str = Field(examples=["urn:wangge:problem:not-found"])
    title: str
    status: int = Field(examples=[404])
    detail: str
    zh: Message
    en: Message
    request: str = Field(description="Number of the request, for those who read the logs.")
    faults: list[FaultShown] | None = None


class Refused(HTTPException):
    """Answer with a problem of this kind; for what only a transport can find wrong.

    Parameters
    ----------
    status
        Status of HTTP.
    slug
        A key of ``words.TITLES``; None for that of the status.
    detail
        One sentence in both languages; None where the kind says it all.
    """

    def __init__(
        self,
        status: int,
        slug: str | None = None,
        detail: Words | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, slug, dict(headers or {}))
        self.slug = slug or _SLUGS[status]
        self.words = detail or DETAILS.get(self.slug) or TITLES[self.slug]


def answer(
    request: Request,
    status: int,
    slug: str,
    detail: Words,
    *,
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Build the problem as the answer to a request."""
    title = TITLES[slug]
    chosen = language(request.headers.get("accept-language"))
    body = {
        "type": f"urn:wangge:problem:{slug}",
        "title": getattr(title, chosen),
        "status": status,
        "detail": getattr(detail, chosen),
        "zh": {"title": title.zh, "detail": detail.zh},
        "en": {"title": title.en, "detail": detail.en},
        "request": request.scope.get("state", {}).get("request", ""),
        **jsonable_encoder(facts or {}),
    }
    told = {"Content-Language": chosen, "Cache-Control": "no-store", **(headers or {})}
    if status == 503:
        told.setdefault("Retry-After", str(RETRY_AFTER))
    return JSONResponse(body, status, told, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Let the app answer every error with a problem."""
    handlers: dict[Any, Callable[..., JSONResponse]] = {
        errors.GisError: _of_ours,
        HTTPException: _of_http,
        RequestValidationError: _of_validation,
        DataError: _of_data,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, _awaited(handler))


def of(request: Request, error: Exception) -> JSONResponse:
    """The problem that an error becomes; a defect of ours where nothing else fits."""
    if isinstance(error, errors.GisError):
        return _of_ours(request, error)
    if isinstance(error, HTTPException):
        return _of_http(request, error)
    return answer(request, 500, "internal", DETAILS["internal"])


def document(error: errors.GisError) -> dict[str, Any]:
    """An error as a problem without a request, for jobs that fail."""
    status, slug = _kind(error)
    title = TITLES[slug]
    english = str(error)
    return {
        "type": f"urn:wangge:problem:{slug}",
        "title": title.en,
        "status": status,
        "detail": english,
        "zh": {"title": title.zh, "detail": error.zh or english},
        "en": {"title": title.en, "detail": english},
        **cast("dict[str, Any]", jsonable_encoder(_facts(error))),
    }


def _kind(error: errors.GisError) -> tuple[int, str]:
    """Status and slug of the nearest class that the table knows."""
    for kind in type(error).__mro__:
        if kind in _STATUSES:
            return _STATUSES[kind]
    return 422, "error"


def _facts(error: errors.GisError) -> dict[str, Any]:
    return next((read(error) for kind, read in _FACTS.items() if isinstance(error, kind)), {})


def _of_ours(request: Request, error: errors.GisError) -> JSONResponse:
    status, slug = _kind(error)
    english = str(error) or TITLES[slug].en
    headers = {}
    if isinstance(error, errors.ExhaustedError):
        headers["Retry-After"] = str(error.retry_after)
    if status == 503:
        # Where the database is and how it fails is for the logs.
        logger.warning("%s", english)
        return answer(request, status, slug, DETAILS[slug], headers=headers)
    words = Words(error.zh or (english if str(error) else TITLES[slug].zh), english)
    return answer(request, status, slug, words, facts=_facts(error), headers=headers)


def _of_http(request: Request, error: HTTPException) -> JSONResponse:
    if isinstance(error, Refused):
        return answer(request, error.status_code, error.slug, error.words, headers=error.headers)
    slug = _SLUGS.get(error.status_code, "error")
    words = DETAILS.get(slug) or Words(TITLES[slug].zh, str(error.detail))
    return answer(request, error.status_code, slug, words, headers=error.headers)


def _of_validation(request: Request, error: RequestValidationError) -> JSONResponse:
    """Values are not repeated: what was sent may be a password."""
    found = error.errors()
    faults = [
        {"field": ".".join(map(str, one["loc"])), "remedy": one["msg"], "kind": one["type"]}
        for one in found[:100]
    ]
    if any(one["type"] == "json_invalid" for one in found):
        return answer(
            request, 400, "bad-request", Words("请求体不是有效的 JSON。", "The body is no JSON."),
            facts={"faults": faults},
        )  # fmt: skip
    return answer(request, 422, "invalid", DETAILS["invalid"], facts={"faults": faults})


def _of_data(request: Request, _: DataError) -> JSONResponse:
    """Values that no column can hold are the caller's fault."""
    words = Words("某个值超出数据库可存的范围。", "A value is outside of what can be stored.")
    return answer(request, 422, "invalid", words)


def _awaited(handler: Callable[..., JSONResponse]) -> Callable[[Request, Exception], Any]:
    """Handlers are called on the event loop: they only format."""

    async def handle(request: Request, error: Exception) -> JSONResponse:
        return handler(request, error)

    return handle
