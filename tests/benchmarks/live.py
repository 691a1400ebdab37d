"""New tickets at a steady pace, and everyone who watches them arrive; on this machine only.

Each viewer holds a stream of events open and checks that every event follows on the one before.
At the end each must have been told every ticket that was answered, and the service must not have
grown.
"""

from __future__ import annotations

import argparse
import os
import statistics
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from gis import database
from gis.model import Role
from gis.store import ticket_reads
from gis.store.engine import open_engine
from gis.workflow import categories
from tests import clusters
from tests.benchmarks.stock import record
from tests.benchmarks.stored import FOLDER
from tests.services import Client, keys_of, serving
from tests.viewers import Audience

DOCUMENT = Path("docs/benchmarks.md")
REPORTERS = 4


def main() -> None:
    """Run it and write the figures into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--each-second", type=float, default=20.0, help="new tickets")
    parser.add_argument("--minutes", type=float, default=5.0)
    chosen = parser.parse_args()
    with clusters.shared_cluster(FOLDER / "cluster") as cluster:
        name = clusters.unique("live")
        addresses = clusters.migrated(cluster, name)
        engine = open_engine(addresses.service)
        try:
            with engine.begin() as conn:
                categories.seed(conn)
            keys = keys_of(addresses, chosen.viewers + 1, Role.COMMANDER)
            with serving(addresses.service, FOLDER, log_level="warning") as service:
                audience = Audience(service.port, keys[1:])
                audience.start()
                audience.wait(0)
                before = _memory(service.process.pid)
                sent, late, early = _report(service.port, keys[0], chosen, service.process.pid)
                # Some tickets have changed since: they were late.
                with engine.connect() as conn:
                    audience.wait(ticket_reads.clock(conn))
                after = _memory(service.process.pid)
                audience.stop()
        finally:
            engine.dispose()
            database.drop_database(addresses, name)
    record(DOCUMENT, "Live tickets", _lines(chosen, sent, late, audience, (before, early, after)))


class Reporter(threading.Thread):
    """One of several who report, each its share of the tickets at the common pace."""

    def __init__(self, port: int, key: str, numbers: range, begun: float, pace: float) -> None:
        super().__init__(name="reporter")
        self.sent: dict[int, float] = {}
        self.late, self.failed = 0.0, ""
        self._asked = port, key, numbers, begun, pace

    def run(self) -> None:
        """Report; when each was answered stands in ``sent``."""
        port, key, numbers, begun, pace = self._asked
        with Client(port, key) as client:
            for number in numbers:
                ahead = begun + number / pace - time.monotonic()
                self.late = max(self.late, -ahead)
                time.sleep(max(ahead, 0.0))
                told = client.post("/api/v1/tickets", {
                    "source": "bench", "external": str(number), "kind": "matter", "code": "06010",
                    "lon": 116.4 + number % 97 / 1000, "lat": 39.9 + number % 89 / 1000,
                })  # fmt: skip
                if told.status != 201:
                    self.failed = f"{told.status}: {told.body}"
                    return
                self.sent[told.body[0]["id"]] = time.monotonic()


def _report(
    port: int, key: str, chosen: argparse.Namespace, process: int
) -> tuple[dict[int, float], float, int]:
    """When each was answered, how far one was ever behind, and the memory after a fifth."""
    count = round(chosen.each_second * 60 * chosen.minutes)
    begun = time.monotonic()
    reporters = [
        Reporter(port, key, range(first, count, REPORTERS), begun, chosen.each_second)
        for first in range(REPORTERS)
    ]
    for one in reporters:
        one.start()
    time.sleep(60 * chosen.minutes / 5)
    early = _memory(process)
    for one in reporters:
        one.join()
    sent = {ticket: at for one in reporters for ticket, at in one.sent.items()}
    if failed := [one.failed for one in reporters if one.failed]:
        raise SystemExit("\n".join(failed))
    return sent, max(one.late for one in reporters), early


def _lines(
    chosen: argparse.Namespace, sent: dict[int, float], late: float, audience: Audience,
    memory: tuple[int, ...],
) -> list[str]:  # fmt: skip
    delays = [
        viewer.told[ticket] - at
        for viewer in audience.viewers
        for ticket, at in sent.items()
        if ticket in viewer.told
    ]
    missed = len(sent) * len(audience.viewers) - len(delays)
    gaps = sum(len(viewer.gaps) for viewer in audience.viewers)
    resets = sum(viewer.resets for viewer in audience.viewers)
    half, most, nearly = (statistics.quantiles(delays, n=100)[at] * 1e3 for at in (49, 94, 98))
    took = f"{chosen.each_second:g} new tickets a second for {chosen.minutes:g} minutes"
    before, early, after = (f"{size / 2**20:,.0f}" for size in memory)
    return [
        f"`make bench OF=live`, {datetime.now(UTC):%Y-%m-%d}, service, database, reporters and",
        f"viewers together on {os.cpu_count()} cores. {took}, {chosen.viewers} viewers:",
        f"{len(sent):,} tickets, told {len(delays):,} times,",
        f"**{missed} missed**, {gaps} gaps in the numbers, {resets} resets. From the answer to the",
        f"reporter to being told, ms: {half:.0f} median, {most:.0f} (95 %), {nearly:.0f} (99 %).",
        f"{REPORTERS} reporters; the farthest that one was behind the pace: {late:.1f} s.",
        f"Memory of the service, MiB: {before} before, {early} after a fifth, {after} at the end.",
    ]


def _memory(process: int) -> int:
    """Bytes that a process holds in memory."""
    for line in Path(f"/proc/{process}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ProcessLookupError(process)


if __name__ == "__main__":
    main()
