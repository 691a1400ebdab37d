"""Whether the service lives and works, its figures, and its description."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gis.api import policy
from gis.api.deps import Config, public
from gis.api.policy import Action
from gis.api.security import identify, on_this_machine
from gis.workflow.readiness import unready

router = APIRouter(tags=["service"])


@router.get("/healthz", dependencies=[Depends(public)])
async def healthz() -> dict[str, str]:
    """Say that the process answers; asks nothing of the database."""
    return {"status": "ok"}


@router.get("/readyz", dependencies=[Depends(public)], response_model=dict[str, str])
def readyz(config: Config) -> Any:
    """Say whether the database answers and has all migrations; 503 otherwise."""
    reason = unready(config.engine, config.revision)
    if reason is None:
        return {"status": "ready"}
    return JSONResponse({"status": "not ready", "reason": reason}, 503)


async def _may_see_metrics(request: Request) -> None:
    """Whoever collects figures on this machine needs no key; others are administrators."""
    if not on_this_machine(request):
        policy.check(await identify(request), Action.SEE_METRICS, None, None)


_may_see_metrics.policy = public.policy  # type: ignore[attr-defined]


@router.get("/metrics", dependencies=[Depends(_may_see_metrics)], response_class=Response)
def metrics(request: Request) -> Response:
    """Figures in the format of Prometheus."""
    registry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/api/v1/openapi.json", dependencies=[Depends(public)], include_in_schema=False)
def openapi(request: Request) -> JSONResponse:
    """Describe the service."""
    return JSONResponse(request.app.openapi())
