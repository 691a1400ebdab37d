"""Tickets by the million: into their grids, counted for heat, rated and tested, in one run.

Everything stands beside the plainest SQL, or the plainest pass over the same arrays, that gives
the same. A database cluster of its own is made and removed again.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import math
import os
import platform
import shutil
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine, func, select, text

from gis.model.questions import Question
from gis.monitor.hex_tiles import encoded, hexes_of, resolution_of
from gis.monitor.pack import Pack
from gis.store import ticket_columns
from gis.store.conditions import conditions, parent
from gis.store.engine import open_engine
from gis.store.tables import tickets
from gis.store.tallies import SqlTallies
from gis.store.ticket_places import locate
from gis.store.tiles import Address
from gis.workflow.ground import Ground, Grounds
from tests import clusters
from tests.benchmarks import tickets_stock as stock
from tests.benchmarks.stock import record, seconds
from tests.benchmarks.tickets_counts import figures_of, statistics_of

FOLDER = Path(".data/bench-tickets")
DOCUMENT = Path("docs/benchmarks.md")
GRIDS = 20_000
ROUNDS = 5
ZOOMS = (8, 10, 12, 14)
WINDOW = Question(
    start=datetime(2025, 3, 1, tzinfo=UTC), end=datetime(2025, 5, 30, tzinfo=UTC),
    categories=frozenset({1, 7}), placed=True,
)  # fmt: skip
"""90 days, two categories."""
_BARE = """
create temp table bare as
select spot.id, min(o.code) as {level} from outlines o
cross join lateral (
    select id from stock point
    where point.display && o.display and ST_Intersects(o.display, point.display) offset 0
) spot
where o.level = '{level}' group by spot.id
"""


@dataclass
class Figures:
    """What was measured at one size; None for what needs the database, where there was none."""

    count: int
    bare: float | None
    located: float | None
    load: float
    size: int
    tiles: dict[int, tuple[float | None, float, float, int]]
    spans: dict[int, tuple[float | None, float]]
    passing: float
    rating: float
    testing: float


def main() -> None:
    """Measure and write the figures into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="+", default=[500_000, 5_000_000])
    parser.add_argument(
        "--alone", type=int, nargs="*", default=[], help="more tickets, in memory alone"
    )
    parser.add_argument("--print", action="store_true", help="leave the document as it is")
    chosen = parser.parse_args()
    logging.disable(logging.INFO)
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        with clusters.shared_cluster(FOLDER) as cluster:
            addresses = clusters.migrated(cluster, "tickets")
            owner = open_engine(addresses.owner, patient=True, role=None)
            with owner.begin() as conn:
                stock.publish(conn, GRIDS)
            found = [_measured(owner, count) for count in chosen.tickets]
            with owner.connect() as conn:
                ground = Grounds().of(conn)
            found += [_alone(count, ground) for count in chosen.alone]
            owner.dispose()
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    lines = _told(found)
    if chosen.print:
        print("\n".join(lines))
    else:
        record(DOCUMENT, "Tickets", lines)


def _measured(engine: Engine, count: int) -> Figures:
    print(f"{count:,}: making tickets", flush=True)
    stock.stage(engine, count, GRIDS)
    with engine.begin() as conn:
        print("into grids", flush=True)
        bare, located = _assigned(conn)
        print("storing", flush=True)
        stock.store(conn)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze tickets"))
    print("loading", flush=True)
    began = time.perf_counter()
    with ticket_columns.snapshot(engine) as conn:
        pack = Pack(ticket_columns.everything(conn), ticket_columns.clock(conn))
    load = time.perf_counter() - began
    print("tiles", flush=True)
    with engine.connect() as conn:
        tiles = {zoom: _tile(conn, pack, zoom) for zoom in ZOOMS}
        spans = figures_of(pack, conn)
        ground = Grounds().of(conn)
    numbers = statistics_of(pack, ground)
    return Figures(count, bare, located, load, pack.bytes, tiles, spans, *numbers)


def _alone(count: int, ground: Ground) -> Figures:
    """The same without a database."""
    print(f"{count:,}: in memory alone", flush=True)
    parts = list(stock.chunks(count, GRIDS))
    began = time.perf_counter()
    pack = Pack(parts)
    load = time.perf_counter() - began
    del parts
    tiles = {zoom: _tile(None, pack, zoom) for zoom in ZOOMS}
    spans, numbers = figures_of(pack, None), statistics_of(pack, ground)
    return Figures(count, None, None, load, pack.bytes, tiles, spans, *numbers)


def _assigned(conn: Connection) -> tuple[float, float]:
    """Seconds of the bare joins, and of ours."""
    bare, ours = [], []
    for _ in range(2):
        both = 0.0
        for level in ("grid", "microgrid"):
            conn.execute(text("drop table if exists pg_temp.bare"))
            both += seconds(partial(conn.execute, text(_BARE.format(level=level))))
        bare.append(both)
        ours.append(seconds(lambda: locate(conn, "stock", everywhere=True)))
    return min(bare), min(ours)


