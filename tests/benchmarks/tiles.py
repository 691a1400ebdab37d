"""Tiles and lists of features beside the bare SQL that makes the same, in one run.

Run as a script (``python -m tests.benchmarks.tiles``); prints a table in Markdown. Rounds of the
contestants take turns, so that whatever else the machine does hits all of them.
"""

from __future__ import annotations

import asyncio
import io
import logging
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection, text

from gis.api.app import create_app
from gis.api.config import ServiceConfig
from gis.api.logs import AsJson
from gis.api.tiles import Tiles
from gis.model import Role
from gis.model.scope import Scope
from gis.store import items, tiles
from gis.store.items import Wanted
from gis.store.shapes import WORLD
from gis.store.tile_layers import LAYERS, Source
from gis.store.tiles import Address, tile
from tests.benchmarks.stored import FOLDER, Stored, parser, stored
from tests.integration import seeding

MIXES = {"streets (z15-17)": (15, 16, 17), "large (z14)": (14,)}
DRAWN = ("grids", "microgrids", "atoms", "buildings", "basemap")
AROUND = 3
"""Tiles of each zoom: so many a side around the town's middle."""


@dataclass
class Timed:
    """What one contestant took for all of its rounds."""

    seconds: float = 0.0
    cpu: float = 0.0
    calls: int = 0

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.calls / self.seconds

    @property
    def cpu_ms(self) -> float:
        """This process's milliseconds of CPU a call, the database's left out."""
        return self.cpu / self.calls * 1000


def race(rounds: int, **contestants: Callable[[], int]) -> dict[str, Timed]:
    """Let each do its calls (it returns how many), in turns."""
    found = {name: Timed() for name in contestants}
    for turn in range(rounds + 1):
        for name, run in contestants.items():
            begun, cpu = time.perf_counter(), time.process_time()
            calls = run()
            # The first round only warms up.
            if turn:
                found[name].seconds += time.perf_counter() - begun
                found[name].cpu += time.process_time() - cpu
                found[name].calls += calls
    return found


def main() -> None:
    """Measure and print."""
    given = parser(__doc__).parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"{given.buildings:,} buildings\n")  # fmt: skip
    with stored(given.buildings) as town:
        _tiles(town)
        _service(town)
        _features(town)


def _tiles(town: Stored) -> None:
    print("| uncached tiles | ST_AsMVTGeom SQL, tiles/s | ours, tiles/s | x |\n|---|---|---|---|")
    with town.engine.connect() as connection:
        for mix, zooms in MIXES.items():
            places = _places(connection, zooms)
            for name in DRAWN:
                found = race(
                    4,
                    raw=partial(_raw, connection, name, places, town.source),
                    ours=partial(_ours, connection, name, places, town.source),
                )
                raw, ours = found["raw"].rate, found["ours"].rate
                print(f"| {name}, {mix} | {raw:.0f} | {ours:.0f} | {ours / raw:.2f} |")
    print()


def _ours(connection: Connection, name: str, places: Sequence[Address], source: Source) -> int:
    for place in places:
        tile(connection, name, place, source, Scope.FULL)
    return len(places)


def _raw(connection: Connection, name: str, places: Sequence[Address], source: Source) -> int:
    """The same rows and columns, every shape through ST_AsMVTGeom with an envelope of SQL."""
    for place in places:
        statement = " || ".join(
            _RAW.format(
                name=layer.name,
                columns=", ".join(layer.columns(Scope.FULL)),
                rows=layer.rows(place.z, source).format(
                    here=f"&& st_tileenvelope(:z, :x, :y, margin => {64 / 4096})"
                ),
            )
            for layer in tiles.TILES[name]
            if layer.minzoom <= place.z
        )
        given = {"z": place.z, "x": place.x, "y": place.y,
                 "dataset": source.dataset, "plan": source.plan}  # fmt: skip
        connection.execute(text(f"select {statement}"), given).scalar_one()
    return len(places)


_RAW = """(
select st_asmvt(drawn, '{name}', 4096, 'geom', 'id') from (
    select id, {columns},
        st_asmvtgeom(display, st_tileenvelope(:z, :x, :y), 4096, 64, true) as geom
    from ({rows}) found
) drawn where geom is not null)"""


