"""Many people at once on the same few grids, and what must be true when they are done."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, text

from gis.errors import BusyError, ConflictError, EditError, NotFoundError
from gis.model.wishes import Attributes, Merge, Move, NewGrid, SplitAtom, Wish
from gis.workflow import edit
from gis.workflow.edit import Order
from tests.integration.desk import Desk
from tests.integration.plots import Plots

TOWN = Plots(columns=8, rows=4, communities=2)
# Plots of the first community beside another grid; one statement, hence of one version.
BORDERS = """
    select a.foot, a.grid, b.grid as beside, p.version
    from plans p join assignments a on a.plan = p.id
    join edges e on a.atom in (e.low, e.high)
    join assignments b on b.plan = p.id and b.atom = e.low + e.high - a.atom
    where p.id = :plan and a.grid <> b.grid
        and a.community = (select min(community) from plan_communities where plan = :plan)
    union all
    select a.foot, a.grid, a.grid, p.version from plans p join assignments a on a.plan = p.id
    where p.id = :plan and a.community = (
        select min(community) from plan_communities where plan = :plan)
"""
REFUSALS = (ConflictError, EditError, NotFoundError)
DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"


@dataclass
class Worker:
    """Somebody who edits without looking left or right.

    Attributes
    ----------
    answered
        Key -> version of each operation that was acknowledged.
    told
        How often each error came.
    unexpected
        What no caller should ever be told.
    """

    desk: Desk
    seed: int
    answered: dict[str, int] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    unexpected: list[BaseException] = field(default_factory=list)

    def work(self, until: float) -> None:
        """Edit until the clock says so."""
        rng = random.Random(self.seed)
        count = 0
        while time.monotonic() < until and not self.unexpected:
            count += 1
            try:
                self._one(rng, f"{self.desk.actor} {count}")
            except REFUSALS as refusal:
                self.told[type(refusal).__name__] += 1
            except Exception as error:  # noqa: BLE001 -- kept, and looked at in the end
                self.unexpected.append(error)

    def _one(self, rng: random.Random, key: str) -> None:
        version, wish, again = self._idea(rng)
        order = Order(self.desk.plan, self.desk.actor, key, version)
        for _ in range(20):
            try:
                self.answered[key] = self._send(order, wish, again=again)["version"]
            except BusyError:
                self.told["BusyError"] += 1
            else:
                return
        raise AssertionError("busy for ever")

    def _send(self, order: Order, wish: Wish | None, *, again: bool) -> Mapping[str, Any]:
        if wish is not None:
            return edit.edit(self.desk.engine, order, wish)
        return (edit.redo if again else edit.undo)(self.desk.engine, order)

    def _idea(self, rng: random.Random) -> tuple[int, Wish | None, bool]:
        """The version seen, and what to do on top of it: mostly a plot to the grid beside it."""
        seen = self.desk.rows(BORDERS)
        border = rng.choice([row for row in seen if row.grid != row.beside] or seen)
        chance = rng.random()
        wish: Wish | None = None
        if chance < 0.65:
            wish = Move([border.foot], border.beside)
        elif chance < 0.72:
            wish = Attributes(border.grid, name=f"{self.desk.actor} {chance}")
        elif chance < 0.79:
            wish = NewGrid([border.foot])
        elif chance < 0.86:
            wish = Merge([border.grid, border.beside], border.grid)
        elif chance < 0.9:
            wish = self._cut(rng)
        return border.version, wish, chance > 0.96

    def _cut(self, rng: random.Random) -> Wish:
        column, row = rng.randrange(TOWN.columns // 2), rng.randrange(TOWN.rows)
        low = row + rng.uniform(0.05, 0.25)
        line = TOWN.line((column - 0.2, low), (column + 1.2, low))
        return SplitAtom(self.desk.stack(column, row)[0], line)


@dataclass(frozen=True)
class Storm:
    """What came of it."""

    desk: Desk
    workers: list[Worker]
    deadlocks: int

    @property
    def accepted(self) -> int:
        """Operations acknowledged."""
        return sum(len(worker.answered) for worker in self.workers)

    @property
    def told(self) -> Counter[str]:
        """How often callers were told each error."""
        return sum((worker.told for worker in self.workers), Counter())

    @property
    def unexpected(self) -> list[BaseException]:
        """Errors that nobody should see."""
        return [error for worker in self.workers for error in worker.unexpected]

    def faults(self) -> list[str]:
        """Everything wrong with the plan and with what callers were promised."""
        query = "select version, key from operations where plan = :plan order by version"
        log = self.desk.rows(query)
        found = self.desk.faults()
        if [row.version for row in log] != list(range(len(log))):
            found.append("versions are not contiguous")
        if self.desk.version != len(log) - 1:
            found.append("the plan is not at its last version")
        logged = {row.key: row.version for row in log if row.version}
        promised = {key: n for worker in self.workers for key, n in worker.answered.items()}
        if logged != promised:
            found.append(f"log and answers differ: {dict(logged.items() ^ promised.items())}")
        return found


def blow(engine: Engine, plan: int, *, people: int, seconds: float, seed: int = 0) -> Storm:
    """Let many people edit one plan for some time."""
    desks = [Desk(engine, plan, TOWN, f"w{number}") for number in range(people)]
    workers = [Worker(desk, seed * 1000 + number) for number, desk in enumerate(desks)]
    before = _deadlocks(engine)
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(people) as pool:
        list(pool.map(lambda worker: worker.work(until), workers))
    return Storm(desks[0], workers, _deadlocks(engine) - before)


def _deadlocks(engine: Engine) -> int:
    with engine.connect() as conn:
        conn.execute(text("select pg_stat_force_next_flush()"))
        return int(conn.execute(text(DEADLOCKS)).scalar_one())
