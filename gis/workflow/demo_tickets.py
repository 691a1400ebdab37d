"""Use case: a year of made-up tickets that ends now, and new ones that go on coming."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
from sqlalchemy import Engine

from gis.errors import BusyError, ConflictError, DatabaseError, GisError
from gis.model import ROOT
from gis.model.questions import By, Question
from gis.model.tickets import Act, Channel, Duty, Stage, TicketKind
from gis.store import configuration
from gis.store.tallies import SqlTallies
from gis.store.ticket_lists import Sort, page
from gis.store.ticket_reads import Brief
from gis.workflow import categories, intake, loop
from gis.workflow.intake import Report, Reporter

SOURCE = "demo"
YEAR = timedelta(days=364)
"""Whole weeks, so that a Tuesday stays one."""
STUCK = timedelta(days=21)
"""What is open longer than this is so by mistake of the made-up data."""
ROUND = timedelta(hours=36)
"""Tickets of the same time of day that new ones are modelled on."""
SCATTER = 0.00012
"""Degrees by which a new ticket lies beside the one it is modelled on."""
_OPEN = (Stage.ACCEPTED, Stage.ASSIGNED, Stage.DISPATCHED, Stage.HANDLING)
_NEXT = {
    Stage.REPORTED: Act.ACCEPT,
    Stage.RETURNED: Act.ACCEPT,
    Stage.REOPENED: Act.ACCEPT,
    Stage.ACCEPTED: Act.ASSIGN,
    Stage.ASSIGNED: Act.DISPATCH,
    Stage.DISPATCHED: Act.HANDLE,
    Stage.HANDLING: Act.CHECK,
    Stage.CHECKED: Act.CLOSE,
}
_POSTS = {
    Act.ACCEPT: "指挥中心",
    Act.ASSIGN: "指挥中心",
    Act.CHECK: "核查岗",
    Act.CLOSE: "指挥中心",
}
logger = logging.getLogger(__name__)


def tickets_until(town: Path, now: datetime, rng: np.random.Generator) -> pd.DataFrame:
    """The tickets of a sample town, moved by whole years of weeks into the one that ends now.

    Returns
    -------
    DataFrame
        ``id``, ``kind``, ``code``, ``created``, ``closed`` (null while open), ``stage``,
        ``channel``, ``unit``, ``x``, ``y`` in the CRS of the town, by ``created``.
    """
    frame = pyogrio.read_dataframe(town, layer="tickets", datetime_as_string=False)
    created = pd.to_datetime(frame["created"], utc=True).dt.floor("s")
    moved = np.ceil((pd.Timestamp(now) - YEAR - created) / YEAR) * YEAR
    closed = pd.to_datetime(frame["closed"], utc=True).dt.floor("s") + moved
    created = created + moved
    late = created + pd.to_timedelta(rng.integers(86_400, 864_000, len(frame)), unit="s")
    closed = closed.where(closed.notna() | (created > now - STUCK), late)
    is_open = closed.isna() | (closed > now)
    frame = frame.assign(
        created=created,
        closed=closed.where(~is_open),
        stage=np.where(is_open, rng.choice(_OPEN, len(frame)), Stage.CLOSED),
        x=frame.geometry.x,
        y=frame.geometry.y,
    )
    return pd.DataFrame(frame.drop(columns="geometry")).sort_values("created")


def fill(engine: Engine, town: Path, tell: Callable[[str], None]) -> None:
    """Report the tickets of a year, unless there are some; residents may report from then on."""
    with engine.begin() as conn:
        categories.seed(conn)
        if not SqlTallies(conn).tally(Question(), By.MONTH).empty:
            return
        known = configuration.monitoring(conn)
        settings = replace(known, snap=replace(known.snap, enabled=True, jurisdiction=ROOT))
        configuration.put_monitoring(conn, settings, SOURCE)
    tell("reporting a year of tickets")
    now = datetime.now(UTC)
    frame = tickets_until(town, now, np.random.default_rng(0))
    crs = f"EPSG:{pyogrio.read_info(town, layer='tickets')['crs'].rpartition(':')[2]}"
    reporter = Reporter(SOURCE, Channel.PLATFORM, (ROOT,), ROOT, trusted=True)
    for begin in range(0, len(frame), intake.MOST):
        reports = [_report(row, crs) for row in frame[begin : begin + intake.MOST].itertuples()]
        with engine.begin() as conn:
            intake.take(conn, reports, reporter, now=now)


def _report(row: Any, crs: str) -> Report:
    value = row._asdict()
    there = pd.notna(value["x"])
    return Report(
        kind=TicketKind(value["kind"]),
        code=value["code"],
        external=value["id"],
        reported_at=value["created"].to_pydatetime(),
        channel=Channel(value["channel"]),
        lon=value["x"] if there else None,
        lat=value["y"] if there else None,
        crs=crs,
        unit=value["unit"],
        stage=Stage(value["stage"]),
        closed_at=value["closed"].to_pydatetime() if pd.notna(value["closed"]) else None,
    )


class Trickle(threading.Thread):
    """Reports new tickets like those of other days at this hour, and moves open ones on.

    Parameters
    ----------
    engine
        The database.
    pause
        Seconds between two acts on average.
    new
        How many of them report a ticket: few, for those of a day should not bury those of a year.
    """

    def __init__(self, engine: Engine, pause: float = 8.0, new: float = 0.2) -> None:
        super().__init__(name="demo tickets", daemon=True)
        self._engine = engine
        self._pause, self._new = pause, new
        self._rng = np.random.default_rng()
        self._over = threading.Event()

    def run(self) -> None:
        """Go on until stopped."""
        while not self._over.wait(self._rng.exponential(self._pause)):
            try:
                self.once(datetime.now(UTC))
            except (BusyError, DatabaseError) as error:
                logger.warning("demo tickets: the database is away: %s", error)
            except GisError as error:
                logger.warning("demo tickets: %s", error)

    def stop(self) -> None:
        """End it."""
        self._over.set()
        self.join()

    def once(self, now: datetime) -> None:
        """Report a ticket, or move one on."""
        if self._rng.random() < self._new:
            self._report(now)
        else:
            self._move_one(now)

    def _report(self, now: datetime) -> None:
        before = now - timedelta(days=7 * int(self._rng.integers(1, 8)))
        around = Question(start=before - ROUND, end=before + ROUND, placed=True)
        with self._engine.begin() as conn:
            models = page(conn, around, Sort.REPORTED, box=None, after=None, most=200).rows
            if models:
                intake.take(conn, [self._like(models, now)], _GRID_WORKER, now=now)

    def _move_one(self, now: datetime) -> None:
        with self._engine.connect() as conn:
            busy = page(conn, Question(open_at=now), Sort.REPORTED, box=None, after=None, most=400)
        if busy.rows:
            self._move_on(busy.rows[int(self._rng.integers(len(busy.rows)))])

    def _like(self, models: Sequence[Brief], now: datetime) -> Report:
        model = models[int(self._rng.integers(len(models)))]
        east, north = self._rng.normal(0, SCATTER, 2)
        return Report(
            kind=TicketKind(model["kind"]),
            code=model["code"],
            channel=Channel(model["channel"]),
            reported_at=now,
            lon=model["lon"] + east,
            lat=model["lat"] + north,
        )

    def _move_on(self, ticket: Brief) -> None:
        act = _NEXT.get(Stage(ticket["stage"]))
        if act is None:
            return
        try:
            with self._engine.begin() as conn:
                if Act.FINISH in loop.possible(loop.known(conn, ticket["id"]), frozenset(Duty)):
                    act = Act.FINISH
                units = (ticket["unit"] or "街道办事处",) if act is Act.ASSIGN else ()
                wish = loop.Wish(act, units)
                post = _POSTS.get(act) or ticket["unit"] or "网格员"
                loop.act(conn, ticket["id"], wish, post, frozenset(Duty))
        except ConflictError:
            # Somebody who tries the demonstration was quicker.
            return


@contextmanager
def trickling(engine: Engine) -> Iterator[None]:
    """New tickets come for as long as the block lasts."""
    trickle = Trickle(engine)
    trickle.start()
    try:
        yield
    finally:
        trickle.stop()


_GRID_WORKER = Reporter(SOURCE, Channel.GRID_WORKER, (ROOT,), ROOT)
