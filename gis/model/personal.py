"""Numbers of persons in free texts, which nobody needs to know."""

from __future__ import annotations

import re

_NUMBERS = re.compile(
    # Identity numbers, then mobile phones and those of houses.
    r"(?<!\d)(?:[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]"
    r"|(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-\d{7,8})(?!\d)"
)
MASK = "***"


def masked(text: str) -> str:
    """A text without telephone and identity numbers.

    Examples
    --------
    >>> masked("积水,请联系 138 0013 8000")
    '积水,请联系 ***'
    """
    return _NUMBERS.sub(MASK, text)
