"""What a monthly report is about: a grid or a jurisdiction, its names and its households."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, text


class Outlined(NamedTuple):
    """A grid as it was published."""

    code: str
    community: str
    name: str | None
    name_en: str | None
    households: int | None


# As in force just before an instant; where nothing was yet, as first published.
_GRIDS = """
    select distinct on (o.code) o.code, p.community, o.properties ->> 'name' as name,
        o.properties ->> 'name_en' as name_en,
        cast(cast(o.properties ->> 'households' as float8) as int) as households
    from publications p join outlines o on o.publication = p.id and o.level = 'grid'
    where {which}
    order by o.code, (p.valid_from < :at and coalesce(p.valid_to >= :at, true)) desc,
        p.valid_from
"""
_OF_CODE = text(_GRIDS.format(which="o.code = :code"))
_BELOW = text("""
    with term as (
        select distinct on (p.community) p.id, p.community from publications p
        where starts_with(p.community, :code)
        order by p.community, (p.valid_from < :at and coalesce(p.valid_to >= :at, true)) desc,
            p.valid_from
    )
    select o.code, term.community, o.properties ->> 'name' as name,
        o.properties ->> 'name_en' as name_en,
        cast(cast(o.properties ->> 'households' as float8) as int) as households
    from term join outlines o on o.publication = term.id and o.level = 'grid' order by o.code
""")


def grid(conn: Connection, code: str, at: datetime) -> Outlined | None:
    """A grid as it was in force up to an instant, else as it was first published."""
    row = conn.execute(_OF_CODE, {"code": code, "at": at}).one_or_none()
    return Outlined(*row) if row else None


def grids(conn: Connection, code: str, at: datetime) -> list[Outlined]:
    """The grids of a jurisdiction as they were in force up to an instant, by code."""
    rows = conn.execute(_BELOW, {"code": "" if code == "0" else code, "at": at})
    return [Outlined(*row) for row in rows]