def _tile(conn: Connection | None, pack: Pack, zoom: int) -> tuple[float | None, float, float, int]:
    """Milliseconds of the SQL, of ours with and without known shapes; bytes packed."""
    place = _busiest(pack, zoom)
    hexes, resolution = hexes_of(*place), resolution_of(zoom)
    counts = pack.counts(WINDOW, hexes, resolution)
    if conn is not None and not np.array_equal(
        counts, SqlTallies(conn).counts(WINDOW, hexes, resolution)
    ):
        raise AssertionError(f"zoom {zoom}: hexagons differ")

    def ours() -> bytes:
        return encoded(*place, pack.counts(WINDOW, hexes_of(*place), resolution))

    hexes_of.cache_clear()
    begun = time.perf_counter()
    made = ours()
    first = time.perf_counter() - begun
    sql, quick = [], []
    for _ in range(ROUNDS):
        if conn is not None:
            sql.append(seconds(partial(_on_the_fly, conn, Address(*place), resolution)))
        quick.append(seconds(ours))
    packed = len(gzip.compress(made, 6))
    slow = statistics.median(sql) * 1000 if sql else None
    return slow, statistics.median(quick) * 1000, first * 1000, packed


def _on_the_fly(conn: Connection, address: Address, resolution: int) -> int:
    """What one writes who has only the table: its hexagons, counted, as they come."""
    numbers = address.numbers()
    sides = [numbers[f"padded_{name}"] for name in ("west", "south", "east", "north")]
    upper = parent(tickets.c.hex, resolution)
    query = select(upper, func.count()).where(
        *conditions(WINDOW), tickets.c.display.op("&&")(func.st_makeenvelope(*sides, 3857))
    )
    return len(conn.execute(query.group_by(upper)).all())


def _busiest(pack: Pack, zoom: int) -> tuple[int, int, int]:
    """The tile in the middle of the tickets."""
    points = pack.points(WINDOW)
    lon, lat = points["lon"].median(), math.radians(points["lat"].median())
    row = (1 - math.asinh(math.tan(lat)) / math.pi) / 2
    return zoom, int((lon + 180) / 360 * 2**zoom), int(row * 2**zoom)


def _told(found: list[Figures]) -> list[str]:
    made = (
        "`make bench OF=tickets` draws tickets of two years that pile up around 3,000 spots of"
        f" {GRIDS:,} grids with four micro-grids each, in a throw-away database, and measures"
        " each step beside the plainest thing that gives the same. Heat: 90 days, two of 80"
        " categories, the tile in the middle of the town. Hexagons and figures were compared"
        " one by one with the database's and are equal; sizes with a dash stood in memory alone."
    )
    machine = (
        f"{platform.machine()} with {os.cpu_count()} cores, Python {platform.python_version()},"
        f" PostgreSQL 15, PostGIS 3.3, {datetime.now(UTC):%Y-%m-%d}; load at the end"
        f" {os.getloadavg()[0]:.1f}. The database works in one process for each of these."
    )
    lines = [made, "", machine, ""]
    lines += _table(
        "tickets | bare polygon-driven joins, s | into grids and micro-grids, s | x"
        " | copied into memory, s | MB",
        (
            [f"{one.count:,}", _number(one.bare, 1), _number(one.located, 1),
             _ratio(one.located, one.bare), f"{one.load:.1f}", f"{one.size / 1e6:.0f}"]
            for one in found
        ),
    )  # fmt: skip
    lines += _table(
        "one heat tile | SQL on the fly, ms | from memory, ms | SQL / memory"
        " | with its shapes made, ms | bytes, gzip",
        (
            [f"{one.count:,} tickets, z{zoom}", _number(sql, 0), f"{ours:.2f}",
             "-" if sql is None else f"{sql / ours:.0f}", f"{first:.1f}", f"{packed:,}"]
            for one in found
            for zoom, (sql, ours, first, packed) in one.tiles.items()
        ),
    )  # fmt: skip
    lines += _table(
        f"all {GRIDS:,} grids | one pass over the tickets, ms | rates, ms | x | Gi*, ms | x",
        (
            [f"{one.count:,} tickets", f"{one.passing:.1f}", f"{one.rating:.1f}",
             _ratio(one.rating, one.passing), f"{one.testing:.1f}",
             _ratio(one.testing, one.passing)]
            for one in found
        ),
    )  # fmt: skip
    lines += _table(
        f"figures of all {GRIDS:,} grids (open, by colour, late, in time, median) | SQL, ms"
        " | from memory, ms | SQL / memory",
        (
            [f"{one.count:,} tickets, {days} days", _number(sql, 0), f"{ours:.0f}",
             "-" if sql is None else f"{sql / ours:.0f}"]
            for one in found
            for days, (sql, ours) in one.spans.items()
        ),
    )  # fmt: skip
    return lines


def _table(head: str, rows: Iterable[list[str]]) -> list[str]:
    ruler = "|" + "---|" * (head.count("|") + 1)
    return [f"| {head} |", ruler, *(f"| {' | '.join(row)} |" for row in rows), ""]


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _ratio(one: float | None, other: float | None) -> str:
    return "-" if one is None or other is None else f"{one / other:.2f}"


if __name__ == "__main__":
    main()
