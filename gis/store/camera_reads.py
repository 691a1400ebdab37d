"""Reading the register of cameras; addresses of streams are read by one function only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    Text,
    bindparam,
    func,
    literal_column,
    select,
    text,
)

from gis.errors import NotFoundError
from gis.store.camera_states import STATUS_NOW
from gis.store.inforce import prefixes
from gis.store.items import Box
from gis.store.scopes import within
from gis.store.tables import cameras, tickets

SHOWN = (
    "id", "code", "scheme", "name", "department", "kind", "direction", "fov", "range",
    "given_direction", "public_space", "purpose", "jurisdiction", "grid", "checked_at", "live",
    "version",
)  # fmt: skip
_STATUS = literal_column(STATUS_NOW, Text())
_MORE = (
    _STATUS.label("status"),
    func.ST_X(cameras.c.geom).label("lon"),
    func.ST_Y(cameras.c.geom).label("lat"),
    cameras.c.stream.is_not(None).label("has_stream"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cameras; None: whatever it is.

    Parameters
    ----------
    scope
        At or below any of these jurisdictions.
    live
        Whether those that were taken down are left out.
    """

    scope: Collection[str]
    box: Box | None = None
    department: str | None = None
    status: str | None = None
    grid: str | None = None
    live: bool = True


def listing(
    conn: Connection, wanted: Wanted, *, after: int = 0, limit: int | None = None
) -> Sequence[RowMapping]:
    """Cameras by number, from ``after`` on."""
    query = _shown().where(cameras.c.id > after, within(cameras.c.jurisdiction, wanted.scope))
    for column, value in (
        (cameras.c.department, wanted.department),
        (_STATUS, wanted.status),
        (cameras.c.grid, wanted.grid),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.live:
        query = query.where(cameras.c.live)
    if wanted.box is not None:
        edges = wanted.box.mercator()
        order = ("west", "south", "east", "north")
        envelope = func.ST_MakeEnvelope(*(edges[name] for name in order), 3857)
        query = query.where(func.ST_Intersects(cameras.c.display, envelope))
    return conn.execute(query.order_by(cameras.c.id).limit(limit)).mappings().all()


def get(conn: Connection, number: int) -> RowMapping:
    """One camera.

    Raises
    ------
    NotFoundError
        There is none.
    """
    row = conn.execute(_shown().where(cameras.c.id == number)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no camera {number}", f"没有编号为 {number} 的摄像头。")
    return row


def those(conn: Connection, numbers: Iterable[int]) -> dict[int, RowMapping]:
    """Cameras by number, as far as they are there."""
    query = _shown().where(cameras.c.id == func.any(list(numbers)))
    return {row["id"]: row for row in conn.execute(query).mappings()}


def stream(conn: Connection, number: int) -> str | None:
    """Where the gateway serves a camera that stands; never for an answer."""
    query = select(cameras.c.stream).where(cameras.c.id == number, cameras.c.live)
    address = conn.execute(query).scalar_one_or_none()
    return None if address is None else str(address)


_NEAR = text(
    """
    with place as (
        select ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) as spot,
            ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 3857) as display
    ), candidates as (
        (select c.id from cameras c, place
        where c.view && place.display and ST_Intersects(c.view, place.display)
            and c.live and c.public_space
            and exists (select from unnest(cast(:codes as text[])) own
                where starts_with(c.jurisdiction, own)))
        union
        (select c.id from cameras c, place
        where c.live and c.public_space
            and exists (select from unnest(cast(:codes as text[])) own
                where starts_with(c.jurisdiction, own))
        order by c.display <-> place.display limit :most)
    )
    select c.id, coalesce(ST_Intersects(c.view, place.display), false) as sees,
        ST_Distance(cast(c.geom as geography), cast(spot as geography)) as distance,
        degrees(ST_Azimuth(cast(c.geom as geography), cast(spot as geography))) as bearing
    from candidates join cameras c using (id) cross join place
    order by sees desc, distance, c.id limit :most
    """
).bindparams(bindparam("lon"), bindparam("lat"), bindparam("codes"), bindparam("most"))


@dataclass(frozen=True, slots=True)
class Near:
    """A camera near a place.

    Parameters
    ----------
    distance
        Metres from the camera to the place.
    sees
        Whether the place lies in its view.
    bearing
        Degrees clockwise from north in which the camera has the place; None where it stands there.
    """

    camera: RowMapping
    distance: float
    sees: bool
    bearing: float | None


def near(
    conn: Connection, scope: Collection[str], lon: float, lat: float, limit: int
) -> list[Near]:
    """Cameras of public space that see a place, then the others; the nearest first.

    Parameters
    ----------
    lon, lat
        Degrees of WGS 84, within the reach of web mercator.
    """
    given = {"lon": lon, "lat": lat, "most": limit, **prefixes(scope)}
    rows = conn.execute(_NEAR, given).all()
    known = those(conn, [row.id for row in rows])
    return [Near(known[row.id], row.distance, row.sees, row.bearing) for row in rows]


def _shown() -> Select[Any]:
    return select(*(cameras.c[name] for name in SHOWN), *_MORE)


def place_of_ticket(conn: Connection, number: int) -> tuple[float, float] | None:
    """Degrees of WGS 84 of a ticket; None where it has no good position."""
    where = func.ST_X(tickets.c.geom), func.ST_Y(tickets.c.geom)
    row = conn.execute(select(*where).where(tickets.c.id == number)).one_or_none()
    return None if row is None or row[0] is None else (float(row[0]), float(row[1]))
