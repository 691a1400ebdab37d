"""The commands. Heavy libraries load when one runs, so that ``gis --help`` answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import gis
from gis.cli import (
    alerts,
    cameras,
    db,
    demo,
    heat,
    ingest,
    plans,
    propose,
    report,
    screen,
    serve,
    tickets,
    users,
)
from gis.cli.options import (
    OWN,
    STORED,
    DropPersonal,
    InputAndOut,
    InputFile,
    JsonFile,
    Lang,
    OutFile,
    Seed,
    input_and_out,
    shared,
)
from gis.model import Overrides, Rules
from gis.partition.params import Effort, Params, Trade

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
app.add_typer(alerts.app, name="alerts")
app.add_typer(cameras.app, name="cameras")
app.add_typer(db.app, name="db")
app.add_typer(tickets.app, name="tickets")
app.add_typer(users.app, name="users")
app.add_typer(report.app, name="report")
app.command()(serve.serve)
app.command()(demo.demo)
app.command()(propose.propose)
app.command()(heat.heat)
plans.register(app)
ingest.register(app)


def main() -> None:
    """Run the command line."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        screen.out().print(f"gis {gis.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Propose, audit and draw the service grids of a town, from files.

    Exit status: 0 done, 1 done with findings, 2 unusable input, 3 a defect of the program.
    """


@app.command()
@shared(OWN)
def partition(
    *,
    file: InputFile = None,
    out: OutFile,
    json: JsonFile = None,
    target: Annotated[
        int | None, typer.Option(min=1, help="Wanted in a base grid. (default: middle of the band)")
    ] = None,
    effort: Annotated[Effort, typer.Option(help="How long to search.")] = Effort.BALANCED,
    seed: Seed = 0,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes to use. (default: one for each core)")
    ] = None,
    keep_compounds: Annotated[
        bool, typer.Option("--keep-compounds", help="Keep compounds whole even out of band.")
    ] = False,
    trade: Annotated[Trade, typer.Option(help="What to give most for.")] = Trade.BALANCED,
    drop_personal: DropPersonal = False,
    layers: dict[str, str],
    overrides: Overrides,
) -> None:
    """Propose base grids, dedicated grids and micro-grids.

    Exit status 1: the proposal is written, but some hard rule could not be met.
    """
    with screen.answered(json):
        from gis.cli.tables import show_proposal
        from gis.workflow.inputs import Inputs
        from gis.workflow.pool import cores
        from gis.workflow.propose import propose

        rules = overrides.on(Rules())
        params = Params(rules, target, effort, seed, keep_compounds, trade)
        inputs = Inputs(file, layers, drop_personal)
        with screen.watched() as progress:
            result = propose(
                inputs, params, out=out, quality=json, jobs=jobs or cores(), progress=progress
            )
        screen.tell_notices(result.notices)
        show_proposal(result, rules)
        raise typer.Exit(result.status)


@app.command()
@shared(STORED)
def audit(
    *,
    files: InputAndOut,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the findings as a layer.")
    ] = None,
    json: JsonFile = None,
    lang: Annotated[Lang, typer.Option(help="Language of the findings shown.")] = Lang.EN,
    drop_personal: DropPersonal = False,
    layers: dict[str, str],
    overrides: Overrides,
) -> None:
    """Check a proposal against the town: full coverage, bands, borders, codes.

    Exit status 1: there are findings that the arithmetic does not excuse.
    """
    file, proposal = input_and_out(files)
    with screen.answered(json):
        from gis.cli.tables import show_report
        from gis.workflow.inputs import Inputs
        from gis.workflow.review import review

        inputs = Inputs(file, layers, drop_personal)
        with screen.watched() as progress:
            notices, report = review(
                inputs, proposal, overrides, out=out, report_json=json, progress=progress
            )
        screen.tell_notices(notices)
        show_report(report, lang)
        raise typer.Exit(report.status)


@app.command(name="map")
@shared()
def draw(
    *,
    files: InputAndOut,
    out: OutFile,
    lang: Annotated[Lang, typer.Option(help="Language of the map.")] = Lang.ZH,
    drop_personal: DropPersonal = False,
    layers: dict[str, str],
) -> None:
    """Draw a proposal and its findings on one self-contained HTML page."""
    file, proposal = input_and_out(files)
    with screen.answered():
        from gis.workflow.inputs import Inputs
        from gis.workflow.review import draw as draw_map

        inputs = Inputs(file, layers, drop_personal)
        with screen.watched() as progress:
            notices = draw_map(inputs, proposal, out=out, lang=lang.value, progress=progress)
        screen.tell_notices(notices)
        screen.out().print(f"map: {out}", markup=False)


@app.command()
def sample(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="GeoPackage to write.")],
    seed: Seed = 0,
    buildings: Annotated[int, typer.Option(min=1, help="About how many buildings.")] = 4000,
) -> None:
    """Write a made-up town to try the other commands on."""
    with screen.answered():
        from gis.workflow.invent import invent

        with screen.watched() as progress:
            progress("building the sample town", 0, 1)
            counts = invent(out, seed=seed, buildings=buildings)
            progress("building the sample town", 1, 1)
        rows = list(counts.items())
        screen.table(f"Sample town: {out}", ("layer", "features"), rows)
