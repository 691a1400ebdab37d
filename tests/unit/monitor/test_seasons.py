"""What is usual: learned from the past, tried on a time that was not seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import nbinom

from gis.monitor.seasons import (
    EVEN,
    Past,
    Rhythm,
    excess,
    rates,
    rhythm,
    surprise,
    uncertainty,
)

DAY = np.timedelta64(1, "D")
START, PRESENT, END = (np.datetime64(day) for day in ("2024-01-01", "2025-01-01", "2026-01-01"))
WEEK = np.outer([1.1, 1.05, 1, 1, 1.05, 0.9, 0.9], np.sin(np.arange(24) / 24 * np.pi) + 0.2)
TRUE = Rhythm(
    WEEK / WEEK.mean(), np.array([1.6, 1.3, 1, 0.8, 0.7, 0.6, 0.6, 0.7, 0.9, 1, 1.3, 1.5])
)


def draw(unit_rates: Any, spread: float, rng: np.random.Generator) -> Any:
    """(n, hours) of two years; counts of an hour vary by a quality of the day."""
    hours = np.arange(START, END, dtype="datetime64[h]")
    days = len(hours) // 24
    mean = np.outer(unit_rates, TRUE.weights(hours))
    if spread:
        mean *= np.repeat(rng.gamma(1 / spread, spread, (len(unit_rates), days)), 24, axis=1)
    return hours, rng.poisson(mean)


def past(hours: Any, counts: Any) -> Past:
    """All units' counts of a time, as a tally gives them."""
    day = hours.astype("datetime64[D]")
    week, year = np.zeros((7, 24)), np.zeros(12)
    total = counts.sum(axis=0)
    np.add.at(week, ((day.astype(int) + 3) % 7, hours.astype(int) % 24), total)
    np.add.at(year, hours.astype("datetime64[M]").astype(int) % 12, total)
    return Past(week, year, day[0], day[-1] + DAY)


def test_a_rhythm_is_learned_from_a_year() -> None:
    hours, counts = draw(np.full(50, 0.5), 0.0, np.random.default_rng(1))
    before = hours < PRESENT

    found = rhythm(past(hours[before], counts[:, before]))

    assert np.abs(found.week / TRUE.week - 1).mean() < 0.04
    assert np.abs(found.year / (TRUE.year / TRUE.year.mean()) - 1).max() < 0.05


def test_little_history_is_pulled_towards_what_is_believed() -> None:
    nothing = Past(np.zeros((7, 24)), np.zeros(12), START, PRESENT)
    one = np.zeros((7, 24))
    one[2, 3] = 1

    assert rhythm(nothing, TRUE).week == pytest.approx(TRUE.week, rel=1e-3)
    found = rhythm(Past(one, one.sum() / 12 * np.ones(12), START, PRESENT), EVEN)
    assert 1.0 < found.week[2, 3] < 1.2
    assert found.week.mean() == pytest.approx(1.0, rel=0.01)


def test_months_that_were_never_seen_keep_the_belief() -> None:
    spring = Past(np.full((7, 24), 5.0), np.array([0, 0, 300, 270, 270, 0, 0, 0, 0, 0, 0, 0.0]),
                  np.datetime64("2024-03-01"), np.datetime64("2024-06-01"))  # fmt: skip

    found = rhythm(spring)

    assert found.year[[0, 6, 11]] == pytest.approx(1.0, abs=0.02)


def test_a_window_is_worth_the_sum_of_its_hours_and_parts_of_hours_count_as_parts() -> None:
    at = np.datetime64
    assert EVEN.load(at("2025-03-03T00:00"), at("2025-03-04T00:00")) == pytest.approx(24.0)
    assert EVEN.load(at("2025-03-03T10:20"), at("2025-03-03T11:50")) == pytest.approx(1.5)
    assert EVEN.load(at("2025-03-03T10:20"), at("2025-03-03T10:50")) == pytest.approx(0.5)
    tuesday_at_ten = TRUE.week[1, 10] * TRUE.year[2]
    assert TRUE.load(at("2025-03-04T10:00"), at("2025-03-04T11:00")) == pytest.approx(
        tuesday_at_ten
    )


def test_a_unit_without_history_has_a_little_and_one_with_much_its_own_rate() -> None:
    found = rates(np.array([0.0, 10.0, 1000.0]), 100.0)

    assert 0 < found[0] < 0.05
    assert found[1] == pytest.approx(0.12, abs=0.01)
    assert found[2] == pytest.approx(9.96, abs=0.1)
    assert rates(np.zeros(3), 100.0).tolist() == [0.0] * 3


def test_the_spread_of_a_negative_binomial_is_found_again() -> None:
    rng = np.random.default_rng(4)
    mean = rng.uniform(1, 20, 20_000)
    counts = rng.negative_binomial(1 / 0.3, 1 / (1 + 0.3 * mean)).astype(float)

    found = excess((counts**2).sum(), (counts * mean).sum(), mean.sum(), (mean**2).sum())

    assert found == pytest.approx(0.3, rel=0.1)
    assert excess(mean.sum() * 0.5, 0.0, mean.sum(), 1.0) == 0.0
    assert excess(0.0, 0.0, 0.0, 0.0) == 0.0


def test_surprise_is_the_upper_tail() -> None:
    found = surprise(
        np.array([0.0, 7.0, 7.0]), np.array([3.0, 3.0, 3.0]), np.array([0.5, 0.5, 0.0])
    )

    assert found[0] == 1.0
    assert found[1] == pytest.approx(nbinom.sf(6, 2.0, 1 / 2.5))
    assert found[2] == pytest.approx(0.0335, abs=1e-4)
    assert surprise(np.array([1.0]), np.array([0.0]), 0.4)[0] == 0.0


@pytest.mark.parametrize("spread", [0.0, 0.15])
def test_the_rate_of_false_alarms_is_the_stated_one_and_surges_are_found(spread: float) -> None:
    rng = np.random.default_rng(7)
    unit_rates = rng.gamma(4, 0.25, 60)
    hours, counts = draw(unit_rates, spread, rng)
    before, after = hours < PRESENT, hours >= PRESENT
    learned = rhythm(past(hours[before], counts[:, before]))
    daily = counts.reshape(60, -1, 24).sum(axis=2).astype(float)
    load = learned.weights(hours).reshape(-1, 24).sum(axis=1)
    known = len(load) * int(before.sum()) // len(hours)
    own = rates(daily[:, :known].sum(axis=1), load[:known].sum())
    usual = np.outer(own, load)
    seen, mean = daily[:, :known], usual[:, :known]
    wide = excess((seen**2).sum(), (seen * mean).sum(), mean.sum(), (mean**2).sum())
    width = wide + uncertainty(seen.sum(axis=1))[:, None]

    p = surprise(daily[:, known:], usual[:, known:], width)

    assert wide == pytest.approx(spread, abs=0.02)
    assert after.sum() // 24 == p.shape[1]
    for stated in (0.05, 0.01):
        assert 0.4 * stated < (p <= stated).mean() < 1.3 * stated
    surge = daily[:, known:] + rng.poisson(4 * usual[:, known:])
    assert (surprise(surge, usual[:, known:], width) <= 0.01).mean() > 0.97
