"""Many rows at once: COPY from frames, and numbers reserved for them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import Connection, text

from gis.errors import BusyError, ParameterError
from gis.store.engine import translated

ROWS = 1_000
"""Rows turned into text at a time: few, so that the server stores while we write the next."""
TRIES = 20
NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy(conn: Connection, table: str, frame: pd.DataFrame, *, srid: int = 0) -> int:
    """Append a frame to a table by COPY, within the connection's transaction.

    Parameters
    ----------
    table
        Its name.
    frame
        Columns named as the table's; those that are left out take their defaults. NaN, None, NA
        and NaT become NULL, dicts and lists JSON, bytes bytea.
    srid
        Given to all geometries.

    Returns
    -------
    Number of rows.

    Raises
    ------
    ParameterError
        Text that PostgreSQL cannot hold: NUL characters, halves of surrogate pairs.
    BusyError, ConflictError
        As for every statement.
    """
    columns = ", ".join(f'"{column}"' for column in frame.columns)
    if not conn.in_transaction():
        conn.begin()
    driver = conn.connection.cursor()
    stream = _Stream(_lines(frame, srid))
    try:
        with translated():
            driver.copy_expert(f'COPY "{table}" ({columns}) FROM STDIN', stream)
    except Exception:
        if stream.fault is not None:
            raise stream.fault from None
        raise
    finally:
        driver.close()
    return len(frame)


def reserve(conn: Connection, sequence: str, count: int) -> int:
    """Take ``count`` numbers in a row from a sequence; returns the first.

    Others draw from it at the same time, and only its owner may set it: numbers are drawn one by
    one, and again where somebody came between.

    Raises
    ------
    BusyError
        Somebody came between each time.
    """
    if count == 0:
        return 0
    draw = text(
        "select min(number), max(number) - min(number) + 1 from (select nextval(:sequence)"
        " as number from generate_series(1, :count)) as drawn"
    )
    for _ in range(TRIES):
        first, width = conn.execute(draw, {"sequence": sequence, "count": count}).one()
        if width == count:
            return int(first)
    raise BusyError(f"others keep taking numbers from {sequence}; try again in a moment")


def analyze(conn: Connection, *tables: str) -> None:
    """Renew the statistics of tables that have just grown, before they are asked anything.

    Autovacuum would come a minute later, and only an owner may analyze: a function of the owner
    does it. It holds a lock against others' ANALYZE until the transaction ends, so it comes last.
    """
    conn.execute(text("select analyze_tables(:tables)"), {"tables": list(tables)})


class _Stream(io.RawIOBase):
    """What COPY reads: each call gives the next lump, however large.

    The driver tells of an error in here as if the server had cancelled; ``fault`` keeps it.
    """

    def __init__(self, lumps: Iterator[bytes]) -> None:
        self._lumps = lumps
        self.fault: Exception | None = None

    def read(self, size: int = -1, /) -> bytes:
        del size
        try:
            return next(self._lumps, b"")
        except Exception as error:
            self.fault = error
            raise


def _lines(frame: pd.DataFrame, srid: int) -> Iterator[bytes]:
    """The frame in COPY's text format, lump by lump."""
    for start in range(0, len(frame), ROWS):
        part = frame.iloc[start : start + ROWS]
        columns = [fields(part[column], srid) for column in part.columns]
        lump = "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"
        try:
            lines = lump.encode()
        except UnicodeEncodeError:
            raise _unfit() from None
        if b"\0" in lines:
            raise _unfit()
        yield lines


def _unfit() -> ParameterError:
    return ParameterError("a text holds characters that cannot be stored; correct its encoding")


def fields(values: pd.Series, srid: int = 0) -> list[str]:
    """Values as fields of COPY's text format, escaped."""
    missing = values.isna().to_numpy()
    if values.dtype == "geometry":
        located = shapely.set_srid(values.to_numpy(), srid)
        found = list(shapely.to_wkb(located, hex=True, include_srid=srid != 0))
    elif pd.api.types.is_bool_dtype(values.dtype):
        found = ["t" if flag else "f" for flag in values.fillna(value=False).tolist()]
    elif pd.api.types.is_numeric_dtype(values.dtype):
        # repr of a Python number is the shortest text that reads back as the same one.
        found = list(map(repr, values.fillna(0).tolist()))
    elif pd.api.types.infer_dtype(values, skipna=True) == "string":
        found = _escaped(values.where(~missing, "").tolist())
    else:
        found = [_text(value) for value in values.tolist()]
    if missing.any():
        found = [NULL if gone else one for one, gone in zip(found, missing.tolist(), strict=True)]
    return found


def _escaped(texts: list[str]) -> list[str]:
    """Texts with what would end a field or a line escaped; few hold any of it."""
    everything = "".join(texts)
    if any(chr(code) in everything for code in _ESCAPES):
        return [text.translate(_ESCAPES) for text in texts]
    return texts


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    for kind, say in _SAID:
        if isinstance(value, kind):
            return say(value)
    return str(value).translate(_ESCAPES)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_ESCAPES)


_SAID: Sequence[tuple[type | tuple[type, ...], Callable[[Any], str]]] = (
    (bool, lambda value: "t" if value else "f"),
    ((dict, list), _json),
    (bytes, lambda value: "\\\\x" + value.hex()),
)
