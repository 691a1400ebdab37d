"""Every route, for everybody, about things of their own street and of another one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import fastapi.routing
import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.routing import iter_route_contexts

from gis.api import routes
from gis.api.app import create_app, policies_of
from gis.api.config import ServiceConfig
from gis.api.deps import Policy
from gis.api.policy import Action
from gis.model import Role
from tests.integration.api.world import FOREIGN, OWN, Visitor, World

V, P, C, A, U, D = (
    Role.VIEWER, Role.PLANNER, Role.COMMANDER, Role.AUDITOR, Role.PUBLISHER, Role.ADMIN,
)  # fmt: skip
EVERYBODY = frozenset(Role)
STAFF = frozenset({P, A, U})
DESKS = frozenset({C, Role.WORKER, Role.SUPERVISOR, Role.CHECKER})

# Who may do what in their own street, as promised; not read from the service's own table.
MAY: dict[Action, frozenset[Role]] = {
    Action.SEE_PLAN: STAFF,
    Action.SEE_EXACT_COUNTS: STAFF,
    Action.SEE_HISTORY: STAFF,
    Action.EDIT_PLAN: frozenset({P}),
    Action.SUBMIT_PLAN: frozenset({P}),
    Action.AUDIT_PLAN: STAFF,
    Action.APPROVE_PLAN: frozenset({U}),
    Action.SEE_EXCEPTION: STAFF,
    Action.ACCEPT_FINDING: frozenset({A}),
    Action.LOCATE: DESKS | STAFF | {V},
    Action.SEE_DATASET: STAFF,
    Action.IMPORT: frozenset({P}),
    Action.PROPOSE: frozenset({P}),
    Action.SEE_JOB: frozenset(),
    Action.CANCEL_JOB: frozenset(),
    Action.LIST_JOBS: EVERYBODY,
    Action.FOLLOW: EVERYBODY,
    Action.SEE_JURISDICTIONS: EVERYBODY,
    Action.SEE_JURISDICTION: EVERYBODY,
    Action.NAME_JURISDICTION: frozenset({D}),
    Action.LIST_USERS: frozenset({D}),
    Action.ADD_USER: frozenset({D}),
    Action.SEE_USER: frozenset({D}),
    Action.GRANT: frozenset({D}),
    Action.MANAGE_USER: frozenset({D}),
    Action.SEE_KEY: frozenset({D}),
    Action.ADD_KEY: frozenset({D}),
    Action.REVOKE_KEY: frozenset({D}),
    Action.SEE_LOG: frozenset({D, A}),
    Action.SEE_METRICS: frozenset({D}),
    Action.SEE_HEAT: DESKS | STAFF | {V},
    Action.SEE_TICKET: DESKS | {A},
    Action.REPORT_TICKET: frozenset({C, Role.WORKER}),
    Action.IMPORT_TICKETS: frozenset({C}),
    Action.HANDLE_TICKET: frozenset({C, Role.WORKER}),
    Action.DIRECT_TICKET: frozenset({C}),
    Action.SUPERVISE_TICKET: frozenset({Role.SUPERVISOR}),
    Action.CHECK_TICKET: frozenset({Role.CHECKER}),
    Action.CONFIGURE: frozenset({D}),
    Action.SEE_SETTINGS: EVERYBODY,
    Action.SEE_ALERT: DESKS | {A},
    Action.ACKNOWLEDGE_ALERT: frozenset({C}),
    Action.SEE_CAMERA: DESKS | {A, D},
    Action.MANAGE_CAMERA: frozenset({D}),
    Action.VIEW_CAMERA: frozenset({C}),
    Action.SEE_VIEWINGS: frozenset({A, D}),
    Action.PATROL: frozenset({C}),
    Action.SEE_REACH: DESKS | STAFF | {V},
    Action.MANAGE_POST: frozenset({P, C}),
    Action.SEE_REPORT: DESKS | STAFF,
    Action.USE_SESSION: EVERYBODY,
}
# Further roles that may where a plan is in force.
PUBLISHED: dict[Action, frozenset[Role]] = {Action.SEE_PLAN: DESKS | {V}}
# For whom a thing of their own street exists.
SEES: dict[str, frozenset[Role]] = {
    "plan": STAFF,
    "dataset": STAFF,
    "job": frozenset(),
    "exception": STAFF,
    "jurisdiction": EVERYBODY,
    "user": frozenset({D}),
    "key": frozenset({D}),
    "ticket": DESKS | {A},
    "alert": DESKS | {A},
    "camera": DESKS | {A, D},
    "viewing": DESKS | {A, D},
    "stream": DESKS | {A, D},
    "patrol": DESKS | {A, D},
    "patrol_run": DESKS | {A, D},
    "post": DESKS | STAFF | {V},
}
# Also without any role: what is about the caller alone.
HOLDING_NOTHING = frozenset({Action.USE_SESSION, Action.LIST_JOBS, Action.FOLLOW})
BY_PEOPLE_ONLY = frozenset({
    Action.ADD_USER, Action.GRANT, Action.MANAGE_USER, Action.ADD_KEY, Action.REVOKE_KEY,
    Action.VIEW_CAMERA, Action.PATROL,
})  # fmt: skip
PUBLIC = {
    ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"), ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/client"),
    ("POST", "/api/v1/session"), ("GET", "/assets/{name}"),
    ("GET", "/"), ("GET", "/plans"), ("GET", "/plans/{rest}"), ("GET", "/import"), ("GET", "/jobs"),
    ("GET", "/command"), ("GET", "/report"), ("GET", "/snap"), ("GET", "/snap/{rest}"),
    ("GET", "/cameras"), ("GET", "/cameras/{rest}"), ("GET", "/tiles/snap/{z}/{x}/{y}.mvt"),
    ("GET", "/snap-worker.js"),
    ("GET", "/api/v1/snap"), ("POST", "/api/v1/snap"), ("GET", "/api/v1/snap/{receipt}"),
}  # fmt: skip

# What stands in the place of parameters that no policy is about.
FILLED = {"role": "viewer", "jurisdiction": OWN}
PASSED = {204, 400, 415, 422, 428}


class Route:
    """One route and one method of it."""

    def __init__(self, context: Any, method: str) -> None:
        self.path: str = context.path_format
        self.method = method
        self.parameters = set(context.param_convertors)
        self.policies = sorted(policies_of(context), key=str)

    def __repr__(self) -> str:
        return f"{self.method} {self.path}"

    def address(self, things: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Path and query that name some things, by parameter."""
        path = self.path
        for name in self.parameters:
            path = path.replace(f"{{{name}}}", str(things.get(name, FILLED.get(name, 1))))
        return path, {name: one for name, one in things.items() if name not in self.parameters}


