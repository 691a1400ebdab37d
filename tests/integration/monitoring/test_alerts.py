"""Alerts: raised once for what is unusual and hardly ever for what is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, Engine, text

from gis.database import Addresses
from gis.errors import ConflictError, NotFoundError
from gis.model.monitoring import Alerts, Monitoring
from gis.store import alerts as store
from gis.store import audit_log, configuration
from gis.store.alerts import Alert
from gis.store.engine import open_engine
from gis.store.tallies import SqlTallies
from gis.workflow import alerts
from gis.workflow.alerts import Watch
from gis.workflow.ground import Grounds
from tests.integration.monitoring import unusual_town as town
from tests.integration.monitoring.unusual_town import FLOOD, LAMP, LITTER, NOW

HERE = 13
GROUNDS = Grounds()


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service)
    with opened.begin() as conn:
        town.build(conn)
    yield opened
    opened.dispose()


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    """The quiet town, in a transaction that is rolled back."""
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def watch() -> Watch:
    return Watch(GROUNDS, SqlTallies)


def checked(conn: Connection, **later: float) -> list[Alert]:
    return watch().check(conn, NOW + timedelta(**later))


def test_an_ordinary_day_raises_nothing(conn: Connection) -> None:
    assert checked(conn) == []


def test_ordinary_weeks_raise_hardly_anything(conn: Connection) -> None:
    watching, raised = watch(), []
    for day in range(-28, 0):
        for hour in (9, 21):
            at = (NOW + timedelta(days=day)).replace(hour=hour)
            raised += watching.check(conn, at)

    assert len([one for one in raised if one.kind in {"surge", "hot_spot"}]) <= 2


def test_a_surge_is_found_with_its_reason(conn: Connection, rng: np.random.Generator) -> None:
    town.put(conn, rng, HERE, LITTER, town.recently(rng, 9, timedelta(minutes=55)))

    (found,) = checked(conn)

    assert (found.kind, found.grid, found.category_code) == (
        "surge", town.code(HERE), "matter:06010",
    )  # fmt: skip
    assert found.jurisdiction == town.code(HERE)[:12]
    assert found.numbers["observed"] >= 9
    assert found.numbers["q"] <= 0.01
    assert "周二" in found.reason_zh
    assert "Tuesday" in found.reason_en
    assert "Litter" in found.reason_en
    assert found.window_to - found.window_from == timedelta(hours=1)


def test_a_slow_surge_is_found_by_the_day(conn: Connection, rng: np.random.Generator) -> None:
    town.put(conn, rng, HERE, LITTER, town.recently(rng, 14, timedelta(hours=23)))

    (found,) = checked(conn)

    assert found.window_to - found.window_from == timedelta(days=1)
    ratio = found.numbers["observed"] / found.numbers["expected"]
    assert found.numbers["ratio"] == pytest.approx(ratio, rel=0.02)
    assert f"{found.numbers['ratio']:.1f} times what is usual for a Tuesday here" in found.reason_en


def test_a_rise_too_slow_for_a_day_is_found_by_the_week(
    conn: Connection, rng: np.random.Generator
) -> None:
    days = [NOW - timedelta(hours=17 + 12 * half) for half in range(13)]
    town.put(conn, rng, HERE, LAMP, days)

    (found,) = [one for one in checked(conn) if one.kind == "surge"]

    assert found.window_to - found.window_from == timedelta(days=7)
    assert found.numbers["topic"] == "component:02"
    assert checked(conn, days=3) == []


def test_a_rise_of_the_whole_county_is_told_once_and_what_stands_out_from_it(
    conn: Connection, rng: np.random.Generator
) -> None:
    everywhere = rng.integers(0, town.GRIDS, 400)
    town.put(conn, rng, everywhere, LITTER, town.recently(rng, 400, timedelta(minutes=55)))
    assert [(one.grid, one.jurisdiction) for one in checked(conn)] == [(None, town.COUNTY)]

    town.put(conn, rng, HERE, LITTER, town.recently(rng, 60, timedelta(minutes=55)))
    (found,) = checked(conn, seconds=1)
    assert found.grid == town.code(HERE)


def test_after_a_long_silence_one_learns_anew_what_is_usual(
    conn: Connection, rng: np.random.Generator
) -> None:
    later = NOW + timedelta(days=100)
    times = [later - timedelta(days=1) * float(share) for share in rng.random(400)]
    town.put(conn, rng, rng.integers(0, town.GRIDS, 400), LITTER, times)

    assert [one for one in watch().check(conn, later) if one.kind == "surge"] == []


def test_the_same_is_told_once(conn: Connection, rng: np.random.Generator) -> None:
    watching = watch()
    town.put(conn, rng, HERE, LITTER, town.recently(rng, 12, timedelta(minutes=30)))

    assert len(watching.check(conn, NOW)) == 1
    for minute in (1, 2, 20):
        assert watching.check(conn, NOW + timedelta(minutes=minute)) == []
    assert checked(conn, hours=1) == []


def test_few_are_no_surge_however_rare_they_are(conn: Connection, rng: np.random.Generator) -> None:
    town.put(conn, rng, HERE, FLOOD, town.recently(rng, 4, timedelta(minutes=30)))

    assert checked(conn) == []


def test_a_new_hot_spot_of_the_week_is_found(conn: Connection, rng: np.random.Generator) -> None:
    spread = timedelta(days=6)
    times = [one - timedelta(hours=17) for one in town.recently(rng, 24, spread)]
    town.put(conn, rng, HERE, FLOOD, times)

    found = [one for one in checked(conn) if one.kind == "hot_spot"]

    assert [one.grid for one in found] == [town.code(HERE)]
    assert found[0].numbers["observed"] == 24
    assert "新热点" in found[0].reason_zh
    again = [one for one in checked(conn, days=1) if one.kind == "hot_spot"]
    assert again == []


def test_units_of_which_much_is_late_are_told(conn: Connection, rng: np.random.Generator) -> None:
    times = town.recently(rng, 30, timedelta(days=20))
    late, early = NOW - timedelta(hours=1), NOW + timedelta(days=3)
    town.put(conn, rng, HERE, LITTER, times[:6], unit="环卫所", due_at=late)
    town.put(conn, rng, HERE, LITTER, times[6:14], unit="环卫所", due_at=early)
    town.put(conn, rng, HERE, LITTER, times[14:30], unit="园林所", due_at=early)

    found = [one for one in checked(conn) if one.kind == "overdue"]

    assert [one.numbers for one in found] == [
        {"unit": "环卫所", "late": 6, "open": 14, "share": 0.429}
    ]
    assert found[0].jurisdiction == town.STREET


def test_what_came_to_lie_in_few_grids_is_told(conn: Connection, rng: np.random.Generator) -> None:
    times = [one - timedelta(days=1) for one in town.recently(rng, 120, timedelta(days=26))]
    town.put(conn, rng, rng.choice([3, 30, 60], 120), FLOOD, times)

    found = [one for one in checked(conn) if one.kind == "concentration"]

    assert [one.numbers["topic"] for one in found] == ["matter:01"]
    assert found[0].numbers["top_share"] > 0.6
    assert found[0].jurisdiction == town.COUNTY


def test_dead_cameras_of_a_department_are_told(conn: Connection) -> None:
    conn.execute(
        text(
            "insert into cameras (code, scheme, name, department, kind, jurisdiction, status, geom)"
            " select 'c' || n, 'own', '', case when n < 10 then '公安' else '城管' end, 'fixed',"
            " '990121100201', case when n < 4 then 'offline' else 'online' end,"
            " 'srid=4326;point(113.9 30.6)' from generate_series(1, 30) n"
        )
    )

    (found,) = checked(conn)

    assert found.kind == "cameras_down"
    assert found.numbers == {"department": "公安", "offline": 3, "cameras": 9}


def test_thresholds_are_those_of_the_configuration(
    conn: Connection, rng: np.random.Generator
) -> None:
    town.put(conn, rng, HERE, LITTER, town.recently(rng, 9, timedelta(minutes=55)))
    configuration.put_monitoring(conn, Monitoring(alerts=Alerts(least=30)), "admin")
    assert checked(conn) == []

    configuration.put_monitoring(conn, Monitoring(alerts=Alerts(enabled=False)), "admin")
    assert checked(conn) == []


def test_only_one_looks_at_a_time(engine: Engine, conn: Connection) -> None:
    with engine.connect() as other:
        assert store.begin(other)
        assert not store.begin(conn)
        assert checked(conn) == []
    assert store.begin(conn)


def test_whoever_takes_care_is_noted_and_the_first_one_only(
    conn: Connection, rng: np.random.Generator
) -> None:
    town.put(conn, rng, HERE, LITTER, town.recently(rng, 9, timedelta(minutes=55)))
    (found,) = checked(conn)

    done = alerts.acknowledge(conn, found.id, "commander", "已派环卫所")

    assert (done.acknowledged_by, done.note) == ("commander", "已派环卫所")
    assert done.acknowledged_at is not None
    with pytest.raises(ConflictError, match="by commander before"):
        alerts.acknowledge(conn, found.id, "other", "too late")
    with pytest.raises(NotFoundError):
        alerts.acknowledge(conn, found.id + 1, "other", "none")
    (entry,) = audit_log.about(conn, f"alert {found.id}", ["acknowledge"])
    assert entry.details["note"] == "已派环卫所"


def test_lists_hold_what_lies_in_the_jurisdiction_and_is_open(
    conn: Connection, rng: np.random.Generator
) -> None:
    for grid in (HERE, 40):
        town.put(conn, rng, grid, LITTER, town.recently(rng, 9, timedelta(minutes=55)))
    first, second = sorted(checked(conn), key=lambda one: one.id)
    everything: dict[str, Any] = {"open_only": False, "start": None, "end": None, "before": None,
                                  "limit": 10}  # fmt: skip

    def listed(*places: str, **more: Any) -> list[int]:
        return [one.id for one in store.listing(conn, places, **{**everything, **more})]

    assert listed("0") == [second.id, first.id]
    assert listed(first.jurisdiction) == [first.id]
    assert listed() == []
    assert listed("0", before=second.id) == [first.id]
    assert listed("0", start=NOW + timedelta(seconds=1)) == []
    assert listed("0", end=NOW - timedelta(days=2)) == []
    alerts.acknowledge(conn, second.id, "commander", "ok")
    assert listed("0", open_only=True) == [first.id]


def test_a_town_without_a_past_is_watched_without_complaint(
    database: Addresses, conn: Connection
) -> None:
    del database
    conn.execute(text("delete from tickets"))

    assert checked(conn) == []
