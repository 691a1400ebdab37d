"""The way of a ticket from its report to its end: what may be done to it when, and until when.

::

    reported -> accepted -> assigned -> dispatched -> handling -> checked -> closed

Desks may give a ticket back (returned), its time may be put off (deferred), and what was closed
may be opened again (reopened). It may lie with several desks at once, one of which leads. Each
says for itself when it is done; a ticket is checked when no desk is at work on it any more. It is
closed then, too, or earlier in the name of the leading desk, which speaks for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gis.errors import ConflictError
from gis.model.monitoring import Limits
from gis.model.tickets import Act, Colour, DeskState, Duty, Stage
from gis.monitor import desks
from gis.monitor.desks import Desk

OPEN = frozenset(Stage) - {Stage.CLOSED}


DUTIES: Mapping[Act, frozenset[Duty]] = {
    Act.ACCEPT: frozenset({Duty.DIRECT}),
    Act.ASSIGN: frozenset({Duty.DIRECT}),
    Act.DISPATCH: frozenset({Duty.HANDLE}),
    Act.HANDLE: frozenset({Duty.HANDLE}),
    Act.FINISH: frozenset({Duty.HANDLE}),
    Act.CHECK: frozenset({Duty.CHECK}),
    Act.CLOSE: frozenset({Duty.DIRECT}),
    Act.RETURN: frozenset({Duty.HANDLE, Duty.CHECK}),
    Act.DEFER: frozenset({Duty.DIRECT}),
    Act.REOPEN: frozenset({Duty.DIRECT, Duty.CHECK}),
    Act.SUPERVISE: frozenset({Duty.SUPERVISE}),
    Act.MOVE: frozenset({Duty.HANDLE}),
    Act.NOTE: frozenset(Duty),
}
"""Whose duty each act can be. Tickets are reported, and rise, by other ways."""
FROM: Mapping[Act, frozenset[Stage]] = {
    Act.ACCEPT: frozenset({Stage.REPORTED, Stage.RETURNED, Stage.REOPENED}),
    Act.ASSIGN: OPEN - {Stage.REPORTED, Stage.CHECKED},
    Act.DISPATCH: frozenset({Stage.ASSIGNED, Stage.DISPATCHED, Stage.HANDLING, Stage.DEFERRED}),
    Act.HANDLE: frozenset({Stage.ASSIGNED, Stage.DISPATCHED, Stage.HANDLING, Stage.DEFERRED}),
    Act.FINISH: frozenset({Stage.HANDLING}),
    Act.CHECK: frozenset({Stage.HANDLING}),
    Act.CLOSE: OPEN,
    Act.RETURN: frozenset({Stage.ASSIGNED, Stage.DISPATCHED, Stage.HANDLING, Stage.CHECKED}),
    Act.DEFER: OPEN,
    Act.REOPEN: frozenset({Stage.CLOSED}),
    Act.SUPERVISE: OPEN,
    Act.ESCALATE: OPEN,
    Act.MOVE: frozenset(Stage),
    Act.NOTE: frozenset(Stage),
}
"""Stages in which each act is possible at all."""
_TO = {
    Act.ACCEPT: Stage.ACCEPTED, Act.ASSIGN: Stage.ASSIGNED, Act.DISPATCH: Stage.DISPATCHED,
    Act.HANDLE: Stage.HANDLING, Act.CHECK: Stage.CHECKED, Act.CLOSE: Stage.CLOSED,
    Act.DEFER: Stage.DEFERRED, Act.REOPEN: Stage.REOPENED,
}  # fmt: skip
# Where another desk may be behind: what the ticket has reached already.
_PAST = {
    Act.DISPATCH: frozenset({Stage.DISPATCHED, Stage.HANDLING}),
    Act.HANDLE: frozenset({Stage.HANDLING}),
}
_BY_DESKS = frozenset({Act.DISPATCH, Act.HANDLE, Act.FINISH})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a ticket stands.

    Parameters
    ----------
    since, stage_due
        When the stage began, and when it should be over.
    due_at
        When the whole should be over.
    """

    stage: Stage
    since: datetime
    stage_due: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    deferred: bool = False
    escalated: int = 0
    desks: tuple[Desk, ...] = ()

    @property
    def lead(self) -> Desk | None:
        """The desk that leads."""
        return next((desk for desk in self.desks if desk.lead), None)

    @property
    def working(self) -> tuple[Desk, ...]:
        """The desks that are not done."""
        return tuple(desk for desk in self.desks if desk.state is DeskState.OPEN)


@dataclass(frozen=True, slots=True)
class Deed:
    """One act and what it needs.

    Parameters
    ----------
    units
        Desks to give it to (assign), the first of which leads; else the one desk that does it,
        or none: the one that leads.
    due_at
        Until when it is put off (defer).
    """

    act: Act
    units: tuple[str, ...] = ()
    due_at: datetime | None = None


def begun(reported: datetime, limits: Limits) -> Standing:
    """A ticket that was just reported."""
    whole = _after(reported, limits.whole)
    return Standing(Stage.REPORTED, reported, _after(reported, limits.reported), whole)


def allowed(ticket: Standing) -> frozenset[Act]:
    """What can be done to a ticket as it stands, by whoever it is the duty of."""
    found = {act for act in DUTIES if ticket.stage in FROM[act]}
    if not ticket.working:
        found -= _BY_DESKS
    else:
        found -= {Act.CHECK}
    if len(ticket.working) < 2:
        found -= {act for act, past in _PAST.items() if ticket.stage in past}
    return frozenset(found)


def duties(ticket: Standing, act: Act) -> frozenset[Duty]:
    """Whose duty it is to do this to a ticket: desks return what they have, checkers the rest."""
    if act is not Act.RETURN:
        return DUTIES.get(act, frozenset())
    return frozenset({Duty.HANDLE}) if ticket.working else frozenset({Duty.CHECK})


