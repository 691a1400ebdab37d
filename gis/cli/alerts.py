"""Commands on alerts."""

from __future__ import annotations

from typing import Annotated

import typer

from gis.cli import screen
from gis.cli.reach import Database, DataFolder, engine_of

app = typer.Typer(no_args_is_help=True, help="Look for what is unusual.")


@app.command()
def check(
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="As if it were this time. (default: now)"),
    ] = None,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Look once for surges, new hot spots, lateness, concentration and dead cameras.

    The service does so every minute by itself.
    """
    with (
        screen.answered(),
        engine_of(data, database, patient=True) as engine,
        engine.begin() as conn,
    ):
        from datetime import UTC, datetime

        from gis.store.tallies import SqlTallies
        from gis.workflow.alerts import Watch
        from gis.workflow.ground import Grounds
        from gis.workflow.questions import moment

        when = moment("--at", at) or datetime.now(UTC)
        raised = Watch(Grounds(), SqlTallies).check(conn, when)
        for one in raised:
            screen.out().print(f"{one.kind}: {one.reason_en}", markup=False)
        if not raised:
            screen.out().print("nothing new is unusual")
