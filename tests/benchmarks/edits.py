"""How long an edit takes: beside the bare SQL of its own transaction, and through the service.

Three copies of one database hold the same plan. Each move is carried out by the use case in the
first, where every statement is written down with its parameters; the same statements with the
same parameters are then sent by plain psycopg2 to the second; the same move is asked of a running
service on the third. They take turns, so that whatever else the machine does meets all alike.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from sqlalchemy import URL, Engine, event

from gis.database import Addresses
from gis.store import plans
from gis.store.engine import open_engine
from gis.workflow import edit
from gis.workflow.edit import Order
from tests.benchmarks.stock import copies, record, seconds
from tests.services import Client, keys_of, serving
from tests.squares import Stored, wishes

DOCUMENT = Path("docs/benchmarks.md")
BY = "bench"
Statement = tuple[str, Any]


def main() -> None:
    """Measure and write the figures into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communities", type=int, default=250, help="of 400 atoms each")
    parser.add_argument("--moves", type=int, default=300)
    chosen = parser.parse_args()
    with copies(chosen.communities, 3) as (databases, stored):
        lines = _edits(databases, stored, chosen.moves)
        lines += _branches(databases[0], stored)
    record(DOCUMENT, f"Edits of a plan of {stored.atoms.size:,} atoms", lines)


def _edits(databases: Sequence[Addresses], stored: Stored, moves: int) -> list[str]:
    ours, plain, served = databases
    engine = open_engine(ours.service)
    took: dict[str, list[float]] = {"bare": [], "ours": [], "http": []}
    count = 0
    with (
        recording(engine) as written,
        bare(plain.service) as cursor,
        serving(served.service, FOLDER) as service,
        Client(service.port, keys_of(served, 1)[0]) as client,
    ):
        for number, wish in enumerate(wishes(stored, moves + 20)):
            key = f"bench-{number:06}"
            order = Order(stored.plan, BY, key, number)
            written.clear()
            turn = {"ours": seconds(lambda: edit.edit(engine, order, wish))}  # noqa: B023
            count = len(written)
            turn["bare"] = seconds(lambda: replay(cursor, written))
            turn["http"] = seconds(lambda: client.move(stored.plan, key, number, wish))  # noqa: B023
            # The first ones warm up caches and compile statements.
            if number >= 20:
                for name, value in turn.items():
                    took[name].append(value)
    engine.dispose()
    return _table(took, count)


FOLDER = Path(".data/bench")


@contextmanager
def recording(engine: Engine) -> Iterator[list[Statement]]:
    """Every statement that the engine sends, with its parameters as the driver gets them."""
    written: list[Statement] = []

    def note(_conn: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        written.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    yield written
    event.remove(engine, "before_cursor_execute", note)


@contextmanager
def bare(url: URL) -> Iterator[Any]:
    """A cursor of the driver, with the settings of the service and nothing between."""
    engine = open_engine(url)
    connection = engine.raw_connection()
    plain = connection.driver_connection
    assert isinstance(plain, psycopg2.extensions.connection)
    with plain.cursor() as cursor:
        yield cursor
    connection.close()
    engine.dispose()


def replay(cursor: Any, written: Sequence[Statement]) -> None:
    """One transaction of these statements; answers are fetched as the use case fetches them."""
    for statement, given in written:
        cursor.execute(statement, given)
        if cursor.description is not None:
            cursor.fetchall()
    cursor.connection.commit()


def _table(took: dict[str, list[float]], statements: int) -> list[str]:
    told = {
        "bare": f"bare SQL: the same {statements} statements by psycopg2",
        "ours": "use case (`workflow.edit.edit`)",
        "http": "HTTP, one client (`POST .../operations`)",
    }
    base = statistics.median(took["bare"])
    lines = [
        f"{len(took['bare'])} moves of one atom, in turns:",
        "",
        "| | median, ms | 90 %, ms | x bare SQL |",
        "|---|---|---|---|",
    ]
    for name, label in told.items():
        middle = statistics.median(took[name])
        late = statistics.quantiles(took[name], n=10)[-1]
        lines.append(f"| {label} | {middle * 1e3:.1f} | {late * 1e3:.1f} | {middle / base:.2f} |")
    return lines


def _branches(database: Addresses, stored: Stored) -> list[str]:
    engine = open_engine(database.service, patient=True)
    took = []
    for number in range(2):
        with engine.connect() as conn:
            parent = plans.get(conn, stored.plan)

        def branch(name: str = f"branch {number}") -> None:
            with engine.begin() as conn:
                plans.branch(conn, parent, name, BY)  # noqa: B023

        took.append(seconds(branch))
    engine.dispose()
    return ["", f"A branch of the whole plan takes {min(took):.1f} s."]


if __name__ == "__main__":
    main()
