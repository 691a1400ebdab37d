"""Every way to damage a clean plan is found, where it is, and nothing else is reported."""

from __future__ import annotations

import pytest

from tests.unit.audit.mutations import Mutation
from tests.unit.audit.mutations_of_figures import FIGURES
from tests.unit.audit.mutations_of_land import LAND
from tests.unit.audit.mutations_of_wholes import WHOLES
from tests.unit.audit.plans import found, judged, rules_of, shape, town_and_plan

METRE = 1.0
MUTATIONS = [*LAND.all, *FIGURES.all, *WHOLES.all]


def test_the_clean_plan_has_no_finding() -> None:
    report = judged(*town_and_plan())

    assert found(report) == []
    assert report.status == 0


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_each_damage_is_found_in_its_place_and_nothing_else(mutation: Mutation) -> None:
    report = judged(*mutation.damage(*town_and_plan()))

    assert rules_of(report) == mutation.rules
    assert report.status == 1
    if mutation.place is None:
        return
    place = shape(mutation.place)
    for rule in mutation.rules:
        mine = [finding for finding in found(report) if finding.rule == rule]
        assert min(finding.geometry.distance(place) for finding in mine) <= METRE, rule
