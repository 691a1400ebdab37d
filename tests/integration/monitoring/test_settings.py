"""Categories and the configuration of the watch, in a town that begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from gis.database import Addresses
from gis.model.monitoring import Monitoring
from gis.monitor import stages
from gis.sample.tickets import categories as of_the_sample_town
from gis.store import audit_log, configuration
from gis.store import categories as store
from gis.store.colours import colour
from gis.store.engine import open_engine
from gis.store.tables import tickets
from gis.workflow import categories
from gis.workflow.upkeep import Upkeep
from tests.integration import drawn
from tests.integration.monitoring import reports
from tests.integration.monitoring.desk import Desks

CATEGORIES, CONFIGURATION = "/api/v1/tickets/categories", "/api/v1/monitoring/configuration"
LITTER = {
    "kind": "matter", "code": "06010", "class_name": "市容", "name": "垃圾", "name_en": "Litter",
    "limits": {"whole": 60, "handling": None}, "unit": "环卫所",
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    """A town with a plan, but without any category."""
    opened = open_engine(database.service)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def plan(engine: Engine) -> int:
    with engine.begin() as conn:
        number = drawn.store(conn)
        reports.publish(conn, number)
    Upkeep(engine).turn()
    with engine.begin() as conn:
        assert len(store.listing(conn)) == len(categories.sample())
        assert not categories.seed(conn)
    return number


def put(desks: Desks, address: str, body: Any, role: str = "admin") -> Any:
    return desks[role].put(address, json=body)


@pytest.fixture(scope="module")
def root(engine: Engine, desks: Desks) -> Desks:
    """The administrator is one of the whole county."""
    with engine.begin() as conn:
        conn.execute(
            text("update grants set jurisdiction = :county where role = 'admin'"),
            {"county": drawn.STREET[:6]},
        )
    return desks


def test_the_sample_has_all_that_the_sample_town_reports() -> None:
    known = {(one.kind, one.code): one for one in categories.sample()}
    town = of_the_sample_town()

    assert set(zip(town["kind"], town["code"], strict=True)) <= set(known)
    assert len(known) > 100
    for one in known.values():
        assert one.name
        assert one.name_en
        assert one.unit
        Monitoring().limits.but(one.limits)


def test_the_list_is_replaced_and_old_tickets_keep_what_they_were(
    engine: Engine, root: Desks
) -> None:
    with engine.begin() as conn:
        old = store.ids(conn, [("matter", "09009")])["matter", "09009"]
        ticket = reports.put(conn, reports.row(category=old))[0]

    answer = put(root, CATEGORIES, {"categories": [LITTER]})

    assert answer.status_code == 200, answer.text
    (shown,) = answer.json()["categories"]
    assert shown | {"id": 0} == LITTER | {"id": 0, "live": True}
    assert root["viewer"].get(CATEGORIES).json() == answer.json()
    everything = root["commander"].get(f"{CATEGORIES}?replaced=true").json()["categories"]
    assert len(everything) == len(categories.sample())
    told = root["commander"].get(f"/api/v1/tickets/{ticket}").json()
    assert (told["code"], told["category"]) == ("09009", "机动车乱停放")
    report = {"kind": "matter", "code": "09009"}
    assert root["commander"].post("/api/v1/tickets", json=report).status_code == 422


def test_limits_and_the_desk_of_a_category_count_for_its_tickets(root: Desks) -> None:
    put(root, CATEGORIES, {"categories": [LITTER]})
    lon, lat = drawn.spot(0.5, 0.5)
    body = {"kind": "matter", "code": "06010", "lon": lon, "lat": lat}
    ticket = root["commander"].post("/api/v1/tickets", json=body).json()[0]["id"]
    address = f"/api/v1/tickets/{ticket}"
    reported = root["commander"].get(address).json()

    def do(act: str) -> Any:
        return root["commander"].post(f"{address}/transitions", json={"act": act}).json()

    do("accept")
    assigned = do("assign")
    handled = do("handle")

    at = datetime.fromisoformat(reported["reported_at"])
    assert datetime.fromisoformat(reported["due_at"]) == at + timedelta(minutes=60)
    assert datetime.fromisoformat(reported["stage_due"]) == at + timedelta(minutes=1)
    assert [desk["unit"] for desk in assigned["desks"]] == ["环卫所"]
    assert handled["stage_due"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        [LITTER, LITTER],
        [LITTER | {"limits": {"walking": 5}}],
        [LITTER | {"limits": {"whole": 0}}],
        [LITTER | {"code": "06 010"}],
        [LITTER | {"name": ""}],
        [LITTER | {"kind": "person"}],
    ],
)
def test_a_list_that_makes_no_sense_changes_nothing(wrong: Any, root: Desks) -> None:
    before = root["viewer"].get(CATEGORIES).json()

    answer = put(root, CATEGORIES, {"categories": wrong})

    assert answer.status_code == 422
    assert answer.json()["faults"]
    assert root["viewer"].get(CATEGORIES).json() == before


def test_the_configuration_has_defaults_and_is_set_as_a_whole(engine: Engine, root: Desks) -> None:
    defaults = root["worker"].get(CONFIGURATION).json()
    assert [defaults["limits"][stage] for stage in ("reported", "dispatched", "handling")] == [
        1, 5, 10,
    ]  # fmt: skip
    assert defaults["snap"]["enabled"] is False

    wanted = {"limits": {"reported": 2, "handling": None}, "colours": {"yellow_from": 0.5}}
    answer = put(root, CONFIGURATION, wanted)

    assert answer.status_code == 200, answer.text
    told = root["worker"].get(CONFIGURATION).json()
    assert told == answer.json()
    assert (told["limits"]["reported"], told["limits"]["handling"]) == (2, None)
    assert told["limits"]["dispatched"] == 5
    with engine.connect() as conn:
        last = audit_log.listing(conn, ("0",), limit=1000)[-1]
    assert (last.actor, last.action) == ("admin", "configure monitoring")
    assert set(last.details) == {"limits", "colours"}
    assert put(root, CONFIGURATION, {}).json() == defaults


@pytest.mark.parametrize(
    "wrong",
    [
        {"limits": {"reported": 0}},
        {"limits": {"walking": 5}},
        {"colours": {"yellow_from": 1.5}},
        {"snap": {"categories": ["matter:77"]}},
        {"snap": {"jurisdiction": "110101"}},
        {"everything": 1},
        {"alerts": {"p": 1}},
    ],
)
def test_a_configuration_that_makes_no_sense_is_refused(wrong: Any, root: Desks) -> None:
    before = root["viewer"].get(CONFIGURATION).json()

    assert put(root, CONFIGURATION, wrong).status_code == 422
    assert root["viewer"].get(CONFIGURATION).json() == before


def test_nobody_of_a_part_of_the_town_sets_what_counts_for_all(engine: Engine, root: Desks) -> None:
    for role in ("commander", "planner", "viewer"):
        assert put(root, CONFIGURATION, {}, role).status_code == 403
    change = text("update grants set jurisdiction = :code where role = 'admin'")
    with engine.begin() as conn:
        conn.execute(change, {"code": drawn.STREET})
    try:
        assert put(root, CONFIGURATION, {}).status_code == 403
        assert put(root, CATEGORIES, {"categories": []}).status_code == 403
    finally:
        with engine.begin() as conn:
            conn.execute(change, {"code": drawn.STREET[:6]})


def test_the_database_sees_the_colours_that_the_rules_say(engine: Engine, plan: int) -> None:
    del plan
    start = datetime(2026, 1, 1, tzinfo=UTC)
    minutes = st.integers(1, 300).map(lambda count: start + timedelta(minutes=count))

    @settings(max_examples=20)
    @given(st.none() | minutes, st.none() | minutes, minutes, st.sampled_from([0.25, 0.5, 0.8]))
    def check(due: datetime | None, closed: datetime | None, now: datetime, share: float) -> None:
        with engine.connect() as conn:
            stage: dict[str, Any] = {"stage": "closed", "closed_at": closed} if closed else {}
            (ticket,) = reports.put(conn, reports.row(reported_at=start, due_at=due, **stage))
            wanted = select(colour(now, share)).where(tickets.c.id == ticket)
            seen = conn.execute(wanted).scalar_one()
        assert seen == stages.colour(start, due, closed, now, share)

    check()


def test_what_another_version_has_stored_besides_is_passed_over(engine: Engine, plan: int) -> None:
    del plan
    with engine.connect() as conn:
        known = configuration.as_json(Monitoring())
        configuration.put(conn, "monitoring", {**known, "weather": {"on": True}}, "somebody")
        assert configuration.monitoring(conn) == Monitoring()
        conn.rollback()
