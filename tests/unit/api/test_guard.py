"""What is refused before anything parses it."""

from __future__ import annotations

import pytest

from gis.api.guard import complain
from gis.api.problems import Refused


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "a", "n": [1, 2.5, -3e4, true, null]}',
        '{"name": "\\\\u0000 is how one writes NUL"}',
        '{"name": "NaN and Infinity are words here"}',
        '{"name": "\\ud83d\\ude00"}',
        '{"name": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}',
        "[" * 32 + "]" * 32,
        '{"name": "人民路"}',
        "no JSON at all",
        "",
    ],
)
def test_what_can_be_read_and_stored_passes(text: str) -> None:
    complain(text.encode())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[" * 33 + b"]" * 33, "33 deep"),
        (b'{"a":' * 100_000, "100000 deep"),
        (b'{"name": "\\u0000"}', "NUL"),
        (b'{"name": "\\\\\\u0000"}', "NUL"),
        (b'{"x": NaN}', "NaN"),
        (b'{"x": -Infinity}', "NaN"),
        (b'{"name": "\\ud83d"}', "surrogate"),
        (b'{"name": "\\ude00\\ud83d"}', "surrogate"),
        (b'{"name": "\xff"}', "UTF-8 at byte 10"),
        ('{"name": "人民路"}'.encode("gb18030"), "UTF-8"),
    ],
)
def test_what_nothing_can_store_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(Refused) as caught:
        complain(data)

    assert caught.value.status_code == 400
    assert said in caught.value.words.en
    assert caught.value.words.zh
