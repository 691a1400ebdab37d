"""The process that does one job; run as ``python -m gis.workflow.worker``.

Its orders, the database's address among them, come as JSON on standard input: arguments can be
read by every user of the machine.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gis.errors import BusyError, DatabaseError, GisError
from gis.workflow.confined import die_with_parent, go_first
from gis.workflow.failures import told
from gis.workflow.work import Handler, Work

if TYPE_CHECKING:
    from sqlalchemy import Engine

TRY_AGAIN = 75
"""Exit status where only the database was at fault."""
OFTEN = 0.25
"""Seconds between two reports of the same step."""
logger = logging.getLogger(__name__)


def main() -> int:
    """Do the job that is ordered; returns the exit status."""
    die_with_parent()
    go_first()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    orders = json.load(sys.stdin)
    ticket = Ticket(orders["url"], orders["job"], orders["attempt"])
    work = Work(
        params=orders["params"],
        by=orders["by"],
        data=Path(orders["data"]),
        processes=orders["processes"],
        engine=ticket.engine,
        progress=Reporter(ticket),
    )
    return ticket.do(_loaded(orders["handler"]), work)


class Ticket:
    """One attempt at a job, and the way to its row."""

    def __init__(self, url: str, job: int, attempt: int) -> None:
        self.url = url
        self.job = job
        self.attempt = attempt
        self.engine = cache(self._open)

    def _open(self) -> Engine:
        from gis.store.engine import open_engine

        # One connection for the job's transaction, one for what is told meanwhile.
        return open_engine(self.url, pool_size=2, patient=True, name=f"gis job {self.job}")

    def do(self, handler: Handler, work: Work) -> int:
        """Compute, then write all in one transaction; or note why that cannot be."""
        try:
            effect = handler(work)
            from gis.store import jobs

            with self.engine().begin() as conn:
                outcome = effect(conn)
                where = outcome.jurisdiction
                jobs.finish(conn, self.job, self.attempt, outcome.result, jurisdiction=where)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the job must be told
            return self._failed(error)
        return 0

    def _failed(self, error: Exception) -> int:
        from gis.store import jobs

        if isinstance(error, jobs.LostJobError):
            logger.info("job %d: %s", self.job, error)
            return 0
        if isinstance(error, BusyError | DatabaseError):
            logger.warning("job %d: %s", self.job, error)
            return TRY_AGAIN
        if not isinstance(error, GisError | MemoryError):
            logger.error("job %d: a defect", self.job, exc_info=error)
        try:
            with self.engine().begin() as conn:
                jobs.fail(conn, self.job, self.attempt, told(error))
        except jobs.LostJobError:
            return 0
        except (BusyError, DatabaseError):
            return TRY_AGAIN
        return 0


class Reporter:
    """Writes progress where others can see it, a few times a second at most."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket
        self._step = ""
        self._next = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Tell of a step; LostJobError where the job is no longer wanted."""
        now = time.monotonic()
        if step == self._step and now < self._next and done < total:
            return
        self._step, self._next = step, now + OFTEN
        from gis.store import jobs

        ticket = self._ticket
        try:
            with ticket.engine().begin() as conn:
                jobs.progress(conn, ticket.job, ticket.attempt, step, done, total)
        except (BusyError, DatabaseError) as error:
            # It is only news; the job itself will find the database again or fail.
            logger.warning("job %d: progress is not told: %s", ticket.job, error)


def _loaded(name: str) -> Handler:
    """The function that ``module:function`` names."""
    module, _, function = name.partition(":")
    handler: Handler = getattr(importlib.import_module(module), function)
    return handler


if __name__ == "__main__":
    sys.exit(main())
