"""Posts: where somebody comes from (police, clinics), and where one goes to (service stations)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import MaxLen, MinLen
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, FiniteFloat

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.paging import Listing, Paged
from gis.api.policy import Access, Action
from gis.api.subjects import Code, Id
from gis.model import CATEGORIES
from gis.store import posts
from gis.workflow import posts as use
from gis.workflow.questions import within

router = APIRouter(prefix="/api/v1/posts", tags=["reach"])
Lon = Annotated[FiniteFloat, Field(ge=-180, le=180, examples=[113.9384])]
Lat = Annotated[FiniteFloat, Field(ge=-85, le=85, examples=[30.6213])]
Category = Annotated[str, Field(min_length=1, max_length=50, examples=["police"])]
MOST = 1000


class PostKind(StrEnum):
    """``post``: somebody comes from there; ``service``: one goes there."""

    POST = "post"
    SERVICE = "service"


class NewPost(BaseModel):
    """A post to set up."""

    name: str = Field(min_length=1, max_length=200, examples=["东街警务站"])
    kind: PostKind
    category: Category
    lon: Lon
    lat: Lat


class PostShown(NewPost):
    """A post; the jurisdiction is the community it stands in."""

    id: int
    jurisdiction: str = Field(examples=["990121100201"])
    created_at: datetime


class SitesWanted(BaseModel):
    """Sites of a dataset to make posts of."""

    dataset: Id = Field(examples=[1])
    categories: list[str] = Field(
        min_length=1, max_length=len(CATEGORIES), examples=[["hospital", "school"]]
    )
    kind: PostKind = PostKind.SERVICE


Manager = Annotated[Access, Depends(allowed(Action.MANAGE_POST))]


@router.get("", response_model=Listing[PostShown])
def listing(
    access: Annotated[Access, Depends(allowed(Action.SEE_REACH))],
    work: Work,
    page: Paged,
    kind: Annotated[PostKind | None, Query()] = None,
    category: Annotated[Category | None, Query()] = None,
    jurisdiction: Annotated[Code | None, Query(description="At or below this code.")] = None,
) -> Any:
    """Posts that the caller may see."""
    scope = within(access.scope(Action.SEE_REACH), jurisdiction)
    rows = posts.listing(
        work, scope, kind=kind, category=category, after=page.after or 0, limit=page.wanted
    )
    return page.of(rows)


@router.post("", status_code=201, response_model=list[PostShown])
def add(
    access: Manager,
    work: Work,
    wanted: Annotated[list[NewPost], MinLen(1), MaxLen(MOST)] | NewPost,
) -> Any:
    """Set up one post or several, all or none; each belongs to the community it stands in."""
    many = wanted if isinstance(wanted, list) else [wanted]
    given = [use.NewPost(one.name, one.kind, one.category, one.lon, one.lat) for one in many]
    return use.add(work, access.caller, given, access.scope(Action.MANAGE_POST))


@router.post("/sites", status_code=201, response_model=list[PostShown])
def take_sites(access: Manager, work: Work, sites: SitesWanted) -> Any:
    """Make posts of sites of a dataset where it is in force; what is a post already stays one.

    Answers the new ones.
    """
    scope = access.scope(Action.MANAGE_POST)
    return use.take_sites(work, access.caller, sites.dataset, sites.categories, sites.kind, scope)


@router.delete("/{post}", status_code=204)
def remove(
    post: Id,
    access: Annotated[Access, Depends(allowed(Action.MANAGE_POST, subjects.post))],
    work: Work,
) -> None:
    """Take a post down."""
    use.remove(work, access.caller, post)
