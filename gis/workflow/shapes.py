"""Make sure that the outlines somebody is about to look at are those of the plan's head."""

from __future__ import annotations

from sqlalchemy import Connection

from gis.store import shapes
from gis.store.shapes import SIMPLE_ZOOMS, Level
from gis.store.tile_layers import Source

_LEVELS = {"grids": Level.GRID, "microgrids": Level.MICROGRID}


def freshen(
    connection: Connection, source: Source, layer: str, zoom: int = SIMPLE_ZOOMS[-1] + 1
) -> None:
    """Derive the outlines that a layer needs at a zoom where they are missing or old.

    Outlines of a published plan are there for ever; only their generalised form is derived.
    """
    level = _LEVELS.get(layer)
    if source.plan is None or level is None:
        return
    if not source.published:
        shapes.refresh(connection, source.plan, level)
    if level is Level.GRID and zoom <= SIMPLE_ZOOMS[-1]:
        shapes.refresh_simple(connection, source.plan, zoom, published=source.published)
