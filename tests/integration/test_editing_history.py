from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from gis.database import Addresses
from gis.errors import ConflictError, TornError
from gis.model.wishes import (
    Attributes,
    Merge,
    Move,
    Restore,
    SplitAtom,
    SplitTower,
)
from gis.store import operations
from gis.store.datasets import Saved
from gis.store.engine import open_engine
from gis.workflow import plans
from tests.integration import soundness
from tests.integration.desk import Desk
from tests.integration.plots import Plots
from tests.integration.wishes import (
    OTHER,
    WISHES,
    across,
    just_before_locking,
    small_move,
)


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def dataset(engine: Engine) -> Saved:
    with engine.begin() as conn:
        return Plots().save(conn)


@pytest.fixture
def desk(engine: Engine, dataset: Saved) -> Desk:
    with engine.begin() as conn:
        plan = Plots().begin(conn, dataset)
    return Desk(engine, plan)


# ----------------------------------------------------------------------------- undo and redo
def test_undo_takes_back_ones_own_operations_only(desk: Desk) -> None:
    other = desk.other(OTHER)
    desk.do(Attributes(desk.grid(0, 0), name="mine"))
    other.do(Attributes(desk.grid(2, 0), name="theirs"))
    desk.undo()
    names = {row.name for row in desk.rows("select name from grids where plan = :plan")}
    assert "mine" not in names
    assert "theirs" in names
    with pytest.raises(ConflictError, match="nothing to undo"):
        desk.undo()
    with pytest.raises(ConflictError, match="nothing to redo"):
        other.redo()


def test_undo_under_a_later_change_of_others_is_refused(desk: Desk) -> None:
    desk.do(small_move(desk))
    desk.other(OTHER).do(Move([desk.atom(1, 0)], desk.grid(0, 0)))
    before = desk.state()
    with pytest.raises(ConflictError):
        desk.undo()
    assert soundness.same(before, desk.state())
    assert desk.faults() == []


def test_a_cut_is_not_taken_back_once_others_moved_a_piece(desk: Desk) -> None:
    desk.do(SplitAtom(desk.atom(1, 1), across(desk, 1, 1)))
    north = desk.place(max(desk.stack(1, 1)))
    desk.other(OTHER).do(Move(desk.stack(1, 1), desk.grid(2, 0)))
    before = desk.state()
    assert desk.place(desk.stack(1, 1)[0]) != north
    with pytest.raises(ConflictError):
        desk.undo()
    assert soundness.same(before, desk.state())
    assert desk.faults() == []


def test_a_cut_is_not_taken_back_once_others_cut_beside_it(desk: Desk) -> None:
    desk.do(SplitAtom(desk.atom(1, 1), across(desk, 1, 1)))
    desk.other(OTHER).do(SplitAtom(desk.stack(2, 1)[0], across(desk, 2, 1)))
    with pytest.raises(ConflictError):
        desk.undo()
    assert desk.faults() == []


def test_undo_that_would_tear_what_others_made_whole_is_refused(desk: Desk) -> None:
    desk.do(Move([desk.atom(2, 0), desk.atom(2, 1)], desk.grid(0, 0)))
    desk.other(OTHER).do(Move([desk.atom(3, 0), desk.atom(3, 1)], desk.grid(0, 0)))
    # Taken back, two plots would come back to a grid that is no more; the second goes first.
    with pytest.raises((TornError, ConflictError)):
        desk.undo()
    assert desk.faults() == []
    desk.other(OTHER).undo()
    desk.undo()
    assert desk.faults() == []


def test_all_that_was_done_can_be_taken_back_and_done_again(desk: Desk) -> None:
    states = [desk.state()]
    for name in ("split atom", "move a tower", "new micro-grid", "dedicate a site", "renumber"):
        desk.do(WISHES[name](desk))
        states.append(desk.state())
    for known in reversed(states[:-1]):
        desk.undo()
        assert soundness.same(known, desk.state())
    for known in states[1:]:
        desk.redo()
        assert soundness.same(known, desk.state())
    with pytest.raises(ConflictError):
        desk.redo()
    assert desk.faults() == []


def test_a_new_operation_ends_what_could_be_done_again(desk: Desk) -> None:
    desk.do(small_move(desk))
    desk.undo()
    desk.do(Attributes(desk.grid(0, 0), name="x"))
    with pytest.raises(ConflictError, match="nothing to redo"):
        desk.redo()


