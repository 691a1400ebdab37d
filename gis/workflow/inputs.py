"""What a command is given to read, and where it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gis
from gis.files import digest, read_town
from gis.files.reading import Wanted
from gis.files.source import Source
from gis.frames import Town

Progress = Callable[[str, int, int], None]
"""Told of each step: its name, how much is done, of how much."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files that hold a town.

    Parameters
    ----------
    path
        File with the layers; None where every layer has its own file.
    layers
        Layer -> ``FILE[:layer]`` or how it is to be read, before those of ``path``.
    drop_personal
        Leave out columns that look like data on persons instead of refusing the file.
    """

    path: Path | None = None
    layers: Mapping[str, Wanted] = field(default_factory=dict)
    drop_personal: bool = False

    def files(self) -> list[Path]:
        """Every file that will be read."""
        own = [
            Source.parse(one).path if isinstance(one, str) else Path(one.file)
            for one in self.layers.values()
        ]
        return own if self.path is None else [self.path, *own]

    def read(self, by: str) -> Town:
        """Read and check the town; ``by`` names the column that will be balanced."""
        return read_town(self.path, layers=self.layers, by=by, drop_personal=self.drop_personal)


def origin(town: Town, *more: Path) -> dict[str, Any]:
    """Software version and digests of the inputs, by file name.

    Names without folders: two people with the same files get the same bytes.
    """
    digests = dict(town.digests) | {str(path): digest(path) for path in more}
    names = [Path(path).name for path in digests]
    inputs = {
        Path(path).name if names.count(Path(path).name) == 1 else path: value
        for path, value in digests.items()
    }
    return {"version": gis.__version__, "inputs": inputs}
