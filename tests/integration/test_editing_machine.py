"""Whatever is done to a plan, in whatever order: it stays whole, and its log tells the truth."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.errors import ConflictError, EditError, FindingsError, NotFoundError
from gis.model import PlanState
from gis.model.wishes import (
    Attributes,
    Dedicate,
    Merge,
    Move,
    NewGrid,
    Reassign,
    Renumber,
    Resolve,
    Restore,
    Share,
    SplitAtom,
    SplitGrid,
    SplitTower,
    Undedicate,
    Wish,
)
from gis.store import snapshots
from gis.store.datasets import Saved
from gis.store.engine import open_engine
from gis.workflow import plans, publish
from tests.integration import soundness
from tests.integration.desk import Desk
from tests.integration.plots import Plots

KIND = "select kind from operations where plan = :plan order by version desc limit 1"
REFUSALS = (ConflictError, EditError, FindingsError, NotFoundError)
ACTORS = ("ann", "bea")
APPROVER = "cid"
SMALL = Plots(columns=4, rows=4, communities=1, has_school=False)
place = st.tuples(st.integers(0, 3), st.integers(0, 3))
share = st.floats(-0.2, 1.2)
FULL = os.environ.get("WANGGE_FAULTS") == "full"
EXAMPLES, STEPS = (60, 25) if FULL else (12, 15)


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


class Editing(RuleBasedStateMachine):
    """Two people with one plan at a time, its branches, and what is in force."""

    engine: ClassVar[Engine]
    saved: ClassVar[Saved]
    accepted: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        with self.engine.begin() as conn:
            number = SMALL.begin(conn, self.saved)
        self.desk = Desk(self.engine, number, SMALL)
        self.known = [number]
        self.versions: dict[int, list[Mapping[str, Any]]] = {number: [self.desk.state()]}

    @property
    def history(self) -> list[Mapping[str, Any]]:
        return self.versions[self.desk.plan]

    def state(self) -> PlanState:
        with self.engine.connect() as conn:
            return snapshots.head(conn, self.desk.plan).state

    def attempt(self, act: Callable[[], Mapping[str, Any]]) -> bool:
        """Accepted, the version is the next one; refused, everything is as before."""
        version, before = self.desk.version, self.history[-1]
        try:
            told = act()
        except REFUSALS:
            assert self.desk.version == version
            assert soundness.same(dict(before), self.desk.state())
            return False
        assert told["version"] == self.desk.version == version + 1
        self.history.append(self.desk.state())
        ((kind,),) = self.desk.rows(KIND)
        self.accepted[kind] += 1
        return True

    def wish(self, wish: Wish) -> bool:
        return self.attempt(lambda: self.desk.do(wish))

    # ------------------------------------------------------------------------- operations
    @rule(atoms=st.lists(place, min_size=1, max_size=3), to=place, within=st.booleans())
    def move(self, atoms: list[tuple[int, int]], to: tuple[int, int], within: bool) -> None:
        grid, microgrid = self.desk.place(self.desk.stack(*to)[0])
        self.wish(Move(self.stacks(atoms), grid, microgrid if within else None))

    @rule(
        shares=st.lists(st.tuples(place, st.none() | place), min_size=1, max_size=4),
        micro=st.booleans(),
    )
    def reassign(self, shares: list[tuple[tuple[int, int], Any]], micro: bool) -> None:
        told = [Share(self.desk.stack(*at), to and self.desk.grid(*to)) for at, to in shares]
        self.wish(Reassign(told, micro))

    @rule(atoms=st.lists(place, min_size=1, max_size=4), micro=st.booleans())
    def new_grid(self, atoms: list[tuple[int, int]], micro: bool) -> None:
        self.wish(NewGrid(self.stacks(atoms), "microgrid" if micro else "grid"))

    @rule(at=place)
    def split_grid(self, at: tuple[int, int]) -> None:
        self.wish(SplitGrid(self.desk.grid(*at)))

    @rule(grids=st.lists(place, min_size=2, max_size=3))
    def merge(self, grids: list[tuple[int, int]]) -> None:
        numbers = [self.desk.grid(*at) for at in grids]
        self.wish(Merge(numbers, numbers[0]))

    @rule(at=place, low=share, high=share, upright=st.booleans())
    def split_atom(self, at: tuple[int, int], low: float, high: float, upright: bool) -> None:
        ends = [(at[0] - 0.2, at[1] + low), (at[0] + 1.2, at[1] + high)]
        if upright:
            ends = [(at[0] + low, at[1] - 0.2), (at[0] + high, at[1] + 1.2)]
        self.wish(SplitAtom(self.desk.stack(*at)[0], SMALL.line(*ends)))

    @rule(at=place, floors=st.lists(st.integers(1, 10), max_size=2), micro=st.booleans())
    def split_tower(self, at: tuple[int, int], floors: list[int], micro: bool) -> None:
        self.wish(SplitTower(self.desk.stack(*at)[-1], sorted(floors), micro))

    @rule(at=place, undo=st.booleans())
    def dedicate(self, at: tuple[int, int], undo: bool) -> None:
        if undo:
            self.wish(Undedicate(self.desk.grid(*at)))
        else:
            self.wish(Dedicate("market", "市场", atoms=self.desk.stack(*at)))

    @rule(
        grids=st.lists(place, min_size=1, max_size=3), micro=st.booleans(), seed=st.integers(0, 9)
    )
    def resolve(self, grids: list[tuple[int, int]], micro: bool, seed: int) -> None:
        numbers = list({self.desk.grid(*at) for at in grids})
        self.wish(Resolve(numbers, "microgrid" if micro else "grid", seed=seed))

    @rule()
    def renumber(self) -> None:
        self.wish(Renumber(SMALL.codes[0]))

    @rule(at=place, number=st.integers(1, 999), locked=st.booleans())
    def attributes(self, at: tuple[int, int], number: int, locked: bool) -> None:
        code = f"{SMALL.codes[0]}{number:03}"
        self.wish(Attributes(self.desk.grid(*at), code=code, post=f"{number}", locked=locked))

    # ---------------------------------------------------------------------------- history
    @rule(again=st.booleans())
    def step(self, again: bool) -> None:
        self.attempt(self.desk.redo if again else self.desk.undo)

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        version = data.draw(st.integers(0, len(self.history) - 1))
        if self.wish(Restore(version)):
            assert soundness.same(dict(self.history[version]), self.desk.state())

    @rule()
    def branch(self) -> None:
        with self.engine.begin() as conn:
            made = plans.branch(conn, self.desk.plan, "branch", self.desk.actor)
        assert soundness.same(dict(self.history[-1]), self.desk.on(made.id).state())
        self.known.append(made.id)
        self.desk = self.desk.on(made.id)
        self.versions[made.id] = [self.desk.state()]

    @rule(data=st.data(), actor=st.sampled_from(ACTORS))
    def change_places(self, data: st.DataObject, actor: str) -> None:
        self.desk = self.desk.other(actor).on(data.draw(st.sampled_from(self.known)))
        self.desk.actor = actor

    # ------------------------------------------------------------------------ publication
    @rule(back=st.booleans())
    def submit(self, back: bool) -> None:
        self.shift(publish.withdraw if back else publish.submit, self.desk.actor)

    @precondition(lambda self: self.state() is PlanState.SUBMITTED)
    @rule()
    def approve(self) -> None:
        if self.shift(publish.approve, APPROVER):
            query = "select plan from publications where valid_to is null"
            assert self.desk.rows(query) == [(self.desk.plan,)]
            assert self.state() is PlanState.PUBLISHED

    @rule()
    def publish_another(self) -> None:
        """A plan as it was drawn comes into force, whatever was before it."""
        with self.engine.begin() as conn:
            number = SMALL.begin(conn, self.saved)
        self.desk = self.desk.on(number)
        self.known.append(number)
        self.versions[number] = [self.desk.state()]
        assert self.shift(publish.submit, self.desk.actor)
        self.approve()
        assert self.state() is PlanState.PUBLISHED

    def shift(self, step: Callable[..., object], actor: str) -> bool:
        """The plan goes from state to state; its atoms and its version stay."""
        version = self.desk.version
        before = self.state()
        try:
            with self.engine.begin() as conn:
                step(conn, self.desk.plan, actor)
        except (ConflictError, FindingsError):
            assert self.state() is before
            return False
        finally:
            assert self.desk.version == version
            assert soundness.same(dict(self.history[-1]), self.desk.state())
        return True

    # ------------------------------------------------------------------------- invariants
    @invariant()
    def all_is_sound(self) -> None:
        if not hasattr(self, "desk"):
            return
        assert self.desk.faults() == []
        assert self.desk.version == len(self.history) - 1
        with self.engine.connect() as conn:
            many = text("select community from publications where valid_to is null")
            held = conn.execute(many).scalars().all()
        assert len(held) == len(set(held))

    def teardown(self) -> None:
        for number in getattr(self, "known", []):
            assert soundness.faults(self.engine, number) == []

    def stacks(self, places: list[tuple[int, int]]) -> list[int]:
        return [atom for at in places for atom in self.desk.stack(*at)]


def test_whatever_is_done_the_plan_stays_whole(engine: Engine) -> None:
    with engine.begin() as conn:
        Editing.saved = SMALL.save(conn)
    Editing.engine = engine
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None,
            suppress_health_check=list(HealthCheck),
            # What was done is short enough to read; making it shorter takes minutes.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )  # fmt: skip
    # A machine that is always refused proves nothing.
    assert len(Editing.accepted) >= 8, Editing.accepted
