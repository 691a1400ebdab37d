"""Both languages, always."""

from __future__ import annotations

import pytest

from gis import errors
from gis.api import problems
from gis.api.words import DETAILS, TITLES, language


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (None, "en"),
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB, zh;q=0.5", "en"),
        ("fr, zh;q=0.1", "zh"),
        ("zh;q=0, en", "en"),
        ("ZH-hans", "zh"),
        ("zh;q=no", "en"),
        ("*", "en"),
    ],
)
def test_the_language_is_the_one_asked_for(accepted: str | None, chosen: str) -> None:
    assert language(accepted) == chosen


def test_every_title_is_there_in_both_languages() -> None:
    for words in (*TITLES.values(), *DETAILS.values()):
        assert words.zh
        assert words.en
        assert words.zh != words.en
        assert any("\u4e00" <= one <= "\u9fff" for one in words.zh)


def test_every_detail_belongs_to_a_title() -> None:
    assert set(DETAILS) <= set(TITLES)


def _all(kind: type[errors.GisError]) -> list[type[errors.GisError]]:
    return [kind, *(below for one in kind.__subclasses__() for below in _all(one))]


def test_every_error_of_ours_has_a_place_in_the_table() -> None:
    for kind in _all(errors.GisError)[1:]:
        if kind.__module__ == "gis.errors":
            status, slug = problems._kind(kind.__new__(kind))  # noqa: SLF001
            assert 400 <= status <= 503
            assert slug in TITLES
            assert slug != "error"
