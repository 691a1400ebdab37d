"""Imports that are killed at any point leave what was there, and can be done again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.model import JobKind, JobState
from gis.store import jobs
from gis.store.engine import open_engine
from gis.store.jobs import Job
from gis.workflow.ingest import Files, order
from tests.places import FIXTURES, ROOT

POINTS = 10 if os.environ.get("WANGGE_FAULTS") == "full" else 3
PATIENCE = 120.0
TABLES = ("datasets", "communities", "features", "buildings")


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    yield opened
    opened.dispose()


@contextmanager
def service(engine: Engine, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A service with its queue, in a process of its own."""
    url = engine.url.render_as_string(hide_password=False)
    handler = "gis.workflow.ingest:handle"
    process = subprocess.Popen(  # noqa: S603 -- our own module
        [sys.executable, "-m", "tests.integration.service", url, str(data), handler], cwd=ROOT
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def enqueue(engine: Engine, name: str) -> Job:
    files = Files(FIXTURES / "broken", "sound.gpkg", {}, drop_personal=False)
    with engine.begin() as conn:
        params = order(files, name, scope=["0"], upload=None)
        return jobs.enqueue(conn, JobKind.IMPORT, params, by="li")


def ended(engine: Engine, job: Job) -> Job:
    end = time.monotonic() + PATIENCE
    while True:
        with engine.connect() as conn:
            now = jobs.get(conn, job.id)
        if now.over:
            return now
        assert time.monotonic() < end, f"job stays {now}"
        time.sleep(0.05)


def begun(engine: Engine, job: Job) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with engine.connect() as conn:
            if jobs.get(conn, job.id).state is not JobState.QUEUED:
                return
        assert time.monotonic() < end, "nobody takes the job"
        time.sleep(0.01)


def image(engine: Engine) -> dict[str, Any]:
    """Everything that imports write, as counts and hashes."""
    tables = (*TABLES, "atoms", "atom_buildings", "edges", "rims", "jurisdictions", "audit_log")
    query = "select count(*), md5(string_agg(t::text, '' order by t::text)) from {} t"
    with engine.connect() as conn:
        return {one: tuple(conn.execute(text(query.format(one))).one()) for one in tables}


def old(engine: Engine) -> dict[str, Any]:
    """The first dataset, as hashes."""
    query = "select md5(string_agg(t::text, '' order by t::text)) from {} t where {} = 1"
    with engine.connect() as conn:
        return {
            one: conn.scalar(text(query.format(one, "id" if one == "datasets" else "dataset")))
            for one in TABLES
        }


def family(parent: int) -> list[int]:
    """A process and all below it."""
    found = [parent]
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if entry.name.isdigit() and int(fields[1]) == parent:
            found += family(int(entry.name))
    return found


def gone(pids: list[int]) -> bool:
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}/exe").exists() for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.slow
def test_an_import_killed_at_any_point_leaves_what_was_there_and_runs_again(
    engine: Engine, tmp_path: Path
) -> None:
    with service(engine, tmp_path):
        assert ended(engine, enqueue(engine, "old")).state is JobState.DONE
        timed = enqueue(engine, "timed")
        begun(engine, timed)
        begin = time.monotonic()
        assert ended(engine, timed).state is JobState.DONE
        usual = time.monotonic() - begin
    kept = old(engine)
    moments = random.Random(5)
    for point in range(POINTS):
        job, before = enqueue(engine, f"new {point}"), image(engine)
        with service(engine, tmp_path) as killed:
            begun(engine, job)
            # A slice of the usual time for each point, so that all of it is met.
            time.sleep(usual * (point + moments.random()) / POINTS)
            pids = family(killed.pid)
            # The service in turn with its worker alone.
            victim = killed.pid if point % 2 == 0 or len(pids) < 2 else pids[1]
            os.kill(victim, signal.SIGKILL)
            assert gone(pids if victim == killed.pid else [victim])
            if victim != killed.pid:
                ended(engine, job)
        silent(engine, job)
        state = jobs_state(engine, job)
        assert old(engine) == kept
        if state is not JobState.DONE:
            assert image(engine) == before
            again(engine, job, state, tmp_path, f"new {point}")
        assert datasets(engine, f"new {point}") == 1
        assert old(engine) == kept


def silent(engine: Engine, job: Job) -> None:
    """Wait until the server has noticed that the worker is no more: it may be committing."""
    query = text("select count(*) from pg_stat_activity where application_name = :name")
    end = time.monotonic() + PATIENCE
    while True:
        with engine.connect() as conn:
            if not conn.scalar(query, {"name": f"gis job {job.id}"}):
                return
        assert time.monotonic() < end, "the worker's connection stays"
        time.sleep(0.05)


def jobs_state(engine: Engine, job: Job) -> JobState:
    with engine.connect() as conn:
        return jobs.get(conn, job.id).state


def again(engine: Engine, job: Job, state: JobState, data: Path, name: str) -> None:
    """Let the next service take the job up, or order it anew where it was told as failed."""
    if state is JobState.FAILED:
        job = enqueue(engine, name)
    with engine.begin() as conn:
        conn.execute(text(
            "update jobs set beaten_at = now() - interval '1 minute' where state = 'running'"
        ))  # fmt: skip
    with service(engine, data):
        assert ended(engine, job).state is JobState.DONE


def datasets(engine: Engine, name: str) -> int:
    with engine.connect() as conn:
        query = text("select count(*) from datasets where name = :name")
        return int(conn.execute(query, {"name": name}).scalar_one())
