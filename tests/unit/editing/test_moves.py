from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gis.editing import moves
from gis.editing.scene import Scene
from gis.editing.sketch import Sketch
from gis.errors import CapacityError, EditError, NotFoundError, TornError
from gis.geometry.borders import Ints
from tests.unit.editing.scenes import (
    CODES,
    HOME,
    applied,
    contradictions,
    grid,
    micro,
    scene,
    with_grid,
)

A, B, C = (grid(letter) for letter in "ABC")

FOUR = "AABB AABB"
HALVES = "abcd abcd"
"""Two grids of two by two; each column a micro-grid."""


def done(before: Scene, sketch: Sketch) -> Scene:
    """The scene after an edit, checked there and back."""
    delta = sketch.finish()
    after = applied(before, delta)
    assert contradictions(after) == []
    back = applied(after, delta.inverse())
    assert (back.grid == before.grid).all()
    assert (back.microgrid == before.microgrid).all()
    live = {n: unit for n, unit in back.microgrids.items() if unit["live"]}
    assert live == dict(before.microgrids)
    assert {n: unit for n, unit in back.grids.items() if unit["live"]} == dict(before.grids)
    return after


def grids_of(drawn: Scene, *atoms: int) -> list[int]:
    return [int(number) for number in drawn.grid[drawn.positions(np.array(atoms))]]


def homes_of(drawn: Scene, *atoms: int) -> list[int]:
    return [int(number) for number in drawn.microgrid[drawn.positions(np.array(atoms))]]


# ---------------------------------------------------------------------------------- moving
def test_a_micro_grid_that_moves_as_a_whole_stays_one() -> None:
    before = scene(FOUR, HALVES)
    after = done(before, moves.move(before, [2, 6], B))
    assert homes_of(after, 2, 6) == [micro("b")] * 2
    assert after.microgrids[micro("b")]["grid"] == B
    assert after.microgrids[micro("b")]["code"] == f"{CODES[HOME]}00203"


def test_a_part_of_a_micro_grid_joins_the_one_it_borders_on_most() -> None:
    before = scene(FOUR, HALVES)
    after = done(before, moves.move(before, [2], B))
    assert homes_of(after, 2, 6) == [micro("c"), micro("b")]


def test_what_is_left_of_a_torn_micro_grid_joins_its_neighbour() -> None:
    before = scene("AAA AAA", "aaa bbb")
    after = done(before, moves.new_microgrid(before, [2]))
    assert homes_of(after, 1, 3) in ([micro("a"), micro("b")], [micro("b"), micro("a")])


def test_a_micro_grid_that_was_torn_before_is_left_as_it_was() -> None:
    before = scene("AAAA AAAA", "abba bbbb")
    after = done(before, moves.new_microgrid(before, [6]))
    assert homes_of(after, 1, 4) == [micro("a")] * 2


def test_a_tower_moves_with_all_its_floors_whichever_is_named() -> None:
    before = scene(FOUR, HALVES, tower=(2, "ef"))
    for named in (2, 9, 10):
        after = done(before, moves.move(before, [named, 6], B))
        assert grids_of(after, 2, 9, 10, 6) == [B] * 4
        assert homes_of(after, 9, 10) == [micro("e"), micro("f")]


def test_a_floor_changes_its_micro_grid_alone() -> None:
    before = scene(FOUR, HALVES, tower=(2, "ef"))
    after = done(before, moves.move(before, [10], A, micro("a")))
    assert homes_of(after, 2, 9, 10) == [micro("b"), micro("e"), micro("a")]
    assert not after.microgrids[micro("f")]["live"]


def test_the_last_atom_takes_its_grid_with_it() -> None:
    before = scene("AB AB")
    after = done(before, moves.move(before, [1, 3], B))
    assert not after.grids[A]["live"]
    assert homes_of(after, 1, 3) == [micro("a")] * 2


def test_only_the_grids_concerned_are_counted() -> None:
    before = scene("ABCC ABCC")
    delta = moves.move(before, [1], B).finish()
    assert delta.pieces == {A: (1, 1), B: (1, 1)}
    assert delta.touched() == {A, B}


def test_a_grid_that_changes_keeps_no_reason_that_may_hold_no_longer() -> None:
    before = with_grid(scene("ABBB"), "A", reason="community_total")
    after = done(before, moves.move(before, [2], A))
    assert after.grids[A]["reason"] is None


# ------------------------------------------------------------------------------ reassigning
def test_two_grids_swap_atoms_in_one_step() -> None:
    before = scene("AABB AABB")
    after = done(before, moves.reassign(before, [([2], B), ([7], A)]))
    assert grids_of(after, 1, 2, 3, 5, 6, 7) == [A, B, B, A, A, A]


