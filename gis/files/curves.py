"""Find curved geometry, which the readers would silently turn into many short segments."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pyarrow.compute as pc
import pyogrio

PLAIN = frozenset(
    {"POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON"}
)
CIRCULAR_STRING = 8
"""The type of well-known binary that every curved geometry is made of (ISO 13249-3)."""


def count(path: Path, layer: str | None) -> int:
    """Number of features with arcs in a layer of a GeoPackage or FlatGeobuf file.

    Layers of curve types that hold only straight pieces count as straight.
    """
    suffix = path.suffix.lower()
    if suffix not in {".gpkg", ".fgb"} or (suffix == ".gpkg" and _declared(path, layer) in PLAIN):
        return 0
    _, table = pyogrio.read_arrow(path, layer=layer, columns=[])
    shapes = table.column(table.num_columns - 1)
    curved = None
    for dimensions in (0, 1000, 2000, 3000):
        # GDAL hands over little-endian binary with the dimensions in the thousands.
        header = struct.pack("<BI", 1, CIRCULAR_STRING + dimensions)
        found = pc.match_substring(shapes, header)
        curved = found if curved is None else pc.or_(curved, found)
    return int(pc.sum(curved).as_py() or 0)


def _declared(path: Path, layer: str | None) -> str:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        query = "select geometry_type_name from gpkg_geometry_columns where table_name = ?"
        row = database.execute(query, (layer,)).fetchone()
    # A table without geometry has no row; whoever reads it will say so.
    return str(row[0]).upper() if row else "POINT"
