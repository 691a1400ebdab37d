"""Options shared by several commands, declared once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from gis.errors import ParameterError
from gis.frames import INPUT_LAYERS
from gis.model import CODE_SCHEMES, Band, Overrides


class Lang(StrEnum):
    """Languages of what is written for people."""

    ZH = "zh"
    EN = "en"


def read_band(text: str) -> Band:
    """Parse a band for typer."""
    try:
        return Band.parse(text)
    except ParameterError as error:
        raise typer.BadParameter(str(error)) from None


OutFile = Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write.")]
JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write figures or faults here.")
]
Seed = Annotated[int, typer.Option(min=0, help="Same input and seed, same result.")]
InputFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="INPUT",
        help="File with the layers; may be left out where each layer has its own file.",
        show_default=False,
    ),
]
InputAndOut = Annotated[
    list[Path],
    typer.Argument(
        metavar="[INPUT] OUT",
        help="The town, and the proposal. INPUT may be left out where each layer has its own file.",
    ),
]
DropPersonal = Annotated[
    bool,
    typer.Option(
        "--drop-personal",
        help="Leave out columns that look like names, phones or identity numbers of persons.",
        rich_help_panel="Layers",
    ),
]


def _layer(name: str) -> inspect.Parameter:
    option = typer.Option(
        metavar="FILE[:LAYER]", help=f"Take {name} from this file.", rich_help_panel="Layers"
    )
    return _keyword(name, Annotated[str | None, option])


def _rule(name: str, kind: Any, default: str, **settings: Any) -> inspect.Parameter:
    text = f"{settings.pop('help')} {default}"
    option = typer.Option(help=text, rich_help_panel="Rules", **settings)
    return _keyword(name, Annotated[kind | None, option])


def _keyword(name: str, annotation: Any) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=None, annotation=annotation)


def _rules(defaults: dict[str, str]) -> list[inspect.Parameter]:
    """Options of the rules; the defaults are only told, since None must mean "not given"."""
    band = {"metavar": "LOWER:UPPER", "parser": read_band}
    count = {"metavar": "FEWEST:MOST", "parser": read_band}
    return [
        _rule("band", Band, defaults["band"], help="Allowed in a base grid.", **band),
        _rule("micro_band", Band, defaults["micro_band"], help="Allowed in a micro-grid.", **band),
        _rule(
            "micro_count",
            Band,
            "",
            help="Micro-grids in each grid, instead of a band.",
            **count,
        ),
        _rule(
            "by",
            str,
            defaults["by"],
            help="What is counted.",
            metavar="households|residents|COLUMN",
        ),
        _rule(
            "code_scheme",
            str,
            defaults["code_scheme"],
            help=f"How codes are formed: {', '.join(CODE_SCHEMES)}.",
            metavar="NAME",
        ),
    ]


OWN = {
    "band": "(default: 300:500)",
    "micro_band": "(default: 50:80)",
    "by": "(default: households)",
    "code_scheme": "(default: standard)",
}
STORED = dict.fromkeys(OWN, "(default: as stored in OUT)")


def shared(
    defaults: dict[str, str] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command one option for each input layer, as ``layers``, and those of the rules.

    Parameters
    ----------
    defaults
        What the help tells about the defaults of the rules; the command then receives what was
        given as ``overrides``. None: the command takes no rules.
    """
    layers = [_layer(name) for name in INPUT_LAYERS]
    rules = _rules(defaults) if defaults else []

    def add(command: Callable[..., None]) -> Callable[..., None]:
        own = [
            parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for name, parameter in inspect.signature(command, eval_str=True).parameters.items()
            if name not in {"layers", "overrides"}
        ]

        def run(**values: Any) -> None:
            files = {name: values.pop(name) for name in INPUT_LAYERS}
            values["layers"] = {name: text for name, text in files.items() if text}
            if rules:
                given = {p.name: values.pop(p.name) for p in rules}
                count = given["micro_count"]
                given["micro_count"] = count and (count.lower, count.upper)
                values["overrides"] = Overrides(**given)
            command(**values)

        parameters = [*own, *rules, *layers]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        run.__name__, run.__doc__ = command.__name__, command.__doc__
        return run

    return add


def input_and_out(files: list[Path]) -> tuple[Path | None, Path]:
    """Split ``[INPUT] OUT``."""
    if len(files) > 2:
        raise typer.BadParameter("give at most two files: [INPUT] OUT")
    return (files[0] if len(files) == 2 else None), files[-1]
