"""The description of the service, with the problems that every route may answer."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from gis.api.problems import MEDIA_TYPE, Problem

_REF = "#/components/schemas/{model}"
_EXAMPLE = {
    "type": "urn:wangge:problem:not-found",
    "title": "没有找到",
    "status": 404,
    "detail": "没有该对象，或者您无权查看。",
    "zh": {"title": "没有找到", "detail": "没有该对象，或者您无权查看。"},
    "en": {
        "title": "Not found",
        "detail": "there is no such plan, or none that you may see",
    },
    "request": "5f0c0c6e4be3a9d1",
}


def document(app: FastAPI) -> dict[str, Any]:
    """Describe the service once; later calls return the same."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes
        )
        _add_problems(described)
        _add_security(described)
        app.openapi_schema = described
    return app.openapi_schema


def _add_problems(described: dict[str, Any]) -> None:
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    _, own = models_json_schema([(Problem, "serialization")], ref_template=_REF)
    schemas.update(own["$defs"])
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = {
        "description": "A problem (RFC 9457)",
        "content": {
            MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}, "example": _EXAMPLE}
        },
    }
    for operations in described["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"] |= {"4XX": problem, "5XX": problem}


def _add_security(described: dict[str, Any]) -> None:
    described["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "wangge"},
        "key": {"type": "http", "scheme": "bearer", "description": "An API key: wgk_..."},
    }
    described["security"] = [{"session": []}, {"key": []}]
