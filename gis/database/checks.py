"""What ``gis db check`` looks at: a list of checks, to which the layers above add their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from psycopg2.sql import SQL, Identifier
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from gis.database import migrations
from gis.database.account import Account
from gis.database.cluster import Addresses
from gis.database.contents import connected, execute
from gis.database.programs import OLDEST, OLDEST_POSTGIS, Programs
from gis.errors import DatabaseError, GisError
from gis.store import rights

_HOURS = 12 * 3600
_SCHEMA = "wangge_check"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at.

    Parameters
    ----------
    name
        A few words.
    run
        Returns a sentence about what was found when all is well; raises a GisError otherwise.
    """

    name: str
    run: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found."""

    name: str
    good: bool
    text: str


def standard(addresses: Addresses, programs: Programs | None) -> list[Check]:
    """The checks of any database.

    Parameters
    ----------
    programs
        The installed PostgreSQL, for what only its programs can check; None without one.
    """
    return [
        Check("connection", lambda: _connection(addresses)),
        Check("PostGIS", lambda: _postgis(addresses)),
        Check("durability", lambda: _durability(addresses)),
        Check("migrations", lambda: _migrations(addresses)),
        Check("rights", lambda: _rights(addresses)),
        Check("tables and indexes", lambda: _pages(addresses, programs)),
    ]


def run(checks: Sequence[Check]) -> Iterator[Verdict]:
    """Run checks one after the other; one that fails does not keep the others from running."""
    for check in checks:
        try:
            yield Verdict(check.name, good=True, text=check.run())
        except GisError as error:
            yield Verdict(check.name, good=False, text=str(error))
        except DBAPIError as error:
            yield Verdict(check.name, good=False, text=str(error.orig).strip())


def figures(addresses: Addresses) -> list[tuple[str, str]]:
    """What an operator wants to see at a glance, name and value.

    Raises
    ------
    DatabaseError
        The database cannot be reached.
    """
    query = """
        select current_setting('server_version'),
            (select extversion from pg_extension where extname = 'postgis'),
            pg_size_pretty(pg_database_size(current_database())),
            (select count(*) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()),
            date_trunc('second', now() - pg_postmaster_start_time())
    """
    with connected(addresses.owner) as connection:
        version, postgis, size, connections, since = execute(connection, query)[0]
    revision = migrations.revision_of(addresses.owner)
    return [
        ("PostgreSQL", str(version)),
        ("PostGIS", str(postgis or "none")),
        ("size", str(size)),
        ("other connections", str(connections)),
        ("running for", str(since)),
        ("migrations", f"at {revision}, this version needs {migrations.head()}"),
    ]


def _connection(addresses: Addresses) -> str:
    with connected(addresses.owner) as connection:
        version = int(str(execute(connection, "show server_version_num")[0][0])) // 10_000
    if version < OLDEST:
        raise DatabaseError(f"PostgreSQL {version}; it must be {OLDEST} or later")
    return f"PostgreSQL {version} at {addresses.owner.host}:{addresses.owner.port}"


def _postgis(addresses: Addresses) -> str:
    query = "select extversion from pg_extension where extname = 'postgis'"
    with connected(addresses.owner) as connection:
        rows = execute(connection, query)
    if not rows:
        raise DatabaseError(
            "this database has no PostGIS; as its administrator: create extension postgis"
        )
    text = str(rows[0][0])
    if tuple(map(int, text.split(".")[:2])) < OLDEST_POSTGIS:
        raise DatabaseError(f"PostGIS {text}; it must be 3.3 or later")
    return f"PostGIS {text}"


def _durability(addresses: Addresses) -> str:
    wanted = ("fsync", "full_page_writes", "synchronous_commit")
    with connected(addresses.owner) as connection:
        rows = execute(
            connection,
            "select name from pg_settings where name = any(%s) and setting = 'off'",
            list(wanted),
        )
    if rows:
        names = ", ".join(sorted(str(name) for (name,) in rows))
        raise DatabaseError(f"{names} off: what is committed may be lost when the power fails")
    return "what is committed outlives a power failure"


def _migrations(addresses: Addresses) -> str:
    present, newest = migrations.revision_of(addresses.owner), migrations.head()
    if present != newest:
        raise DatabaseError(f"at {present}, this version needs {newest}: gis db migrate")
    return f"at {present}, the newest"


def _rights(addresses: Addresses) -> str:
    role = str(addresses.service.username)
    engine = create_engine(addresses.owner, poolclass=NullPool)
    with engine.connect() as connection:
        found = rights.differences(connection, role)
    if found:
        more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
        raise DatabaseError(f"{'; '.join(found[:5])}{more}: gis db migrate sets them right")
    return f"{role} may do what it must and no more"


def _pages(addresses: Addresses, programs: Programs | None) -> str:
    """Every page of every table and B-tree, by PostgreSQL's own checker."""
    if addresses.admin is None:
        return "left out: pg_amcheck is for the server's administrator"
    if programs is None or not programs.has("pg_amcheck"):
        return "left out: pg_amcheck is not installed"
    admin = addresses.admin
    schema = Identifier(_SCHEMA)
    with connected(admin, autocommit=True) as connection:
        execute(connection, SQL("create schema if not exists {}").format(schema))
        execute(connection, SQL("create extension if not exists amcheck schema {}").format(schema))
    try:
        done = Account("").run(
            [
                programs.path("pg_amcheck"), "--heapallindexed",
                f"--host={admin.host}", f"--port={admin.port}", f"--username={admin.username}",
                f"--database={admin.database}",
            ],
            timeout=_HOURS,
            environment={"PGPASSWORD": str(admin.password)},
        )  # fmt: skip
    finally:
        with connected(admin, autocommit=True) as connection:
            execute(connection, "drop extension if exists amcheck")
            execute(connection, SQL("drop schema if exists {}").format(schema))
    if done.returncode:
        raise DatabaseError((done.stdout + done.stderr).strip()[-2000:])
    return "every page is sound"
