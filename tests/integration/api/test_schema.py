"""The service against its own description: whatever is sent, never a defect of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.schemas import BaseSchema
from sqlalchemy import Engine, text

from gis.model import ROOT, Grant, Role
from gis.store import jurisdictions
from gis.workflow import access
from tests.integration import drawn
from tests.integration.api.world import member

# Streams never end; what these do to others' sessions is tested elsewhere.
ENDLESS = frozenset({"/api/v1/events"})
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def known(engine: Engine) -> dict[str, Any]:
    """Things that are there, by parameter."""
    with engine.begin() as conn:
        plan = drawn.store(conn)
        dataset = conn.scalar(text("select dataset from plans where id = :id"), {"id": plan})
        code = conn.scalar(text("select jurisdiction from plans where id = :id"), {"id": plan})
        user = member(conn, "fuzzed", [], home=code)
    return {"plan": plan, "dataset": dataset, "jurisdiction": code, "user": user}


@pytest.fixture(scope="module")
def key(engine: Engine, known: dict[str, Any]) -> str:
    """Somebody who may do everything, so that requests get far."""
    del known
    with engine.begin() as conn:
        jurisdictions.ensure_root(conn)
        number = member(conn, "everything", [Grant(role, ROOT) for role in Role], home=ROOT)
        _, secret = access.add_key(conn, "test", number, "fuzz", set(Role), None)
    return secret


@pytest.fixture(scope="module")
def described(app: FastAPI) -> BaseSchema:
    address = "/api/v1/openapi.json"
    return schemathesis.openapi.from_asgi(address, app, headers={"Host": "localhost"})


def operations(app: FastAPI) -> Iterator[tuple[str, str]]:
    for path, methods in app.openapi()["paths"].items():
        for method in METHODS:
            if method in methods and path not in ENDLESS:
                yield path, method


def test_the_description_has_every_answer_of_each_route(app: FastAPI) -> None:
    document = app.openapi()
    for path, method in operations(app):
        answers = document["paths"][path][method]["responses"]
        assert {"4XX", "5XX"} <= set(answers), path
        assert "422" not in answers, path


def test_nothing_that_fits_the_description_or_nearly_does_is_answered_with_a_defect(
    app: FastAPI, described: BaseSchema, key: str, known: dict[str, Any]
) -> None:
    defects: list[Any] = []
    for path, method in operations(app):
        strategy = described[path][method.upper()].as_strategy()

        @settings(max_examples=8, database=None, derandomize=True, deadline=None,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=strategy, real=st.booleans())
        def ask(case: schemathesis.Case[Any], real: bool) -> None:
            for parameters in (case.path_parameters, case.query) if real else ():
                for name in set(parameters or {}) & set(known):
                    parameters[name] = known[name]
            answer = case.call(
                base_url="http://localhost", headers={"Authorization": f"Bearer {key}"}
            )
            if answer.status_code >= 500:
                defects.append((case.as_curl_command(), answer.status_code))

        ask()

    assert defects == []
