"""A thread of the service that looks whether cameras are alive.

It asks each gateway for the camera's playlist. Only one process of all that serve a database does
so: the one that holds the lock. What it cannot tell is unknown, and never guessed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import Connection, Engine

from gis.errors import BusyError, DatabaseError
from gis.model.cameras import CameraStatus
from gis.store import camera_states, viewings
from gis.store.camera_states import Due, Look
from gis.store.engine import open_engine
from gis.workflow import fetching
from gis.workflow.fetching import FetchError, Networks

logger = logging.getLogger(__name__)
EVERY = timedelta(seconds=60)
"""Time between two looks at a camera."""
TICK = 1.0
AT_ONCE = 32
BATCH = 2 * AT_ONCE
"""Cameras looked at in one turn: whoever stops us waits for no more."""
LONGEST = 1 << 18
"""Bytes of a playlist."""
BEGIN = b"#EXTM3U"
_GONE = frozenset({404, 410})
_OFFLINE = frozenset({fetching.REFUSED})


def look(url: str, networks: Networks, *, seconds: float = fetching.PATIENCE) -> Look:
    """Look at one camera; never raises, and never takes longer than ``seconds``.

    A gateway that has no stream of it says that it is offline, and so does one that refuses
    connections. Whatever else happens tells nothing of the camera.
    """
    try:
        found = fetching.fetch(url, networks, limit=LONGEST, seconds=seconds)
    except FetchError as error:
        offline = error.reason in _OFFLINE
        status = CameraStatus.OFFLINE if offline else CameraStatus.UNKNOWN
        return Look(0, status, error.reason)
    if found.status in _GONE or found.status >= 500:
        return Look(0, CameraStatus.OFFLINE, f"status {found.status}")
    if found.status != 200:
        return Look(0, CameraStatus.UNKNOWN, f"status {found.status}")
    if not found.body.lstrip().startswith(BEGIN):
        return Look(0, CameraStatus.UNKNOWN, "no playlist")
    return Look(0, CameraStatus.ONLINE)


def look_at(cameras: Sequence[Due], networks: Networks, *, at_once: int = AT_ONCE) -> list[Look]:
    """Look at several cameras, some at the same time."""
    with ThreadPoolExecutor(at_once, thread_name_prefix="cameras") as pool:
        found = pool.map(lambda one: look(one.stream, networks), cameras)
        return [
            Look(one.id, told.status, told.detail) for one, told in zip(cameras, found, strict=True)
        ]


class Poller:
    """Looks at the cameras of a database until it is stopped.

    Parameters
    ----------
    engine
        The database.
    networks
        Where cameras may be.
    every
        Time between two looks at a camera.
    """

    def __init__(self, engine: Engine, networks: Networks, every: timedelta = EVERY) -> None:
        # Of its own: the lock is bound to a connection that is never given back.
        self._engine = open_engine(engine.url, pool_size=2, name="gis cameras")
        self._networks, self._every = networks, every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cameras", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is being looked at ends with its deadline."""
        self._stopping.set()
        self._thread.join()
        self._engine.dispose()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
                with alone.connect() as lock:
                    self._hold(lock)
            except (BusyError, DatabaseError) as error:
                logger.warning("cameras wait: %s", error)
            except Exception:
                logger.exception("cameras: a defect; going on")
            self._stopping.wait(TICK)

    def _hold(self, lock: Connection) -> None:
        """Work for as long as the lock is ours; closing its connection gives it on."""
        if not camera_states.hold_alone(lock):
            return
        try:
            while not self._stopping.is_set():
                if not self.turn():
                    self._stopping.wait(TICK)
                camera_states.still_holds(lock)
        finally:
            with suppress(BusyError, DatabaseError):
                lock.invalidate()

    def turn(self) -> int:
        """Look at what is due once; returns at how many cameras."""
        with self._engine.begin() as conn:
            viewings.end_left(conn)
            due = camera_states.due(conn, self._every, BATCH)
        if due:
            found = look_at(due, self._networks)
            with self._engine.begin() as conn:
                camera_states.record(conn, found)
        return len(due)
