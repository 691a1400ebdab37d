"""API keys for machines: never more than their user may, usually much less."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.policy import Access, Action, missing
from gis.api.subjects import Id
from gis.model import Role
from gis.store import keys, users
from gis.workflow import access as use

router = APIRouter(prefix="/api/v1", tags=["keys"])


class KeyShown(BaseModel):
    """A key, without what is secret."""

    id: int
    user: int
    name: str = Field(examples=["nightly export"])
    roles: list[Role]
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime


class NewKey(BaseModel):
    """A key to make."""

    name: str = Field(min_length=1, max_length=100, examples=["nightly export"])
    roles: list[Role] = Field(min_length=1, max_length=len(Role), examples=[["viewer"]])
    expires_at: AwareDatetime | None = Field(None, examples=["2027-01-01T00:00:00+08:00"])


class KeyWithSecret(BaseModel):
    """A key and its secret, which is shown only once."""

    key: KeyShown
    secret: str = Field(examples=["wgk_..."])


class Keys(BaseModel):
    """Every key of a user."""

    items: list[KeyShown]


@router.get("/users/{user}/keys", response_model=Keys)
def listing(
    user: Id,
    access: Annotated[Access, Depends(allowed(Action.SEE_USER, subjects.user))],
    work: Work,
) -> Any:
    """Keys of a user, also those that are over."""
    del access
    return {"items": keys.listing(work, user)}


@router.post("/users/{user}/keys", status_code=201)
def add(
    user: Id,
    new: NewKey,
    access: Annotated[Access, Depends(allowed(Action.ADD_KEY, subjects.user))],
    work: Work,
) -> KeyWithSecret:
    """Make a key of one's own, or of a user without password whom the caller administers."""
    existing = users.get(work, user)
    if existing is None:
        raise missing("user")
    if user != access.caller.id:
        use.check_key_for(access.caller, existing)
    key, secret = use.add_key(work, access.caller.name, user, new.name, new.roles, new.expires_at)
    shown = KeyShown.model_validate(key, from_attributes=True)
    return KeyWithSecret(key=shown, secret=secret)


@router.delete("/keys/{key}", status_code=204)
def revoke(
    key: Id,
    access: Annotated[Access, Depends(allowed(Action.REVOKE_KEY, subjects.key))],
    work: Work,
) -> None:
    """End a key at once."""
    use.revoke_key(work, access.caller.name, key)