def done(ticket: Standing, deed: Deed, at: datetime, limits: Limits) -> Standing:
    """How a ticket stands after something was done to it.

    Raises
    ------
    ConflictError
        It cannot be done to a ticket that stands like this.
    """
    if deed.act is Act.ESCALATE and ticket.stage in OPEN:
        return replace(ticket, escalated=ticket.escalated + 1)
    if deed.act not in allowed(ticket):
        raise ConflictError(
            f"a ticket that is {ticket.stage} cannot be done this to: {deed.act}",
            f"事件{ticket.stage.zh}，不能{deed.act.zh}。",
        )
    after = _changed(ticket, deed, at, limits)
    stage = _TO.get(deed.act)
    if stage is None or ticket.stage in _PAST.get(deed.act, ()):
        return after
    return _in(stage, after, at, limits)


def _changed(ticket: Standing, deed: Deed, at: datetime, limits: Limits) -> Standing:
    """The ticket after an act, but for the stage that it leads to."""
    after = ticket
    match deed.act:
        case Act.ASSIGN:
            given = desks.assigned(ticket.desks, deed.units, at, ticket.due_at)
            after = replace(ticket, desks=given)
        case Act.DISPATCH | Act.HANDLE:
            _desk(ticket, deed)
        case Act.FINISH:
            after = _finished(ticket, _desk(ticket, deed), at, limits)
        case Act.RETURN:
            after = _returned(ticket, deed, at, limits)
        case Act.CLOSE:
            after = _closed(ticket, deed, at)
        case Act.DEFER:
            later = desks.due(ticket.desks, deed.due_at)
            after = replace(ticket, due_at=deed.due_at, deferred=True, desks=later)
        case Act.REOPEN:
            due = _after(at, limits.whole)
            after = replace(ticket, due_at=due, closed_at=None, deferred=False, escalated=0)
    return after


def colour(
    reported: datetime, due: datetime | None, closed: datetime | None, now: datetime, share: float
) -> Colour | None:
    """How urgent a ticket is at an instant, in whole seconds; None for one that is closed then.

    Parameters
    ----------
    due
        When the whole should be over; None: nothing presses.
    share
        Of the time from the report until it is due, from which it is yellow.
    """
    then, first = int(now.timestamp()), int(reported.timestamp())
    if closed is not None and int(closed.timestamp()) <= then:
        return None
    if due is None or then < first + (int(due.timestamp()) - first) * share:
        return Colour.GREEN
    return Colour.YELLOW if then <= int(due.timestamp()) else Colour.RED


def is_late(ticket: Standing, now: datetime) -> bool:
    """Whether the stage or the whole of an open ticket should be over."""
    dues = [due for due in (ticket.stage_due, ticket.due_at) if due is not None]
    return ticket.stage in OPEN and any(due < now for due in dues)


def _in(stage: Stage, ticket: Standing, at: datetime, limits: Limits) -> Standing:
    """A ticket that enters a stage."""
    until = ticket.due_at if stage is Stage.DEFERRED else _after(at, limits.of(stage))
    return replace(ticket, stage=stage, since=at, stage_due=until)


def _after(at: datetime, minutes: int | None) -> datetime | None:
    return None if minutes is None else at + timedelta(minutes=minutes)


def _desk(ticket: Standing, deed: Deed) -> Desk:
    """The desk that does something."""
    units = {desk.unit: desk for desk in ticket.working}
    lead = ticket.lead
    if not deed.units:
        return lead if lead in ticket.working and lead is not None else ticket.working[0]
    desk = units.get(deed.units[0])
    if desk is None:
        raise ConflictError(
            f"the ticket does not lie with {deed.units[0]}; it lies with {', '.join(units)}",
            f"事件不在“{deed.units[0]}”办理，现由{'、'.join(units)}办理。",
        )
    return desk


def _finished(ticket: Standing, desk: Desk, at: datetime, limits: Limits) -> Standing:
    """The ticket once a desk is done; after the last one its check is due."""
    after = replace(ticket, desks=desks.changed(ticket.desks, desk.ended(DeskState.DONE, at)))
    return after if after.working else replace(after, stage_due=_after(at, limits.checked))


def _returned(ticket: Standing, deed: Deed, at: datetime, limits: Limits) -> Standing:
    """The ticket once a desk has given it back, or what was done is not accepted.

    It is only one desk's affair while others are at work and the leading one is not that desk.
    """
    if not ticket.working:
        return _in(Stage.RETURNED, ticket, at, limits)
    desk = _desk(ticket, deed)
    after = replace(ticket, desks=desks.changed(ticket.desks, desk.ended(DeskState.RETURNED, at)))
    if after.working and not desk.lead:
        return after
    ended = tuple(
        one.ended(DeskState.RETURNED, at) if one.state is DeskState.OPEN else one
        for one in after.desks
    )
    return _in(Stage.RETURNED, replace(after, desks=ended), at, limits)


def _closed(ticket: Standing, deed: Deed, at: datetime) -> Standing:
    """The ticket once its desks have ended, by themselves or by the word of the leading one."""
    lead = ticket.lead
    spoken = lead is not None and deed.units == (lead.unit,)
    if ticket.working and not spoken:
        names = "、".join(desk.unit for desk in ticket.working)
        raise ConflictError(
            f"desks are still at work on it ({names}); close it in the name of the leading one",
            f"尚有部门未办结（{names}）；如由牵头部门代为结案，请注明牵头部门。",
        )
    ended = (
        one.ended(DeskState.DONE, at) if one.state is DeskState.OPEN else one
        for one in ticket.desks
    )
    return replace(ticket, desks=tuple(ended), closed_at=at)
