"""What was in force where and when: publications by date, and the outlines that hold points."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, or_, select, text

from gis.store.scopes import within
from gis.store.tables import datasets, jurisdictions, outlines, plans, publications


@dataclass(frozen=True, slots=True)
class Term:
    """A plan in force in a community from one instant up to, not including, another."""

    publication: int
    community: str
    plan: int
    name: str
    version: int
    srid: int
    valid_from: datetime
    valid_to: datetime | None
    submitted_by: str | None
    approved_by: str | None


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline without its geometry; ``said`` is what was published of a grid, else None."""

    id: int
    publication: int
    level: str
    code: str
    grid: str | None
    floor_from: int | None
    floor_to: int | None
    said: Mapping[str, Any] | None


# Boxes find the candidates of each point through the index; then each outline is unpacked and
# prepared once for all of its points, which is what makes many points quick.
_COVERING = text(
    """
    with given as materialized (
        select position - 1 as position, ST_SetSRID(ST_MakePoint(lon, lat), 4326) as spot
        from unnest(cast(:lon as float8[]), cast(:lat as float8[]))
            with ordinality as given (lon, lat, position)
    ), near as materialized (
        select found.id, array_agg(position) as positions, array_agg(spot) as spots
        from given
        cross join lateral (
            select outlines.id from outlines
            where outlines.display && ST_Expand(ST_Transform(spot, 3857), 1)
                and outlines.publication = any(:publications)
            offset 0
        ) found
        group by found.id
    )
    select hits.position, outlines.id from near
    join outlines on outlines.id = near.id
    cross join lateral (
        select position from unnest(positions, spots) as asked (position, spot)
        where ST_Covers(outlines.geom, ST_Transform(spot, ST_SRID(outlines.geom)))
        offset 0
    ) hits
    order by hits.position, outlines.level, outlines.code
    """
)


def terms(
    conn: Connection,
    scope: Collection[str],
    *,
    at: datetime | None = None,
    community: str | None = None,
    plan: int | None = None,
) -> list[Term]:
    """Publications at and below the jurisdictions of ``scope``, in the order they began.

    Parameters
    ----------
    at
        Only what was in force at this instant.
    community, plan
        Only those of a community, or of a plan.
    """
    wanted = _terms().where(within(publications.c.community, scope))
    if at is not None:
        ended = publications.c.valid_to
        wanted = wanted.where(publications.c.valid_from <= at, or_(ended.is_(None), ended > at))
    if community is not None:
        wanted = wanted.where(publications.c.community == community)
    if plan is not None:
        wanted = wanted.where(publications.c.plan == plan)
    return [Term(*row) for row in conn.execute(wanted.order_by(publications.c.id))]


def _terms() -> Select[Any]:
    return (
        select(
            publications.c.id,
            publications.c.community,
            publications.c.plan,
            plans.c.name,
            publications.c.plan_version,
            datasets.c.srid,
            publications.c.valid_from,
            publications.c.valid_to,
            plans.c.submitted_by,
            plans.c.approved_by,
        )
        .join(plans, plans.c.id == publications.c.plan)
        .join(datasets, datasets.c.id == plans.c.dataset)
    )


def covering(
    conn: Connection, among: Collection[int], lon: Sequence[float], lat: Sequence[float]
) -> list[tuple[int, Outline]]:
    """Outlines of the publications ``among`` that hold points, borders included.

    Parameters
    ----------
    lon, lat
        Degrees in WGS 84; latitudes within the reach of web mercator.

    Returns
    -------
    Position of each point and an outline, by point, grids before micro-grids, by code.
    """
    given = {"lon": list(lon), "lat": list(lat), "publications": list(among)}
    pairs = conn.execute(_COVERING, given).all()
    wanted = sorted({outline for _, outline in pairs})
    grid = case((outlines.c.level == "grid", outlines.c.properties), else_=None)
    columns = [outlines.c[name] for name in Outline.__slots__ if name != "said"]
    query = select(*columns, grid.label("said")).where(outlines.c.id == func.any(wanted))
    known = {row["id"]: Outline(**row) for row in conn.execute(query).mappings()}
    return [(point, known[outline]) for point, outline in pairs]


_SHARING = text(
    """
    select one.id, other.id
    from unnest(cast(:one as int[]), cast(:other as int[])) as pair (one, other)
    join outlines one on one.id = pair.one
    join outlines other on other.id = pair.other
    where ST_Relate(one.geom, other.geom, 'T********')
    """
)


def over_same_ground(conn: Connection, pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those pairs of outlines that share land, not only a border."""
    if not pairs:
        return set()
    one, other = zip(*sorted(pairs), strict=True)
    rows = conn.execute(_SHARING, {"one": list(one), "other": list(other)})
    return {(row[0], row[1]) for row in rows}


def names(conn: Connection, codes: Collection[str]) -> dict[str, tuple[str, str]]:
    """Name and level of jurisdictions by code."""
    wanted = select(jurisdictions.c.code, jurisdictions.c.name, jurisdictions.c.level)
    rows = conn.execute(wanted.where(jurisdictions.c.code.in_(codes)))
    return {code: (name, level) for code, name, level in rows}
