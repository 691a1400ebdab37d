"""Posts: places one comes from, and places one goes to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, text, update

from gis.store.scopes import within
from gis.store.tables import posts


@dataclass(frozen=True, slots=True)
class Post:
    """A post that is there; degrees of WGS 84."""

    id: int
    name: str
    kind: str
    category: str
    jurisdiction: str
    lon: float
    lat: float
    created_by: str
    created_at: datetime


_COLUMNS = (
    posts.c.id, posts.c.name, posts.c.kind, posts.c.category, posts.c.jurisdiction,
    func.ST_X(posts.c.geom).label("lon"), func.ST_Y(posts.c.geom).label("lat"),
    posts.c.created_by, posts.c.created_at,
)  # fmt: skip
_ADD = text("""
    insert into posts (name, kind, category, jurisdiction, created_by, geom)
    values (:name, :kind, :category, :jurisdiction, :by,
        ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
    returning id
""")
# A site whose post is there already, by name, category and place, is left as it is.
_TAKE = text("""
    with head as (
        select pl.dataset, p.community from publications p join plans pl on pl.id = p.plan
        where p.valid_to is null and pl.dataset = :dataset
    ), found as (
        select coalesce(f.properties ->> 'name', f.properties ->> 'id') as name,
            f.properties ->> 'category' as category, c.code as jurisdiction,
            ST_Transform(ST_PointOnSurface(f.geom), 4326) as geom
        from features f join communities c on c.dataset = f.dataset
            and ST_Intersects(c.geom, ST_PointOnSurface(f.geom))
        join head on head.community = c.code
        where f.dataset = :dataset and f.layer = 'sites'
            and f.properties ->> 'category' = any(:categories)
            and exists (select from unnest(cast(:codes as text[])) seen
                        where starts_with(c.code, seen))
    )
    insert into posts (name, kind, category, jurisdiction, created_by, geom)
    select distinct on (name, category, geom) name, :kind, category, jurisdiction, :by, geom
    from found where not exists (
        select from posts p where p.live and p.kind = :kind and p.name = found.name
            and p.category = found.category and ST_DWithin(p.geom, found.geom, 1e-6)
    )
    order by name, category, geom, jurisdiction
    returning id
""")


def get(conn: Connection, number: int) -> Post | None:
    """The post of this number, None where it is gone."""
    row = conn.execute(_live().where(posts.c.id == number)).one_or_none()
    return Post(*row) if row else None


def listing(
    conn: Connection,
    scope: Collection[str],
    *,
    kind: str | None = None,
    category: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Post]:
    """Posts at and below jurisdictions, by number."""
    wanted = _live().where(within(posts.c.jurisdiction, scope), posts.c.id > after)
    if kind is not None:
        wanted = wanted.where(posts.c.kind == kind)
    if category is not None:
        wanted = wanted.where(posts.c.category == category)
    return [Post(*row) for row in conn.execute(wanted.order_by(posts.c.id).limit(limit))]


def add(conn: Connection, rows: Sequence[dict[str, Any]], by: str) -> list[int]:
    """Add posts: ``name``, ``kind``, ``category``, ``jurisdiction``, ``lon``, ``lat``."""
    return [int(conn.execute(_ADD, {**row, "by": by}).scalar_one()) for row in rows]


def take_sites(
    conn: Connection, dataset: int, categories: Collection[str], kind: str,
    codes: Sequence[str], by: str,
) -> list[int]:  # fmt: skip
    """Make posts of sites of a dataset where it is in force; numbers of the new ones.

    Parameters
    ----------
    codes
        What codes of communities begin with in which sites may be taken.
    """
    given = {
        "dataset": dataset, "categories": list(categories), "kind": kind, "codes": list(codes),
        "by": by,
    }  # fmt: skip
    return [int(row.id) for row in conn.execute(_TAKE, given)]


def remove(conn: Connection, number: int) -> bool:
    """Take a post down; False where it was not there."""
    gone = update(posts).where(posts.c.id == number, posts.c.live).values(live=False)
    return bool(conn.execute(gone).rowcount)


def communities_at(
    conn: Connection, lon: Sequence[float], lat: Sequence[float]
) -> list[str | None]:
    """Code of the community in force that each place lies in; the smallest on a border."""
    query = text("""
        select given.position, min(c.code) as code
        from unnest(cast(:lon as float8[]), cast(:lat as float8[]))
            with ordinality as given (lon, lat, position)
        join communities c on ST_Intersects(
            c.display, ST_Transform(ST_SetSRID(ST_MakePoint(given.lon, given.lat), 4326), 3857))
        join publications p on p.community = c.code and p.valid_to is null
        join plans pl on pl.id = p.plan and pl.dataset = c.dataset
        group by given.position
    """)
    rows = conn.execute(query, {"lon": list(lon), "lat": list(lat)})
    found = {int(row.position): str(row.code) for row in rows}
    return [found.get(position + 1) for position in range(len(lon))]


def _live() -> Select[Any]:
    return select(*_COLUMNS).where(posts.c.live)
