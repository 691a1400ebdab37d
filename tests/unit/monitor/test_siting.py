"""The best next sites, against all of them tried."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from gis.monitor import siting
from gis.monitor.siting import greedy, suggest


def town(*reached: str) -> csr_array:
    """One text a candidate: ``x`` where it reaches a home."""
    return csr_array(np.array([[sign == "x" for sign in row] for row in reached], dtype=float))


def best(reach: csr_array, demand: np.ndarray, count: int) -> float:
    """By trying all choices."""
    table = reach.toarray() > 0
    choices = combinations(range(len(table)), min(count, len(table)))
    return max(float(demand[table[list(choice)].any(axis=0)].sum()) for choice in choices)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_no_choice_covers_more_and_the_proof_says_so(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    shape = rng.integers(1, 9), rng.integers(1, 15)
    reach = csr_array((rng.random(shape) < 0.3).astype(float))
    demand = rng.integers(0, 9, shape[1]).astype(float)

    found = suggest(reach, demand, count)

    assert found.covered == best(reach, demand, count)
    assert found.optimal
    assert found.gained.sum() == found.covered
    table = reach.toarray() > 0
    assert demand[table[found.sites].any(axis=0)].sum() == found.covered
    assert len(found.sites) <= count
    assert found.covered >= (1 - 1 / np.e) * found.bound


def test_the_greedy_choice_that_falls_into_the_trap_is_bettered() -> None:
    reach = town("xxxx..", "xx..x.", "..xx.x")
    demand = np.array([2.0, 2, 2, 2, 1, 1])

    taken = np.unique(reach[greedy(reach, demand, 2)].indices)
    assert demand[taken].sum() == 8 + 1
    assert suggest(reach, demand, 2).covered == 10


def test_without_time_the_greedy_choice_stands_and_the_gap_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reach = town("xxxx..", "xx..x.", "..xx.x")
    demand = np.array([2.0, 2, 2, 2, 1, 1])
    nothing = np.empty(0, dtype=np.int64)
    monkeypatch.setattr(siting, "_solved", lambda *_: (nothing, np.inf))

    found = suggest(reach, demand, 2)

    assert (found.covered, found.optimal) == (9, False)
    assert found.bound == 10
    assert found.gap == pytest.approx(1 / 9)


def test_sites_that_would_gain_nothing_are_not_suggested() -> None:
    found = suggest(town("xx", "x."), np.array([3.0, 4.0]), 2)

    assert found.sites.tolist() == [0]
    assert found.gained.tolist() == [7]
    assert found.optimal


def test_where_nobody_lives_nothing_is_suggested() -> None:
    found = suggest(town("x.", ".x"), np.zeros(2), 1)

    assert not len(found.sites)
    assert found.optimal
    assert found.gap == 0
