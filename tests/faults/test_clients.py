"""Clients that come all at once, that may no longer, or that meet a clock gone wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.errors import BusyError, ConflictError
from gis.model import ROOT, Grant, Role
from gis.model.wishes import Move
from gis.store import scenes
from gis.store.engine import open_engine
from gis.workflow import access, edit
from gis.workflow.edit import Order
from gis.workflow.fsck import fsck
from tests.faults.crew import until
from tests.services import Answer, Client, Service, keys_of, serving
from tests.squares import WIDE, Stored, wishes

POOL = 4


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def service(
    database: Addresses, stored: Stored, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    del stored
    folder: Path = tmp_path_factory.mktemp("service")
    with serving(database.service, folder, pool_size=str(POOL)) as running:
        yield running


@pytest.fixture(scope="module")
def moves(stored: Stored) -> Iterator[Move]:
    """Of grids that come up again only after twice three times the pool."""
    return wishes(stored, 40)


def version(engine: Engine, stored: Stored) -> int:
    with engine.connect() as conn:
        found = conn.execute(text("select version from plans where id = :id"), {"id": stored.plan})
        return int(found.scalar_one())


def test_three_times_the_pools_clients_are_put_off_in_time_and_served_later(
    database: Addresses, engine: Engine, service: Service, stored: Stored, moves: Iterator[Move]
) -> None:
    before = version(engine, stored)
    asked = [(key, next(moves)) for key in keys_of(database, 3 * POOL)]

    def ask(one: tuple[str, Move]) -> tuple[float, Answer]:
        key, wish = one
        with Client(service.port, key) as client:
            begun = time.monotonic()
            answer = client.edit(stored.plan, f"crowd-{key[-20:]}", before, wish)
            return time.monotonic() - begun, answer

    with ThreadPoolExecutor(3 * POOL) as crowd, Client(service.port, "") as looker:
        with engine.connect() as held:
            held.execute(text("select from grids where plan = :p for update"), {"p": stored.plan})
            waiting = [crowd.submit(ask, one) for one in asked]
            looks = []
            while not all(one.done() for one in waiting):
                begun = time.monotonic()
                assert looker.get("/healthz").status == 200
                looks.append(time.monotonic() - begun)
                time.sleep(0.1)
            answers = [one.result() for one in waiting]

        assert {answer.status for _, answer in answers} == {503}
        assert {answer.headers["retry-after"] for _, answer in answers} == {"2"}
        # Two seconds for a turn or a connection, and two for a lock.
        assert max(took for took, _ in answers) < 2 + 2 + 1
        assert max(looks) < 1
        assert version(engine, stored) == before

        for one in asked:
            until(lambda one=one: ask(one)[1].status == 200, 10)  # type: ignore[misc]
    assert version(engine, stored) == before + len(asked)
    assert fsck(engine) == []


def test_a_planner_whose_role_is_revoked_edits_no_more_from_the_next_request_on(
    engine: Engine, service: Service, stored: Stored, moves: Iterator[Move]
) -> None:
    given = Grant(Role.PLANNER, ROOT)
    with engine.begin() as conn:
        user, password = access.add_user(conn, "admin", "ann", ROOT, [given])
    assert password is not None
    with Client(service.port, "") as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        answer = client.post("/api/v1/session", {"user": "ann", "password": password})
        client.headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]
        begun = version(engine, stored)
        client.move(stored.plan, "still-allowed", begun, next(moves))

        with engine.begin() as conn:
            access.revoke(conn, "admin", user.id, given)
        refused = [
            client.edit(stored.plan, "no-longer", begun + 1, next(moves)).status,
            client.undo(stored.plan, "not-even-undo").status,
            # What it was told before is not told again either.
            client.edit(stored.plan, "still-allowed", begun, next(moves)).status,
        ]

    assert set(refused) <= {403, 404}
    assert version(engine, stored) == begun + 1


def test_edits_keep_their_order_when_the_clock_goes_back_a_day(
    database: Addresses, engine: Engine, service: Service, stored: Stored, moves: Iterator[Move]
) -> None:
    begun = version(engine, stored)
    key = keys_of(database, 1)[0]
    owner = open_engine(database.owner, role=None)
    with Client(service.port, key) as client:
        client.move(stored.plan, "before-the-clock-moved", begun, next(moves))
        last = next(moves)
        _clock(owner, "now() - interval '1 day'")
        try:
            client.move(stored.plan, "a-day-before", begun + 1, last)
            undone = client.undo(stored.plan, "undo-by-version")
        finally:
            _clock(owner, "now()")
            owner.dispose()
        history = client.get(f"/api/v1/plans/{stored.plan}/operations?limit=3").body

    assert [one["version"] for one in history] == [begun + 3, begun + 2, begun + 1]
    assert history[1]["created_at"] < history[2]["created_at"]
    # The latest is what was done last, whatever the clock says.
    assert undone.status == 200
    assert history[0]["target"] == begun + 2
    assert fsck(engine) == []


def _clock(owner: Engine, formula: str) -> None:
    """Let the database date operations like this: its own clock is the machine's."""
    with owner.begin() as conn:
        conn.execute(text(f"alter table operations alter created_at set default {formula}"))


def test_an_undo_that_would_leave_a_grid_without_ground_is_refused(
    engine: Engine, stored: Stored
) -> None:
    west, east = (int(one) for one in stored.grids[-1, -2:])
    lent = int(stored.atoms[-1, -1, -WIDE - 1])
    with engine.connect() as conn:
        given = scenes.atoms_of(conn, stored.plan, grid=east)
    begun = version(engine, stored)
    edit.edit(engine, Order(stored.plan, "ann", "lend", begun), Move([lent], east))
    edit.edit(engine, Order(stored.plan, "bob", "empty", begun + 1), Move(given, west))

    with pytest.raises(ConflictError, match="others have changed"):
        edit.undo(engine, Order(stored.plan, "ann", "take back"))

    assert version(engine, stored) == begun + 2
    assert fsck(engine) == []


def test_a_transaction_left_idle_is_ended_and_whom_it_kept_waiting_goes_on(
    database: Addresses, engine: Engine, stored: Stored, moves: Iterator[Move]
) -> None:
    idle = open_engine(database.service, pool_size=1)
    before = version(engine, stored)
    order = Order(stored.plan, "planner", "kept waiting", before)
    wish = next(moves)
    left = idle.connect()
    left.execute(text("select from grids where plan = :p for update"), {"p": stored.plan})
    begun = time.monotonic()
    quick = open_engine(database.service)

    def tried() -> bool:
        try:
            edit.edit(quick, order, wish)
        except BusyError:
            return False
        return True

    until(tried, 20)
    took = time.monotonic() - begun
    quick.dispose()
    left.invalidate()
    left.close()
    idle.dispose()

    assert 9 < took < 16
    assert version(engine, stored) == before + 1
