"""Drafts: every atom once, households conserved, locks kept, close to what there was."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from gis.audit.run import audit
from gis.errors import ParameterError
from gis.frames import Draft, Ground, Town
from gis.model import Band, Rules, Severity
from gis.partition.draft import Cut, draft, hold
from gis.partition.ground import dissect
from gis.partition.params import Effort, Params, Trade
from tests.unit.partition.drawn import (
    BESIDE,
    HOME,
    SMALL,
    Row,
    barrier,
    community,
    house,
    houses,
    town,
)
from tests.unit.partition.placed import placed
from tests.unit.partition.test_whole_towns import drawn, rows_of_towns, whole_town


@cache
def grounded() -> tuple[Town, Ground, Draft]:
    """The town with everything, dissected and planned."""
    made, _ = whole_town()
    ground = dissect(made)
    return made, ground, draft(made, SMALL, Cut.of(ground))


@cache
def open_town() -> tuple[Town, Ground, Draft]:
    """Two communities of 100 houses without barriers."""
    made = town(
        [community(box(0, 0, 200, 200)), community(box(200, 0, 400, 200), BESIDE)],
        houses(0, 0, 20, 10),
    )
    ground = dissect(made)
    return made, ground, draft(made, SMALL, Cut.of(ground))


def grids_of_atoms(ground: Ground, plan: Draft) -> pd.Series:
    """Code of the grid of every atom."""
    grid = pd.Series(index=ground.atoms.index, dtype=object)
    codes = plan.grids["code"].to_numpy(object)
    grid[plan.floors["atom"]] = codes[plan.microgrids["grid"].to_numpy()[plan.floors["microgrid"]]]
    grid[plan.atoms["atom"]] = codes[plan.atoms["grid"]]
    return grid


def reference(ground: Ground, plan: Draft) -> pd.DataFrame:
    code = grids_of_atoms(ground, plan)
    return pd.DataFrame({"atom": code.index, "code": code.to_numpy(object)})


def assert_sound(made: Town, ground: Ground, plan: Draft) -> None:
    """Every atom once, every floor once, nobody lost, nothing the audit calls an error."""
    assert_complete(ground, plan)
    assert errors_of(made, ground, plan) == []


def errors_of(made: Town, ground: Ground, plan: Draft, *besides: str) -> list[str]:
    """What the audit calls an error, ``besides`` what some rules say."""
    report = audit(made, placed(made, ground, plan), SMALL.rules)
    wrong = [f for f in report.findings if f.severity is Severity.ERROR]
    return [f.message_en for f in wrong if f.rule not in besides]


def assert_complete(ground: Ground, plan: Draft) -> None:
    towers = plan.floors["atom"].unique()
    assert sorted([*plan.atoms["atom"], *towers]) == list(range(len(ground.atoms)))
    owner = plan.microgrids["grid"].to_numpy()[plan.atoms["microgrid"]]
    assert owner.tolist() == plan.atoms["grid"].tolist()
    for atom, ranges in plan.floors.groupby("atom"):
        floors = [
            floor
            for low, high in zip(ranges["floor_from"], ranges["floor_to"], strict=True)
            for floor in range(low, high + 1)
        ]
        inside = ground.members.loc[ground.members["atom"] == atom, "building"]
        assert floors == list(range(1, ground.buildings["floors"][inside].max() + 1))
        assert len(set(ranges["microgrid"])) > 1
        for column in ("households", "residents"):
            assert ranges[column].sum() == ground.atoms[column][atom]
    for column in ("households", "residents"):
        by_range = plan.floor_members.groupby("row")[column].sum()
        assert by_range.tolist() == plan.floors[column].tolist()


@settings(max_examples=8)
@given(layers=rows_of_towns())
def test_any_small_town_is_planned_atom_by_atom_with_sound_outlines(
    layers: dict[str, list[Row]],
) -> None:
    made = drawn(layers)
    ground = dissect(made)
    plan = draft(made, SMALL, Cut.of(ground))
    assert_complete(ground, plan)
    assert errors_of(made, ground, plan, "band") == []


def test_a_town_with_everything_is_planned_atom_by_atom_and_passes_the_audit() -> None:
    made, ground, plan = grounded()
    assert_sound(made, ground, plan)
    assert len(plan.floors) > 1
    assert set(plan.grids["kind"]) == {"base", "dedicated"}
    assert plan.grids["site"].dropna().tolist() == [0, 0]


def test_floors_of_overlapping_towers_go_together() -> None:
    towers = [house(box(0, 0, 30, 18), 60, floors=6), house(box(20, 0, 50, 18), 40, floors=10)]
    made = town([community(box(0, 0, 100, 60))], [*towers, *houses(0, 20, 5, 2)])
    ground = dissect(made)
    plan = draft(made, SMALL, Cut.of(ground))
    assert_sound(made, ground, plan)
    tower = plan.floors
    assert len(set(tower["atom"])) == 1
    lower = plan.floor_members[plan.floor_members["row"] == tower.index[0]]
    assert set(lower["building"]) == {0, 1}
    by_building = plan.floor_members.groupby("building")["households"].sum()
    assert by_building.tolist() == [60, 40]


def test_one_community_is_planned_as_in_the_whole_town() -> None:
    made, ground, plan = grounded()
    cut = Cut.of(ground)
    alone = draft(made, SMALL, cut, communities=[BESIDE])
    assert alone.communities == (1,)
    own = plan.grids[plan.grids["community"] == 1]
    pd.testing.assert_frame_equal(alone.grids, own.reset_index(drop=True))
    both = grids_of_atoms(ground, plan)
    one = grids_of_atoms(ground, alone)
    inside = ground.atoms["community"] == 1
    assert one[inside].tolist() == both[inside].tolist()
    assert one[~inside].isna().all()
    assert draft(made, SMALL, cut, communities=[HOME[:9]]).communities == (0, 1)


def test_an_unknown_street_is_refused() -> None:
    made, ground, _ = open_town()
    with pytest.raises(ParameterError, match="no community in 310101999"):
        draft(made, SMALL, Cut.of(ground), communities=["310101999"])


def test_a_dataset_cut_by_another_version_must_be_imported_again() -> None:
    made, ground, _ = open_town()
    cut = Cut.of(ground)
    other = replace(cut, digests=(cut.digests[0], "0" * 64))
    with pytest.raises(ParameterError, match=r"社区02.*must be imported again"):
        draft(made, SMALL, other)
    assert draft(made, SMALL, other, communities=[HOME]).communities == (0,)


@pytest.mark.parametrize("by", ["households", "residents", "cars"])
def test_parameters_change_no_atom(by: str) -> None:
    homes = [dict(row, residents=5, cars=at % 3) for at, row in enumerate(houses(0, 0, 8, 6))]
    slab = house(box(0, 122, 100, 134), 90, floors=9, staircases=3, residents=200, cars=40)
    made = town([community(box(0, 0, 160, 140))], [slab, *homes])
    cut = Cut.of(dissect(made))
    params = Params(Rules(Band(60, 150), Band(20, 60), by=by), effort=Effort.FAST)
    plan = draft(made, params, cut)
    held = [*plan.atoms["atom"], *plan.floors["atom"].unique()]
    assert sorted(held) == list(range(cut.atoms[0]))


def test_locked_grids_come_back_as_they_were() -> None:
    made, ground, plan = grounded()
    codes = sorted(plan.grids["code"])[1::2]
    held = hold(plan, codes)
    held.grids.loc[held.grids.index[0], "name"] = "老街网格"
    again = draft(made, replace(SMALL, seed=3), Cut.of(ground), locks=held)
    assert_sound(made, ground, again)
    kept = again.grids[again.grids["code"].isin(codes)]
    columns = ["code", "kind", "category", "name", "name_en", "reason", "site"]
    pd.testing.assert_frame_equal(
        kept[columns].reset_index(drop=True), held.grids[columns].reset_index(drop=True)
    )
    before, after = grids_of_atoms(ground, plan), grids_of_atoms(ground, again)
    locked = before.isin(codes)
    assert after[locked].tolist() == before[locked].tolist()
    assert not after[~locked].isin(codes).any()
    micro = _microgrids_of_floors(plan)
    same = _microgrids_of_floors(again)
    own = micro[micro["grid"].isin(codes)].reset_index(drop=True)
    pd.testing.assert_frame_equal(same[same["grid"].isin(codes)].reset_index(drop=True), own)


def _microgrids_of_floors(plan: Draft) -> pd.DataFrame:
    """Code of the grid and the micro-grid of every atom and floor range."""
    rows = pd.concat([plan.atoms, plan.floors])[["atom", "floor_from", "floor_to", "microgrid"]]
    micro = plan.microgrids.iloc[rows["microgrid"]].reset_index(drop=True)
    rows = rows.drop(columns="microgrid").reset_index(drop=True)
    rows = rows.assign(code=micro["code"], reason=micro["reason"])
    rows["grid"] = plan.grids["code"].to_numpy(object)[micro["grid"]]
    return rows.sort_values(["atom", "floor_from"], ignore_index=True)


def test_everything_may_be_locked() -> None:
    made, ground, plan = grounded()
    again = draft(made, SMALL, Cut.of(ground), locks=hold(plan, set(plan.grids["code"])))
    pd.testing.assert_frame_equal(again.grids, plan.grids)
    pd.testing.assert_frame_equal(again.microgrids, plan.microgrids)
    pd.testing.assert_frame_equal(_microgrids_of_floors(again), _microgrids_of_floors(plan))
    pd.testing.assert_frame_equal(again.floor_members, plan.floor_members)


def test_a_rest_that_fits_no_number_of_grids_is_a_pocket() -> None:
    """Of 25 houses of 4 households 16 are locked: 36 are left, too few for a band of 50 to 60."""
    made = town([community(box(0, 0, 100, 100))], houses(0, 0, 5, 5))
    ground = dissect(made)
    wide = replace(SMALL, rules=replace(SMALL.rules, band=Band(50, 70)))
    plan = draft(made, wide, Cut.of(ground))
    assert len(plan.grids) == 2
    few = plan.atoms.sort_values("atom").index[:16]
    atoms = plan.atoms.loc[few].assign(grid=0, microgrid=0)
    held = replace(
        hold(plan, []),
        grids=plan.grids.iloc[:1],
        microgrids=plan.microgrids.iloc[:1],
        atoms=atoms,
    )
    again = draft(made, wide, Cut.of(ground), locks=held)
    rest = again.grids[again.grids["code"] != plan.grids["code"][0]]
    assert rest["reason"].tolist() == ["pocket"]


@pytest.mark.parametrize("seed", [1, 2])
def test_close_to_a_plan_nearly_nobody_moves_and_codes_stay(seed: int) -> None:
    made, ground, plan = open_town()
    params = replace(SMALL, seed=seed)
    free = draft(made, params, Cut.of(ground))
    old = reference(ground, plan)
    near = draft(made, replace(params, trade=Trade.STEADY), Cut.of(ground), close_to=old)
    assert set(near.grids["code"]) == set(plan.grids["code"])
    moved = near.quality["overall"]["households_moved"]
    before, after = grids_of_atoms(ground, plan), grids_of_atoms(ground, near)
    assert moved == ground.atoms["households"][before != after].sum()
    assert moved <= 0.05 * ground.atoms["households"].sum()
    assert (grids_of_atoms(ground, free) != before).mean() > 0.2
    assert "households_moved" not in free.quality["overall"]


def test_codes_of_a_plan_that_vanish_are_not_given_again() -> None:
    made, ground, plan = open_town()
    old = reference(ground, plan)
    code = f"{HOME}077"
    old.loc[old.index[:1], "code"] = code
    near = draft(made, SMALL, Cut.of(ground), close_to=old)
    assert code not in set(near.grids["code"])


def test_a_plan_with_existing_grids_counts_who_moves() -> None:
    old = [
        {"code": f"{HOME}007", "geometry": box(0, 0, 40, 80)},
        {"code": f"{HOME}004", "geometry": box(40, 0, 100, 80)},
    ]
    made = town([community(box(0, 0, 100, 80))], houses(0, 0, 5, 4, 3), grids=old)
    params = Params(Rules(band=Band(24, 44), micro_band=Band(4, 16)))
    plan = draft(made, params, Cut.of(dissect(made)))
    assert plan.quality["overall"]["households_moved"] == 0
    assert set(plan.grids["code"]) == {f"{HOME}007", f"{HOME}004"}


@st.composite
def locked_codes(draw: st.DrawFn) -> list[str]:
    _, _, plan = grounded()
    codes: list[str] = plan.grids["code"].tolist()
    return draw(st.lists(st.sampled_from(codes), unique=True, max_size=len(codes)))


@settings(max_examples=8)
@given(codes=locked_codes())
def test_whatever_is_locked_every_atom_has_one_grid(codes: list[str]) -> None:
    made, ground, plan = grounded()
    again = draft(made, replace(SMALL, seed=1), Cut.of(ground), locks=hold(plan, codes))
    towers = again.floors["atom"].unique()
    assert sorted([*again.atoms["atom"], *towers]) == list(range(len(ground.atoms)))
    before, after = grids_of_atoms(ground, plan), grids_of_atoms(ground, again)
    locked = before.isin(codes)
    assert after[locked].tolist() == before[locked].tolist()
    assert again.grids["code"].is_unique
    assert again.microgrids["code"].is_unique


def test_each_trade_gives_most_for_its_own() -> None:
    road = barrier("primary", (100, -20), (100, 220), name="长江路")
    rows = [
        house(box(20 * x + 4, 20 * y + 4, 20 * x + 16, 20 * y + 16), (x * 5 + y * 3) % 7 + 1)
        for x in range(14)
        for y in range(10)
    ]
    made = town([community(box(0, 0, 280, 200))], rows, barriers=[road])
    cut = Cut.of(dissect(made))
    figures = {
        trade: draft(made, replace(SMALL, trade=trade), cut).quality["overall"]
        for trade in (Trade.EVEN, Trade.COMPACT, Trade.ROADS)
    }
    assert min(figures, key=lambda t: figures[t]["households_cv"]) is Trade.EVEN
    assert max(figures, key=lambda t: figures[t]["polsby_popper_mean"]) is Trade.COMPACT
    assert min(figures, key=lambda t: figures[t]["cost"]["border"]) is Trade.ROADS
    assert all(np.isfinite(own["households_cv"]) for own in figures.values())
