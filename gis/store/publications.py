"""What is in force: publications of plans, and their outlines, which never change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection, func, select, text, update

from gis.errors import ConflictError
from gis.model import PlanState
from gis.store.tables import communities, outlines, plan_communities, plans, publications

_SAVE = text(
    """
    insert into outlines
        (publication, level, code, grid, properties, floor_from, floor_to, digest, geom)
    select (row->>'publication')::int, row->>'level', row->>'code', row->>'grid',
        row->'properties', (row->>'floor_from')::int, (row->>'floor_to')::int, row->>'digest',
        ST_SetSRID(ST_GeomFromWKB(decode(row->>'geom', 'hex')), :srid)
    from jsonb_array_elements(cast(:rows as jsonb)) as given (row)
    """
)
CHUNK = 2000
"""Outlines sent to the database at once."""


def digest(
    level: str, code: str, grid: str | None, properties: Mapping[str, Any], shape: bytes
) -> str:
    """SHA-256 of everything an outline says; ``shape`` is little-endian WKB."""
    said = json.dumps(
        [level, code, grid, properties], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(said.encode() + b"\x00" + shape).hexdigest()


def submit(conn: Connection, plan: int, actor: str) -> None:
    """Freeze a draft for whoever approves it."""
    _move(conn, plan, PlanState.SUBMITTED, submitted_by=actor, submitted_at=func.now())


def reopen(conn: Connection, plan: int) -> None:
    """Make a submitted plan a draft again."""
    _move(conn, plan, PlanState.DRAFT, submitted_by=None, submitted_at=None)


@dataclass(frozen=True, slots=True)
class Enforced:
    """A plan that came into force.

    Parameters
    ----------
    numbers
        Publication by community code.
    superseded
        Plans that are in force nowhere any more, and their versions.
    """

    numbers: Mapping[str, int]
    superseded: Mapping[int, int]


def enforce(conn: Connection, plan: int, version: int, actor: str) -> Enforced:
    """Put a plan in force in all its communities.

    What was in force there ends at the same instant. The caller holds the plan's lock.

    Raises
    ------
    ConflictError
        Another plan came into force there at the same time.
    """
    codes = list(
        conn.execute(
            select(communities.c.code)
            .join(plan_communities, plan_communities.c.community == communities.c.id)
            .where(plan_communities.c.plan == plan)
            .order_by(communities.c.code)
        ).scalars()
    )
    before = conn.execute(
        select(publications.c.id, publications.c.plan, publications.c.valid_from)
        .where(publications.c.community.in_(codes), publications.c.valid_to.is_(None))
        .order_by(publications.c.community)
        .with_for_update()
    ).all()
    now = _instant(conn, [row.valid_from for row in before])
    conn.execute(
        update(publications)
        .where(publications.c.id.in_([row.id for row in before]))
        .values(valid_to=now)
    )
    rows = [
        {"plan": plan, "plan_version": version, "community": code, "valid_from": now}
        for code in codes
    ]
    numbers = _insert(conn, rows)
    _move(conn, plan, PlanState.PUBLISHED, approved_by=actor, published_at=now)
    return Enforced(numbers, _supersede(conn, {row.plan for row in before}))


def _insert(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Insert publications unless one is in force there: the one who came second is refused."""
    numbers = {}
    statement = text(
        """
        insert into publications (plan, plan_version, community, valid_from)
        values (:plan, :plan_version, :community, :valid_from)
        on conflict (community) where valid_to is null do nothing returning id
        """
    )
    for row in rows:
        number = conn.execute(statement, row).scalar_one_or_none()
        if number is None:
            raise ConflictError(
                f"another plan came into force in community {row['community']} at the same time; "
                "look at it before you publish yours",
                f"社区 {row['community']} 刚刚启用了另一个方案；请先查看再发布。",
            )
        numbers[str(row["community"])] = int(number)
    return numbers


def save_outlines(
    conn: Connection,
    numbers: Mapping[str, int],
    srid: int,
    grids: gpd.GeoDataFrame,
    microgrids: gpd.GeoDataFrame,
) -> int:
    """Store the outlines of a publication for ever; returns how many.

    Parameters
    ----------
    numbers
        Publication by community code.
    grids, microgrids
        Columns of ``frames.OUT_GRIDS`` with ``post``, and of ``OUT_MICROGRIDS``.
    """
    home = grids.set_index("code")["community"]
    rows = [
        *_rows("grid", grids, grids["community"], numbers),
        *_rows("microgrid", microgrids, microgrids["grid"].map(home), numbers),
    ]
    for first in range(0, len(rows), CHUNK):
        told = json.dumps(rows[first : first + CHUNK], ensure_ascii=False)
        conn.execute(_SAVE, {"srid": srid, "rows": told})
    return len(rows)


def _rows(
    level: str, frame: gpd.GeoDataFrame, community: pd.Series, numbers: Mapping[str, int]
) -> Iterable[dict[str, Any]]:
    values = frame.drop(columns="geometry").astype(object)
    values = values.where(values.notna(), None)
    shapes = shapely.to_wkb(
        shapely.normalize(frame.geometry.to_numpy()), output_dimension=2, byte_order=1
    )
    for said, shape, home in zip(values.to_dict("records"), shapes, community, strict=True):
        grid = said.get("grid")
        yield {
            "publication": numbers[home],
            "level": level,
            "code": said["code"],
            "grid": grid,
            "properties": said,
            "floor_from": said.get("floor_from"),
            "floor_to": said.get("floor_to"),
            "digest": digest(level, said["code"], grid, said, shape),
            "geom": shape.hex(),
        }


def altered(conn: Connection, plan: int) -> list[tuple[str, str]]:
    """Level and code of published outlines of a plan that differ from their digest."""
    shape = func.ST_AsBinary(outlines.c.geom, "NDR")
    wanted = (
        select(outlines.c.level, outlines.c.code, outlines.c.grid, outlines.c.properties, shape,
               outlines.c.digest, outlines.c.floor_from, outlines.c.floor_to)
        .join(publications, publications.c.id == outlines.c.publication)
        .where(publications.c.plan == plan)
        .order_by(outlines.c.level, outlines.c.code)
    )  # fmt: skip
    found = []
    for level, code, grid, said, wkb, kept, low, high in conn.execute(wanted):
        floors = (said.get("floor_from"), said.get("floor_to"))
        if digest(level, code, grid, said, bytes(wkb)) != kept or floors != (low, high):
            found.append((level, code))
    return found


def _instant(conn: Connection, begun: Sequence[datetime]) -> datetime:
    """Now, but never before what it ends began: the clock may have been set back."""
    now: datetime = conn.execute(select(func.clock_timestamp())).scalar_one()
    return max([now, *begun])


def _move(conn: Connection, plan: int, state: PlanState, **values: Any) -> None:
    conn.execute(update(plans).where(plans.c.id == plan).values(state=state.value, **values))


def _supersede(conn: Connection, which: Iterable[int]) -> dict[int, int]:
    """Mark those plans that are in force in no community any more; number and version of each."""
    holds = (
        select(publications.c.id)
        .where(publications.c.plan == plans.c.id, publications.c.valid_to.is_(None))
        .exists()
    )
    rows = conn.execute(
        update(plans)
        .where(plans.c.id.in_(sorted(which)), ~holds)
        .values(state=PlanState.SUPERSEDED.value)
        .returning(plans.c.id, plans.c.version)
    )
    return {row.id: row.version for row in rows}
