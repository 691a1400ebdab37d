from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from gis import database as databases
from gis.database import Addresses
from gis.errors import BusyError, ConflictError, DatabaseError, EditError, ParameterError
from gis.store.engine import APP_ROLE, open_engine, translated
from tests import clusters


@pytest.fixture
def opened() -> Iterator[Callable[..., Engine]]:
    """Open engines that are closed when the test ends."""
    engines = []

    def open_one(*arguments: Any, **named: Any) -> Engine:
        engines.append(open_engine(*arguments, **named))
        return engines[-1]

    yield open_one
    for engine in engines:
        engine.dispose()


def setting(conn: Connection, name: str) -> str:
    return str(conn.scalar(text("select current_setting(:name)"), {"name": name}))


def test_short_questions_have_short_limits(conn: Connection) -> None:
    limits = {
        "statement_timeout": "5s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "10s",
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        "application_name": "gis",
    }
    assert {name: setting(conn, name) for name in limits} == limits


def test_jobs_take_their_time_but_do_not_wait_for_locks(
    opened: Callable[..., Engine], database: Addresses
) -> None:
    with opened(database.service, patient=True).connect() as conn:
        assert setting(conn, "statement_timeout") == "0"
        assert setting(conn, "idle_in_transaction_session_timeout") == "0"
        assert setting(conn, "lock_timeout") == "2s"


def test_an_owners_address_gives_the_rights_of_the_service(
    opened: Callable[..., Engine], database: Addresses
) -> None:
    engine = opened(database.owner)
    for _ in range(2):
        with engine.connect() as conn:
            assert conn.scalar(text("select current_user")) == APP_ROLE
            with pytest.raises(ProgrammingError, match="permission denied"):
                conn.execute(text("delete from assignments"))


def test_without_a_role_the_owner_is_the_owner(owner: Engine, database: Addresses) -> None:
    with owner.connect() as conn:
        assert conn.scalar(text("select current_user")) == database.owner.username


def test_a_role_one_is_no_member_of_is_refused(
    opened: Callable[..., Engine], database: Addresses
) -> None:
    engine = opened(database.service, role=str(database.owner.username))
    with pytest.raises(DatabaseError, match="GRANT"):
        engine.connect()


def test_a_role_that_is_not_there_is_no_hindrance(
    opened: Callable[..., Engine], database: Addresses
) -> None:
    with opened(database.service, role="nobody_at_all").connect() as conn:
        assert conn.scalar(text("select current_user")) == database.service.username


def test_who_finds_all_connections_taken_is_told_so_within_two_seconds(
    opened: Callable[..., Engine], database: Addresses
) -> None:
    engine = opened(database.service, pool_size=1)
    with engine.connect():
        began = time.monotonic()
        with pytest.raises(BusyError, match="taken"):
            engine.connect()
        assert time.monotonic() - began < 3


def test_a_statement_over_its_time_means_busy(conn: Connection) -> None:
    conn.execute(text("set local statement_timeout = 50"))
    with pytest.raises(BusyError, match="timeout"):
        conn.execute(text("select pg_sleep(5)"))


def test_a_lock_not_to_be_had_means_busy(engine: Engine, conn: Connection) -> None:
    lock = text("lock table jobs in row exclusive mode nowait")
    with engine.connect() as other:
        other.execute(text("lock table sessions in row exclusive mode"))
        conn.execute(lock)
        conn.execute(text("set local lock_timeout = 50"))
        with pytest.raises(BusyError, match="lock"):
            conn.execute(text("lock table sessions in share mode"))


def test_two_that_wait_for_each_other_end_as_busy(engine: Engine, plan: int) -> None:
    del plan
    rename = text("update jurisdictions set name = name where code = :code")
    first, second = "990121100201", "990121100202"
    met = threading.Barrier(2)
    ended: list[str] = []

    def go(own: str, other: str) -> None:
        try:
            with engine.begin() as mine:
                mine.execute(rename, {"code": own})
                met.wait()
                mine.execute(rename, {"code": other})
        except BusyError:
            ended.append("busy")
        else:
            ended.append("done")

    threads = [
        threading.Thread(target=go, args=pair) for pair in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["busy", "done"]


def test_the_same_thing_twice_is_a_conflict(conn: Connection) -> None:
    add = text("insert into jurisdictions (code, name, level) values ('7', '7', 'county')")
    conn.execute(add)
    with pytest.raises(ConflictError, match="pk_jurisdictions"):
        conn.execute(add)


def test_what_would_break_a_plan_is_an_edit_error(conn: Connection, plan: int) -> None:
    gone = text("update assignments set grid = 987654321 where plan = :plan")
    with pytest.raises(EditError, match="break the plan"):
        conn.execute(gone, {"plan": plan})


def test_a_defect_of_ours_stays_what_it_is(conn: Connection) -> None:
    with pytest.raises(ProgrammingError):
        conn.execute(text("select nothing from nowhere"))


def test_the_drivers_own_cursor_is_translated_on_request() -> None:
    with pytest.raises(BusyError), translated():
        raise psycopg2.errors.lookup("40001")


def test_messages_hold_no_values_and_no_password(database: Addresses) -> None:
    wrong = open_engine(database.service.set(port=1))
    with pytest.raises(BusyError, match="does not answer") as caught:
        wrong.connect()
    assert str(database.service.password) not in str(caught.value)


def test_no_address_is_a_clear_error() -> None:
    with pytest.raises(ParameterError, match=re.escape("postgresql://")):
        open_engine("mysql and so on")


@pytest.mark.slow
def test_connections_come_back_after_a_restart_of_the_database(
    opened: Callable[..., Engine], tmp_path: Path
) -> None:
    own = databases.at(tmp_path)
    addresses = databases.up(own, clusters.silent)
    try:
        engine = opened(addresses.service, pool_size=3)
        one = text("select 1")
        held = [engine.connect() for _ in range(3)]
        for connection in held:
            connection.execute(one)
            connection.close()
        databases.down(own, clusters.silent)
        databases.up(own, clusters.silent)
        began = time.monotonic()
        with pytest.raises(BusyError), engine.connect() as conn:
            conn.execute(one)
        for _ in range(3):
            with engine.connect() as conn:
                assert conn.scalar(one) == 1
        assert time.monotonic() - began < 5
    finally:
        databases.down(own, clusters.silent)
