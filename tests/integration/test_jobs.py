"""Jobs in a real database, with real worker processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.errors import ConflictError, NotFoundError
from gis.model import JobKind, JobState
from gis.store import jobs
from gis.store.engine import open_engine
from gis.store.jobs import Job, LostJobError
from gis.workflow.supervisor import Supervisor
from tests.places import ROOT

KINDS = list(JobKind)
PATIENCE = 20.0


@pytest.fixture
def engine(database: Addresses) -> Iterator[Engine]:
    engine = open_engine(database.service, pool_size=4)
    yield engine
    with engine.begin() as conn:
        conn.execute(
            text("update jobs set state = 'cancelled' where state in ('queued','running')")
        )
    engine.dispose()


@pytest.fixture
def work_on(engine: Engine, tmp_path: Path) -> Callable[..., Any]:
    @contextmanager
    def supervised(handler: str, slots: int = 2) -> Iterator[Supervisor]:
        name = f"tests.integration.handlers:{handler}"
        supervisor = Supervisor(engine, tmp_path, slots=slots, handlers={JobKind.IMPORT: name})
        supervisor.start()
        try:
            yield supervisor
        finally:
            supervisor.stop()

    return supervised


def enqueue(engine: Engine, **params: Any) -> Job:
    with engine.begin() as conn:
        return jobs.enqueue(conn, JobKind.IMPORT, params, by="li")


def look(engine: Engine, job: Job) -> Job:
    with engine.connect() as conn:
        return jobs.get(conn, job.id)


def awaited(engine: Engine, job: Job, good: Callable[[Job], bool] = lambda job: job.over) -> Job:
    end = time.monotonic() + PATIENCE
    while not good(now := look(engine, job)):
        assert time.monotonic() < end, f"job stays {now}"
        time.sleep(0.05)
    return now


def alive(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
            != "Z"
        )
    except FileNotFoundError:
        return False


def gone(pids: list[int], within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while any(alive(pid) for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_a_job_is_claimed_once_and_in_order(engine: Engine) -> None:
    first, second = enqueue(engine), enqueue(engine)
    with engine.begin() as one, engine.begin() as two:
        taken = jobs.claim(one, KINDS), jobs.claim(two, KINDS)
        nothing = jobs.claim(one, KINDS)
    assert [job and job.id for job in taken] == [first.id, second.id]
    assert nothing is None


def test_kinds_that_nobody_handles_wait(engine: Engine) -> None:
    enqueue(engine)
    with engine.begin() as conn:
        assert jobs.claim(conn, [JobKind.PROPOSE]) is None


def test_a_job_without_heartbeat_is_claimed_again_and_the_late_worker_is_refused(
    engine: Engine,
) -> None:
    job = enqueue(engine)
    with engine.begin() as conn:
        first = jobs.claim(conn, KINDS)
    assert first is not None
    with engine.begin() as conn:
        assert jobs.claim(conn, KINDS) is None
        _silence(engine, conn, job, 29)
        assert jobs.claim(conn, KINDS) is None
        _silence(engine, conn, job, 31)
        second = jobs.claim(conn, KINDS)
    assert second is not None
    assert (second.id, second.attempts) == (job.id, 2)
    for late in (jobs.finish, jobs.fail):
        with pytest.raises(LostJobError), engine.begin() as conn:
            late(conn, job.id, first.attempts, {})
    with engine.begin() as conn:
        jobs.finish(conn, job.id, second.attempts, {"done": True})
    assert look(engine, job).state is JobState.DONE


def test_a_job_whose_workers_die_three_times_is_given_up(engine: Engine) -> None:
    job = enqueue(engine)
    for _ in range(jobs.MOST_ATTEMPTS):
        with engine.begin() as conn:
            assert jobs.claim(conn, KINDS) is not None
            _silence(engine, conn, job, 60)
    with engine.begin() as conn:
        assert jobs.claim(conn, KINDS) is None
    ended = look(engine, job)
    assert ended.state is JobState.FAILED
    assert ended.error is not None
    assert "3 times" in ended.error["message"]


def _silence(engine: Engine, conn: Any, job: Job, seconds: int) -> None:
    del engine
    conn.execute(
        text(
            "update jobs set beaten_at = clock_timestamp() - make_interval(secs => :s)"
            " where id = :id"
        ),
        {"s": seconds, "id": job.id},
    )


def test_cancelling_a_waiting_job_ends_it_and_a_second_time_is_refused(engine: Engine) -> None:
    job = enqueue(engine)
    with engine.begin() as conn:
        assert jobs.cancel(conn, job.id).state is JobState.CANCELLED
    with pytest.raises(ConflictError), engine.begin() as conn:
        jobs.cancel(conn, job.id)
    with pytest.raises(NotFoundError), engine.begin() as conn:
        jobs.cancel(conn, 2**31 - 1)


def test_what_a_job_writes_and_that_it_is_done_come_together(
    engine: Engine, work_on: Callable[..., Any]
) -> None:
    with work_on("write") as supervisor:
        job = enqueue(engine, code="100001", between=0.5)
        supervisor.wake()
        states: set[tuple[str, bool]] = set()
        end = time.monotonic() + PATIENCE
        while "done" not in dict(states) and time.monotonic() < end:
            with engine.connect() as conn:
                state, there = conn.execute(text(
                    "select state, exists(select from jurisdictions where code = '100001')"
                    " from jobs where id = :id"), {"id": job.id}).one()  # fmt: skip
            states.add((state, there))
    assert ("done", True) in states
    assert not states & {("running", True), ("done", False)}
    assert look(engine, job).jurisdiction == "100001"


def test_progress_is_told_a_few_times_a_second_and_numbered(
    engine: Engine, work_on: Callable[..., Any]
) -> None:
    with work_on("count"):
        job = awaited(engine, enqueue(engine))
    assert (job.state, job.step, job.done, job.total) == (JobState.DONE, "counting", 1000, 1000)
    # Claimed, begun, a report each quarter of a second, ended.
    assert job.started_at is not None
    assert job.ended_at is not None
    seconds = (job.ended_at - job.started_at).total_seconds()
    assert 3 <= job.revision <= 5 + 4 * seconds


def test_cancelling_kills_the_worker_and_its_children(
    engine: Engine, work_on: Callable[..., Any], tmp_path: Path
) -> None:
    told = tmp_path / "told"
    with work_on("endless"):
        job = enqueue(engine, told=str(told))
        pids = _told(told)
        with engine.begin() as conn:
            assert jobs.cancel(conn, job.id).cancelled
        assert awaited(engine, job).state is JobState.CANCELLED
        assert gone(pids)


@pytest.mark.parametrize(
    ("handler", "words"),
    [("crash", "signal 11"), ("starve", "memory"), ("stumble", "internal error")],
)
def test_a_worker_that_fails_fails_its_own_job_only(
    engine: Engine, work_on: Callable[..., Any], handler: str, words: str
) -> None:
    with work_on(handler):
        bad = awaited(engine, enqueue(engine))
    assert bad.state is JobState.FAILED
    assert bad.error is not None
    assert words in bad.error["message"]
    assert "secret" not in str(bad.error)
    with work_on("write"):
        assert awaited(engine, enqueue(engine, code=f"2{bad.id:05}")).state is JobState.DONE


def test_a_failed_job_tells_every_fault(engine: Engine, work_on: Callable[..., Any]) -> None:
    with work_on("refuse"):
        job = awaited(engine, enqueue(engine))
    assert job.error is not None
    assert [fault["feature"] for fault in job.error["faults"]] == ["b0", "b1", "b2"]


def test_a_service_that_stops_puts_its_jobs_back_and_the_next_one_does_them(
    engine: Engine, work_on: Callable[..., Any]
) -> None:
    with work_on("write"):
        job = enqueue(engine, code="300001", before=1.0)
        awaited(engine, job, lambda now: now.state is JobState.RUNNING)
    assert look(engine, job).state is JobState.QUEUED
    with work_on("write"):
        assert awaited(engine, job).state is JobState.DONE


def test_a_killed_service_leaves_no_orphans_and_its_job_is_done_once_by_the_next(
    engine: Engine, database: Addresses, work_on: Callable[..., Any], tmp_path: Path
) -> None:
    told = tmp_path / "told"
    service = subprocess.Popen(  # noqa: S603 -- our own module
        [sys.executable, "-m", "tests.integration.service",
         database.service.render_as_string(hide_password=False), str(tmp_path), "endless"],
        cwd=ROOT,
    )  # fmt: skip
    try:
        job = enqueue(engine, told=str(told), code="400001")
        pids = _told(told)
    finally:
        service.send_signal(signal.SIGKILL)
        service.wait()
    assert gone(pids)
    with engine.begin() as conn:
        _silence(engine, conn, job, 31)
    with work_on("write"):
        assert awaited(engine, job).state is JobState.DONE
    with engine.connect() as conn:
        assert conn.scalar(text("select count(*) from jurisdictions where code = '400001'")) == 1


def test_secrets_are_not_among_a_workers_arguments(
    engine: Engine, database: Addresses, work_on: Callable[..., Any], tmp_path: Path
) -> None:
    told = tmp_path / "told"
    with work_on("endless"):
        job = enqueue(engine, told=str(told))
        worker, _ = _told(told)
        arguments = Path(f"/proc/{worker}/cmdline").read_bytes()
        with engine.begin() as conn:
            jobs.cancel(conn, job.id)
    assert str(database.service.password).encode() not in arguments


def test_the_queue_goes_on_after_the_database_was_away(
    engine: Engine, work_on: Callable[..., Any]
) -> None:
    with work_on("write"):
        with engine.begin() as conn:
            conn.execute(text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
                " and usename = current_user"))  # fmt: skip
        assert awaited(engine, enqueue(engine, code="500001")).state is JobState.DONE


def test_a_stopped_supervisor_leaves_no_thread(work_on: Callable[..., Any]) -> None:
    with work_on("write"):
        assert "jobs" in {thread.name for thread in threading.enumerate()}
    assert "jobs" not in {thread.name for thread in threading.enumerate()}


def _told(path: Path) -> list[int]:
    end = time.monotonic() + PATIENCE
    while not (path.exists() and path.read_text(encoding="ascii").endswith("\n")):
        assert time.monotonic() < end, "the worker did not begin"
        time.sleep(0.05)
    pids = [int(pid) for pid in path.read_text(encoding="ascii").split()]
    assert os.getpid() not in pids
    return pids
