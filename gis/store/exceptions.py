"""Findings that an auditor accepted for a time, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from gis.errors import ConflictError, NotFoundError, ParameterError
from gis.model import ROOT
from gis.store.tables import audits, exceptions, findings

COLUMNS = (
    "id", "jurisdiction", "finding", "reason", "expires_at", "revoked_at", "created_by",
    "created_at",
)  # fmt: skip


def in_force(finding: ColumnElement[str], jurisdiction: str) -> ColumnElement[bool]:
    """Whether a finding of a plan of ``jurisdiction`` is accepted now.

    An exception holds at and below the jurisdiction that it was accepted for.
    """
    above = literal(jurisdiction).startswith(exceptions.c.jurisdiction, autoescape=False)
    return (
        select(exceptions.c.id)
        .where(
            exceptions.c.finding == finding,
            exceptions.c.revoked_at.is_(None),
            exceptions.c.expires_at > func.now(),
            or_(exceptions.c.jurisdiction == ROOT, above),
        )
        .exists()
    )


def accept(
    conn: Connection, plan: int, jurisdiction: str, finding: str, reason: str, until: datetime,
    actor: str,
) -> int:  # fmt: skip
    """Accept a finding of an audit of ``plan``; returns the exception's number.

    Raises
    ------
    NotFoundError
        No audit of the plan has such a finding.
    ParameterError
        ``until`` is past.
    ConflictError
        The finding is accepted already.
    """
    known = select(findings.c.id).join(audits, audits.c.id == findings.c.audit)
    known = known.where(audits.c.plan == plan, findings.c.id == finding).limit(1)
    if conn.execute(known).first() is None:
        raise NotFoundError(f"no audit of plan {plan} has a finding {finding}")
    if not conn.execute(select(literal(until) > func.now())).scalar_one():
        raise ParameterError(f"an exception must end later than now, not at {until.isoformat()}")
    if conn.execute(select(in_force(literal(finding), jurisdiction))).scalar_one():
        raise ConflictError(f"finding {finding} is accepted already")
    values = {
        "jurisdiction": jurisdiction,
        "finding": finding,
        "reason": reason,
        "expires_at": until,
        "created_by": actor,
    }
    number = conn.execute(insert(exceptions).values(values).returning(exceptions.c.id))
    return int(number.scalar_one())


def of_plan(
    conn: Connection, plan: int, *, after: int = 0, limit: int = 100
) -> Sequence[RowMapping]:
    """Exceptions of findings that an audit of the plan has met, by number."""
    met = select(findings.c.id).join(audits, audits.c.id == findings.c.audit)
    wanted = (
        select(*(exceptions.c[name] for name in COLUMNS))
        .where(exceptions.c.finding.in_(met.where(audits.c.plan == plan)))
        .where(exceptions.c.id > after)
        .order_by(exceptions.c.id)
        .limit(limit)
    )
    return conn.execute(wanted).mappings().all()


def get(conn: Connection, number: int) -> RowMapping:
    """One exception."""
    wanted = select(*(exceptions.c[name] for name in COLUMNS)).where(exceptions.c.id == number)
    row = conn.execute(wanted).mappings().first()
    if row is None:
        raise NotFoundError(f"there is no exception {number}")
    return row


def revoke(conn: Connection, number: int) -> None:
    """End an exception now; the row stays.

    Raises
    ------
    NotFoundError, ConflictError
        There is none, or it was revoked before.
    """
    get(conn, number)
    ended = conn.execute(
        update(exceptions)
        .where(exceptions.c.id == number, exceptions.c.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )
    if not ended.rowcount:
        raise ConflictError(f"exception {number} was revoked before")
