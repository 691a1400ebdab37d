"""Commands on reports."""

from __future__ import annotations

from typing import Annotated

import typer

from gis.cli import screen
from gis.cli.options import Lang, OutFile
from gis.cli.reach import Database, DataFolder, engine_of
from gis.errors import ParameterError

app = typer.Typer(no_args_is_help=True, help="Write reports.")


@app.callback()
def _group() -> None:
    """Write reports."""


@app.command()
def monthly(
    *,
    out: OutFile,
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="A month of China's calendar.")],
    grid: Annotated[str | None, typer.Option(metavar="CODE", help="Of a grid.")] = None,
    community: Annotated[str | None, typer.Option(metavar="CODE", help="Of a community.")] = None,
    street: Annotated[str | None, typer.Option(metavar="CODE", help="Of a street.")] = None,
    county: Annotated[str | None, typer.Option(metavar="CODE", help="Of a county.")] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the report.")] = Lang.ZH,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Write the operation report of a month to .html, .pdf or .xlsx."""
    with screen.answered(), engine_of(data, database, patient=True) as engine:
        from gis.workflow.report_files import write
        from gis.workflow.report_place import LEVELS, Asked

        codes = dict(zip(LEVELS, (grid, community, street, county), strict=True))
        named = [(level, code) for level, code in codes.items() if code]
        if len(named) != 1:
            raise ParameterError("give one of --grid, --community, --street and --county")
        title = write(engine, Asked(*named[0], month), out, lang.value)
        screen.out().print(f"{title}: {out}", markup=False)