def test_a_chain_passes_atoms_on_through_a_grid_in_between() -> None:
    before = scene("AABBCC")
    after = done(before, moves.reassign(before, [([2], B), ([4], C)]))
    assert "".join("ABC"[n - 1] for n in after.grid.tolist()) == "ABBCCC"


def test_two_grids_may_exchange_everything() -> None:
    before = scene("AABB")
    after = done(before, moves.reassign(before, [([1, 2], B), ([3, 4], A)]))
    assert grids_of(after, 1, 2, 3, 4) == [B, B, A, A]


def test_a_share_without_a_grid_founds_one() -> None:
    before = scene("AABBB AABBB")
    after = done(before, moves.reassign(before, [([2], B), ([5, 10], None)]))
    (new,) = set(grids_of(after, 5, 10))
    assert new not in (A, B)
    assert after.grids[new]["code"] == f"{CODES[HOME]}003"


@pytest.mark.parametrize("shares", [[([2], B), ([2], C)], [([1], B), ([7], C)]])
def test_an_atom_or_a_tower_cannot_go_to_two_grids(shares: list[tuple[list[int], int]]) -> None:
    before = scene("ABC ABC", "abc abc", tower=(1, "a"))
    with pytest.raises(EditError, match="only go to one grid"):
        moves.reassign(before, shares)


def test_a_reassignment_neither_tears_nor_leaves_the_community() -> None:
    before = scene("AABB", abroad="B")
    with pytest.raises(EditError, match="another"):
        moves.reassign(before, [([2], B)])
    with pytest.raises(TornError):
        moves.reassign(scene("AAABB"), [([2], B)]).finish()


# --------------------------------------------------------------------------------- refusals
def test_a_torn_grid_is_refused_with_its_pieces_largest_first() -> None:
    before = scene("AAAB")
    with pytest.raises(TornError) as raised:
        moves.move(before, [2], B).finish()
    # Both would fall apart: A without its middle, B with it.
    assert raised.value.grid == f"{CODES[HOME]}001"
    assert raised.value.pieces == ((1,), (3,))


def test_a_wall_tears_a_grid_and_a_corner_does_not_hold_it() -> None:
    walled = scene("AB AB", walls=[(1, 2)])
    with pytest.raises(TornError):
        moves.move(walled, [1], B).finish()
    with pytest.raises(TornError):
        moves.merge(scene("AC CB"), [A], B).finish()


def test_a_grid_in_two_pieces_may_stay_in_two_but_not_fall_into_three() -> None:
    before = scene("AABAA CCCCC", walls=[])
    done(before, moves.move(before, [1], C))
    with pytest.raises(TornError):
        moves.move(scene("AABAAA CCCCCC"), [5], C).finish()


TAKES: list[Callable[[Scene], Sketch]] = [
    lambda before: moves.undedicate(before, B),
    lambda before: moves.merge(before, [B], C),
]


@pytest.mark.parametrize("take", TAKES)
def test_pieces_are_handed_on_with_the_whole_grid(take: Callable[[Scene], Sketch]) -> None:
    before = with_grid(scene("BACB"), "B", kind="dedicated", code=f"{CODES[HOME]}901")
    delta = take(before).finish()
    assert max(after for _, after in delta.pieces.values()) == 2
    assert contradictions(applied(before, delta)) == []


def test_nothing_and_nobody_is_refused() -> None:
    before = scene("AB")
    wrongs: list[tuple[Callable[[], Sketch], type[Exception]]] = [
        (lambda: moves.move(before, [], B), EditError),
        (lambda: moves.move(before, [99], B), NotFoundError),
        (lambda: moves.move(before, [1], 99), NotFoundError),
        (lambda: moves.move(before, [1], B, micro("a")), NotFoundError),
        (lambda: moves.new_microgrid(before, [1, 2]), EditError),
        (lambda: moves.merge(before, [A], A), EditError),
        (lambda: moves.undedicate(before, A), EditError),
        (lambda: moves.move(with_grid(before, "B", live=False), [1], B), NotFoundError),
    ]
    for wrong, error in wrongs:
        with pytest.raises(error):
            wrong()


def test_communities_are_never_crossed() -> None:
    before = scene("AB AB", abroad="B")
    wrongs: list[Callable[[], Sketch]] = [
        lambda: moves.move(before, [1], B),
        lambda: moves.new_grid(before, [1, 2]),
        lambda: moves.merge(before, [A, B], A),
    ]
    for wrong in wrongs:
        with pytest.raises(EditError):
            wrong()


@pytest.mark.parametrize("letter", "AB")
def test_a_locked_grid_neither_gives_nor_takes(letter: str) -> None:
    before = with_grid(scene(FOUR, HALVES), letter, locked=True)
    for sketch in (
        moves.move(before, [2, 6], B),
        moves.merge(before, [A, B], B),
        moves.new_grid(before, [2 if letter == "A" else 3]),
        moves.new_microgrid(before, [2 if letter == "A" else 3]),
    ):
        with pytest.raises(EditError, match="locked"):
            sketch.finish()