def routes_of(app: FastAPI) -> Iterator[Route]:
    for context in iter_route_contexts(app.routes):
        for method in sorted(context.methods or {"GET"}):
            yield Route(context, method)


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing happen behind the policies: who gets through is answered 204."""

    async def nothing(**_: Any) -> Response:
        return Response(status_code=204)

    monkeypatch.setattr(fastapi.routing, "run_endpoint_function", nothing)


def may(role: str, policy: Policy, street: str, variant: str) -> bool:
    assert policy.action is not None
    if policy.kind is None:
        holds = role in MAY[policy.action]
        return holds or policy.action in HOLDING_NOTHING
    if street != OWN:
        return False
    further = PUBLISHED.get(policy.action, frozenset()) if variant == "published" else frozenset()
    return role in MAY[policy.action] | further


def sees(role: str, kind: str, street: str, variant: str) -> bool:
    further = {V} | DESKS if kind == "plan" and variant == "published" else set()
    return street == OWN and role in SEES[kind] | further


def expected(role: str, policies: list[Policy], at: dict[str, tuple[str, str]]) -> set[int]:
    """Answers that are right; where several policies refuse, any of them may be the first."""
    refusals = set()
    for policy in policies:
        street, variant = at.get(policy.parameter or "", (OWN, "plain"))
        if policy.kind is not None and not sees(role, policy.kind, street, variant):
            refusals.add(404)
        elif not may(role, policy, street, variant):
            refusals.add(403)
    return refusals or PASSED


def cases(
    route: Route, world: World
) -> Iterator[tuple[dict[str, Any], dict[str, tuple[str, str]]]]:
    """Every combination of things that a route can be about."""
    about = [policy for policy in route.policies if policy.kind is not None]
    choices = [
        [(s, v) for s in (OWN, FOREIGN) for v in world.things[s][str(policy.kind)]]
        for policy in about
    ]
    for chosen in itertools.product(*choices):
        at = {str(one.parameter): place for one, place in zip(about, chosen, strict=True)}
        things = {
            str(one.parameter): world.of(place[0], str(one.kind), place[1])
            for one, place in zip(about, chosen, strict=True)
        }
        yield things, at


def test_the_table_of_promises_names_every_action() -> None:
    assert set(MAY) == set(Action)


def test_public_routes_are_these_and_no_others(app: FastAPI) -> None:
    found = {
        (one.method, one.path)
        for one in routes_of(app)
        if any(policy.action is None for policy in one.policies)
    }

    assert found == PUBLIC


def test_a_route_without_policy_keeps_the_service_from_starting(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = APIRouter()

    @bare.get("/bare")
    def answer() -> str:
        return ""

    monkeypatch.setattr("gis.api.app.ROUTERS", (*routes.ROUTERS, bare))
    config: ServiceConfig = app.state.config

    with pytest.raises(RuntimeError, match="/bare needs a policy"):
        create_app(config)


@pytest.mark.usefixtures("stubbed")
def test_nobody_passes_without_logging_in(app: FastAPI, world: World, visitor: Visitor) -> None:
    visitor.nobody()
    wrong = []
    for route in routes_of(app):
        if (route.method, route.path) in PUBLIC:
            continue
        things, _at = next(cases(route, world))
        path, query = route.address(things)
        status = visitor.ask(route.method, path, params=query).status_code
        if status != 401:
            wrong.append((route, status))

    assert wrong == []


@pytest.mark.usefixtures("stubbed")
@pytest.mark.parametrize("comes", ["session", "key"])
@pytest.mark.parametrize("who", ["nobody", *Role])
def test_each_route_lets_in_exactly_whom_it_should(
    who: str, comes: str, app: FastAPI, world: World, visitor: Visitor
) -> None:
    user = world.members[who]
    _ = visitor.session(user) if comes == "session" else visitor.key(user)
    wrong, asked = [], 0
    for route in routes_of(app):
        if (route.method, route.path) in PUBLIC:
            continue
        for things, at in cases(route, world):
            path, query = route.address(things)
            status = visitor.ask(route.method, path, params=query).status_code
            right = expected(who, route.policies, at)
            barred = any(policy.action in BY_PEOPLE_ONLY for policy in route.policies)
            if comes == "key" and barred and right == PASSED:
                right = {403}
            asked += 1
            if status not in right:
                wrong.append((route, at, status, right))

    assert wrong == []
    assert asked > 50


@pytest.mark.usefixtures("stubbed")
def test_a_role_above_counts_below(app: FastAPI, world: World, visitor: Visitor) -> None:
    visitor.session(world.members["root"])
    for route in routes_of(app):
        if all(policy.kind in {"user", "key", "jurisdiction"} for policy in route.policies):
            for things, _ in cases(route, world):
                path, query = route.address(things)
                assert visitor.ask(route.method, path, params=query).status_code in PASSED
