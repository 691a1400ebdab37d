from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.editing.floors import cut_floors
from gis.editing.grounds import cut_atom, cut_staircases
from gis.editing.surgery import Neighbourhood, Surgery, shares
from gis.errors import EditError
from gis.geometry.borders import Floats, borders
from gis.geometry.compass import pair_table
from tests.unit.editing.hoods import MIDDLE, hood, house

WEST_EAST = np.array([(0.0, 145.0), (300.0, 145.0)])
NORTH_SOUTH = np.array([(130.0, 0.0), (130.0, 300.0)])


def after(before: Neighbourhood, done: Surgery) -> pd.DataFrame:
    """All atoms once the cut is made, with their new borders checked against their shapes."""
    gone = {move.atom for move in done.delta.atoms if move.after is None}
    born = {move.atom for move in done.delta.atoms if move.before is None}
    assert born == set(done.atoms.index)
    kept = before.atoms.drop(index=list(gone))
    frame = pd.concat([kept, done.atoms])
    feet = frame[frame.index == frame["foot"]].sort_index()
    drawn = pair_table(borders(feet.geometry.to_numpy()))
    due = {
        (int(feet.index[low]), int(feet.index[high])): length
        for low, high, length in drawn[["low", "high", "length"]].itertuples(index=False)
    }
    known = before.edges[~(before.edges["low"].isin(gone) | before.edges["high"].isin(gone))]
    edges = pd.concat([known, done.edges])
    told = {
        (int(low), int(high)): length
        for low, high, length in edges[["low", "high", "length"]].itertuples(index=False)
    }
    assert set(told) == set(due)
    assert all(told[pair] == pytest.approx(due[pair], abs=0.01) for pair in due)
    ways = edges[["east", "south", "west", "north"]].sum(axis=1)
    assert ways.to_numpy() == pytest.approx(edges["length"].to_numpy())
    assert shapely.coverage_is_valid(feet.geometry.to_numpy())
    for name in ("households", "residents"):
        assert frame[name].sum() == before.atoms[name].sum()
        held = done.members.groupby("atom")[name].sum().reindex(done.atoms.index, fill_value=0)
        assert (held == done.atoms[name]).all()
    assert feet["area"].sum() == pytest.approx(90_000)
    return frame


# ------------------------------------------------------------------------------ a drawn line
def test_houses_go_to_the_piece_they_stand_on() -> None:
    south = house(1, shapely.box(110, 110, 120, 120), households=7)
    north = house(2, shapely.box(150, 160, 160, 190), households=5)
    spot = house(3, shapely.Point(180, 110), households=2)
    before = hood(south, north, spot)
    done = cut_atom(before, MIDDLE, WEST_EAST)
    frame = after(before, done)
    pieces = {frame.geometry[piece].centroid.y > 145: piece for piece in done.pieces}
    assert frame.loc[pieces[False], ["households", "buildings"]].tolist() == [9, 2]
    assert frame.loc[pieces[True], ["households", "buildings"]].tolist() == [5, 1]
    assert frame.loc[list(done.pieces), "area"].to_numpy() == pytest.approx([4500, 5500])
    assert {move.after for move in done.delta.atoms if move.after} == {(1, 10)}


def test_a_line_through_a_house_is_refused_by_its_name() -> None:
    before = hood(house(1, shapely.box(110, 140, 120, 150)))
    with pytest.raises(EditError, match="cuts building b1"):
        cut_atom(before, MIDDLE, WEST_EAST)


def test_a_line_along_a_wall_of_a_house_is_no_cut() -> None:
    before = hood(house(1, shapely.box(110, 145, 120, 150)))
    assert len(cut_atom(before, MIDDLE, WEST_EAST).pieces) == 2


def test_neighbours_on_whose_border_the_line_ends_are_renewed_and_no_others() -> None:
    done = cut_atom(hood(), MIDDLE, WEST_EAST)
    assert {move.atom for move in done.delta.atoms if move.before} == {4, MIDDLE, 6}
    renewed = done.atoms.drop(index=list(done.pieces))
    assert sorted(renewed.geometry.centroid.x) == [50.0, 250.0]


def test_a_cut_from_corner_to_corner_renews_nobody() -> None:
    before = hood(house(1, shapely.box(110, 150, 120, 160)))
    done = cut_atom(before, MIDDLE, np.array([(50.0, 50.0), (250.0, 250.0)]))
    after(before, done)
    assert set(done.atoms.index) == set(done.pieces)
    assert done.atoms["foot"].tolist() == list(done.pieces)
    assert (done.atoms.dtypes[["foot", "community", "households"]] == "int64").all()


def test_what_runs_along_a_border_runs_along_its_parts() -> None:
    before = hood()
    done = cut_atom(before, MIDDLE, WEST_EAST)
    after(before, done)
    edges = done.edges
    inner = edges["low"].isin(done.pieces) & edges["high"].isin(done.pieces)
    assert inner.sum() == 1
    assert edges.loc[inner, ["passable", "reachable"]].to_numpy().all()
    assert edges.loc[inner, "cost"].iloc[0] == pytest.approx(100.0)
    own = edges["low"].isin(done.pieces) | edges["high"].isin(done.pieces)
    outer = edges[own & ~inner]
    assert outer["cost"].sum() == pytest.approx(800.0)
    assert sorted(outer["along"].dropna()) == ["大道", "大道"]
    assert outer.loc[~outer["passable"], "length"].tolist() == [100.0]


