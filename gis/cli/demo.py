"""``gis demo``: everything at once, on a made-up town."""

from __future__ import annotations

from typing import Annotated

import typer

from gis.cli import screen
from gis.cli.reach import DataFolder, engine_of, settings_of, tell


def demo(
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port. (default: 8000, or the next that is free)"),
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Start the service at the end.")
    ] = True,
    data: DataFolder = None,
) -> None:
    """Bring up a database, load a made-up town, publish a first plan, and serve it.

    What an earlier run did is not done again. The service listens on this machine only. While it
    runs, new tickets come in and cameras show moving test pictures.
    """
    with screen.answered():
        from gis import server
        from gis.settings import Settings
        from gis.workflow.demo import prepare_demonstration
        from gis.workflow.demo_tickets import trickling
        from gis.workflow.demo_watch import watching
        from gis.workflow.pool import cores

        folder = settings_of(data, None).data_folder / "demo"
        with engine_of(data, None, patient=True) as engine, screen.watched() as progress:
            found = prepare_demonstration(
                engine, folder, processes=cores(), progress=progress, tell=tell
            )
        show = screen.out().print
        show(f"plan {found.published} is in force, plan {found.draft} is a draft on it")
        show(f"its map, which needs no server: {found.page.resolve().as_uri()}", markup=False)
        for name, password in found.passwords.items():
            show(f"log in as {name:<9} with the one-time password {password}", markup=False)
        if serve:
            settings = Settings.read(
                host="127.0.0.1", port=port, data_folder=data, camera_networks="127.0.0.1"
            )
            with engine_of(data, None) as engine, trickling(engine), watching(engine, tell):
                server.serve(settings, lambda sentence: show(sentence, markup=False))
