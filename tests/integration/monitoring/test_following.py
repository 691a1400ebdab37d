"""Live tickets: each follower is told every change it may see, once, and can tell a gap."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine

from gis.model import ROOT
from gis.store import events, ticket_reads, ticket_writes
from gis.store.events import TICKETS
from gis.workflow import follow_tickets, ticker
from gis.workflow.hub import Hub
from gis.workflow.subscriptions import Event
from tests.integration import drawn
from tests.integration.monitoring import reports

PATIENCE = 20.0


@asynccontextmanager
async def listening(engine: Engine) -> AsyncIterator[Hub]:
    served = Hub(engine)
    served.start()
    try:
        yield served
    finally:
        await served.stop()


async def heard(
    served: Hub, scope: Collection[str], after: int | None, until: Callable[[Event], bool]
) -> list[Event]:
    """Follow tickets until an event; returns all that was heard, without silence."""
    told = []
    with served.following(TICKETS, "somebody") as subscription:
        async with asyncio.timeout(PATIENCE):
            async for event in follow_tickets.tickets(served, after, scope, subscription):
                if event is not None:
                    told.append(event)
                    if until(event):
                        break
    return told


def ids(told: list[Event]) -> list[int]:
    return [row["id"] for event in told if event.kind == "tickets" for row in event.data["tickets"]]


def chained(told: list[Event]) -> bool:
    """Whether every event names the number told before."""
    numbers = [event.number for event in told if event.kind != "alert"]
    afters = [event.data["after"] for event in told if event.kind == "tickets"]
    return afters == numbers[:-1]


def put(engine: Engine, *rows: dict[str, Any]) -> list[int]:
    with engine.begin() as conn:
        return reports.put(conn, *rows)


def clock(engine: Engine) -> int:
    with engine.connect() as conn:
        return ticket_reads.clock(conn)


def reached(number: int) -> Callable[[Event], bool]:
    return lambda event: event.number is not None and event.number >= number


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), 2 * PATIENCE))


def test_every_follower_is_told_every_ticket_once(engine: Engine, plan: int) -> None:
    del plan

    async def scenario() -> None:
        begin = clock(engine)
        async with listening(engine) as served:
            followers = [
                asyncio.create_task(heard(served, (ROOT,), begin, reached(begin + 40)))
                for _ in range(5)
            ]
            made = [
                await asyncio.to_thread(put, engine, reports.row(0.5 + number % 7, 0.5))
                for number in range(40)
            ]
            for told in await asyncio.gather(*followers):
                assert ids(told) == [one for single in made for one in single]
                assert chained(told)

    run(scenario)


def test_tickets_elsewhere_are_passed_over_and_leave_no_gap(engine: Engine, plan: int) -> None:
    del plan

    async def scenario() -> None:
        begin = clock(engine)
        async with listening(engine) as served:
            own = asyncio.create_task(heard(served, (drawn.STREET,), begin, reached(begin + 3)))
            places: list[dict[str, Any]] = [{"jurisdiction": "9"}, {}, {"jurisdiction": "9"}, {}]
            made = []
            for place in places:
                # Without a position the jurisdiction stays the one it was reported to.
                row = reports.row(**place, position="missing", lon=None, lat=None)
                made += await asyncio.to_thread(put, engine, row)
                await asyncio.sleep(ticker.OFTEN)
            told = await own
            assert ids(told)[:2] == [made[1], made[3]][: len(ids(told))]
            assert made[0] not in ids(told)
            assert chained(told)

    run(scenario)


def test_who_comes_back_is_told_what_changed_and_what_is_gone(engine: Engine, plan: int) -> None:
    del plan

    async def scenario() -> None:
        first, second = put(engine, reports.row(), reports.row())
        begin = clock(engine)
        with engine.begin() as conn:
            ticket_writes.change(conn, [first], {"escalated": 2})
        with engine.begin() as conn:
            ticket_writes.delete(conn, [second])
        async with listening(engine) as served:
            told = await heard(served, (ROOT,), begin, reached(begin + 2))
        assert [event.kind for event in told] == ["state", "tickets"]
        [row] = told[1].data["tickets"]
        assert (row["id"], row["escalated"]) == (first, 2)
        assert told[1].data["gone"] == [second]
        assert chained(told)

    run(scenario)


def test_who_moves_elsewhere_is_gone_for_those_who_see_only_where_it_was(
    engine: Engine, plan: int
) -> None:
    del plan

    async def scenario() -> None:
        [moved] = put(engine, reports.row(0.5, 0.5))
        begin = clock(engine)
        lon, lat = drawn.spot(6.5, 0.5)
        place = {"id": moved, "position": "good", "lon": lon, "lat": lat}
        with engine.begin() as conn:
            assert ticket_writes.rewrite(conn, pd.DataFrame([place])) == [moved]
        async with listening(engine) as served:
            for scope, tickets, gone in (
                (drawn.CODES[:1], [], [moved]),
                (drawn.CODES[1:], [moved], []),
                ((drawn.STREET,), [moved], []),
            ):
                told = await heard(served, scope, begin, reached(begin + 1))
                assert ids(told) == tickets
                assert told[-1].data["gone"] == gone
                assert chained(told)

    run(scenario)


@pytest.mark.parametrize("behind", [-5, 10**9])
def test_a_number_that_cannot_be_followed_on_is_reset(
    engine: Engine, plan: int, behind: int
) -> None:
    del plan

    async def scenario() -> None:
        put(engine, reports.row())
        number = clock(engine)
        async with listening(engine) as served:
            asked = number + 5 if behind < 0 else number - behind
            [event] = await heard(served, (ROOT,), asked, lambda _: True)
        assert (event.kind, event.number) == ("reset", number)

    run(scenario)


def test_more_at_once_than_is_told_together_comes_in_parts(
    engine: Engine, plan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    del plan
    monkeypatch.setattr(ticker, "BATCH", 7)
    monkeypatch.setattr(follow_tickets, "BATCH", 7)

    async def scenario() -> None:
        begin = clock(engine)
        async with listening(engine) as served:
            follower = asyncio.create_task(heard(served, (ROOT,), begin, reached(begin + 51)))
            await asyncio.sleep(0.3)
            put(engine, reports.row())
            await asyncio.sleep(0.3)
            put(engine, *(reports.row() for _ in range(50)))
            told = await follower
            assert len(set(ids(told))) == len(ids(told)) == 51
            assert chained(told)

    run(scenario)


def test_catching_up_ends_while_more_is_reported(
    engine: Engine, plan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    del plan
    read = ticket_reads.changes_after

    def busy(conn: Connection, after: int, most: int) -> ticket_reads.Changes:
        # Not for the thread that reads for all.
        if threading.current_thread().name != "events":
            with engine.begin() as other:
                reports.some(other, 1)
        return read(conn, after, most)

    async def follow() -> list[str]:
        async with listening(engine) as served:
            with served.following(TICKETS, "somebody") as subscription:
                told = follow_tickets.tickets(served, before, (ROOT,), subscription)
                kinds: list[str] = []
                with contextlib.suppress(TimeoutError):
                    while len(kinds) < 5:
                        event = await asyncio.wait_for(anext(told), 1.5)
                        kinds.append(event.kind if event else "silence")
                return kinds

    with engine.begin() as conn:
        before = ticket_reads.clock(conn)
        reports.some(conn, 1)
    monkeypatch.setattr(ticket_reads, "changes_after", busy)
    assert asyncio.run(follow()) == ["state", "tickets"]


def test_alerts_reach_those_who_may_see_them(engine: Engine, plan: int) -> None:
    del plan

    async def scenario() -> None:
        async with listening(engine) as served:
            here, there = (
                asyncio.create_task(heard(served, (scope,), None, lambda e: e.kind == "alert"))
                for scope in (drawn.STREET, "8")
            )
            await asyncio.sleep(0.5)
            for alert, place in ((7, drawn.CODES[0]), (8, "8")):
                with engine.begin() as conn:
                    events.announce_alert(conn, alert, place)
            assert (await here)[-1].data["alert"] == 7
            assert (await there)[-1].data["alert"] == 8

    run(scenario)
