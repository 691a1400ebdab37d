"""Networks of towns are kept, but not all of them."""

from __future__ import annotations

from typing import Any

import pytest

from gis.workflow import streets
from gis.workflow.streets import Towns


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The datasets that were read, in order."""
    found: list[int] = []

    def reading(conn: Any, dataset: int) -> Any:
        del conn
        found.append(dataset)
        return object()

    monkeypatch.setattr(streets, "read", reading)
    return found


def test_a_town_is_read_once(read: list[int]) -> None:
    towns = Towns()
    first = towns.streets(None, 1)  # type: ignore[arg-type]

    assert towns.streets(None, 1) is first  # type: ignore[arg-type]
    assert read == [1]


def test_the_town_used_longest_ago_goes_first(read: list[int]) -> None:
    towns = Towns(most=2)
    for dataset in (1, 2, 1, 3, 1, 2):
        towns.streets(None, dataset)  # type: ignore[arg-type]

    assert read == [1, 2, 3, 2]
