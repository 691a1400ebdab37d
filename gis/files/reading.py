"""How one layer of ours is to be read, where a person has decided it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Reading:
    """Which layer of which file it is, and what its columns and coordinates mean.

    Parameters
    ----------
    file
        Path of the file.
    layer
        Layer in that file; None where it has only one.
    columns
        Our column -> the file's. Others are not read under our names, whatever they are called.
        None: columns are recognised by their names.
    crs
        The CRS that the coordinates are in, such as ``EPSG:4549``; None: as the file says.
    """

    file: str
    layer: str | None = None
    columns: Mapping[str, str] | None = None
    crs: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields by name."""
        columns = None if self.columns is None else dict(self.columns)
        return {"file": self.file, "layer": self.layer, "columns": columns, "crs": self.crs}

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> Self:
        """The reverse of ``as_json``."""
        return cls(values["file"], values["layer"], values["columns"], values["crs"])


Wanted = str | Reading
"""``FILE[:layer]``, or a reading that a person has decided."""


def as_json(wanted: Mapping[str, Wanted]) -> dict[str, Any]:
    """Layers and where they come from, for orders to other processes."""
    return {n: one if isinstance(one, str) else one.as_json() for n, one in wanted.items()}


def of_json(values: Mapping[str, Any]) -> dict[str, Wanted]:
    """The reverse of ``as_json``."""
    return {n: v if isinstance(v, str) else Reading.of_json(v) for n, v in values.items()}
