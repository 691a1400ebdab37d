"""Where things lie in the tree of jurisdictions: what decides who may see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, or_, select, true

from gis.model import ROOT, PlanState
from gis.store.tables import datasets, exceptions, jobs, jurisdictions, plans

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
    """

    jurisdiction: str | None
    owner: str | None = None
    published: bool = False


def within(column: ColumnElement[str], codes: Collection[str]) -> ColumnElement[bool]:
    """Condition that a column's jurisdiction lies at or below one of the codes."""
    if ROOT in codes:
        return true()
    return or_(false(), *(column.startswith(code, autoescape=True) for code in codes))


def plan(conn: Connection, number: int) -> Place | None:
    """Where a plan lies; None where there is none of this number."""
    columns = plans.c.jurisdiction, plans.c.created_by, plans.c.state
    row = _one(conn, columns, plans.c.id, number)
    return row and Place(row.jurisdiction, row.created_by, row.state in IN_PUBLIC)


def dataset(conn: Connection, number: int) -> Place | None:
    """Where a dataset lies."""
    row = _one(conn, (datasets.c.jurisdiction, datasets.c.created_by), datasets.c.id, number)
    return row and Place(row.jurisdiction, row.created_by)


def job(conn: Connection, number: int) -> Place | None:
    """Where a job works, and whose it is."""
    row = _one(conn, (jobs.c.jurisdiction, jobs.c.created_by), jobs.c.id, number)
    return row and Place(row.jurisdiction, row.created_by)


def exception(conn: Connection, number: int) -> Place | None:
    """Where an accepted finding lies."""
    columns = exceptions.c.jurisdiction, exceptions.c.created_by
    row = _one(conn, columns, exceptions.c.id, number)
    return row and Place(row.jurisdiction, row.created_by)


def jurisdiction(conn: Connection, code: str) -> Place | None:
    """A node of the tree itself."""
    row = _one(conn, (jurisdictions.c.code,), jurisdictions.c.code, code)
    return row and Place(row.code)


def _one(conn: Connection, columns: tuple[Any, ...], key: Any, value: Any) -> Any:
    return conn.execute(select(*columns).where(key == value)).one_or_none()
