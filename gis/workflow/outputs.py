"""Targets of a run: checked before hours of work, replaced only by complete files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gis.errors import ParameterError


def check_targets(targets: Iterable[Path | None], inputs: Iterable[Path]) -> None:
    """Refuse targets that overwrite an input, coincide or have no folder to lie in.

    Raises
    ------
    ParameterError
        With every such target at once.
    """
    taken = {path.resolve() for path in inputs}
    wrong = []
    for target in filter(None, targets):
        place = target.resolve()
        if place in taken:
            wrong.append(f"{target} is already used by this run; give another file to write to")
        elif place.is_dir():
            wrong.append(f"{target} is a folder; give a file to write to")
        elif not place.parent.is_dir():
            wrong.append(f"the folder of {target} does not exist; create it first")
        taken.add(place)
    if wrong:
        raise ParameterError("\n".join(wrong))
