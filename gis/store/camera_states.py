"""How cameras did: times with one status each, and uptime from them.

A status is only known for a while after it was looked at. Where nobody looked any more, because
the service stood still, what was known ends and the rest of the time is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, or_, select, text

from gis.model.cameras import CameraStatus
from gis.store.inforce import prefixes
from gis.store.tables import cameras

LASTS = timedelta(minutes=3)
"""How long a status is believed: three looks of a minute each."""


STATUS_NOW = (
    "case when cameras.checked_at < now() - interval '3 minutes' then 'unknown'"
    " else cameras.status end"
)
"""A camera's status as of now, in SQL: what was found too long ago tells nothing any more."""


@dataclass(frozen=True, slots=True)
class Due:
    """A camera to be looked at."""

    id: int
    stream: str


@dataclass(frozen=True, slots=True)
class Look:
    """What was found of a camera."""

    camera: int
    status: CameraStatus
    detail: str | None = None


def due(
    conn: Connection, every: timedelta, most: int, scope: Collection[str] | None = None
) -> list[Due]:
    """Standing cameras with a stream that nobody looked at for a while, the longest first.

    Parameters
    ----------
    scope
        Only those at or below these jurisdictions; None: all.
    """
    late = or_(cameras.c.checked_at.is_(None), cameras.c.checked_at <= func.now() - every)
    query = select(cameras.c.id, cameras.c.stream).where(
        cameras.c.live, cameras.c.stream.is_not(None), late
    )
    if scope is not None:
        query = query.where(
            or_(*(cameras.c.jurisdiction.startswith(one) for one in prefixes(scope)["codes"]))
        )
    rows = conn.execute(
        query.order_by(cameras.c.checked_at.nulls_first(), cameras.c.id).limit(most)
    )
    return [Due(row.id, row.stream) for row in rows]


# One after the other: what was open ends, a gap becomes unknown, the new status begins. Each
# begins where the one before ends, whatever the clock says.
_CLOSE = text(
    """
    update camera_states s set until = greatest(s.since + interval '1 microsecond', least(
        clock_timestamp(), case when c.checked_at < clock_timestamp() - cast(:lasts as interval)
            then c.checked_at + cast(:lasts as interval) else clock_timestamp() end))
    from jsonb_to_recordset(cast(:looks as jsonb)) as look (camera int, status text, detail text)
    join cameras c on c.id = look.camera
    where s.camera = look.camera and s.until is null and (
        s.status <> look.status or s.detail is distinct from look.detail
        or (c.checked_at < clock_timestamp() - cast(:lasts as interval) and s.status <> 'unknown'))
    """
)
_GAP = text(
    """
    insert into camera_states (camera, since, until, status, detail)
    select last.camera, last.until,
        greatest(clock_timestamp(), last.until + interval '1 microsecond'),
        'unknown', 'not looked at'
    from jsonb_to_recordset(cast(:looks as jsonb)) as look (camera int, status text, detail text)
    join cameras c on c.id = look.camera
    cross join lateral (
        select s.camera, s.since, s.until from camera_states s
        where s.camera = look.camera order by s.since desc limit 1
    ) last
    where last.until is not null and c.checked_at < clock_timestamp() - cast(:lasts as interval)
    """
)
_BEGIN = text(
    """
    insert into camera_states (camera, since, status, detail)
    select look.camera, coalesce(last.until, clock_timestamp()), look.status, look.detail
    from jsonb_to_recordset(cast(:looks as jsonb)) as look (camera int, status text, detail text)
    left join lateral (
        select s.until, s.since from camera_states s
        where s.camera = look.camera order by s.since desc limit 1
    ) last on true
    where last.since is null or last.until is not null
    """
)
_NOTE = text(
    """
    update cameras set status = look.status, checked_at = clock_timestamp()
    from jsonb_to_recordset(cast(:looks as jsonb)) as look (camera int, status text, detail text)
    where cameras.id = look.camera
    """
)


def record(conn: Connection, looks: Sequence[Look]) -> None:
    """Note what was found of cameras, each once."""
    told = [{"camera": one.camera, "status": one.status, "detail": one.detail} for one in looks]
    given = {"looks": json.dumps(told), "lasts": LASTS}
    own = cameras.c.id.in_([one.camera for one in looks])
    # Two who look at the same camera take turns.
    conn.execute(select(cameras.c.id).where(own).order_by(cameras.c.id).with_for_update())
    for statement in (_CLOSE, _GAP, _BEGIN, _NOTE):
        named = given if ":lasts" in statement.text else {"looks": given["looks"]}
        conn.execute(statement, named)


_UPTIME = """
    with shown as materialized (
        select c.id, c.{by} as key, c.checked_at from cameras c
        where c.live and exists (
            select from unnest(cast(:codes as text[])) own where starts_with(c.jurisdiction, own))
    ), spent as (
        select s.camera, s.status, extract(epoch from greatest(interval '0',
            least(cast(:end as timestamptz), coalesce(s.until,
                least(now(), shown.checked_at + cast(:lasts as interval))))
            - greatest(cast(:start as timestamptz), s.since))) as seconds
        from camera_states s join shown on shown.id = s.camera
        where s.since < :end and coalesce(s.until, now()) > :start
    ), each as (
        select camera, coalesce(sum(seconds) filter (where status = 'online'), 0) as online,
            coalesce(sum(seconds) filter (where status = 'offline'), 0) as offline
        from spent group by camera
    ), span as (
        select extract(epoch from greatest(interval '0',
            least(cast(:end as timestamptz), now()) - cast(:start as timestamptz))) as whole
    )
    select key, count(*) as cameras, coalesce(sum(online), 0) as online,
        coalesce(sum(offline), 0) as offline,
        count(*) * max(whole) - coalesce(sum(online), 0) - coalesce(sum(offline), 0) as unknown,
        sum(online) / nullif(sum(online) + sum(offline), 0) as uptime
    from shown left join each on each.camera = shown.id cross join span
    group by key order by key nulls last
"""


def uptime(
    conn: Connection, scope: Collection[str], by: str, start: datetime, end: datetime
) -> Sequence[RowMapping]:
    """Seconds online, offline and unknown of the standing cameras of each department or grid.

    Parameters
    ----------
    by
        ``department`` or ``grid``.
    start, end
        Only what lies between, and before now.

    Returns
    -------
    ``key``, ``cameras``, ``online``, ``offline``, ``unknown`` (seconds of all its cameras) and
    ``uptime``: online of online and offline; null where nothing is known.
    """
    statement = text(_UPTIME.format(by={"department": "department", "grid": "grid"}[by]))
    given: dict[str, Any] = {"start": start, "end": end, "lasts": LASTS, **prefixes(scope)}
    return conn.execute(statement, given).mappings().all()


_LOCK = text("select pg_try_advisory_lock(:key)")
_KEY = 0x43414D53


def hold_alone(conn: Connection) -> bool:
    """Whether this connection is, until it closes, the only one that looks at cameras."""
    return bool(conn.execute(_LOCK, {"key": _KEY}).scalar_one())


def still_holds(conn: Connection) -> None:
    """Raise where the connection was lost, and the lock with it."""
    conn.execute(text("select 1"))
