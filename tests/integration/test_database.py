"""The private cluster: made, started, stopped, healed; as root and as an ordinary user."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gis import database
from gis.database import Addresses, Cluster, checks, contents, programs, server
from gis.errors import DatabaseError
from tests.clusters import silent

GIS = Path(sys.executable).with_name("gis")
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act for others")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that any account can reach; its cluster is stopped afterwards."""
    made = Path(tempfile.mkdtemp(prefix="wangge-test-"))
    made.chmod(0o755)
    yield made
    if (made / "postgres" / "data").exists():
        database.down(database.at(made), silent)
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """A cluster that the tests may maltreat, as long as `up` brings it back."""
    made = Path(tempfile.mkdtemp(prefix="wangge-test-"))
    made.chmod(0o755)
    cluster = database.at(made)
    yield cluster
    database.down(cluster, silent)
    shutil.rmtree(made)


def answer(addresses: Addresses) -> int:
    """Write a row as the owner, count them all as somebody who reads them back."""
    with contents.connected(addresses.owner) as connection:
        contents.execute(connection, "create table if not exists kept (id serial)")
        contents.execute(connection, "insert into kept default values")
    with contents.connected(addresses.owner) as connection:
        return int(str(contents.execute(connection, "select count(*) from kept")[0][0]))


def up(cluster: Cluster) -> tuple[Addresses, list[str]]:
    told: list[str] = []
    return database.up(cluster, told.append), told


def kill(cluster: Cluster) -> int:
    """Kill the server as a crash would, and wait until it is gone."""
    pid = server.process(cluster)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: not database.running(cluster))
    return pid


def until(holds: object, seconds: float = 20) -> None:
    """Wait for something that must come true soon."""
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_bringing_it_up_twice_does_nothing_the_second_time(own: Cluster) -> None:
    first, _ = up(own)
    second, told = up(own)

    assert first == second
    assert told == []
    assert answer(second) >= 1


def test_it_has_its_own_port_and_listens_on_this_machine_only(own: Cluster) -> None:
    addresses, _ = up(own)

    with contents.connected(addresses.owner) as connection:
        rows = contents.execute(connection, "show listen_addresses")
    assert rows == [("127.0.0.1",)]
    assert addresses.owner.port not in {None, 5432}


def test_passwords_are_for_our_eyes_only(own: Cluster) -> None:
    addresses, _ = up(own)

    assert stat.S_IMODE(own.state.stat().st_mode) == 0o600
    assert stat.S_IMODE(own.data.stat().st_mode) == 0o700
    passwords = {
        str(u.password) for u in (addresses.admin, addresses.owner, addresses.service) if u
    }
    assert len(passwords) == 3
    assert not any(password in str(addresses) for password in passwords)
    with pytest.raises(DatabaseError, match="password authentication failed"):
        answer(Addresses(None, addresses.owner.set(password="guess"), addresses.service))  # noqa: S106


def test_what_was_committed_outlives_a_killed_server(own: Cluster) -> None:
    addresses, _ = up(own)
    before = answer(addresses)

    kill(own)
    addresses, told = up(own)

    assert any("recovers" in sentence for sentence in told)
    assert answer(addresses) == before + 1


def test_a_stale_pid_file_whose_number_went_to_another_program_is_healed(own: Cluster) -> None:
    up(own)
    database.down(own, silent)
    other = subprocess.Popen(["/bin/sleep", "60"], user=own.account.user)
    try:
        pid_file = own.data / "postmaster.pid"
        pid_file.write_text(f"{other.pid}\n{own.data}\n1\n1\n\n\n\n", "utf-8")
        own.account.give(pid_file)

        assert not database.running(own)
        addresses, told = up(own)

        assert any(f"process {other.pid} is no longer PostgreSQL" in one for one in told)
        assert answer(addresses) >= 1
        assert other.poll() is None, "somebody else's process was ended"
    finally:
        other.kill()
        other.wait()


def test_an_old_socket_is_no_obstacle(own: Cluster) -> None:
    addresses, _ = up(own)
    database.down(own, silent)
    for name in (f".s.PGSQL.{addresses.owner.port}", f".s.PGSQL.{addresses.owner.port}.lock"):
        (own.run / name).write_text(f"{os.getpid()}\n", "utf-8")
        own.account.give(own.run / name)

    addresses, _ = up(own)

    assert answer(addresses) >= 1


def test_a_port_taken_meanwhile_is_exchanged_for_another(own: Cluster) -> None:
    addresses, _ = up(own)
    database.down(own, silent)
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", addresses.owner.port or 0))
        squatter.listen()

        moved, told = up(own)

        assert moved.owner.port != addresses.owner.port
        assert any(f"port {addresses.owner.port} is taken" in sentence for sentence in told)
        assert answer(moved) >= 1
    assert up(own)[0] == moved


def test_it_is_the_same_server_by_any_name_of_its_folder(own: Cluster, tmp_path: Path) -> None:
    addresses, _ = up(own)
    link = tmp_path / "link"
    link.symlink_to(own.home.parent)

    again, told = up(database.at(link))

    assert again == addresses
    assert told == []


def test_going_down_twice_is_no_fault(own: Cluster) -> None:
    up(own)
    database.down(own, silent)
    database.down(own, silent)

    assert not database.running(own)


def test_passwords_that_got_lost_are_told_and_nothing_is_touched(own: Cluster) -> None:
    up(own)
    aside = own.state.with_name("aside")
    own.state.rename(aside)
    try:
        with pytest.raises(DatabaseError, match=r"cluster\.json.* cannot be read"):
            up(own)
        assert own.data.exists()
    finally:
        aside.rename(own.state)
    assert answer(up(own)[0]) >= 1


