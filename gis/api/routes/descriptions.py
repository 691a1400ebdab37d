"""What borders the grids of a plan, in words: for sheets, and for drafts nobody exported yet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.api.subjects import Code, Id
from gis.workflow.descriptions import descriptions

router = APIRouter(prefix="/api/v1/plans/{plan}", tags=["features"])


class Description(BaseModel):
    """The four sides of a grid (四至)."""

    model_config = ConfigDict(from_attributes=True)

    grid: int = Field(description="Its id.", examples=[7])
    zh: str = Field(examples=["东至环城路，南至支路，西至福星壹号，北至002网格"])
    en: str = Field(examples=["east: 环城路; south: local road; west: 福星壹号; north: grid 002"])


@router.get("/descriptions")
def described(
    _: Annotated[Access, Depends(allowed(Action.SEE_PLAN, subjects.plan))],
    work: Work,
    plan: Id,
    community: Annotated[Code, Query(description="Its code.", examples=["990121100201"])],
) -> list[Description]:
    """What lies east, south, west and north of each grid of a community, at the plan's head."""
    return [Description.model_validate(one) for one in descriptions(work, plan, community)]
