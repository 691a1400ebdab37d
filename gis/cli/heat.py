"""``gis heat``: a map of tickets over time in one file."""

from __future__ import annotations

from typing import Annotated

import typer

from gis.cli import screen
from gis.cli.options import Lang, OutFile
from gis.cli.reach import Database, DataFolder, engine_of
from gis.model.questions import Step


def heat(
    *,
    out: OutFile,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="Reported at or after.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Reported before.")
    ] = None,
    category: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND:CODE", help="Or the beginning of codes; may be repeated."),
    ] = None,
    jurisdiction: Annotated[
        str, typer.Option(metavar="CODE", help="At or below it. (default: all)")
    ] = "",
    step: Annotated[Step, typer.Option(help="How long a frame is.")] = Step.MONTH,
    resolution: Annotated[
        int | None,
        typer.Option(
            min=4,
            max=10,
            help="Of the hexagons (H3); 9: edges of about 200 m. (default: as the counts allow)",
        ),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language the page opens in.")] = Lang.ZH,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Write a heat map with a time slider as one page that opens without a network.

    It shows counts by hexagon and rates by grid.
    """
    with (
        screen.answered(),
        engine_of(data, database, patient=True) as engine,
        engine.connect() as conn,
    ):
        from gis.workflow.heat_file import write
        from gis.workflow.questions import Wording

        wording = Wording(
            start=start, end=end, categories=tuple(category or ()),
            jurisdiction=jurisdiction or None,
        )  # fmt: skip
        shown = write(
            conn, wording, out, step=step, resolution=resolution,
            language=lang.value,
        )  # fmt: skip
        text = f"{shown.tickets} tickets in {shown.hexes} hexagons, {shown.frames} frames: {out}"
        screen.out().print(text, markup=False)
