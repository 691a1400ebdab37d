"""``gis db``: the private cluster, and what an operator does with any database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli import screen
from gis.errors import DatabaseError, ParameterError

if TYPE_CHECKING:
    from gis.database import Addresses, Cluster, Programs
    from gis.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Start, stop, back up and check the database.")

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the private cluster. (default: .data)"),
]
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

        cluster = database.at(_settings(data).data_folder, binaries=_settings(data).postgres_bin)
        addresses = database.up(cluster, _tell)
        before, after = database.migrate(addresses.owner, str(addresses.service.username))
        if before != after:
            _tell(f"migrated from {before} to {after}")
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
        database.down(cluster, _tell)


@app.command()
def status(data: DataFolder = None, database: Database = None) -> None:
    """Show where the database is and how it does. Exit status 2: it cannot be reached."""
    with screen.answered():
        from gis.database import checks

        settings = _settings(data)
        if database is None and settings.owner_url is None:
            cluster = _there(settings)
            if cluster is None:
                raise DatabaseError(
                    f"there is no private cluster in {settings.data_folder}: gis db up"
                )
            screen.out().print(f"private cluster: {cluster.home}", markup=False)
        addresses, _ = _reach(settings, database)
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

        addresses, _ = _reach(_settings(data), database, service_role)
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

        addresses, programs = _reach(_settings(data), database)
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

        addresses, programs = _reach(_settings(data), database, service_role, admin)
        kept = backups.restore(addresses, file, _needed(programs), _tell, force=force)
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

        addresses, programs = _reach(_settings(data), database, service_role)
        good = True
        for verdict in checks.run(checks.standard(addresses, programs)):
            good = good and verdict.good
            word, style = ("ok", "green") if verdict.good else ("WRONG", "red")
            screen.out().print(
                f"{word:5} {verdict.name}: {verdict.text}", style=style, markup=False
            )
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
    settings: Settings,
    given: str | None,
    service_role: str | None = None,
    admin: str | None = None,
) -> tuple[Addresses, Programs | None]:
    """The database meant: the one given, that of the environment, or the private cluster's."""
    from gis import database
    from gis.database import programs
    from gis.database.cluster import SERVICE
    from gis.store import address

    owner = address.parse(given) if given else settings.owner_url
    if owner is None:
        cluster = _there(settings)
        if cluster is None or not database.running(cluster):
            raise DatabaseError(
                f"no private cluster is running in {settings.data_folder}: gis db up, or name"
                " another database with --database"
            )
        return cluster.addresses(), cluster.programs
    configured = settings.service_url
    role = service_role or (configured and configured.username) or SERVICE
    service = owner.set(username=role, password="")
    above = address.parse(admin) if admin else None
    return database.Addresses(above, owner, service), programs.newest(settings.postgres_bin)


def _needed(found: Programs | None) -> Programs:
    if found is None:
        raise ParameterError(
            "pg_dump and pg_restore are not installed here; on Debian and Ubuntu they come with"
            " postgresql-client"
        )
    return found


def _tell(sentence: str) -> None:
    screen.err().print(f"{sentence} ...", style="dim", markup=False)
