"""The database that a command means, as the service would use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli import screen

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from gis.settings import Settings

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Data folder. (default: .data)"),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="A database on a server of yours. (default: the private cluster)",
    ),
]


def settings_of(data: Path | None, database: str | None) -> Settings:
    """The settings, with what a command was given in place of the environment's."""
    from gis.settings import Settings

    return Settings.read(data_folder=data, database=database)


@contextmanager
def engine_of(
    data: Path | None, database: str | None, *, patient: bool = False
) -> Iterator[Engine]:
    """Open the database for one command; the private cluster is brought up if need be.

    Parameters
    ----------
    patient
        Statements may take as long as they need.
    """
    from gis.server import database_of
    from gis.store.engine import open_engine

    url = database_of(settings_of(data, database), tell)
    engine = open_engine(url, pool_size=2, patient=patient, name="gis")
    try:
        yield engine
    finally:
        engine.dispose()


def tell(sentence: str) -> None:
    """Say what goes on."""
    screen.err().print(sentence, style="dim", markup=False)
