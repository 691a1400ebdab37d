"""A town of squares with a plan in force and a year of tickets, quiet but for what is put there.

Nine communities of eight grids; litter comes by day everywhere, floods hardly ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis.model.tickets import Channel, Position, Stage, TicketKind
from gis.store import categories, ticket_writes
from gis.store.categories import Category
from gis.workflow import publish
from gis.workflow.where import LOCAL
from tests import squares

COMMUNITIES = 9
GRIDS = COMMUNITIES * squares.blocks(squares.SIDE)
COUNTY = squares.COUNTY
STREET = f"{COUNTY}100"
NOW = datetime(2026, 7, 21, 15, 30, tzinfo=LOCAL)
"""A Tuesday."""
BEGIN = datetime(2025, 7, 1, tzinfo=LOCAL)
DAILY = 40.0
FLOOD, LITTER, LAMP = 1, 2, 3
_HOURS = np.array([0, 0, 0, 0, 0, 1, 3, 6, 8, 8, 7, 6, 5, 5, 6, 6, 6, 5, 4, 3, 2, 1, 1, 0.0])
_CATEGORIES = (
    Category(TicketKind.MATTER, "01004", "防汛排水", "道路积水", "Flooded road"),
    Category(TicketKind.MATTER, "06010", "市容环境", "暴露垃圾", "Litter"),
    Category(TicketKind.COMPONENT, "02001", "公用设施", "路灯", "Street lamp"),
)
_running = count(1)


def build(conn: Connection, seed: int = 1) -> None:
    """Put the town in force, and its quiet year."""
    rng = np.random.default_rng(seed)
    categories.replace(conn, _CATEGORIES)
    stored = squares.store(conn, COMMUNITIES)
    publish.submit(conn, stored.plan, "ann")
    publish.approve(conn, stored.plan, "bob")
    days = (NOW - BEGIN).days
    number = rng.poisson(DAILY * days)
    hours = rng.choice(24, number, p=_HOURS / _HOURS.sum())
    seconds = rng.integers(0, days, number) * 86_400 + hours * 3600 + rng.integers(0, 3600, number)
    kinds = rng.choice([LITTER, LAMP, FLOOD], number, p=[0.73, 0.25, 0.02])
    at = [BEGIN + timedelta(seconds=int(one)) for one in seconds]
    put(conn, rng, rng.integers(0, GRIDS, number), kinds, at)


def code(grid: int) -> str:
    """Code of a grid by its position."""
    community, block = divmod(grid, squares.blocks(squares.SIDE))
    return f"{squares.code(community)}{block + 1:03}"


def put(
    conn: Connection, rng: np.random.Generator, grids: Any, category: Any, at: list[datetime],
    **more: Any,
) -> list[int]:  # fmt: skip
    """Store tickets somewhere in grids, which are given by their positions; returns their ids."""
    number = len(at)
    places = _degrees(np.broadcast_to(grids, number), rng.random((2, number)))
    times = pd.to_datetime(pd.Series(at), utc=True)
    frame = pd.DataFrame(
        {
            "source": "test", "external": [f"u{next(_running)}" for _ in at],
            "category": np.broadcast_to(category, number), "reported_at": times,
            "channel": str(Channel.HOTLINE), "stage": str(Stage.REPORTED), "stage_since": times,
            "position": str(Position.GOOD), "lon": places[:, 0], "lat": places[:, 1],
            "given_x": places[:, 0], "given_y": places[:, 1], "given_crs": "wgs84",
            "jurisdiction": COUNTY, **more,
        }
    )  # fmt: skip
    return [int(one) for one in ticket_writes.insert(conn, frame).ids]


def recently(rng: np.random.Generator, number: int, within: timedelta) -> list[datetime]:
    """Times before now."""
    return [NOW - within * float(share) for share in rng.random(number)]


def _degrees(grids: NDArray[np.int64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 2) places in grids: a share of their width and height from the south-west."""
    community, block = np.divmod(grids, squares.blocks(squares.SIDE))
    line, place = np.divmod(community, squares.ABREAST)
    row, column = np.divmod(block, squares.SIDE // squares.WIDE)
    across = place * squares.SIDE + (column + share[0]) * squares.WIDE
    up = line * squares.SIDE + (row + share[1]) * squares.HIGH
    at = shapely.points(500_000 + across * squares.LENGTH, 3_390_000 + up * squares.LENGTH)
    degrees = gpd.GeoSeries(at, crs=squares.CRS).to_crs(4326)
    return np.column_stack([degrees.x, degrees.y])