def test_two_at_once_get_the_same_server(folder: Path) -> None:
    command = [str(GIS), "db", "up", "--data", str(folder)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert said[0][0] == said[1][0]


def test_a_set_up_killed_half_way_is_begun_anew(folder: Path) -> None:
    command = [str(GIS), "db", "up", "--data", str(folder)]
    with subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        until((folder / "postgres" / "data.half" / "PG_VERSION").exists)
        os.killpg(process.pid, signal.SIGKILL)
    assert not (folder / "postgres" / "data").exists()

    addresses, _ = up(database.at(folder))

    assert answer(addresses) == 1
    assert not (folder / "postgres" / "data.half").exists()


def test_a_server_that_may_lose_commits_is_told_by_the_check(folder: Path) -> None:
    cluster = database.at(folder)
    addresses = database.up(cluster, silent, tuning={"fsync": "off"})

    verdicts = {v.name: v for v in checks.run(checks.standard(addresses, cluster.programs))}

    assert not verdicts["durability"].good
    assert "fsync off" in verdicts["durability"].text
    assert verdicts["connection"].good


def test_a_server_that_does_not_start_is_quoted(folder: Path) -> None:
    with pytest.raises(DatabaseError, match="invalid value for parameter"):
        database.up(database.at(folder), silent, tuning={"shared_buffers": "a lot"})


# Root's own Python may lie where no other account can read it: load first, then step down.
AS_NOBODY = """
import os, pwd, sys
from pathlib import Path
import psycopg2, sqlalchemy.dialects.postgresql.psycopg2, encodings.idna
from gis import database
from gis.errors import GisError
nobody = pwd.getpwnam("nobody")
os.setgroups([])
os.setgid(nobody.pw_gid)
os.setuid(nobody.pw_uid)
try:
    cluster = database.at(Path(sys.argv[1]))
    for step in sys.argv[2:]:
        getattr(database, step)(cluster, print)
    print("running" if database.running(cluster) else "stopped")
except GisError as error:
    print(error)
    sys.exit(2)
"""


def as_nobody(folder: Path, *steps: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", AS_NOBODY, str(folder), *steps],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@ROOT_ONLY
def test_an_ordinary_user_can_do_all_of_it_and_root_can_look_after_it(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)

    done = as_nobody(folder, "up", "up", "down", "up")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("running\n")
    cluster = database.at(folder)
    assert cluster.account.name == "nobody"
    assert (cluster.data / "PG_VERSION").stat().st_uid == nobody.pw_uid
    assert answer(cluster.addresses()) == 1
    database.down(cluster, silent)
    assert as_nobody(folder).stdout == "stopped\n"


@ROOT_ONLY
def test_a_cluster_of_another_account_is_refused_in_one_sentence(folder: Path) -> None:
    up(database.at(folder))

    done = as_nobody(folder, "up")

    assert done.returncode == 2
    assert "belongs to postgres, and only they or root can run it" in done.stdout
    assert len(done.stdout.splitlines()) == 1


@ROOT_ONLY
def test_a_folder_that_only_root_can_enter_is_replaced_by_one_the_server_can(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reachable, hidden = folder / "reachable", folder / "hidden"
    hidden.mkdir(mode=0o700)
    monkeypatch.setattr("gis.database.account._ELSEWHERE", (reachable,))

    cluster = database.at(hidden)
    addresses, told = up(cluster)
    try:
        assert cluster.home.parent == reachable
        assert any(str(cluster.home) in sentence for sentence in told)
        assert database.at(hidden).home == cluster.home
        assert answer(addresses) == 1
    finally:
        database.down(cluster, silent)


@ROOT_ONLY
def test_a_replacement_folder_that_somebody_else_prepared_is_not_trusted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap, hidden = folder / "trap", folder / "hidden"
    trap.mkdir()
    os.chown(trap, pwd.getpwnam("nobody").pw_uid, -1)
    hidden.mkdir(mode=0o700)
    monkeypatch.setattr("gis.database.account._ELSEWHERE", (trap,))

    with pytest.raises(DatabaseError, match="cannot reach"):
        database.at(hidden)


def test_without_postgresql_the_packages_are_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError) as caught:
        programs.find(tmp_path)

    assert "no PostgreSQL at all" in str(caught.value)
    assert "apt-get install postgresql" in str(caught.value)
    assert "brew install" in str(caught.value)


def test_a_cluster_of_a_version_that_is_gone_is_told_by_that_version() -> None:
    with pytest.raises(DatabaseError, match="no PostgreSQL 12, with which this private cluster"):
        programs.find(version=12)


@pytest.mark.parametrize(
    ("version", "postgis", "complaint"),
    [("13.2", "3.4.0", "has PostgreSQL 13"), ("16.1", None, "16 without PostGIS"),
     ("16.1", "3.2.1", "with PostGIS 3.2.1")],
)  # fmt: skip
def test_an_old_or_incomplete_postgresql_is_told_by_name(
    tmp_path: Path, version: str, postgis: str | None, complaint: str
) -> None:
    binaries = tmp_path / "bin"
    binaries.mkdir()
    for name in ("initdb", "postgres", "pg_ctl", "pg_dump", "pg_restore"):
        program = binaries / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n", "utf-8")
        program.chmod(0o755)
    if postgis:
        control = tmp_path / "share" / "extension" / "postgis.control"
        control.parent.mkdir(parents=True)
        control.write_text(f"default_version = '{postgis}'\n", "utf-8")

    with pytest.raises(DatabaseError, match=complaint):
        programs.find(binaries)


def test_the_state_file_holds_nothing_but_port_and_passwords(own: Cluster) -> None:
    up(own)

    assert set(json.loads(own.state.read_text("utf-8"))) == {
        "port", "postgres", "wangge_owner", "wangge_app",
    }  # fmt: skip
