"""Tickets into files, part by part, however many there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gis.errors import ParameterError
from gis.files.ledger import guarded
from gis.files.writing import replacing

Rows = Sequence[Mapping[str, Any]]
_TIME = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        ("id", pa.int64()), ("source", pa.string()), ("external", pa.string()),
        ("reported_at", _TIME), ("kind", pa.string()), ("code", pa.string()),
        ("category", pa.string()), ("category_en", pa.string()), ("channel", pa.string()),
        ("stage", pa.string()), ("stage_since", _TIME), ("stage_due", _TIME), ("due_at", _TIME),
        ("closed_at", _TIME), ("colour", pa.string()), ("escalated", pa.int64()),
        ("deferred", pa.bool_()), ("unit", pa.string()), ("position", pa.string()),
        ("lon", pa.float64()), ("lat", pa.float64()), ("given_x", pa.float64()),
        ("given_y", pa.float64()), ("given_crs", pa.string()), ("grid", pa.string()),
        ("microgrid", pa.string()), ("jurisdiction", pa.string()), ("description", pa.string()),
        ("address", pa.string()),
    ]
)  # fmt: skip
"""Columns of every file, in their order; places are degrees of WGS 84."""


class Format(StrEnum):
    """Kinds of files."""

    CSV = "csv"
    GEOJSON = "geojson"
    PARQUET = "parquet"


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.GEOJSON: "application/geo+json",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def format_of(path: Path) -> Format:
    """The kind of a file by its ending.

    Raises
    ------
    ParameterError
        It is none of them.
    """
    try:
        return Format(path.suffix.lower().removeprefix("."))
    except ValueError:
        known = ", ".join(f".{one}" for one in Format)
        raise ParameterError(f"{path}: tickets are written as {known}") from None


def write_tickets(path: Path, parts: Iterable[Rows], kind: Format) -> int:
    """Write tickets, all of them or no file; returns how many.

    Parameters
    ----------
    parts
        Rows with the columns of ``SCHEMA``.
    """
    with replacing(path) as draft:
        return _WRITERS[kind](draft, parts)


def _csv(path: Path, parts: Iterable[Rows]) -> int:
    count = 0
    # The mark at its begin tells spreadsheets the encoding.
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        _head().to_csv(out, index=False, lineterminator="\r\n")
        for rows in parts:
            frame = guarded(_head(rows))
            frame.to_csv(out, index=False, header=False, lineterminator="\r\n")
            count += len(rows)
    return count


def _head(rows: Rows = ()) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=SCHEMA.names, dtype=object)
    for one in SCHEMA:
        if one.type == _TIME:
            frame[one.name] = frame[one.name].map(_said, na_action="ignore")
    return frame


def _geojson(path: Path, parts: Iterable[Rows]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as out:
        out.write('{"type": "FeatureCollection", "features": [')
        for rows in parts:
            for row in rows:
                _feature(out, row, first=count == 0)
                count += 1
        out.write("\n]}\n")
    return count


def _feature(out: TextIO, row: Mapping[str, Any], *, first: bool) -> None:
    place = None
    if row["lon"] is not None:
        place = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    told = {name: _said(row[name]) for name in SCHEMA.names if name not in {"id", "lon", "lat"}}
    feature = {"type": "Feature", "id": row["id"], "geometry": place, "properties": told}
    out.write(("" if first else ",") + "\n" + json.dumps(feature, ensure_ascii=False))


def _parquet(path: Path, parts: Iterable[Rows]) -> int:
    count = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as out:
        for rows in parts:
            own = [{name: row[name] for name in SCHEMA.names} for row in rows]
            out.write_table(pa.Table.from_pylist(own, schema=SCHEMA))
            count += len(rows)
    return count


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


_WRITERS: Mapping[Format, Callable[[Path, Iterable[Rows]], int]] = {
    Format.CSV: _csv,
    Format.GEOJSON: _geojson,
    Format.PARQUET: _parquet,
}
