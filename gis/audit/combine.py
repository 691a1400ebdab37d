"""Whether indivisible counts can be put together into groups within a band."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from gis.model import Band

BUDGET = 20_000
"""Steps of the exact search before it gives up."""


class _OutOfBudgetError(Exception):
    """The search took too long to prove anything."""


def can_group(items: Sequence[float], band: Band, budget: int = BUDGET) -> bool | None:
    """Whether all items can be shared out into groups that each add up to within the band.

    Where items lie and which touch is left aside, so False is a proof for every layout.

    Parameters
    ----------
    items
        Counts that cannot be divided; zeros do not matter.
    budget
        Steps of the exact search.

    Returns
    -------
    bool or None
        None where neither an answer nor a proof was found in time.
    """
    sizes = sorted((float(item) for item in items if item > 0), reverse=True)
    total = sum(sizes)
    counts = band.counts(total)
    if not counts or sizes[0] > band.upper:
        return False
    if any(_spread_evenly(sizes, k, band) for k in counts):
        return True
    try:
        return _search(Counter(sizes), band, [budget], set())
    except _OutOfBudgetError:
        return None


def _spread_evenly(sizes: list[float], groups: int, band: Band) -> bool:
    """Largest first into the emptiest group: finds most groupings that exist."""
    totals = np.zeros(groups)
    for size in sizes:
        totals[np.argmin(totals)] += size
    return bool((totals >= band.lower).all() and (totals <= band.upper).all())


def _search(left: Counter[float], band: Band, budget: list[int], dead: set[object]) -> bool:
    """Group the largest item left in every way, and the rest after it."""
    if not left:
        return True
    key = frozenset(left.items())
    if key in dead:
        return False
    largest = max(left)
    for group in _groups(left - Counter([largest]), largest, band, budget):
        if _search(left - group - Counter([largest]), band, budget, dead):
            return True
    dead.add(key)
    return False


def _groups(
    left: Counter[float], total: float, band: Band, budget: list[int]
) -> Iterator[Counter[float]]:
    """Every multiset of the items left that lifts ``total`` into the band."""
    sizes = sorted(left, reverse=True)

    def extend(at: int, total: float, chosen: Counter[float]) -> Iterator[Counter[float]]:
        budget[0] -= 1
        if budget[0] < 0:
            raise _OutOfBudgetError
        if total >= band.lower:
            yield +chosen
        for next_at in range(at, len(sizes)):
            size = sizes[next_at]
            if total + size <= band.upper and chosen[size] < left[size]:
                chosen[size] += 1
                yield from extend(next_at, total + size, chosen)
                chosen[size] -= 1

    yield from extend(0, total, Counter())


def can_join(item: float, others: Sequence[float], band: Band) -> bool:
    """Whether some of the others bring an item into the band; False is a proof.

    Fractions are not summed up: for them the answer is True.

    Parameters
    ----------
    item
        The count that must lie in the group.
    others
        Counts that may join it or not.
    """
    if item in band:
        return True
    if item > band.upper:
        return False
    if not all(float(value).is_integer() for value in (item, *others)):
        return True
    reach = 1
    mask = (1 << (band.upper + 1)) - 1
    for other, times in Counter(int(value) for value in others if value > 0).items():
        for _ in range(min(times, band.upper // other + 1)):
            reach |= (reach << other) & mask
    sums = reach << int(item)
    wanted = ((1 << (band.upper + 1)) - 1) ^ ((1 << band.lower) - 1)
    return bool(sums & wanted)
