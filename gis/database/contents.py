"""Roles, databases and the extension: what an administrator does once for each database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 -- it is a class
from psycopg2.extensions import make_dsn
from psycopg2.sql import SQL, Composed, Identifier, Literal
from sqlalchemy import URL

from gis.database.cluster import DATABASE, Addresses
from gis.errors import DatabaseError

WAIT = 10


@contextmanager
def connected(url: URL, *, autocommit: bool = False) -> Iterator[Connection]:
    """Open a connection for one piece of administration.

    Raises
    ------
    DatabaseError
        Nobody answers there, or refuses; the address is told without its password.
    """
    options: dict[str, Any] = {"connect_timeout": WAIT, "application_name": "gis db"}
    options |= {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
        **url.query,
    }
    try:
        connection = psycopg2.connect(make_dsn(**options))
    except psycopg2.OperationalError as error:
        reason = " ".join(str(error).split())
        raise DatabaseError(f"cannot connect to {url.render_as_string()}: {reason}") from None
    try:
        if autocommit:
            # Some statements refuse to run inside a transaction.
            connection.autocommit = True
            yield connection
        else:
            with connection:
                yield connection
    finally:
        connection.close()


def execute(
    connection: Connection, statement: LiteralString | Composed, *values: object
) -> list[tuple[object, ...]]:
    """Run one statement; returns its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(SQL(statement) if isinstance(statement, str) else statement, values or None)
        return cursor.fetchall() if cursor.description else []


def prepare(addresses: Addresses, database: str = DATABASE) -> None:
    """Create what is missing in a private cluster: both roles, the database, the extension."""
    admin = administrator(addresses)
    with connected(admin.set(database="postgres"), autocommit=True) as connection:
        for url in (addresses.owner, addresses.service):
            _role(connection, str(url.username), str(url.password))
        # The owner may act as the service: an owner's address then gives no more rights.
        execute(
            connection,
            SQL("grant {} to {}").format(
                Identifier(str(addresses.service.username)),
                Identifier(str(addresses.owner.username)),
            ),
        )
        known = execute(connection, "select 1 from pg_database where datname = %s", database)
        if known:
            # A restore that was killed may have left the door shut.
            statement = SQL("alter database {} allow_connections true")
            execute(connection, statement.format(Identifier(database)))
    if known:
        furnish(addresses, database)
    else:
        create_database(addresses, database)


def create_database(addresses: Addresses, name: str, *, template: str | None = None) -> None:
    """Create a database with its extension and rights, or as a copy of ``template``.

    The copy must not be connected to meanwhile.

    Raises
    ------
    DatabaseError
        It exists, or somebody is connected to the template.
    """
    admin = administrator(addresses)
    with connected(admin.set(database="postgres"), autocommit=True) as connection:
        statement = SQL("create database {} owner {} template {}").format(
            Identifier(name),
            Identifier(str(addresses.owner.username)),
            Identifier(template or "template1"),
        )
        try:
            execute(connection, statement)
        except psycopg2.Error as error:
            raise DatabaseError(f"cannot create database {name}: {error}".strip()) from None
    furnish(addresses, name)


def drop_database(addresses: Addresses, name: str) -> None:
    """Drop a database if it is there, whoever is connected to it."""
    with connected(
        administrator(addresses).set(database="postgres"), autocommit=True
    ) as connection:
        statement = SQL("drop database if exists {} with (force)").format(Identifier(name))
        execute(connection, statement)


def furnish(addresses: Addresses, name: str) -> None:
    """Give a database its extension, settings and rights; again and again without harm.

    Raises
    ------
    DatabaseError
        PostGIS cannot be added.
    """
    database = Identifier(name)
    owner = Identifier(str(addresses.owner.username))
    service = Identifier(str(addresses.service.username))
    statements = [
        SQL("create extension if not exists postgis"),
        # Compiling expressions costs more than it saves in short statements.
        SQL("alter database {} set jit = off").format(database),
        SQL("revoke all on database {} from public").format(database),
        SQL("grant connect, temporary on database {} to {}").format(database, service),
        SQL("revoke create on schema public from public"),
        # A backup carries this table's own rows; restoring writes them as the owner.
        SQL("grant insert on spatial_ref_sys to {}").format(owner),
    ]
    with connected(administrator(addresses).set(database=name), autocommit=True) as connection:
        try:
            for statement in statements:
                execute(connection, Composed([statement]))
        except psycopg2.Error as error:
            raise DatabaseError(f"cannot set up database {name}: {error}".strip()) from None


def _role(connection: Connection, name: str, password: str) -> None:
    """Create a login role that can do nothing yet, with the password of our file."""
    known = execute(connection, "select 1 from pg_roles where rolname = %s", name)
    statement = SQL("{} role {} login nosuperuser nocreatedb nocreaterole password {}").format(
        SQL("alter" if known else "create"), Identifier(name), Literal(password)
    )
    execute(connection, statement)


def administrator(addresses: Addresses) -> URL:
    """Address as a role that may create databases and roles; raises DatabaseError without one."""
    if addresses.admin is None:
        raise DatabaseError(
            "only a role that may create databases can do this; name one with --admin"
        )
    return addresses.admin
