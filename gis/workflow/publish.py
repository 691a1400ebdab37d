"""Use case: from a draft to what is in force: submit, withdraw or reject, approve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gis.errors import ConflictError, FindingsError, StaleError
from gis.model import PlanState
from gis.store import audit_log, audits, cameras, events, publications, snapshots
from gis.store.snapshots import Head
from gis.workflow import camera_views, ticket_grids
from gis.workflow.judge import head_audit
from gis.workflow.stored import plan_proposal

STATES = {
    PlanState.DRAFT: "草稿",
    PlanState.SUBMITTED: "待审批",
    PlanState.PUBLISHED: "已发布",
    PlanState.SUPERSEDED: "已被取代",
}


STEPS = ("submit", "withdraw", "reject", "approve")
"""What is done to a plan on its way, as the log of who did what names it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step on a plan's way; ``reason`` of a rejection."""

    step: str
    actor: str
    at: datetime
    version: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """A plan that came into force; ``communities`` are codes."""

    plan: int
    version: int
    audit: int
    communities: tuple[str, ...]
    outlines: int


def submit(conn: Connection, plan: int, actor: str) -> Head:
    """Ask for a draft's publication; nobody edits it from now on.

    Raises
    ------
    ConflictError
        The plan is no draft.
    """
    at = _locked(conn, plan, PlanState.DRAFT)
    publications.submit(conn, plan, actor)
    return _told(conn, at, actor, "submit", {})


def withdraw(conn: Connection, plan: int, actor: str) -> Head:
    """Make a submitted plan a draft again."""
    at = _locked(conn, plan, PlanState.SUBMITTED)
    publications.reopen(conn, plan)
    return _told(conn, at, actor, "withdraw", {})


def reject(conn: Connection, plan: int, actor: str, reason: str) -> Head:
    """Send a submitted plan back to its planners."""
    at = _locked(conn, plan, PlanState.SUBMITTED)
    publications.reopen(conn, plan)
    return _told(conn, at, actor, "reject", {"reason": reason})


def approve(conn: Connection, plan: int, actor: str, *, seen: int | None = None) -> Published:
    """Put a submitted plan in force, as the second person, in the caller's one transaction.

    The head must have been audited, or is audited now; every error needs an exception in force.

    Parameters
    ----------
    seen
        The version that the actor looked at; None for whatever there is.

    Raises
    ------
    StaleError
        The plan was changed and submitted again since the actor looked.
    ConflictError
        The plan is not submitted, the actor submitted it, or another plan came into force in
        one of its communities at the same time.
    FindingsError
        Errors that nobody accepted.
    """
    at = _locked(conn, plan, PlanState.SUBMITTED)
    if at.submitted_by == actor:
        raise ConflictError(
            f"you submitted plan {plan} yourself; somebody else must approve it",
            f"方案 {plan} 由您提交；须由另一人审批。",
        )
    if seen is not None and seen != at.version:
        raise StaleError(
            f"plan {plan} is at version {at.version}, you looked at {seen}",
            f"方案 {plan} 已是第 {at.version} 版，您查看的是第 {seen} 版。",
            at.version,
            (),
        )
    audit = head_audit(conn, at, actor)
    errors = audits.blocking(conn, audit, at.jurisdiction)
    if errors:
        raise FindingsError(audit, [dict(error) for error in errors])
    enforced = publications.enforce(conn, plan, at.version, actor)
    numbers = enforced.numbers
    _, proposal, _ = plan_proposal(conn, plan)
    count = publications.save_outlines(conn, numbers, at.srid, proposal.grids, proposal.microgrids)
    cameras.place_in_grids(conn, communities=numbers)
    camera_views.renew(conn, numbers)
    for number, version in enforced.superseded.items():
        events.announce_plan(conn, number, version)
    told = {
        "audit": audit,
        "communities": list(numbers),
        "superseded": list(enforced.superseded),
    }
    _told(conn, at, actor, "approve", told)
    ticket_grids.after_publication(conn, list(numbers.values()), actor)
    return Published(plan, at.version, audit, tuple(numbers), count)


def way(conn: Connection, plan: int) -> list[Taken]:
    """The steps that a plan took, the first first: who submitted, rejected and why, approved."""
    return [
        Taken(
            one.action, one.actor, one.created_at, int(one.details["version"]),
            one.details.get("reason"),
        )
        for one in audit_log.about(conn, f"plan {plan}", STEPS)
    ]  # fmt: skip


def _locked(conn: Connection, plan: int, wanted: PlanState) -> Head:
    at = snapshots.head(conn, plan, lock=True)
    if at.state is not wanted:
        raise ConflictError(
            f"plan {plan} is {at.state}, not {wanted}",
            f"方案 {plan} 的状态是{STATES[at.state]}，不是{STATES[wanted]}。",
        )
    return at


def _told(conn: Connection, at: Head, actor: str, action: str, details: Mapping[str, Any]) -> Head:
    """Log what was done and tell those who look on; returns the plan as it is now."""
    told = {"version": at.version, **details}
    audit_log.append(conn, actor, action, f"plan {at.id}", told, jurisdiction=at.jurisdiction)
    events.announce_plan(conn, at.id, at.version)
    return snapshots.head(conn, at.id)
