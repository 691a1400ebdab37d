from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from gis.database import Addresses
from gis.store.engine import open_engine
from gis.workflow.stored import plan_proposal
from tests.integration import drawn
from tests.integration.served import Callers


@pytest.fixture(scope="module")
def engine(database: Addresses) -> Iterator[Engine]:
    opened = open_engine(database.service, patient=True)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def plan(engine: Engine) -> int:
    with engine.begin() as conn:
        return drawn.store(conn)


@pytest.fixture(scope="module")
def callers(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callers:
    return Callers(engine, tmp_path_factory.mktemp("data"))


def test_a_drafts_grids_are_described_as_its_ledger_does(
    engine: Engine, plan: int, callers: Callers
) -> None:
    with engine.connect() as conn:
        _, proposal, _ = plan_proposal(conn, plan)
    ledger = set(
        zip(proposal.grids["boundary_text"], proposal.grids["boundary_text_en"], strict=True)
    )
    told = [
        one
        for community in drawn.CODES
        for one in callers[drawn.PLANNER]
        .get(f"/api/v1/plans/{plan}/descriptions", params={"community": community})
        .json()
    ]
    assert len({one["grid"] for one in told}) == len(told) == len(proposal.grids)
    assert {(one["zh"], one["en"]) for one in told} == ledger


def test_a_community_that_the_plan_has_not_is_not_described(callers: Callers, plan: int) -> None:
    answer = callers[drawn.PLANNER].get(
        f"/api/v1/plans/{plan}/descriptions", params={"community": "990121100999"}
    )
    assert answer.status_code == 404
    assert answer.json()["zh"]["detail"] == f"方案{plan}中没有社区990121100999"
