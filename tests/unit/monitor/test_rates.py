"""Rates of grids and their chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gis.monitor.rates import chance, compared, interval, rates


def test_the_interval_of_a_count_is_the_exact_one_of_the_tables() -> None:
    # Garwood's table as reprinted in textbooks.
    low, high = interval([0, 1, 10, 100])

    assert low == pytest.approx([0, 0.0253, 4.7954, 81.3640], abs=1e-4)
    assert high == pytest.approx([3.6889, 5.5716, 18.3904, 121.6268], abs=1e-4)


@given(st.floats(0.2, 60))
def test_intervals_hold_the_mean_as_often_as_they_say(mean: float) -> None:
    counts = np.arange(200)
    low, high = interval(counts)
    holds = (low <= mean) & (mean <= high)

    assert stats.poisson.pmf(counts[holds], mean).sum() >= 0.95 - 1e-9


@given(st.integers(0, 50), st.floats(0.1, 50))
def test_the_chance_of_a_count_is_the_smaller_tail_twice(count: int, mean: float) -> None:
    tails = stats.poisson.cdf(count, mean), stats.poisson.sf(count - 1, mean)

    assert chance([count], [mean])[0] == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)


def test_one_grid_that_stands_out_is_called_high_and_the_others_usual() -> None:
    counts = np.full(100, 8)
    counts[7] = 40
    found, overall = rates(counts, np.full(100, 400.0))

    assert overall == pytest.approx(counts.sum() / 40)
    assert found["level"][7] == "high"
    assert set(found["level"].drop(index=7)) == {"usual"}
    assert found["expected"].sum() == pytest.approx(counts.sum())
    assert found["rate"][7] == pytest.approx(100)


def test_chance_alone_seldom_makes_a_grid_high_or_low() -> None:
    rng = np.random.default_rng(0)
    households = rng.uniform(60, 500, 300)
    called = [
        (rates(rng.poisson(households / 40), households)[0]["level"] != "usual").any()
        for _ in range(200)
    ]

    assert np.mean(called) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_where_hardly_anybody_lives_there_is_no_rate() -> None:
    found, overall = rates([9, 4, 4], [3, 400, np.nan])

    assert found["level"].tolist() == ["few", "usual", "few"]
    assert np.isnan(found.loc[[0, 2], "rate"]).all()
    assert overall == pytest.approx(10)


def test_a_town_without_households_has_no_rates_at_all() -> None:
    found, overall = rates([5, 0], [0, np.nan])

    assert np.isnan(overall)
    assert found["level"].tolist() == ["few", "few"]


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from([0.5, 0.1, 0.75]))
def test_two_windows_are_compared_by_the_exact_test(first: int, second: int, share: float) -> None:
    row = compared([first], [second], share).iloc[0]
    total = first + second
    tails = stats.binom.cdf(second, total, share), stats.binom.sf(second - 1, total, share)

    assert row["p"] == pytest.approx(min(1, 2 * min(tails)), rel=1e-6)
    if first:
        assert row["ratio"] == pytest.approx(second / first * (1 - share) / share)


def test_windows_of_different_length_are_compared_by_their_rates() -> None:
    row = compared([70], [10], 1 / 8).iloc[0]

    assert row["ratio"] == pytest.approx(1)
    assert row["p"] > 0.9
