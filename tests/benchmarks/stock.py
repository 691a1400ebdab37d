"""The town of squares with a plan, and copies of its database that may be written to."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gis import database
from gis.database import Addresses, Cluster
from gis.store.engine import open_engine
from tests import clusters, squares
from tests.benchmarks.stored import FOLDER
from tests.squares import Stored


@contextmanager
def copies(
    communities: int, count: int, side: int = squares.SIDE
) -> Iterator[tuple[list[Addresses], Stored]]:
    """Equal databases with the same plan in each, dropped afterwards; the original is kept."""
    with clusters.shared_cluster(FOLDER / "cluster") as cluster, ExitStack() as stack:
        name = f"squares_{communities}" + (f"x{side}" if side != squares.SIDE else "")
        known = FOLDER / f"{name}.pickle"
        if not known.exists():
            known.write_bytes(pickle.dumps(_fill(cluster, name, communities, side)))
        made = [
            stack.enter_context(clusters.fresh(cluster, name, f"{name}_{number}"))
            for number in range(count)
        ]
        yield made, pickle.loads(known.read_bytes())  # noqa: S301 -- written by ourselves


def _fill(cluster: Cluster, name: str, communities: int, side: int) -> Stored:
    database.drop_database(cluster.addresses(name), name)
    addresses = clusters.migrated(cluster, name)
    engine = open_engine(addresses.service, patient=True)
    with engine.begin() as conn:
        stored = squares.store(conn, communities, side=side)
    engine.dispose()
    return stored


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def record(document: Path, heading: str, lines: list[str]) -> None:
    """Print a section, and put it into a document in the place of the one of that name."""
    section = f"## {heading}\n\n" + "\n".join(lines).strip() + "\n"
    print(section)
    text = document.read_text("utf-8")
    parts = text.split("\n## ")
    named = [part.partition("\n")[0] == heading for part in parts]
    if any(named):
        last = named.index(True) == len(parts) - 1
        parts[named.index(True)] = section.removeprefix("## ") if last else section[3:]
        text = "\n## ".join(parts)
    else:
        text = f"{text.rstrip()}\n\n{section}"
    document.write_text(text, "utf-8")
