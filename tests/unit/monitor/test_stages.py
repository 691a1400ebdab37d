"""The way of a ticket: whatever is done to it in whatever order, it stands as it may."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import ConflictError, GisError, ParameterError
from gis.model.monitoring import Limits
from gis.model.tickets import Act, Colour, DeskState, Duty, Stage
from gis.monitor import stages
from gis.monitor.stages import Deed, Standing

START = datetime(2026, 3, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMITS = Limits()
UNITS = ("环卫所", "城管局", "住建局")
turns = st.tuples(
    st.integers(0, 100), st.sampled_from(Act), st.booleans(),
    st.lists(st.sampled_from(UNITS), max_size=3).map(tuple), st.integers(1, 5000),
)  # fmt: skip
ways = st.tuples(st.integers(0, 9), st.lists(turns, max_size=20))
Way = tuple[int, list[tuple[int, Act, bool, tuple[str, ...], int]]]
USUAL = (
    Deed(Act.ACCEPT), Deed(Act.ASSIGN, UNITS[:2]), Deed(Act.DISPATCH), Deed(Act.HANDLE),
    Deed(Act.FINISH, UNITS[1:2]), Deed(Act.FINISH), Deed(Act.CHECK), Deed(Act.CLOSE),
    Deed(Act.REOPEN),
)  # fmt: skip


def walked(way: Way) -> list[tuple[Deed | None, Standing, datetime]]:
    """A ticket after each deed that was possible; the others are left out.

    It goes some part of the usual way first. Then every second deed is one that its stage allows,
    the others are anything.
    """
    at = START
    told: list[tuple[Deed | None, Standing, datetime]] = [(None, stages.begun(START, LIMITS), at)]
    for deed in USUAL[: way[0]]:
        told.append((deed, stages.done(told[-1][1], deed, at, LIMITS), at))
    for choice, wild, is_wild, units, minutes in way[1]:
        at += minutes * MINUTE
        ticket = told[-1][1]
        can = sorted(stages.allowed(ticket))
        deed = Deed(wild if is_wild else can[choice % len(can)], units, START + timedelta(days=30))
        try:
            told.append((deed, stages.done(ticket, deed, at, LIMITS), at))
        except (ConflictError, ParameterError):
            continue
    return told


def test_ways_lead_everywhere() -> None:
    seen: set[Stage] = set()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(ways)
    def go(way: Way) -> None:
        seen.update(ticket.stage for _, ticket, _ in walked(way))

    go()
    assert seen == set(Stage)


@given(ways)
def test_a_ticket_is_closed_when_it_has_a_time_of_closing_and_nobody_is_at_work(
    way: Way,
) -> None:
    for _, ticket, _ in walked(way):
        assert (ticket.stage is Stage.CLOSED) == (ticket.closed_at is not None)
        if ticket.stage in {Stage.CLOSED, Stage.CHECKED, Stage.RETURNED}:
            assert not ticket.working
        if ticket.stage is Stage.CLOSED:
            assert ticket.stage_due is None


@given(ways)
def test_only_reopening_opens_what_was_closed(way: Way) -> None:
    told = walked(way)
    for (_, before, _), (deed, after, _) in itertools.pairwise(told):
        if before.stage is Stage.CLOSED:
            assert deed is not None
            assert (after.stage is Stage.CLOSED) == (deed.act is not Act.REOPEN)
            assert after.stage is Stage.CLOSED or after.stage is Stage.REOPENED


@given(ways)
def test_of_several_desks_one_leads_and_each_knows_when_it_ended(
    way: Way,
) -> None:
    for _, ticket, at in walked(way):
        if ticket.desks:
            assert sum(desk.lead for desk in ticket.desks) == 1
        assert len({desk.unit for desk in ticket.desks}) == len(ticket.desks)
        for desk in ticket.desks:
            assert (desk.state is DeskState.OPEN) == (desk.ended_at is None)
            assert START <= desk.since <= at


@given(ways, st.sampled_from(Act))
def test_what_is_not_allowed_is_refused_and_what_is_allowed_can_be_done(way: Way, act: Act) -> None:
    _, ticket, at = walked(way)[-1]
    working = ticket.working
    units = {
        Act.ASSIGN: UNITS[:1],
        Act.CLOSE: (ticket.lead.unit,) if ticket.lead else (),
    }.get(act, (working[0].unit,) if working else ())
    deed = Deed(act, units, at + timedelta(days=99))
    if act in stages.allowed(ticket):
        stages.done(ticket, deed, at, LIMITS)
    elif act is not Act.ESCALATE:
        with pytest.raises(ConflictError):
            stages.done(ticket, deed, at, LIMITS)


@given(ways)
def test_stages_are_due_as_long_after_they_began_as_their_limits_say(
    way: Way,
) -> None:
    told = walked(way)
    for (_, before, _), (_, after, at) in itertools.pairwise(told):
        if after.stage is not before.stage and after.stage is not Stage.DEFERRED:
            minutes = LIMITS.of(after.stage)
            assert after.since == at
            assert after.stage_due == (None if minutes is None else at + minutes * MINUTE)


@given(ways)
def test_some_duty_can_always_go_on(way: Way) -> None:
    _, ticket, _ = walked(way)[-1]

    going = stages.allowed(ticket) - {Act.NOTE, Act.MOVE, Act.SUPERVISE, Act.DEFER}
    assert going
    assert all(stages.duties(ticket, act) for act in going)


times = st.integers(0, 100_000).map(lambda minutes: START + minutes * MINUTE)


@given(st.none() | times, st.none() | times, times, times, st.floats(0.01, 0.99))
def test_colours_only_grow_worse_until_a_ticket_is_closed(
    due: datetime | None, closed: datetime | None, one: datetime, other: datetime, share: float
) -> None:
    rank = {Colour.GREEN: 0, Colour.YELLOW: 1, Colour.RED: 2, None: 3}
    early, late = sorted((one, other))
    first, second = (stages.colour(START, due, closed, at, share) for at in (early, late))

    assert rank[first] <= rank[second]
    assert (second is None) == (closed is not None and closed <= late)
    if due is None:
        assert second in {None, Colour.GREEN}


def test_yellow_begins_with_its_share_of_the_time() -> None:
    due = START + 100 * MINUTE
    seen = [
        stages.colour(START, due, None, START + minutes * MINUTE, 0.8)
        for minutes in (0, 79, 80, 100, 101)
    ]

    assert seen == [Colour.GREEN, Colour.GREEN, Colour.YELLOW, Colour.YELLOW, Colour.RED]


def test_a_new_ticket_is_due_as_its_category_says() -> None:
    ticket = stages.begun(START, LIMITS.but({"reported": 3, "whole": None}))

    assert ticket.stage_due == START + 3 * MINUTE
    assert ticket.due_at is None


def test_the_other_desk_giving_it_back_stops_nobody_but_the_leading_one_does() -> None:
    assigned = stages.begun(START, LIMITS)
    for deed in (Deed(Act.ACCEPT), Deed(Act.ASSIGN, UNITS[:2]), Deed(Act.HANDLE)):
        assigned = stages.done(assigned, deed, START, LIMITS)

    other = stages.done(assigned, Deed(Act.RETURN, UNITS[1:2]), START, LIMITS)
    lead = stages.done(assigned, Deed(Act.RETURN, UNITS[:1]), START, LIMITS)

    assert other.stage is Stage.HANDLING
    assert [desk.state for desk in other.desks] == [DeskState.OPEN, DeskState.RETURNED]
    assert lead.stage is Stage.RETURNED
    assert not lead.working


def test_desks_at_work_have_the_time_that_a_ticket_is_put_off() -> None:
    ticket = stages.begun(START, LIMITS)
    for deed in USUAL[:5]:
        ticket = stages.done(ticket, deed, START, LIMITS)
    later = START + timedelta(days=9)

    ticket = stages.done(ticket, Deed(Act.DEFER, due_at=later), START, LIMITS)

    assert {desk.state: desk.due_at for desk in ticket.desks} == {
        DeskState.OPEN: later, DeskState.DONE: START + timedelta(days=1),
    }  # fmt: skip


def test_what_is_in_hand_is_returned_by_desks_and_what_is_done_by_checkers() -> None:
    ticket = stages.begun(START, LIMITS)
    for deed in (Deed(Act.ACCEPT), Deed(Act.ASSIGN, UNITS[:1]), Deed(Act.HANDLE)):
        ticket = stages.done(ticket, deed, START, LIMITS)
    assert stages.duties(ticket, Act.RETURN) == {Duty.HANDLE}

    ticket = stages.done(ticket, Deed(Act.FINISH), START, LIMITS)

    assert stages.duties(ticket, Act.RETURN) == {Duty.CHECK}
    assert stages.done(ticket, Deed(Act.RETURN), START, LIMITS).stage is Stage.RETURNED


@pytest.mark.parametrize("own", [{"walking": 5}, {"whole": 0}, {"handling": 10**9}])
def test_limits_that_make_no_sense_are_refused(own: dict[str, int]) -> None:
    with pytest.raises(GisError):
        LIMITS.but(own)
