"""Where things lie in the tree of jurisdictions: what decides who may see them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, or_, select, true

from gis.model import ROOT, PlanState
from gis.store.tables import (
    alerts,
    api_keys,
    cameras,
    datasets,
    exceptions,
    grants,
    jobs,
    jurisdictions,
    patrol_runs,
    patrols,
    plans,
    posts,
    tickets,
    users,
    viewings,
)

IN_PUBLIC = frozenset({PlanState.PUBLISHED, PlanState.SUPERSEDED})
"""States in which a plan is, or was, in force."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing lies.

    Parameters
    ----------
    jurisdiction
        Its node; None for a job that does not know yet.
    owner
        Name of the user who made it.
    published
        Whether it is, or was, in force: then more people may read it.
    also
        Where else a user holds something.
    """

    jurisdiction: str | None
    owner: str | None = None
    published: bool = False
    also: tuple[str, ...] = ()


def within(column: ColumnElement[str], codes: Collection[str]) -> ColumnElement[bool]:
    """Condition that a column's jurisdiction lies at or below one of the codes."""
    if ROOT in codes:
        return true()
    return or_(false(), *(column.startswith(code, autoescape=True) for code in codes))


def plan(conn: Connection, number: int) -> Place | None:
    """Where a plan lies; None where there is none of this number."""
    columns = plans.c.jurisdiction, plans.c.created_by, plans.c.state
    row = _one(conn, columns, plans.c.id, number)
    return Place(row.jurisdiction, row.created_by, row.state in IN_PUBLIC) if row else None


def dataset(conn: Connection, number: int) -> Place | None:
    """Where a dataset lies."""
    row = _one(conn, (datasets.c.jurisdiction, datasets.c.created_by), datasets.c.id, number)
    return Place(row.jurisdiction, row.created_by) if row else None


def job(conn: Connection, number: int) -> Place | None:
    """Where a job works, and whose it is."""
    row = _one(conn, (jobs.c.jurisdiction, jobs.c.created_by), jobs.c.id, number)
    return Place(row.jurisdiction, row.created_by) if row else None


def exception(conn: Connection, number: int) -> Place | None:
    """Where an accepted finding lies."""
    columns = exceptions.c.jurisdiction, exceptions.c.created_by
    row = _one(conn, columns, exceptions.c.id, number)
    return Place(row.jurisdiction, row.created_by) if row else None


def jurisdiction(conn: Connection, code: str) -> Place | None:
    """A node of the tree itself."""
    row = _one(conn, (jurisdictions.c.code,), jurisdictions.c.code, code)
    return Place(row.code) if row else None


def user(conn: Connection, number: int) -> Place | None:
    """Where a user belongs and holds something; a user's owner is the user."""
    row = _one(conn, (users.c.jurisdiction, users.c.name), users.c.id, number)
    if row is None:
        return None
    query = select(grants.c.jurisdiction).where(grants.c.user_id == number).distinct()
    return Place(row.jurisdiction, row.name, also=tuple(conn.execute(query).scalars()))


def key(conn: Connection, number: int) -> Place | None:
    """Where the user of an API key belongs."""
    query = (
        select(users.c.jurisdiction, users.c.name)
        .join_from(api_keys, users, users.c.id == api_keys.c.user_id)
        .where(api_keys.c.id == number)
    )
    row = conn.execute(query).one_or_none()
    return Place(row.jurisdiction, row.name) if row else None


def ticket(conn: Connection, number: int) -> Place | None:
    """Where a ticket lies, or was reported to."""
    row = _one(conn, (tickets.c.jurisdiction,), tickets.c.id, number)
    return Place(row.jurisdiction) if row else None


def camera(conn: Connection, number: int) -> Place | None:
    """Where a camera stands."""
    row = _one(conn, (cameras.c.jurisdiction,), cameras.c.id, number)
    return Place(row.jurisdiction) if row else None


def alert(conn: Connection, number: int) -> Place | None:
    """Where something is unusual."""
    row = _one(conn, (alerts.c.jurisdiction,), alerts.c.id, number)
    return Place(row.jurisdiction) if row else None


def patrol(conn: Connection, number: int) -> Place | None:
    """Where a remote patrol goes."""
    row = _one(conn, (patrols.c.jurisdiction,), patrols.c.id, number)
    return Place(row.jurisdiction) if row else None


def patrol_run(conn: Connection, number: int) -> Place | None:
    """Where a run of a remote patrol goes."""
    query = select(patrols.c.jurisdiction).join_from(
        patrol_runs, patrols, patrols.c.id == patrol_runs.c.patrol
    )
    row = conn.execute(query.where(patrol_runs.c.id == number)).one_or_none()
    return Place(row.jurisdiction) if row else None


def viewing(conn: Connection, number: int) -> Place | None:
    """Where the camera of a viewing stands, and whose viewing it is."""
    row = _one(conn, (viewings.c.jurisdiction, viewings.c.user_name), viewings.c.id, number)
    return Place(row.jurisdiction, row.user_name) if row else None


def stream(conn: Connection, token: str) -> Place | None:
    """The same, by its one-time ticket or by the token of its stream."""
    kept = hashlib.sha256(token.encode()).digest()
    query = select(viewings.c.jurisdiction, viewings.c.user_name)
    own = or_(viewings.c.token == kept, viewings.c.stream_token == kept)
    row = conn.execute(query.where(own)).one_or_none()
    return Place(row.jurisdiction, row.user_name) if row else None


def post(conn: Connection, number: int) -> Place | None:
    """Where a post stands."""
    row = _one(conn, (posts.c.jurisdiction,), posts.c.id, number)
    return Place(row.jurisdiction) if row else None


def _one(conn: Connection, columns: tuple[Any, ...], key: Any, value: Any) -> Any:
    return conn.execute(select(*columns).where(key == value)).one_or_none()
