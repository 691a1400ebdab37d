"""Administrators, and the borders of what they administer."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from gis.model import ROOT, Grant, Role
from gis.store import users
from tests.integration.api.world import COUNTY, FOREIGN, OWN, Visitor, World, member

USERS = "/api/v1/users"


@pytest.fixture
def admin(visitor: Visitor, world: World) -> Visitor:
    return visitor.session(world.members["admin"])


def made(engine: Engine, name: str, *given: Grant, home: str = OWN) -> int:
    with engine.begin() as conn:
        return member(conn, name, given, home=home)


def test_a_new_user_gets_a_password_for_one_login(admin: Visitor) -> None:
    body = {
        "name": "fresh",
        "jurisdiction": OWN,
        "grants": [{"role": "viewer", "jurisdiction": OWN}],
    }
    answer = admin.ask("POST", USERS, json=body)

    assert answer.status_code == 201
    made = answer.json()
    assert made["user"]["password"] == "one-time"  # noqa: S105 -- the kind of password
    assert made["user"]["grants"] == body["grants"]
    login = {"user": "fresh", "password": made["one_time_password"]}
    assert admin.nobody().ask("POST", "/api/v1/session", json=login).status_code == 200


def test_two_users_cannot_have_one_name(admin: Visitor) -> None:
    body = {"name": "twin", "jurisdiction": OWN}

    assert admin.ask("POST", USERS, json=body).status_code == 201
    assert admin.ask("POST", USERS, json=body).status_code == 409


@pytest.mark.parametrize("name", [" lead", "tail ", "two\nlines", "", "x" * 65, "\u200b"])
def test_a_name_is_one_that_can_be_read(name: str, admin: Visitor) -> None:
    answer = admin.ask("POST", USERS, json={"name": name, "jurisdiction": OWN})

    assert answer.status_code == 422


@pytest.mark.parametrize("code", [FOREIGN, COUNTY, ROOT])
def test_nobody_gives_what_they_do_not_administer(
    code: str, admin: Visitor, engine: Engine
) -> None:
    number = made(engine, f"target of {code}")
    body: dict[str, Any] = {"name": f"new in {code}", "jurisdiction": code}
    raised = {**body, "jurisdiction": OWN, "grants": [{"role": "viewer", "jurisdiction": code}]}

    assert admin.ask("POST", USERS, json=body).status_code == 403
    assert admin.ask("POST", USERS, json=raised).status_code == 403
    assert admin.ask("PUT", f"{USERS}/{number}/grants/admin/{code}").status_code == 403
    with engine.begin() as conn:
        user = users.get(conn, number)
    assert user is not None
    assert user.grants == ()


def test_a_role_is_given_and_taken(admin: Visitor, engine: Engine) -> None:
    number = made(engine, "promoted")
    address = f"{USERS}/{number}/grants/publisher/{OWN}"

    assert admin.ask("PUT", address).json()["grants"] == [
        {"role": "publisher", "jurisdiction": OWN}
    ]
    assert admin.ask("PUT", address).status_code == 200
    assert admin.ask("DELETE", address).json()["grants"] == []
    assert admin.ask("DELETE", address).status_code == 404


def test_nobody_takes_over_who_may_do_more(admin: Visitor, engine: Engine) -> None:
    """A street's administrator must not become the county's by resetting a password."""
    number = made(engine, "county person", Grant(Role.PUBLISHER, COUNTY))

    assert admin.ask("POST", f"{USERS}/{number}/password").status_code == 403
    assert admin.ask("PATCH", f"{USERS}/{number}", json={"disabled": True}).status_code == 403
    key = {"name": "k", "roles": ["publisher"]}
    assert admin.ask("POST", f"{USERS}/{number}/keys", json=key).status_code == 403


def test_a_guest_of_the_street_is_seen_but_not_managed(admin: Visitor, engine: Engine) -> None:
    number = made(engine, "guest", Grant(Role.VIEWER, OWN), home=FOREIGN)

    assert admin.ask("GET", f"{USERS}/{number}").status_code == 200
    assert admin.ask("POST", f"{USERS}/{number}/password").status_code == 403
    assert admin.ask("DELETE", f"{USERS}/{number}/grants/viewer/{OWN}").status_code == 200
    assert admin.ask("GET", f"{USERS}/{number}").status_code == 404


def test_a_list_shows_whom_the_caller_administers(admin: Visitor, world: World) -> None:
    listed = {user["id"] for user in admin.ask("GET", USERS).json()["items"]}

    assert world.of(OWN, "user") in listed
    assert world.members["planner"] in listed
    assert world.of(FOREIGN, "user") not in listed
    assert world.members["root"] not in listed


def test_pages_of_a_list_have_everybody_once(visitor: Visitor, world: World) -> None:
    visitor.session(world.members["root"])
    whole = [user["id"] for user in visitor.ask("GET", USERS).json()["items"]]
    paged, address = [], f"{USERS}?limit=3"
    while address:
        page = visitor.ask("GET", address).json()
        assert len(page["items"]) <= 3
        paged += [user["id"] for user in page["items"]]
        address = page["next"]

    assert paged == whole
    assert len(whole) > 6


def test_a_reset_password_ends_the_sessions(
    admin: Visitor, visitor: Visitor, engine: Engine
) -> None:
    number = made(engine, "forgetful")
    session = dict(visitor.session(number).headers)
    assert visitor.ask("GET", "/api/v1/session").status_code == 200
    with engine.begin() as conn:
        boss = users.by_name(conn, "admin")
    assert boss is not None

    assert admin.session(boss.id).ask("POST", f"{USERS}/{number}/password").status_code == 200

    visitor.headers = session
    assert visitor.ask("GET", "/api/v1/session").status_code == 401


def test_keys_are_narrowed_to_their_roles(visitor: Visitor, world: World, engine: Engine) -> None:
    number = made(engine, "many hats", Grant(Role.PLANNER, OWN), Grant(Role.ADMIN, OWN))
    visitor.key(number, [Role.PLANNER])

    assert visitor.ask("GET", f"/api/v1/plans/{world.of(OWN, 'plan')}/history").status_code == 200
    assert visitor.ask("GET", USERS).status_code == 403


def test_a_key_never_exceeds_its_user(visitor: Visitor, world: World, engine: Engine) -> None:
    number = made(engine, "modest", Grant(Role.VIEWER, OWN))
    visitor.key(number, list(Role))

    assert visitor.ask("GET", USERS).status_code == 403
    assert visitor.ask("GET", f"/api/v1/plans/{world.of(OWN, 'plan')}/grids").status_code == 404
    with engine.begin() as conn:
        users.grant(conn, number, Grant(Role.ADMIN, OWN))
    assert visitor.ask("GET", USERS).status_code == 200
    with engine.begin() as conn:
        users.revoke(conn, number, Grant(Role.ADMIN, OWN))
    assert visitor.ask("GET", USERS).status_code == 403


def test_one_makes_and_revokes_keys_of_ones_own(visitor: Visitor, engine: Engine) -> None:
    number = made(engine, "keymaker", Grant(Role.VIEWER, OWN))
    visitor.session(number)
    body = {"name": "nightly", "roles": ["viewer"], "expires_at": "2999-01-01T00:00:00Z"}

    made_key = visitor.ask("POST", f"{USERS}/{number}/keys", json=body)
    assert made_key.status_code == 201
    secret, key = made_key.json()["secret"], made_key.json()["key"]["id"]
    machine = {"Authorization": f"Bearer {secret}", "Cookie": ""}
    assert visitor.ask("GET", "/api/v1/session", headers=machine).json()["kind"] == "key"
    listed = visitor.ask("GET", f"{USERS}/{number}/keys")
    assert [one["name"] for one in listed.json()["items"]] == ["nightly"]
    assert secret not in listed.text

    assert visitor.ask("DELETE", f"/api/v1/keys/{key}").status_code == 204
    assert visitor.ask("GET", "/api/v1/session", headers=machine).status_code == 401


def test_a_key_that_is_over_does_not_serve(visitor: Visitor, engine: Engine) -> None:
    number = made(engine, "late", Grant(Role.VIEWER, OWN))
    visitor.session(number)
    body = {"name": "old", "roles": ["viewer"], "expires_at": "2020-01-01T00:00:00Z"}
    secret = visitor.ask("POST", f"{USERS}/{number}/keys", json=body).json()["secret"]

    machine = {"Authorization": f"Bearer {secret}", "Cookie": ""}
    assert visitor.ask("GET", "/api/v1/session", headers=machine).status_code == 401


def test_machines_get_keys_from_their_administrator(admin: Visitor) -> None:
    new = {"name": "robot", "jurisdiction": OWN, "machine": True}
    answer = admin.ask("POST", USERS, json=new).json()
    assert answer["one_time_password"] is None
    body = {"name": "k", "roles": ["viewer"]}

    made_key = admin.ask("POST", f"{USERS}/{answer['user']['id']}/keys", json=body)

    assert made_key.status_code == 201


@pytest.mark.parametrize("header", ["Bearer", "Bearer wgk_nope", "Basic YTpi", "wgk_x"])
def test_a_header_that_is_no_key_lets_nobody_in(
    header: str, visitor: Visitor, world: World
) -> None:
    """Not even with a good session beside it: what is asked for is tried, nothing else."""
    visitor.session(world.members["root"])

    sent = {"Authorization": header}
    assert visitor.ask("GET", "/api/v1/session", headers=sent).status_code == 401


def test_the_tree_shows_what_is_below_and_the_way_up(visitor: Visitor, world: World) -> None:
    visitor.session(world.members["viewer"])
    codes = [node["code"] for node in visitor.ask("GET", "/api/v1/jurisdictions").json()["items"]]

    assert codes == [ROOT, COUNTY, OWN, f"{OWN}201"]


@pytest.mark.parametrize("what", ["plan", "job"])
def test_events_are_only_for_those_who_may_see_the_thing(
    what: str, visitor: Visitor, world: World
) -> None:
    visitor.session(world.members["planner"])

    for street in (OWN, FOREIGN) if what == "job" else (FOREIGN,):
        asked = {what: world.of(street, what)}
        assert visitor.ask("GET", "/api/v1/events", params=asked).status_code == 404
