"""``gis import --check``: what files hold, what it seems to be, and what an import would refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from gis.cli import screen
from gis.errors import ParameterError

ERROR = "error"


def tell(file: Path | None, layers: Mapping[str, str], json: Path | None) -> None:
    """Print what is in some files; the exit status is 2 where an import would refuse them.

    Parameters
    ----------
    json
        File that gets all of it.
    """
    with screen.answered(json):
        from gis.files import write_json
        from gis.workflow.inputs import Inputs
        from gis.workflow.isolated import Reader

        files = list(dict.fromkeys(str(path) for path in Inputs(file, layers).files()))
        if not files:
            raise ParameterError("give INPUT, or a file for each layer")
        with Reader() as reader:
            told = reader.inspect(files, Path.cwd())
        if json:
            write_json(json, told)
        _print(told)
        if told["errors"] or not told["layers"]:
            raise typer.Exit(screen.UNUSABLE)


def _print(told: Mapping[str, Any]) -> None:
    rows = [
        (one["layer"], one["guess"] or "-", one["geometry"] or "-", _crs(one["crs"]),
         _columns(one["columns"]), one["features"])
        for one in told["layers"]
    ]  # fmt: skip
    head = ("layer", "looks like", "geometry", "CRS", "columns", "features")
    screen.table("Layers", head, rows)
    console = screen.out()
    for one in told["layers"]:
        if why := one["crs"]["why"]:
            console.print(f"{one['layer']}: {why['en']}", markup=False)
    for one in told["files"]:
        for problem in one["problems"]:
            console.print(f"{one['file']}: {problem['en']}", style="red", markup=False)
    _print_problems(told["problems"])
    console.print(f"errors: {told['errors']}, notices: {told['notices']}; nothing was stored")


def _print_problems(problems: Sequence[Mapping[str, Any]]) -> None:
    console = screen.out()
    for one in problems[: screen.MOST_FAULTS]:
        place = " ".join(p for p in (one["layer"], one["feature"], one["field"]) if p)
        value = f" = {one['value']!r}" if one["value"] else ""
        where = "" if one["lon"] is None else f" at {one['lon']:.6f}, {one['lat']:.6f}"
        style = "red" if one["severity"] == ERROR else "yellow"
        text = f"{one['severity']}: {place}{value}{where}: {one['en']}"
        console.print(text, style=style, markup=False)
    if len(problems) > screen.MOST_FAULTS:
        console.print(f"... and {len(problems) - screen.MOST_FAULTS} more; --json FILE has more")


def _crs(crs: Mapping[str, Any]) -> str:
    name = crs["code"] or crs["name"] or "unknown"
    return f"{name}, guessed" if crs["guessed"] else str(name)


def _columns(columns: Sequence[Mapping[str, Any]]) -> str:
    """The columns that mean something, as ours = theirs, and those about persons."""
    read = [
        one["name"] if one["guess"] == one["name"] else f"{one['guess']} = {one['name']}"
        for one in columns
        if one["guess"]
    ]
    personal = [f"{one['name']} (personal)" for one in columns if one["personal"]]
    return ", ".join([*read, *personal]) or "-"
