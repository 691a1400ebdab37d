"""Groups of indivisible counts within a band."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from gis.audit.combine import can_group, can_join
from gis.model import Band

SIZES = st.lists(st.integers(1, 12), min_size=1, max_size=6)
BANDS = st.tuples(st.integers(1, 12), st.integers(0, 6)).map(lambda b: Band(b[0], b[0] + b[1]))


def _groupings(items: list[int]) -> list[list[int]]:
    """Totals of the groups of every labelling."""
    labellings = product(range(len(items)), repeat=len(items))
    return [
        [
            sum(item for item, own in zip(items, labels, strict=True) if own == label)
            for label in set(labels)
        ]
        for labels in labellings
    ]


@given(SIZES.filter(lambda items: len(items) <= 5), BANDS)
def test_an_answer_agrees_with_trying_everything(items: list[int], band: Band) -> None:
    exists = any(all(total in band for total in totals) for totals in _groupings(items))

    assert can_group(items, band) is exists


@given(SIZES, st.integers(1, 12), BANDS)
def test_joining_agrees_with_trying_everything(others: list[int], item: int, band: Band) -> None:
    sums = {
        item + sum(o for o, taken in zip(others, choice, strict=True) if taken)
        for choice in product((False, True), repeat=len(others))
    }

    assert can_join(item, others, band) is any(total in band for total in sums)


def test_slabs_of_forty_five_never_make_fifty_to_eighty() -> None:
    assert can_group([45] * 10, Band(50, 80)) is False
    assert not can_join(45, [45] * 9, Band(50, 80))


def test_many_small_houses_can_always_be_grouped() -> None:
    assert can_group([3] * 4000, Band(300, 500)) is True


def test_nothing_is_claimed_when_the_search_is_too_long() -> None:
    items = [31, 34, 37, 41, 43, 46, 47, 53, 58, 59, 61, 67, 71, 73, 79]
    exact = Band(200, 200)

    assert can_group(items, exact, budget=50) is None
    assert can_group(items, exact) is False


def test_fractions_are_never_a_proof_that_nothing_joins() -> None:
    assert can_join(45, [17.5, 20.25], Band(300, 500))
