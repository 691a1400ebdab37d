"""The private cluster as a thing: its folders, its port, its passwords."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from gis.database import account, programs
from gis.database.account import Account
from gis.database.programs import Programs
from gis.errors import DatabaseError
from gis.store import address

HOST, DATABASE = "127.0.0.1", "wangge"
ADMIN, OWNER, SERVICE = "postgres", "wangge_owner", "wangge_app"
# The kernel's limit for the path of a socket is 107 bytes (103 on macOS).
LONGEST_SOCKET = 80


@dataclass(frozen=True, slots=True)
class Addresses:
    """How to reach a database as each of its roles.

    Parameters
    ----------
    admin
        Superuser of the private cluster; None for a server that is not ours.
    owner
        Owns the tables and runs migrations.
    service
        What the service runs as: no DDL, no deleting of what must stay.
    """

    admin: URL | None
    owner: URL
    service: URL


@dataclass(frozen=True, slots=True)
class Cluster:
    """A private cluster; ``data`` exists only once it is complete.

    Parameters
    ----------
    home
        Its folder, usually ``DATA/postgres``.
    account
        Who runs it.
    programs
        The installed PostgreSQL it runs with.
    """

    home: Path
    account: Account
    programs: Programs

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @property
    def run(self) -> Path:
        """Folder of the socket and the log."""
        return self.home / "run"

    @property
    def log(self) -> Path:
        """What the server wrote since it was started last."""
        return self.run / "server.log"

    @property
    def state(self) -> Path:
        """File with port and passwords, for our eyes only."""
        return self.home / "cluster.json"

    @property
    def sockets(self) -> str:
        """Folder of the socket as the server is told; empty where the path is too long for one."""
        return str(self.run) if len(os.fsencode(self.run)) <= LONGEST_SOCKET else ""

    def read(self) -> dict[str, str]:
        """Port and passwords; made up the first time.

        Raises
        ------
        DatabaseError
            The file is damaged, or gone although the cluster is there.
        """
        if not self.state.exists() and not self.data.exists():
            names = ADMIN, OWNER, SERVICE
            self.write({name: secrets.token_urlsafe(32) for name in names} | {"port": "0"})
        try:
            state = json.loads(self.state.read_text("utf-8"))
            return {name: str(state[name]) for name in (ADMIN, OWNER, SERVICE, "port")}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DatabaseError(
                f"{self.state}, which holds port and passwords of the private cluster, cannot be"
                f" read ({type(error).__name__}). Bring it back, or move {self.home} away and"
                " begin anew with gis db up and gis db restore"
            ) from None

    def write(self, state: dict[str, str]) -> None:
        """Keep port and passwords, in one stroke."""
        part = self.state.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(state, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.state)

    def url(self, role: str, database: str = DATABASE) -> URL:
        """Address of a database as one of the roles."""
        state = self.read()
        return URL.create(address.DRIVER, role, state[role], HOST, int(state["port"]), database)

    def addresses(self, database: str = DATABASE) -> Addresses:
        """Addresses of a database as each role."""
        return Addresses(*(self.url(role, database) for role in (ADMIN, OWNER, SERVICE)))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else start or stop the cluster meanwhile; waits for who is at it."""
        with (self.home / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def at(folder: Path, *, binaries: Path | None = None) -> Cluster:
    """The cluster of a data folder, whether it is there yet or not.

    Parameters
    ----------
    folder
        The project's data folder; the cluster is ``postgres`` in it.
    binaries
        Folder of ``pg_ctl``, where it is not in one of the usual places.

    Raises
    ------
    DatabaseError
        No PostgreSQL, or no account or folder to run it in.
    """
    home = account.home(folder / "postgres")
    version = home / "data" / "PG_VERSION"
    runs_as = account.choose(home / "data")
    major = runs_as.run(["/bin/cat", str(version)]).stdout.strip()
    found = programs.find(binaries, version=int(major) if major.isdecimal() else None)
    return Cluster(home, runs_as, found)
