"""What happens to every request before and after its route."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gis.api import problems

access_log = logging.getLogger("gis.access")
logger = logging.getLogger(__name__)
_GIVEN_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
}


def content_rules(outside: str | None) -> str:
    """Rules for what the page may load (CSP).

    Parameters
    ----------
    outside
        Origin of another service's basemap; None: nothing but our own.
    """
    more = f" {outside}" if outside else ""
    return (
        # Images may be drawn in memory.
        f"default-src 'self'; img-src 'self' data: blob:{more}; connect-src 'self'{more}; "
        # Live pictures are put together from their pieces in memory.
        "media-src 'self' blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


class Metrics:
    """Figures for Prometheus, by route rather than by address."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter(
            "wangge_requests", "Requests answered.", labels, registry=self.registry
        )
        self.seconds = Histogram(
            "wangge_request_seconds",
            "Time until the end of the answer.",
            ("route",),
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
        )


class Telling:
    """Numbers requests, logs and counts them, adds headers, and turns defects into a problem.

    The log has no addresses, names or queries: who asked is a number, what was asked a route.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, *, secure: bool, outside: str | None = None
    ) -> None:
        self._app = app
        self._metrics = metrics
        added = SECURITY_HEADERS | {"Content-Security-Policy": content_rules(outside)}
        if secure:
            added["Strict-Transport-Security"] = "max-age=31536000"
        self._headers = [(k.lower().encode(), v.encode()) for k, v in added.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, request = time.perf_counter(), Request(scope)
        told_number = request.headers.get("x-request-id", "")
        right = _GIVEN_NUMBER.fullmatch(told_number)
        number = told_number if right else secrets.token_hex(8)
        scope.setdefault("state", {})["request"] = number
        told: dict[str, Any] = {"status": 0, "bytes": 0}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                given = message.get("headers", ())
                names = {name for name, _ in given}
                message["headers"] = [
                    *given,
                    *(one for one in self._headers if one[0] not in names),
                    (b"x-request-id", number.encode()),
                ]
            elif message["type"] == "http.response.body":
                told["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            told["status"] = told["status"] or 499
        except Exception as error:
            logger.exception("defect in request %s", number)
            if told["status"]:
                raise
            await problems.of(request, error)(scope, receive, sending)
        finally:
            self._tell(scope, number, told, time.perf_counter() - begun)

    def _tell(self, scope: Scope, number: str, told: dict[str, Any], seconds: float) -> None:
        route = _route(scope)
        self._metrics.requests.labels(scope["method"], route, told["status"]).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        caller = scope.get("state", {}).get("caller")
        access_log.info(
            "request",
            extra={
                "told": {
                    "request": number,
                    "method": scope["method"],
                    "route": route,
                    "status": told["status"],
                    "ms": round(seconds * 1000, 1),
                    "bytes": told["bytes"],
                    "user": caller.id if caller else None,
                }
            },
        )


def _route(scope: Scope) -> str:
    """Template of the route, so that the figures stay few; ``other`` for unknown addresses."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(context or scope.get("route"), "path", None)
    return path if isinstance(path, str) else "other"
