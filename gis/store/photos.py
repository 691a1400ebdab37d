"""Photos of tickets, as they were drawn anew."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from gis.store.tables import ticket_photos as table

JPEG = "image/jpeg"


def count(conn: Connection, ticket: int) -> int:
    """How many photos a ticket has."""
    wanted = select(func.count()).select_from(table).where(table.c.ticket == ticket)
    return int(conn.execute(wanted).scalar_one())


def same(conn: Connection, ticket: int, digest: str) -> int | None:
    """Number of the photo of a ticket with this digest."""
    wanted = select(table.c.id).where(table.c.ticket == ticket, table.c.digest == digest)
    found: int | None = conn.execute(wanted.limit(1)).scalar()
    return found


def add(conn: Connection, ticket: int, image: bytes, width: int, height: int, digest: str) -> int:
    """Keep a photo; returns its number.

    Parameters
    ----------
    digest
        SHA-256 of the image.
    """
    row = {
        "ticket": ticket, "media_type": JPEG, "width": width, "height": height,
        "digest": digest, "image": image,
    }  # fmt: skip
    return int(conn.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


def image(conn: Connection, ticket: int, photo: int) -> bytes | None:
    """A photo of a ticket; None where it has none of this number."""
    wanted = select(table.c.image).where(table.c.ticket == ticket, table.c.id == photo)
    found = conn.execute(wanted).scalar()
    return None if found is None else bytes(found)
