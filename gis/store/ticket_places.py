"""Which grid and micro-grid tickets lie in, for one of them as for millions.

The outlines drive the join: each asks the index of the points once. The other way round, and left
to the planner, it takes twenty times as long.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, text

ARRIVING = "pg_temp.arriving"
"""Where tickets wait that are about to be written."""
UNPLACED = (
    "(select id, reported_at, change, display from tickets"
    " where grid_outline is null and geom is not null)"
)
"""Stored tickets that lie in no plan."""

# A table that comes and goes with every report would wear the catalogues.
_PASSING = """
create temp table if not exists located (
    id bigint, reported_at timestamptz, change bigint, community text, grid_outline bigint,
    grid text, microgrid_outline bigint, microgrid text
) on commit delete rows;
delete from pg_temp.located;
"""
_KEPT = """
create temp table kept (like pg_temp.located);
drop table pg_temp.located;
alter table pg_temp.kept rename to located
"""
# An outline counts as long as it was in force when the ticket was reported, or came into force
# later: then the first that came. Borders belong to the smallest code. The order of preference is
# one number, a grid's followed by six digits of the micro-grid's within it, so that one sorting of
# narrow rows finds both. In a tower several micro-grids lie above each other, and nobody says on
# which floor it was.
_LOCATE = """
insert into pg_temp.located
with grids as materialized (
    select o.id, o.code, o.display, o.publication, p.community, p.valid_from,
        coalesce(p.valid_to, 'infinity') as valid_to,
        1000000 * row_number() over (order by o.code, o.id) as of_the_day,
        1000000 * (count(*) over () + row_number() over (order by p.valid_from, o.code, o.id))
            as later
    from outlines o join publications p on p.id = o.publication
    where o.level = 'grid' and {which}
), microgrids as materialized (
    select o.id, o.code, o.display, o.floor_from is not null as stacked,
        grids.valid_from, grids.valid_to, grids.of_the_day, grids.later,
        row_number() over (partition by grids.id order by o.code, o.id) as place
    from grids join outlines o
        on o.publication = grids.publication and o.level = 'microgrid' and o.grid = grids.code
), known as (
    select display, valid_from, valid_to, of_the_day, later, 0 as place, false as stacked
    from grids
    union all
    select display, valid_from, valid_to, of_the_day, later, place, stacked from microgrids
), hit as (
    select spot.id, spot.reported_at, spot.change, known.place, known.stacked, known.place
        + case when known.valid_from <= spot.reported_at then of_the_day else later end as rank
    from known
    cross join lateral (
        select id, reported_at, change from {points} point
        where point.display && known.display and point.reported_at < known.valid_to
            and ST_Intersects(known.display, point.display)
        offset 0
    ) spot
), best as (
    select id, reported_at, change, min(rank) filter (where place = 0) as grid,
        min(rank) filter (where place > 0) as microgrid,
        min(rank) filter (where stacked) as lowest, count(*) filter (where stacked) as stack
    from hit group by id, reported_at, change
), ranked as (
    select of_the_day as rank, id, code, community from grids
    union all select later, id, code, community from grids
), ranked_microgrids as (
    select of_the_day as grid, of_the_day + place as rank, id, code from microgrids
    union all select later, later + place, id, code from microgrids
)
select best.id, best.reported_at, best.change, ranked.community, ranked.id as grid_outline,
    ranked.code as grid, m.id as microgrid_outline, m.code as microgrid
from best join ranked on ranked.rank = best.grid
left join ranked_microgrids m on m.rank = best.microgrid and m.grid = best.grid
    and not (best.stack > 1 and best.microgrid = best.lowest)
"""
_EXTENTS = """
select ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
from (
    select ST_Transform(ST_SetSRID(ST_Extent(display)::geometry, 3857), 4326) as box
    from communities group by left(code, 6)
) counties
order by 1, 2, 3, 4
"""
_PILED = """
select asked.row - 1
from unnest(cast(:sources as text[]), cast(:lon as float[]), cast(:lat as float[]),
    cast(:months as date[])) with ordinality as asked (source, lon, lat, month, row)
where (
    select count(*) from (
        select from tickets t
        where t.display && ST_Transform(ST_SetSRID(ST_MakePoint(asked.lon, asked.lat), 4326), 3857)
            and t.reported_at >= asked.month::timestamp at time zone 'UTC'
            and t.reported_at < (asked.month + interval '1 month') at time zone 'UTC'
            and ST_X(t.geom) = asked.lon and ST_Y(t.geom) = asked.lat and t.source = asked.source
        limit :most
    ) same
) >= :most
"""
MARGIN = 0.05
"""Degrees around a county in which its tickets may lie."""
_NEAR = "o.display && (select ST_SetSRID(ST_Extent(display)::geometry, 3857) from {points} point)"


def extents(conn: Connection) -> list[tuple[float, float, float, float]]:
    """Around the communities of each county: west, south, east, north in degrees of WGS 84."""
    return [
        (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
        for west, south, east, north in conn.execute(text(_EXTENTS))
    ]


def piled(conn: Connection, rows: pd.DataFrame, most: int) -> NDArray[np.int64]:
    """Positions of rows at whose exact point so many stored tickets of a source and month lie.

    Parameters
    ----------
    rows
        ``source``, ``reported_at``, ``lon`` and ``lat``.
    """
    given = {
        "sources": rows["source"].tolist(),
        "lon": rows["lon"].tolist(),
        "lat": rows["lat"].tolist(),
        "months": rows["reported_at"].dt.strftime("%Y-%m-01").tolist(),
        "most": most,
    }
    found = conn.execute(text(_PILED), given).scalars().all()
    return np.array(found, dtype=np.int64)


def locate(
    conn: Connection,
    points: str = ARRIVING,
    *,
    publications: Collection[int] | None = None,
    everywhere: bool = False,
    keep: bool = False,
) -> int:
    """Find the grid and micro-grid of points; they stand in the temporary table ``located``.

    Parameters
    ----------
    points
        A table or query with ``id``, ``reported_at``, ``change`` and ``display`` (web mercator).
    publications
        Only outlines of these.
    everywhere
        Try all outlines, not only those near the points: for points that are everywhere.
    keep
        Keep the table beyond the transaction.

    Returns
    -------
    How many lie in a grid. ``located`` has ``id``, ``reported_at``, ``change``, ``community``,
    ``grid_outline``, ``grid``, ``microgrid_outline`` and ``microgrid`` of those.
    """
    which = _NEAR.format(points=points)
    if publications is not None:
        which = "o.publication = any(:publications)"
    elif everywhere:
        which = "true"
        # Sorting millions on disk takes twice as long; for this transaction alone.
        conn.execute(text("set local work_mem = '256MB'"))
    given = {} if publications is None else {"publications": list(publications)}
    conn.execute(text(_PASSING + _KEPT if keep else _PASSING))
    return conn.execute(text(_LOCATE.format(points=points, which=which)), given).rowcount
