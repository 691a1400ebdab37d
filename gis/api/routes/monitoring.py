"""What a town sets for its tickets and its watch."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.model.monitoring import Monitoring
from gis.store import configuration
from gis.workflow import configuration as use

router = APIRouter(prefix="/api/v1/monitoring", tags=["monitoring"])


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
