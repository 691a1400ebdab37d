"""Refuse GeoParquet whose geometries are nested: parsing them can overflow the stack."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pyarrow.parquet as pq

COLLECTIONS = frozenset({4, 5, 6, 7})
# Types 4 to 7, plain and in ISO's numbering for Z, M and ZM.
_LOW = rb"[\x04-\x07\xec-\xef\xd4-\xd7\xbc-\xbf]"
_HEADER = re.compile(rb"\x01" + _LOW + rb".\x00.|\x00.\x00." + _LOW, re.DOTALL)


def check_parquet(path: Path) -> None:
    """Raise ValueError where the main geometry column holds collections within collections.

    Reads nothing but that column. Well-known binary (OGC 06-103r4) only nests below a header of
    type 4 to 7, so a geometry without a second such byte pattern is shallow.
    """
    file = pq.ParquetFile(path)
    stored = (file.schema_arrow.metadata or {}).get(b"geo")
    if stored is None:
        raise ValueError("the Parquet file has no geometry; export it as GeoParquet")
    column = json.loads(stored)["primary_column"]
    for batch in file.iter_batches(columns=[column]):
        for value in batch.column(0):
            data = value.as_py()
            if isinstance(data, bytes) and _HEADER.search(data, 9) and _nested(data):
                raise ValueError("a geometry holds collections within collections; split it up")


def _nested(data: bytes) -> bool:
    """Whether a collection holds a collection; walks the headers of the first level."""
    try:
        kind, order, dimensions, at = _header(data, 0)
        if kind not in COLLECTIONS:
            return False
        (count,) = struct.unpack_from(f"{order}I", data, at)
        at += 4
        for _ in range(count):
            kind, order, dimensions, at = _header(data, at)
            if kind in COLLECTIONS:
                return True
            at = _after(data, at, kind, order, dimensions)
    except struct.error:
        return False
    return False


def _header(data: bytes, at: int) -> tuple[int, str, int, int]:
    """Type, byte order, number of dimensions and the position after the header."""
    order = "<" if data[at : at + 1] == b"\x01" else ">"
    (code,) = struct.unpack_from(f"{order}I", data, at + 1)
    iso = (code & 0xFFFF) // 1000
    extended = bool(code & 0x80000000) + bool(code & 0x40000000)
    dimensions = 2 + max(extended, (0, 1, 1, 2)[iso] if iso < 4 else 0)
    return (code & 0xFFFF) % 1000, order, dimensions, at + 5 + 4 * bool(code & 0x20000000)


def _after(data: bytes, at: int, kind: int, order: str, dimensions: int) -> int:
    """Position after the body of a point, line or polygon."""
    point = 8 * dimensions
    if kind == 1:
        return at + point
    count: int = struct.unpack_from(f"{order}I", data, at)[0]
    at += 4
    if kind == 2:
        return at + count * point
    for _ in range(count):
        (points,) = struct.unpack_from(f"{order}I", data, at)
        at += 4 + points * point
    return at
