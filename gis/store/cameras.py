"""The register of cameras: written by code, taken down but never deleted."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, text, update

from gis.errors import StaleError
from gis.store.tables import cameras

CHUNK = 1000
"""Cameras sent to the database at once."""
GIVEN = (
    "scheme", "name", "department", "kind", "direction", "fov", "range", "given_direction",
    "public_space", "purpose", "jurisdiction",
)  # fmt: skip
"""What is said of a camera besides its code, place, stream and view."""

_TYPES = {
    "direction": "float8", "fov": "float8", "range": "float8", "public_space": "boolean",
    "lon": "float8", "lat": "float8",
}  # fmt: skip
_ROW = ("code", *GIVEN, "stream", "lon", "lat", "view")
_RECORD = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in _ROW)
_SAME = " or ".join(f"cameras.{name} is distinct from excluded.{name}" for name in GIVEN)
# Without a stream the known one stays; an empty one takes it away.
_SAVE = text(
    f"""
    insert into cameras as cameras (code, {", ".join(GIVEN)}, stream, geom, view)
    select code, {", ".join(GIVEN)}, stream, ST_SetSRID(ST_MakePoint(lon, lat), 4326),
        ST_SetSRID(ST_GeomFromWKB(decode(view, 'hex')), 3857)
    from jsonb_to_recordset(cast(:rows as jsonb)) as given ({_RECORD})
    on conflict (code) do update set
        {", ".join(f"{name} = excluded.{name}" for name in GIVEN)},
        stream = nullif(coalesce(excluded.stream, cameras.stream), ''),
        geom = excluded.geom, view = excluded.view, live = true, version = cameras.version + 1
    where {_SAME} or not cameras.live or not ST_Equals(cameras.geom, excluded.geom)
        or coalesce(excluded.stream, cameras.stream, '') <> coalesce(cameras.stream, '')
    returning id, code, xmax = 0 as new
    """  # noqa: S608 -- only texts of the program are put together; values are bound
)
_PLAIN = text("update cameras set stream = null where stream = '' and id = any(:ids)")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a camera: ``outcome`` is new, changed or known."""

    id: int
    code: str
    outcome: str


def save(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Saved]:
    """Write cameras by their code, in the order given.

    A camera that is told as it is known keeps its version and its view; one that was taken down
    stands again.

    Parameters
    ----------
    rows
        ``code`` (each once), the columns of ``GIVEN``, ``stream`` (None: as it was; empty: none),
        ``lon`` and ``lat`` in degrees of WGS 84, ``view`` as hexadecimal WKB in web mercator or
        None.
    """
    written: dict[str, Saved] = {}
    # Everybody in the same order, so that two imports never wait for each other in a ring.
    ordered = sorted(rows, key=lambda row: str(row["code"]))
    for first in range(0, len(ordered), CHUNK):
        told = [{name: row.get(name) for name in _ROW} for row in ordered[first : first + CHUNK]]
        found = conn.execute(_SAVE, {"rows": json.dumps(told, ensure_ascii=False)})
        for row in found:
            written[row.code] = Saved(row.id, row.code, "new" if row.new else "changed")
    codes = [str(row["code"]) for row in rows]
    known = select(cameras.c.code, cameras.c.id).where(cameras.c.code == func.any(codes))
    for code, number in conn.execute(known):
        written.setdefault(code, Saved(number, code, "known"))
    saved = [written[code] for code in codes]
    conn.execute(_PLAIN, {"ids": [one.id for one in saved]})
    return saved


def holders(conn: Connection, codes: Collection[str]) -> dict[str, str]:
    """The jurisdiction of each camera that is known by one of these codes."""
    wanted = select(cameras.c.code, cameras.c.jurisdiction)
    rows = conn.execute(wanted.where(cameras.c.code == func.any(list(codes))))
    return {row.code: row.jurisdiction for row in rows}


