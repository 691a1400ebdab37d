"""Use case: a ticket gets another place; what was given at first is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from gis.errors import ForbiddenError, ParameterError
from gis.model.personal import masked
from gis.model.tickets import Act, Duty, Position
from gis.monitor import positions
from gis.store import ticket_steps, ticket_writes
from gis.workflow import intake_rows, loop


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it is: longitude or x first, in ``crs``."""

    x: float
    y: float
    crs: str = "wgs84"


def move(
    conn: Connection, ticket: int, spot: Spot, note: str | None, post: str, scope: Sequence[str],
    *, now: datetime | None = None,
) -> None:  # fmt: skip
    """Say where a ticket really is; its grid is that of its day at the new place.

    Parameters
    ----------
    note
        How one knows.
    post
        Of the one who does it; no person's name.
    scope
        Jurisdictions at and below which they may do so; it stays within them.

    Raises
    ------
    NotFoundError, ForbiddenError, ParameterError
        There is no such ticket, the place is none that they may put it at, or cannot be right.
    """
    before = loop.ready(conn, ticket, Act.MOVE, {Duty.HANDLE})
    given = np.array([[spot.x, spot.y]])
    suspicion = intake_rows.terms(conn, scope, about=()).suspicion
    names, lonlat = positions.judge(given, positions.check_crs(spot.crs), suspicion)
    if names[0] != Position.GOOD:
        raise ParameterError(
            f"lon, lat: this cannot be where it is ({names[0]})",
            "这个位置不可信，请核对经纬度和坐标系。",
        )
    at = now or datetime.now(UTC)
    ticket_steps.append(
        conn, ticket, Act.MOVE, before.standing.stage, at, post, note=note and masked(note)
    )
    row = {"id": ticket, "position": str(Position.GOOD), "lon": lonlat[0, 0], "lat": lonlat[0, 1]}
    if not ticket_writes.rewrite(conn, pd.DataFrame([row]), within=scope):
        raise ForbiddenError(
            "you may not put a ticket there; it lies in another jurisdiction",
            "该位置属于其他辖区，您无权移至该处。",
        )
