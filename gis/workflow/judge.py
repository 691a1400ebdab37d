"""Use case: audit a stored plan, and keep what was found with the version that was judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

import gis
from gis.files.proposal import rules_as_json
from gis.frames import Proposal
from gis.model import Finding
from gis.store import audit_log, audits, exceptions, snapshots
from gis.store.snapshots import Head
from gis.workflow.inputs import Progress
from gis.workflow.stored import versioned
from gis.workflow.work import Effect, Outcome, Work

SMALL = 3000
"""Plans of at most so many atoms are judged while the caller waits (a few seconds)."""


@dataclass(frozen=True)
class Verdict:
    """An audit of one version of a plan, not stored yet.

    Parameters
    ----------
    report
        Totals, counts by rule, digests of the inputs and the software, without the findings.
    findings
        In the CRS of ``srid``.
    """

    plan: int
    version: int
    jurisdiction: str
    srid: int
    report: Mapping[str, Any]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """An audit that was stored; status 0 clean, 1 findings."""

    audit: int
    version: int
    status: int


def judge(conn: Connection, plan: int, *, progress: Progress | None = None) -> Verdict:
    """Audit a plan at its head as if it came from a file.

    Raises
    ------
    NotFoundError
        There is no such plan.
    ConflictError
        It was edited each time it was being read.
    """
    from gis.audit.run import audit

    def tell(_: str, done: int, total: int) -> None:
        if progress:
            progress("auditing", done, total)

    town, proposal, rules, version = versioned(conn, plan)
    report = audit(town, _unexcused(proposal), rules, progress=tell)
    told = {
        **{name: value for name, value in report.to_json().items() if name != "findings"},
        "findings": len(report.findings),
        "rules_applied": rules_as_json(rules),
        "inputs": dict(town.digests),
        "software": gis.__version__,
    }
    at = snapshots.head(conn, plan)
    return Verdict(plan, version, at.jurisdiction, at.srid, told, report.findings)


def _unexcused(proposal: Proposal) -> Proposal:
    """A proposal without its reasons: an edit elsewhere may have ended them unnoticed.

    The audit finds every reason that holds by itself.
    """
    units = {name: getattr(proposal, name) for name in ("grids", "microgrids")}
    return replace(proposal, **{name: frame.assign(reason=None) for name, frame in units.items()})


def keep(conn: Connection, verdict: Verdict, actor: str) -> Judged:
    """Store an audit with the version that it judged."""
    number = audits.save(
        conn, verdict.plan, verdict.version, verdict.srid, verdict.report, verdict.findings, actor
    )
    return Judged(number, verdict.version, verdict.report["status"])


def handle(work: Work) -> Effect:
    """Audit a plan as a job; its parameters are ``plan``."""
    with work.engine().connect() as conn:
        verdict = judge(conn, work.params["plan"], progress=work.progress)

    def effect(conn: Connection) -> Outcome:
        judged = keep(conn, verdict, work.by)
        told = {"plan": verdict.plan, "audit": judged.audit, "version": judged.version}
        return Outcome({**told, "status": judged.status}, verdict.jurisdiction)

    return effect


def is_small(conn: Connection, plan: int) -> bool:
    """Whether the plan is judged in a few seconds."""
    return snapshots.size(conn, plan) <= SMALL


def head_audit(conn: Connection, at: Head, actor: str) -> int:
    """Number of the latest audit of a plan's head; audits it where there is none.

    ``at`` must hold the plan's lock: nobody may edit it meanwhile.
    """
    known = audits.of_version(conn, at.id, at.version)
    if known is not None:
        return known
    return keep(conn, judge(conn, at.id), actor).audit


def findings(
    conn: Connection, plan: int, number: int, *, after: int = -1, limit: int = 500
) -> tuple[list[dict[str, Any]], int | None]:
    """One page of the findings of an audit as GeoJSON features; see ``audits.features``."""
    audits.get(conn, plan, number)
    jurisdiction = snapshots.head(conn, plan).jurisdiction
    return audits.features(conn, number, jurisdiction, after=after, limit=limit)


def accept(
    conn: Connection, plan: int, finding: str, reason: str, until: datetime, actor: str
) -> RowMapping:
    """Accept a finding of a plan's audits for its jurisdiction until a time.

    Raises
    ------
    NotFoundError, ParameterError, ConflictError
        No such finding, a time that is past, or a finding that is accepted already.
    """
    at = snapshots.head(conn, plan, lock=True)
    number = exceptions.accept(conn, plan, at.jurisdiction, finding, reason, until, actor)
    details = {"finding": finding, "reason": reason, "until": until.isoformat()}
    told = exceptions.get(conn, number)
    _log(conn, actor, "accept_finding", f"plan {plan}", details, told)
    return told


def revoke(conn: Connection, number: int, actor: str) -> RowMapping:
    """End an exception before its time."""
    exceptions.revoke(conn, number)
    told = exceptions.get(conn, number)
    _log(conn, actor, "revoke_exception", f"exception {number}", {}, told)
    return told


def _log(
    conn: Connection, actor: str, action: str, about: str,
    details: Mapping[str, Any], told: RowMapping,
) -> None:  # fmt: skip
    place = str(told["jurisdiction"])
    audit_log.append(conn, actor, action, about, details, jurisdiction=place)


def listing(
    conn: Connection, plan: int, *, before: int | None = None, limit: int = 50
) -> Sequence[RowMapping]:
    """Audits of a plan, latest first."""
    return audits.of_plan(conn, plan, before=before, limit=limit)
