"""The table of who may do what."""

from __future__ import annotations

import pytest

from gis.api.policy import RULES, SIGHTS, Access, Action, check, permits
from gis.errors import ForbiddenError, NotFoundError
from gis.model import ROOT, Caller, Grant, Role
from gis.store.scopes import Place

HERE, ABOVE, BESIDE = "990121100", "990121", "990121200"


def caller(*given: tuple[Role, str], kind: str = "session") -> Caller:
    return Caller(1, "somebody", tuple(Grant(*one) for one in given), kind, HERE)


def test_every_action_has_a_rule() -> None:
    assert set(RULES) == set(Action)


def test_every_kind_of_thing_has_a_sight() -> None:
    assert set(SIGHTS.values()) <= set(Action)


@pytest.mark.parametrize(
    ("at", "reaches"),
    [(ROOT, True), (ABOVE, True), (HERE, True), (BESIDE, False), (HERE + "201", False)],
)
def test_a_role_counts_at_and_below_its_jurisdiction(at: str, reaches: bool) -> None:
    assert permits(caller((Role.PLANNER, at)), Action.EDIT_PLAN, Place(HERE)) is reaches


def test_what_may_not_be_seen_does_not_exist() -> None:
    with pytest.raises(NotFoundError) as foreign:
        check(caller((Role.PLANNER, BESIDE)), Action.EDIT_PLAN, "plan", Place(HERE))
    with pytest.raises(NotFoundError) as absent:
        check(caller((Role.PLANNER, HERE)), Action.EDIT_PLAN, "plan", None)

    assert str(foreign.value) == str(absent.value)
    assert foreign.value.zh == absent.value.zh


def test_what_is_seen_may_still_be_forbidden() -> None:
    with pytest.raises(ForbiddenError):
        check(caller((Role.AUDITOR, HERE)), Action.EDIT_PLAN, "plan", Place(HERE))


def test_viewers_see_only_what_is_in_force() -> None:
    viewer = caller((Role.VIEWER, HERE))

    assert permits(viewer, Action.SEE_PLAN, Place(HERE, published=True))
    assert not permits(viewer, Action.SEE_PLAN, Place(HERE))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COMMANDER])
def test_small_counts_are_hidden_from_those_who_only_look(role: Role) -> None:
    assert Access(caller((role, HERE)), Place(HERE, published=True)).masked
    assert not Access(caller((Role.PLANNER, HERE)), Place(HERE, published=True)).masked


def test_a_second_role_elsewhere_unmasks_nothing_here() -> None:
    mixed = caller((Role.VIEWER, HERE), (Role.PLANNER, BESIDE))

    assert Access(mixed, Place(HERE, published=True)).masked


def test_a_scope_names_the_topmost_jurisdictions_once() -> None:
    many = caller((Role.PLANNER, HERE), (Role.PLANNER, ABOVE), (Role.VIEWER, BESIDE))

    assert Access(many).scope(Action.EDIT_PLAN) == (ABOVE,)
    assert caller((Role.PLANNER, ROOT), (Role.PLANNER, HERE)).scope({Role.PLANNER}) == (ROOT,)
    assert caller().scope({Role.PLANNER}) == ()


def test_a_job_is_its_owners_alone() -> None:
    mighty = caller(*((role, ROOT) for role in Role))

    assert permits(caller(), Action.SEE_JOB, Place(None, owner="somebody"))
    assert not permits(mighty, Action.SEE_JOB, Place(HERE, owner="another"))