def change(conn: Connection, number: int, version: int | None, values: Mapping[str, Any]) -> None:
    """Change some columns of a camera.

    Parameters
    ----------
    version
        The one that the change is based on; None for whatever is there.
    values
        Columns of ``GIVEN``, ``stream``, ``live``, ``lon`` with ``lat``, ``view`` as hexadecimal
        WKB.

    Raises
    ------
    StaleError
        Somebody else changed it since.
    """
    now = conn.execute(
        select(cameras.c.version).where(cameras.c.id == number).with_for_update()
    ).scalar_one()
    if version is not None and version != now:
        raise StaleError(
            f"the camera is at version {now}, not {version}",
            f"摄像头已是第 {now} 版，您依据的是第 {version} 版。",
            now,
            (),
        )
    told = dict(values)
    if "lon" in told:
        point = func.ST_MakePoint(told.pop("lon"), told.pop("lat"))
        told["geom"] = func.ST_SetSRID(point, 4326)
    if told.get("view") is not None:
        shape = func.ST_GeomFromWKB(func.decode(told["view"], "hex"))
        told["view"] = func.ST_SetSRID(shape, 3857)
    changed = update(cameras).where(cameras.c.id == number)
    conn.execute(changed.values(**told, version=cameras.c.version + 1))


def set_views(conn: Connection, views: Mapping[int, str | None]) -> None:
    """Store what cameras see, as hexadecimal WKB in web mercator; no change of the register."""
    statement = text(
        "update cameras set view = ST_SetSRID(ST_GeomFromWKB(decode(given.view, 'hex')), 3857)"
        " from jsonb_to_recordset(cast(:rows as jsonb)) as given (id int, view text)"
        " where cameras.id = given.id"
    )
    rows = [{"id": number, "view": view} for number, view in sorted(views.items())]
    for first in range(0, len(rows), CHUNK):
        conn.execute(statement, {"rows": json.dumps(rows[first : first + CHUNK])})


def place_in_grids(
    conn: Connection, *, ids: Iterable[int] | None = None, communities: Iterable[str] = ()
) -> int:
    """Derive the grids of cameras from the plan in force now; returns how many changed.

    A camera on a border belongs to the grid with the smallest code.

    Parameters
    ----------
    ids
        Of these cameras; None: of those that lie in ``communities``, or did.
    communities
        Codes of communities that have another plan now.
    """
    statement = text(
        """
        update cameras set grid = found.grid from (
            select c.id, (
                select min(o.code) from outlines o
                join publications p on p.id = o.publication and p.valid_to is null
                where o.level = 'grid' and o.display && c.display
                    and ST_Intersects(o.display, c.display)
            ) as grid
            from cameras c
            where c.id = any(:ids) or exists (
                select from unnest(cast(:communities as text[])) as one (code)
                where c.jurisdiction = one.code or starts_with(c.grid, one.code)
                    or (c.grid is null and starts_with(one.code, c.jurisdiction))
            )
        ) found
        where cameras.id = found.id and cameras.grid is distinct from found.grid
        """
    )
    given = {"ids": list(ids or ()), "communities": list(communities)}
    return int(conn.execute(statement, given).rowcount)


_COMMUNITIES = text(
    """
    select given.at - 1 as at, (
        select c.code from communities c
        where c.display && spot and ST_Intersects(c.display, spot)
        order by c.dataset desc, c.code limit 1
    ) as code
    from unnest(cast(:lon as float8[]), cast(:lat as float8[]))
        with ordinality as given (lon, lat, at)
    cross join lateral (
        select ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 3857) as spot offset 0
    ) placed
    order by given.at
    """
)


def communities_at(
    conn: Connection, lon: Sequence[float], lat: Sequence[float]
) -> list[str | None]:
    """Codes of the communities at places in degrees of WGS 84; None where none is known."""
    found = conn.execute(_COMMUNITIES, {"lon": list(lon), "lat": list(lat)})
    return [row.code for row in found]


# The buildings of the plan in force; where none is, those of the latest dataset.
_BUILDINGS = text(
    """
    with box as (select ST_MakeEnvelope(:west, :south, :east, :north, 3857) as box),
    lands as materialized (
        select distinct on (c.code) c.id from box, communities c
        left join publications p on p.community = c.code and p.valid_to is null
        left join plans on plans.id = p.plan and plans.dataset = c.dataset
        where c.display && box order by c.code, plans.id is null, c.dataset desc
    )
    select ST_AsBinary(b.display) from box, buildings b
    where b.display && box and b.community in (select id from lands)
        and ST_Dimension(b.display) = 2
    """
)


def buildings_in(
    conn: Connection, west: float, south: float, east: float, north: float
) -> list[bytes]:
    """Footprints that meet a box, as WKB; all in metres of web mercator."""
    given = {"west": west, "south": south, "east": east, "north": north}
    return [bytes(row[0]) for row in conn.execute(_BUILDINGS, given)]
