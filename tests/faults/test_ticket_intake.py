"""Tickets are taken in once each, whenever the service or an import is killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.model import Role
from gis.model.tickets import TicketKind
from gis.store import categories
from gis.store.categories import Category
from gis.store.engine import open_engine
from tests.services import GIS, Client, keys_of, serving, start

URL = "/api/v1/tickets"
KILLS = 5 if os.environ.get("WANGGE_FAULTS") == "full" else 2
FEW = 5
ROWS = 12_000
PATIENCE = 120.0


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    with opened.begin() as conn:
        conn.execute(text("insert into jurisdictions values ('0', 'root', 'root', null)"))
        categories.add(conn, [Category(TicketKind.MATTER, "01004", "市容", "积水", "Flood")])
    yield opened
    opened.dispose()


def report(number: int) -> dict[str, object]:
    return {"kind": "matter", "code": "01004", "lon": 113.912345, "lat": 30.612345,
            "source": "killed", "external": f"k{number}"}  # fmt: skip


class Sender(threading.Thread):
    """Reports one after the other until no answer comes."""

    def __init__(self, port: int, key: str, first: int) -> None:
        super().__init__()
        self.answered: list[int] = []
        self.sent = first
        self._port, self._key = port, key

    def run(self) -> None:
        try:
            with Client(self._port, self._key) as client:
                while True:
                    self.sent += 1
                    if client.post(URL, report(self.sent)).status == 201:
                        self.answered.append(self.sent)
        except (OSError, HTTPException):
            return


def test_a_report_sent_again_after_the_service_was_killed_is_one_ticket(
    engine: Engine, database: Addresses, tmp_path: Path
) -> None:
    (key,) = keys_of(database, 1, Role.COMMANDER)
    rng, sent, answered = random.Random(5), 0, list[int]()
    for turn in range(KILLS):
        service = start(database.service, tmp_path / str(turn))
        sender = Sender(service.port, key, sent)
        sender.start()
        while len(sender.answered) < FEW and sender.is_alive():
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.2))
        service.kill()
        sender.join()
        sent, answered = sender.sent, answered + sender.answered
    assert len(answered) >= KILLS * FEW
    with (
        serving(database.service, tmp_path / "again") as service,
        Client(service.port, key) as client,
    ):
        again = [client.post(URL, report(number)) for number in range(1, sent + 1)]
    known = {n for n, answer in enumerate(again, 1) if answer.body[0]["known"]}
    assert set(answered) <= known
    # The answers of those in flight were lost, at most.
    assert len(known) - len(answered) <= KILLS
    with engine.connect() as conn:
        count, different = conn.execute(
            text("select count(*), count(distinct external) from tickets where source = 'killed'")
        ).one()
        clock = conn.execute(text("select number from ticket_clock")).scalar_one()
    assert count == different == clock == sent


def test_an_import_that_was_killed_goes_on_where_it_was(
    engine: Engine, database: Addresses, tmp_path: Path
) -> None:
    rng = np.random.default_rng(3)
    table, account = tmp_path / "tickets.parquet", tmp_path / "told.json"
    pd.DataFrame({
        "external": [f"i{n}" for n in range(ROWS)], "kind": "matter", "code": "01004",
        "created": pd.Timestamp("2026-01-01", tz="UTC")
        + pd.to_timedelta(rng.integers(0, 59 * 86_400, ROWS), unit="s"),
        "lon": rng.uniform(113, 114, ROWS), "lat": rng.uniform(30, 31, ROWS),
    }).to_parquet(table)  # fmt: skip
    url = database.service.render_as_string(hide_password=False)
    command = [str(GIS), "tickets", "import", str(table), "--source", "imported",
               "--database", url, "--json", str(account)]  # fmt: skip
    before = stored(engine)
    first = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 -- our own
    end = time.monotonic() + PATIENCE
    while stored(engine) == before and first.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    first.kill()
    first.wait()
    survived = stored(engine) - before
    assert 0 < survived < ROWS
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- our own
    told = json.loads(account.read_text("utf-8"))
    assert told["rows"] == {
        "read": ROWS, "new": ROWS - survived, "known": survived, "changed": 0, "refused": 0,
    }  # fmt: skip
    assert stored(engine) - before == ROWS
    with engine.connect() as conn:
        numbers = conn.execute(text("select change from tickets order by change")).scalars().all()
    assert numbers == list(range(1, len(numbers) + 1))


def stored(engine: Engine) -> int:
    with engine.connect() as conn:
        return int(conn.execute(text("select count(*) from tickets")).scalar_one())
