"""The audit log: who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from gis.api.deps import Work, allowed
from gis.api.paging import Listing, Paged
from gis.api.policy import Access, Action
from gis.store import audit_log

router = APIRouter(prefix="/api/v1/log", tags=["log"])


class EntryShown(BaseModel):
    """One thing that was done."""

    id: int
    created_at: datetime
    actor: str = Field(examples=["planner"])
    action: str = Field(examples=["grant"])
    object: str = Field(examples=["user 17"])
    jurisdiction: str
    details: dict[str, Any]


@router.get("", response_model=Listing[EntryShown])
def listing(
    access: Annotated[Access, Depends(allowed(Action.SEE_LOG))], work: Work, page: Paged
) -> Any:
    """What was done in the jurisdictions of the caller, oldest first."""
    scope = access.scope(Action.SEE_LOG)
    return page.of(audit_log.listing(work, scope, after=page.after or 0, limit=page.wanted))
