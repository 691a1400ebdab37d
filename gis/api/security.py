"""Who asks: sessions in cookies, API keys in headers, and requests that come from elsewhere."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from gis.api.config import ServiceConfig
from gis.api.limits import Limits
from gis.api.memory import Memory
from gis.api.problems import Refused
from gis.model import Caller
from gis.store import keys, sessions
from gis.workflow import access

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = re.compile(r"bearer ([\x21-\x7e]{1,200})", re.IGNORECASE)


def config_of(request: Request) -> ServiceConfig:
    """What the service was told."""
    config: ServiceConfig = request.app.state.config
    return config


def limits_of(request: Request) -> Limits:
    """The counters of the service."""
    limits: Limits = request.app.state.limits
    return limits


def memory_of(request: Request) -> Memory:
    """What the service remembers for a moment."""
    memory: Memory = request.app.state.memory
    return memory


def cookie_name(config: ServiceConfig) -> str:
    """Browsers take ``__Host-`` only over HTTPS, without domain and for the whole host."""
    return "__Host-wangge" if config.secure else "wangge"


def set_cookie(response: Response, config: ServiceConfig, token: str) -> None:
    """Give the browser a session."""
    response.set_cookie(
        cookie_name(config),
        token,
        max_age=int(sessions.LONGEST.total_seconds()),
        path="/",
        secure=config.secure,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, config: ServiceConfig) -> None:
    """Take it away."""
    response.delete_cookie(
        cookie_name(config), path="/", secure=config.secure, httponly=True, samesite="lax"
    )


def session_token(request: Request) -> str | None:
    """The token of the session that the browser sent."""
    return request.cookies.get(cookie_name(config_of(request)))


def address_of(request: Request) -> str:
    """Where the request came from."""
    return request.client.host if request.client else "unknown"


def on_this_machine(request: Request) -> bool:
    """Whether it came from this machine, and not through a proxy on it."""
    forwarded = {"forwarded", "x-forwarded-for", "x-real-ip"} & set(request.headers)
    try:
        return not forwarded and ip_address(address_of(request)).is_loopback
    except ValueError:
        return False


def own_origin(request: Request) -> str:
    """Scheme, host and port under which the browser knows this service."""
    return config_of(request).origin or f"{request.url.scheme}://{request.headers.get('host', '')}"


def check_origin(request: Request) -> None:
    """Refuse what another site made a browser send.

    A browser says where a request that changes something comes from; programs need not.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        fine = site == "same-origin"
    elif origin is not None:
        fine = urlsplit(origin)[:2] == urlsplit(own_origin(request))[:2]
    else:
        fine = True
    if not fine:
        raise Refused(403, "cross-origin")


async def identify(request: Request) -> Caller:
    """Say who asks.

    Raises
    ------
    Refused
        401 without a valid session or key; 403 where a session changes something from elsewhere.
    ExhaustedError
        The caller, or an address nobody is known from, asks too often.
    """
    header = request.headers.get("authorization")
    token = session_token(request) if header is None else key_in(header)
    caller = None
    if token is not None:
        digest, find = access.digest(token), sessions.find if header is None else keys.find
        # Whoever changes something is looked up: a notice of what was revoked takes a moment.
        caller = memory_of(request).caller(digest) if request.method in SAFE else None
        if caller is None:
            caller = await run_in_threadpool(_ask, request, find, digest)
    if caller is None:
        limits_of(request).request(f"address {address_of(request)}")
        raise Refused(401, headers={"WWW-Authenticate": 'Bearer realm="wangge"'})
    request.state.caller = caller
    limits_of(request).request(f"user {caller.id}")
    if caller.kind == "session" and request.method not in SAFE:
        check_origin(request)
    return caller


def key_in(header: str) -> str | None:
    """The API key in a header ``Authorization``."""
    bearer = _BEARER.fullmatch(header.strip())
    return bearer[1] if bearer and bearer[1].startswith(access.KEY_PREFIX) else None


def _ask(request: Request, find: access.Find, digest: bytes) -> Caller | None:
    def ask() -> Caller | None:
        with config_of(request).looking() as conn:
            return find(conn, digest)

    return memory_of(request).ask_caller(digest, ask)


Identified = Annotated[Caller, Depends(identify)]
"""The caller, whoever it is; routes take a policy instead, which has it."""
