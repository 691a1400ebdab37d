"""Stored tickets that lay in no grid, once a plan is in force where they are."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, text

from gis.store import events, ticket_writes
from gis.store.ticket_places import UNPLACED, locate

_WAITING = """
select count(*) from (
    select from tickets where grid_outline is null and geom is not null and (
        cast(:publications as int[]) is null or display && (
            select ST_SetSRID(ST_Extent(display)::geometry, 3857) from outlines
            where level = 'grid' and publication = any(cast(:publications as int[]))
        )
    )
    limit :most
) few
"""
# Whoever was changed meanwhile may lie elsewhere by now.
_TAKE = """
create temp table chosen on commit drop as
select own.*, row_number() over (order by own.id) as number from (
    select l.* from pg_temp.located l
    join tickets t on t.id = l.id and t.reported_at = l.reported_at and t.change = l.change
    where l.id > :after
    order by l.id limit :most
    for update of t
) own
"""
_PLACE = """
update tickets t set grid_outline = p.grid_outline, grid = p.grid,
    microgrid_outline = p.microgrid_outline, microgrid = p.microgrid,
    jurisdiction = p.community, change = :before + p.number
from pg_temp.chosen p where t.id = p.id and t.reported_at = p.reported_at
"""


def waiting(conn: Connection, most: int, publications: Collection[int] | None = None) -> int:
    """How many tickets with a place lie in no grid, ``most`` at most.

    Parameters
    ----------
    publications
        Only those near the outlines of these.
    """
    given = {"most": most, "publications": None if publications is None else list(publications)}
    return int(conn.execute(text(_WAITING), given).scalar_one())


def find(conn: Connection, publications: Collection[int] | None = None) -> int:
    """Find the grids of all that lie in none; returns for how many there is one.

    They wait in a table of this connection, for ``place``, until ``forget``.
    """
    everywhere = publications is None
    found = locate(conn, UNPLACED, publications=publications, everywhere=everywhere, keep=True)
    conn.execute(text("create index on pg_temp.located (id)"))
    conn.execute(text("analyze pg_temp.located"))
    return found


def place(conn: Connection, after: int, most: int) -> int | None:
    """Put the next of those that were found into their grids, in the caller's transaction.

    Parameters
    ----------
    after
        Only tickets with a higher id.

    Returns
    -------
    The highest id that was put; None where nothing is left.
    """
    conn.execute(text("drop table if exists pg_temp.chosen"))
    count = conn.execute(text(_TAKE), {"after": after, "most": most}).rowcount
    if not count:
        return None
    last = ticket_writes.forward(conn, count)
    conn.execute(text(_PLACE), {"before": last - count})
    events.announce_tickets(conn, last)
    highest = conn.execute(text("select max(id) from pg_temp.chosen")).scalar_one()
    return int(highest)


def forget(conn: Connection) -> None:
    """Forget what was found."""
    conn.execute(text("drop table if exists pg_temp.located"))
