"""Use cases: what is done to a ticket on its way, each act with time and post."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from gis.errors import ConflictError, ForbiddenError, NotFoundError, ParameterError
from gis.model.monitoring import Limits
from gis.model.personal import masked
from gis.model.tickets import Act, Duty, Stage
from gis.monitor import stages
from gis.monitor.stages import Deed
from gis.store import categories, configuration, ticket_steps
from gis.store.ticket_steps import Ticket

SYSTEM = "system"
"""The post of what happens by itself."""
LONGEST_DELAY = timedelta(days=3660)
_EXPLAINED = frozenset({Act.RETURN, Act.DEFER, Act.REOPEN, Act.SUPERVISE, Act.NOTE})


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to do to a ticket.

    Parameters
    ----------
    units
        Desks it is given to, the first of which leads; else the desk in whose name it is done.
    note
        Why, or what was found.
    due_at
        Until when it is put off.
    """

    act: Act
    units: tuple[str, ...] = ()
    note: str | None = None
    due_at: datetime | None = None


def known(conn: Connection, ticket: int, *, lock: bool = False) -> Ticket:
    """Where a ticket stands.

    Raises
    ------
    NotFoundError
        There is no such ticket.
    """
    found = ticket_steps.find(conn, ticket, lock=lock)
    if found is None:
        raise NotFoundError(f"there is no ticket {ticket}", f"没有编号为 {ticket} 的事件。")
    return found


def limits_of(conn: Connection, category: int) -> Limits:
    """Minutes by stage for tickets of a category."""
    of_all = configuration.monitoring(conn).limits
    own = categories.by_id(conn, category)
    return of_all.but(own.category.limits) if own is not None else of_all


def possible(ticket: Ticket, held: Collection[Duty]) -> list[Act]:
    """What somebody with these duties may do to a ticket now, in the order of the acts."""
    can = stages.allowed(ticket.standing)
    return [
        act
        for act in Act
        if act in can and not stages.duties(ticket.standing, act).isdisjoint(held)
    ]


def duties_for(act: Act) -> frozenset[Duty]:
    """Whose duty an act can be; nobody's for what happens by itself."""
    return stages.DUTIES.get(act, frozenset())


def act(
    conn: Connection,
    ticket: int,
    wish: Wish,
    post: str,
    held: Collection[Duty],
    *,
    now: datetime | None = None,
) -> None:
    """Do something to a ticket; who comes second to the same stage gets a ConflictError.

    Parameters
    ----------
    post
        Of the one who does it; no person's name.
    held
        Their duties where the ticket lies.

    Raises
    ------
    NotFoundError, ConflictError, ForbiddenError, ParameterError
        There is no such ticket; it stands where this cannot be done; it is not the caller's
        duty; something is missing.
    """
    if wish.act is Act.MOVE:
        raise ValueError("a ticket is moved by gis.workflow.moving")
    at = now or datetime.now(UTC)
    before = ready(conn, ticket, wish.act, held)
    _check(before, wish, at)
    units = wish.units
    if wish.act is Act.ASSIGN and not units:
        units = _first_desk(conn, before.category)
    after = stages.done(
        before.standing, Deed(wish.act, units, wish.due_at), at, limits_of(conn, before.category)
    )
    shown = "、".join(units) or None
    note = wish.note and masked(wish.note)
    ticket_steps.append(conn, ticket, wish.act, after.stage, at, post, unit=shown, note=note)
    ticket_steps.store(conn, before, after)


def ready(conn: Connection, ticket: int, act: Act, held: Collection[Duty]) -> Ticket:
    """A ticket that this can be done to, kept as it is until the end of the transaction.

    Raises
    ------
    NotFoundError, ConflictError, ForbiddenError
        As ``act`` says.
    """
    before = known(conn, ticket, lock=True)
    if stages.duties(before.standing, act).isdisjoint(held):
        raise ForbiddenError(f"your roles do not allow this ({act})", f"您的角色不能{act.zh}。")
    if act not in stages.allowed(before.standing):
        # Before what is missing in the wish: that would not help.
        raise ConflictError(
            f"not possible while the ticket is {before.standing.stage}: {act}",
            f"事件{before.standing.stage.zh}，不能{act.zh}。",
        )
    return before


def _check(ticket: Ticket, wish: Wish, at: datetime) -> None:
    """Raise ParameterError where something is missing."""
    unchecked = wish.act is Act.CLOSE and ticket.standing.stage is not Stage.CHECKED
    if (wish.act in _EXPLAINED or unchecked) and not (wish.note or "").strip():
        raise ParameterError("note: say why", "请填写说明（note）。")
    if wish.act is not Act.DEFER:
        return
    due, old = wish.due_at, ticket.standing.due_at
    if due is None or not at < due <= at + LONGEST_DELAY or (old is not None and due <= old):
        raise ParameterError(
            "due_at: say until when; later than now and than what was due before",
            "请填写新的办结时限（due_at），须晚于现在和原时限。",
        )


def _first_desk(conn: Connection, category: int) -> tuple[str, ...]:
    own = categories.by_id(conn, category)
    if own is None or own.category.unit is None:
        raise ParameterError(
            "units: say which desks; the category has none of its own",
            "请指定承办部门（units）；该类别没有默认部门。",
        )
    return (own.category.unit,)
