"""Use cases of live view: a reason buys a one-time ticket, the ticket one stream for a while."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gis.errors import ConflictError, ExhaustedError, NotFoundError
from gis.model import Caller
from gis.store import audit_log, camera_reads, jurisdictions, viewings
from gis.store.viewings import Asked

MOST = 16
"""Cameras that one person looks through at the same time: a wall of four by four."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A viewing that may begin.

    Parameters
    ----------
    ticket
        Good for one use by the one who asked, until ``expires_at``.
    """

    viewing: int
    ticket: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Running:
    """A viewing that goes on.

    Parameters
    ----------
    stream
        Where the gateway serves the camera; never for an answer.
    """

    viewing: int
    stream: str


def ask(
    conn: Connection, caller: Caller, camera: Mapping[str, Any], reason: str, ticket: int | None
) -> Granted:
    """Note who wants to look through a camera and why, and let them.

    Raises
    ------
    ConflictError
        The camera was taken down or has no stream.
    ExhaustedError
        They look through too many already.
    """
    if not camera["live"] or not camera["has_stream"]:
        raise ConflictError(
            "this camera has no live picture: no stream of it is registered",
            "该摄像头没有实时画面：未登记播放地址。",
        )
    if viewings.running(conn, caller.id) >= MOST:
        raise ExhaustedError(
            f"you look through {MOST} cameras already; end a viewing first", 10,
            f"您已同时查看 {MOST} 路画面，请先结束一路。",
        )  # fmt: skip
    token, where = secrets.token_urlsafe(32), camera["jurisdiction"]
    unit = jurisdictions.lookup(conn, caller.home).name
    asked = Asked(camera["id"], caller.id, caller.name, unit, reason, ticket, where)
    number, until = viewings.add(conn, asked, token)
    told = {"viewing": number, "reason": reason, "ticket": ticket}
    about = f"camera {camera['id']}"
    audit_log.append(conn, caller.name, "view camera", about, told, jurisdiction=where)
    return Granted(number, token, until)


def enter(conn: Connection, caller: Caller, token: str) -> str | None:
    """Exchange a one-time ticket for the token of a stream; None where it is such a token.

    Raises
    ------
    NotFoundError
        It is neither, or somebody else's.
    ConflictError
        The ticket was used or is too old.
    """
    found = _own(conn, caller, token)
    if found.is_stream:
        return None
    stream = secrets.token_urlsafe(32)
    if not viewings.begin(conn, token, caller.id, stream):
        raise ConflictError(
            "this ticket was used before or is too old; ask for the camera anew",
            "该凭证已使用或已过期，请重新申请查看。",
        )
    return stream


def go_on(conn: Connection, caller: Caller, token: str) -> Running:
    """Let a stream go on, and note that it is looked at.

    Raises
    ------
    NotFoundError
        There is no such stream of the caller.
    ConflictError
        It is over.
    """
    found = _own(conn, caller, token)
    if not found.is_stream:
        raise _missing()
    stream = None if found.over else camera_reads.stream(conn, found.camera)
    if stream is None:
        raise ConflictError(
            "this viewing is over; ask for the camera anew", "本次查看已结束，请重新申请。"
        )
    viewings.beat(conn, found.id)
    return Running(found.id, stream)


def end(conn: Connection, caller: Caller, number: int) -> None:
    """End one's own viewing; ending it again changes nothing."""
    if not viewings.end(conn, number, caller.id):
        raise _missing()


def _own(conn: Connection, caller: Caller, token: str) -> viewings.Viewing:
    found = viewings.find(conn, token)
    if found is None or found.user != caller.id:
        raise _missing()
    return found


def _missing() -> NotFoundError:
    return NotFoundError("there is no such viewing of yours", "没有您的这次查看。")
