"""The supervisor: gives each job of the queue to a worker process, and buries the dead.

A thread of the service. Whatever happens to a worker concerns its own job only; whatever happens
to the service, its workers die with it and the jobs are claimed again.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, cast

from sqlalchemy import Engine

from gis.errors import BusyError, DatabaseError
from gis.model import JobKind
from gis.store import jobs
from gis.store.jobs import Job, LostJobError
from gis.workflow import uploads
from gis.workflow.failures import worker_ended
from gis.workflow.pool import cores
from gis.workflow.worker import TRY_AGAIN

HANDLERS: Mapping[JobKind, str] = MappingProxyType(
    {
        JobKind.IMPORT: "gis.workflow.ingest:handle",
        JobKind.PROPOSE: "gis.workflow.plans:handle",
        JobKind.AUDIT: "gis.workflow.judge:handle",
        JobKind.FIX: "gis.workflow.fix:handle",
        JobKind.INSPECT: "gis.workflow.inspect:handle",
        JobKind.TICKETS: "gis.workflow.ticket_imports:handle",
    }
)
"""Which function does a job, as ``module:function`` (see ``work.Handler``)."""

TICK = 0.5
BEAT = 5.0
SWEEP = 60.0
LONGEST = 4 * 3600.0
"""Seconds after which a job is given up."""
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Worker:
    job: Job
    process: subprocess.Popen[bytes]
    since: float
    beaten: float


class Supervisor:
    """Works on the queue of a database until it is stopped.

    Parameters
    ----------
    engine
        Where the queue is; workers connect to the same address.
    data
        The service's data folder.
    slots
        Jobs at the same time; the cores are shared among them.
    handlers
        Kind of job -> ``module:function``; others are left to other services.
    """

    def __init__(
        self,
        engine: Engine,
        data: Path,
        *,
        slots: int = 2,
        handlers: Mapping[JobKind, str] = HANDLERS,
    ) -> None:
        self._engine = engine
        self._data = data
        self._slots = slots
        self._handlers = handlers
        self._workers: dict[int, _Worker] = {}
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._swept = 0.0
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin, in a thread that lasts: workers are bound to the one that started them."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now instead of in half a second."""
        self._wake.set()

    def stop(self) -> None:
        """End the workers and put their jobs back into the queue; returns when all is done."""
        self._stopping.set()
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except (BusyError, DatabaseError) as error:
                logger.warning("jobs wait: %s", error)
            except Exception:
                logger.exception("jobs: a defect; going on")
            self._wake.wait(TICK)
            self._wake.clear()
        for worker in list(self._workers.values()):
            self._end(worker)
            try:
                self._bury(worker, None)
            except (BusyError, DatabaseError) as error:
                logger.warning("job %d is not put back: %s", worker.job.id, error)

    def _turn(self) -> None:
        for worker in list(self._workers.values()):
            self._tend(worker)
        while len(self._workers) < self._slots:
            with self._engine.begin() as conn:
                job = jobs.claim(conn, list(self._handlers))
            if job is None:
                break
            self._begin(job)
        if time.monotonic() - self._swept > SWEEP:
            self._swept = time.monotonic()
            with self._engine.connect() as conn:
                needed = uploads.needed(jobs.unfinished(conn))
            uploads.sweep(self._data, needed)

    def _begin(self, job: Job) -> None:
        orders = {
            "url": self._engine.url.render_as_string(hide_password=False),
            "job": job.id,
            "attempt": job.attempts,
            "handler": self._handlers[job.kind],
            "params": dict(job.params),
            "by": job.created_by,
            "data": str(self._data.resolve()),
            "processes": max(1, cores() // self._slots),
        }
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WANGGE_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "gis.workflow.worker"],
            stdin=subprocess.PIPE,
            env=environment,
        )
        now = time.monotonic()
        self._workers[job.id] = _Worker(job, process, now, now)
        try:
            with cast("IO[bytes]", process.stdin) as pipe:
                pipe.write(json.dumps(orders).encode())
        except BrokenPipeError:
            # It is dead already; the next turn sees that.
            logger.warning("job %d: the worker did not start", job.id)

    def _tend(self, worker: _Worker) -> None:
        """Bury a worker that ended; beat for one that lives, or end it where that is wanted."""
        status = worker.process.poll()
        if status is None and time.monotonic() - worker.since > LONGEST:
            self._end(worker)
            self._bury(worker, worker_ended(*_TOO_LONG))
        elif status == TRY_AGAIN and worker.job.attempts < jobs.MOST_ATTEMPTS:
            self._bury(worker, None)
        elif status is not None:
            self._bury(worker, worker_ended(*_death(status)))
        elif not self._wanted(worker):
            self._end(worker)
            self._bury(worker, None)

    def _wanted(self, worker: _Worker) -> bool:
        """Whether a worker should go on; beats for it, if it is time."""
        now, job = time.monotonic(), worker.job
        due = now - worker.beaten >= BEAT
        try:
            with self._engine.begin() as conn:
                (jobs.beat if due else jobs.check)(conn, job.id, job.attempts)
        except LostJobError:
            return False
        if due:
            worker.beaten = now
        return True

    def _bury(self, worker: _Worker, error: Mapping[str, Any] | None) -> None:
        """Note how a worker ended, where it could not do so itself.

        Parameters
        ----------
        error
            Why the job failed; None where another worker should do it.
        """
        job = worker.job
        with self._engine.begin() as conn:
            now = jobs.get(conn, job.id, lock=True)
            if not jobs.holds(now, job.attempts):
                # It ended in order, or is another worker's by now.
                pass
            elif now.cancelled:
                jobs.cancelled(conn, job.id, job.attempts)
            elif error is None:
                jobs.release(conn, job.id, job.attempts)
            else:
                logger.error("job %d: %s", job.id, error["message"])
                jobs.fail(conn, job.id, job.attempts, error)
            now = jobs.get(conn, job.id)
        self._workers.pop(job.id)
        if now.over and (folder := uploads.spent(self._data, now)):
            uploads.remove(self._data, folder)

    @staticmethod
    def _end(worker: _Worker) -> None:
        worker.process.kill()
        worker.process.wait()


_TOO_LONG = (
    f"the job took more than {LONGEST / 3600:.0f} hours and was ended",
    f"任务超过 {LONGEST / 3600:.0f} 小时，已终止",
)


def _death(status: int) -> tuple[str, str]:
    how = f"signal {-status}" if status < 0 else f"status {status}"
    hint, hint_zh = "", ""
    if status == -signal.SIGKILL:
        hint, hint_zh = ", perhaps for want of memory", "，可能是内存不足"
    return f"the worker process ended by {how}{hint}", f"处理进程意外终止（{how}）{hint_zh}"
