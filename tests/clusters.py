"""The private cluster that tests share, and throw-away databases in it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gis import database
from gis.database import Addresses, Cluster, contents

PREFIX = "test_"


def silent(sentence: str) -> None:
    """Leave what the cluster tells untold."""
    del sentence


@contextmanager
def shared_cluster(folder: Path) -> Iterator[Cluster]:
    """The cluster in ``folder``, brought up for as long as any test run uses it.

    Several runs may go on at once: each holds a shared lock, and the last one stops the server.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users.lock").open("a") as lock:
        cluster = database.at(folder)
        if _try_alone(lock.fileno()):
            _drop_leftovers(database.up(cluster, silent))
        # From here on nobody stops the server before we are done.
        fcntl.flock(lock, fcntl.LOCK_SH)
        database.up(cluster, silent)
        try:
            yield cluster
        finally:
            if _try_alone(lock.fileno()):
                database.down(cluster, silent)


def migrated(cluster: Cluster, name: str) -> Addresses:
    """A database with all tables and no rows."""
    addresses = cluster.addresses(name)
    database.create_database(addresses, name)
    database.migrate(addresses.owner, str(addresses.service.username))
    return addresses


@contextmanager
def fresh(cluster: Cluster, template: str, name: str) -> Iterator[Addresses]:
    """A copy of a database, dropped afterwards."""
    addresses = cluster.addresses(name)
    database.create_database(addresses, name, template=template)
    try:
        yield addresses
    finally:
        database.drop_database(addresses, name)


def unique(label: str) -> str:
    """A name that no other test run uses, at most 63 bytes as PostgreSQL wants it."""
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in label)
    return f"{PREFIX}{os.getpid()}_{plain}"[:63]


def _try_alone(file: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _drop_leftovers(addresses: Addresses) -> None:
    """Remove the databases of test runs that were killed."""
    if addresses.admin is None:
        raise AssertionError
    with contents.connected(addresses.admin, autocommit=True) as connection:
        names = contents.execute(
            connection, "select datname from pg_database where starts_with(datname, %s)", PREFIX
        )
    for (name,) in names:
        database.drop_database(addresses, str(name))