def _service(town: Stored) -> None:
    """The whole service without the network: who asks, what they may see, the answer."""
    config = ServiceConfig(town.engine, FOLDER, requests=10**9)
    app = create_app(config)
    with town.engine.begin() as connection:
        place = connection.execute(text("select jurisdiction from plans")).scalar_one()
        name = f"bench {time.time()}"
        token = seeding.session(connection, name, Role.PLANNER, place)
        places = _places(connection, (15, 16, 17))
    asked = [_scope(f"/tiles/{layer}/{at.z}/{at.x}/{at.y}.mvt", f"plan={town.source.plan}", token)
             for layer in DRAWN for at in places]  # fmt: skip
    with asyncio.Runner() as runner, _listening(app, runner):

        def ask(headers: list[tuple[bytes, bytes]], *, forget: bool = False) -> int:
            if forget:
                app.state.tiles = Tiles(town.engine)
            return runner.run(_ask(app, [one | {"headers": one["headers"] + headers}
                                         for one in asked]))  # fmt: skip

        app.state.tiles = Tiles(town.engine)
        tag = next(value for name, value in runner.run(_answer(app, asked[0])) if name == b"etag")
        me = [_scope("/api/v1/session", "", token)] * len(asked)
        found = race(
            4,
            miss=lambda: ask([], forget=True),
            hit=lambda: ask([]),
            unchanged=lambda: ask([(b"if-none-match", tag)]),
            session=lambda: runner.run(_ask(app, me)),
        )
    print("| the service, one client, no network | answers/s | x miss | own CPU, ms |")
    print("|---|---|---|---|")
    for name, told in (
        ("miss", "drawn"), ("hit", "from memory"), ("unchanged", "304"),
        ("session", "GET /session, for comparison: who asks"),
    ):  # fmt: skip
        one = found[name]
        print(f"| {told} | {one.rate:.0f} | {one.rate / found['miss'].rate:.1f} "
              f"| {one.cpu_ms:.2f} |")  # fmt: skip
    print()


@contextmanager
def _listening(app: FastAPI, runner: asyncio.Runner) -> Iterator[None]:
    """As served: the listener for changes on, and each request logged (here into nothing)."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(AsJson())
    log = logging.getLogger("gis.access")
    log.handlers[:], log.propagate = [handler], False
    log.setLevel(logging.INFO)
    lives = app.router.lifespan_context(app)
    runner.run(lives.__aenter__())
    while not app.state.memory.listening:
        time.sleep(0.01)
    try:
        yield
    finally:
        runner.run(lives.__aexit__(None, None, None))


async def _ask(app: FastAPI, scopes: Sequence[dict[str, Any]]) -> int:
    for scope in scopes:
        await _answer(app, scope)
    return len(scopes)


async def _answer(app: FastAPI, scope: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    headers: list[tuple[bytes, bytes]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            if message["status"] >= 400:
                raise RuntimeError(f"{scope['path']} gave {message['status']}")
            headers.extend(message["headers"])

    await app(dict(scope), receive, send)
    return headers


def _scope(path: str, query: str, token: str) -> dict[str, Any]:
    return {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        "headers": [(b"host", b"127.0.0.1:8000"), (b"accept-encoding", b"gzip"),
                    (b"cookie", f"wangge={token}".encode())],
    }  # fmt: skip


def _features(town: Stored) -> None:
    print("| lists of 1,000 | plain SQL, pages/s | ours, pages/s | x |\n|---|---|---|---|")
    with town.engine.connect() as connection:
        for name in ("grids", "atoms", "buildings"):
            found = race(
                6,
                raw=partial(_plain_page, connection, name, town.source),
                ours=partial(_page, connection, name, town.source),
            )
            raw, ours = found["raw"].rate, found["ours"].rate
            print(f"| {name} | {raw:.1f} | {ours:.1f} | {ours / raw:.2f} |")
    print()


def _page(connection: Connection, name: str, source: Source) -> int:
    items.page(connection, name, source, Wanted(after=0), Scope.FULL)
    return 1


def _plain_page(connection: Connection, name: str, source: Source) -> int:
    """ST_AsGeoJSON of rows, gathered by the database."""
    layer = LAYERS[name]
    columns = ", ".join((*layer.columns(Scope.FULL), *layer.listed))
    rows = layer.rows(22, source).format(here="is not null")
    connection.execute(
        text(
            "select string_agg(st_asgeojson(f.*, 'geom', 7), ',') from ("  # noqa: S608
            f" select id, {columns}, st_transform(display, 4326) as geom from ({rows}) found"
            " order by id limit 1000) f"
        ),
        {"dataset": source.dataset, "plan": source.plan},
    ).scalar_one()
    return 1


def _places(connection: Connection, zooms: Sequence[int]) -> list[Address]:
    x, y = connection.execute(
        text("select st_x(p), st_y(p) from (select st_centroid(cast(st_extent(display)"
             " as geometry)) as p from communities) middle")
    ).one()  # fmt: skip
    found = []
    for zoom in zooms:
        count = 2**zoom
        left = int((x + WORLD / 2) / WORLD * count) - AROUND // 2
        top = int((WORLD / 2 - y) / WORLD * count) - AROUND // 2
        found += [Address(zoom, left + i, top + j) for i in range(AROUND) for j in range(AROUND)]
    return found


if __name__ == "__main__":
    main()
