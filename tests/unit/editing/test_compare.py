from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from gis.editing.compare import flows, heirs


def shares(*rows: tuple[int, int, int]) -> pd.DataFrame:
    """Building, grid, households."""
    frame = pd.DataFrame(rows, columns=["building", "grid", "households"], dtype="int64")
    return frame.assign(residents=3 * frame["households"])


def told(flow: pd.DataFrame) -> list[tuple[int, ...]]:
    names = ["before", "after", "households", "residents", "buildings"]
    return [tuple(int(v) for v in row) for row in flow[names].itertuples(index=False)]


def test_a_plan_differs_from_itself_in_nothing() -> None:
    plan = shares((1, 7, 30), (2, 7, 20), (3, 8, 10))
    assert told(flows(plan, plan)) == [(7, 7, 50, 150, 2), (8, 8, 10, 30, 1)]


def test_buildings_count_where_they_came_from_and_went() -> None:
    before, after = shares((1, 7, 30), (2, 7, 20)), shares((1, 7, 30), (2, 9, 20))
    assert told(flows(before, after)) == [(7, 7, 30, 90, 1), (7, 9, 20, 60, 1)]


def test_of_a_divided_building_what_stays_is_taken_first() -> None:
    before = shares((1, 7, 60), (1, 8, 40))
    after = shares((1, 7, 50), (1, 8, 50))
    moved = {row[:2]: row[2:] for row in told(flows(before, after))}
    assert moved[7, 7] == (50, 150, 1)
    assert moved[8, 8] == (40, 120, 0)
    assert moved[7, 8] == (10, 30, 0)


grids = st.integers(1, 3)
parts = st.dictionaries(grids, st.integers(0, 30), min_size=1)


@given(st.lists(st.tuples(parts, st.lists(grids, min_size=1, max_size=3)), min_size=1, max_size=5))
def test_every_household_and_building_is_counted_once(
    buildings: list[tuple[dict[int, int], list[int]]],
) -> None:
    before, after = [], []
    for number, (held, homes) in enumerate(buildings):
        before += [(number, grid, count) for grid, count in held.items()]
        rest = sum(held.values())
        for grid in sorted(set(homes))[:-1]:
            after.append((number, grid, rest // 2))
            rest -= rest // 2
        after.append((number, max(homes), rest))
    flow = flows(shares(*before), shares(*after))
    total = sum(count for _, _, count in before)
    assert flow["households"].sum() == total
    assert flow["residents"].sum() == 3 * total
    assert flow["buildings"].sum() == len(buildings)
    held_before = shares(*before).groupby("grid")["households"].sum()
    got = flow.groupby("before")["households"].sum()
    assert (got == held_before.reindex(got.index)).all()
    assert (flow.groupby(["before", "after"]).size() == 1).all()


def test_a_grid_is_continued_by_the_one_with_most_of_its_homes() -> None:
    flow = flows(
        shares((1, 1, 50), (2, 1, 40), (3, 2, 30)), shares((1, 8, 50), (2, 9, 40), (3, 9, 30))
    )
    assert dict(heirs(flow)) == {8: 1, 9: 2}
