"""The database is killed, restarted, filled up, damaged and restored while people edit."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from gis import database as databases
from gis.database import Addresses, Cluster, checks, contents, server
from gis.database.backup import backup, restore
from gis.store.engine import open_engine
from gis.workflow.fsck import check, fsck
from tests import clusters
from tests.clusters import silent
from tests.faults.conftest import fill
from tests.faults.crew import crew, times, until
from tests.services import Answer, Client, Service, keys_of, serving
from tests.squares import Stored, wishes

EDITORS = 6
RECONNECTED = 5.0
DISK = 192
"""Megabytes of the disk that is filled up."""


@pytest.fixture(scope="module")
def home(own: Cluster) -> Addresses:
    """A database with a plan in the cluster that is maltreated."""
    return clusters.migrated(own, "faults")


@pytest.fixture(scope="module")
def plan(home: Addresses) -> Stored:
    return fill(home)


@pytest.fixture(scope="module")
def service(
    home: Addresses, plan: Stored, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    del plan
    with serving(home.service, tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(scope="module")
def keys(home: Addresses, plan: Stored) -> list[str]:
    del plan
    return keys_of(home, EDITORS)


def looking(database: Addresses) -> Engine:
    return open_engine(database.service, patient=True)


def version(database: Addresses, plan: int) -> int:
    engine = looking(database)
    with engine.connect() as conn:
        found = conn.execute(text("select version from plans where id = :id"), {"id": plan})
        number = int(found.scalar_one())
    engine.dispose()
    return number


def kill(cluster: Cluster) -> None:
    """End the server as a crash would."""
    pid = server.process(cluster)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: not databases.running(cluster), 20)


def test_no_acknowledged_edit_is_lost_when_the_database_is_killed(
    own: Cluster, home: Addresses, plan: Stored, service: Service, keys: list[str]
) -> None:
    begun = version(home, plan.plan)
    with crew(service.port, keys, plan) as editors:
        for _ in range(times(short=2, full=20)):
            editors.goes_on(30)
            kill(own)
            assert databases.up(own, silent).service.port == home.service.port
            # Editors were told to come again in two seconds.
            assert editors.goes_on(30) < RECONNECTED + 2

    assert editors.accepted() > 0
    assert editors.contradictions(home, since=begun) == []


def test_an_edit_in_the_middle_of_a_restart_is_put_off_and_soon_served(
    own: Cluster, home: Addresses, plan: Stored, service: Service, keys: list[str]
) -> None:
    before = version(home, plan.plan)
    (wish,) = wishes(plan, 1)
    engine = looking(home)
    answers: list[Answer] = []

    def ask() -> None:
        with Client(service.port, keys[0]) as client:
            answers.append(client.edit(plan.plan, "mid-request", before, wish))

    def served() -> bool:
        ask()
        return answers[-1].status != 503

    held = engine.connect()
    held.execute(text("select from grids where plan = :p for update"), {"p": plan.plan})
    caller = threading.Thread(target=ask)
    caller.start()
    time.sleep(0.5)
    databases.down(own, silent)
    caller.join()
    held.invalidate()
    held.close()
    engine.dispose()
    with Client(service.port, keys[0]) as client:
        without = [client.get("/healthz"), client.get("/readyz"), client.get("/api/v1/plans")]
    databases.up(own, silent)
    begun = time.monotonic()
    until(served, 2 * RECONNECTED)

    assert answers[0].status == 503
    assert answers[0].headers["retry-after"] == "2"
    assert [answer.status for answer in without] == [200, 503, 503]
    assert time.monotonic() - begun < RECONNECTED
    assert answers[-1].status in {200, 422}
    assert version(home, plan.plan) == before + (answers[-1].status == 200)


def test_what_is_restored_is_the_plan_as_it_was_when_the_backup_began(
    own: Cluster, home: Addresses, plan: Stored, service: Service, keys: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "live.backup"
    with crew(service.port, keys, plan) as editors:
        editors.goes_on(30)
        first = version(home, plan.plan)
        backup(home.owner, file, own.programs)
        last = version(home, plan.plan)
        editors.goes_on(30)
    told = history(home, plan.plan)

    kept = restore(home, file, own.programs, silent, force=True)
    assert kept is not None

    restored = history(home, plan.plan)
    # Every row of the log with its hash, up to one moment while the backup began.
    assert first <= len(restored) - 1 <= last < len(told) - 1
    assert restored == told[: len(restored)]
    engine = looking(home)
    assert fsck(engine) == []
    engine.dispose()
    verdicts = list(checks.run(checks.standard(home, own.programs)))
    assert [one for one in verdicts if not one.good] == []
    assert ("tables and indexes", "every page is sound") in [(v.name, v.text) for v in verdicts]
    with crew(service.port, keys, plan) as editors:
        editors.goes_on(30)
    databases.drop_database(home, kept)


def history(database: Addresses, plan: int) -> list[tuple[int, str]]:
    """Hash of each row of a plan's log, every column in it."""
    engine = looking(database)
    with engine.connect() as conn:
        rows = conn.execute(
            text("select version, md5(o::text) from operations o where plan = :p order by 1"),
            {"p": plan},
        )
        found = [(row[0], row[1]) for row in rows]
    engine.dispose()
    return found


