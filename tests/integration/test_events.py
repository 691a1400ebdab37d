"""Events of plans and jobs: everyone hears everything once, in order, and slow ones harm nobody."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.errors import ExhaustedError
from gis.model import JobKind
from gis.store import events, jobs
from gis.store.engine import open_engine
from gis.workflow import follow, hub, subscriptions
from gis.workflow.hub import Hub
from gis.workflow.subscriptions import Event, Subscription
from tests.integration.api.world import OWN, populate

PATIENCE = 20.0


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def plan(engine: Engine, database: Addresses) -> int:
    with engine.begin() as conn:
        return int(populate(conn, database).of(OWN, "plan"))


def operate(engine: Engine, plan: int, actor: str = "li", *, size: int = 0) -> int:
    """Write one operation as the editing service does; returns its version."""
    with engine.begin() as conn:
        given = {"plan": plan, "actor": actor, "size": size}
        version = conn.execute(text(
            "update plans set version = version + 1 where id = :plan returning version"
        ), given).scalar_one()  # fmt: skip
        conn.execute(text(
            "insert into operations (plan, version, key, kind, actor, request, delta, result,"
            " previous, hash) values (:plan, :version, gen_random_uuid(), 'move', :actor, '{}',"
            " '{}', jsonb_build_object('fill', repeat('x', :size)), '', '')"
        ), given | {"version": version})  # fmt: skip
        events.announce_plan(conn, plan, version)
    return int(version)


def version_of(engine: Engine, plan: int) -> int:
    with engine.connect() as conn:
        return events.head(conn, plan).version


@asynccontextmanager
async def listening(engine: Engine) -> AsyncIterator[Hub]:
    served = Hub(engine)
    served.start()
    try:
        yield served
    finally:
        await served.stop()


async def heard(
    served: Hub, plan: int, after: int | None, until: Callable[[Event], bool]
) -> list[Event]:
    """Follow a plan until an event; returns all that was heard, without silence."""
    told = []
    with served.following(("plan", plan), "somebody") as subscription:
        async with asyncio.timeout(PATIENCE):
            async for event in follow.plan(served, plan, after, subscription):
                if event is not None:
                    told.append(event)
                    if until(event):
                        break
    return told


def versions(told: list[Event]) -> list[int | None]:
    return [event.number for event in told if event.kind == "operation"]


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), 2 * PATIENCE))


def test_every_follower_hears_each_operation_once_and_in_order(engine: Engine, plan: int) -> None:
    async def scenario() -> None:
        begin = version_of(engine, plan)
        async with listening(engine) as served:
            last = begin + 100
            followers = [
                asyncio.create_task(heard(served, plan, begin, lambda e: e.number == last))
                for _ in range(5)
            ]
            with ThreadPoolExecutor(4) as writers:
                done = [writers.submit(operate, engine, plan) for _ in range(100)]
                await asyncio.to_thread(lambda: [one.result() for one in done])
            for told in await asyncio.gather(*followers):
                assert versions(told) == list(range(begin + 1, last + 1))

    run(scenario)


def test_who_comes_back_hears_what_was_missed_without_gap_or_repetition(
    engine: Engine, plan: int
) -> None:
    async def scenario() -> None:
        begin = version_of(engine, plan)
        stop = threading.Event()

        def write() -> None:
            while not stop.is_set():
                operate(engine, plan)

        async with listening(engine) as served:
            writer = asyncio.create_task(asyncio.to_thread(write))
            told: list[int | None] = []
            last = begin
            try:
                for visit in range(6):
                    end = last + 10
                    some = await heard(
                        served,
                        plan,
                        last,
                        lambda e, end=end: (e.number or 0) >= end,  # type: ignore[misc]
                    )
                    told += versions(some)
                    last = told[-1] or 0
                    if visit == 2:
                        # While nobody listens, and longer than a batch.
                        await asyncio.to_thread(
                            lambda: [operate(engine, plan) for _ in range(hub.BATCH + 5)]
                        )
            finally:
                stop.set()
                await writer
            assert told == list(range(begin + 1, last + 1))

    run(scenario)


def test_a_lost_connection_of_the_listener_loses_no_event(engine: Engine, plan: int) -> None:
    async def scenario() -> None:
        begin = version_of(engine, plan)
        async with listening(engine) as served:
            last = begin + 40
            follower = asyncio.create_task(heard(served, plan, begin, lambda e: e.number == last))
            for turn in range(40):
                await asyncio.to_thread(operate, engine, plan)
                if turn in {10, 20}:
                    await asyncio.to_thread(_cut, engine)
            assert versions(await follower) == list(range(begin + 1, last + 1))

    run(scenario)


def _cut(engine: Engine) -> None:
    cut = False
    end = time.monotonic() + PATIENCE
    while not cut:
        assert time.monotonic() < end, "nobody listens"
        with engine.begin() as conn:
            cut = bool(conn.execute(text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and application_name = 'wangge events'"
            )).all())  # fmt: skip
        time.sleep(0.05)


def test_what_is_rolled_back_is_not_heard(engine: Engine, plan: int) -> None:
    async def scenario() -> None:
        async with listening(engine) as served:
            follower = asyncio.create_task(
                heard(served, plan, None, lambda e: e.data.get("actor") == "committed")
            )
            await _heard_by_all(engine, served, plan)
            with suppress(ZeroDivisionError), engine.begin() as conn:
                events.announce_presence(conn, plan, {"actor": "rolled back"})
                raise ZeroDivisionError
            with engine.begin() as conn:
                events.announce_presence(conn, plan, {"actor": "committed"})
            assert "rolled back" not in {event.data.get("actor") for event in await follower}

    run(scenario)


async def _heard_by_all(engine: Engine, served: Hub, plan: int) -> None:
    """Wait until the listener listens and whoever follows does."""
    with served.following(("plan", plan), "probe") as subscription:
        while True:
            with engine.begin() as conn:
                events.announce_presence(conn, plan, {"actor": "probe"})
            event = await subscription.get(0.1)
            if event is not None and event.kind == "presence":
                return


def test_a_change_of_state_is_told_with_the_version(engine: Engine, plan: int) -> None:
    async def scenario() -> None:
        async with listening(engine) as served:
            begun = asyncio.Event()

            def submitted(event: Event) -> bool:
                begun.set()
                return bool(event.data.get("state") == "submitted")

            follower = asyncio.create_task(heard(served, plan, None, submitted))
            await _heard_by_all(engine, served, plan)
            await begun.wait()
            _put(engine, plan, "submitted")
            told = [event for event in await follower if event.kind == "state"]
        _put(engine, plan, "draft")
        assert [event.data["state"] for event in told] == ["draft", "submitted"]
        assert {event.number for event in told} == {version_of(engine, plan)}

    run(scenario)


def _put(engine: Engine, plan: int, state: str) -> None:
    with engine.begin() as conn:
        given = {"state": state, "plan": plan}
        conn.execute(text("update plans set state = :state where id = :plan"), given)
        events.announce_plan(conn, plan, events.head(conn, plan).version)


def test_a_version_the_plan_does_not_have_starts_anew(engine: Engine, plan: int) -> None:
    async def scenario() -> None:
        async with listening(engine) as served:
            (event,) = await heard(served, plan, 10**6, lambda _: True)
            assert (event.kind, event.number) == ("reset", version_of(engine, plan))

    run(scenario)


def test_a_slow_follower_is_dropped_and_the_others_are_not(
    engine: Engine, plan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "BACKLOG", 60)

    async def scenario() -> None:
        begin = version_of(engine, plan)
        count = 3 * subscriptions.BACKLOG
        async with listening(engine) as served:
            with served.following(("plan", plan), "slow") as slow:
                quick = asyncio.create_task(
                    heard(served, plan, begin, lambda e: e.number == begin + count)
                )
                await asyncio.to_thread(lambda: [operate(engine, plan) for _ in range(count)])
                assert len(versions(await quick)) == count
                assert slow.dropped
                assert slow.waiting <= 1
                with pytest.raises(subscriptions.DroppedError):
                    await slow.get(0)
                told = [e async for e in follow.plan(served, plan, begin, slow) if e]
            # It is told what the database has, and then let go.
            assert versions(told) == list(range(begin + 1, begin + count + 1))

    run(scenario)


def test_a_queue_never_holds_more_than_its_bound() -> None:
    async def scenario() -> None:
        subscription = Subscription()
        for number in range(10 * subscriptions.BACKLOG):
            subscription.put(Event("operation", number, {}))
            assert subscription.waiting <= subscriptions.BACKLOG

    run(scenario)


def test_silence_is_told_so_that_proxies_keep_the_line(
    engine: Engine, plan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "BEAT", 0.05)

    async def scenario() -> None:
        async with listening(engine) as served:
            with served.following(("plan", plan), "li") as subscription:
                silent = 0
                async for event in follow.plan(served, plan, None, subscription):
                    silent += event is None
                    if silent == 3:
                        return

    run(scenario)


def test_presence_is_told_to_those_who_follow_and_kept_nowhere(engine: Engine, plan: int) -> None:
    async def scenario() -> None:
        async with listening(engine) as served:
            told = {"actor": "wang", "community": "990121100201"}
            follower = asyncio.create_task(
                heard(served, plan, None, lambda e: e.data.get("actor") == "wang")
            )
            await _heard_by_all(engine, served, plan)
            with engine.begin() as conn:
                events.announce_presence(conn, plan, told)
            last = (await follower)[-1]
            assert (last.number, last.data) == (None, told)

    run(scenario)


def test_a_job_is_followed_to_its_end(engine: Engine) -> None:
    async def scenario() -> None:
        with engine.begin() as conn:
            job = jobs.enqueue(conn, JobKind.IMPORT, {}, by="li")
        async with listening(engine) as served:
            with served.following(("job", job.id), "li") as subscription:
                worker = asyncio.create_task(asyncio.to_thread(_work_off, engine))
                async with asyncio.timeout(PATIENCE):
                    told = [e async for e in follow.job(served, job.id, None, subscription) if e]
                await worker
        numbers = [event.number or 0 for event in told]
        assert numbers == sorted(set(numbers))
        assert (told[-1].data["state"], told[-1].data["result"]) == ("done", {"made": 1})

    run(scenario)


def _work_off(engine: Engine) -> None:
    with engine.begin() as conn:
        claimed = jobs.claim(conn, list(JobKind))
    assert claimed is not None
    for done in range(3):
        with engine.begin() as conn:
            jobs.progress(conn, claimed.id, claimed.attempts, "counting", done, 3)
        time.sleep(0.05)
    with engine.begin() as conn:
        jobs.finish(conn, claimed.id, claimed.attempts, {"made": 1})


def test_one_user_cannot_take_all_streams(
    engine: Engine, plan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_EACH", 2)
    monkeypatch.setattr(hub, "MOST", 3)

    async def scenario() -> None:
        async with listening(engine) as served:
            one, two = (served.following(("plan", plan), "li") for _ in range(2))
            with one, two:
                with pytest.raises(ExhaustedError):
                    served.admit("li")
                served.admit("wang")
                with served.following(("plan", plan), "wang"), pytest.raises(ExhaustedError):
                    served.admit("zhao")
            served.admit("li")
            assert served.followers == 0

    run(scenario)
