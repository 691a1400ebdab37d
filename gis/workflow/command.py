"""Use cases: what the command centre begins with, and the grids in force as it draws them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gis.model.scope import Scope
from gis.store import inforce
from gis.store.inforce import InForce
from gis.store.shapes import SIMPLE_ZOOMS
from gis.store.tile_layers import Source
from gis.store.tiles import Address
from gis.workflow.shapes import freshen


@dataclass(frozen=True, slots=True)
class Scene:
    """What is there to be watched.

    Parameters
    ----------
    plans
        Those in force.
    bounds
        West, south, east, north of their grids in degrees; None without any.
    number
        Of the last change of any ticket.
    first, last
        When the first and the last ticket were reported; None without any.
    """

    plans: list[InForce]
    bounds: tuple[float, float, float, float] | None
    number: int
    first: datetime | None
    last: datetime | None


def scene(conn: Connection, jurisdictions: Collection[str]) -> Scene:
    """What is to be seen at and below jurisdictions."""
    first, last = inforce.times(conn, jurisdictions)
    return Scene(
        inforce.plans(conn, jurisdictions),
        inforce.bounds(conn, jurisdictions),
        inforce.clock(conn),
        first,
        last,
    )


def tile_in_force(
    conn: Connection, address: Address, jurisdictions: Collection[str], scope: Scope
) -> bytes:
    """One tile of the grids and micro-grids in force; empty where there are none."""
    if address.z <= SIMPLE_ZOOMS[-1]:
        for one in inforce.plans(conn, jurisdictions):
            freshen(conn, Source(one.dataset, one.plan, published=True), "grids", address.z)
    return inforce.tile(conn, address, jurisdictions, scope)
