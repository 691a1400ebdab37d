"""Single tickets in vector tiles: where few are left, for those who may see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ColumnElement, Connection, cast, func, literal_column, select, true

from gis.model.questions import Question
from gis.store.colours import colour
from gis.store.conditions import conditions
from gis.store.tables import ticket_categories, tickets
from gis.store.tiles import BUFFER, EXTENT, Address


def tile(
    conn: Connection, question: Question, address: Address, now: datetime, share: float, most: int
) -> bytes:
    """Layer ``tickets`` of a tile: id, stage, colour, category; empty where there are too many.

    Parameters
    ----------
    now, share
        For the colours; the share of its time after which a ticket is yellow.
    most
        Tickets in and around a tile.
    """
    t, numbers = tickets.c, address.numbers()
    sides = [numbers[name] for name in ("west", "south", "east", "north")]
    around = [numbers[f"padded_{name}"] for name in ("west", "south", "east", "north")]
    chosen = (
        select(
            t.id, t.stage, colour(now, share).label("colour"),
            (ticket_categories.c.kind + ":" + ticket_categories.c.code).label("category"),
            t.display,
        )
        .join(ticket_categories, ticket_categories.c.id == t.category, isouter=True)
        .where(*conditions(question), t.display.op("&&")(func.st_makeenvelope(*around, 3857)))
        .limit(most + 1)
        .subquery("chosen")
    )  # fmt: skip
    envelope = func.st_makeenvelope(*sides, 3857)
    drawn = cast(
        func.st_asmvtgeom(chosen.c.display, envelope, EXTENT, BUFFER, true()),
        Geometry,
    )
    shaped = select(
        chosen.c.id, chosen.c.stage, chosen.c.colour, chosen.c.category, drawn.label("geom")
    ).subquery("shaped")
    row: ColumnElement[Any] = literal_column("shaped.*")
    query = select(func.count(), func.st_asmvt(row, "tickets", EXTENT, "geom", "id")).select_from(
        shaped
    )
    count, made = conn.execute(query).one()
    return bytes(made) if 0 < count <= most else b""
