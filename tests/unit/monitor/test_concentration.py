"""How unevenly tickets are spread, against what is known by formula."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import poisson

from gis.monitor.concentration import gini, gini_by_chance, lorenz, quotients, top_share

COUNTS = arrays(np.float64, st.integers(1, 30), elements=st.integers(0, 1000).map(float))


def test_known_values() -> None:
    assert gini(np.array([5.0, 5, 5, 5])) == pytest.approx(0.0)
    assert gini(np.array([0.0, 0, 0, 8])) == pytest.approx(0.75)
    assert gini(np.array([1.0, 2, 3, 4])) == pytest.approx(0.25)
    assert np.isnan(gini(np.empty(0)))
    assert gini(np.zeros(3)) == 0.0


@given(COUNTS)
def test_gini_is_half_the_relative_mean_difference(counts: np.ndarray) -> None:
    if counts.sum() == 0:
        return
    differences = [abs(a - b) for a, b in itertools.product(counts, repeat=2)]

    assert gini(counts) == pytest.approx(np.mean(differences) / (2 * counts.mean()), abs=1e-9)


@given(COUNTS, st.integers(2, 5))
def test_neither_scale_nor_order_nor_the_number_of_towns_matters(
    counts: np.ndarray, times: int
) -> None:
    assert gini(counts * times) == pytest.approx(gini(counts), abs=1e-9)
    assert gini(counts[::-1]) == pytest.approx(gini(counts), abs=1e-9)
    assert gini(np.tile(counts, times)) == pytest.approx(gini(counts), abs=1e-9)


def test_a_ticket_from_a_poor_grid_to_a_rich_one_makes_it_more_uneven() -> None:
    assert gini(np.array([3.0, 6, 6, 13])) > gini(np.array([4.0, 6, 6, 12]))


def test_the_top_tenth_has_what_the_fullest_have_and_parts_of_a_unit_count_as_parts() -> None:
    assert top_share(np.array([1.0] * 9 + [11])) == pytest.approx(0.55)
    assert top_share(np.array([1.0] * 4 + [6])) == pytest.approx(0.3)
    assert top_share(np.array([0.0] * 19 + [4])) == pytest.approx(1.0)
    assert top_share(np.full(40, 3.0)) == pytest.approx(0.1)
    assert np.isnan(top_share(np.zeros(5)))


@given(COUNTS)
def test_the_curve_rises_from_nothing_to_all_below_the_diagonal(counts: np.ndarray) -> None:
    points = lorenz(counts)

    assert points[0].tolist() == [0.0, 0.0]
    assert points[-1] == pytest.approx([1.0, 1.0])
    assert (np.diff(points[:, 1]) >= 0).all()
    assert (points[:, 1] <= points[:, 0] + 1e-9).all()


@pytest.mark.parametrize("mean", [0.05, 0.7, 4.0, 60.0])
def test_the_gini_of_chance_is_that_of_poisson_counts(mean: float) -> None:
    values = np.arange(int(mean * 3 + 30))
    mass = poisson.pmf(values, mean)
    difference = (np.abs(values[:, None] - values) * np.outer(mass, mass)).sum()

    assert gini_by_chance(mean) == pytest.approx(difference / (2 * mean), rel=1e-6)


def test_quotients_are_ratios_of_shares() -> None:
    table = np.array([[30.0, 10], [20, 40]])

    found = quotients(table)

    assert found.quotient[0, 0] == pytest.approx((30 / 40) / (50 / 100))
    assert found.quotient[1, 1] == pytest.approx((40 / 60) / (50 / 100))
    assert found.expected.sum() == pytest.approx(100)
    assert not found.few.any()


def test_two_tickets_where_hardly_any_are_expected_prove_nothing() -> None:
    table = np.array([[2.0, 100], [0, 900], [98, 8000]])

    found = quotients(table)

    assert found.quotient[0, 0] > 1.5
    assert found.few[0, 0]
    assert np.isnan(found.q[0, 0])
    assert quotients(np.zeros((2, 2))).few.all()


def test_chance_alone_gives_hardly_any_find_and_a_pile_is_found() -> None:
    rng = np.random.default_rng(6)
    table = rng.poisson(np.outer(np.full(200, 10.0), rng.uniform(0.6, 3, 8))).astype(float)
    assert (quotients(table).q <= 0.05).sum() <= 3

    table[17, 3] += 60
    found = quotients(table)
    assert found.q[17, 3] < 1e-6
    assert found.quotient[17, 3] > 2
