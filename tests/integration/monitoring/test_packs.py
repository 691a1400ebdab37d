"""The holder of the copy: read in the background, followed when asked, safe for many threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import Engine, text

from gis.errors import BusyError
from gis.model.questions import By, Question
from gis.monitor import pack as pure
from gis.store import ticket_columns
from gis.store.tallies import SqlTallies
from gis.workflow import packs as module
from gis.workflow.packs import Packs, PackTallies
from tests.integration.monitoring.tickets_made import made, store

RNG = np.random.default_rng(7)


@pytest.fixture
def town(engine: Engine) -> Engine:
    """A hundred tickets; the number of the last change is how many there are."""
    with engine.begin() as conn:
        conn.execute(text("delete from tickets"))
        store(conn, made(100, RNG))
        conn.execute(text("update ticket_clock set number = 100"))
        conn.execute(text("update tickets set change = id"))
    return engine


def add(engine: Engine, number: int) -> None:
    """One more ticket."""
    one = made(1, RNG)[0] | {"id": number}
    with engine.begin() as conn:
        store(conn, [one], number)
        conn.execute(text("update ticket_clock set number = :number"), {"number": number})


@pytest.fixture
def packs(town: Engine) -> Iterator[Packs]:
    held = Packs(town, least=1)
    held.start()
    held.wait()
    assert held.loaded
    yield held
    held.stop()


def total(packs: Packs, engine: Engine) -> int:
    with engine.connect() as conn:
        return int(packs.tallies(conn).tally(Question())["count"].sum())


def test_a_small_town_is_counted_by_the_database(town: Engine) -> None:
    packs = Packs(town, least=101)
    packs.start()
    packs.wait()
    with town.connect() as conn:
        assert isinstance(packs.tallies(conn), SqlTallies)
        assert packs.number(conn) == 100
    assert total(packs, town) == 100
    packs.stop()


def test_who_asks_after_a_notice_is_told_of_the_new_ticket(packs: Packs, town: Engine) -> None:
    assert total(packs, town) == 100
    add(town, 101)
    packs.heard()

    with town.connect() as conn:
        assert isinstance(packs.tallies(conn), PackTallies)
    assert total(packs, town) == 101


def test_a_lost_notice_delays_for_a_moment_only(
    packs: Packs, town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert total(packs, town) == 100
    monkeypatch.setattr(module, "OFTEN", 0.0)
    add(town, 101)

    assert total(packs, town) == 101


def test_a_long_tail_is_put_in_order_while_questions_go_on(
    packs: Packs, town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pure, "LARGE_TAIL", 5)
    monkeypatch.setattr(module, "OFTEN", 0.0)
    for number in range(101, 121):
        add(town, number)
    packs.heard()
    ended = threading.Event()
    for _ in range(200):
        assert total(packs, town) == 120
        with packs.reading() as pack:
            if not pack.ragged:
                break
        ended.wait(0.02)

    with packs.reading() as pack, town.connect() as conn:
        assert not pack.ragged
        assert pack.tally(Question(), By.GRID).equals(SqlTallies(conn).tally(Question(), By.GRID))


def test_every_answer_is_of_one_moment_whoever_writes_meanwhile(packs: Packs, town: Engine) -> None:
    wrong, going = [], threading.Event()
    going.set()

    def ask() -> None:
        seen = 0
        while going.is_set():
            packs.fresh()
            with packs.reading() as pack:
                counted = int(pack.tally(Question())["count"].sum())
                if counted != pack.number or counted < seen:
                    wrong.append((counted, pack.number, seen))
                seen = counted

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for one in readers:
        one.start()
    for number in range(101, 141):
        add(town, number)
        packs.heard()
    going.clear()
    for one in readers:
        one.join()

    assert wrong == []
    assert total(packs, town) == 140


def test_an_answer_is_refused_rather_than_old_while_the_database_is_away(
    packs: Packs, town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> int:
        raise BusyError("away")

    with monkeypatch.context() as patched:
        patched.setattr(ticket_columns, "clock", away)
        packs.heard()
        with pytest.raises(BusyError):
            total(packs, town)

    add(town, 101)
    assert total(packs, town) == 101


def test_what_cannot_be_copied_is_counted_by_the_database(
    town: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(pure.__dict__, "coded", lambda *_: 1 / 0)
    packs = Packs(town, least=1)
    packs.start()
    packs.wait()

    assert not packs.loaded
    assert total(packs, town) == 100
    assert "a defect; the database counts" in caplog.text
    packs.stop()
