"""Two years of made-up tickets on 20,000 published grids, straight into a throw-away database."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator
from typing import Any

import h3.api.numpy_int as h3
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from pyproj import Transformer
from sqlalchemy import Connection, Engine, text

from gis.geometry.gcj02 import Floats
from gis.monitor.pack_rows import DEGREE, EPOCH, NEVER, Chunk

SIDE = 300.0
"""Of a grid, metres."""
COMMUNITY = 10
"""Grids a side of a community."""
CORNER = (480_000.0, 3_360_000.0)
CRS = 4547
FIRST = 1_704_067_200
"""2024-01-01 in UTC."""
DAYS = 731
SPOTS = 3000
CATEGORIES, UNITS = 80, 25
CHUNK = 500_000
CHANNELS = np.array(["grid_worker", "snap", "hotline", "sensor"], object)
STAGES = np.array(["closed", "handling", "dispatched", "reported"], object)

_PUBLISH = """
insert into jurisdictions (code, name, level, parent)
    values ('0', '', 'root', null), ('990121', '', 'county', '0') on conflict do nothing;
insert into jurisdictions (code, name, level, parent)
    select distinct '990121' || lpad(cast(1 + n / 100 as text), 3, '0'), '', 'street', '990121'
    from generate_series(0, :communities - 1) n;
insert into jurisdictions (code, name, level, parent)
    select '990121' || lpad(cast(1 + n / 100 as text), 3, '0')
            || lpad(cast(n % 100 + 1 as text), 3, '0'), '', 'community',
        '990121' || lpad(cast(1 + n / 100 as text), 3, '0')
    from generate_series(0, :communities - 1) n;
insert into datasets (name, version, jurisdiction, srid, digests, notices, software, totals,
        created_by)
    values ('bench', 1, '990121', 4547, '{}', '[]', 'bench', '{}', 'bench');
insert into plans (dataset, name, jurisdiction, state, version, rules, params, quality, head,
        created_by)
    select id, 'bench', '990121', 'published', 0, '{}', '{}', '{}', '', 'bench'
    from datasets;
insert into publications (plan, plan_version, community, valid_from)
    select p.id, 0, j.code, '2020-01-01' from plans p, jurisdictions j
    where j.level = 'community' order by j.code;
"""
_OUTLINES = """
insert into outlines (publication, level, code, grid, properties, digest, geom)
select p.id, row.level, row.code, row.grid,
    jsonb_build_object('name', row.code, 'kind', 'base', 'households', row.households), '',
    st_setsrid(st_makeenvelope(row.west, row.south, row.west + row.side, row.south + row.side),
        4547)
from jsonb_to_recordset(cast(:rows as jsonb)) row (level text, code text, grid text,
    community text, households int, west float, south float, side float)
join publications p on p.community = row.community
"""
_INDEXES = """
select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as made
from pg_index where indrelid = 'tickets'::regclass and not indisprimary
"""
_STOCK = (
    "id bigint, reported bigint, closed bigint, due bigint, category int, channel text,"
    " stage text, unit text, lon float8, lat float8, hex bigint"
)
_MOVE = """
insert into tickets (id, reported_at, source, external, category, channel, stage, stage_since,
    due_at, closed_at, unit, position, jurisdiction, grid_outline, microgrid_outline, grid,
    microgrid, hex, change, geom)
select s.id, to_timestamp(s.reported), 'bench', cast(s.id as text), s.category, s.channel, s.stage,
    to_timestamp(s.reported), to_timestamp(s.due), to_timestamp(s.closed), s.unit, 'good',
    coalesce(l.community, '990121'), l.grid_outline, l.microgrid_outline, l.grid, l.microgrid,
    s.hex, 1 + s.id / 1000, st_setsrid(st_makepoint(s.lon, s.lat), 4326)
