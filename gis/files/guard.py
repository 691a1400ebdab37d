"""Look at the bytes of a file before a driver does.

GDAL chooses a driver by content: a ``.geojson`` that holds a virtual format makes it open other
files or addresses. And deeply nested geometries overflow the stack of the parsers. So a file must
be what its name says, and be shallow, before anything parses it.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

FORMATS = {
    ".gpkg": ("GeoPackage", b"SQLite format 3\x00"),
    ".geojson": ("GeoJSON", b""),
    ".json": ("GeoJSON", b""),
    ".shp": ("Shapefile", b"\x00\x00\x27\x0a"),
    ".zip": ("zipped Shapefile", b"PK"),
    ".fgb": ("FlatGeobuf", b"fgb"),
    ".parquet": ("GeoParquet", b"PAR1"),
    ".geoparquet": ("GeoParquet", b"PAR1"),
}
"""Allowed endings, what they mean, and how such files begin."""

DEEPEST = 32
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_NOT_BRACKETS = bytes(sorted(set(range(256)) - set(b"[]{}")))
_PLAIN_TABLES = re.compile(r"using\s+(rtree|fts\d*)\b", re.IGNORECASE)


def complaint(text: str, path: Path) -> str | None:
    """Why a file must not be opened, in a sentence; None where it may.

    Parameters
    ----------
    text
        The name as given by the caller; paths lose double slashes.
    path
        The file of that name.
    """
    if "://" in text or text.startswith(("/vsi", "\\\\")):
        return "only files of this computer are read, no addresses and no virtual paths"
    if not path.is_file():
        return "there is no such file; check the path"
    known = FORMATS.get(path.suffix.lower())
    if known is None:
        return f"unknown format {path.suffix!r}; give one of {', '.join(FORMATS)}"
    return _mislabelled(path, *known) or _INSIDE.get(known[0], lambda _: None)(path)


def _mislabelled(path: Path, name: str, magic: bytes) -> str | None:
    with path.open("rb") as stream:
        head = stream.read(max(len(magic), 1))
    if not head:
        return "the file is empty; export it again"
    if head[: len(magic)] != magic:
        return f"this is not a {name}, although its name ends in {path.suffix}; export it again"
    return None


def _geopackage(path: Path) -> str | None:
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as database:
            rows = database.execute("select name, coalesce(sql, '') from sqlite_master").fetchall()
    except sqlite3.Error as error:
        return f"the GeoPackage is damaged ({error}); export it again"
    if "gpkg_contents" not in {name.lower() for name, _ in rows}:
        return "this is an SQLite database but no GeoPackage; export it as GeoPackage"
    virtual = [n for n, sql in rows if sql.lower().lstrip().startswith("create virtual table")]
    allowed = {n for n, sql in rows if _PLAIN_TABLES.search(sql)}
    foreign = sorted(set(virtual) - allowed)
    if foreign:
        return f"the table {foreign[0]!r} is virtual and may reach into other files; remove it"
    return None


def _geojson(path: Path) -> str | None:
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"GeoJSON must be UTF-8; byte {error.start} is not. Save it again as UTF-8"
    deep = depth(data)
    if deep > DEEPEST:
        return f"brackets are nested {deep} deep, more than {DEEPEST}; no map needs that"
    return None


def depth(data: bytes) -> int:
    """How deep the brackets of a JSON text are nested, without parsing it."""
    brackets = np.frombuffer(_STRING.sub(b"", data).translate(None, _NOT_BRACKETS), dtype=np.uint8)
    opening = (brackets == ord("[")) | (brackets == ord("{"))
    return int(np.cumsum(np.where(opening, 1, -1), dtype=np.int32).max(initial=0))


_INSIDE = {"GeoPackage": _geopackage, "GeoJSON": _geojson}
