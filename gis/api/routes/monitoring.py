"""What a town sets for its tickets and its watch."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.model.monitoring import Monitoring
from gis.store import configuration
from gis.workflow import configuration as use
from gis.workflow.upkeep import Upkeep

router = APIRouter(prefix="/api/v1/monitoring", tags=["monitoring"])


@asynccontextmanager
async def upkeep(app: FastAPI) -> AsyncIterator[None]:
    """See to tickets for as long as the app runs."""
    keeper = Upkeep(app.state.config.engine)
    keeper.start()
    try:
        yield
    finally:
        await run_in_threadpool(keeper.stop)


@router.get("/configuration")
def get(access: Annotated[Access, Depends(allowed(Action.SEE_SETTINGS))], work: Work) -> Monitoring:
    """Limits of stages in minutes, colours, escalation, thresholds and what else can be set."""
    del access
    return configuration.monitoring(work)


@router.put("/configuration")
def put(
    body: Monitoring, access: Annotated[Access, Depends(allowed(Action.CONFIGURE))], work: Work
) -> Monitoring:
    """Set all of it; what is left out gets its default. It counts for what happens from now on."""
    use.check_whole(work, access.caller)
    use.put(work, body, access.caller.name)
    return configuration.monitoring(work)
