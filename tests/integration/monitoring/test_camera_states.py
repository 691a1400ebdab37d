"""How cameras did: times with one status each, and uptime from them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from gis.model.cameras import CameraStatus
from gis.store import camera_states
from gis.store.camera_states import Look
from gis.store.engine import open_engine
from gis.workflow.fetching import parse_networks
from gis.workflow.polling import Poller
from tests.gateways import PLAYLIST, gateway
from tests.integration import drawn
from tests.integration.monitoring.desk import Desks
from tests.integration.monitoring.test_cameras import camera

ONLINE, OFFLINE, UNKNOWN = CameraStatus.ONLINE, CameraStatus.OFFLINE, CameraStatus.UNKNOWN
WEST, EAST = drawn.CODES
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def lenses(desks: Desks) -> list[int]:
    """Two cameras of one department in the west, one of another in the east."""
    told = [
        camera("one", 0.5, 1.0, stream="http://10.0.0.1/1.m3u8"),
        camera("two", 0.6, 1.0, stream="http://10.0.0.1/2.m3u8"),
        camera("far", 6.5, 1.0, department="城管局", stream="http://10.0.0.1/3.m3u8"),
    ]
    return [one["id"] for one in desks["admin"].post("/api/v1/cameras", json=told).json()]


@pytest.fixture
def blank(conn: Connection, lenses: list[int]) -> Iterator[Connection]:
    """Cameras that nobody has looked at yet, in a transaction that is rolled back."""
    del lenses
    yield conn
    conn.rollback()


def states(conn: Connection, number: int) -> list[tuple[str, float | None]]:
    """Status and seconds of each time of a camera, in order; None for the open one."""
    rows = conn.execute(
        text("select status, extract(epoch from until - since) as seconds, since, until"
             " from camera_states where camera = :id order by since"), {"id": number},
    ).all()  # fmt: skip
    for one, other in pairwise(rows):
        assert one.until == other.since
    return [(row.status, None if row.seconds is None else float(row.seconds)) for row in rows]


def test_a_status_lasts_until_another_is_found(blank: Connection, lenses: list[int]) -> None:
    one = lenses[0]
    for status in (ONLINE, ONLINE, OFFLINE, OFFLINE, ONLINE):
        camera_states.record(blank, [Look(one, status)])

    assert [status for status, _ in states(blank, one)] == ["online", "offline", "online"]
    now = blank.execute(text("select status, checked_at from cameras where id = :id"),
                        {"id": one}).one()  # fmt: skip
    assert now.status == "online"
    assert datetime.now(UTC) - now.checked_at < MINUTE


def test_what_was_found_is_told_with_the_status(blank: Connection, lenses: list[int]) -> None:
    camera_states.record(blank, [Look(lenses[0], UNKNOWN, "no answer in time")])
    camera_states.record(blank, [Look(lenses[0], UNKNOWN, "redirected elsewhere")])

    told = blank.scalars(text("select detail from camera_states where camera = :id order by since"),
                         {"id": lenses[0]}).all()  # fmt: skip
    assert told == ["no answer in time", "redirected elsewhere"]


def test_where_nobody_looked_for_long_nothing_is_known(
    blank: Connection, lenses: list[int]
) -> None:
    one = lenses[0]
    begin = "insert into camera_states (camera, since, status) values (:id, now() - :by, 'online')"
    blank.execute(text(begin), {"id": one, "by": 60 * MINUTE})
    blank.execute(text("update cameras set checked_at = now() - :by where id = :id"),
                  {"id": one, "by": 30 * MINUTE})  # fmt: skip

    camera_states.record(blank, [Look(one, ONLINE)])

    (first, online), (second, unknown), last = states(blank, one)
    assert (first, second, last) == ("online", "unknown", ("online", None))
    # The last look was half an hour ago; it is believed for three minutes.
    assert online == pytest.approx(33 * 60, abs=5)
    assert unknown == pytest.approx(27 * 60, abs=5)


def test_a_clock_that_was_set_back_breaks_nothing(blank: Connection, lenses: list[int]) -> None:
    one = lenses[0]
    begin = "insert into camera_states (camera, since, status) values (:id, now() + :by, 'online')"
    blank.execute(text(begin), {"id": one, "by": 24 * 60 * MINUTE})

    camera_states.record(blank, [Look(one, OFFLINE)])
    camera_states.record(blank, [Look(one, ONLINE)])

    assert [status for status, _ in states(blank, one)] == ["online", "offline", "online"]


def test_uptime_weighs_by_time_and_leaves_out_what_is_not_known(
    blank: Connection, lenses: list[int]
) -> None:
    one, two, far = lenses
    now = blank.scalar(text("select now()"))
    spent = [
        (one, 60, 30, "online"), (one, 30, 20, "offline"), (one, 20, None, "online"),
        (two, 60, 50, "unknown"), (two, 50, None, "offline"), (far, 600, 300, "online"),
    ]  # fmt: skip
    for number, since, until, status in spent:
        blank.execute(
            text("insert into camera_states (camera, since, until, status)"
                 " values (:id, now() - :since, now() - cast(:until as interval), :status)"),
            {"id": number, "since": since * MINUTE, "status": status,
             "until": None if until is None else until * MINUTE},
        )  # fmt: skip
    blank.execute(text("update cameras set checked_at = now()"))

    def told(by: str) -> dict[str, Any]:
        rows = camera_states.uptime(blank, ("0",), by, now - 60 * MINUTE, now + MINUTE)
        return {row["key"]: row for row in rows if row["cameras"]}

    found = told("department")
    police, other = found["公安局"], found["城管局"]
    assert (police["cameras"], other["cameras"]) == (2, 1)
    assert [police[name] / 60 for name in ("online", "offline", "unknown")] == [50, 60, 10]
    assert float(police["uptime"]) == pytest.approx(50 / 110)
    # What was before the time asked for does not count.
    assert (other["online"], other["uptime"], other["unknown"] / 60) == (0, None, 60)
    grids = told("grid")
    assert set(grids) == {f"{WEST}001", f"{EAST}002"}
    assert grids[f"{WEST}001"]["online"] == police["online"]


def test_an_open_time_counts_only_as_long_as_its_last_look_is_believed(
    blank: Connection, lenses: list[int]
) -> None:
    begin = "insert into camera_states (camera, since, status) values (:id, now() - :by, 'online')"
    blank.execute(text(begin), {"id": lenses[2], "by": 60 * MINUTE})
    blank.execute(text("update cameras set checked_at = now() - :by"), {"by": 30 * MINUTE})
    now = blank.scalar(text("select now()"))

    rows = camera_states.uptime(blank, ("0",), "department", now - 60 * MINUTE, now)
    (found,) = [row for row in rows if row["key"] == "城管局"]

    assert (found["online"] / 60, found["unknown"] / 60) == (33, 27)


def test_the_longest_not_looked_at_come_first(blank: Connection, lenses: list[int]) -> None:
    one, two, far = lenses
    camera_states.record(blank, [Look(one, ONLINE)])
    blank.execute(text("update cameras set checked_at = now() - :by where id = :id"),
                  {"by": 2 * MINUTE, "id": two})  # fmt: skip

    assert [due.id for due in camera_states.due(blank, MINUTE, 10)] == [far, two]
    assert [due.id for due in camera_states.due(blank, MINUTE, 1)] == [far]
    assert camera_states.due(blank, MINUTE, 10, scope=(WEST,))[0].id == two


def test_a_status_that_nobody_looked_at_for_long_is_shown_as_unknown(
    desks: Desks, engine: Engine, lenses: list[int]
) -> None:
    path = f"/api/v1/cameras/{lenses[1]}"
    with engine.begin() as conn:
        camera_states.record(conn, [Look(lenses[1], ONLINE)])
    assert desks["commander"].get(path).json()["status"] == "online"
    assert len(desks["commander"].get("/api/v1/cameras?status=online").json()["cameras"]) == 1

    with engine.begin() as conn:
        conn.execute(text("update cameras set checked_at = now() - :by where id = :id"),
                     {"by": 4 * MINUTE, "id": lenses[1]})  # fmt: skip

    assert desks["commander"].get(path).json()["status"] == "unknown"
    assert desks["commander"].get("/api/v1/cameras?status=online").json()["cameras"] == []


def test_uptime_is_told_to_who_may_see_cameras(desks: Desks, lenses: list[int]) -> None:
    del lenses
    path = "/api/v1/cameras/uptime?by=department&from=2026-01-01&to=2026-02-01"
    found = desks["commander"].get(path)

    assert found.status_code == 200, found.text
    told = found.json()
    assert {row["key"]: row["cameras"] for row in told["rows"]} == {"公安局": 2, "城管局": 1}
    assert told["total"]["cameras"] == 3
    assert desks["viewer"].get(path).status_code == 403
    assert desks["commander"].get(path.replace("2026-02-01", "2025-01-01")).status_code == 422
    grids = desks["stranger"].get("/api/v1/cameras/uptime?by=grid").json()
    assert [row["key"] for row in grids["rows"]] == [f"{EAST}002"]


def test_only_one_process_looks_at_the_cameras(engine: Engine, lenses: list[int]) -> None:
    with gateway() as served:
        stream = served.serve("/i.m3u8", PLAYLIST)
        with engine.begin() as conn:
            conn.execute(text("update cameras set stream = null"))
            conn.execute(text("update cameras set stream = :url where id = :id"),
                         {"url": stream, "id": lenses[0]})  # fmt: skip
        pollers = [
            Poller(engine, parse_networks("127.0.0.1"), timedelta(seconds=0.5)) for _ in range(2)
        ]
        for poller in pollers:
            poller.start()
        time.sleep(2.6)
        begun = time.monotonic()
        pollers[0].stop()
        taken_over = len(served.asked)
        time.sleep(2.2)
        pollers[1].stop()

    # Once a second by the one that holds the lock, whichever it is.
    assert 2 <= taken_over <= 4
    assert len(served.asked) > taken_over
    assert time.monotonic() - begun < 6
    with engine.connect() as conn:
        assert [status for status, _ in states(conn, lenses[0])] == ["online"]
        status = conn.scalar(text("select status from cameras where id = :id"), {"id": lenses[0]})
    assert status == "online"


def test_a_lost_connection_gives_the_lock_on(engine: Engine) -> None:
    one, two = (open_engine(engine.url, pool_size=1, autocommit=True) for _ in range(2))
    with one.connect() as first, two.connect() as second:
        assert camera_states.hold_alone(first)
        assert not camera_states.hold_alone(second)
        first.invalidate()
        deadline = time.monotonic() + 5
        while not camera_states.hold_alone(second):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    one.dispose()
    two.dispose()
