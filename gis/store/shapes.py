"""Outlines of drafts, derived when somebody looks.

A plan assigns atoms; its polygons are their unions. They are kept in ``shapes`` with the version
of the unit they were derived from, so that only what changed is derived again. Several may do so
at once: a row is only ever replaced by a newer one.

Below zoom 12 grids are drawn in a generalised form, of which the neighbours stay watertight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from gis.geometry.cover import union_groups

AT_ONCE = 500
"""Units derived by one statement: bounds the memory that a city's atoms take."""

MERCATOR = 3857
WORLD = 40_075_016.68557849
"""Width of the world in web mercator, metres."""

SIMPLE_ZOOMS = (7, 9, 11)
"""Zooms for which a generalised form is kept; others below 12 take the next finer one."""


class Level(StrEnum):
    """Units that have outlines."""

    GRID = "grid"
    MICROGRID = "microgrid"


@dataclass(frozen=True)
class _Outlines:
    """Aligned arrays: number of each unit, the version it was derived from, its polygon."""

    units: NDArray[np.int64]
    versions: NDArray[np.int64]
    polygons: NDArray[np.object_]
    srid: int


_UNITS = {
    Level.GRID: "grids u",
    Level.MICROGRID: "microgrids u join grids g on g.plan = u.plan and g.id = u.grid",
}
_VERSION = {Level.GRID: "u.version", Level.MICROGRID: "g.version"}

# One statement, hence one snapshot: what is read belongs to the version read with it.
_STALE = """
with stale as (
    select u.id, {version} as version
    from {units}
    left join shapes s on s.plan = u.plan and s.level = :level and s.unit = u.id
    where u.plan = :plan and u.live and (s.version is null or s.version < {version}) {chosen}
    order by u.id limit :most
), ground as (
    select distinct stale.id, stale.version, x.foot
    from stale join assignments x on x.plan = :plan and x.{level} = stale.id
)
select ground.id, ground.version, st_asbinary(a.geom), st_srid(a.geom)
from ground join atoms a on a.id = ground.foot
order by ground.id, ground.foot
"""

_KEEP = """
insert into shapes (plan, level, unit, version, geom)
select :plan, :level, unit, version, st_setsrid(st_geomfromwkb(wkb), :srid)
from unnest(cast(:units as int[]), cast(:versions as int[]), cast(:wkbs as bytea[]))
    as derived (unit, version, wkb)
order by unit
on conflict (plan, level, unit) do update
set version = excluded.version, geom = excluded.geom
where shapes.version < excluded.version
"""


def refresh(
    connection: Connection, plan: int, level: Level, units: Sequence[int] | None = None
) -> int:
    """Derive the outlines of a plan's units that are missing or older than the unit.

    Stacked micro-grids get the ground of their tower.

    Parameters
    ----------
    plan
        Its id; a plan that is not there has nothing to derive.
    units
        Only these grids or micro-grids; all of the plan where None.

    Returns
    -------
    How many were derived.
    """
    query = text(
        _STALE.format(
            units=_UNITS[level],
            version=_VERSION[level],
            level=level,
            chosen="" if units is None else "and u.id = any(:chosen)",
        )
    )
    given: dict[str, Any] = {"plan": plan, "level": level, "most": AT_ONCE}
    if units is not None:
        given["chosen"] = list(units)
    total = 0
    while rows := connection.execute(query, given).all():
        derived = _unions(rows)
        _keep(connection, plan, level, derived)
        total += len(derived.units)
    return total


def _unions(rows: Sequence[Any]) -> _Outlines:
    number, version, wkb, srid = zip(*rows, strict=True)
    units, first, group = np.unique(number, return_index=True, return_inverse=True)
    polygons = shapely.from_wkb([bytes(one) for one in wkb])
    return _Outlines(units, np.asarray(version)[first], union_groups(polygons, group), srid[0])


def _keep(connection: Connection, plan: int, level: str, outlines: _Outlines) -> None:
    connection.execute(
        text(_KEEP),
        {
            "plan": plan,
            "level": level,
            "units": outlines.units.tolist(),
            "versions": outlines.versions.tolist(),
            "wkbs": shapely.to_wkb(outlines.polygons).tolist(),
            "srid": outlines.srid,
        },
    )


def simple_level(zoom: int) -> str:
    """Where in ``shapes`` the generalised grids of a zoom below 12 are kept."""
    return f"{Level.GRID}@{next(finer for finer in SIMPLE_ZOOMS if finer >= zoom)}"


# A community's grids are generalised together as soon as one of them has changed.
_STALE_SIMPLE = """
with stale as (
    select g.community, max(g.version) as version
    from grids g left join shapes s on s.plan = g.plan and s.level = :level and s.unit = g.id
    where g.plan = :plan and g.live
    group by g.community
    having bool_or(s.version is null) or min(s.version) < max(g.version)
)
select g.id, stale.version, st_asbinary(outline.display), g.community
from stale join grids g on g.plan = :plan and g.community = stale.community and g.live
join ({outlines}) outline on outline.unit = g.id
order by g.community, g.id
"""

_DRAWN = """
select s.unit, s.display, null as boundary_text, null as boundary_text_en
from shapes s where s.plan = :plan and s.level = 'grid' and s.display"""
_PUBLISHED = """
select g.id as unit, o.display, o.properties->>'boundary_text' as boundary_text,
    o.properties->>'boundary_text_en' as boundary_text_en
from publications p join outlines o on o.publication = p.id and o.level = 'grid'
join grids g on g.plan = p.plan and g.code = o.code and g.live
where p.plan = :plan and o.display"""


def grid_outlines(*, published: bool) -> str:
    """SELECT of a plan's grids as ``unit`` with ``display``, open for a condition on that."""
    return _PUBLISHED if published else _DRAWN


def refresh_simple(connection: Connection, plan: int, zoom: int, *, published: bool) -> int:
    """Derive the generalised grids of a zoom below 12 where one has changed in the community.

    Grids of one community are simplified together, so that they stay watertight; the community's
    own border keeps its vertices, so that it meets that of the next one. The outlines themselves
    must be fresh.

    Returns
    -------
    How many were derived.
    """
    level = simple_level(zoom)
    query = text(_STALE_SIMPLE.format(outlines=grid_outlines(published=published) + " is not null"))
    rows = connection.execute(query, {"plan": plan, "level": level}).all()
    if not rows:
        return 0
    number, version, wkb, community = zip(*rows, strict=True)
    polygons = shapely.from_wkb([bytes(one) for one in wkb])
    starts = np.flatnonzero(np.diff(community)) + 1
    # Half a pixel of a tile drawn 512 pixels wide.
    tolerance = WORLD / 2 ** int(level.removeprefix(f"{Level.GRID}@")) / 1024
    simple = [
        shapely.coverage_simplify(own, tolerance, simplify_boundary=False)
        for own in np.split(polygons, starts)
    ]
    _keep(
        connection,
        plan,
        level,
        _Outlines(np.asarray(number), np.asarray(version), np.concatenate(simple), MERCATOR),
    )
    return len(rows)
