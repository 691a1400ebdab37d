"""Use case: make a branch of a plan and mend there what can be mended."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gis.workflow.work import Effect, Outcome, Progress, Work

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from gis.workflow.suggest import Advice

SUFFIX = "（修正）"
LONGEST = 200
"""Characters in the name of a plan."""
MOST = 300
"""Edits that are made where nobody says how many."""
ROUNDS = 4
"""Audits after which what is left stays."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A branch on which everything that helped was done.

    Parameters
    ----------
    plan, audit
        The branch, and the last audit of it.
    applied
        Edits that were made.
    remaining
        Errors that are left, none of them accepted.
    """

    plan: int
    audit: int
    applied: int
    remaining: int
    jurisdiction: str


def handle(work: Work) -> Effect:
    """Mend a plan as a job; its parameters are ``plan`` and ``most``."""

    def effect(conn: Connection) -> Outcome:
        # A branch that nobody sees before it is done needs no other transaction.
        most = work.params.get("most") or MOST
        fixed = fix(conn, work.params["plan"], work.by, most=most, progress=work.progress)
        told = {"plan": fixed.plan, "audit": fixed.audit, "applied": fixed.applied}
        return Outcome({**told, "remaining": fixed.remaining}, fixed.jurisdiction)

    return effect


def fix(conn: Connection, plan: int, actor: str, *, most: int = MOST, progress: Progress) -> Fixed:
    """Branch a plan, and there do what is suggested for one finding after the other.

    Only what mends a finding without tearing a compound is done. After each round the branch is
    audited again, until nothing helps any more or ``most`` edits were made.

    Raises
    ------
    NotFoundError
        There is no such plan.
    """
    from gis.store import plans, snapshots
    from gis.workflow import judge
    from gis.workflow.plans import branch

    name = plans.get(conn, plan).name[: LONGEST - len(SUFFIX)] + SUFFIX
    made = branch(conn, plan, name, actor)
    applied = 0
    for _ in range(ROUNDS):
        audit = judge.keep(conn, judge.judge(conn, made.id, progress=progress), actor).audit
        wrong = _wrong(conn, audit, made.jurisdiction)
        done = _round(conn, made.id, actor, audit, wrong, most - applied, progress)
        applied += done
        if not done:
            break
    head = snapshots.head(conn, made.id)
    audit = judge.head_audit(conn, head, actor)
    remaining = len(_wrong(conn, audit, made.jurisdiction))
    return Fixed(made.id, audit, applied, remaining, made.jurisdiction)


def _wrong(conn: Connection, audit: int, jurisdiction: str) -> Sequence[RowMapping]:
    from gis.store import audits

    return audits.blocking(conn, audit, jurisdiction)


def _round(
    conn: Connection, plan: int, actor: str, audit: int, wrong: Sequence[RowMapping], most: int,
    progress: Progress,
) -> int:  # fmt: skip
    """Do the best for each finding; returns how many edits were made."""
    from gis.workflow.suggest import Asked, suggest

    applied = 0
    # Codes come last: what is mended before may change them.
    for at, finding in enumerate(sorted(wrong, key=lambda one: one["rule"] == "code")):
        progress("fixing", at, len(wrong))
        while applied < most:
            advice = suggest(conn, plan, Asked(audit=audit, finding=finding["id"]))
            if not _done(conn, plan, actor, advice):
                break
            applied += 1
    return applied + _excused(conn, plan, actor, most - applied)


def _excused(conn: Connection, plan: int, actor: str, most: int) -> int:
    """Grids whose distance to the band the audit excuses, where they can be mended all the same."""
    from gis.store import snapshots, surroundings
    from gis.workflow.draw import rules_of
    from gis.workflow.suggest import Asked, suggest

    rules = rules_of(snapshots.head(conn, plan))
    applied = 0
    for grid in surroundings.outside(conn, plan, rules):
        if applied < most and surroundings.units(conn, plan, ids=[grid]):
            advice = suggest(conn, plan, Asked(grid=grid))
            applied += _done(conn, plan, actor, advice, wholly=True)
    return applied


def _done(conn: Connection, plan: int, actor: str, advice: Advice, *, wholly: bool = False) -> bool:
    """Carry out the best suggestion that tears nothing; whether there was one.

    With ``wholly`` it must mend a grid, leave nothing of it to be mended, and no micro-grid worse.
    """
    from gis.workflow.edit import Order, apply

    good = (one for one in advice.remedies if one.torn <= 0)
    best = next(
        (one for one in good if not wholly or (one.level == "grid" and not one.left + one.frays)),
        None,
    )
    if best is None:
        return False
    apply(conn, Order(plan, actor, str(uuid.uuid4()), advice.version), best.wish)
    return True
