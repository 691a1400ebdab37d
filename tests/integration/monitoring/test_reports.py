"""Monthly reports and the offline heat map, from tickets whose every figure is known."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from sqlalchemy import Connection, Engine
from typer.testing import CliRunner

from gis.cli import app
from gis.database import Addresses
from gis.model.questions import By, Question
from gis.model.tickets import Channel, Stage
from gis.store.tallies import SqlTallies
from tests.integration import drawn
from tests.integration.monitoring import reports
from tests.integration.monitoring.desk import Desks
from tests.unit.maps.test_report import has_fonts

WEST, EAST = drawn.CODES
JULY = datetime(2025, 6, 30, 16, tzinfo=UTC)
"""Midnight of 1 July in China."""
HOUR = timedelta(hours=1)
PATH = "/api/v1/reports/monthly"


def ticket(column: float, at: datetime, closed: float | None, **more: Any) -> dict[str, Any]:
    """A ticket that is due after a day, closed after some hours or open."""
    done = None if closed is None else at + closed * HOUR
    told = {"due_at": at + 24 * HOUR, "closed_at": done, "deferred": False}
    stage = Stage.HANDLING if done is None else Stage.CLOSED
    return reports.row(column, 0.5, reported_at=at, stage=stage, **told | more)


def fill(conn: Connection) -> None:
    """Eight tickets of July in the west and two in the east, one of June, one of August."""
    first = JULY + 9 * HOUR
    reports.put(
        conn,
        *(ticket(0.5, first + n * 24 * HOUR, 10.0) for n in range(3)),
        ticket(0.5, first + 24 * HOUR, 30.0, channel=Channel.SNAP),
        ticket(2.5, first + 48 * HOUR, None, category=3),
        ticket(2.5, first + 48 * HOUR, None, category=3, deferred=True),
        # Due in August, and closed then.
        ticket(2.5, JULY + 31 * 24 * HOUR - HOUR, 20.0),
        # Closed in time, but in August: as at the end of July it is open and due.
        ticket(0.5, JULY + 30 * 24 * HOUR, 300.0, due_at=JULY + 30 * 24 * HOUR + 2 * HOUR),
        ticket(6.5, first, 1.0),
        ticket(6.5, first + HOUR, 3.0),
        ticket(6.5, JULY - HOUR, 1.0),
        ticket(6.5, JULY + 31 * 24 * HOUR, 1.0),
    )


@pytest.fixture(scope="module")
def town(engine: Engine, plan: int, tmp_path_factory: pytest.TempPathFactory) -> Desks:
    """The service, with tickets in the town."""
    del plan
    with engine.begin() as conn:
        fill(conn)
    return Desks(engine, tmp_path_factory.mktemp("data"))


def url(database: Addresses) -> str:
    return database.service.render_as_string(hide_password=False)


def ask(town: Desks, who: str = "commander", **query: Any) -> Any:
    answer = town[who].get(PATH, params={"month": "2025-07", **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_figures_of_a_community_are_those_of_its_tickets_as_at_the_months_end(
    town: Desks,
) -> None:
    total = ask(town, community=WEST)["total"]

    assert {key: total[key] for key in ("tickets", "open", "closed")} == {
        "tickets": 8, "open": 4, "closed": 4,
    }  # fmt: skip
    # Seven were due in July; one of them was put off. Three of four were closed in time.
    assert (total["due"], total["deferred"]) == (7, 1)
    assert (total["closed_due"], total["on_time"]) == (4, 3)
    assert (total["closure_rate"], total["on_time_rate"]) == (4 / 6, 3 / 6)
    assert total["median_minutes"] == 600
    assert total["per_thousand"] == pytest.approx(8 / 0.48)
    assert total["households"] == 480


def test_reports_add_up_from_the_grids_to_the_street(town: Desks) -> None:
    street = ask(town, street=drawn.STREET)
    communities = [ask(town, community=code) for code in (WEST, EAST)]
    grids = [
        ask(town, grid=f"{code}00{n}")["total"]["tickets"] for code in (WEST, EAST) for n in (1, 2)
    ]

    assert street["total"]["tickets"] == 10
    assert [one["total"]["tickets"] for one in communities] == [8, 2]
    assert [one["tickets"] for one in street["parts"]] == [8, 2]
    assert grids == [5, 3, 0, 2]
    for one in (street, *communities):
        for name in ("parts", "categories", "channels", "stages"):
            assert sum(row["tickets"] for row in one[name]) == one["total"]["tickets"], name
        assert sum(count for _, count in one["days"]) == one["total"]["tickets"]
        assert sum(one["hours"]) == one["total"]["tickets"]
        assert len(one["days"]) == 31


def test_days_and_hours_are_those_of_china(town: Desks) -> None:
    found = ask(town, community=EAST)

    assert found["days"][0] == ["2025-07-01", 2]
    assert found["hours"][9:11] == [1, 1]


def test_other_months_are_compared_as_at_their_own_ends(town: Desks) -> None:
    july, august = ask(town, community=EAST), ask(town, community=EAST, month="2025-08")

    assert july["before"]["tickets"] == 1
    assert july["year_before"] is None
    assert august["total"]["tickets"] == 1
    assert august["before"] == july["total"]


def test_a_report_of_a_grid_names_its_fullest_places_and_no_address(town: Desks) -> None:
    found = ask(town, grid=f"{WEST}001")

    assert found["place"]["path"][-1] == "第1网格"
    assert sum(one["tickets"] for one in found["spots"]) == 5
    # Nobody can tell on which floor of the tower: none of its two micro-grids has them.
    assert [(one["key"], one["tickets"]) for one in found["parts"]] == [(None, 5)]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 422),
        ({"grid": f"{WEST}001", "community": WEST}, 422),
        ({"community": WEST, "month": "2025-13"}, 422),
        ({"community": WEST, "month": "2999-01"}, 422),
        ({"community": "990121100999"}, 404),
        ({"grid": "1"}, 404),
        ({"street": WEST}, 404),
        ({"county": "990121"}, 404),
    ],
)
def test_what_makes_no_sense_or_is_not_ones_own_is_refused(
    town: Desks, query: dict[str, str], status: int
) -> None:
    answer = town["commander"].get(PATH, params={"month": "2025-07", **query})
    assert answer.status_code == status, answer.text


def test_who_may_see_no_report_sees_none(town: Desks) -> None:
    query = {"month": "2025-07", "community": WEST}
    assert town["viewer"].get(PATH, params=query).status_code == 403
    assert town["stranger"].get(PATH, params=query).status_code == 404
    assert town.anybody().get(PATH, params=query).status_code == 401


def test_the_page_comes_with_rules_that_let_in_nothing_but_its_own_styles(town: Desks) -> None:
    query = {"month": "2025-07", "community": WEST, "format": "html"}
    answer = town["auditor"].get(PATH, params=query)

    assert answer.headers["content-type"].startswith("text/html")
    rules = answer.headers["content-security-policy"]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; "
        r"frame-ancestors 'none'",
        rules,
    )
    assert "东村 2025年7月运行月报" in answer.text


@has_fonts
def test_the_pdf_is_a_file_to_keep(town: Desks) -> None:
    query = {"month": "2025-07", "community": WEST, "format": "pdf", "language": "en"}
    answer = town["auditor"].get(PATH, params=query)

    assert answer.headers["content-type"] == "application/pdf"
    assert f'filename="{WEST}-2025-07.pdf"' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF-")


def test_the_command_writes_what_the_service_answers(
    town: Desks, database: Addresses, tmp_path: Path
) -> None:
    book = tmp_path / "west.xlsx"
    command = ["report", "monthly", "--community", WEST, "--month", "2025-07"]
    done = CliRunner().invoke(app, [*command, "--out", str(book), "--database", url(database)])

    assert done.exit_code == 0, done.output
    sheets = dict(pyogrio.list_layers(book))
    assert "每日事件数" in sheets
    counts = pyogrio.read_dataframe(book, layer="每日事件数", HEADERS="FORCE").iloc[:, 1]
    assert counts.tolist() == [count for _, count in ask(town, community=WEST)["days"]]
    wrong = CliRunner().invoke(
        app, [*command, "--out", str(tmp_path / "west.doc"), "--database", url(database)]
    )
    assert wrong.exit_code == 2
    assert not (tmp_path / "west.doc").exists()


def test_the_heat_map_holds_every_placed_ticket_frame_by_frame(
    town: Desks, engine: Engine, database: Addresses, tmp_path: Path
) -> None:
    del town
    file = tmp_path / "heat.html"
    command = ["heat", "--from", "2025-06-01", "--to", "2025-09-01", "--out", str(file)]
    command += ["--resolution", "9"]
    done = CliRunner().invoke(app, [*command, "--database", url(database)])

    assert done.exit_code == 0, done.output
    text = re.search(r'id="content">(.*?)</script>', file.read_text("utf-8"))
    assert text is not None
    data = json.loads(text[1])
    assert data["at"] == ["2025-06-01", "2025-07-01", "2025-08-01"]
    assert data["until"] == ["2025-06-30", "2025-07-31", "2025-08-31"]
    assert data["totals"] == [1, 10, 1]
    for counts in (data["counts"], data["grid_counts"]):
        assert [sum(pairs[1::2]) for pairs in counts] == data["totals"]
    with engine.connect() as conn:
        known = SqlTallies(conn).tally(Question(placed=True), By.HEX, resolution=9)
    assert len(data["hexes"]) == len(known)
    assert {one["code"] for one in data["grids"]} == {
        f"{code}00{n}" for code in (WEST, EAST) for n in (1, 2)
    }


def test_few_tickets_are_shown_in_large_hexagons(
    town: Desks, database: Addresses, tmp_path: Path
) -> None:
    del town
    few, fine = tmp_path / "few.html", tmp_path / "fine.html"
    for file, more in ((few, ()), (fine, ("--resolution", "10"))):
        command = ["heat", "--out", str(file), *more, "--database", url(database)]
        assert CliRunner().invoke(app, command).exit_code == 0
    edges = [re.search(r'"resolution": ?(\d+)', one.read_text("utf-8")) for one in (few, fine)]
    assert [int(one[1]) for one in edges if one] == [8, 10]


def test_a_heat_map_of_too_many_frames_is_refused(
    database: Addresses, town: Desks, tmp_path: Path
) -> None:
    del town
    file = tmp_path / "heat.html"
    command = ["heat", "--step", "hour", "--from", "2025-06-01", "--to", "2025-07-01"]
    done = CliRunner().invoke(app, [*command, "--out", str(file), "--database", url(database)])

    assert done.exit_code == 2
    assert "longer --step" in done.output
    assert not file.exists()
