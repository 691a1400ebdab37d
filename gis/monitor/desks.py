"""The desks that a ticket lies with: one or several at once, the first of which leads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from gis.errors import ParameterError
from gis.model.tickets import DeskState

MOST = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit that a ticket was given to."""

    unit: str
    lead: bool
    state: DeskState
    since: datetime
    due_at: datetime | None = None
    ended_at: datetime | None = None

    def ended(self, state: DeskState, at: datetime) -> Desk:
        """The desk once it is not at work any more."""
        return replace(self, state=state, ended_at=at)


def assigned(
    known: tuple[Desk, ...], units: tuple[str, ...], at: datetime, due: datetime | None
) -> tuple[Desk, ...]:
    """The desks once a ticket is given to some units, the first of which leads.

    Desks that have it and are not among them give it back.

    Raises
    ------
    ParameterError
        No unit, too many, or one twice.
    """
    if not 1 <= len(units) <= MOST or len(set(units)) < len(units):
        raise ParameterError(
            f"a ticket is given to 1 to {MOST} different desks",
            f"事件应交给 1 至 {MOST} 个不同的部门。",
        )
    before = {desk.unit: desk for desk in known}
    given = (
        replace(
            before.get(unit, Desk(unit, lead=False, state=DeskState.OPEN, since=at)),
            lead=place == 0, state=DeskState.OPEN, due_at=due, ended_at=None,
        )
        for place, unit in enumerate(units)
    )  # fmt: skip
    left = (
        replace(
            desk if desk.state is not DeskState.OPEN else desk.ended(DeskState.RETURNED, at),
            lead=False,
        )
        for desk in known
        if desk.unit not in units
    )
    return (*given, *left)


def due(known: tuple[Desk, ...], at: datetime | None) -> tuple[Desk, ...]:
    """The desks with another time by which those at work should be done."""
    return tuple(
        replace(desk, due_at=at) if desk.state is DeskState.OPEN else desk for desk in known
    )


def changed(known: tuple[Desk, ...], one: Desk) -> tuple[Desk, ...]:
    """The desks with one of them in the place of what it was."""
    return tuple(one if desk.unit == one.unit else desk for desk in known)
