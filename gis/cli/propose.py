"""``gis propose``: a plan from a stored dataset."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gis.cli import screen
from gis.cli.options import Seed
from gis.cli.plans import check_role
from gis.cli.reach import Database, DataFolder, engine_of
from gis.errors import ParameterError
from gis.model import Role
from gis.partition.params import Effort, Trade

Range = Annotated[str | None, typer.Option(metavar="LOWER:UPPER", rich_help_panel="Rules")]


def propose(
    *,
    dataset: Annotated[
        int, typer.Argument(metavar="DATASET", min=1, help="Number of the dataset.")
    ],
    name: Annotated[str, typer.Option(metavar="TEXT", help="What the plan is called.")],
    user: Annotated[
        str, typer.Option("--as", metavar="NAME", help="The user who does it; must be a planner.")
    ],
    within: Annotated[
        list[str] | None,
        typer.Option("--in", metavar="CODE", help="A street or community; may be repeated."),
    ] = None,
    close_to: Annotated[
        int | None, typer.Option(metavar="PLAN", min=1, help="A plan to stay close to.")
    ] = None,
    lock: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="A grid of that plan to keep as it is; may be repeated."),
    ] = None,
    band: Range = "300:500",
    micro_band: Range = None,
    micro_count: Range = None,
    by: Annotated[str, typer.Option(metavar="households|residents")] = "households",
    code_scheme: Annotated[str, typer.Option(metavar="NAME")] = "standard",
    target: Annotated[int | None, typer.Option(min=1, help="Wanted in a base grid.")] = None,
    effort: Annotated[Effort, typer.Option(help="How long to search.")] = Effort.BALANCED,
    trade: Annotated[Trade, typer.Option(help="What to give most for.")] = Trade.BALANCED,
    seed: Seed = 0,
    keep_compounds: Annotated[
        bool, typer.Option("--keep-compounds", help="Keep compounds whole even out of band.")
    ] = False,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Propose a plan for a stored dataset, or for some of its streets and communities.

    Exit status 1: the plan is stored, but some hard rule could not be met.
    """
    asked = {
        "dataset": dataset, "name": name, "communities": within or None, "close_to": close_to,
        "locks": {"plan": close_to, "grids": lock} if lock else None,
        "params": {
            "band": band, "micro_band": micro_band, "micro_count": micro_count, "by": by,
            "code_scheme": code_scheme, "target": target, "effort": effort, "trade": trade,
            "seed": seed, "keep_compounds": keep_compounds,
        },
    }  # fmt: skip
    with screen.answered():
        from gis.workflow import plans
        from gis.workflow.pool import cores

        wanted = _proposal(asked)
        with engine_of(data, database, patient=True) as engine:
            with engine.connect() as conn:
                check_role(conn, plans.place_of(conn, wanted, ("0",)), user, Role.PLANNER)
            with screen.watched() as progress:
                effect = plans.propose(engine, wanted, user, processes=cores(), progress=progress)
                with engine.begin() as conn:
                    told = effect(conn).result
        screen.tell_notices(told["notices"])
        for sentence in told["unmet"]:
            screen.err().print(sentence, markup=False)
        text = f"plan {told['plan']}: {told['grids']} grids, {told['microgrids']} micro-grids"
        screen.out().print(text, markup=False)
        raise typer.Exit(1 if told["unmet"] else 0)


def _proposal(asked: dict[str, Any]) -> Any:
    """What was asked for, checked as the service would check it, before any database is asked."""
    from pydantic import ValidationError

    from gis.workflow.plans import Proposal, parameters

    if asked["locks"] and asked["close_to"] is None:
        raise ParameterError("--lock names grids of a plan: say which with --close-to")
    try:
        wanted = Proposal.model_validate(asked)
        parameters(wanted.params)
    except ValidationError as error:
        told = "; ".join(
            f"{_option(fault['loc'])} {fault['input']!r}: {fault['msg']}"
            for fault in error.errors()
        )
        raise ParameterError(told) from None
    return wanted


def _option(place: tuple[int | str, ...]) -> str:
    """The option that a value came from: the last name on the way to it."""
    names = [part for part in place if isinstance(part, str)]
    return _OPTIONS.get(names[0]) or f"--{names[-1].replace('_', '-')}"


_OPTIONS = {"communities": "--in", "locks": "--lock", "dataset": "DATASET"}
