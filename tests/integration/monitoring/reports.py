"""Tickets for tests: rows in the drawn town, put into the tables as the service does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.model.tickets import Channel, Position, Stage, TicketKind
from gis.store import categories as categories_
from gis.store import ticket_writes
from gis.store.categories import Category
from gis.workflow import publish as publish_
from tests.integration import drawn

MATTER = ("matter", "01004")
KEYS = (("component", "01003"), MATTER, ("matter", "06010"))
NAMES = {"01003": ("雨水井盖", "Storm drain cover"), "01004": ("积水", "Flooded road"),
         "06010": ("暴露垃圾", "Litter")}  # fmt: skip
LATER = datetime.now(tz=UTC) + timedelta(minutes=5)
"""When tickets of tests are reported: the plan is in force by then."""
_running = count(1)


def categories(conn: Connection) -> None:
    """Put three categories into the list."""
    categories_.replace(
        conn, [Category(TicketKind(kind), code, "市容", *NAMES[code]) for kind, code in KEYS]
    )


def publish(conn: Connection, plan: int) -> None:
    """Put a plan in force by two people."""
    publish_.submit(conn, plan, drawn.PLANNER)
    publish_.approve(conn, plan, drawn.PUBLISHER)


def row(column: float = 0.5, line: float = 0.5, **more: Any) -> dict[str, Any]:
    """A ticket at a place given in squares of the drawing; ``more`` replaces its values."""
    lon, lat = drawn.spot(column, line)
    at = more.get("reported_at", LATER)
    return {
        "source": "test", "external": f"t{next(_running)}", "category": 2, "reported_at": at,
        "channel": Channel.HOTLINE, "stage": Stage.REPORTED, "stage_since": at,
        "position": Position.GOOD, "lon": lon, "lat": lat, "given_x": lon, "given_y": lat,
        "given_crs": "wgs84", "jurisdiction": drawn.STREET, **more,
    }  # fmt: skip


def frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Rows as ``ticket_writes`` takes them."""
    made = pd.DataFrame(list(rows))
    for name in made.columns.intersection(["reported_at", "stage_since", "due_at", "closed_at"]):
        made[name] = pd.to_datetime(made[name], utc=True)
    return made


def put(conn: Connection, *rows: dict[str, Any]) -> list[int]:
    """Store tickets; returns their ids."""
    return [int(one) for one in ticket_writes.insert(conn, frame(rows)).ids]


def some(conn: Connection, number: int = 64, *, every: timedelta = timedelta(hours=1)) -> list[int]:
    """Spread tickets evenly over the squares and over time; returns their ids."""
    places = [(n % 8 + 0.25, n // 8 % 2 + 0.5) for n in range(number)]
    return put(
        conn,
        *(
            row(*place, reported_at=LATER + n * every, category=n % 3 + 1)
            for n, place in enumerate(places)
        ),
    )