def test_the_rim_is_shared_out_by_length() -> None:
    before = hood()
    done = cut_atom(before, 2, NORTH_SOUTH)
    after(before, done)
    own = done.rims[done.rims["atom"].isin(done.pieces)]
    assert sorted(own["length"]) == pytest.approx([30.0, 70.0])
    assert own["south"].sum() == pytest.approx(100.0)


@given(st.floats(-60, 360), st.floats(-60, 360), st.booleans())
def test_any_line_conserves_households_ground_and_borders(
    one: float, other: float, upright: bool
) -> None:
    before = hood(
        house(1, shapely.box(105, 105, 115, 125), households=9),
        house(2, shapely.box(170, 160, 190, 190), households=4),
    )
    ends: Floats = np.array([(-10.0, one), (310.0, other)])
    try:
        done = cut_atom(before, MIDDLE, ends[:, ::-1] if upright else ends)
    except EditError:
        return
    after(before, done)


# -------------------------------------------------------------------------------- staircases
def test_a_house_is_cut_between_its_staircases() -> None:
    before = hood(house(1, shapely.box(120, 140, 180, 155), staircases=3, households=20))
    done = cut_staircases(before, MIDDLE)
    frame = after(before, done)
    pieces = frame.loc[list(done.pieces)]
    assert pieces["staircase"].tolist() == [1, 2, 3]
    assert pieces["households"].tolist() == [7, 6, 7]
    shares = [piece.intersection(shapely.box(120, 140, 180, 155)).area for piece in pieces.geometry]
    assert shares == pytest.approx([300.0] * 3, rel=1e-3)


@pytest.mark.parametrize(
    "houses",
    [
        [],
        [house(1, shapely.box(120, 140, 180, 155))],
        [
            house(1, shapely.box(120, 140, 180, 155), staircases=2),
            house(2, shapely.box(120, 170, 180, 185), staircases=2),
        ],
        [house(1, shapely.Point(150, 150), staircases=2)],
    ],
    ids=["no house", "not known", "two houses", "a point"],
)
def test_where_staircases_cannot_be_told_apart_it_is_said(houses: list[dict[str, object]]) -> None:
    with pytest.raises(EditError):
        cut_staircases(hood(*houses), MIDDLE)


# ------------------------------------------------------------------------------------ floors
TALL = house(1, shapely.box(120, 120, 180, 180), floors=10, households=99)


def test_floors_are_disjoint_and_leave_none_out() -> None:
    before = hood(TALL)
    done = cut_floors(before, MIDDLE, [2, 7])
    frame = after(before, done)
    pieces = frame.loc[list(done.pieces)]
    assert pieces[["floor_from", "floor_to"]].to_numpy().tolist() == [[1, 2], [3, 7], [8, 10]]
    assert pieces["households"].tolist() == [20, 49, 30]
    assert set(pieces["foot"]) == {done.pieces[0]}
    assert pieces["buildings"].tolist() == [1, 1, 1]


def test_only_the_lowest_floors_have_borders() -> None:
    before = hood(TALL)
    done = cut_floors(before, MIDDLE, [5])
    after(before, done)
    ends = {*done.edges["low"], *done.edges["high"]} - set(before.atoms.index)
    assert ends == {done.pieces[0]}
    assert len(done.edges) == 4


@given(st.sets(st.integers(1, 9), min_size=1), st.integers(1, 9))
def test_floors_cut_again_stay_a_stack(tops: set[int], again: int) -> None:
    before = hood(TALL, tower=[(1, 4), (5, 10)])
    upper = max(before.atoms.index)
    atom = MIDDLE if again < 4 else upper
    low, high = (1, 4) if again < 4 else (5, 10)
    cuts = sorted(top for top in tops if low <= top < high)
    if not cuts:
        with pytest.raises(EditError):
            cut_floors(before, atom, sorted(tops))
        return
    done = cut_floors(before, atom, cuts)
    frame = after(before, done)
    stack = frame.loc[done.atoms.index].sort_values("floor_from")
    assert stack["floor_from"].tolist() == [1, *(top + 1 for top in stack["floor_to"])][:-1]
    assert stack["floor_to"].iloc[-1] == 10
    assert set(stack["foot"]) == {stack.index[0]}


@pytest.mark.parametrize("tops", [[], [0], [10], [3, 3], [5, 2], [11]])
def test_floors_that_are_not_there_are_refused(tops: list[int]) -> None:
    with pytest.raises(EditError, match="ascend"):
        cut_floors(hood(TALL), MIDDLE, tops)


def test_ground_without_a_house_has_no_floors_and_floors_no_ground_to_cut() -> None:
    with pytest.raises(EditError, match="no building"):
        cut_floors(hood(TALL), 1, [1])
    with pytest.raises(EditError, match="range of floors"):
        cut_atom(hood(TALL, tower=[(1, 4), (5, 10)]), MIDDLE, WEST_EAST)


@given(st.integers(0, 10_000), st.lists(st.floats(0, 1), max_size=6))
def test_shares_are_whole_and_add_up(total: int, inner: list[float]) -> None:
    parts = shares(total, np.array([0.0, *sorted(inner), 1.0]))
    assert sum(parts) == total
    assert min(parts) >= 0
