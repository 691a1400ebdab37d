"""``gis db``: the private cluster, and what an operator does with any database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli import screen
from gis.cli.reach import DataFolder, tell
from gis.errors import DatabaseError, ParameterError

if TYPE_CHECKING:
    from gis.database import Addresses, Cluster, Programs
    from gis.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Start, stop, back up and check the database.")

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="A database on a server of yours, as the role that owns the tables.",
    ),
]
ServiceRole = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Role of the service on a server of yours. (default: wangge_app)"
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Put it in the place of what is there.")]


@app.command()
def up(data: DataFolder = None) -> None:
    """Make the private cluster if need be, start it, bring its tables up to date."""
    with screen.answered():
        from gis import database

        settings = _settings(data)
        cluster = database.at(settings.data_folder, binaries=settings.postgres_bin)
        addresses = database.up(cluster, tell)
        before, after = database.migrate(addresses.owner, str(addresses.service.username))
        if before != after:
            tell(f"migrated from {before} to {after}")
        screen.out().print(f"database: {addresses.service}", markup=False)
        screen.out().print(f"passwords: {cluster.state}", markup=False)


@app.command()
def down(data: DataFolder = None) -> None:
    """Stop the private cluster."""
    with screen.answered():
        from gis import database

        cluster = _there(_settings(data))
        if cluster is None or not database.running(cluster):
            screen.out().print("no private cluster is running")
            return
        database.down(cluster, tell)


@app.command()
def status(data: DataFolder = None, database: Database = None) -> None:
    """Show where the database is and how it does. Exit status 2: it cannot be reached."""
    with screen.answered():
        from gis.database import checks

        addresses, _ = _reach(data, database)
        rows = checks.figures(addresses)
        screen.table(str(addresses.owner), ("", "now"), rows)


@app.command()
def migrate(
    data: DataFolder = None,
    database: Database = None,
    service_role: ServiceRole = None,
    to: Annotated[
        str, typer.Option(metavar="REVISION", help="Where to; base is before the first.")
    ] = "head",
    force: Annotated[
        bool, typer.Option("--force", help="Also go back to an older form, which drops data.")
    ] = False,
) -> None:
    """Bring the tables to the form this version needs, and give the service its rights."""
    with screen.answered():
        from gis import database as databases

        addresses, _ = _reach(data, database, service_role)
        role = str(addresses.service.username)
        before, after = databases.migrate(addresses.owner, role, to=to, down=force)
        moved = f"migrated from {before} to {after}" if before != after else f"at {after}"
        screen.out().print(moved, markup=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.")],
    data: DataFolder = None,
    database: Database = None,
    force: Force = False,
) -> None:
    """Write the whole database to a file, while it goes on working."""
    with screen.answered():
        from gis.database import backup as backups

        addresses, programs = _reach(data, database)
        note = backups.backup(addresses.owner, file, _needed(programs), force=force)
        size = f"{note.size / 1e6:,.1f} MB"
        screen.out().print(f"{file}: {size}, sha256 {note.sha256}", markup=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    data: DataFolder = None,
    database: Database = None,
    service_role: ServiceRole = None,
    admin: Annotated[
        str | None,
        typer.Option(metavar="URL", help="As a role of that server that may create databases."),
    ] = None,
    force: Force = False,
) -> None:
    """Put a backup in the place of the database, which is kept under another name."""
    with screen.answered():
        from gis.database import backup as backups

        addresses, programs = _reach(data, database, service_role, admin)
        kept = backups.restore(addresses, file, _needed(programs), tell, force=force)
        screen.out().print(f"restored: {addresses.owner}", markup=False)
        if kept:
            screen.out().print(f"the former database is kept as {kept}", markup=False)


@app.command()
def check(
    data: DataFolder = None, database: Database = None, service_role: ServiceRole = None
) -> None:
    """Look at everything that must hold. Exit status 1: something does not."""
    with screen.answered():
        from gis.database import checks
        from gis.store.engine import open_engine
        from gis.workflow.fsck import sound

        addresses, programs = _reach(data, database, service_role)
        engine = open_engine(addresses.owner, pool_size=1, patient=True, role=None)
        plans = checks.Check("plans", lambda: sound(engine))
        good = True
        for verdict in checks.run([*checks.standard(addresses, programs), plans]):
            good = good and verdict.good
            word, style = ("ok", "green") if verdict.good else ("WRONG", "red")
            line = f"{word:5} {verdict.name}: {verdict.text}"
            screen.out().print(line, style=style, markup=False)
        engine.dispose()
        raise typer.Exit(0 if good else 1)


def _settings(data: Path | None) -> Settings:
    from gis.settings import Settings

    return Settings.read(data_folder=data)


def _there(settings: Settings) -> Cluster | None:
    """The private cluster, if there is one; looks without making any folder."""
    from gis import database

    if not (settings.data_folder / "postgres").is_dir():
        return None
    return database.at(settings.data_folder, binaries=settings.postgres_bin)


def _reach(
    data: Path | None,
    given: str | None,
    service_role: str | None = None,
    admin: str | None = None,
) -> tuple[Addresses, Programs | None]:
    """The database meant: one that is named, that of the environment, or the private cluster's."""
    from gis import database
    from gis.database import programs
    from gis.database.cluster import SERVICE
    from gis.store import address

    if given and data:
        raise ParameterError("give --data or --database, not both")
    settings = _settings(data)
    owner = address.parse(given) if given else None if data else settings.owner_url
    if owner is not None:
        configured = settings.service_url
        role = service_role or (configured and configured.username) or SERVICE
        service = owner.set(username=role, password="")
        above = address.parse(admin) if admin else None
        return database.Addresses(above, owner, service), programs.newest(settings.postgres_bin)
    if settings.service_url is not None and not data:
        # What the service works with is meant, surely, and not some cluster that lies about.
        raise ParameterError(
            "WANGGE_DATABASE names a server of yours: give its address as the owner of the tables"
            " in WANGGE_DATABASE_OWNER or with --database"
        )
    cluster = _there(settings)
    if cluster is None or not database.running(cluster):
        raise DatabaseError(
            f"no private cluster is running in {settings.data_folder}: gis db up, or name another"
            " database with --database"
        )
    tell(f"private cluster: {cluster.home}")
    return cluster.addresses(), cluster.programs


def _needed(found: Programs | None) -> Programs:
    if found is None:
        raise ParameterError(
            "pg_dump and pg_restore are not installed here; on Debian and Ubuntu they come with"
            " postgresql-client"
        )
    return found
