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

INDEXED = 500
"""Points from which on an index over them is worth its making."""
ARRIVING = "pg_temp.arriving"
"""Where tickets wait that are about to be written."""
UNPLACED = (
    "(select id, reported_at, change, display from tickets"
    " where grid_outline is null and geom is not null)"
)
"""Stored tickets that lie in no plan."""

# An outline counts as long as it was in force when the ticket was reported, or came into force
# later: then the first that came. Borders belong to the smallest code. The order of preference is
# one number, so that millions need no sorting of wide rows.
_GRIDS = """
create temp table placed on commit drop as
with known as materialized (
    select o.id, o.code, o.display, p.community, p.valid_from,
        coalesce(p.valid_to, 'infinity') as valid_to,
        row_number() over (order by o.code, o.id) as of_the_day,
        row_number() over (order by p.valid_from, o.code, o.id) + {later} as later
    from outlines o join publications p on p.id = o.publication
    where o.level = 'grid' and {which}
), best as (
    select spot.id, spot.reported_at, spot.change,
        min(case when known.valid_from <= spot.reported_at then known.of_the_day
            else known.later end) as rank
    from known
    cross join lateral (
        select id, reported_at, change from {points} point
        where point.display && known.display and point.reported_at < known.valid_to
            and ST_Intersects(known.display, point.display)
        offset 0
    ) spot
    group by spot.id, spot.reported_at, spot.change
), ranked as (
    select of_the_day as rank, id, code, community from known
    union all select later, id, code, community from known
)
select best.id, best.reported_at, best.change, ranked.community, ranked.id as grid_outline,
    ranked.code as grid
from best join ranked using (rank)
"""
# In a tower several micro-grids lie above each other, and nobody says on which floor it was.
_MICROGRIDS = """
create temp table located on commit {when} as
with known as materialized (
    select o.id, o.code, o.display, o.floor_from is not null as stacked, grid.id as grid_outline,
        row_number() over (order by o.code, o.id) as rank
    from outlines grid join outlines o
        on o.publication = grid.publication and o.level = 'microgrid' and o.grid = grid.code
    where grid.id in (select grid_outline from pg_temp.placed)
), hit as (
    select spot.id, known.grid_outline, min(known.rank) as rank,
        min(known.rank) filter (where known.stacked) as lowest,
        count(*) filter (where known.stacked) as stack
    from known
    cross join lateral (
        select id from {points} point
        where point.display && known.display and ST_Intersects(known.display, point.display)
        offset 0
    ) spot
    group by spot.id, known.grid_outline
)
select placed.*, known.id as microgrid_outline, known.code as microgrid
from pg_temp.placed
left join hit on hit.id = placed.id and hit.grid_outline = placed.grid_outline
    and not (hit.stack > 1 and hit.rank = hit.lowest)
left join known on known.rank = hit.rank
"""
LATER = 10**12
"""Beyond every number of an outline."""
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
    conn.execute(text("drop table if exists pg_temp.placed, pg_temp.located"))
    grids = _GRIDS.format(points=points, which=which, later=LATER)
    found = conn.execute(text(grids), given).rowcount
    if found >= INDEXED:
        conn.execute(text("analyze pg_temp.placed"))
    when = "preserve rows" if keep else "drop"
    conn.execute(text(_MICROGRIDS.format(points=points, when=when)))
    return found
