"""Users and their roles, for administrators of the jurisdictions concerned."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from gis.api import subjects
from gis.api.deps import Work, allowed
from gis.api.paging import Listing, Paged
from gis.api.policy import Access, Action, missing
from gis.api.subjects import Code, Id
from gis.model import Grant, Role
from gis.store import users
from gis.store.users import User
from gis.workflow import access as use

router = APIRouter(prefix="/api/v1/users", tags=["users"])
Managed = Annotated[Access, Depends(allowed(Action.MANAGE_USER, subjects.user))]
Granted = Annotated[Access, Depends(allowed(Action.GRANT, subjects.user))]


class UserShown(BaseModel):
    """A user, without what is secret."""

    id: int = Field(examples=[17])
    name: str = Field(examples=["planner"])
    jurisdiction: str = Field(examples=["510104"], description="Where the user belongs.")
    password: str = Field(examples=["set"], description="set, one-time or none")
    disabled: bool
    created_at: datetime
    grants: list[Grant]


class NewUser(BaseModel):
    """A user to add."""

    name: str = Field(min_length=1, max_length=use.LONGEST_NAME, examples=["planner"])
    jurisdiction: Code = Field(examples=["510104"], description="Where the user belongs.")
    grants: list[GrantGiven] = Field(default=[], max_length=100)
    machine: bool = Field(default=False, description="Without password: holds API keys only.")


class GrantGiven(BaseModel):
    """A role at and below a jurisdiction."""

    role: Role
    jurisdiction: Code = Field(examples=["510104"])

    def value(self) -> Grant:
        """As the rest of the program knows it."""
        return Grant(self.role, self.jurisdiction)


class UserWithPassword(BaseModel):
    """A user and the password that serves for one login; it is shown only once."""

    user: UserShown
    one_time_password: str | None = Field(examples=["k7mx-3vqp-9wtn-hy4d"])


class Change(BaseModel):
    """Shut a user out, or let them in again."""

    disabled: bool


@router.get("", response_model=Listing[UserShown])
def listing(
    access: Annotated[Access, Depends(allowed(Action.LIST_USERS))], work: Work, page: Paged
) -> Any:
    """Users who belong to, or hold a role in, the jurisdictions that the caller administers."""
    scope = access.scope(Action.LIST_USERS)
    return page.of(users.listing(work, scope, after=page.after or 0, limit=page.wanted))


@router.post("", status_code=201)
def add(
    new: NewUser, access: Annotated[Access, Depends(allowed(Action.ADD_USER))], work: Work
) -> UserWithPassword:
    """Add a user; the answer has a password for one login, except for machines."""
    given = [one.value() for one in new.grants]
    codes = {new.jurisdiction, *(one.jurisdiction for one in given)}
    use.check_administers(access.caller, codes)
    actor = access.caller.name
    user, password = use.add_user(
        work, actor, new.name, new.jurisdiction, given, machine=new.machine
    )
    return UserWithPassword(user=_shown(user), one_time_password=password)


@router.get("/{user}", response_model=UserShown)
def get(
    user: Id,
    access: Annotated[Access, Depends(allowed(Action.SEE_USER, subjects.user))],
    work: Work,
) -> Any:
    """One user."""
    del access
    return _existing(work, user)


@router.patch("/{user}", response_model=UserShown)
def change(user: Id, body: Change, access: Managed, work: Work) -> Any:
    """Shut a user out at once, with all sessions and keys; or let them in again."""
    use.check_manager(access.caller, _existing(work, user))
    return use.set_disabled(work, access.caller.name, user, disabled=body.disabled)


@router.post("/{user}/password")
def reset_password(user: Id, access: Managed, work: Work) -> UserWithPassword:
    """Replace a user's password by one for one login; their sessions end."""
    existing = _existing(work, user)
    use.check_manager(access.caller, existing)
    password = use.reset_password(work, access.caller.name, user)
    return UserWithPassword(user=_shown(_existing(work, user)), one_time_password=password)


@router.put("/{user}/grants/{role}/{jurisdiction}", response_model=UserShown)
def grant(user: Id, role: Role, jurisdiction: Code, access: Granted, work: Work) -> Any:
    """Give a role at and below a jurisdiction that the caller administers."""
    use.check_administers(access.caller, {jurisdiction})
    return use.grant(work, access.caller.name, user, Grant(role, jurisdiction))


@router.delete("/{user}/grants/{role}/{jurisdiction}", response_model=UserShown)
def revoke(user: Id, role: Role, jurisdiction: Code, access: Granted, work: Work) -> Any:
    """Take a role; it ends at the user's next request."""
    use.check_administers(access.caller, {jurisdiction})
    return use.revoke(work, access.caller.name, user, Grant(role, jurisdiction))


def _existing(work: Work, number: int) -> User:
    user = users.get(work, number)
    if user is None:
        raise missing("user")
    return user


def _shown(user: User) -> UserShown:
    return UserShown.model_validate(user, from_attributes=True)
