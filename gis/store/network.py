"""Roads, gates and homes of what is in force: what reach is computed from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, Executable, text

from gis.store import crs
from gis.store.inforce import prefixes


@dataclass(frozen=True, slots=True)
class Held:
    """A plan that is in force, and the communities in which it is."""

    plan: int
    dataset: int
    communities: tuple[str, ...]


_HELD = text("""
    select pl.id as plan, pl.dataset, array_agg(p.community order by p.community) as communities
    from publications p join plans pl on pl.id = p.plan
    where p.valid_to is null
        and exists (select from unnest(cast(:codes as text[])) seen
                    where starts_with(p.community, seen))
    group by pl.id, pl.dataset order by pl.id
""")
_AT = text("""
    select pl.id as plan, pl.dataset, array[p.community] as communities
    from publications p join plans pl on pl.id = p.plan
    join communities c on c.dataset = pl.dataset and c.code = p.community
    where p.valid_to is null
        and exists (select from unnest(cast(:codes as text[])) seen
                    where starts_with(p.community, seen))
        and ST_Intersects(
            c.display, ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 3857))
    order by p.community limit 1
""")
_LINES = text("""
    select properties ->> 'class' as class, properties ->> 'name' as name,
        cast(properties ->> 'crossable' as boolean) as crossable, ST_AsBinary(geom) as geom
    from features where dataset = :dataset and layer = 'barriers' order by position
""")
_CROSSINGS = text("""
    select ST_AsBinary(geom) as geom from features
    where dataset = :dataset and layer = 'crossings' order by position
""")
_HOMES = text("""
    select b.id, c.code as community, b.households,
        ST_X(spot) as x, ST_Y(spot) as y, ST_X(degrees) as lon, ST_Y(degrees) as lat
    from buildings b join communities c on c.id = b.community
    cross join lateral (select ST_PointOnSurface(b.geom) as spot) inner_point
    cross join lateral (select ST_Transform(spot, 4326) as degrees) in_degrees
    where b.dataset = :dataset and b.households > 0 order by b.id
""")
_GRIDS = text("""
    select ab.building, g.code as grid, g.name, c.code as community,
        sum(ab.households) as households
    from assignments x
    join grids g on g.plan = x.plan and g.id = x.grid and g.live
    join communities c on c.id = g.community
    join atom_buildings ab on ab.atom = x.atom
    where x.plan = :plan
    group by ab.building, g.code, g.name, c.code having sum(ab.households) > 0
    order by ab.building, g.code
""")
_OUTLINES = text("""
    select code, ST_AsBinary(geom) as geom from communities where dataset = :dataset order by code
""")


def held(conn: Connection, jurisdictions: Collection[str]) -> list[Held]:
    """The plans in force at and below jurisdictions."""
    rows = conn.execute(_HELD, prefixes(jurisdictions))
    return [Held(row.plan, row.dataset, tuple(row.communities)) for row in rows]


def held_at(
    conn: Connection, lon: float, lat: float, jurisdictions: Collection[str]
) -> Held | None:
    """The plan in force at a place in degrees (WGS 84), and the community it lies in."""
    given = {"lon": lon, "lat": lat, **prefixes(jurisdictions)}
    row = conn.execute(_AT, given).one_or_none()
    return Held(row.plan, row.dataset, tuple(row.communities)) if row else None


def lines(conn: Connection, dataset: int) -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:
    """Barriers (``class``, ``name``, ``crossable``) and crossings, in the CRS of the dataset."""
    srid = conn.execute(
        text("select srid from datasets where id = :dataset"), {"dataset": dataset}
    ).scalar_one()
    system = crs.crs_of(conn, srid)
    barriers = _frame(conn, _LINES, dataset=dataset)
    crossings = _frame(conn, _CROSSINGS, dataset=dataset)
    shapes = gpd.GeoSeries(_shapes(barriers), crs=system)
    given = gpd.GeoSeries(_shapes(crossings), crs=system)
    return gpd.GeoDataFrame(barriers.drop(columns="geom"), geometry=shapes), given


def homes(conn: Connection, dataset: int) -> pd.DataFrame:
    """Buildings with households: ``id``, ``community``, ``households``, ``x``, ``y`` in the CRS of
    the dataset, ``lon``, ``lat``.
    """  # noqa: D205 -- one sentence
    return _frame(conn, _HOMES, dataset=dataset)


def grids_of_homes(conn: Connection, plan: int) -> pd.DataFrame:
    """Households of each building in each grid: ``building``, ``grid``, ``name``, ``community``."""
    return _frame(conn, _GRIDS, plan=plan)


def communities(conn: Connection, dataset: int) -> dict[str, shapely.Geometry]:
    """Communities by code, in the CRS of the dataset."""
    found = _frame(conn, _OUTLINES, dataset=dataset)
    return dict(zip(found["code"], _shapes(found), strict=True))


def _frame(conn: Connection, query: Executable, **given: int) -> pd.DataFrame:
    result = conn.execute(query, given)
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def _shapes(frame: pd.DataFrame) -> np.ndarray:
    blobs = [bytes(one) for one in frame["geom"]]
    return np.asarray(shapely.from_wkb(np.array(blobs, dtype=object)), dtype=object)
