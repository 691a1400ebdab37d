"""Where a layer comes from: a file, or a layer within a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pyogrio


@dataclass(frozen=True, slots=True)
class Source:
    """A file and, where it holds several, the layer meant."""

    path: Path
    layer: str | None = None

    @classmethod
    def parse(cls, text: str) -> Source:
        """Read ``FILE[:layer]``; a file whose name holds a colon is taken as it is."""
        path, colon, layer = text.rpartition(":")
        if colon and layer and not Path(text).exists() and len(path) > 1:
            return cls(Path(path), layer)
        return cls(Path(text))

    def __str__(self) -> str:
        return f"{self.path}:{self.layer}" if self.layer else str(self.path)


def layers_of(path: Path) -> list[str]:
    """Names of the layers in a file."""
    return [str(name) for name, _ in pyogrio.list_layers(path)]


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def load(source: Source) -> gpd.GeoDataFrame:
    """Read one layer as it is."""
    if source.path.suffix == ".parquet":
        return gpd.read_parquet(source.path)
    frame: gpd.GeoDataFrame = pyogrio.read_dataframe(source.path, layer=source.layer)
    return frame


def named(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame with its geometry in a column ``geometry``."""
    if frame.geometry.name == "geometry":
        return frame
    return frame.rename_geometry("geometry")