# ------------------------------------------------------------------- new units and their codes
def test_a_new_grid_takes_the_first_free_code_and_whole_micro_grids_along() -> None:
    before = scene("AACC AACC", HALVES)
    after = done(before, moves.new_grid(before, [2, 6, 1]))
    number = grids_of(after, 2)[0]
    assert after.grids[number]["code"] == f"{CODES[HOME]}002"
    assert homes_of(after, 2, 6) == [micro("b")] * 2
    assert homes_of(after, 1, 5)[0] != homes_of(after, 1, 5)[1]
    assert grids_of(after, 1, 5) == [number, A]


def test_new_micro_grids_are_numbered_on_within_their_grid() -> None:
    before = scene("AAA", "abc")
    after = done(before, moves.new_microgrid(before, [1, 2]))
    (number,) = set(homes_of(after, 1, 2))
    assert after.microgrids[number]["code"] == f"{CODES[HOME]}00104"
    assert not after.microgrids[micro("a")]["live"]


def test_a_grid_without_a_number_left_for_a_micro_grid_says_so() -> None:
    before = scene("AA", "ab")
    full = {
        1000 + n: {"grid": A, "code": f"{CODES[HOME]}001{n:02}", "reason": None, "live": True}
        for n in range(3, 100)
    }
    crowded = Scene(**{**vars(before), "microgrids": {**before.microgrids, **full}})
    with pytest.raises(CapacityError):
        Sketch(crowded).new_microgrid(A)


def test_a_merged_grid_keeps_the_code_of_the_one_it_becomes() -> None:
    before = scene("AABBCC", "abcdef")
    after = done(before, moves.merge(before, [A, B, C], B))
    assert set(after.grid.tolist()) == {B}
    codes = {unit["code"] for unit in after.microgrids.values() if unit["live"]}
    assert codes == {f"{CODES[HOME]}002{n:02}" for n in range(1, 7)}


def test_dedicated_grids_are_numbered_apart_and_carry_their_duty() -> None:
    before = scene(FOUR, HALVES)
    after = done(before, moves.dedicate(before, [4, 8], "school", "小学", 7))
    unit = after.grids[grids_of(after, 4)[0]]
    assert unit["code"] == f"{CODES[HOME]}901"
    assert (unit["kind"], unit["category"], unit["site"]) == ("dedicated", "school", 7)
    assert (unit["name"], unit["reason"]) == ("小学", "dedicated")
    again = done(after, moves.undedicate(after, grids_of(after, 4)[0]))
    unit = again.grids[grids_of(again, 4)[0]]
    assert unit["code"] == f"{CODES[HOME]}003"
    assert (unit["kind"], unit["category"], unit["site"]) == ("base", None, None)


def test_a_new_code_of_a_grid_is_that_of_its_micro_grids_too() -> None:
    before = scene(FOUR, HALVES)
    sketch = Sketch(before)
    sketch.recode(A, f"{CODES[HOME]}077")
    after = done(before, sketch)
    assert [after.microgrids[micro(letter)]["code"] for letter in "abc"] == [
        f"{CODES[HOME]}07701", f"{CODES[HOME]}07702", f"{CODES[HOME]}00201",
    ]  # fmt: skip


# -------------------------------------------------------------------------- labels of a solver
def labelled(*labels: int) -> Ints:
    return np.array(labels)


def test_each_label_continues_the_grid_it_shares_most_homes_with() -> None:
    before = scene("AAABBB")
    after = done(before, moves.relabel(before, np.arange(6), labelled(1, 1, 0, 0, 0, 0)))
    assert grids_of(after, 1, 2, 3, 4, 5, 6) == [A, A, B, B, B, B]


def test_labels_beyond_the_grids_found_new_ones_and_grids_beyond_them_end() -> None:
    before = scene("AAABBB")
    more = done(before, moves.relabel(before, np.arange(6), labelled(0, 0, 1, 1, 2, 2)))
    assert len(set(more.grid.tolist())) == 3
    less = done(before, moves.relabel(before, np.arange(6), labelled(0, 0, 0, 0, 0, 0)))
    assert len(set(less.grid.tolist())) == 1


def test_micro_grids_are_labelled_anew_with_their_reasons() -> None:
    before = scene("AAAA", "aabb")
    sketch = Sketch(before)
    moves.relabel_microgrids(sketch, A, np.arange(4), labelled(1, 0, 0, 0), ["grid_total", None])
    after = done(before, sketch)
    assert homes_of(after, 2, 3, 4) == [micro("b")] * 3
    assert homes_of(after, 1) == [micro("a")]
    assert after.microgrids[micro("b")]["reason"] == "grid_total"
