"""How long storing a town and beginning a plan take, beside the bare COPY of the same rows."""

from __future__ import annotations

import argparse
import io
import time
from pathlib import Path

from psycopg2.extensions import connection
from psycopg2.sql import SQL, Identifier

from gis import database
from gis.database import Addresses, Cluster, contents
from gis.files.proposal import rules_as_json
from gis.store import datasets, plans
from gis.store.engine import open_engine
from gis.store.plans import Beginning
from tests import clusters, squares
from tests.benchmarks.stock import record, seconds
from tests.benchmarks.stored import FOLDER

DOCUMENT = Path("docs/benchmarks.md")
TOWN = ("jurisdictions", "datasets", "communities", "buildings", "atoms", "atom_buildings",
        "edges", "rims")  # fmt: skip
PLAN = ("plans", "plan_communities", "grids", "microgrids", "assignments", "origins", "operations")


def main() -> None:
    """Measure and write the figures into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communities", type=int, default=250, help="of 400 buildings each")
    chosen = parser.parse_args()
    with clusters.shared_cluster(FOLDER / "cluster") as cluster:
        ours = _ours(cluster, chosen.communities)
        bare = _bare(cluster)
        for name in ("loading", "loading_bare"):
            database.drop_database(cluster.addresses(name), name)
    lines = ["| | bare COPY, s | ours, s | x |", "|---|---|---|---|"]
    for name, plain, own in zip(("the town and its atoms", "a plan"), bare, ours, strict=True):
        lines.append(f"| {name} | {plain:.1f} | {own:.1f} | {own / plain:.2f} |")
    count = chosen.communities * squares.EACH
    record(DOCUMENT, f"Storing {count:,} buildings and as many atoms", lines)


def _fresh(cluster: Cluster, name: str) -> Addresses:
    database.drop_database(cluster.addresses(name), name)
    return clusters.migrated(cluster, name)


def _ours(cluster: Cluster, communities: int) -> tuple[float, float]:
    town, ground = squares.town(communities), squares.ground(communities)
    draft = squares.draft(communities)
    engine = open_engine(_fresh(cluster, "loading").service, patient=True)
    begun = time.perf_counter()
    with engine.begin() as conn:
        dataset = datasets.save(conn, "squares", town, ground, squares.BY).dataset.id
    stored = time.perf_counter()
    with engine.begin() as conn:
        rules = rules_as_json(squares.RULES)
        beginning = Beginning(dataset, "squares", rules, {}, squares.BY)
        plans.begin(conn, beginning, draft, datasets.ids(conn, dataset))
    ended = time.perf_counter()
    engine.dispose()
    return stored - begun, ended - stored


def _bare(cluster: Cluster) -> tuple[float, float]:
    """The same rows into tables with the same keys and indexes, in one transaction each."""
    addresses = _fresh(cluster, "loading_bare")
    texts = {}
    with contents.connected(cluster.addresses("loading").owner) as conn, conn.cursor() as cursor:
        for table in (*TOWN, *PLAN):
            texts[table] = io.StringIO()
            cursor.copy_expert(_copy(conn, table, "TO STDOUT"), texts[table])
            texts[table].seek(0)

    def load(tables: tuple[str, ...]) -> None:
        with contents.connected(addresses.owner) as conn, conn.cursor() as cursor:
            for table in tables:
                cursor.copy_expert(_copy(conn, table, "FROM STDIN"), texts[table])

    return seconds(lambda: load(TOWN)), seconds(lambda: load(PLAN))


def _copy(conn: connection, table: str, way: str) -> str:
    """COPY of the columns that are not derived."""
    query = (
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0"
        " and not attisdropped and attgenerated = '' order by attnum"
    )
    names = [Identifier(str(name)) for (name,) in contents.execute(conn, query, table)]
    columns = SQL(", ").join(names)
    return SQL(f"COPY {{}} ({{}}) {way}").format(Identifier(table), columns).as_string(conn)


if __name__ == "__main__":
    main()
