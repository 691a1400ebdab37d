"""What tickets are about: the list that a town replaces by its own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from annotated_types import MaxLen
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Connection

from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.model.tickets import TicketKind
from gis.store import categories
from gis.store.categories import Category
from gis.workflow import categories as use
from gis.workflow import configuration

router = APIRouter(prefix="/api/v1/tickets/categories", tags=["tickets"])
MOST = 5000
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class CategoryGiven(BaseModel):
    """A category of tickets."""

    model_config = {"extra": "forbid"}

    kind: TicketKind
    code: str = Field(
        pattern=r"^[0-9A-Za-z_.-]{1,20}$", examples=["06010"],
        description="Classes are the beginnings of codes (GB/T 47678.5: two digits).",
    )  # fmt: skip
    class_name: Name = Field(examples=["市容环境类"])
    name: Name = Field(examples=["暴露垃圾"])
    name_en: Name = Field(examples=["Exposed rubbish"])
    limits: dict[str, int | None] = Field(
        default={}, max_length=20, examples=[{"handling": 960, "whole": 960}],
        description="Minutes by stage, where they differ from those of the configuration; null: "
        "no limit.",
    )  # fmt: skip
    unit: Name | None = Field(
        default=None, examples=["环卫所"], description="The desk that such tickets go to at first."
    )


class CategoryShown(CategoryGiven):
    """A category as it is stored."""

    id: int = Field(examples=[17])
    live: bool = Field(description="False once the list was replaced without it.")


class Categories(BaseModel):
    """The list, by kind and code."""

    categories: list[CategoryShown]


class Replacement(BaseModel):
    """The list that there shall be."""

    categories: Annotated[list[CategoryGiven], MaxLen(MOST)]


@router.get("")
def listing(
    access: Annotated[Access, Depends(allowed(Action.SEE_SETTINGS))],
    work: Work,
    *,
    replaced: Annotated[bool, Query(description="Also those that only old tickets have.")] = False,
) -> Categories:
    """What tickets can be about."""
    del access
    return _shown(work, live=None if replaced else True)


@router.put("")
def replace(
    body: Replacement, access: Annotated[Access, Depends(allowed(Action.CONFIGURE))], work: Work
) -> Categories:
    """Replace the list; tickets keep the categories that they have."""
    configuration.check_whole(work, access.caller)
    wanted = [Category(**one.model_dump()) for one in body.categories]
    use.replace(work, wanted, access.caller.name)
    return _shown(work, live=True)


def _shown(conn: Connection, *, live: bool | None) -> Categories:
    found = categories.listing(conn, live=live)
    return Categories.model_validate(
        {"categories": [asdict(one.category) | {"id": one.id, "live": one.live} for one in found]}
    )
