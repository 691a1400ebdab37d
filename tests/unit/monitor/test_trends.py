"""How hot spots come and go."""

from __future__ import annotations

from typing import Any

import esda
import numpy as np
import pytest
from libpysal.graph import Graph
from scipy.sparse import block_diag

from gis.monitor.hotspots import gi_star
from gis.monitor.neighbours import contiguity
from gis.monitor.trends import Trend, classify, trends
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


def test_a_place_that_begins_to_burn_is_new_and_the_rest_is_nothing() -> None:
    rng = np.random.default_rng(8)
    counts = rng.poisson(10, (900, STEPS)).astype(float)
    place = [434, 435, 464, 465]
    counts[place, -1] += 40
    always = [100, 101, 130, 131]
    counts[always] += 40

    found = trends(counts, contiguity(board(30)))

    assert {found[unit] for unit in place} == {Trend.NEW}
    # A trend is seen where there is none once in twenty.
    assert [found[unit] for unit in always].count(Trend.PERSISTENT) >= 3
    assert sum(one is not None for one in found) <= 10


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore:.*disconnected.*")
def test_gi_star_over_all_steps_is_that_of_esda_on_all_of_them_at_once() -> None:
    rng = np.random.default_rng(2)
    around, values = contiguity(board(6)), rng.normal(5, 2, (36, 4))
    graph = Graph.from_sparse(block_diag([around] * 4).tocsr())

    theirs = esda.G_Local(values.T.ravel(), graph, transform="B", star=True, permutations=0)

    np.testing.assert_allclose(gi_star(values, around).T.ravel(), theirs.Zs, rtol=1e-9, atol=1e-9)


def test_a_busy_season_makes_no_place_hot() -> None:
    rng = np.random.default_rng(9)
    counts = rng.poisson(np.linspace(5, 50, STEPS), (900, STEPS)).astype(float)

    assert trends(counts, contiguity(board(30))) == [None] * 900


def test_equal_counts_have_no_class() -> None:
    assert trends(np.full((36, 5), 0.1), contiguity(board(6))) == [None] * 36
