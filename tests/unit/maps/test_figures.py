"""The figures on the map are those of the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gis.maps import figures
from gis.model import Band, Rules
from tests.unit.maps import plan

BAND = Band(300, 500)


def test_each_grid_is_judged_by_the_band_and_its_reason() -> None:
    proposal = plan.proposal()
    standing = figures.verdicts(proposal.grids, figures.measure(proposal, "households"), BAND)
    assert standing["off"].tolist() == [0, -50, 0, 60, 0, 0]
    assert standing["step"].tolist() == [3, 1, 2, 5, -1, 4]
    assert standing["excused"].tolist() == [False, True, False, False, False, False]


def test_any_column_of_the_buildings_can_be_measured() -> None:
    proposal = plan.proposal()
    assert figures.measure(proposal, "residents").tolist() == [800, 500, 640, 1120, 0, 980]
    assert figures.measure(proposal, "shops").tolist() == [6] * 6


def test_a_grid_without_buildings_counts_nothing() -> None:
    proposal = plan.proposal()
    emptied = replace(proposal, buildings=proposal.buildings.iloc[4:])
    assert figures.measure(emptied, "shops").tolist() == [0, 6, 6, 6, 6, 6]


def test_totals_count_base_and_dedicated_grids_apart() -> None:
    proposal = plan.proposal()
    standing = figures.verdicts(proposal.grids, figures.measure(proposal, "households"), BAND)
    totals = figures.totals(proposal, standing, {})
    assert (totals["base"], totals["dedicated"], totals["micro"]) == (5, 1, 12)
    assert (totals["in_band"], totals["households"]) == (3, 2020)
    assert (totals["minimum"], totals["median"], totals["maximum"]) == (250, 400, 560)
    assert totals["cv"] == pytest.approx(0.2768, abs=1e-4)
    assert totals["estimated"] == pytest.approx(0.25)
    assert totals["on_barriers"] is None


def test_an_empty_plan_has_totals_too() -> None:
    proposal = plan.proposal()
    empty = replace(
        proposal, grids=proposal.grids.iloc[:0], microgrids=proposal.microgrids.iloc[:0]
    )
    standing = figures.verdicts(empty.grids, figures.measure(empty, "households"), BAND)
    totals = figures.totals(empty, standing, {})
    assert (totals["base"], totals["households"], totals["median"], totals["cv"]) == (
        0,
        0,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("names", "common"),
    [
        (["青石镇东街社区", "青石镇西街社区", "青石镇河头村"], "青石镇"),
        (["东街社区", "西街社区"], None),
        (["东街社区", "东关社区"], None),
        (["临江区中山街道一社区", "临江区中山街道二社区"], "临江区中山街道"),
        (["La Rousse", "Larvotto"], None),
        (["community 1", "community 2"], None),
        (["Monaco-Ville"], "Monaco-Ville"),
        ([], None),
    ],
)
def test_a_town_is_called_by_what_its_communities_share(
    names: list[str], common: str | None
) -> None:
    assert figures.common_name(names) == common


def test_micro_grids_are_judged_only_where_a_band_rules_them() -> None:
    microgrids = plan.proposal().microgrids
    assert figures.micro_off(microgrids, Rules()) == [0, 1] * 6
    assert figures.micro_off(microgrids, Rules(micro_band=None, micro_count=(3, 6))) == [0] * 12
    assert figures.micro_off(microgrids, Rules(by="residents")) == [0] * 12
