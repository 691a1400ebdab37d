"""The audit log: what is in it, and that nobody changes it unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from gis.database import Addresses
from gis.errors import CredentialsError
from gis.model import Grant, Role
from gis.store import audit_log
from gis.workflow import access
from tests.integration.api.world import FOREIGN, OWN, Visitor, World


@pytest.fixture
def as_owner(database: Addresses, world: World) -> Iterator[Connection]:
    """Somebody with every right, whose changes are taken back after the test."""
    del world
    assert database.admin is not None
    admin = create_engine(database.admin)
    with admin.connect() as conn:
        # Even triggers do not stop this one.
        conn.execute(text("set session_replication_role = replica"))
        for turn in range(5):
            audit_log.append(conn, "tester", "try", f"thing {turn}", {"n": turn, "f": 1e22})
        yield conn
        conn.rollback()
    admin.dispose()


def test_an_untouched_log_is_whole(as_owner: Connection) -> None:
    assert audit_log.verify(as_owner) is None


@pytest.mark.parametrize(
    "change",
    [
        "details = jsonb_set(details, '{n}', '9')",
        "actor = 'somebody else'",
        "action = 'tri'",
        "object = object || ' '",
        "jurisdiction = '990121'",
        "created_at = created_at + interval '1 microsecond'",
        "hash = set_byte(hash, 31, get_byte(hash, 31) # 1)",
        "previous = set_byte(previous, 0, get_byte(previous, 0) # 128)",
    ],
)
def test_one_changed_value_is_found_where_it_is(change: str, as_owner: Connection) -> None:
    number = as_owner.scalar(text("select max(id) - 2 from audit_log"))
    as_owner.execute(text(f"update audit_log set {change} where id = {number}"))  # noqa: S608

    assert audit_log.verify(as_owner) == number


def test_a_removed_row_is_found(as_owner: Connection) -> None:
    number = as_owner.scalar(text("select max(id) - 2 from audit_log"))
    as_owner.execute(text("delete from audit_log where id = :id"), {"id": number})

    assert audit_log.verify(as_owner) == number + 1


def test_two_rows_that_changed_places_are_found(as_owner: Connection) -> None:
    last = as_owner.scalar(text("select max(id) from audit_log"))
    for old, new in ((last, 0), (last - 1, last), (0, last - 1)):
        move = text("update audit_log set id = :new where id = :old")
        as_owner.execute(move, {"old": old, "new": new})

    assert audit_log.verify(as_owner) == last - 1


def test_the_service_can_only_add_to_it(engine: Engine, world: World) -> None:
    del world
    for statement in ("update audit_log set actor = 'x'", "delete from audit_log"):
        with pytest.raises(Exception, match="permission denied"), engine.begin() as conn:
            conn.execute(text(statement))


def test_writers_at_once_make_one_chain(engine: Engine, world: World) -> None:
    del world

    def write(turn: int) -> None:
        with engine.begin() as conn:
            audit_log.append(conn, "many", "write", f"thing {turn}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(24)))

    with engine.begin() as conn:
        assert audit_log.verify(conn) is None
        told = audit_log.listing(conn, ("0",), limit=1000)
    assert sum(entry.actor == "many" for entry in told) == 24


def test_logins_and_roles_are_told_and_secrets_are_not(engine: Engine, world: World) -> None:
    del world
    with engine.begin() as conn:
        user, password = access.add_user(conn, "boss", "logged", OWN)
        access.grant(conn, "boss", user.id, Grant(Role.VIEWER, OWN))
        _, secret = access.add_key(conn, "boss", user.id, "k", [Role.VIEWER], None)
    assert password is not None
    for name, given in (("logged", "wrong"), ("my secret passphrase", "x"), ("logged", password)):
        try:
            _, token = access.log_in(engine, name, given)
        except CredentialsError:
            continue

    with engine.begin() as conn:
        told = audit_log.listing(conn, ("0",), limit=1000)
        whole = conn.scalar(text("select string_agg(audit_log::text, '') from audit_log"))
    about = [entry.action for entry in told if entry.object == f"user {user.id}"]
    assert about == ["add user", "grant", "add key", "failed login", "log in"]
    unknown = [entry for entry in told if entry.object.startswith("unknown name")]
    assert len(unknown) == 1
    for hidden in (password, secret, token, "my secret passphrase"):
        assert hidden not in whole


def test_the_log_is_read_where_it_concerns_one(
    engine: Engine, world: World, visitor: Visitor
) -> None:
    with engine.begin() as conn:
        audit_log.append(conn, "x", "here", "thing", jurisdiction=OWN)
        audit_log.append(conn, "x", "there", "thing", jurisdiction=FOREIGN)
        audit_log.append(conn, "x", "above", "thing")
    visitor.session(world.members["auditor"])

    actions = {
        entry["action"]
        for entry in visitor.ask("GET", "/api/v1/log", params={"limit": 1000}).json()["items"]
    }

    assert "here" in actions
    assert not actions & {"there", "above"}
