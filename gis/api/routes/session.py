"""Log in, see who one is, change the password, log out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field, SecretStr
from sqlalchemy import Connection

from gis.api.deps import Config, Work, allowed, public
from gis.api.policy import Access, Action
from gis.api.problems import Refused
from gis.api.security import (
    address_of,
    check_origin,
    clear_cookie,
    limits_of,
    session_token,
    set_cookie,
)
from gis.api.words import Words
from gis.errors import CredentialsError
from gis.model import Caller, Grant
from gis.store import sessions
from gis.workflow import access as use

router = APIRouter(prefix="/api/v1/session", tags=["session"])
Own = Annotated[Access, Depends(allowed(Action.USE_SESSION))]


class Credentials(BaseModel):
    """Name and password."""

    user: str = Field(max_length=256, examples=["planner"])
    password: SecretStr = Field(max_length=256, examples=["k7mx-3vqp-9wtn-hy4d"])


class NewPassword(BaseModel):
    """The present password, needless after a one-time password, and the new one."""

    old: SecretStr | None = Field(None, max_length=256)
    new: SecretStr = Field(max_length=256, examples=["a long sentence of your own"])


class Me(BaseModel):
    """Who is logged in."""

    id: int
    user: str
    kind: str = Field(examples=["session"])
    home: str = Field(examples=["510104"])
    grants: list[Grant]
    session_minutes: int = Field(description="A session ends when idle so long.", examples=[30])
    password_needed: bool = Field(
        description="The one-time password is used up, and no other is chosen yet."
    )


def _me(conn: Connection, caller: Caller) -> Me:
    return Me(
        id=caller.id,
        user=caller.name,
        kind=caller.kind,
        home=caller.home,
        grants=list(caller.grants),
        session_minutes=int(sessions.IDLE.total_seconds() // 60),
        password_needed=use.password_needed(conn, caller),
    )


@router.post("", dependencies=[Depends(public)])
def log_in(credentials: Credentials, request: Request, response: Response, config: Config) -> Me:
    """Begin a session; the answer sets its cookie."""
    check_origin(request)
    limits, address = limits_of(request), address_of(request)
    limits.check_login(credentials.user, address)
    try:
        caller, token = use.log_in(
            config.engine,
            credentials.user,
            credentials.password.get_secret_value(),
            previous=session_token(request),
        )
    except CredentialsError:
        limits.failed_login(credentials.user, address)
        raise
    request.state.caller = caller
    set_cookie(response, config, token)
    with config.engine.connect() as conn:
        return _me(conn, caller)


@router.get("")
def me(access: Own, work: Work) -> Me:
    """Say who is logged in, and what they hold where."""
    return _me(work, access.caller)


@router.delete("", status_code=204)
def log_out(access: Own, work: Work, request: Request, response: Response, config: Config) -> None:
    """End the session."""
    token = _token(access, request)
    use.log_out(work, access.caller, token)
    clear_cookie(response, config)


@router.put("/password", status_code=204)
def change_password(body: NewPassword, access: Own, request: Request, config: Config) -> None:
    """Set one's own password; all other sessions of the user end."""
    token = _token(access, request)
    limits, address = limits_of(request), address_of(request)
    limits.check_login(access.caller.name, address)
    try:
        use.change_password(
            config.engine,
            access.caller,
            body.old.get_secret_value() if body.old else None,
            body.new.get_secret_value(),
            session=token,
        )
    except CredentialsError:
        limits.failed_login(access.caller.name, address)
        raise


def _token(access: Access, request: Request) -> str:
    token = session_token(request)
    if access.caller.kind != "session" or token is None:
        raise Refused(403, None, Words("API 密钥没有会话。", "An API key has no session."))
    return token
