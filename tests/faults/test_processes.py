"""The service is killed: before a commit, after one, and again and again under load."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPException

import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.model.wishes import Move
from gis.store.engine import open_engine
from tests.faults.crew import House, crew, times, until
from tests.faults.proxy import Cut
from tests.services import Client, keys_of
from tests.squares import Stored, wishes


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def house(
    database: Addresses, stored: Stored, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    del stored
    opened = House(database, tmp_path_factory.mktemp("service"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def key(database: Addresses) -> str:
    return keys_of(database, 1)[0]


@pytest.fixture(scope="module")
def moves(stored: Stored) -> Iterator[Move]:
    return wishes(stored, 100)


def version(engine: Engine, stored: Stored) -> int:
    with engine.connect() as conn:
        found = conn.execute(text("select version from plans where id = :id"), {"id": stored.plan})
        return int(found.scalar_one())


def asking(port: int, key: str, stored: Stored, name: str, at: int, wish: Move) -> None:
    """Ask for an edit of a service that dies over it."""
    with pytest.raises((OSError, HTTPException)), Client(port, key) as client:
        client.edit(stored.plan, name, at, wish)


def test_an_edit_whose_service_dies_before_the_commit_never_was_and_can_be_sent_again(
    house: House, engine: Engine, stored: Stored, key: str, moves: Iterator[Move]
) -> None:
    wish, before = next(moves), version(engine, stored)
    with engine.connect() as held:
        held.execute(text("select from grids where plan = :p for update"), {"p": stored.plan})
        given = (house.port, key, stored, "sent-twice", before, wish)
        caller = threading.Thread(target=asking, args=given)
        caller.start()
        until(lambda: waiting(engine) > 0, 10)
        house.kill()
    caller.join()
    until(lambda: waiting(engine) == 0, 10)
    assert version(engine, stored) == before

    house.restart()
    with Client(house.port, key) as client:
        first = client.move(stored.plan, "sent-twice", before, wish)
        again = client.move(stored.plan, "sent-twice", before, wish)

    assert first.body == again.body
    assert first.body["version"] == version(engine, stored) == before + 1


def test_an_edit_whose_service_dies_after_the_commit_is_told_when_sent_again(
    house: House, engine: Engine, stored: Stored, key: str, moves: Iterator[Move]
) -> None:
    wish, before = next(moves), version(engine, stored)
    house.line.at_next_commit(Cut.SILENT)
    given = (house.port, key, stored, "told-late", before, wish)
    caller = threading.Thread(target=asking, args=given)
    caller.start()
    assert house.line.happened.wait(10)
    house.kill()
    caller.join()
    assert version(engine, stored) == before + 1

    house.restart()
    with Client(house.port, key) as client:
        answer = client.move(stored.plan, "told-late", before, wish)

    assert answer.body["version"] == version(engine, stored) == before + 1


def test_an_edit_that_is_sent_again_while_it_still_runs_is_told_what_came_of_it(
    house: House, engine: Engine, stored: Stored, key: str, moves: Iterator[Move]
) -> None:
    wish, before = next(moves), version(engine, stored)
    answers = []

    def ask() -> None:
        with Client(house.port, key) as client:
            answers.append(client.edit(stored.plan, "impatient", before, wish))

    callers = [threading.Thread(target=ask) for _ in range(2)]
    with engine.connect() as held:
        held.execute(text("select from grids where plan = :p for update"), {"p": stored.plan})
        for caller in callers:
            caller.start()
        until(lambda: waiting(engine) == 2, 10)
    for caller in callers:
        caller.join()

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body == answers[1].body
    assert version(engine, stored) == before + 1


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.AFTER])
def test_an_edit_whose_line_is_cut_at_the_commit_is_put_off_and_applied_once(
    cut: Cut, house: House, engine: Engine, stored: Stored, key: str, moves: Iterator[Move]
) -> None:
    wish, before = next(moves), version(engine, stored)
    name = f"cut-{cut.name.lower()}"
    with Client(house.port, key) as client:
        house.line.at_next_commit(cut)
        unknown = client.edit(stored.plan, name, before, wish)
        assert house.line.happened.is_set()
        done = version(engine, stored)
        again = client.edit(stored.plan, name, before, wish)

    assert (unknown.status, unknown.headers["retry-after"]) == (503, "2")
    assert done == before + (cut is Cut.AFTER)
    assert again.status == 200
    assert again.body["version"] == version(engine, stored) == before + 1


def test_no_acknowledged_edit_is_lost_when_the_service_is_killed(
    database: Addresses, house: House, engine: Engine, stored: Stored
) -> None:
    begun = version(engine, stored)
    with crew(house.port, keys_of(database, 6), stored) as editors:
        for _ in range(times(short=2, full=10)):
            editors.goes_on(30)
            house.kill()
            house.restart()
        editors.goes_on(30)

    assert editors.contradictions(database, since=begun) == []


def waiting(engine: Engine) -> int:
    """Connections of services that wait for a lock."""
    with engine.connect() as conn:
        found = conn.execute(
            text(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                " and application_name = 'gis serve' and datname = current_database()"
            )
        )
        return int(found.scalar_one())
