"""Tickets made for tests, straight into the table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import h3
import numpy as np
from sqlalchemy import Connection, text

JURISDICTIONS = ("990121100201", "990121100202", "990121200201")
GRIDS = ("990121100201001", "990121100201002", "990121100202001", "990121200201001", None)
STAGES = ("reported", "handling", "closed", "returned")
CHANNELS = ("grid_worker", "snap", "hotline")
UNITS = ("城管局", "水务局", None)
_INSERT = """
insert into tickets (id, reported_at, source, external, category, channel, stage, stage_since,
    due_at, closed_at, deferred, unit, position, jurisdiction, grid, microgrid, hex, change,
    geom)
values (:id, :reported_at, 'test', cast(:id as text), :category, :channel, :stage, :reported_at,
    :due_at, :closed_at, :deferred, :unit, :position, :jurisdiction, :grid, :microgrid, :hex,
    :change, case when :hex is not null then st_setsrid(st_makepoint(:lon, :lat), 4326) end)
"""


def one(number: int, rng: np.random.Generator) -> dict[str, Any]:
    """One ticket, of winter 2025/26, whose values are drawn."""
    reported = datetime(2025, 12, 1, tzinfo=UTC) + timedelta(
        microseconds=int(rng.integers(100 * 86_400_000_000))
    )
    stage = STAGES[rng.integers(len(STAGES))]
    closed = reported + timedelta(seconds=float(rng.exponential(3 * 86_400)))
    grid = GRIDS[rng.integers(len(GRIDS))]
    lon, lat = (float(value) for value in rng.normal((113.9, 30.6), 0.02))
    placed = rng.random() < 0.9
    return {
        "id": number,
        "reported_at": reported,
        "category": int(rng.integers(1, 6)),
        "channel": CHANNELS[rng.integers(len(CHANNELS))],
        "stage": stage,
        "due_at": reported + timedelta(days=2) if rng.random() < 0.8 else None,
        "closed_at": closed if stage == "closed" else None,
        "deferred": bool(rng.random() < 0.2),
        "unit": UNITS[rng.integers(len(UNITS))],
        "position": "good" if placed else "zero",
        "jurisdiction": JURISDICTIONS[rng.integers(len(JURISDICTIONS))],
        "grid": grid,
        "microgrid": f"{grid}01" if grid else None,
        "lon": lon if placed else None,
        "lat": lat if placed else None,
        "hex": h3.str_to_int(h3.latlng_to_cell(lat, lon, 10)) if placed else None,
    }


def made(count: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """So many tickets, from number 1 on."""
    return [one(number + 1, rng) for number in range(count)]


def store(conn: Connection, tickets: list[dict[str, Any]], change: int = 1) -> None:
    """Insert tickets with the number of a change."""
    times = [ticket["reported_at"].date() for ticket in tickets]
    conn.execute(
        text("select open_ticket_months(:earliest, :latest)"),
        {"earliest": min(times), "latest": max(times)},
    )
    conn.execute(text(_INSERT), [ticket | {"change": change} for ticket in tickets])
