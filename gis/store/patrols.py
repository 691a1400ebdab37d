"""Remote patrols: tours through cameras, their runs, and what was found on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import JSONB

from gis.errors import NotFoundError
from gis.store.scopes import within
from gis.store.tables import patrol_runs, patrols

COLUMNS = ("id", "name", "jurisdiction", "grid", "stops", "live", "created_by", "created_at")
RUN = ("id", "patrol", "post", "created_at", "ended_at", "seen")


def add(conn: Connection, values: Mapping[str, Any]) -> int:
    """Write a patrol; returns its number."""
    made = insert(patrols).values(values).returning(patrols.c.id)
    return int(conn.execute(made).scalar_one())


def get(conn: Connection, number: int) -> RowMapping:
    """One patrol.

    Raises
    ------
    NotFoundError
        There is none.
    """
    query = select(*(patrols.c[name] for name in COLUMNS)).where(patrols.c.id == number)
    row = conn.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no patrol {number}", f"没有编号为 {number} 的巡检。")
    return row


def listing(
    conn: Connection, scope: Collection[str], *, grid: str | None = None, after: int = 0,
    limit: int = 100,
) -> Sequence[RowMapping]:  # fmt: skip
    """Patrols that are still gone on, by number."""
    query = select(*(patrols.c[name] for name in COLUMNS)).where(
        patrols.c.live, patrols.c.id > after, within(patrols.c.jurisdiction, scope)
    )
    if grid is not None:
        query = query.where(patrols.c.grid == grid)
    return conn.execute(query.order_by(patrols.c.id).limit(limit)).mappings().all()


def take_down(conn: Connection, number: int) -> None:
    """Note that nobody goes on a patrol any more; its runs stay."""
    conn.execute(update(patrols).where(patrols.c.id == number).values(live=False))


def begin(conn: Connection, patrol: int, post: str) -> int:
    """Begin a run; returns its number."""
    row = {"patrol": patrol, "post": post}
    made = insert(patrol_runs).values(row).returning(patrol_runs.c.id)
    return int(conn.execute(made).scalar_one())


def run(conn: Connection, number: int, *, lock: bool = False) -> RowMapping:
    """One run.

    Raises
    ------
    NotFoundError
        There is none.
    """
    query = select(*(patrol_runs.c[name] for name in RUN)).where(patrol_runs.c.id == number)
    row = conn.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no run {number}", f"没有编号为 {number} 的巡检记录。")
    return row


def runs(conn: Connection, patrol: int, limit: int = 20) -> Sequence[RowMapping]:
    """Runs of a patrol, latest first."""
    query = select(*(patrol_runs.c[name] for name in RUN)).where(patrol_runs.c.patrol == patrol)
    return conn.execute(query.order_by(patrol_runs.c.id.desc()).limit(limit)).mappings().all()


def note(conn: Connection, number: int, seen: Mapping[str, Any]) -> None:
    """Add what was seen through a camera; its time is the database's."""
    at = func.jsonb_build_object("at", func.clock_timestamp())
    entry = func.jsonb_build_array(literal(dict(seen), JSONB).op("||")(at))
    conn.execute(
        update(patrol_runs)
        .where(patrol_runs.c.id == number)
        .values(seen=patrol_runs.c.seen.op("||")(entry))
    )


def end(conn: Connection, number: int) -> None:
    """End a run; ending it again changes nothing."""
    conn.execute(
        update(patrol_runs)
        .where(patrol_runs.c.id == number, patrol_runs.c.ended_at.is_(None))
        .values(ended_at=func.clock_timestamp())
    )


def community_of(conn: Connection, grid: str) -> str | None:
    """The community of a grid in force; None where no such grid is."""
    query = text(
        "select p.community from outlines o join publications p on p.id = o.publication"
        " where o.level = 'grid' and o.code = :grid and p.valid_to is null"
    )
    found = conn.execute(query, {"grid": grid}).scalar_one_or_none()
    return None if found is None else str(found)
