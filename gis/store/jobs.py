"""Jobs: long work that waits in a queue, is done by one worker at a time and survives them all.

Whoever claims a job gets a number, the attempt. A worker that was thought dead and comes back
holds an old one: nothing it writes is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, insert, or_, select, update

from gis.errors import ConflictError, NotFoundError
from gis.model import JobKind, JobState
from gis.store import events
from gis.store.scopes import within
from gis.store.tables import jobs

STALE = timedelta(seconds=30)
"""Without a heartbeat for so long, a worker counts as dead."""
MOST_ATTEMPTS = 3
FINAL = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class LostJobError(ConflictError):
    """The job was cancelled, or given to another worker; what this one did must not count."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands; the fields are the columns of its table.

    Parameters
    ----------
    jurisdiction
        Where it works; None while that is not known.
    error
        Why it failed: ``error`` (name of an exception), ``message``, ``message_zh``, ``faults``.
    cancelled
        Whether someone asked to end it.
    """

    id: int
    kind: JobKind
    state: JobState
    jurisdiction: str | None
    params: Mapping[str, Any]
    result: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    step: str | None
    done: int
    total: int
    revision: int
    attempts: int
    cancelled: bool
    created_by: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in FINAL


_COLUMNS = [jobs.c[name] for name in Job.__dataclass_fields__]


def enqueue(
    conn: Connection,
    kind: JobKind,
    params: Mapping[str, Any],
    *,
    by: str,
    jurisdiction: str | None = None,
) -> Job:
    """Put a job at the end of the queue."""
    values = {
        "kind": kind,
        "state": JobState.QUEUED,
        "params": dict(params),
        "jurisdiction": jurisdiction,
        "created_by": by,
    }
    row = conn.execute(insert(jobs).values(values).returning(*_COLUMNS)).mappings().one()
    return _announced(conn, _job(row))


def claim(conn: Connection, kinds: Sequence[JobKind]) -> Job | None:
    """Take the oldest job of these kinds that waits or whose worker died; None without any.

    A job whose worker died three times, or that was to be cancelled, ends here instead.
    """
    dead = and_(
        jobs.c.state == JobState.RUNNING,
        jobs.c.beaten_at < func.clock_timestamp() - STALE,
    )
    wanted = (
        select(*_COLUMNS)
        .where(jobs.c.kind.in_(kinds), or_(jobs.c.state == JobState.QUEUED, dead))
        .order_by(jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (row := conn.execute(wanted).mappings().one_or_none()) is not None:
        job = _job(row)
        if job.state is JobState.RUNNING and job.cancelled:
            _end(conn, job.id, job.attempts, JobState.CANCELLED)
        elif job.state is JobState.RUNNING and job.attempts >= MOST_ATTEMPTS:
            fail(conn, job.id, job.attempts, _given_up(job.attempts))
        else:
            return _start(conn, job)
    return None


def _start(conn: Connection, job: Job) -> Job:
    now = func.clock_timestamp()
    values = {
        "state": JobState.RUNNING,
        "attempts": job.attempts + 1,
        "step": None,
        "done": 0,
        "total": 0,
        "started_at": now,
        "beaten_at": now,
    }
    return _announced(conn, _job(_change(conn, jobs.c.id == job.id, values)))


def beat(conn: Connection, job: int, attempt: int) -> None:
    """Show that the worker lives.

    Raises
    ------
    LostJobError
        Where the job is to be cancelled, or no longer this worker's.
    """
    changed = conn.execute(
        update(jobs)
        .where(_mine(job, attempt), ~jobs.c.cancelled)
        .values(beaten_at=func.clock_timestamp())
    )
    if not changed.rowcount:
        raise _lost(job)


def check(conn: Connection, job: int, attempt: int) -> None:
    """Raise LostJobError where ``beat`` would."""
    now = get(conn, job)
    if now.cancelled or not holds(now, attempt):
        raise _lost(job)


def holds(job: Job, attempt: int) -> bool:
    """Whether the worker of this attempt still has the job."""
    return job.state is JobState.RUNNING and job.attempts == attempt


def progress(conn: Connection, job: int, attempt: int, step: str, done: int, total: int) -> None:
    """Say how far the worker is; LostJobError as in ``beat``."""
    values = {"step": step, "done": done, "total": total, "beaten_at": func.clock_timestamp()}
    row = _change(conn, and_(_mine(job, attempt), ~jobs.c.cancelled), values)
    if row is None:
        raise _lost(job)
    _announced(conn, _job(row))


def finish(
    conn: Connection,
    job: int,
    attempt: int,
    result: Mapping[str, Any],
    *,
    jurisdiction: str | None = None,
) -> None:
    """Mark a job done, in the very transaction that holds all it did.

    Raises
    ------
    LostJobError
        Where the job is no longer this worker's: the transaction must be rolled back.
    """
    more = {"jurisdiction": jurisdiction} if jurisdiction else {}
    _end(conn, job, attempt, JobState.DONE, result=dict(result), **more)


def fail(conn: Connection, job: int, attempt: int, error: Mapping[str, Any]) -> None:
    """Mark a job failed; LostJobError as in ``finish``."""
    _end(conn, job, attempt, JobState.FAILED, error=dict(error))


def cancelled(conn: Connection, job: int, attempt: int) -> None:
    """Mark a job cancelled, now that its worker is no more; LostJobError as in ``finish``."""
    _end(conn, job, attempt, JobState.CANCELLED)


def release(conn: Connection, job: int, attempt: int) -> None:
    """Put a job back into the queue, for a worker that must stop; LostJobError as in ``finish``.

    One that was to be cancelled ends here.
    """
    if get(conn, job, lock=True).cancelled:
        cancelled(conn, job, attempt)
        return
    row = _change(conn, _mine(job, attempt), {"state": JobState.QUEUED})
    if row is None:
        raise _lost(job)
    _announced(conn, _job(row))


def cancel(conn: Connection, job: int) -> Job:
    """Ask for the end of a job; one that still waits ends at once.

    Raises
    ------
    NotFoundError
        Where there is no such job.
    ConflictError
        Where it has ended already.
    """
    now = get(conn, job, lock=True)
    if now.over:
        raise ConflictError(f"job {job} has already ended: {now.state}", f"任务 {job} 已结束")
    values: dict[str, Any] = {"cancelled": True}
    if now.state is JobState.QUEUED:
        values |= {"state": JobState.CANCELLED, "ended_at": func.clock_timestamp()}
    return _announced(conn, _job(_change(conn, jobs.c.id == job, values)))


def get(conn: Connection, job: int, *, lock: bool = False) -> Job:
    """One job; NotFoundError where there is none.

    Parameters
    ----------
    lock
        Keep it as it is until the end of the transaction.
    """
    wanted = select(*_COLUMNS).where(jobs.c.id == job)
    row = conn.execute(wanted.with_for_update() if lock else wanted).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no job {job}", f"没有任务 {job}")
    return _job(row)


def listing(
    conn: Connection, *, by: str, scope: Sequence[str], before: int | None, most: int
) -> list[Job]:
    """The newest jobs that someone may see: their own, and those of their jurisdictions.

    Parameters
    ----------
    scope
        Codes of jurisdictions; a job at or below one of them is seen.
    before
        Only jobs with a smaller number, for the next page.
    """
    seen = or_(jobs.c.created_by == by, within(jobs.c.jurisdiction, scope))
    wanted = select(*_COLUMNS).where(seen).order_by(jobs.c.id.desc()).limit(most)
    if before is not None:
        wanted = wanted.where(jobs.c.id < before)
    return [_job(row) for row in conn.execute(wanted).mappings()]


def waiting(conn: Connection, by: str) -> int:
    """How many jobs of a user are not over yet."""
    mine = select(func.count()).where(jobs.c.created_by == by, jobs.c.state.not_in(FINAL))
    return int(conn.execute(mine).scalar_one())


def unfinished(conn: Connection) -> list[Job]:
    """Every job that waits or runs."""
    wanted = select(*_COLUMNS).where(jobs.c.state.not_in(FINAL))
    return [_job(row) for row in conn.execute(wanted).mappings()]


def _end(conn: Connection, job: int, attempt: int, state: JobState, **values: Any) -> None:
    ended = {"state": state, "ended_at": func.clock_timestamp(), **values}
    row = _change(conn, _mine(job, attempt), ended)
    if row is None:
        raise _lost(job)
    _announced(conn, _job(row))


def _change(conn: Connection, where: Any, values: Mapping[str, Any]) -> RowMapping | None:
    more = {"revision": jobs.c.revision + 1, **values}
    changed = update(jobs).where(where).values(more).returning(*_COLUMNS)
    return conn.execute(changed).mappings().one_or_none()


def _mine(job: int, attempt: int) -> Any:
    return and_(jobs.c.id == job, jobs.c.attempts == attempt, jobs.c.state == JobState.RUNNING)


def _announced(conn: Connection, job: Job) -> Job:
    events.announce_job(conn, job.id, job.revision)
    return job


def _job(row: RowMapping | None) -> Job:
    if row is None:
        raise LookupError("a locked job has vanished")
    return Job(**{**row, "kind": JobKind(row["kind"]), "state": JobState(row["state"])})


def _lost(job: int) -> LostJobError:
    return LostJobError(f"job {job} was cancelled or taken over by another worker")


def _given_up(attempts: int) -> dict[str, Any]:
    return {
        "error": "WorkerError",
        "message": f"the worker died {attempts} times; the job is given up",
        "message_zh": f"处理进程 {attempts} 次意外终止，任务已放弃",
        "faults": [],
    }
