"""Where a layer comes from, and how it gets from there into a frame."""

from __future__ import annotations

import hashlib
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyogrio
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError

from gis.files import curves, guard, nesting, shapefile
from gis.files.gdal import configured

_READ_ERRORS = (
    CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError, UnicodeDecodeError,
    pa.ArrowException, shapefile.BrokenShapefileError, OSError, ValueError, LookupError,
    # A damaged .prj makes pyogrio 0.13 stumble over a variable of its own.
    NameError,
)  # fmt: skip
_HARMLESS = ("as JSON", "More than one layer")


class UnreadableError(Exception):
    """A file or layer cannot be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file and, where it holds several, the layer meant.

    Parameters
    ----------
    text
        As the caller wrote it.
    """

    path: Path
    layer: str | None = None
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> Source:
        """Read ``FILE[:layer]``; a file whose name holds a colon is taken as it is."""
        path, colon, layer = text.rpartition(":")
        if colon and layer and len(path) > 1 and "://" not in text and not Path(text).exists():
            return cls(Path(path), layer, text)
        return cls(Path(text), None, text)

    def __str__(self) -> str:
        return f"{self.path}:{self.layer}" if self.layer else str(self.path)


@dataclass(frozen=True)
class Opened:
    """A file whose bytes were looked at, ready for its layers to be read.

    Parameters
    ----------
    layers
        Layer name -> what to hand to the driver and the name of the layer there.
    """

    path: Path
    layers: dict[str, tuple[str, str | None]]
    notes: list[str] = field(default_factory=list)


@contextmanager
def opened(path: Path, text: str = "") -> Iterator[Opened]:
    """Open a file of an allowed format.

    Raises
    ------
    UnreadableError
        Where it is missing, of another format, damaged or dangerous.
    """
    complaint = guard.complaint(text or str(path), path)
    if complaint:
        raise UnreadableError(complaint)
    with tempfile.TemporaryDirectory(prefix="gis-") as folder, configured():
        try:
            layers = _layers(path, Path(folder))
        except _READ_ERRORS as error:
            raise UnreadableError(f"the file cannot be read: {error}") from error
        yield Opened(path, layers)


def _layers(path: Path, folder: Path) -> dict[str, tuple[str, str | None]]:
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return {file.stem: (str(file), None) for file in shapefile.unpack(path, folder)}
    if suffix in {".geojson", ".json"}:
        # The prefix binds the driver: no other one gets to see the content.
        return {path.stem: (f"GeoJSON:{path}", None)}
    if suffix == ".gpkg":
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        return {name: (str(path), name) for name in names}
    return {path.stem: (str(path), None)}


def load(file: Opened, layer: str) -> gpd.GeoDataFrame:
    """Read one layer as it is, its geometry in the column ``geometry``.

    Raises
    ------
    UnreadableError
        Where it has no geometry, holds curves, or cannot be parsed.
    """
    path, name = file.layers[layer]
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            frame = _parse(Path(path), path, name, file.notes)
    except _READ_ERRORS as error:
        raise UnreadableError(f"the layer cannot be read: {error}") from error
    texts = sorted({str(w.message).split(". To avoid")[0] for w in caught})
    file.notes.extend(t for t in texts if not any(word in t for word in _HARMLESS))
    if not isinstance(frame, gpd.GeoDataFrame):
        raise UnreadableError("the table has no geometry; export it with its geometry")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise UnreadableError(f"two columns are called {twice[0]!r}; rename one")
    if frame.geometry.name == "geometry":
        return frame
    return frame.drop(columns="geometry", errors="ignore").rename_geometry("geometry")


def _parse(path: Path, text: str, layer: str | None, notes: list[str]) -> gpd.GeoDataFrame:
    suffix = path.suffix.lower()
    if suffix in {".parquet", ".geoparquet"}:
        nesting.check_parquet(path)
        return gpd.read_parquet(path)
    encoding = None
    if suffix == ".shp":
        shapefile.check_parts(path)
        encoding, note = shapefile.encoding_of(path)
        notes.extend([note] if note else [])
    if curved := curves.count(path, layer):
        message = f"{curved} features hold arcs; convert curves to straight segments first"
        raise UnreadableError(message)
    return pyogrio.read_dataframe(text, layer=layer, encoding=encoding, on_invalid="ignore")


def files_of(path: Path) -> list[Path]:
    """Every file that is read for ``path``: a Shapefile is several."""
    return shapefile.parts_of(path) if path.suffix.lower() == ".shp" else [path]


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
