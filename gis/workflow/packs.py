"""The copy of all tickets in memory: read in the background, brought up to date when asked.

Until it is there, and for towns so small that it would not be worth its while, the database
itself counts: the answers are the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine

from gis.errors import BusyError, DatabaseError
from gis.model.figures import Figures
from gis.model.questions import By, Question
from gis.monitor.hexes import Bounds, Indexes
from gis.monitor.pack import Pack, warm
from gis.store import ticket_columns
from gis.store.engine import open_engine
from gis.store.tallies import SqlTallies
from gis.workflow.tallies import Tallies

LEAST = 20_000
"""Changes of tickets, ever, below which the database counts quicker than one notices."""
OFTEN = 1.0
"""Seconds after which the database is asked for changes, whatever notices were lost."""
PATIENCE = 30.0
"""Seconds between two looks of the thread when nothing is heard."""
REST = 600.0
"""Seconds until it is tried again after a defect."""
logger = logging.getLogger(__name__)


class _Gate:
    """Many may read at once, or one may write."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._readers = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._free:
            self._readers += 1
        try:
            yield
        finally:
            with self._free:
                self._readers -= 1
                self._free.notify_all()

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._free:
            while self._readers:
                self._free.wait()
            yield


class Packs:
    """The copy of one database's tickets; may be used by many threads.

    Parameters
    ----------
    engine
        The database.
    least
        Copied once there have been so many changes.
    """

    def __init__(self, engine: Engine, least: int = LEAST) -> None:
        # Of its own and patient: reading millions takes longer than a request may.
        self._engine = open_engine(engine.url, pool_size=2, patient=True, name="gis tickets")
        self._least = least
        self._pack: Pack | None = None
        self._gate = _Gate()
        # One follows the database at a time.
        self._turn = threading.Lock()
        self._asked, self._heard = float("-inf"), False
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._looked = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to read in the background."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="tickets", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and forget the copy."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self._pack = None
        self._engine.dispose()

    def wait(self, seconds: float = 60) -> None:
        """Wait until the thread has looked for the first time."""
        self._looked.wait(seconds)

    def heard(self) -> None:
        """Hear that tickets have changed: the next question waits until they are followed."""
        self._heard = True
        self._wake.set()

    @property
    def loaded(self) -> bool:
        """Whether the copy is there."""
        return self._pack is not None

    def known(self) -> int | None:
        """Number of the last change, where that was looked at a moment ago; never waits."""
        pack = self._pack
        recent = time.monotonic() - self._asked <= OFTEN and not self._heard
        return pack.number if pack is not None and recent else None

    def number(self, conn: Connection) -> int:
        """Number of the last change of any ticket that a count made now would know."""
        if self.fresh():
            with self.reading() as pack:
                return pack.number
        return ticket_columns.clock(conn)

    def tallies(self, conn: Connection) -> Tallies:
        """What counts now: the copy, up to date, or the database.

        Parameters
        ----------
        conn
            For where there is no copy.
        """
        if self._pack is None or not self.fresh():
            return SqlTallies(conn)
        return PackTallies(self)

    @contextmanager
    def reading(self) -> Iterator[Pack]:
        """The copy, which does not change meanwhile.

        Raises
        ------
        RuntimeError
            There is none.
        """
        with self._gate.reading():
            pack = self._pack
            if pack is None:
                raise RuntimeError("the tickets are not loaded")
            yield pack

    def fresh(self) -> bool:
        """Follow the database unless that was done a moment ago; whether the copy is good."""
        if self._pack is not None and (self._heard or time.monotonic() - self._asked > OFTEN):
            with self._turn:
                if self._heard or time.monotonic() - self._asked > OFTEN:
                    self._follow_or_drop()
        return self._pack is not None

    def _follow_or_drop(self) -> None:
        """Follow; a copy that cannot is no copy. While the database is away nobody knows."""
        try:
            self._follow()
        except (BusyError, DatabaseError):
            raise
        except Exception:
            logger.exception("tickets: a defect; the database counts")
            self._pack = None

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                with self._turn:
                    self._read() if self._pack is None else self._follow()
                self._mend()
            except (BusyError, DatabaseError) as error:
                logger.warning("tickets: the database is away: %s", error)
            except Exception:
                logger.exception("tickets: a defect; the database counts")
                self._pack = None
                self._looked.set()
                self._stopping.wait(REST)
            self._looked.set()
            self._wake.wait(PATIENCE)
            # Many reports at once are followed together.
            self._stopping.wait(OFTEN)

    def _read(self) -> None:
        """Read everything, once it is worth its while."""
        with ticket_columns.snapshot(self._engine) as conn:
            number = ticket_columns.clock(conn)
            if number < self._least:
                return
            began = time.monotonic()
            pack = Pack(self._unless_stopped(ticket_columns.everything(conn)), number)
        warm()
        logger.info(
            "tickets: %d in memory, %d MB, after %.1f s",
            len(pack), pack.bytes >> 20, time.monotonic() - began,
        )  # fmt: skip
        self._pack = None if self._stopping.is_set() else pack

    def _unless_stopped(self, chunks: Iterator[Any]) -> Iterator[Any]:
        for chunk in chunks:
            if self._stopping.is_set():
                return
            yield chunk

    def _follow(self) -> None:
        """Apply what has changed since; the caller has the turn."""
        pack = self._pack
        if pack is None:
            return
        began, self._heard = time.monotonic(), False
        try:
            with ticket_columns.snapshot(self._engine) as conn:
                number = ticket_columns.clock(conn)
                if number != pack.number:
                    changed = ticket_columns.changed(conn, pack.number)
                    gone = ticket_columns.gone(conn, pack.number)
                    with self._gate.writing():
                        pack.apply(number, changed, gone)
        except BaseException:
            self._heard = True
            raise
        self._asked = began

    def _mend(self) -> None:
        """Put the tail where it belongs: nobody writes meanwhile, and all may read."""
        pack = self._pack
        if pack is not None and pack.ragged:
            with self._turn:
                mended = pack.mended()
                with self._gate.writing():
                    self._pack = mended


class PackTallies:
    """Counts from the copy."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs

    def tally(self, question: Question, *by: By, resolution: int = 9) -> pd.DataFrame:
        """Count the tickets of a question; see ``gis.workflow.tallies``."""
        with self._packs.reading() as pack:
            return pack.tally(question, *by, resolution=resolution)

    def counts(
        self, question: Question, hexes: Indexes, resolution: int
    ) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Count the tickets of a question in some hexagons."""
        with self._packs.reading() as pack:
            return pack.counts(question, hexes, resolution)

    def figures(
        self, question: Question, by: By, at: datetime, yellow_from: float
    ) -> tuple[list[Figures], Figures]:
        """Count how far the tickets of a question are."""
        with self._packs.reading() as pack:
            return pack.figures(question, by, at, yellow_from)

    def points(self, question: Question, bounds: Bounds | None = None) -> pd.DataFrame:
        """Where the tickets of a question are."""
        with self._packs.reading() as pack:
            return pack.points(question, bounds)