@pytest.mark.parametrize("step", ["undo", "redo"])
def test_a_step_that_an_operation_of_ones_own_overtakes_counts_from_there(
    desk: Desk, step: str
) -> None:
    """Two windows of one person: history stays one that can be walked."""
    desk.do(small_move(desk))
    if step == "redo":
        desk.undo()
    with just_before_locking(lambda: desk.do(Attributes(desk.grid(6, 2), name="meanwhile"))):
        if step == "undo":
            desk.undo()
            assert desk.rows("select count(*) from grids where name = 'meanwhile'") == [(0,)]
        else:
            with pytest.raises(ConflictError, match="nothing to redo"):
                desk.redo()
    desk.undo()
    with pytest.raises(ConflictError, match="nothing to undo"):
        desk.undo()
    assert desk.faults() == []


def test_two_undos_at_once_take_back_two_operations(desk: Desk) -> None:
    before = desk.state()
    for _ in range(4):
        desk.do(Attributes(desk.grid(0, 0), name=f"{desk.version}"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: desk.undo(), range(4)))
    assert soundness.same(before, desk.state())
    with pytest.raises(ConflictError):
        desk.undo()
    assert desk.faults() == []


# --------------------------------------------------------------------- versions and branches
def test_every_version_can_be_restored_and_the_restoring_taken_back(desk: Desk) -> None:
    states = [desk.state()]
    names = ("split atom", "merge", "dedicate a site", "split tower by floors")
    for name in names:
        desk.do(WISHES[name](desk))
        states.append(desk.state())
    for version in (2, 0, 4, 1, 3):
        desk.do(Restore(version))
        assert soundness.same(states[version], desk.state())
    assert desk.faults() == []
    desk.undo()
    assert soundness.same(states[1], desk.state())


def test_restoring_waits_for_no_operation_that_came_between(desk: Desk) -> None:
    before = desk.state()
    desk.do(small_move(desk))
    other = desk.other(OTHER)
    with just_before_locking(lambda: other.do(Attributes(desk.grid(6, 2), name="meanwhile"))):
        desk.do(Restore(0))
    assert soundness.same(before, desk.state())


def test_a_branch_begins_where_its_parent_is_and_goes_its_own_way(desk: Desk) -> None:
    for name in ("split atom", "split tower by floors", "dedicate a site"):
        desk.do(WISHES[name](desk))
    with desk.engine.begin() as conn:
        plan = plans.branch(conn, desk.plan, "branch", OTHER)
    branch = desk.on(plan.id)
    assert (plan.parent, plan.parent_version, plan.version) == (desk.plan, 3, 0)
    assert soundness.same(desk.state(), branch.state())
    parent = desk.state()
    branch.do(Merge([branch.grid(0, 0), branch.grid(2, 0)], branch.grid(0, 0)))
    branch.do(SplitTower(branch.stack()[0], [2]))
    branch.do(SplitAtom(branch.stack(1, 1)[0], branch.plots.line((1.1, 0.5), (1.1, 2.5))))
    assert soundness.same(parent, desk.state())
    desk.do(small_move(desk))
    assert desk.faults() == branch.faults() == []
    branch.do(Restore(0))
    assert soundness.same(parent, branch.state())


def test_a_branch_of_a_plan_under_edit_is_whole(desk: Desk) -> None:
    def edits(_: int) -> None:
        for _ in range(6):
            desk.do(small_move(desk))
            desk.undo()

    with ThreadPoolExecutor(1) as pool:
        running = pool.map(edits, [0])
        branches = []
        for number in range(6):
            with desk.engine.begin() as conn:
                branches.append(plans.branch(conn, desk.plan, f"{number}", OTHER))
        list(running)
    for plan in branches:
        assert desk.on(plan.id).faults() == []
        # Every other version is as it was at first.
        moved = desk.on(plan.id).grid(1, 0) == desk.on(plan.id).grid(2, 0)
        assert moved == bool((plan.parent_version or 0) % 2)


# ----------------------------------------------------------------------------- of one grid
def test_the_history_of_a_grid_leaves_out_what_others_are_about(desk: Desk) -> None:
    mine, other = desk.grid(0, 0), desk.grid(2, 0)
    desk.do(Attributes(mine, name="first"))
    desk.do(Attributes(other, name="elsewhere"))
    desk.do(Attributes(mine, name="second"))
    desk.undo()
    with desk.engine.connect() as conn:
        found = operations.listing(conn, desk.plan, before=None, limit=10, grid=mine)
        assert [one.version for one in found] == [4, 3, 1]
        older = operations.listing(conn, desk.plan, before=3, limit=10, grid=mine)
        assert [one.version for one in older] == [1]
