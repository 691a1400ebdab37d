"""A made-up town with a plan, stored as the service stores it, in a throw-away database."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from gis import database
from gis.database import Addresses
from gis.files import read_town
from gis.files.proposal import rules_as_json
from gis.partition.draft import Cut, draft
from gis.partition.ground import dissect
from gis.partition.params import Effort, Params
from gis.store import datasets, plans
from gis.store.engine import open_engine
from gis.store.shapes import SIMPLE_ZOOMS
from gis.store.tile_layers import Source
from gis.workflow.invent import invent
from gis.workflow.pool import runner
from gis.workflow.shapes import freshen
from tests import clusters

FOLDER = Path(".data/bench")


@dataclass(frozen=True)
class Stored:
    """Where the town is."""

    engine: Engine
    source: Source


@contextmanager
def stored(buildings: int) -> Iterator[Stored]:
    """A town of so many buildings and a draft on it; kept for the next run of the same size."""
    with clusters.shared_cluster(FOLDER / "cluster") as cluster:
        name = f"bench_{buildings}"
        addresses = cluster.addresses(name)
        marker = FOLDER / f"{name}.json"
        if not marker.exists():
            database.drop_database(addresses, name)
            clusters.migrated(cluster, name)
            marker.write_text(json.dumps(_fill(addresses, buildings)))
        engine = open_engine(addresses.service, pool_size=os.cpu_count() or 2)
        try:
            yield Stored(engine, Source(**json.loads(marker.read_text())))
        finally:
            engine.dispose()


def _fill(addresses: Addresses, buildings: int) -> dict[str, int]:
    path = FOLDER / f"town-{buildings}.gpkg"
    if not path.exists():
        invent(path, buildings=buildings)
    town = read_town(path)
    params = Params(effort=Effort.FAST)
    with runner(os.cpu_count() or 1) as run:
        ground = dissect(town, run=run)
        found = draft(town, params, Cut.of(ground), run=run)
    engine = open_engine(addresses.service, patient=True)
    with engine.begin() as conn:
        dataset = datasets.save(conn, "bench", town, ground, "bench").dataset.id
    with engine.begin() as conn:
        beginning = plans.Beginning(dataset, "bench", rules_as_json(params.rules), {}, "bench")
        plan = plans.begin(conn, beginning, found, datasets.ids(conn, dataset))
    source = Source(dataset, plan)
    with engine.begin() as conn:
        freshen(conn, source, "microgrids")
        for zoom in (*SIMPLE_ZOOMS, 14):
            freshen(conn, source, "grids", zoom)
    engine.dispose()
    with open_engine(addresses.owner, role=None, patient=True).begin() as conn:
        conn.execute(text("analyze"))
    return {"dataset": dataset, "plan": plan}


def parser(description: str | None) -> argparse.ArgumentParser:
    """Arguments that benchmarks of the service share."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--buildings", type=int, default=10_000)
    return made
