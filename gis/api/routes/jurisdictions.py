"""The tree of jurisdictions, as far as it concerns the caller."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action
from gis.api.subjects import Code
from gis.model import Level
from gis.store import jurisdictions
from gis.workflow import access as use

router = APIRouter(prefix="/api/v1/jurisdictions", tags=["jurisdictions"])


class JurisdictionShown(BaseModel):
    """A node of the tree."""

    code: str = Field(examples=["510104001"])
    name: str = Field(examples=["人民路街道"])
    level: Level
    parent: str | None = Field(examples=["510104"])


class Tree(BaseModel):
    """Nodes by code: each comes after the one above it."""

    items: list[JurisdictionShown]


class Name(BaseModel):
    """A name to give."""

    name: str = Field(min_length=1, max_length=100, examples=["人民路街道"])


@router.get("", response_model=Tree)
def tree(access: Annotated[Access, Depends(allowed(Action.SEE_JURISDICTIONS))], work: Work) -> Any:
    """What the caller holds a role in, with all that lies below and the way up to the root."""
    return {"items": jurisdictions.tree(work, access.scope(Action.SEE_JURISDICTIONS))}


@router.get("/{jurisdiction}", response_model=JurisdictionShown)
def get(
    jurisdiction: Code,
    access: Annotated[Access, Depends(allowed(Action.SEE_JURISDICTION, subjects.jurisdiction))],
    work: Work,
) -> Any:
    """One node."""
    del access
    return jurisdictions.lookup(work, jurisdiction)


@router.patch("/{jurisdiction}", response_model=JurisdictionShown)
def rename(
    jurisdiction: Code,
    body: Name,
    access: Annotated[Access, Depends(allowed(Action.NAME_JURISDICTION, subjects.jurisdiction))],
    work: Work,
) -> Any:
    """Name a county or street, of which imports only know the code."""
    return use.rename(work, access.caller.name, jurisdiction, body.name)
