"""Stored plans as the frames of a proposal."""

from __future__ import annotations

from sqlalchemy import Engine

from gis.workflow.stored import plan_proposal
from tests.integration import drawn
from tests.integration.publishing.steps import begun


def test_a_stored_plan_comes_out_as_the_proposal_it_was_drawn_as(engine: Engine) -> None:
    with engine.connect() as conn:
        town, proposal, rules = plan_proposal(conn, begun(engine))
    assert rules == drawn.RULES
    assert town.communities.crs.to_epsg() == drawn.CRS
    assert proposal.grids["households"].tolist() == [240] * 4
    assert proposal.grids["area_m2"].tolist() == [40_000.0] * 4
    for column, grid in zip((0, 2, 4, 6), proposal.grids.geometry, strict=True):
        assert grid.equals(drawn.square(column, 0, 2, 2))
    assert proposal.microgrids["households"].sum() == 960
    assert len(proposal.buildings) == len(town.buildings)


def test_the_shared_tower_comes_out_in_parts_over_each_other(engine: Engine) -> None:
    with engine.connect() as conn:
        _, proposal, _ = plan_proposal(conn, begun(engine))
    parts = proposal.building_parts
    assert parts["building"].tolist() == ["b00", "b00"]
    assert parts[["floor_from", "floor_to", "households"]].to_numpy().tolist() == [
        [1, 5, 60],
        [6, 10, 60],
    ]
    stacked = proposal.microgrids[proposal.microgrids["floor_from"].notna()]
    assert stacked["code"].tolist() == sorted(parts["microgrid"])
    assert stacked.geometry.iloc[0].equals(stacked.geometry.iloc[1])
    assert proposal.buildings["microgrid"].isna().sum() == 1


def test_the_border_of_a_grid_is_told_in_words(engine: Engine) -> None:
    with engine.connect() as conn:
        _, proposal, _ = plan_proposal(conn, begun(engine))
    assert proposal.grids["boundary_text"].iloc[0].startswith("东至002网格")
