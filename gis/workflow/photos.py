"""Use case: a ticket gets a photo."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from gis.errors import ConflictError
from gis.store import photos, ticket_writes
from gis.workflow import loop
from gis.workflow.pictures import Picture

MOST = 12
"""Photos of a ticket."""


def keep(conn: Connection, ticket: int, picture: Picture) -> int:
    """Keep a photo of a ticket; the same again is the same. Returns its number.

    Raises
    ------
    NotFoundError, ConflictError
        There is no such ticket, or it has enough of them.
    """
    loop.known(conn, ticket, lock=True)
    digest = hashlib.sha256(picture.image).hexdigest()
    known = photos.same(conn, ticket, digest)
    if known is not None:
        return known
    if photos.count(conn, ticket) >= MOST:
        raise ConflictError(f"a ticket has at most {MOST} photos", f"一个事件最多 {MOST} 张照片。")
    number = photos.add(conn, ticket, picture.image, picture.width, picture.height, digest)
    # Those who look at it load it again.
    ticket_writes.change(conn, [ticket], {})
    return number
