"""The work on all communities, in this process or in several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""Like the builtin map: results come in the order of the tasks."""
Progress = Callable[[str, int, int], None]
"""Told of each step: its name, how much is done, of how much."""

Job = TypeVar("Job")
Done = TypeVar("Done")


def silent(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def for_each(
    do: Callable[[Job], Done],
    jobs: Sequence[Job],
    size: Callable[[Job], int],
    run: Run,
    tell: Progress,
) -> list[Done]:
    """Results in the order of ``jobs``; the largest are begun first."""
    order = sorted(range(len(jobs)), key=lambda i: -size(jobs[i]))
    results: dict[int, Done] = {}
    tell("communities", 0, len(jobs))
    for at, result in zip(order, run(do, [jobs[i] for i in order]), strict=True):
        results[at] = result
        tell("communities", len(results), len(jobs))
    return [results[at] for at in range(len(jobs))]
