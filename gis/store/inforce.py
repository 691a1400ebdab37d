"""What is in force now: which plans, where they are, and their grids and micro-grids as tiles."""

# ruff: noqa: S608 -- only texts of the program are put together; values are bound

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from gis.model import ROOT
from gis.model.scope import Scope
from gis.store.scopes import within
from gis.store.shapes import SIMPLE_ZOOMS, simple_level
from gis.store.tables import ticket_clock, tickets
from gis.store.tile_layers import MvtLayer, Source
from gis.store.tiles import Address, draw

_SEEN = """p.valid_to is null and exists (
    select from unnest(cast(:codes as text[])) seen where starts_with(p.community, seen)
)"""


@dataclass(frozen=True, slots=True)
class InForce:
    """A plan that is in force somewhere.

    Parameters
    ----------
    communities
        In how many communities, of those that were asked for.
    """

    plan: int
    version: int
    dataset: int
    name: str
    communities: int


def number(conn: Connection) -> int:
    """Number of the last publication: what is in force changes with it; 0 before the first."""
    return int(conn.execute(text("select coalesce(max(id), 0) from publications")).scalar_one())


def plans(conn: Connection, jurisdictions: Collection[str]) -> list[InForce]:
    """The plans in force at and below jurisdictions, in the order of their numbers."""
    query = f"""
        select pl.id, p.plan_version, pl.dataset, pl.name, count(*)
        from publications p join plans pl on pl.id = p.plan
        where {_SEEN} group by pl.id, p.plan_version order by pl.id, p.plan_version"""
    return [InForce(*row) for row in conn.execute(text(query), prefixes(jurisdictions))]


def bounds(
    conn: Connection, jurisdictions: Collection[str]
) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the grids in force in degrees; None where there are none."""
    query = f"""
        select st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box) from (
            select st_transform(st_setsrid(cast(st_extent(o.display) as geometry), 3857), 4326)
            from publications p join outlines o on o.publication = p.id and o.level = 'grid'
            where {_SEEN}
        ) extent (box) where box is not null"""
    row = conn.execute(text(query), prefixes(jurisdictions)).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3])


def times(
    conn: Connection, jurisdictions: Collection[str]
) -> tuple[datetime | None, datetime | None]:
    """When the first and the last ticket at and below jurisdictions were reported."""
    reported = tickets.c.reported_at
    wanted = select(func.min(reported).label("first"), func.max(reported).label("last"))
    row = conn.execute(wanted.where(within(tickets.c.jurisdiction, jurisdictions))).one()
    return row.first, row.last


def clock(conn: Connection) -> int:
    """Number of the last change of any ticket."""
    return int(conn.execute(select(ticket_clock.c.number)).scalar_one())


def tile(conn: Connection, address: Address, jurisdictions: Collection[str], scope: Scope) -> bytes:
    """One tile of the grids and micro-grids in force; empty where there are none.

    The generalised outlines of the plans must be fresh below zoom 12: see ``shapes``.

    Parameters
    ----------
    jurisdictions
        What lies at and below any of these is drawn.
    scope
        MASKED hides counts of a few households.
    """
    given = prefixes(jurisdictions)
    return draw(conn, _LAYERS, address, Source(0, None, published=True), scope, given)


def prefixes(jurisdictions: Collection[str]) -> dict[str, list[str]]:
    """What codes at and below jurisdictions begin with, as the statements name it."""
    return {"codes": ["" if code == ROOT else code for code in jurisdictions]}


def _grids(zoom: int, _: Source) -> str:
    if zoom > SIMPLE_ZOOMS[-1]:
        return f"""
        select o.id, o.code, o.properties->>'name' as name, o.properties->>'kind' as kind,
            o.properties->>'category' as category,
            cast(o.properties->>'households' as int) as households, o.display
        from publications p join outlines o on o.publication = p.id and o.level = 'grid'
        where {_SEEN} and o.display {{here}}"""
    return f"""
        select g.id, g.code, g.name, g.kind, g.category, g.households, s.display
        from publications p
        join shapes s on s.plan = p.plan and s.level = '{simple_level(zoom)}'
        join grids g on g.plan = s.plan and g.id = s.unit and g.live
        join communities c on c.id = g.community and c.code = p.community
        where {_SEEN} and s.display {{here}}"""


def _microgrids(_: int, __: Source) -> str:
    return f"""
        select o.id, o.code, o.grid, o.display
        from publications p join outlines o on o.publication = p.id and o.level = 'microgrid'
        where {_SEEN} and o.display {{here}}"""


_LAYERS = (
    MvtLayer(
        "grids",
        {
            "code": "String", "name": "String", "kind": "String", "category": "String",
            "households": "Number",
        },
        _grids, counts=("households",), minzoom=6,
    ),
    MvtLayer(
        "microgrids", {"code": "String", "grid": "String"}, _microgrids, minzoom=13,
    ),
)  # fmt: skip
