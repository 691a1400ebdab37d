"""Run the tasks of a partition in this process or in several."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from gis.workflow.confined import die_with_parent

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""Like the builtin map: results come in the order of the tasks."""


def cores() -> int:
    """Number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def runner(jobs: int) -> Iterator[Run]:
    """A map over ``jobs`` processes; the builtin map for one.

    Processes are never plain forks: this one may run threads of numba or GDAL, and a fork of a
    threaded process can hang. None outlives this one, even where it is killed.
    """
    if jobs == 1:
        yield map
        return
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        # The heavy imports happen once, in the server, instead of once in each worker.
        context.set_forkserver_preload(["gis.partition.solve"])
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=die_with_parent) as pool:
        try:
            yield pool.map
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
