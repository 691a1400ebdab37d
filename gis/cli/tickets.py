"""``gis tickets``: tickets from tables and into tables, and into their grids."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gis.cli import screen
from gis.cli.options import DropPersonal, JsonFile
from gis.cli.reach import Database, DataFolder, engine_of
from gis.errors import ForbiddenError, NotFoundError, ParameterError
from gis.model import ROOT, Role, covers

if TYPE_CHECKING:
    from sqlalchemy import Connection

app = typer.Typer(no_args_is_help=True, help="Bring tickets in and out, and into their grids.")


@app.command(name="import")
def bring_in(
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE[:LAYER]", help="CSV, Parquet or a layer of points.")
    ],
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Where they come from; ids are unique there.")
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OURS=THEIRS",
            help="A column whose name does not tell, e.g. reported_at=created; may be repeated.",
        ),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="wgs84, cgcs2000, gcj02, bd09, EPSG:n. (default: wgs84)"),
    ] = None,
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="Of times that do not say.")
    ] = "Asia/Shanghai",
    jurisdiction: Annotated[
        str, typer.Option(metavar="CODE", help="Whose they are where no grid is in force.")
    ] = ROOT,
    extent: Annotated[
        str | None,
        typer.Option(metavar="W,S,E,N", help="Where they can lie. (default: the towns known)"),
    ] = None,
    new_categories: Annotated[
        bool, typer.Option("--new-categories", help="Add categories that nobody knows.")
    ] = False,
    user: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="The user who does it; a commander.")
    ] = None,
    json: JsonFile = None,
    drop_personal: DropPersonal = False,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Take in a table of tickets, with an account of every row.

    The file is read in a process of its own. What is in already is known by its id: an import
    that was interrupted is begun again.
    """
    with screen.answered(json), engine_of(data, database, patient=True) as engine:
        from gis.files import write_json
        from gis.files.source import Source
        from gis.files.tickets import Reading
        from gis.monitor.positions import check_crs
        from gis.store import jurisdictions
        from gis.store.items import Box
        from gis.workflow import access, categories
        from gis.workflow import ticket_imports as use

        reading = Reading(_columns(column or []), crs and check_crs(crs), zone, drop_personal)
        box = None if extent is None else Box.parse(extent)
        with engine.begin() as conn:
            scope = (ROOT,) if user is None else _scope(conn, user, jurisdiction)
            jurisdictions.ensure_node(conn, jurisdiction)
            categories.seed(conn)
        with screen.watched() as progress:
            progress("reading", 0, 1)
            table = use.read(file, reading)
            progress("reading", 1, 1)
            path = Source.parse(str(file)).path
            order = use.Order(
                use.check_source(source), path.name, use.digest_of(path), jurisdiction, scope,
                None if box is None else (box.west, box.south, box.east, box.north),
                new_categories,
            )  # fmt: skip
            report = use.bring_in(engine, table, order, progress=progress)
        with engine.begin() as conn:
            use.keep(conn, order, report, user or access.SYSTEM)
        if json is not None:
            write_json(json, report)
        _tell(report)


@app.command()
def export(
    *,
    out: Annotated[Path, typer.Argument(metavar="OUT", help=".csv, .geojson or .parquet")],
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="Reported at or after.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Reported before.")
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option(metavar="KIND:CODE", help="May be repeated.")
    ] = None,
    status: Annotated[
        list[str] | None, typer.Option(metavar="STAGE", help="Or open, or late.")
    ] = None,
    jurisdiction: Annotated[str | None, typer.Option(metavar="CODE")] = None,
    grid: Annotated[str | None, typer.Option(metavar="CODE")] = None,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Write tickets to a file."""
    with (
        screen.answered(),
        engine_of(data, database, patient=True) as engine,
        engine.connect() as conn,
    ):
        from gis.files.ticket_export import format_of, write_tickets
        from gis.store import configuration, ticket_lists
        from gis.store import questions as known
        from gis.workflow import questions

        wording = questions.Wording(
            start, end, categories=tuple(category or ()), states=tuple(status or ()),
            jurisdiction=jurisdiction, grid=grid,
        )  # fmt: skip
        share = configuration.monitoring(conn).colours.yellow_from
        question = questions.read(wording, (ROOT,), known.categories(conn), yellow_from=share)
        kind = format_of(out)
        count = write_tickets(out, ticket_lists.parts(conn, question, None, texts=True), kind)
        screen.out().print(f"{count:,} tickets: {out}", markup=False)


@app.command()
def assign(data: DataFolder = None, database: Database = None) -> None:
    """Find the grids of tickets that lie in none, though a plan is in force there by now."""
    with screen.answered(), engine_of(data, database, patient=True) as engine:
        from gis.workflow import ticket_grids

        with screen.watched() as progress:
            found = ticket_grids.assign_all(engine, progress=progress)
        screen.out().print(f"{found:,} tickets lie in a grid now")


def _columns(given: list[str]) -> dict[str, str]:
    found = {}
    for one in given:
        ours, sign, theirs = one.partition("=")
        if not sign:
            raise ParameterError(f"--column {one}: write OURS=THEIRS")
        found[ours.strip()] = theirs.strip()
    return found


def _scope(conn: Connection, name: str, jurisdiction: str) -> tuple[str, ...]:
    """Where a user may import."""
    from gis.store import users

    user = users.by_name(conn, name)
    if user is None or user.disabled:
        raise NotFoundError(f"there is no user {name}")
    codes = tuple(one.jurisdiction for one in user.grants if one.role is Role.COMMANDER)
    if not any(covers(code, jurisdiction) for code in codes):
        raise ForbiddenError(f"{name} is no commander of {jurisdiction}; only commanders import")
    return codes


def _tell(report: dict[str, Any]) -> None:
    screen.tell_notices(report["notices"])
    screen.table("Rows", ("", "rows"), list(report["rows"].items()))
    screen.table("Positions", ("", "tickets"), list(report["positions"].items()))
    if report["refused"]:
        rows = [(one["reason"], one["count"]) for one in report["refused"]]
        screen.table("Refused", ("reason", "rows"), rows)