@pytest.mark.parametrize("column", ["delta", "result", "request", "hash"])
def test_a_flipped_byte_in_the_log_of_a_plan_is_found(
    home: Addresses, plan: Stored, service: Service, keys: list[str], column: str
) -> None:
    (wish,) = wishes(plan, 1)
    if version(home, plan.plan) == 0:
        with Client(service.port, keys[0]) as client:
            client.move(plan.plan, "something-to-flip", 0, wish)
    assert home.admin is not None
    engine = open_engine(home.admin, role=None, patient=True)
    with engine.connect() as conn:
        conn.execute(text("set local session_replication_role = replica"))
        changed = conn.execute(text(FLIPPED[column]), {"plan": plan.plan}).rowcount
        conn.execute(text("set local session_replication_role = origin"))
        found = check(conn, [plan.plan])
        conn.rollback()
    engine.dispose()

    assert changed == 1
    assert any("version 1" in sentence or "operation 1" in sentence for sentence in found), found


_DIGIT = (
    "update operations set {0} = regexp_replace({0}::text, '([0-8])(?=[^0-9]*$)', '9')::jsonb"
    " where plan = :plan and version = 1"
)
FLIPPED = {
    **{name: _DIGIT.format(name) for name in ("delta", "result", "request")},
    "hash": "update operations set hash = set_byte(hash, 7, (get_byte(hash, 7) + 1) % 256)"
    " where plan = :plan and version = 1",
}
"""Statements that change one digit, or one byte, of the first operation."""


@contextmanager
def tiny_disk(cluster: Cluster) -> Iterator[Path]:
    """A disk of its own in memory; skips where this may not be had."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-disk-", dir=cluster.home.parent))
    folder.chmod(0o755)
    if os.geteuid() != 0:
        folder.rmdir()
        pytest.skip("only root can mount a small disk")
    done = subprocess.run(  # noqa: S603 -- fixed arguments
        ["/bin/mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        folder.rmdir()
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        cluster.account.give(folder)
        yield folder
    finally:
        subprocess.run(["/bin/umount", str(folder)], check=True)  # noqa: S603 -- ours
        folder.rmdir()


def test_on_a_full_disk_reads_go_on_and_writes_are_put_off(own: Cluster, tmp_path: Path) -> None:
    with ExitStack() as stack:
        disk = stack.enter_context(tiny_disk(own))
        crowded = clusters.migrated(own, "crowded")
        stack.callback(remove, crowded)
        assert crowded.admin is not None
        admin = crowded.admin.set(database="postgres")
        with contents.connected(admin, autocommit=True) as conn:
            contents.execute(conn, f"create tablespace tiny location '{disk}'")
            contents.execute(conn, "alter database crowded set tablespace tiny")
        stored = fill(crowded)
        key = keys_of(crowded, 1)[0]
        service = stack.enter_context(serving(crowded.service, tmp_path))
        client = stack.enter_context(Client(service.port, key))
        client.move(stored.plan, "while-there-is-room", 0, next(wishes(stored, 1)))
        filler = disk / "filler"
        with suppress_full(), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 12))

        done = 1
        for number, wish in enumerate(wishes(stored, 160)):
            key = f"crowded-{number:04}"
            answer = client.edit(stored.plan, key, done, wish)
            if answer.status == 503:
                break
            assert answer.status == 200
            done = answer.body["version"]
        assert (answer.status, answer.headers["retry-after"]) == (503, "2")
        seen = client.get(f"/api/v1/plans/{stored.plan}")
        atoms = client.get(f"/api/v1/plans/{stored.plan}/operations")
        assert (seen.status, atoms.status) == (200, 200)
        assert seen.body["version"] == done

        filler.unlink()
        again = client.move(stored.plan, key, done, wish)
        assert again.body["version"] == done + 1
        engine = looking(crowded)
        assert fsck(engine) == []
        engine.dispose()


@contextmanager
def suppress_full() -> Iterator[None]:
    """Go on when the disk is full."""
    try:
        yield
    except OSError as error:
        assert error.errno == 28  # noqa: PT017 -- told apart from other faults of disks
        return
    raise AssertionError


def remove(crowded: Addresses) -> None:
    """Drop what lies on the tiny disk, so that it can be taken away."""
    databases.drop_database(crowded, "crowded")
    assert crowded.admin is not None
    admin = crowded.admin.set(database="postgres")
    with contents.connected(admin, autocommit=True) as conn:
        contents.execute(conn, "drop tablespace if exists tiny")
