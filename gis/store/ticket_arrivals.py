"""Tickets that wait to be written, in a table of their transaction."""

from __future__ import annotations

from collections.abc import Collection

import geopandas as gpd
import h3.api.basic_int as h3
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from gis.model import ROOT
from gis.model.tickets import Position
from gis.store import copying

Ints = NDArray[np.int64]
RESOLUTION = 10
"""Of the hexagon that a ticket keeps (H3)."""
INDEXED = 500
"""Rows from which on an index over them is worth its making."""
PLACE = ("lon", "lat")


def stage(conn: Connection, rows: pd.DataFrame) -> None:
    """Put rows into a table of this connection, where they wait for their numbers.

    The end of the transaction empties it.
    """
    frame = rows.drop(columns=list(PLACE), errors="ignore")
    if "position" in rows:
        good = (rows["position"] == Position.GOOD).to_numpy()
        places = [rows[name].to_numpy(dtype=float, na_value=np.nan) for name in PLACE]
        lon, lat = (np.where(good, values, np.nan) for values in places)
        points = np.full(len(rows), None, dtype=object)
        points[good] = shapely.points(lon[good], lat[good])
        cells = pd.array(hexes(lon, lat), dtype="Int64")
        frame = frame.assign(hex=cells, geom=gpd.GeoSeries(points, index=rows.index))
    if conn.execute(text("select to_regclass('pg_temp.arriving')")).scalar_one() is None:
        conn.execute(text(_ARRIVING))
    conn.execute(text(_EMPTY))
    copying.copy(conn, "arriving", frame, srid=4326)
    if len(frame) >= INDEXED:
        conn.execute(text(_INDEX))


def claim(conn: Connection) -> dict[int, int]:
    """Take the keys of arriving tickets; those taken before: position of the row, and ticket."""
    conn.execute(text(_CLAIM))
    return {row.change: row.ticket for row in conn.execute(text(_KNOWN))}


def turn_away(conn: Connection, within: Collection[str]) -> Ints:
    """Forget arriving tickets that lie in no community at or below some; their positions."""
    if ROOT in within:
        return np.zeros(0, dtype=np.int64)
    allowed = {"allowed": [f"{code}%" for code in within]}
    gone = conn.execute(text(_TURN_AWAY), allowed).scalars().all()
    conn.execute(text(_CLOSE_UP))
    return np.array(sorted(gone), dtype=np.int64)


def open_months(conn: Connection, times: pd.Series) -> None:
    """Make the tables of the months that tickets were reported in."""
    days = sorted(set(times.dt.tz_convert("UTC").dt.strftime("%Y-%m-01")))
    conn.execute(
        text("select open_ticket_months(day, day) from unnest(cast(:days as date[])) day"),
        {"days": days},
    )


def hexes(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> list[int | None]:
    """H3 index of points at ``RESOLUTION``; None for NaN."""
    places = zip(lat.tolist(), lon.tolist(), strict=True)
    # Unlike NaN, every number equals itself.
    return [h3.latlng_to_cell(y, x, RESOLUTION) if y == y else None for y, x in places]  # noqa: PLR0124


# Stays for the next report: tables that come and go with every one would wear the catalogues.
_ARRIVING = """
create temp table arriving on commit delete rows as table tickets with no data;
alter table pg_temp.arriving drop column display,
    add column display geometry(point, 3857) generated always as (ST_Transform(geom, 3857))
    stored, alter column deferred set default false, alter column escalated set default 0
"""
_EMPTY = "drop index if exists pg_temp.arriving_display; delete from pg_temp.arriving"
_INDEX = """
create index arriving_display on pg_temp.arriving using gist (display); analyze pg_temp.arriving
"""
_CLAIM = """
insert into ticket_keys (source, external, ticket, reported_at)
select source, external, id, reported_at from pg_temp.arriving
order by source, external, change
on conflict do nothing
"""
_KNOWN = """
delete from pg_temp.arriving a using ticket_keys k
where k.source = a.source and k.external = a.external and k.ticket <> a.id
returning a.change, k.ticket
"""
_TURN_AWAY = """
delete from pg_temp.arriving a using pg_temp.located l
where l.id = a.id and not l.community like any(:allowed)
returning a.change
"""
# Numbers of changes have no gap.
_CLOSE_UP = """
update pg_temp.arriving a set change = o.place
from (select id, row_number() over (order by change) as place from pg_temp.arriving) o
where o.id = a.id
"""
