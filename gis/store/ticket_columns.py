"""Tickets as columns, read by COPY: all of them by month, or what changed since a number.

Everything is read in one snapshot of the database, so it belongs to one number of the clock.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection, Engine, select, text

from gis.monitor.pack_rows import CODED, DEGREE, EPOCH, NEVER, NOWHERE, TYPES, Chunk
from gis.store.engine import translated
from gis.store.tables import ticket_clock, ticket_departures

_NEVER = NEVER + EPOCH
_SELECT = f"""
select id, coalesce(hex, 0), coalesce(round(st_x(geom) * {DEGREE}), {NOWHERE}),
    coalesce(round(st_y(geom) * {DEGREE}), {NOWHERE}), floor(date_part('epoch', reported_at)),
    coalesce(floor(date_part('epoch', closed_at)), {_NEVER}),
    coalesce(floor(date_part('epoch', due_at)), {_NEVER}),
    grid, microgrid, category, jurisdiction, unit, stage, channel, position,
    cast(deferred as int)
from tickets where {{which}}
"""  # noqa: S608 -- numbers of the program
_MONTHS = """
select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'tickets'::regclass order by c.relname
"""


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is at its first statement."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as conn:
        yield conn


def clock(conn: Connection) -> int:
    """Number of the last change of any ticket."""
    return int(conn.execute(select(ticket_clock.c.number)).scalar_one())


def everything(conn: Connection) -> Iterator[Chunk]:
    """All tickets, month by month."""
    for name in list(conn.execute(text(_MONTHS)).scalars()):
        first = np.datetime64(name.removeprefix("tickets_").replace("_", "-"), "M")
        start, end = (f"'{month.astype('datetime64[D]')} UTC'" for month in (first, first + 1))
        yield _read(conn, f"reported_at >= {start} and reported_at < {end}")


def changed(conn: Connection, since: int) -> Chunk:
    """Tickets that are new or different since a number, each once."""
    return _read(conn, f"change > {since:d}")


def gone(conn: Connection, since: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """(n,) tickets that were deleted, or moved elsewhere, since a number."""
    wanted = select(ticket_departures.c.ticket).where(ticket_departures.c.change > since)
    return np.array(conn.execute(wanted).scalars().all(), np.int64)


def _read(conn: Connection, which: str) -> Chunk:
    query = _SELECT.format(which=which)
    stream = io.BytesIO()
    driver = conn.connection.cursor()
    try:
        with translated():
            driver.copy_expert(f"copy ({query}) to stdout (format csv)", stream)
    finally:
        driver.close()
    return _parsed(stream)


def _parsed(stream: io.BytesIO) -> Chunk:
    if not stream.tell():
        none = np.empty(0, np.int64)
        return Chunk(dict.fromkeys(TYPES, none), dict.fromkeys(CODED, (none, ())))
    stream.seek(0)
    coded = pa.dictionary(pa.int32(), pa.string())
    table = pa.csv.read_csv(
        stream,
        pa.csv.ReadOptions(column_names=list(TYPES)),
        # Without texts over several lines the file is cut where it suits.
        convert_options=pa.csv.ConvertOptions(
            column_types={name: coded if name in CODED else pa.float64() for name in TYPES}
            | {
                "id": pa.int64(),
                "hex": pa.int64(),
                "category": pa.dictionary(pa.int32(), pa.int32()),
            },
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    numbers = {name: table[name].to_numpy() for name in TYPES if name not in CODED}
    return Chunk(numbers, {name: _words(table[name]) for name in CODED})


def _words(column: pa.ChunkedArray) -> tuple[Any, list[Any]]:
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0)
    return whole.indices.fill_null(-1).to_numpy(), whole.dictionary.to_pylist()
