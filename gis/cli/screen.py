"""What a person sees: progress and complaints on stderr, results on stdout."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from gis.errors import Fault, GisError, UnusableInputError

UNUSABLE, BROKEN = 2, 3
MOST_FAULTS, MOST_NOTICES, LONGEST_NOTICE = 200, 20, 300


def out() -> Console:
    """The console of results."""
    return Console(highlight=False, soft_wrap=True)


def err() -> Console:
    """The console of progress and complaints."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def watched() -> Iterator[Callable[[str, int, int], None]]:
    """Show steps as bars on a terminal, else as one line a step."""
    console = err()
    if not console.is_terminal:
        seen: set[str] = set()

        def tell(step: str, done: int, total: int) -> None:  # noqa: ARG001 -- as a bar takes them
            if step not in seen:
                seen.add(step)
                console.print(f"{step} ...", markup=False)

        yield tell
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console) as bars:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield show


@contextmanager
def answered(json: Path | None = None) -> Iterator[None]:
    """Turn errors into messages and exit statuses: 2 unusable input, 3 a defect of ours."""
    try:
        yield
    except UnusableInputError as error:
        _tell_faults(error.faults)
        if json:
            _save_faults(json, error.faults)
        raise typer.Exit(UNUSABLE) from None
    except GisError as error:
        # No file is written: where the JSON should go may be what is wrong.
        err().print(str(error), style="red", markup=False)
        raise typer.Exit(UNUSABLE) from None
    except (OSError, MemoryError) as error:
        err().print(
            f"cannot go on: {str(error) or type(error).__name__}", style="red", markup=False
        )
        raise typer.Exit(BROKEN) from None
    except (typer.Exit, typer.Abort, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 -- the outermost border; nothing may slip through
        err().print(
            f"internal error, not a fault of your input: {type(error).__name__}: {error}\n"
            f"{_way(error)}\nPlease report it with these lines.",
            style="red",
            markup=False,
        )
        raise typer.Exit(BROKEN) from None


def _way(error: Exception) -> str:
    """The places in our own code that led to an error, outermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [Path(frame.filename).parts[-3:] for frame in frames]
    own = [
        f"  {'/'.join(place)}:{frame.lineno} in {frame.name}"
        for place, frame in zip(places, frames, strict=True)
        if "gis" in place
    ]
    return "\n".join(own)


def tell_notices(notices: Sequence[str]) -> None:
    """Print the first notices and how many more there are."""
    console = err()
    for notice in notices[:MOST_NOTICES]:
        text = notice if len(notice) <= LONGEST_NOTICE else f"{notice[:LONGEST_NOTICE]} ..."
        console.print(f"note: {text}", style="yellow", markup=False)
    if len(notices) > MOST_NOTICES:
        console.print(f"note: {len(notices) - MOST_NOTICES} more; --json FILE has all of them")


def table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, last: bool = False
) -> None:
    """Print a small table: text, then numbers; ``last`` sets the last row apart as the total."""
    grid = Table(title=title, title_justify="left")
    for number, name in enumerate(head):
        grid.add_column(name, justify="right" if number else "left")
    for number, row in enumerate(rows):
        if last and number == len(rows) - 1:
            grid.add_section()
        grid.add_row(*[f"{v:,}" if isinstance(v, int) else str(v) for v in row])
    out().print(grid)


def _tell_faults(faults: Sequence[Fault]) -> None:
    console = err()
    number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    console.print(f"The input cannot be used; {number}:", style="red")
    for fault in faults[:MOST_FAULTS]:
        console.print(f"  {fault}", markup=False)
    if len(faults) > MOST_FAULTS:
        console.print(f"  ... and {len(faults) - MOST_FAULTS} more; --json FILE has all of them")


def _save_faults(path: Path, faults: Sequence[Fault]) -> None:
    from gis.files import write_json

    names = Fault.__slots__
    rows = [{name: getattr(fault, name) for name in names} for fault in faults]
    write_json(path, {"status": UNUSABLE, "faults": rows})
