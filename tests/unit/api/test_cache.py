from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.api.cache import OVERHEAD, ByteCache, Remembered

ROOMY = 2**20


class Counter:
    """Makes answers and counts how often it was asked."""

    def __init__(self, answer: bytes = b"tile") -> None:
        self.answer, self.calls = answer, 0

    def __call__(self) -> bytes:
        self.calls += 1
        return self.answer


def test_an_answer_is_made_once_and_then_kept() -> None:
    cache, make = ByteCache(ROOMY), Counter()
    assert cache.peek("a") is None
    assert cache.get("a", make) == cache.get("a", make) == cache.peek("a") == b"tile"
    assert make.calls == 1


def test_an_empty_answer_is_kept_too() -> None:
    cache, make = ByteCache(ROOMY), Counter(b"")
    cache.get("a", make)
    cache.get("a", make)
    assert make.calls == 1
    assert cache.peek("a") == b""


def test_the_answer_used_longest_ago_makes_room() -> None:
    cache = ByteCache(16 * (OVERHEAD + 100))
    for number in range(16):
        cache.get(number, Counter(bytes(100)))
    cache.peek(0)
    cache.get("new", Counter(bytes(100)))
    assert cache.peek(0) is not None
    assert cache.peek(1) is None


def test_an_answer_too_large_is_given_and_not_kept() -> None:
    cache = ByteCache(16_000)
    assert cache.get("large", Counter(bytes(5000))) == bytes(5000)
    assert cache.peek("large") is None
    assert cache.used == 0


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3000)), max_size=80))
def test_bytes_never_exceed_the_capacity(asked: list[tuple[int, int]]) -> None:
    cache = ByteCache(20_000)
    for key, size in asked:
        cache.get(key, Counter(bytes(size)))
        kept = [one for one in (cache.peek(number) for number in range(21)) if one is not None]
        assert cache.used == sum(len(one) + OVERHEAD for one in kept) <= 20_000


def test_those_who_ask_together_wait_for_one_answer() -> None:
    cache, started, go = ByteCache(ROOMY), threading.Event(), threading.Event()
    calls = count()

    def slow() -> bytes:
        next(calls)
        started.set()
        assert go.wait(10)
        return b"slow"

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(cache.get, "a", slow)
        assert started.wait(10)
        others = [pool.submit(cache.get, "a", slow) for _ in range(7)]
        other_key = pool.submit(cache.get, "b", Counter(b"b"))
        go.set()
        assert {one.result(10) for one in (first, *others)} == {b"slow"}
        assert other_key.result(10) == b"b"
    assert next(calls) == 1


def test_an_error_reaches_all_who_wait_and_is_not_kept() -> None:
    cache, started, go = ByteCache(ROOMY), threading.Event(), threading.Event()

    def failing() -> bytes:
        started.set()
        assert go.wait(10)
        raise OSError("gone")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.get, "a", failing)
        assert started.wait(10)
        second = pool.submit(cache.get, "a", failing)
        go.set()
        for one in (first, second):
            with pytest.raises(OSError, match="gone"):
                one.result(10)
    assert cache.get("a", Counter(b"back")) == b"back"


class Clock:
    """A clock that is set by hand."""

    time = 0.0

    def __call__(self) -> float:
        return self.time


def test_a_remembered_value_is_forgotten_when_old_or_when_told() -> None:
    clock = Clock()
    heads = Remembered[int, str](1.0, clock=clock)
    heads.put(7, "first", heads.now())
    clock.time = 1.0
    assert heads.get(7) == "first"
    clock.time = 1.01
    assert heads.get(7) is None
    heads.put(7, "second", heads.now())
    heads.forget(7)
    assert heads.get(7) is None


def test_a_slow_answer_does_not_replace_a_newer_one() -> None:
    clock = Clock()
    heads = Remembered[int, str](9.0, clock=clock)
    asked_early = heads.now()
    clock.time = 1.0
    heads.put(7, "newer", heads.now())
    heads.put(7, "older", asked_early)
    assert heads.get(7) == "newer"


def test_only_so_many_values_are_remembered() -> None:
    values = Remembered[int, int](9.0, most=2)
    for number in range(3):
        values.put(number, number, values.now())
    assert [values.get(number) for number in range(3)] == [None, 1, 2]
