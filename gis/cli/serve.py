"""``gis serve``: the web service."""

from __future__ import annotations

from typing import Annotated

import typer

from gis.cli import screen
from gis.cli.reach import Database, DataFolder


def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen. (default: 127.0.0.1)")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port. (default: 8000, or the next that is free)"),
    ] = None,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Serve plans on the web, until interrupted.

    Without --database the private cluster is brought up. Beyond this machine it needs
    WANGGE_ORIGIN (HTTPS) and a WANGGE_SECRET; see the README.
    """
    with screen.answered():
        from gis.server import serve as run
        from gis.settings import Settings

        settings = Settings.read(host=host, port=port, data_folder=data, database=database)
        run(settings, lambda sentence: screen.err().print(sentence, markup=False))