from stock s left join located l on l.id = s.id
"""


def publish(conn: Connection, grids: int) -> None:
    """Put so many square grids in force, four micro-grids in each."""
    side = int(np.sqrt(grids))
    communities = math.ceil(side / COMMUNITY) ** 2
    for statement in _PUBLISH.split(";\n"):
        if statement.strip():
            conn.execute(text(statement), {"communities": communities})
    rng = np.random.default_rng(1)
    rows = list(_outlines(side, rng))
    for first in range(0, len(rows), 5000):
        conn.execute(text(_OUTLINES), {"rows": json.dumps(rows[first : first + 5000])})
    conn.execute(text("analyze outlines"))


def _outlines(side: int, rng: np.random.Generator) -> Iterator[dict[str, Any]]:
    wide = math.ceil(side / COMMUNITY)
    for column in range(side):
        for row in range(side):
            home = column // COMMUNITY * wide + row // COMMUNITY
            community = f"990121{1 + home // 100:03}{home % 100 + 1:03}"
            number = column % COMMUNITY * COMMUNITY + row % COMMUNITY + 1
            code = f"{community}{number:03}"
            west, south = CORNER[0] + column * SIDE, CORNER[1] + row * SIDE
            told = {"community": community, "households": int(rng.integers(250, 550))}
            yield {**told, "level": "grid", "code": code, "grid": None,
                   "west": west, "south": south, "side": SIDE}  # fmt: skip
            for part in range(4):
                yield {**told, "level": "microgrid", "code": f"{code}{part + 1:02}", "grid": code,
                       "west": west + part % 2 * SIDE / 2, "south": south + part // 2 * SIDE / 2,
                       "side": SIDE / 2}  # fmt: skip


def drawn(count: int, grids: int, seed: int) -> pd.DataFrame:
    """Tickets that pile up around some thousand spots; a tenth is scattered everywhere."""
    rng = np.random.default_rng(seed)
    spots = np.random.default_rng(2)
    wide = int(np.sqrt(grids)) * SIDE
    middles = spots.uniform(0.03 * wide, 0.97 * wide, (SPOTS, 2))
    weight = spots.pareto(1.3, SPOTS) + 0.05
    spot = rng.choice(SPOTS, count, p=weight / weight.sum())
    place = middles[spot] + rng.normal(0, 220, (count, 2))
    scattered = rng.random(count) < 0.1
    place[scattered] = rng.uniform(0, wide, (int(scattered.sum()), 2))
    lon, lat = _degrees(np.clip(place, 1, wide - 1) + np.array(CORNER))
    reported = FIRST + rng.integers(0, DAYS * 86_400, count)
    stage = STAGES[rng.choice(4, count, p=[0.9, 0.05, 0.03, 0.02])]
    closed = np.where(stage == "closed", reported + rng.exponential(2e5, count).astype(int), -1)
    category = 1 + rng.choice(CATEGORIES, count, p=_falling(CATEGORIES))
    return pd.DataFrame({
        "id": np.arange(count) + 1,
        "reported": reported,
        "closed": pd.Series(closed, dtype="Int64").mask(closed < 0),
        "due": reported + 259_200,
        "category": category,
        "channel": CHANNELS[rng.integers(0, 4, count)],
        "stage": stage,
        "unit": np.array([f"unit {n}" for n in range(UNITS)], object)[category % UNITS],
        "lon": lon,
        "lat": lat,
        "hex": [int(h3.latlng_to_cell(*at, 10)) for at in zip(lat, lon, strict=True)],
    })  # fmt: skip


def _degrees(place: Floats) -> tuple[Floats, Floats]:
    lon, lat = Transformer.from_crs(CRS, 4326, always_xy=True).transform(*place.T)
    return lon, lat


def _falling(size: int) -> npt.NDArray[np.float64]:
    weight = 1 / np.arange(1, size + 1)
    found: npt.NDArray[np.float64] = weight / weight.sum()
    return found


def stage(engine: Engine, count: int, grids: int) -> None:
    """Lay tickets ready in the table ``stock``, with their points indexed."""
    with engine.begin() as conn:
        conn.execute(text("drop table if exists stock"))
        conn.execute(text(f"create unlogged table stock ({_STOCK})"))
        driver = conn.connection.cursor()
        for first in range(0, count, CHUNK):
            some = drawn(min(CHUNK, count - first), grids, first)
            some["id"] += first
            stream = io.BytesIO()
            pa.csv.write_csv(
                pa.Table.from_pandas(some, preserve_index=False),
                stream,
                pa.csv.WriteOptions(include_header=False),
            )
            stream.seek(0)
            driver.copy_expert("copy stock from stdin (format csv)", stream)
        conn.execute(text(
            "alter table stock add reported_at timestamptz, add change bigint,"
            " add display geometry(point, 3857)"
        ))  # fmt: skip
        conn.execute(text(
            "update stock set reported_at = to_timestamp(reported), change = 1, display ="
            " st_transform(st_setsrid(st_makepoint(lon, lat), 4326), 3857)"
        ))  # fmt: skip
        conn.execute(text("create index on stock using gist (display)"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze stock"))


def store(conn: Connection) -> None:
    """Write the tickets of ``stock`` with what ``located`` says, indexes built at the end."""
    made = [row.made for row in conn.execute(text(_INDEXES))]
    for row in conn.execute(text(_INDEXES)).all():
        conn.execute(text(f"drop index {row.name}"))
    conn.execute(text("select open_ticket_months('2024-01-01', '2026-01-01')"))
    conn.execute(text("delete from tickets"))
    conn.execute(text(_MOVE))
    for statement in made:
        conn.execute(text(statement))
    conn.execute(text("update ticket_clock set number = (select max(change) from tickets)"))


def chunks(count: int, grids: int) -> Iterator[Chunk]:
    """The same tickets as they come to a pack, each in the grid in which it lies."""
    transform = Transformer.from_crs(4326, CRS, always_xy=True)
    side = int(np.sqrt(grids))
    codes = [one["code"] for one in _outlines(side, np.random.default_rng(1)) if not one["grid"]]
    for first in range(0, count, CHUNK):
        some = drawn(min(CHUNK, count - first), grids, first)
        x, y = transform.transform(some["lon"].to_numpy(), some["lat"].to_numpy())
        column, row = (
            np.clip((value - low) // SIDE, 0, side - 1).astype(np.int32)
            for value, low in zip((x, y), CORNER, strict=True)
        )
        none = np.full(len(some), -1, np.int32)
        words: dict[str, tuple[npt.NDArray[Any], list[Any]]] = {
            "grid": (column * side + row, codes),
            "microgrid": (none, []),
            "jurisdiction": (none + 1, ["990121"]),
            "position": (none + 1, ["good"]),
        }
        for name in ("category", "channel", "stage", "unit"):
            places, values = pd.factorize(some[name])
            words[name] = places.astype(np.int32), list(values)
        numbers = {
            "id": some["id"].to_numpy() + first,
            "hex": some["hex"].to_numpy(),
            "lon": (some["lon"] * DEGREE).round().to_numpy(),
            "lat": (some["lat"] * DEGREE).round().to_numpy(),
            "reported": some["reported"].to_numpy(),
            "closed": some["closed"].fillna(NEVER + EPOCH).to_numpy(np.int64),
            "due": some["due"].to_numpy(),
            "deferred": np.zeros(len(some), np.uint8),
        }
        yield Chunk(numbers, words)
