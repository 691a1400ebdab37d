"""What could be done: told in counts that hold when it is done, and never refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from gis.database import Addresses
from gis.model import Band, JobKind, Rules
from gis.model.wishes import Attributes, Dedicate, Merge, Move, NewGrid, Wish
from gis.store import jobs
from gis.store.engine import open_engine
from gis.workflow import edit, fix, judge, publish
from gis.workflow.edit import Order
from gis.workflow.fsck import fsck
from gis.workflow.work import Work
from tests import squares
from tests.integration import drawn
from tests.integration.served import Callers

BY = squares.BY
COMPOUND = [(row, column) for row in (0, 1) for column in (3, 4)]
"""Four squares in the south-east corner of the first grid."""


@dataclass
class Town:
    """A community of 20 by 20 squares with 7 households each, in 8 grids of 350."""

    engine: Engine
    stored: squares.Stored
    edits: int = 0

    def atoms(self, rows: range, columns: range) -> list[int]:
        held: list[int] = self.stored.atoms[0][np.ix_(rows, columns)].ravel().tolist()
        return held

    @property
    def plan(self) -> int:
        return self.stored.plan

    def grid(self, position: int) -> int:
        return int(self.stored.grids[0][position])

    def do(self, wish: Wish) -> dict[str, Any]:
        self.edits += 1
        return dict(edit.edit(self.engine, Order(self.plan, BY, f"edit {self.edits}"), wish))

    def count(self, query: str) -> Any:
        with self.engine.connect() as conn:
            return conn.execute(text(query), {"plan": self.plan}).scalar_one()

    def audited(self) -> tuple[int, dict[str, list[str]]]:
        """Number of an audit, and its errors by rule."""
        with self.engine.begin() as conn:
            number = judge.keep(conn, judge.judge(conn, self.plan), BY).audit
            query = "select rule, id from findings where audit = :audit and severity = 'error'"
            found: dict[str, list[str]] = {}
            for rule, name in conn.execute(text(query), {"audit": number}).all():
                found.setdefault(rule, []).append(name)
        return number, found


def town(engine: Engine, rules: Rules | None = None) -> Town:
    ground, land = squares.ground(1), squares.town(1)
    inside = [row * squares.SIDE + column for row, column in COMPOUND]
    ground.atoms.loc[inside, "compound"] = "c1"
    land.buildings.loc[inside, "compound"] = "c1"
    with pytest.MonkeyPatch.context() as patch, engine.begin() as conn:
        patch.setattr(squares, "ground", lambda *_: ground)
        patch.setattr(squares, "town", lambda *_: land)
        if rules:
            patch.setattr(squares, "RULES", rules)
        return Town(engine, squares.store(conn, 1))


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    # The roles of the callers count in its county.
    town(opened)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def callers(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callers:
    return Callers(engine, tmp_path_factory.mktemp("data"), place=squares.COUNTY)


@pytest.fixture
def planner(callers: Callers) -> TestClient:
    return callers[drawn.PLANNER]


@pytest.fixture
def short(engine: Engine) -> Town:
    """The first grid has given squares to its neighbours and is down to 273 households."""
    made = town(engine)
    made.do(Move(made.atoms(range(2, 10), range(4, 5)), made.grid(1)))
    made.do(Move(made.atoms(range(9, 10), range(3)), made.grid(4)))
    return made


def asked(client: TestClient, plan: int, **body: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/plans/{plan}/suggestions", json=body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert answer.headers["etag"] == f'"{told["version"]}"'
    return told


def test_a_grid_that_is_short_is_offered_the_fewest_households_that_help(
    short: Town, planner: TestClient
) -> None:
    told = asked(planner, short.plan, grid=short.grid(0))
    assert told["reason"] is None
    first, *others = told["suggestions"]
    assert 0 < len(others) <= 2
    assert first["done"]
    # 273 + 4 * 7 = 301: three squares would not do.
    assert first["households_moved"] == 28
    own = next(unit for unit in first["grids"] if unit["id"] == short.grid(0))
    assert (own["before"], own["after"]) == (273, 301)
    assert (own["in_band_before"], own["in_band_after"]) == (False, True)
    assert first["buildings_moved"] == len(first["atoms"]) == 4
    assert "273→301" in first["text"]["zh"]
    assert "273→301" in first["text"]["en"]
    ranks = [(not one["done"], one["households_moved"]) for one in told["suggestions"]]
    assert ranks == sorted(ranks)


def test_nothing_is_written_and_the_same_is_told_again(short: Town, planner: TestClient) -> None:
    query = "select count(*) from operations where plan = :plan"
    before = short.count(query)
    first = asked(planner, short.plan, grid=short.grid(0))
    assert asked(planner, short.plan, grid=short.grid(0)) == first
    assert short.count(query) == before


@pytest.mark.parametrize("which", [0, 1, 2])
def test_each_suggestion_can_be_carried_out_as_it_is_and_comes_to_what_it_says(
    short: Town, planner: TestClient, which: int
) -> None:
    told = asked(planner, short.plan, grid=short.grid(0))
    chosen = told["suggestions"][which]
    done = planner.post(
        f"/api/v1/plans/{short.plan}/operations", json=chosen["wish"],
        headers={"If-Match": f'"{told["version"]}"'},
    )  # fmt: skip
    assert done.status_code == 200, done.text
    now = {unit["code"]: unit["households"] for unit in done.json()["grids"] if unit["live"]}
    due = {one["code"]: one["after"] for one in chosen["grids"] if one["after"] is not None}
    assert {code: now[code] for code in due} == due
    query = text("select atom, grid from assignments where plan = :plan")
    with short.engine.connect() as conn:
        homes = {row.atom: row.grid for row in conn.execute(query, {"plan": short.plan})}
    assert all(homes[one["atom"]] == one["to"] for one in chosen["atoms"] if one["to"])
    assert fsck(short.engine, [short.plan]) == []


def test_a_torn_compound_is_brought_together_by_its_finding(
    engine: Engine, planner: TestClient
) -> None:
    made = town(engine)
    made.do(Move(made.atoms(range(2), range(4, 5)), made.grid(1)))
    audit, errors = made.audited()
    (finding,) = errors["torn_compound"]
    told = asked(planner, made.plan, audit=audit, finding=finding)
    best = told["suggestions"][0]
    assert best["households_moved"] == 14
    assert planner.post(
        f"/api/v1/plans/{made.plan}/operations", json=best["wish"],
        headers={"If-Match": f'"{told["version"]}"'},
    ).is_success  # fmt: skip
    assert "torn_compound" not in made.audited()[1]


def test_a_micro_grid_out_of_band_is_mended_within_its_grid(
    engine: Engine, planner: TestClient
) -> None:
    made = town(engine)
    made.do(NewGrid(made.atoms(range(2), range(2)), "microgrid"))
    audit, errors = made.audited()
    told = asked(planner, made.plan, audit=audit, finding=errors["band"][0])
    assert {one["level"] for one in told["suggestions"]} == {"microgrid"}
    best = told["suggestions"][0]
    assert all(unit["in_band_after"] for unit in best["grids"] if unit["after"] is not None)
    version = told["version"]
    done = planner.post(
        f"/api/v1/plans/{made.plan}/operations", json=best["wish"],
        headers={"If-Match": f'"{version}"'},
    )  # fmt: skip
    assert done.is_success
    assert errors["band"][0] not in made.audited()[1].get("band", [])


def test_gaps_in_numbers_are_closed(engine: Engine, planner: TestClient) -> None:
    made = town(engine)
    made.do(Attributes(made.grid(7), code=f"{squares.code(0)}100"))
    audit, errors = made.audited()
    told = asked(planner, made.plan, audit=audit, finding=errors["code"][0])
    assert [one["kind"] for one in told["suggestions"]] == ["renumber"]


# -------------------------------------------------------------------------- nothing to do
def test_a_grid_without_faults_needs_nothing(engine: Engine, planner: TestClient) -> None:
    made = town(engine)
    told = asked(planner, made.plan, grid=made.grid(3))
    assert told["suggestions"] == []
    assert "Nothing is wrong" in told["reason"]["en"]


def test_locked_neighbours_are_named_and_left_alone(short: Town, planner: TestClient) -> None:
    for position in range(1, 8):
        short.do(Attributes(short.grid(position), locked=True))
    told = asked(planner, short.plan, grid=short.grid(0))
    # Its micro-grids can be mended all the same.
    assert {one["level"] for one in told["suggestions"]} <= {"microgrid"}
    assert "locked (002, " in told["reason"]["en"]
    short.do(Attributes(short.grid(0), locked=True))
    assert "unlock it first" in asked(planner, short.plan, grid=short.grid(0))["reason"]["en"]


@pytest.mark.parametrize(
    ("band", "sentence"),
    [
        (Band(3000, 4000), "2800 households in all, less than the 3000 of one grid"),
        (Band(1500, 2000), "1 grid can hold at most 2000, 2 grids need at least 3000"),
    ],
)
def test_where_no_number_of_grids_fits_the_arithmetic_is_told(
    engine: Engine, planner: TestClient, band: Band, sentence: str
) -> None:
    made = town(engine, Rules(band))
    made.do(Merge([made.grid(n) for n in range(8)], made.grid(0)))
    told = asked(planner, made.plan, grid=made.grid(0))
    assert told["suggestions"] == []
    assert sentence in told["reason"]["en"]


def test_a_dedicated_grid_follows_its_site(engine: Engine, planner: TestClient) -> None:
    made = town(engine)
    made.do(Dedicate("market", "市场", grid=made.grid(2)))
    number = made.count("select id from grids where plan = :plan and live and kind = 'dedicated'")
    assert asked(planner, made.plan, grid=number)["suggestions"] == []


def test_what_the_plan_does_not_hold_is_not_found(short: Town, planner: TestClient) -> None:
    address = f"/api/v1/plans/{short.plan}/suggestions"
    assert planner.post(address, json={"grid": 999_999}).status_code == 404
    assert planner.post(address, json={"audit": 999_999, "finding": "x"}).status_code == 404
    audit, _ = short.audited()
    assert planner.post(address, json={"audit": audit, "finding": "x"}).status_code == 404
    assert planner.post(address, json={"audit": audit}).status_code == 422


def test_only_drafts_get_suggestions(engine: Engine, planner: TestClient) -> None:
    made = town(engine)
    with engine.begin() as conn:
        publish.submit(conn, made.plan, BY)
    answer = planner.post(f"/api/v1/plans/{made.plan}/suggestions", json={"grid": made.grid(0)})
    assert answer.status_code == 409


def test_who_may_not_edit_gets_no_suggestions(short: Town, callers: Callers) -> None:
    for path, body in (("suggestions", {"grid": short.grid(0)}), ("fix", {})):
        answer = callers[drawn.AUDITOR].post(f"/api/v1/plans/{short.plan}/{path}", json=body)
        assert answer.status_code == 403


# ------------------------------------------------------------------------------- fix all
def test_a_branch_is_made_on_which_all_that_can_be_mended_is(
    short: Town, planner: TestClient, tmp_path: Path
) -> None:
    short.do(Move(short.atoms(range(2), range(4, 5)), short.grid(1)))
    before = short.count("select version from plans where id = :plan")
    wrong = sum(len(found) for found in short.audited()[1].values())
    assert wrong >= 2
    answer = planner.post(f"/api/v1/plans/{short.plan}/fix", json={"most": 50})
    assert answer.status_code == 202, answer.text
    with short.engine.begin() as conn:
        job = jobs.get(conn, answer.json()["id"])
    assert job.kind is JobKind.FIX
    steps: set[str] = set()
    work = Work(
        job.params, job.created_by, tmp_path, 1, lambda: short.engine,
        lambda step, *_: steps.add(step),
    )  # fmt: skip
    effect = fix.handle(work)
    with short.engine.begin() as conn:
        result = effect(conn).result
    assert {"auditing", "fixing"} <= steps
    assert result["remaining"] == 0
    assert 0 < result["applied"] <= 50
    branch = planner.get(f"/api/v1/plans/{result['plan']}").json()
    assert branch["name"].endswith("（修正）")
    assert (branch["parent"], branch["state"]) == (short.plan, "draft")
    assert branch["version"] == result["applied"]
    assert short.count("select version from plans where id = :plan") == before
    assert fsck(short.engine, [result["plan"]]) == []


def test_no_more_edits_are_made_than_were_asked_for(short: Town) -> None:
    short.do(Move(short.atoms(range(2), range(4, 5)), short.grid(1)))
    with short.engine.begin() as conn:
        fixed = fix.fix(conn, short.plan, BY, most=1, progress=lambda *_: None)
    assert fixed.applied == 1
