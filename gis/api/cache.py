"""Answers kept in memory: bounded by bytes, each made once however many ask for it together."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

OVERHEAD = 400
"""Bytes that the key and the bookkeeping of an entry take, roughly."""


class ByteCache:
    """The answers used last, as many as fit; may be used by many threads.

    Keys carry everything an answer depends on (the version of the data and the scope of the
    reader among it), so nothing ever needs to be taken out.

    Parameters
    ----------
    capacity
        Bytes; an answer larger than a sixteenth of it is not kept.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._bytes = 0
        self._making: dict[Hashable, Future[bytes]] = {}
        self._lock = threading.Lock()

    def peek(self, key: Hashable) -> bytes | None:
        """The answer if it is there; never waits."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The answer, made by the first who asks while the others wait for it.

        An error of ``make`` reaches all who wait and is not kept.
        """
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            future = self._making.get(key)
            if future is None:
                mine = self._making[key] = Future()
        if future is not None:
            return future.result()
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            mine.set_exception(error)
            raise
        with self._lock:
            self._keep(key, made)
            del self._making[key]
        mine.set_result(made)
        return made

    def _keep(self, key: Hashable, value: bytes) -> None:
        size = len(value) + OVERHEAD
        if size > self._capacity // 16:
            return
        self._kept[key] = value
        self._bytes += size
        while self._bytes > self._capacity:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest) + OVERHEAD

    @property
    def used(self) -> int:
        """Bytes taken."""
        return self._bytes


class Remembered(Generic[K, V]):
    """Values that may be a little old; may be used by many threads.

    Parameters
    ----------
    seconds
        How old at most.
    most
        How many are kept.
    """

    def __init__(
        self, seconds: float, most: int = 1000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._forgot = -math.inf
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value, None where it is not there or too old."""
        with self._lock:
            found = self._kept.get(key)
        return None if found is None or self._clock() - found[0] > self._seconds else found[1]

    def put(self, key: K, value: V, asked: float) -> None:
        """Keep a value that was asked for at ``asked``.

        One asked for later stays; and what was asked for before anything was forgotten may be
        what had to be forgotten.
        """
        with self._lock:
            found = self._kept.get(key)
            if asked <= self._forgot or (found is not None and found[0] > asked):
                return
            self._kept[key] = asked, value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def now(self) -> float:
        """Time of the clock, to be taken before a value is asked for."""
        return self._clock()

    def forget(self, key: K) -> None:
        """Drop a value that has changed."""
        with self._lock:
            self._forgot = self._clock()
            self._kept.pop(key, None)

    def forget_those(self, meant: Callable[[V], bool]) -> None:
        """Drop every value of which ``meant`` says so."""
        with self._lock:
            self._forgot = self._clock()
            for key in [key for key, (_, value) in self._kept.items() if meant(value)]:
                del self._kept[key]
