"""What is done to a ticket on its way, through the service."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.integration import drawn
from tests.integration.monitoring import reports
from tests.integration.monitoring.desk import Desks

DUE = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def ticket(engine: Engine, plan: int) -> int:
    """A new one, due in some years."""
    del plan
    with engine.begin() as conn:
        return reports.put(conn, reports.row(due_at=DUE, description="箱盖破损"))[0]


def do(desks: Desks, role: str, ticket: int, act: str, **more: Any) -> Any:
    answer = desks[role].post(f"/api/v1/tickets/{ticket}/transitions", json={"act": act, **more})
    return answer.json() if answer.status_code == 200 else answer.status_code


def get(desks: Desks, role: str, ticket: int) -> Any:
    return desks[role].get(f"/api/v1/tickets/{ticket}").json()


def test_a_ticket_goes_its_way_with_time_and_post_of_every_step(desks: Desks, ticket: int) -> None:
    for role, act, more in (
        ("commander", "accept", {}),
        ("commander", "assign", {"unit": "环卫所"}),
        ("commander", "dispatch", {}),
        ("worker", "handle", {}),
        ("worker", "finish", {"note": "已清运"}),
        ("checker", "check", {}),
        ("commander", "close", {}),
    ):
        told = do(desks, role, ticket, act, **more)

    assert told["stage"] == "closed"
    assert told["closed_at"] is not None
    assert told["colour"] is None
    assert told["unit"] == "环卫所"
    assert [step["act"] for step in told["steps"]] == [
        "report", "accept", "assign", "dispatch", "handle", "finish", "check", "close",
    ]  # fmt: skip
    assert [step["post"].split(" ")[0] for step in told["steps"][1:]] == [
        "commander", "commander", "commander", "worker", "worker", "checker", "commander",
    ]  # fmt: skip
    times = [step["at"] for step in told["steps"][1:]]
    assert times == sorted(times)
    assert told["desks"][0] | {"since": 0, "ended_at": 0, "due_at": 0} == {
        "unit": "环卫所", "lead": True, "state": "done", "since": 0, "ended_at": 0, "due_at": 0,
    }  # fmt: skip


def test_each_is_offered_what_they_may_do_now_and_nothing_else(desks: Desks, ticket: int) -> None:
    offered = {role: set(get(desks, role, ticket)["acts"]) for role in
               ("commander", "worker", "supervisor", "checker", "auditor")}  # fmt: skip

    assert offered == {
        "commander": {"accept", "close", "defer", "move", "note"},
        "worker": {"move", "note"},
        "supervisor": {"supervise", "note"},
        "checker": {"note"},
        "auditor": set(),
    }


@pytest.mark.parametrize(
    ("role", "act", "more", "status"),
    [
        ("worker", "accept", {}, 403),
        ("auditor", "note", {"note": "?"}, 403),
        ("viewer", "note", {"note": "?"}, 404),
        ("stranger", "accept", {}, 404),
        ("commander", "escalate", {}, 403),
        ("commander", "report", {}, 403),
        ("worker", "handle", {}, 409),
        ("commander", "reopen", {"note": "?"}, 409),
        ("commander", "note", {}, 422),
        ("commander", "close", {}, 422),
        ("commander", "defer", {"note": "雨"}, 422),
        ("commander", "defer", {"note": "雨", "due_at": "2029-01-01T00:00:00Z"}, 422),
        ("commander", "accept", {"who": "?"}, 422),
    ],
)
def test_what_may_not_be_changes_nothing(
    role: str, act: str, more: dict[str, Any], status: int, desks: Desks, ticket: int
) -> None:
    before = get(desks, "commander", ticket)

    assert do(desks, role, ticket, act, **more) == status
    assert get(desks, "commander", ticket) == before


def test_of_two_who_accept_at_once_one_is_told_that_it_was_done(desks: Desks, ticket: int) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: do(desks, "commander", ticket, "accept"), range(6)))

    assert sum(isinstance(one, dict) for one in answers) == 1
    assert [one for one in answers if not isinstance(one, dict)] == [409] * 5
    assert len(get(desks, "commander", ticket)["steps"]) == 2


def test_two_desks_are_done_each_for_itself(desks: Desks, ticket: int) -> None:
    do(desks, "commander", ticket, "accept")
    given = do(desks, "commander", ticket, "assign", units=["城管局", "环卫所"], lead="环卫所")
    assert [(one["unit"], one["lead"]) for one in given["desks"]] == [
        ("环卫所", True), ("城管局", False),
    ]  # fmt: skip
    assert given["unit"] == "环卫所"
    do(desks, "worker", ticket, "handle")
    one = do(desks, "worker", ticket, "finish", unit="城管局")

    assert "check" not in get(desks, "checker", ticket)["acts"]
    assert {desk["unit"]: desk["state"] for desk in one["desks"]} == {
        "环卫所": "open", "城管局": "done",
    }  # fmt: skip
    assert do(desks, "commander", ticket, "close", note="办结") == 409
    both = do(desks, "worker", ticket, "finish", unit="环卫所")
    assert {desk["state"] for desk in both["desks"]} == {"done"}
    assert "check" in get(desks, "checker", ticket)["acts"]


def test_the_leading_desk_closes_for_all(desks: Desks, ticket: int) -> None:
    do(desks, "commander", ticket, "accept")
    do(desks, "commander", ticket, "assign", units=["环卫所", "城管局"])
    assert do(desks, "commander", ticket, "close", note="办结", unit="城管局") == 409

    told = do(desks, "commander", ticket, "close", note="办结", unit="环卫所")

    assert told["stage"] == "closed"
    assert {desk["state"] for desk in told["desks"]} == {"done"}


def test_what_a_category_has_as_its_desk_need_not_be_said(desks: Desks, ticket: int) -> None:
    do(desks, "commander", ticket, "accept")

    # The categories of these tests have none.
    assert do(desks, "commander", ticket, "assign") == 422


def test_a_ticket_put_off_is_due_later_and_counts_as_such(desks: Desks, ticket: int) -> None:
    later = (DUE + timedelta(days=30)).isoformat()

    told = do(desks, "commander", ticket, "defer", note="待汛期结束", due_at=later)

    assert told["stage"] == "deferred"
    assert told["deferred"] is True
    assert datetime.fromisoformat(told["due_at"]) == DUE + timedelta(days=30)
    assert told["stage_due"] == told["due_at"]


def test_a_closed_ticket_can_be_opened_again(desks: Desks, ticket: int) -> None:
    do(desks, "commander", ticket, "close", note="重复上报")

    told = do(desks, "checker", ticket, "reopen", note="现场仍有垃圾")

    assert (told["stage"], told["closed_at"]) == ("reopened", None)
    assert told["colour"] is not None
    assert told["steps"][-1]["note"] == "现场仍有垃圾"


def test_numbers_of_changes_rise_with_every_step(desks: Desks, ticket: int) -> None:
    seen = [get(desks, "commander", ticket)["change"]]
    seen += [do(desks, "commander", ticket, "note", note=str(turn))["change"] for turn in range(3)]

    assert all(one < other for one, other in itertools.pairwise(seen))


def test_a_ticket_is_moved_to_where_it_really_is(desks: Desks, ticket: int) -> None:
    before = get(desks, "worker", ticket)
    lon, lat = drawn.spot(1.5, 0.5)

    told = do(desks, "worker", ticket, "move", lon=lon, lat=lat, note="在路对面，电话13800138000")

    assert (told["lon"], told["lat"]) == (pytest.approx(lon), pytest.approx(lat))
    assert told["given"] == before["given"]
    assert told["change"] > before["change"]
    assert told["steps"][-1]["note"] == "在路对面，电话***"
    assert told["stage"] == before["stage"]


def test_a_place_that_cannot_be_true_is_refused(desks: Desks, ticket: int) -> None:
    before = get(desks, "worker", ticket)

    assert do(desks, "worker", ticket, "move", lon=0, lat=0) == 422
    assert do(desks, "worker", ticket, "move") == 422
    assert do(desks, "supervisor", ticket, "move", lon=1, lat=1) == 403
    assert get(desks, "worker", ticket) == before


def test_nobody_moves_a_ticket_to_where_they_have_no_say(engine: Engine, desks: Desks) -> None:
    with engine.begin() as conn:
        theirs = reports.put(conn, reports.row(6.5, 0.5, jurisdiction=drawn.CODES[1]))[0]
    lon, lat = drawn.spot(0.5, 0.5)
    assert get(desks, "stranger", theirs)["jurisdiction"] == drawn.CODES[1]

    assert do(desks, "stranger", theirs, "move", lon=lon, lat=lat) == 403
    assert do(desks, "worker", theirs, "move", lon=lon, lat=lat)["jurisdiction"] == drawn.CODES[0]
