"""Small boards on which the best repair can be told by hand, and any board at random."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.editing.board import Board, State, bits
from gis.editing.repair import repairs
from gis.model import Band


def board(
    lines: str, loads: str | None = None, band: Band | None = None, locked: str = ""
) -> Board:
    """Squares of 10 m, one letter a unit; loads are one digit a square, tens of households."""
    rows = lines.split()
    width, letters = len(rows[0]), "".join(rows)
    load = [10.0 * int(digit) for digit in "".join((loads or "1" * len(letters)).split())]
    near: list[dict[int, float]] = [{} for _ in letters]
    for at in range(len(letters)):
        if at % width:
            near[at][at - 1] = near[at - 1][at] = 10.0
        if at >= width:
            near[at][at - width] = near[at - width][at] = 10.0
    label = [ord(letter) for letter in letters]
    free = frozenset(label) - {ord(letter) for letter in locked}
    return Board(load, load, label, near, free, band or Band(30, 60))


def drawn(on: Board, state: State, width: int) -> str:
    letters = list(map(chr, on.label))
    for unit, mask in state.masks.items():
        for piece in bits(mask):
            letters[piece] = chr(unit)
    return " ".join("".join(letters[at : at + width]) for at in range(0, len(letters), width))


def test_what_is_short_gets_the_least_that_is_enough() -> None:
    on = board("AABBBBB")
    best = repairs(on, ord("A"))[0]
    assert drawn(on, best, 7) == "AAABBBB"


def test_what_is_too_full_gives_the_least_that_is_enough() -> None:
    on = board("AAAAABBB", "22111 111")
    best = repairs(on, ord("A"))[0]
    assert drawn(on, best, 8) == "AAAABBBB"


def test_a_neighbour_that_would_be_short_gets_it_back_from_its_other_neighbour() -> None:
    on = board("AABBBCCCCC")
    best = repairs(on, ord("A"))[0]
    assert drawn(on, best, 10) == "AAABBBCCCC"


def test_two_units_swap_where_neither_can_give_alone() -> None:
    # Either house of B is too much for B to lose, unless a house of A comes back.
    on = board("AB AB", "13 13", Band(35, 60))
    best = repairs(on, ord("A"))[0]
    assert drawn(on, best, 2) in {"AA BB", "BB AA"}
    assert [best.loads[ord(letter)] for letter in "AB"] == [40.0, 40.0]


def test_nothing_is_cut_off_but_what_would_be_goes_along() -> None:
    # The second B holds the third and fourth to the others.
    on = board("ABBBB", "21112", Band(30, 40))
    best = repairs(on, ord("A"))[0]
    assert drawn(on, best, 5) == "AABBB"
    on = board("A.. ABB ..B".replace(".", "C"), "199 112 991", Band(30, 400))
    assert {drawn(on, state, 3) for state in repairs(on, ord("A"))} >= {"ACC AAB CCB"}


def test_a_locked_unit_neither_gives_nor_takes() -> None:
    assert repairs(board("AABBBBB", locked="B"), ord("A")) == []


def test_held_pieces_stay_where_they_are() -> None:
    plain = board("AABBBBB")
    held = Board(
        plain.load, plain.cost, plain.label, plain.near, plain.free, plain.band, held=1 << 2
    )
    assert repairs(held, ord("A")) == []


def test_what_a_start_did_wrong_is_mended_and_its_pieces_stay() -> None:
    on = board("AAABBBCCCC")
    begun = on.origin.after(on, 1 << 3, ord("B"), ord("A"))
    best = repairs(on, None, begun)[0]
    assert drawn(on, best, 10) == "AAAABBBCCC"


letters = st.sampled_from("ABCD")


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.tuples(letters, st.integers(0, 3)), min_size=2 * width, max_size=5 * width
        ).map(lambda squares: (width, squares[: len(squares) // width * width]))
    )
)
def test_no_repair_harms_whoever_is_concerned(given_: tuple[int, list[tuple[str, int]]]) -> None:
    width, squares = given_
    on = board(
        " ".join(
            "".join(letter for letter, _ in squares[at : at + width])
            for at in range(0, len(squares), width)
        ),
        "".join(str(load) for _, load in squares),
    )
    target = on.label[0]
    before = on.origin.loads
    found = repairs(on, target)
    assert [s.shifts for s in found] == [s.shifts for s in repairs(on, target)]
    for state in found:
        assert np.isclose(sum(state.loads.values()), sum(before.values()))
        assert sum(mask.bit_count() for mask in state.masks.values()) == len(squares)
        for unit, load in state.loads.items():
            assert load == pytest.approx(on.weight(state.masks[unit]))
            assert on.band.distance(load) <= on.band.distance(before[unit])
            assert state.masks[unit]
            assert len(on.parts(state.masks[unit])) <= max(1, on.known[unit])
