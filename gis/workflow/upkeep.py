"""What happens to tickets by itself: late ones rise, and there are categories to begin with.

A thread of the service does it, some times a minute; of all processes that serve a database one
at a time.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from gis.errors import BusyError, DatabaseError
from gis.store import configuration, late_tickets
from gis.workflow import categories
from gis.workflow.loop import SYSTEM

EVERY = 10.0
FIRST = 1.0
"""Seconds between two turns, and until the first one."""
REST = 60.0
"""Seconds after a turn that failed."""
BATCH = 500
"""Tickets that rise in one transaction."""
logger = logging.getLogger(__name__)


def raise_late(conn: Connection, *, now: datetime | None = None, most: int = BATCH) -> int:
    """Let tickets rise that are late, as the configuration says; returns how many did."""
    told = configuration.monitoring(conn).escalation
    if not told.enabled:
        return 0
    at = now or datetime.now(UTC)
    every = timedelta(minutes=told.every)
    ids = late_tickets.due_to_rise(conn, at, every, told.most, most)
    late_tickets.rise(conn, ids, at, SYSTEM)
    return len(ids)


class Upkeep:
    """Sees to the tickets of a database until it is stopped.

    Parameters
    ----------
    engine
        The database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tickets", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the present turn."""
        self._stopping.set()
        self._thread.join()

    def turn(self) -> int:
        """Do once what is to be done; returns how many tickets rose."""
        with self._engine.begin() as conn:
            if not late_tickets.alone(conn):
                return 0
            categories.seed(conn)
            return raise_late(conn)

    def _run(self) -> None:
        wait = FIRST
        while not self._stopping.wait(wait):
            try:
                wait = 0.0 if self.turn() == BATCH else EVERY
            except (BusyError, DatabaseError) as error:
                logger.warning("tickets wait: %s", error)
                wait = EVERY
            except Exception:
                logger.exception("tickets: a defect; going on")
                wait = REST
