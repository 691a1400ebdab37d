"""Cameras on the map: points, and what those of public space see."""

# ruff: noqa: S608 -- only texts of the program are put together; values are bound

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from gis.model.scope import Scope
from gis.store.camera_states import STATUS_NOW
from gis.store.inforce import prefixes
from gis.store.tile_layers import MvtLayer, Source
from gis.store.tiles import Address, draw

_STATUS = STATUS_NOW.replace("cameras.", "c.")
_OWN = """c.live and exists (
        select from unnest(cast(:codes as text[])) own where starts_with(c.jurisdiction, own)
    )"""


def tile(conn: Connection, address: Address, jurisdictions: Collection[str]) -> bytes:
    """One tile of the cameras at and below jurisdictions; empty where there are none."""
    source = Source(0, None, published=True)
    return draw(conn, _LAYERS, address, source, Scope.FULL, prefixes(jurisdictions))


def _cameras(_: int, __: Source) -> str:
    return f"""
        select c.id, {_STATUS} as status, c.kind, c.direction, c.department, c.name, c.grid,
            c.public_space, c.stream is not null as has_stream, c.display
        from cameras c where {_OWN} and c.display {{here}}"""


def _views(_: int, __: Source) -> str:
    # What other cameras watch is nobody's business on a map.
    return f"""
        select c.id, {_STATUS} as status, c.kind, c.department, c.view as display
        from cameras c where {_OWN} and c.public_space and c.view {{here}}"""


_LAYERS = (
    MvtLayer(
        "views",
        {"status": "String", "kind": "String", "department": "String"},
        _views, minzoom=14, most=5000,
    ),
    MvtLayer(
        "cameras",
        {
            "status": "String", "kind": "String", "direction": "Number", "department": "String",
            "name": "String", "grid": "String", "public_space": "Boolean", "has_stream": "Boolean",
        },
        _cameras, minzoom=9,
    ),
)  # fmt: skip
