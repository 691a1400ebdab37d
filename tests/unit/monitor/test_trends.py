"""How hot spots come and go."""

from __future__ import annotations

from typing import Any

import esda
import numpy as np
import pytest
from libpysal.graph import Graph
from scipy.sparse import block_array

from gis.monitor.neighbours import contiguity
from gis.monitor.trends import Trend, classify, cube, trends
from tests.unit.monitor.squares import board

STEPS = 12


def history(text: str) -> Any:
    """Hot steps as ``#``."""
    return np.array([[sign == "#" for sign in text]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("...........#", Trend.NEW),
        (".........###", Trend.CONSECUTIVE),
        ("############", Trend.PERSISTENT),
        ("###########.", Trend.HISTORICAL),
        ("..##..#....#", Trend.SPORADIC),
        (".#........##", Trend.SPORADIC),
        ("####........", None),
        ("............", None),
    ],
)
def test_each_history_has_its_class(text: str, expected: Trend | None) -> None:
    z = np.tile([3.0, 3.1], STEPS // 2)[None, :]

    assert classify(z, history(text)) == [expected]


def test_what_is_always_hot_and_rises_or_falls_says_so() -> None:
    z = np.stack([np.linspace(3, 9, STEPS), np.linspace(9, 3, STEPS), np.tile([5.0, 6.0], 6)])

    found = classify(z, np.full((3, STEPS), fill_value=True))

    assert found == [Trend.INTENSIFYING, Trend.DIMINISHING, Trend.PERSISTENT]


def test_two_steps_are_no_history() -> None:
    assert classify(np.ones((1, 2)), np.full((1, 2), fill_value=True)) == [None]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_gi_star_in_space_and_time_is_that_of_esda_with_neighbours_in_both() -> None:
    rng = np.random.default_rng(2)
    around, counts = contiguity(board(6)), rng.poisson(5, (36, 4)).astype(float)
    own = np.eye(36) + around.toarray()
    # Esda adds the unit itself; one step before come its neighbours and it.
    blocks = [[None] * 4 for _ in range(4)]
    for step in range(4):
        blocks[step][step] = around.toarray()
        if step:
            blocks[step][step - 1] = own
    graph = Graph.from_sparse(block_array(blocks).tocsr())

    theirs = esda.G_Local(counts.T.ravel(), graph, transform="B", star=True, permutations=0)

    np.testing.assert_allclose(cube(counts, around).T.ravel(), theirs.Zs, rtol=1e-9, atol=1e-9)


def test_a_place_that_begins_to_burn_is_new_and_the_rest_is_nothing() -> None:
    rng = np.random.default_rng(8)
    counts = rng.poisson(10, (900, STEPS)).astype(float)
    place = [434, 435, 464, 465]
    counts[place, -1] += 40
    always = [100, 101, 130, 131]
    counts[always] += 40

    found = trends(counts, contiguity(board(30)))

    assert {found[unit] for unit in place} == {Trend.NEW}
    assert Trend.PERSISTENT in {found[unit] for unit in always}
    assert None not in {found[unit] for unit in always}
    near = set(np.flatnonzero(contiguity(board(30))[[*place, *always]].sum(axis=0)))
    elsewhere = [one for unit, one in enumerate(found) if unit not in near | set(place + always)]
    assert sum(one is not None for one in elsewhere) <= 3


def test_equal_counts_have_no_class() -> None:
    assert trends(np.full((36, 5), 0.1), contiguity(board(6))) == [None] * 36
