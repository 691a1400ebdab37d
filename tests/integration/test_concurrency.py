"""Two at once: whoever comes second is told so, and nothing is left half done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.errors import ConflictError, GisError
from gis.model import PlanState
from gis.model.wishes import Merge, Move, SplitAtom
from gis.store import snapshots
from gis.store.datasets import Saved
from gis.store.engine import open_engine
from gis.workflow import publish
from tests.integration.desk import Desk
from tests.integration.plots import Plots

TOWN = Plots(has_school=False)
ROUNDS = 5
PUBLISHERS = ("cid", "dan")


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, pool_size=12, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def dataset(engine: Engine) -> Saved:
    with engine.begin() as conn:
        return TOWN.save(conn)


@pytest.fixture
def desk(engine: Engine, dataset: Saved) -> Desk:
    return Desk(engine, begin(engine, dataset), TOWN)


def begin(engine: Engine, dataset: Saved) -> int:
    with engine.begin() as conn:
        return TOWN.begin(conn, dataset)


def at_once(*acts: Callable[[], Any]) -> list[GisError | None]:
    """Start all together; returns what each was told, None where all went well."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> GisError | None:
        gate.wait()
        try:
            act()
        except GisError as error:
            return error
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def deadlocks(engine: Engine) -> int:
    query = "select deadlocks from pg_stat_database where datname = current_database()"
    with engine.connect() as conn:
        return int(conn.execute(text(query)).scalar_one())


def test_merges_in_opposite_order_never_deadlock(desk: Desk) -> None:
    others = [desk.other(name) for name in ("one", "two")]
    for _ in range(ROUNDS):
        first, second = desk.grid(0, 0), desk.grid(2, 0)
        wishes = Merge([first, second], first), Merge([second, first], second)
        orders = [other.order() for other in others]
        pairs = zip(others, wishes, orders, strict=True)
        told = at_once(*(partial(one.do, wish, order) for one, wish, order in pairs))
        assert sorted(type(error).__name__ for error in told) == ["NoneType", "StaleError"]
        others[told.index(None)].undo()
    assert deadlocks(desk.engine) == 0
    assert desk.version == 2 * ROUNDS
    assert desk.faults() == []


def test_an_atom_split_while_others_move_it_is_split_or_moved_but_never_lost(desk: Desk) -> None:
    other, mover = desk.other("bea"), desk.other("dan")
    told: Counter[str] = Counter()
    for _ in range(ROUNDS):
        atoms = [*desk.stack(1, 0), *desk.stack(1, 1)]
        target = desk.grid(2, 0) if desk.grid(1, 0) != desk.grid(2, 0) else desk.grid(0, 0)
        line = desk.plots.line((0.9, 1.13), (2.1, 1.16))
        split, move = SplitAtom(desk.stack(1, 1)[0], line), Move(atoms, target)
        orders = other.order(), mover.order()
        errors = at_once(partial(other.do, split, orders[0]), partial(mover.do, move, orders[1]))
        told.update(type(error).__name__ for error in errors)
        assert desk.faults() == []
        if errors[0] is None:
            other.undo()
    assert told["NoneType"] >= ROUNDS
    assert set(told) <= {"NoneType", "StaleError"}


def test_of_two_who_approve_one_plan_one_is_told_it_is_done(desk: Desk) -> None:
    with desk.engine.begin() as conn:
        publish.submit(conn, desk.plan, desk.actor)

    def approve(by: str) -> None:
        with desk.engine.begin() as conn:
            publish.approve(conn, desk.plan, by)

    told = at_once(*(partial(approve, by) for by in PUBLISHERS))
    assert sorted(type(error).__name__ for error in told) == ["ConflictError", "NoneType"]
    assert desk.faults() == []


def test_of_two_plans_approved_at_once_for_the_same_ground_one_is_in_force(
    engine: Engine, dataset: Saved
) -> None:
    for _ in range(2):
        numbers = [begin(engine, dataset) for _ in PUBLISHERS]
        for number in numbers:
            with engine.begin() as conn:
                publish.submit(conn, number, "ann")

        def approve(number: int, by: str) -> None:
            with engine.begin() as conn:
                publish.approve(conn, number, by)

        pairs = zip(numbers, PUBLISHERS, strict=True)
        told = at_once(*(partial(approve, number, by) for number, by in pairs))
        assert all(error is None or isinstance(error, ConflictError) for error in told)
        assert None in told
        with engine.connect() as conn:
            states = [snapshots.head(conn, number).state for number in numbers]
            query = text("select plan from publications where valid_to is null")
            (held,) = set(conn.execute(query).scalars())
        assert states[numbers.index(held)] is PlanState.PUBLISHED
        loser = states[1 - numbers.index(held)]
        assert loser is (PlanState.SUPERSEDED if told == [None, None] else PlanState.SUBMITTED)
        assert Desk(engine, held, TOWN).faults() == []


def test_a_plan_submitted_during_an_edit_takes_it_or_refuses_it(desk: Desk) -> None:
    def submit() -> None:
        with desk.engine.begin() as conn:
            publish.submit(conn, desk.plan, "bea")

    atoms, grid = [desk.atom(1, 0), desk.atom(1, 1)], desk.grid(2, 0)
    told = at_once(submit, lambda: desk.do(Move(atoms, grid)))
    assert told[0] is None
    assert told[1] is None or "draft" in str(told[1])
    assert desk.version == (told[1] is None)
    with pytest.raises(ConflictError, match="only drafts"):
        desk.do(Move(atoms, grid))
    assert desk.faults() == []
