"""Bringing the tables of a database to the form this version needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

import gis.store
from gis.errors import DatabaseError, ParameterError
from gis.store import rights

HEAD = "head"
# Two that migrate at once would both begin with the same step. The number only has to be ours.
_LOCK = 7_264_001
# Insufficient privilege; a role that does not exist.
_THEIRS = frozenset({"42501", "42704"})


def migrate(owner: URL, service: str, *, to: str = HEAD, down: bool = True) -> tuple[str, str]:
    """Bring a database to a revision, up or down, and give the service its rights again.

    Parameters
    ----------
    owner
        Address as the role that owns the tables.
    service
        Role of the service.
    to
        A revision; "head" for the newest, "base" for none at all.
    down
        Whether it may be an older one: tables go, with all that is in them.

    Returns
    -------
    tuple of str
        Revision before and after, "base" for none.

    Raises
    ------
    ParameterError
        The revision is older, and ``down`` is not given.
    DatabaseError
        The database cannot be reached, or the revision is unknown here.
    """
    engine = create_engine(owner, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": _LOCK})
            before = revision(connection)
            _go(connection, before, to, down=down)
            rights.grant(connection, service)
            return before, revision(connection)
    except DBAPIError as error:
        raise _told(owner, error) from None


def revision_of(owner: URL) -> str:
    """Revision of a database by its address.

    Raises
    ------
    DatabaseError
        It cannot be reached or read.
    """
    engine = create_engine(owner, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return revision(connection)
    except DBAPIError as error:
        raise _told(owner, error) from None


def revision(connection: Connection) -> str:
    """Revision of a database, "base" for one without any."""
    return MigrationContext.configure(connection).get_current_revision() or "base"


def head() -> str:
    """The newest revision this version knows, "base" while there is none."""
    return ScriptDirectory.from_config(_config()).get_current_head() or "base"


def _told(url: URL, error: DBAPIError) -> Exception:
    """The error as the user's, where it is; a step that fails otherwise is a defect of ours."""
    if isinstance(error, OperationalError) or getattr(error.orig, "pgcode", "") in _THEIRS:
        return DatabaseError(f"{url.render_as_string()}: {' '.join(str(error.orig).split())}")
    return error


def _go(connection: Connection, before: str, to: str, *, down: bool) -> None:
    config = _config()
    config.attributes["connection"] = connection
    try:
        order = _order(ScriptDirectory.from_config(config))
        for name in (before, to):
            if name not in {*order, HEAD}:
                raise DatabaseError(
                    f"this version of the program knows no revision {name} of the database; it"
                    " may have been made by a newer one"
                )
        if to != HEAD and order.index(to) < order.index(before):
            if not down:
                raise ParameterError(
                    f"from {before} to {to} is a step back, which drops tables with all that is in"
                    " them; --force takes it (gis db backup first)"
                )
            command.downgrade(config, to)
        elif to != "base":
            command.upgrade(config, to)
    except CommandError as error:
        raise DatabaseError(f"cannot migrate: {error}") from None


def _order(scripts: ScriptDirectory) -> list[str]:
    """All revisions, oldest first."""
    return ["base", *reversed([script.revision for script in scripts.walk_revisions()])]


def _config() -> Config:
    config = Config()
    folder = Path(gis.store.__file__).parent / "migrations"
    # The package's own folder; a percent sign in it would be taken for a variable.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
