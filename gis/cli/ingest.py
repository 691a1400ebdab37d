"""``gis import``: a town from files becomes a stored dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli import screen
from gis.cli.options import DropPersonal, InputFile, JsonFile, shared
from gis.cli.reach import Database, DataFolder, engine_of
from gis.errors import ForbiddenError, NotFoundError, ParameterError
from gis.model import Role

if TYPE_CHECKING:
    from sqlalchemy import Connection


def register(app: typer.Typer) -> None:
    """Add the command; its name is a word of Python."""
    app.command(name="import")(shared()(bring_in))


def bring_in(
    *,
    file: InputFile = None,
    name: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the dataset is called.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Tell layers, guesses and problems; store nothing.")
    ] = False,
    user: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="NAME", help="The user who does it; a planner of all communities."
        ),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes to use. (default: one for each core)")
    ] = None,
    json: JsonFile = None,
    drop_personal: DropPersonal = False,
    data: DataFolder = None,
    database: Database = None,
    layers: dict[str, str],
) -> None:
    """Check a town, cut it into atoms and store it as the next version of a dataset.

    Files are read in a process of their own, with little memory and no network. All of the
    dataset is stored, or nothing.
    """
    if check:
        from gis.cli import look

        look.tell(file, layers, json)
        return
    if name is None:
        raise typer.BadParameter("give --name TEXT, or --check to store nothing")
    with screen.answered(json), engine_of(data, database, patient=True) as engine:
        from gis.workflow import access, ingest
        from gis.workflow.pool import cores

        if file is None and not layers:
            raise ParameterError("give INPUT, or a file for each layer")
        scope = None
        if user is not None:
            with engine.connect() as conn:
                scope = _scope(conn, user)
        files = ingest.Files(Path.cwd(), str(file) if file else None, layers, drop_personal)
        with screen.watched() as progress:
            prepared = ingest.prepare(
                files, processes=jobs or cores(), progress=progress, scope=scope
            )
            progress("storing", 0, 1)
            with engine.begin() as conn:
                told = ingest.store(conn, name, prepared, user or access.SYSTEM).result
            progress("storing", 1, 1)
        screen.tell_notices(told["notices"])
        title = f"Dataset {told['dataset']}: {told['name']}, version {told['version']}"
        if told["existing"]:
            title += ", the same as before"
        screen.table(title, ("layer", "features"), list(told["counts"].items()))


def _scope(conn: Connection, name: str) -> tuple[str, ...]:
    """Where a user may import."""
    from gis.store import users

    user = users.by_name(conn, name)
    if user is None or user.disabled:
        raise NotFoundError(f"there is no user {name}")
    codes = tuple(grant.jurisdiction for grant in user.grants if grant.role is Role.PLANNER)
    if not codes:
        raise ForbiddenError(f"{name} is a planner nowhere; only planners import")
    return codes
