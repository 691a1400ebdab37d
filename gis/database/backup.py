"""Backup to a file and back, without losing what was there before."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from psycopg2.sql import SQL, Identifier
from sqlalchemy import URL

import gis
from gis.database import contents, migrations
from gis.database.account import Account
from gis.database.cluster import Addresses
from gis.database.contents import connected, execute
from gis.database.programs import Programs
from gis.errors import DatabaseError, ParameterError

_HOURS = 12 * 3600
_CHUNK = 1 << 20
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a backup, in ``FILE.json``.

    Parameters
    ----------
    sha256, size
        Of the file.
    made_at
        When it was begun, UTC.
    software
        Version of this package.
    revision
        Form of the tables.
    postgres, postgis
        Versions of the server.
    """

    sha256: str
    size: int
    made_at: str
    software: str
    revision: str
    postgres: str
    postgis: str


def backup(owner: URL, file: Path, programs: Programs, *, force: bool = False) -> Note:
    """Write a whole database to a file in PostgreSQL's own format, with a note beside it.

    The database goes on working; the file holds the moment at which the backup began.

    Raises
    ------
    ParameterError
        The file is there already, or cannot be written.
    DatabaseError
        The server is newer than our programs, or breaks off.
    """
    if file.exists() and not force:
        raise ParameterError(f"{file} is there already; --force replaces it")
    if not file.parent.is_dir():
        raise ParameterError(f"there is no folder {file.parent}")
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    with connected(owner) as connection:
        postgres = str(execute(connection, "show server_version")[0][0])
        postgis = str(execute(connection, "select postgis_lib_version()")[0][0])
    revision = migrations.revision_of(owner)
    part = file.with_name(f"{file.name}.part")
    # What is in it is nobody else's business.
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        # A table that a migration holds is waited for, but not for ever.
        command = [programs.path("pg_dump"), "--format=custom", "--lock-wait-timeout=60s"]
        _run(owner, [*command, f"--file={part.absolute()}", _target(owner)])
        size = part.stat().st_size
        note = Note(_digest(part), size, made_at, gis.__version__, revision, postgres, postgis)
        _sync(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    _beside(file).write_text(json.dumps(asdict(note), indent=1) + "\n", "utf-8")
    return note


def read_note(file: Path) -> Note | None:
    """The note beside a backup; None without one.

    Raises
    ------
    ParameterError
        There is no such backup, it is damaged, or its note cannot be read.
    """
    if not file.is_file():
        raise ParameterError(f"there is no backup {file}")
    beside = _beside(file)
    if not beside.exists():
        return None
    try:
        values = json.loads(beside.read_text("utf-8"))
        note = Note(**{field.name: values[field.name] for field in fields(Note)})
    except (OSError, ValueError, KeyError, TypeError):
        raise ParameterError(f"{beside}, the note beside the backup, cannot be read") from None
    if file.stat().st_size != note.size or _digest(file) != note.sha256:
        raise ParameterError(f"{file} is damaged: it is not the file its note {beside} tells of")
    return note


def restore(
    addresses: Addresses, file: Path, programs: Programs, tell: Tell, *, force: bool = False
) -> str | None:
    """Restore into a fresh database, and let it take the place of the present one when complete.

    Parameters
    ----------
    force
        Whether a database with something in it may be replaced; it is kept under another name.

    Returns
    -------
    str or None
        Name under which the former database is kept; None where it held nothing.

    Raises
    ------
    ParameterError
        No such backup, or a damaged one, or the database is in use and ``force`` is not given.
    DatabaseError
        The backup cannot be restored; the present database is as it was.
    """
    if read_note(file) is None:
        tell(f"there is no note beside {file}: whether it is whole cannot be checked")
    name = str(addresses.owner.database)
    used = _used(addresses)
    if used and not force:
        raise ParameterError(
            f"database {name} is not empty; --force keeps it under another name and puts the"
            " backup in its place"
        )
    stamp = datetime.now(UTC).strftime("%Y%m%d_%H%M%S_%f")
    fresh = f"{name}_restored_{stamp}"
    contents.create_database(addresses, fresh)
    try:
        owner = addresses.owner.set(database=fresh)
        tell(f"restoring {file} into {fresh}")
        _fill(owner, file, programs)
        migrations.migrate(owner, str(addresses.service.username))
        kept = f"{name}_before_{stamp}"
        _swap(addresses, name, fresh, kept)
    except BaseException:
        contents.drop_database(addresses, fresh)
        raise
    if used:
        return kept
    contents.drop_database(addresses, kept)
    return None


def _fill(owner: URL, file: Path, programs: Programs) -> None:
    """Restore everything but the extension, which only an administrator may create."""
    program = programs.path("pg_restore")
    listing = _run(owner, [program, "--list", str(file.absolute())])
    lines = [line for line in listing.splitlines() if " EXTENSION " not in line]
    # Geometry that is derived from others needs the definitions of their CRSs.
    first = [line for line in lines if " TABLE DATA public spatial_ref_sys " in line]
    for part in (first, [line for line in lines if line not in first]):
        with tempfile.NamedTemporaryFile("w", prefix="wangge-", suffix=".list") as chosen:
            chosen.write("\n".join(part) + "\n")
            chosen.flush()
            command = [program, "--exit-on-error", "--no-owner", "--no-privileges"]
            command += [f"--jobs={os.cpu_count() or 1}", f"--use-list={chosen.name}"]
            _run(owner, [*command, _target(owner), str(file.absolute())])


def _used(addresses: Addresses) -> bool:
    """Whether a database holds any table of ours."""
    with connected(addresses.owner) as connection:
        rows = execute(
            connection,
            "select 1 from pg_tables where schemaname = 'public' and tableowner = %s limit 1",
            addresses.owner.username,
        )
    return bool(rows)


def _swap(addresses: Addresses, present: str, fresh: str, kept: str) -> None:
    """Exchange two databases' names in one transaction; whoever is connected is sent away."""
    admin = contents.administrator(addresses).set(database="postgres")
    rename = SQL("alter database {} rename to {}")
    allow = SQL("alter database {} allow_connections {}")
    with connected(admin, autocommit=True) as connection:
        execute(connection, allow.format(Identifier(present), SQL("false")))
    try:
        with connected(admin) as connection:
            execute(
                connection,
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s",
                present,
            )
            execute(connection, rename.format(Identifier(present), Identifier(kept)))
            execute(connection, rename.format(Identifier(fresh), Identifier(present)))
    finally:
        with connected(admin, autocommit=True) as connection:
            known = execute(connection, "select 1 from pg_database where datname = %s", kept)
            old = kept if known else present
            execute(connection, allow.format(Identifier(old), SQL("true")))


def _run(url: URL, command: list[str]) -> str:
    """Run a client program of PostgreSQL; returns what it printed."""
    # The list of processes shows arguments to everybody, but not the environment.
    environment = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = Account("").run(command, timeout=_HOURS, environment=environment)
    if done.returncode:
        raise DatabaseError(f"{Path(command[0]).name}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def _target(url: URL) -> str:
    plain = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    )
    return f"--dbname={plain.render_as_string()}"


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")
